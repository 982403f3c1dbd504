//! A block of the user's is run at each call, with its parameters bound.

use super::call::count;
use super::scope::{Binding, Block, Scope};
use super::{BLOCK_DEPTH, Evaluator};
use crate::ast::{Argument, Name};
use crate::graph::ValueId;
use crate::suggest;
use proc_macro2::Span;

impl Evaluator<'_> {
    /// Runs a block with its parameters bound.
    pub(super) fn call_block(
        &mut self,
        block: &Block,
        name: &Name,
        receiver: Option<(ValueId, Span)>,
        args: &[Argument],
        span: Span,
    ) -> Binding {
        let params = &block.closure.params;
        let mut bound: Vec<Option<Binding>> = vec![None; params.len()];
        let mut next = 0;
        let mut fine = true;
        let shape = || params.iter().map(|(param, _)| param.text.as_str()).collect::<Vec<_>>().join(", ");
        if let Some((id, _)) = receiver {
            match bound.first_mut() {
                Some(first) => *first = Some(Binding::Value(id)),
                None => {
                    self.errors.at(name.span(), format!("`{}` has no parameter to take this value", name.text));
                    fine = false;
                }
            }
            next = 1;
        }
        for arg in args {
            let binding = self.argument(arg);
            let place = match &arg.name {
                None => Some(next),
                Some(given) => params.iter().position(|(param, _)| param.text == given.text),
            };
            match (place.and_then(|place| bound.get_mut(place)), &arg.name) {
                (Some(Some(_)), Some(given)) => {
                    self.errors.at(given.span(), format!("`{}` is given twice", given.text));
                    fine = false;
                }
                (Some(slot), _) => *slot = Some(binding),
                (None, Some(given)) => {
                    let hint = suggest::did_you_mean(&given.text, params.iter().map(|(param, _)| param.text.as_str()));
                    let why = format!("`{}` has no parameter `{}`{hint}", name.text, given.text);
                    self.errors.at(given.span(), why);
                    fine = false;
                }
                (None, None) => {
                    let why = format!("`{}` takes {}: |{}|", name.text, count(params.len(), "argument"), shape());
                    self.errors.on(&arg.source, why);
                    fine = false;
                }
            }
            next += usize::from(arg.name.is_none());
        }
        for ((param, _), given) in params.iter().zip(&bound) {
            if given.is_none() && fine {
                self.errors.at(span, format!("`{}` needs `{}` as well: |{}|", name.text, param.text, shape()));
                fine = false;
            }
        }
        if !fine {
            bound.into_iter().flatten().for_each(|binding| self.consume(&binding));
            return Binding::Poison;
        }
        let outer = std::mem::replace(&mut self.scope, Scope::new(Some(block.scope.clone()), block.scope.level + 1));
        for ((param, mutable), binding) in params.iter().zip(bound) {
            self.bind(param, *mutable, binding.unwrap_or(Binding::Poison));
        }
        self.depth += BLOCK_DEPTH;
        let result = self.expr(&block.closure.body);
        self.depth -= BLOCK_DEPTH;
        self.scope = outer;
        result
    }
}
