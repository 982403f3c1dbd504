//! Which arguments of a call are values of the network, and which are its constants.

use super::Evaluator;
use super::call::Callee;
use super::scope::Binding;
use super::template::Template;
use crate::ast::{Argument, Expr, Name};
use crate::graph::ValueId;
use nn_spec::{Inputs, LayerDef};
use proc_macro2::Span;
use std::rc::Rc;

/// What a call is applied to, and where each is written.
pub type Operands = Vec<(ValueId, Span)>;

impl Evaluator<'_> {
    /// Takes the leading values off the arguments.
    pub(super) fn inputs<'b>(
        &mut self,
        want: Inputs,
        receiver: Option<(ValueId, Span)>,
        mut args: &'b [Argument],
    ) -> (Operands, &'b [Argument]) {
        let mut inputs: Operands = receiver.into_iter().collect();
        let (least, most) = (want.least(), want.side_by_side());
        let several = most > 1;
        while let Some((first, rest)) = args.split_first() {
            if inputs.len() >= most || first.name.is_some() {
                break;
            }
            let span = syn::spanned::Spanned::span(&first.source);
            let id = match &first.expr {
                // `concat([a, b])`, Keras' habit.
                Ok(Expr::Const(list @ syn::Expr::Array(_))) if several && !self.values_in(list).is_empty() => {
                    self.errors.at(span, "the values stand side by side, without brackets: `concat(a, b)`");
                    let values = self.values_in(list);
                    self.consumed.extend(values.iter().copied());
                    // As if there were no brackets, so that nothing is missed.
                    inputs.extend([(self.poison(span), span), (self.poison(span), span)]);
                    args = rest;
                    continue;
                }
                Err(error) if several => {
                    self.errors.push(error.clone());
                    let values = self.values_in(&first.source);
                    self.consumed.extend(values);
                    self.poison(span)
                }
                // Where values are due, a name that nobody knows is a slip and a number is out of place.
                _ if self.is_value(first)
                    || several && (least > 1 && inputs.len() < least || self.maybe_value(first)) =>
                {
                    let binding = self.argument(first);
                    self.as_value(binding, span)
                }
                _ => break,
            };
            inputs.push((id, span));
            args = rest;
        }
        (inputs, args)
    }

    /// A value where a layer that takes several has all it can take; it says so.
    pub(super) fn one_too_many(&mut self, def: &LayerDef, inputs: &Operands, rest: &[Argument]) -> Option<Binding> {
        let (first, Inputs::Between(_, most)) = (rest.first()?, def.inputs) else { return None };
        if inputs.len() < most || first.name.is_some() || !self.is_value(first) {
            return None;
        }
        let why = format!(
            "`{}` takes {most} values at most, the query, the value and the key, and this is one more; its numbers stand behind them",
            def.keyword
        );
        self.errors.on(&first.source, why);
        Some(self.argument(first))
    }

    /// What an argument stands for.
    pub(super) fn argument(&mut self, arg: &Argument) -> Binding {
        match &arg.expr {
            Ok(expr) if self.is_value(arg) => self.expr(expr),
            Ok(Expr::Call { .. } | Expr::Closure(_) | Expr::Name(_)) if self.is_layer(arg) => {
                let Ok(expr) = &arg.expr else { return Binding::Poison };
                let binding = self.expr(expr);
                match (binding, expr) {
                    // `block(x, leaky_relu(0.1))`: it may be meant as an activation.
                    (Binding::Layer(template), Expr::Call { .. }) => {
                        let source = self.constant(&arg.source);
                        match Rc::into_inner(template) {
                            Some(template) => Binding::Layer(Rc::new(Template { source, ..template })),
                            None => Binding::Poison,
                        }
                    }
                    (binding, _) => binding,
                }
            }
            _ => match self.constant(&arg.source) {
                Some(constant) => Binding::Constant(constant),
                None => Binding::Poison,
            },
        }
    }

    /// True when an argument is a value of the network, by its form alone.
    pub(super) fn is_value(&mut self, arg: &Argument) -> bool {
        arg.expr.as_ref().is_ok_and(|expr| self.makes_value(expr, 0))
    }

    fn makes_value(&mut self, expr: &Expr, depth: usize) -> bool {
        if depth > 60 {
            return false;
        }
        match expr {
            Expr::Name(name) => matches!(self.peek(name), Some(Binding::Value(_) | Binding::Poison)),
            Expr::Chain { base, calls } => {
                let layer = |run: &mut Self| {
                    calls.first().is_some_and(|call| !matches!(run.resolve(&call.name), Callee::Unknown))
                };
                self.makes_value(base, depth + 1) || layer(self)
            }
            Expr::Call { callee, args, .. } => {
                let bound = match &**callee {
                    Expr::Name(name) => matches!(self.resolve(name), Callee::Bound(_)),
                    Expr::Call { .. } => true,
                    _ => false,
                };
                bound
                    || matches!(&**callee, Expr::Name(name) if !matches!(self.resolve(name), Callee::Unknown))
                        && args.first().is_some_and(|arg| {
                            arg.name.is_none() && arg.expr.as_ref().is_ok_and(|e| self.makes_value(e, depth + 1))
                        })
            }
            Expr::Binary { left, right, .. } => self.makes_value(left, depth + 1) || self.makes_value(right, depth + 1),
            Expr::Block(block) => {
                !block.stmts.is_empty() || block.tail.as_ref().is_some_and(|tail| self.makes_value(tail, depth + 1))
            }
            Expr::Refused(_) => true,
            Expr::Closure(_) | Expr::Tuple(..) | Expr::Const(_) => false,
        }
    }

    /// True for a name that nobody knows, in lower case: where several values may stand, it is a slip rather than a const.
    fn maybe_value(&mut self, arg: &Argument) -> bool {
        match &arg.expr {
            Ok(Expr::Name(name)) => self.peek(name).is_none() && !name.text.chars().any(char::is_uppercase),
            _ => false,
        }
    }

    fn is_layer(&mut self, arg: &Argument) -> bool {
        match &arg.expr {
            Ok(Expr::Closure(_)) => true,
            Ok(Expr::Name(name)) => matches!(self.peek(name), Some(Binding::Layer(_) | Binding::Block(_))),
            Ok(Expr::Call { callee, .. }) => match &**callee {
                Expr::Name(name) => matches!(self.resolve(name), Callee::Layer(_) | Callee::Activation(_)),
                _ => false,
            },
            _ => false,
        }
    }

    fn peek(&mut self, name: &Name) -> Option<&Binding> {
        let id = self.scope.find(&name.text)?;
        self.variables.get_mut(id).map(|variable| &variable.binding)
    }
}
