//! Expressions.

use super::scope::{Binding, Block};
use super::{DEEPEST, Evaluator};
use crate::ast::{self, Expr, Op};
use crate::constant::Constant;
use crate::graph::ValueId;
use proc_macro2::Span;
use std::rc::Rc;
use syn::BinOp;
use syn::spanned::Spanned;

impl Evaluator<'_> {
    /// What an expression stands for.
    pub(super) fn expr(&mut self, expr: &Expr) -> Binding {
        if self.depth >= DEEPEST {
            if !self.stopped {
                self.errors.at(expr.span(), "blocks call blocks too deeply here; does one call itself?");
                self.stopped = true;
            }
            return Binding::Poison;
        }
        if !self.step(expr.span()) {
            return Binding::Poison;
        }
        self.depth += 1;
        let binding = match expr {
            Expr::Name(name) => self.look_up(name),
            Expr::Chain { base, calls } => {
                let mut binding = self.expr(base);
                let mut span = base.span();
                for call in calls {
                    if !self.step(call.name.span()) {
                        binding = Binding::Poison;
                        break;
                    }
                    binding = self.method(binding, span, call);
                    span = call.name.span();
                }
                binding
            }
            Expr::Call { callee, args, span } => self.call(callee, args, *span),
            Expr::Binary { op, op_span, left, right } => self.binary(*op, *op_span, left, right),
            Expr::Closure(closure) => {
                let block = Block { closure: closure.clone(), scope: self.scope.share() };
                Binding::Block(Rc::new(block))
            }
            Expr::Block(block) => self.block(block),
            Expr::Tuple(items, _) => Binding::Tuple(items.iter().map(|item| self.expr(item)).collect()),
            Expr::Const(expr) => self.constant_expr(expr),
            Expr::Refused(refused) => {
                self.refused(refused, false);
                Binding::Poison
            }
        };
        self.depth -= 1;
        binding
    }

    /// What can only be a constant. Where it has a value in it, the form tells what was tried.
    fn constant_expr(&mut self, expr: &syn::Expr) -> Binding {
        let why = match expr {
            syn::Expr::Binary(binary) => Some(format!(
                "`{}` does not join values; `+`, `-` and `*` do",
                quote::ToTokens::to_token_stream(&binary.op)
            )),
            syn::Expr::Unary(_) => Some("a value has no sign to change; subtract it from another: `a - b`".to_owned()),
            syn::Expr::Field(syn::ExprField { member: syn::Member::Named(word), .. })
                if super::call::is_word(&word.to_string()) =>
            {
                Some(format!("a layer is called, even without arguments: `.{word}()`"))
            }
            syn::Expr::Field(_) => Some("a value has no fields; its shape follows from its layers".to_owned()),
            syn::Expr::Index(_) => Some("a value is not indexed; layers take it apart".to_owned()),
            _ => None,
        };
        let at = match expr {
            syn::Expr::Binary(binary) => binary.op.span(),
            syn::Expr::Field(field) => field.member.span(),
            other => other.span(),
        };
        let found = self.values_in(expr);
        match why.filter(|_| !found.is_empty()) {
            Some(why) => {
                self.errors.at(at, why);
                found.into_iter().for_each(|id| {
                    self.consumed.insert(id);
                });
                Binding::Poison
            }
            None => match self.constant(expr) {
                Some(constant) => Binding::Constant(constant),
                None => Binding::Poison,
            },
        }
    }

    /// The values of the network that an expression names.
    pub(super) fn values_in(&mut self, expr: &syn::Expr) -> Vec<ValueId> {
        let names = crate::parse::names(expr);
        let bindings = names.iter().filter_map(|name| self.scope.find(name)).filter_map(|id| self.variables.get(id));
        bindings
            .filter_map(|variable| match variable.binding {
                Binding::Value(id) => Some(id),
                _ => None,
            })
            .collect()
    }

    pub(super) fn look_up(&mut self, name: &ast::Name) -> Binding {
        match self.scope.find(&name.text).and_then(|id| self.variables.get_mut(id)) {
            Some(variable) => {
                variable.used = true;
                variable.binding.clone()
            }
            None => Binding::Constant(Constant::name(name.ident.clone())),
        }
    }

    fn binary(&mut self, op: Op, op_span: Span, left: &Expr, right: &Expr) -> Binding {
        let (a, b) = (self.expr(left), self.expr(right));
        if let (Binding::Constant(a), Binding::Constant(b)) = (&a, &b) {
            let op = match op {
                Op::Add => BinOp::Add(syn::Token![+](op_span)),
                Op::Sub => BinOp::Sub(syn::Token![-](op_span)),
                Op::Mul => BinOp::Mul(syn::Token![*](op_span)),
            };
            return match Constant::binary(a.clone(), op, b.clone()) {
                Ok(constant) => Binding::Constant(constant),
                Err(error) => {
                    self.errors.push(error);
                    Binding::Poison
                }
            };
        }
        let number = match (&a, &b) {
            (Binding::Constant(number), other) | (other, Binding::Constant(number)) => {
                let number = (!self.is_word(number)).then(|| number.clone());
                number.filter(|_| matches!(other, Binding::Value(_)))
            }
            _ => None,
        };
        if let Some(number) = number {
            let why = format!("`{}` joins two values of the network; a number cannot be an operand", op.symbol());
            self.errors.on(&number.extent, why);
            self.consume(&a);
            self.consume(&b);
            return Binding::Poison;
        }
        let (a, b) = (self.as_value(a, left.span()), self.as_value(b, right.span()));
        self.operator(op, op_span, [(a, left.span()), (b, right.span())])
    }

    /// True for a single identifier: a misspelt value rather than a number.
    fn is_word(&self, constant: &Constant) -> bool {
        constant.ident().is_some_and(|ident| ident.to_string().chars().any(char::is_lowercase))
    }

    /// The value that is meant; reports where it is none.
    pub(super) fn as_value(&mut self, binding: Binding, span: Span) -> ValueId {
        match &binding {
            Binding::Value(id) => return *id,
            Binding::Poison => {}
            Binding::Layer(template) => {
                self.uncertain = true;
                let name = template.word.to_string();
                self.errors
                    .at(span, format!("`{name}` is a layer that is not applied yet; give it a value: `{name}(x)`"));
            }
            binding => {
                if !self.unknown(binding) {
                    self.uncertain = true;
                    self.errors.at(span, format!("expected a value of the network, got {}", binding.what()));
                }
            }
        }
        self.poison(span)
    }
}
