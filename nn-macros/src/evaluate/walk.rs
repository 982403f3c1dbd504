//! `clip.time_distributed(features)`: a layer or a block goes along the first axis of a value.
//!
//! Nothing is unrolled. Steps lie side by side in memory, as samples do, so what works on one step runs over all of them as over so many
//! samples. A value in the walk has the shape of one step; how often it is there, its [`Walk`](crate::graph::Walk) says.

use super::Evaluator;
use super::apply::Place;
use super::call::is_word;
use super::operands::Operands;
use super::scope::Binding;
use crate::ast::{Argument, Expr, Name};
use crate::graph::{ArgValue, Type, ValueId, Walk, WalkId};
use nn_spec::layers::{all_steps, each_step};
use nn_spec::{Arg, LayerDef};
use proc_macro2::Span;
use quote::{format_ident, quote};

/// The word in the language.
pub const WORD: &str = "time_distributed";

impl Evaluator<'_> {
    /// `receiver.time_distributed(layer)`, or with the value as the first argument.
    pub(super) fn time_distributed(
        &mut self,
        name: &Name,
        receiver: Option<(ValueId, Span)>,
        args: &[Argument],
        span: Span,
    ) -> Binding {
        let (clip, rest) = match (receiver, args) {
            (Some(clip), rest) => (clip, rest),
            (None, [first, rest @ ..]) if self.is_value(first) => {
                let at = first.expr.as_ref().map_or(span, |expr| expr.span());
                let binding = self.argument(first);
                ((self.as_value(binding, at), at), rest)
            }
            (None, _) => {
                self.uncertain = true;
                let why = format!("`{WORD}` follows a value: `clip.{WORD}(features)`");
                self.errors.at(name.span(), why);
                return Binding::Poison;
            }
        };
        self.consume(&Binding::Value(clip.0));
        let what = match rest {
            [what] if what.name.is_none() => match &what.expr {
                Ok(Expr::Name(word)) if self.scope.find(&word.text).is_none() && is_word(&word.text) => {
                    let why = format!("`{0}` is written with its parentheses here: `{0}(…)`", word.text);
                    self.errors.at(word.span(), why);
                    return Binding::Poison;
                }
                _ => self.argument(what),
            },
            _ => {
                let why =
                    format!("`{WORD}` takes a layer or a block: `clip.{WORD}(dense(8))`, `clip.{WORD}(features)`");
                self.errors.at(name.span(), why);
                return Binding::Poison;
            }
        };
        let at = rest.first().and_then(|what| what.expr.as_ref().ok()).map_or(span, |expr| expr.span());
        let step = self.enter(clip, name.span());
        let result = match what {
            Binding::Layer(template) => {
                let output = self.apply(&template, vec![(step, at)]);
                self.results(&template, output)
            }
            Binding::Block(block) => self.call_block(&block, name, Some((step, at)), &[], at),
            Binding::Poison => Binding::Poison,
            other => {
                if !self.unknown(&other) {
                    let why = format!("`{WORD}` takes a layer or a block, got {}", other.what());
                    self.errors.at(at, why);
                }
                Binding::Poison
            }
        };
        // Where anything is refused, what was made of the step is not called unused as well.
        self.consume(&result);
        match result {
            Binding::Value(id) => {
                if self.walk(id) != self.walk(step) && !matches!(self.ty(id), Type::Poisoned) {
                    self.consume(&Binding::Value(step));
                    self.errors
                        .at(at, format!("what `{WORD}` runs has to give something made of the step it is given"));
                    return Binding::Poison;
                }
                Binding::Value(self.leave(id, clip.0, name.span()))
            }
            Binding::Tuple(_) => {
                self.errors.at(at, format!("what `{WORD}` runs gives one value, but this gives several"));
                Binding::Poison
            }
            other => {
                self.consume(&Binding::Value(step));
                self.as_value(other, at);
                Binding::Poison
            }
        }
    }

    /// A value as its steps.
    fn enter(&mut self, clip: (ValueId, Span), span: Span) -> ValueId {
        let outer = self.walk(clip.0);
        self.walks.push(Walk { outer, clip: clip.0 });
        let walk = WalkId(self.walks.len() - 1);
        self.view(&each_step::DEF, vec![clip], &[], span, Some(walk))
    }

    /// The results of all steps of `clip` as one value.
    fn leave(&mut self, result: ValueId, clip: ValueId, span: Span) -> ValueId {
        let known = match self.ty(clip) {
            Type::Known(value) => Some(Arg::Size(value.shape.dim(0))),
            _ => None,
        };
        let tokens = match known {
            Some(Arg::Size(steps)) => quote!(__nk::spec::Arg::Size(#steps)),
            _ => {
                let (carrier, value) = (&self.carrier, format_ident!("V{}", clip.0));
                quote!(__nk::spec::Arg::Size(#carrier::#value.shape.dim(0)))
            }
        };
        let steps = ArgValue { known, exact: known.is_some(), tokens, extent: None };
        let outer = self.walk(clip);
        let all = self.view(&all_steps::DEF, vec![(result, span)], &[steps], span, outer);
        let mask = self.mask(clip);
        if let Some(all) = self.values.get_mut(all.0) {
            all.mask = mask;
        }
        all
    }

    fn view(
        &mut self,
        def: &'static LayerDef,
        inputs: Operands,
        args: &[ArgValue],
        span: Span,
        walk: Option<WalkId>,
    ) -> ValueId {
        let name = self.numbered(if def.keyword == all_steps::DEF.keyword { WORD } else { def.keyword });
        let output = self.node(Place { def, name, span, group: None, refused: false }, args, inputs);
        if let Some(value) = self.values.get_mut(output.0) {
            value.walk = walk;
        }
        output
    }

    /// The walk a value is in.
    pub(super) fn walk(&self, id: ValueId) -> Option<WalkId> {
        self.values.get(id.0).and_then(|value| value.walk)
    }

    /// Whether all inputs are in one walk; it says so where not.
    pub(super) fn together(&mut self, inputs: &Operands) -> bool {
        let Some(&(first, _)) = inputs.first() else { return true };
        let here = inputs.iter().map(|&(id, _)| self.walk(id)).max().unwrap_or_else(|| self.walk(first));
        let Some(&(_, at)) = inputs.iter().find(|&&(id, _)| self.walk(id) != here) else { return true };
        let why = format!(
            "this value is not made of the step that `{WORD}` is at: within it, all that meets comes from the block's parameter"
        );
        self.errors.at(at, why);
        false
    }
}
