//! Statements: `let`, assignment, loops.

use super::Evaluator;
use super::scope::{Binding, Scope};
use crate::ast::{self, Pattern, Refused, Steps, Stmt};
use crate::constant::{Constant, Number};
use crate::diagnostics::Extent;
use crate::graph::Type;
use crate::suggest;
use proc_macro2::Span;

/// How many turns a loop may take.
const MOST_TURNS: i128 = 10_000;

impl Evaluator<'_> {
    /// Runs the network's body, whose tail may be a tuple of outputs.
    pub(super) fn top(&mut self, block: &ast::Block) -> Option<Binding> {
        self.statements(block);
        block.tail.as_ref().map(|tail| self.expr(tail))
    }

    /// Runs a block in a scope of its own.
    pub(super) fn block(&mut self, block: &ast::Block) -> Binding {
        let outer = self.scope.clone();
        self.scope = Scope::new(Some(outer.clone()), outer.level);
        self.statements(block);
        let result = match &block.tail {
            Some(tail) => self.expr(tail),
            None => {
                self.uncertain = true;
                match block.stray {
                    _ if block.refused => {}
                    Some(semi) => self.errors.at(semi, "with this `;` the block has no value; remove it"),
                    None => self.errors.at(block.end, "this block has no value; end it in the value it makes"),
                }
                Binding::Poison
            }
        };
        self.scope = outer;
        result
    }

    pub(super) fn statements(&mut self, block: &ast::Block) {
        for stmt in &block.stmts {
            if self.stopped {
                return;
            }
            self.statement(stmt);
        }
    }

    fn statement(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Let { pattern, value } => {
                let binding = self.expr(value);
                self.destructure(pattern, binding);
            }
            Stmt::Assign { name, value } => {
                let binding = self.expr(value);
                self.assign(name, binding);
            }
            Stmt::For { var, keyword, over, body } => self.repeat(var.as_ref(), *keyword, over, body),
            Stmt::Refused(refused) => self.refused(refused, true),
            Stmt::Expr(expr) => {
                let binding = self.expr(expr);
                if let Binding::Layer(_) | Binding::Constant(_) | Binding::Block(_) = binding {
                    // A name of nothing is told about as such.
                    let what = binding.what();
                    if !self.unknown(&binding) {
                        self.errors.at(expr.span(), format!("this is {what}, and nobody uses it"));
                    }
                }
            }
        }
    }

    fn destructure(&mut self, pattern: &Pattern, binding: Binding) {
        match (pattern, binding) {
            (Pattern::Name { name, mutable }, binding) => {
                self.name_value(name, &binding);
                self.bind(name, *mutable, binding);
            }
            (Pattern::Ignore, _) => {}
            (Pattern::Tuple { items, span }, Binding::Tuple(values)) if items.len() != values.len() => {
                let (want, got) = (items.len(), values.len());
                self.errors.at(*span, format!("{want} names for {got} values: each value has a name, or `_`"));
                values.iter().for_each(|value| self.consume(value));
                items.iter().for_each(|item| self.destructure(item, Binding::Poison));
            }
            (Pattern::Tuple { items, .. }, Binding::Tuple(values)) => {
                for (item, value) in items.iter().zip(values) {
                    if let Pattern::Ignore = item {
                        self.consume(&value);
                    }
                    self.destructure(item, value);
                }
            }
            (Pattern::Tuple { items, span }, binding) => {
                let refused = matches!(binding, Binding::Value(id) if matches!(self.ty(id), Type::Poisoned));
                if !refused && !matches!(binding, Binding::Poison) {
                    let hint = if self.has_states(&binding) {
                        "; its last state comes with `return_state = true`"
                    } else {
                        ""
                    };
                    self.errors.at(*span, format!("expected {} values, got {}{hint}", items.len(), binding.what()));
                }
                self.consume(&binding);
                items.iter().for_each(|item| self.destructure(item, Binding::Poison));
            }
        }
    }

    /// A value is called by the first name it gets.
    fn name_value(&mut self, name: &ast::Name, binding: &Binding) {
        if let Binding::Value(id) = binding
            && let Some(value) = self.values.get_mut(id.0)
            && value.name.is_none()
        {
            value.name = Some(name.ident.clone());
        }
    }

    fn assign(&mut self, name: &ast::Name, binding: Binding) {
        self.name_value(name, &binding);
        let level = self.scope.level;
        let Some(id) = self.scope.find(&name.text) else {
            let known = self.names_in_sight();
            let meant = suggest::nearest(&name.text, known.iter().map(String::as_str));
            let hint = match meant {
                Some(meant) => {
                    self.mentioned(meant);
                    self.consume(&binding);
                    format!("; did you mean `{meant}`?")
                }
                None => format!("; write `let mut {} = …;` where it first gets a value", name.text),
            };
            self.errors.at(name.span(), format!("nothing is called `{}` here{hint}", name.text));
            return;
        };
        let Some(variable) = self.variables.get_mut(id) else { return };
        if matches!(variable.binding, Binding::Poison) {
            // Whatever is wrong with it was said already.
        } else if !variable.mutable {
            let text = &name.text;
            let named = |value: &crate::graph::Value| {
                value.producer.is_none() && value.name.as_ref().is_some_and(|own| own == text)
            };
            let input = matches!(variable.binding, Binding::Value(id) if self.values.get(id.0).is_some_and(named));
            let how = if input && variable.level == 0 { "mut " } else { "let mut " };
            self.errors.at(name.span(), format!("`{text}` is assigned twice; declare it as `{how}{text}`"));
            // Said once, however often a loop turns.
            variable.mutable = true;
        } else if variable.level < level {
            let why =
                format!("a block cannot change `{}`, which is outside of it; let it return the new value", name.text);
            self.errors.at(name.span(), why);
        }
        variable.binding = binding;
    }

    fn repeat(&mut self, var: Option<&ast::Name>, keyword: Span, over: &Steps, body: &ast::Block) {
        if let Some(tail) = &body.tail {
            self.errors.at(tail.span(), "a loop has no value; assign to a `let mut` and end in `;`");
            self.given_up();
            return;
        }
        let turns: Vec<Binding> = match over {
            Steps::Range { from, to, inclusive } => {
                let (Some(from), Some(to)) = (self.turn(from), self.turn(to)) else {
                    self.given_up();
                    return;
                };
                let extent = to.1;
                let (from, to) = (from.0, if *inclusive { to.0.saturating_add(1) } else { to.0 });
                let count = to.saturating_sub(from);
                if count > MOST_TURNS {
                    self.errors
                        .on(&extent, format!("each turn lays out layers of its own: {count} turns are too many"));
                    self.given_up();
                    return;
                }
                (from..to).map(|i| Binding::Constant(Constant::integer(i, extent))).collect()
            }
            Steps::List(items) => items.iter().map(|item| self.argument(item)).collect(),
        };
        let outer = self.scope.clone();
        for turn in turns {
            if !self.step(keyword) {
                break;
            }
            self.scope = Scope::new(Some(outer.clone()), outer.level);
            if let Some(var) = var {
                self.bind(var, false, turn);
            }
            self.statements(body);
        }
        self.scope = outer;
    }

    /// Nobody knows what a loop that is not run would have assigned.
    fn given_up(&mut self) {
        self.uncertain = true;
        for id in self.scope.all() {
            if let Some(variable) = self.variables.get_mut(id).filter(|variable| variable.mutable) {
                variable.binding = Binding::Poison;
            }
        }
    }

    /// An end of a loop's range.
    fn turn(&mut self, expr: &syn::Expr) -> Option<(i128, Extent)> {
        let constant = self.constant(expr)?;
        match self.number(&constant)? {
            Some(Number::Int(value)) => Some((value, constant.extent)),
            Some(Number::Float(_)) => {
                self.errors.on(expr, "a loop counts in whole numbers");
                None
            }
            None => {
                let why = "the number of turns decides which layers there are, so it must be visible here: write a literal, such as `0..3`";
                self.errors.on(expr, why);
                None
            }
        }
    }

    /// The names in something that was refused are not unused; nobody knows what those it may assign to stand for.
    pub(super) fn refused(&mut self, refused: &Refused, statement: bool) {
        for name in &refused.names {
            match self.scope.find(name).and_then(|id| self.variables.get_mut(id)) {
                Some(variable) => {
                    variable.used = true;
                    let binding = variable.binding.clone();
                    if statement && variable.mutable {
                        variable.binding = Binding::Poison;
                    }
                    self.consume(&binding);
                }
                None if statement && !super::call::is_word(name) => {
                    if let Ok(ident) = syn::parse_str(name) {
                        self.bind(&ast::Name::new(ident), true, Binding::Poison);
                    }
                }
                None => {}
            }
        }
    }
}
