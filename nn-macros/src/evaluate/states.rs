//! States of recurrent layers as values: `x.lstm(32, initial_state = (h, c))` begins with them, `let (y, h, c) = x.lstm(32, return_state = true)`
//! ends with them.

use super::Evaluator;
use super::apply::Place;
use super::operands::Operands;
use super::read;
use super::scope::Binding;
use super::template::Template;
use crate::ast::{Argument, Expr};
use crate::graph::{ArgValue, Type, ValueId};
use nn_spec::layers::{crop1d, flatten};
use nn_spec::{Arg, Inputs, LayerDef, List};
use quote::{format_ident, quote};
use syn::spanned::Spanned;

/// Whether an argument is one by which values come in.
pub(super) fn brings_values(def: &LayerDef, arg: &Argument) -> bool {
    matches!((def.inputs, &arg.name), (Inputs::Named(argument, _), Some(name)) if name.text == argument)
}

impl Evaluator<'_> {
    /// Adds to `inputs` what is given by name.
    pub(super) fn named_inputs(&mut self, def: &LayerDef, inputs: &mut Operands, args: &[Argument]) {
        let Inputs::Named(argument, count) = def.inputs else { return };
        let mut given = args.iter().filter(|arg| brings_values(def, arg));
        let Some((arg, name)) = given.next().and_then(|arg| Some((arg, arg.name.as_ref()?))) else { return };
        self.word_used("arguments", argument, name.span());
        let at = arg.source.span();
        let binding = match &arg.expr {
            Ok(Expr::Tuple(..)) => arg.expr.as_ref().map_or(Binding::Poison, |expr| self.expr(expr)),
            _ => self.argument(arg),
        };
        let (items, spans) = match binding {
            Binding::Tuple(items) => {
                let spans = match &arg.source {
                    syn::Expr::Tuple(tuple) => tuple.elems.iter().map(|item| item.span()).collect(),
                    _ => vec![at; items.len()],
                };
                (items, spans)
            }
            Binding::Poison => (vec![Binding::Poison; count], vec![at; count]),
            other => (vec![other], vec![at]),
        };
        let example = if count == 1 { format!("{argument} = h") } else { format!("{argument} = (h, c)") };
        let again = given.next().and_then(|arg| arg.name.as_ref());
        let why = if again.is_some() {
            format!("`{argument}` is given twice")
        } else if inputs.is_empty() {
            format!("a state is given where the layer is applied: `layer(x, {example})`")
        } else if items.len() != count {
            let (keyword, got) = (def.keyword, items.len());
            let has = if count == 1 { "one state".to_owned() } else { format!("{count} states") };
            format!("`{keyword}` has {has}, `{example}`; got {got}")
        } else {
            inputs.extend(items.into_iter().zip(spans).map(|(item, at)| (self.as_value(item, at), at)));
            return;
        };
        match again {
            Some(again) => self.errors.at(again.span(), why),
            None => self.errors.on(&arg.source, why),
        }
        items.iter().for_each(|item| self.consume(item));
        if !inputs.is_empty() {
            inputs.extend((0..count).map(|_| (self.poison(at), at)));
        }
    }

    /// Whether a value is what a layer with states gives without them.
    pub(super) fn has_states(&self, binding: &Binding) -> bool {
        let Binding::Value(id) = binding else { return false };
        let producer = self.values.get(id.0).and_then(|value| self.nodes.get(value.producer?.0));
        producer.is_some_and(|node| matches!(node.def.inputs, Inputs::Named(..)))
    }

    /// What a layer gives: its output, or with `return_state = true` the output and its last states.
    pub(super) fn results(&mut self, template: &Template, output: ValueId) -> Binding {
        let args: Vec<Arg> =
            template.args.iter().zip(template.def.args).map(|(arg, def)| arg.known.unwrap_or(def.default)).collect();
        let find = |name: &str| {
            let place = template.def.args.iter().position(|arg| arg.name == name)?;
            Some((args.get(place)?.bool(), template.args.get(place)?))
        };
        let Some((returns, asked)) = find("return_state") else { return Binding::Value(output) };
        if let (false, Some(extent)) = (asked.exact, asked.extent) {
            self.errors.on(&extent, "how many values there are depends on this: write `true` or `false`");
            self.consume(&Binding::Value(output));
            return Binding::Poison;
        }
        if !returns {
            return Binding::Value(output);
        }
        let states = (template.def.traits)(&args).returned;
        let sequences = match find("return_sequences") {
            Some((_, asked)) if !asked.exact => {
                if let Some(extent) = asked.extent {
                    self.errors
                        .on(&extent, "with `return_state` this decides where the states are: write `true` or `false`");
                }
                self.consume(&Binding::Value(output));
                return Binding::Poison;
            }
            Some((sequences, _)) => sequences,
            None => false,
        };
        let mask = self.mask(output);
        if let Some(value) = self.values.get_mut(output.0) {
            // What stands behind the steps is no step.
            value.mask = None;
        }
        let first = self.part(template, output, None, states, !sequences);
        if let Some(value) = self.values.get_mut(first.0) {
            value.mask = mask;
        }
        let parts =
            std::iter::once(first).chain((0..states).map(|j| self.part(template, output, Some(j), states, true)));
        Binding::Tuple(parts.map(Binding::Value).collect())
    }

    /// The rows of a recurrent layer's output in front of its `states`, or the row of the state `of`; a single one by itself if it is to be
    /// `flat`.
    fn part(&mut self, template: &Template, output: ValueId, of: Option<usize>, states: usize, flat: bool) -> ValueId {
        let span = template.word.span();
        let behind = of.map_or(states, |j| states - 1 - j);
        let (known, before) = match (of, self.ty(output)) {
            (None, _) => (Some(0), quote!(0)),
            (Some(j), Type::Known(value)) => {
                let before = value.shape.dim(0) + j - states;
                (Some(before), quote!(#before as i64))
            }
            (Some(j), _) => {
                let (carrier, value) = (&self.carrier, format_ident!("V{}", output.0));
                (None, quote!((#carrier::#value.shape.dim(0) + #j - #states) as i64))
            }
        };
        let cropping = ArgValue {
            known: known.map(|before| Arg::List(List::new(&[before as i64, behind as i64]))),
            exact: known.is_some(),
            tokens: quote!(__nk::spec::Arg::List(__nk::spec::List::new(&[#before, #behind as i64]))),
            extent: None,
        };
        let name = self.numbered(if of.is_some() { "last_state" } else { "output" });
        let place = Place { def: &crop1d::DEF, name, span, group: None, refused: false };
        let rows = self.node(place, &[cropping], vec![(output, span)]);
        if !flat {
            return rows;
        }
        let name = self.numbered(flatten::DEF.keyword);
        let place = Place { def: &flatten::DEF, name, span, group: None, refused: false };
        self.node(place, &flatten::DEF.args.iter().map(read::default).collect::<Vec<_>>(), vec![(rows, span)])
    }
}
