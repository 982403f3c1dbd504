//! `x.bidirectional(lstm(32), merge_mode = concat)`: a recurrent layer and its twin that goes backwards, and what is made of both.

use super::Evaluator;
use super::scope::Binding;
use super::template::Template;
use crate::ast::{Argument, Expr, Name};
use crate::diagnostics::Extent;
use crate::graph::ValueId;
use crate::suggest;
use nn_spec::Arg;
use nn_spec::layers::by_keyword;
use proc_macro2::{Ident, Span};
use quote::quote;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The word in the language.
pub const WORD: &str = "bidirectional";

/// Keras' words for what is made of both directions, and the layer that makes it.
const MERGES: [(&str, &str); 4] = [("concat", "concat"), ("sum", "add"), ("ave", "average"), ("mul", "multiply")];

impl Evaluator<'_> {
    /// `receiver.bidirectional(layer, merge_mode)`.
    pub(super) fn bidirectional(
        &mut self,
        name: &Name,
        receiver: Option<(ValueId, Span)>,
        args: &[Argument],
    ) -> Binding {
        let (steps, rest) = match (receiver, args) {
            (Some(steps), rest) => (steps, rest),
            (None, [first, rest @ ..]) if self.is_value(first) => {
                let at = syn::spanned::Spanned::span(&first.source);
                let binding = self.argument(first);
                ((self.as_value(binding, at), at), rest)
            }
            (None, _) => {
                self.uncertain = true;
                self.errors.at(name.span(), format!("`{WORD}` follows a value: `x.{WORD}(lstm(32))`"));
                return Binding::Poison;
            }
        };
        self.consume(&Binding::Value(steps.0));
        let Some((layer, rest)) = rest.split_first().filter(|(layer, _)| layer.name.is_none()) else {
            self.errors.at(name.span(), format!("`{WORD}` takes a recurrent layer: `x.{WORD}(lstm(32))`"));
            return Binding::Poison;
        };
        let Some(merge) = self.merge(rest, name) else { return Binding::Poison };
        let at = syn::spanned::Spanned::span(&layer.source);
        let forward = match self.argument(layer) {
            Binding::Layer(template) => template,
            Binding::Poison => return Binding::Poison,
            other => {
                if !self.unknown(&other) {
                    let why = format!("`{WORD}` takes a recurrent layer, such as `lstm(32)`, got {}", other.what());
                    self.errors.at(at, why);
                }
                return Binding::Poison;
            }
        };
        match self.both(&forward, steps, merge, name) {
            Some(value) => Binding::Value(value),
            None => {
                let why =
                    format!("`{WORD}` takes a recurrent layer, such as `lstm(32)`; `{}` has no steps", forward.word);
                self.errors.at(forward.word.span(), why);
                Binding::Poison
            }
        }
    }

    /// The layer that joins both directions. None where the argument was refused.
    fn merge(&mut self, args: &[Argument], name: &Name) -> Option<&'static str> {
        let Some((arg, rest)) = args.split_first() else { return Some(MERGES[0].1) };
        if let Some(extra) = rest.first() {
            self.errors.on(&extra.source, format!("`{WORD}` takes a layer and a `merge_mode`"));
            return None;
        }
        if let Some(given) = arg.name.as_ref().filter(|given| !matches!(given.text.as_str(), "merge_mode" | "merge")) {
            let hint = suggest::did_you_mean(&given.text, ["merge_mode"]);
            let why = format!("`{}` has no argument `{}`{hint}", name.text, given.text);
            self.errors.at(given.span(), why);
            return None;
        }
        let word = match &arg.expr {
            Ok(Expr::Name(word)) => word.text.as_str(),
            _ => "",
        };
        let found = MERGES.iter().find(|(keras, _)| *keras == word).map(|(_, layer)| *layer);
        if found.is_none() {
            let hint = suggest::did_you_mean(word, MERGES.iter().map(|(keras, _)| *keras));
            let hint = if hint.is_empty() { ", not this".to_owned() } else { hint };
            self.errors.on(&arg.source, format!("`merge_mode` is `concat`, `sum`, `ave` or `mul`{hint}"));
        }
        found
    }

    /// Both directions, joined; none where the layer has none.
    fn both(
        &mut self,
        forward: &Rc<Template>,
        steps: (ValueId, Span),
        merge: &'static str,
        name: &Name,
    ) -> Option<ValueId> {
        let known = |template: &Template, name: &str| {
            let place = template.def.args.iter().position(|arg| arg.name == name)?;
            Some((place, template.args.get(place)?.known?))
        };
        let (place, Arg::Bool(backwards)) = known(forward, "go_backwards")? else { return None };
        let (_, Arg::Bool(sequences)) = known(forward, "return_sequences")? else { return None };
        if let Some((at, Arg::Bool(true))) = known(forward, "return_state") {
            let why = format!(
                "`{WORD}` gives one value; for the states as well write both directions: `x.{0}(…, return_state = true)` and `x.{0}(…, go_backwards = true, return_state = true)`",
                forward.word
            );
            match forward.args.get(at).and_then(|arg| arg.extent) {
                Some(extent) => self.errors.on(&extent, why),
                None => self.errors.at(forward.word.span(), why),
            }
            return Some(self.poison(name.span()));
        }
        let mut args = forward.args.clone();
        if let Some(arg) = args.get_mut(place) {
            let turned = !backwards;
            (arg.known, arg.exact, arg.tokens) =
                (Some(Arg::Bool(turned)), true, quote!(__nk::spec::Arg::Bool(#turned)));
            arg.extent = None::<Extent>;
        }
        let (base, at) = match &forward.name {
            Some((name, at)) => (name.clone(), *at),
            None => (self.numbered(WORD), forward.word.span()),
        };
        let twin = |part: &str| Some((format!("{base}_{part}"), at));
        let layer = |args, part: &str| Template {
            def: forward.def,
            word: forward.word.clone(),
            args,
            activation: None,
            ahead: forward.ahead.clone(),
            name: twin(part),
            trainable: Cell::new(forward.trainable.get()),
            applied: RefCell::new(None),
            refused: forward.refused,
            source: None,
        };
        let (there, back) = (layer(forward.args.clone(), "forward"), layer(args, "backward"));
        let there = self.apply(&there, vec![steps]);
        let back = self.apply(&back, vec![steps]);
        // Each direction's output is in the order in which it went: the one that went backwards is turned round. In padding, both are
        // zeros here (Keras' `zero_output_for_mask`).
        let at = name.span();
        let (there, back) = match sequences {
            true if backwards => (self.turned(there, name), self.zeros_in_padding((back, at), at)),
            true => (self.zeros_in_padding((there, at), at), self.turned(back, name)),
            false => (there, back),
        };
        let word = Name { text: merge.to_owned(), ident: Ident::new(merge, name.span()) };
        let merge = by_keyword(merge)?;
        let merge = self.template(merge, &word, &[]);
        Some(self.apply(&merge, vec![(there, at), (back, at)]))
    }

    /// A sequence backwards.
    fn turned(&mut self, value: ValueId, name: &Name) -> ValueId {
        let Some(def) = by_keyword("flip") else { return value };
        let word = Name { text: "flip".to_owned(), ident: Ident::new("flip", name.span()) };
        let flip = self.template(def, &word, &[]);
        self.apply(&flip, vec![(value, name.span())])
    }
}
