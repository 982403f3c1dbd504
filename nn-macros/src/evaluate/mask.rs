//! Sequences of unequal length: which values are *masked*, and by which input's lengths.
//!
//! What a layer makes of a mask is its trait, `Masking`. Here it is followed from the input through the graph; nothing is left of it at run time
//! but the lengths that are handed to the kernels that read them.

use super::Evaluator;
use super::apply::Place;
use super::operands::Operands;
use crate::graph::{ArgValue, Mask, Type, ValueId};
use nn_spec::layers::real_steps;
use nn_spec::{Arg, ArgKind, LayerDef, Mask as After, Masking};
use proc_macro2::Span;

/// What to do where a layer has no better advice.
const ANY_LAYER: &str =
    "a recurrent layer or a global pool makes one vector of the real steps, and `.time_distributed(…)` goes along them";

/// What follows from the masks of a layer's inputs.
pub(super) enum Followed {
    /// The output's mask.
    Output(Option<Mask>),
    /// It was refused.
    Refused,
}

impl Evaluator<'_> {
    /// The mask of a value.
    pub(super) fn mask(&self, id: ValueId) -> Option<Mask> {
        self.values.get(id.0).and_then(|value| value.mask)
    }

    /// What an input is called.
    fn input_name(&self, input: usize) -> String {
        let name = self.values.iter().filter(|value| value.producer.is_none()).filter_map(|value| value.name.as_ref());
        name.clone().nth(input).map_or_else(|| "the input".to_owned(), |name| format!("`{name}`"))
    }

    /// Follows the masks of a layer's inputs, which may be brought to what the layer needs.
    pub(super) fn follow(
        &mut self,
        def: &'static LayerDef,
        args: &[ArgValue],
        inputs: &mut Operands,
        span: Span,
    ) -> Followed {
        let traits = |args: &[ArgValue]| {
            let known: Vec<Arg> =
                args.iter().zip(def.args).map(|(arg, def)| arg.known.unwrap_or(def.default)).collect();
            (def.traits)(&known)
        };
        // A layer that looks at all samples at once, along sequences some of whose steps are padding.
        let padded = inputs.iter().find_map(|&(id, _)| self.padded_walk(id));
        if let (Some(mask), true) = (padded, traits(args).couples_batch) {
            let why = format!(
                "`{}` would take padding for real steps here: {} has sequences of unequal length; apply it outside `time_distributed`",
                def.keyword,
                self.input_name(mask.input)
            );
            self.errors.at(span, why);
            return Followed::Refused;
        }
        let mut masks = inputs.iter().filter_map(|&(id, at)| Some((self.mask(id)?, at)));
        let Some((mask, _)) = masks.next() else { return Followed::Output(None) };
        let other = masks.find(|(other, _)| *other != mask);
        if let Some(at) = self.undecided(def, args) {
            self.errors.on(&at, "which steps are real depends on this: write it as a number or a word");
            return Followed::Refused;
        }
        let masking = traits(args).masking;
        let name = self.input_name(mask.input);
        // Kernels are given the lengths of two inputs.
        let second = inputs.get(1).and_then(|&(id, _)| self.mask(id));
        let behind = inputs.iter().skip(2).find_map(|&(id, at)| Some((self.mask(id)?, at)));
        if let (Masking::Reads(_), Some((behind, at))) = (masking, behind.filter(|(behind, _)| second != Some(*behind)))
        {
            let other = second.map_or_else(
                || "all of one length".to_owned(),
                |mask| format!("those of {}", self.input_name(mask.input)),
            );
            let why = format!(
                "`{}` needs a key for each value, but the keys are those of {}, and the values {other}",
                def.keyword,
                self.input_name(behind.input)
            );
            self.errors.at(at, why);
            return Followed::Refused;
        }
        let why = match (masking, other) {
            (Masking::Refused(advice), _) => {
                let advice = if advice.is_empty() { ANY_LAYER } else { advice };
                format!(
                    "`{}` cannot tell real steps from padding: {name} has sequences of unequal length; {advice}",
                    def.keyword
                )
            }
            (Masking::Passes | Masking::SeesZeros | Masking::Turns, Some((other, at))) => {
                let why = match other.input == mask.input {
                    true => format!(
                        "`{}` meets {name} forwards and backwards: step by step they do not belong together; `.flip()` turns one round",
                        def.keyword
                    ),
                    false => format!(
                        "`{}` needs sequences of the same lengths, but these follow {name} and {}: pool them first, or read each with a recurrent layer",
                        def.keyword,
                        self.input_name(other.input)
                    ),
                };
                self.errors.at(at, why);
                return Followed::Refused;
            }
            (Masking::SeesZeros | Masking::Reads(_), _)
                if inputs.iter().any(|&(id, _)| self.mask(id).is_some_and(|mask| mask.turned)) =>
            {
                format!(
                    "`{}` needs real steps in front, but {name} stands backwards here, padding first; `.flip()` turns it round",
                    def.keyword
                )
            }
            (Masking::Passes, None) => return Followed::Output(Some(mask)),
            (Masking::Turns, None) => return Followed::Output(Some(Mask { turned: !mask.turned, ..mask })),
            (Masking::Reads(After::Gone), _) => return Followed::Output(None),
            (Masking::Reads(After::Kept), _) => {
                return Followed::Output(inputs.first().and_then(|&(id, _)| self.mask(id)));
            }
            (Masking::Reads(After::Turned), _) => return Followed::Output(Some(Mask { turned: true, ..mask })),
            (Masking::SeesZeros, None) => {
                for input in inputs.iter_mut() {
                    input.0 = self.zeros_in_padding(*input, span);
                }
                return Followed::Output(Some(mask));
            }
        };
        let poisoned = inputs.iter().any(|&(id, _)| matches!(self.ty(id), Type::Poisoned));
        if !poisoned {
            self.errors.at(span, why);
        }
        Followed::Refused
    }

    /// A value whose padding, if it has any, is zeros.
    pub(super) fn zeros_in_padding(&mut self, value: (ValueId, Span), span: Span) -> ValueId {
        if self.mask(value.0).is_none() {
            return value.0;
        }
        let name = self.numbered(real_steps::DEF.keyword);
        let place = Place { def: &real_steps::DEF, name, span, group: None, refused: false };
        self.node(place, &[], vec![value])
    }

    /// An argument that decides about the mask, but that only rustc can read.
    fn undecided(&self, def: &LayerDef, args: &[ArgValue]) -> Option<crate::diagnostics::Extent> {
        let decides = |kind: ArgKind| matches!(kind, ArgKind::Int | ArgKind::Bool);
        let mut given = args.iter().zip(def.args).filter(|(arg, def)| !arg.exact && decides(def.kind));
        given.find_map(|(arg, _)| arg.extent)
    }

    /// The mask of the sequences that a value is a step of, if they are of unequal length.
    fn padded_walk(&self, id: ValueId) -> Option<Mask> {
        let mut walk = self.walk(id);
        while let Some(here) = walk.and_then(|walk| self.walks.get(walk.0)) {
            if let Some(mask) = self.mask(here.clip) {
                return Some(mask);
            }
            walk = here.outer;
        }
        None
    }
}
