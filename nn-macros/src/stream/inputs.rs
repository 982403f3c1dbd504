//! What a step is given: of each input that is a sequence, one step.

use super::{Form, Maker, Refusal};
use crate::graph::{Input, Type, Value};
use nn_spec::{KindName, Why};
use quote::quote;

impl Maker<'_> {
    pub(super) fn inputs(&mut self) -> Result<(), Refusal> {
        let mut first: Option<&Input> = None;
        for input in &self.old.inputs {
            let old = &self.old.values[input.value.0];
            let least = match old.ty.kind_name() {
                KindName::Real => 2,
                KindName::Indices => 1,
                KindName::MultiHot => usize::MAX,
            };
            let sequence = input.dims.len() >= least;
            let (mut dims, mut tokens, mut ty) = (input.dims.clone(), input.tokens.clone(), old.ty);
            if sequence {
                if let Some(first) = first {
                    self.same_steps(first, input)?;
                }
                first = first.or(Some(input));
                if let (Some(steps), Type::Known(value)) = (dims.first_mut(), &mut ty) {
                    *steps = quote!(1);
                    *value = value.one_step();
                } else if let Some(steps) = dims.first_mut() {
                    *steps = quote!(1);
                }
                tokens = quote!((#tokens).one_step());
            }
            let form = if sequence { Form::Sequence } else { Form::Once };
            let value = self
                .value(Value { name: old.name.clone(), span: old.span, ty, producer: None, walk: None, mask: None }, 0);
            self.seen[input.value.0] = Some((form, value));
            self.stream.graph.inputs.push(Input { name: input.name.clone(), value, tokens, dims, ragged: false });
        }
        match (first, self.old.inputs.first()) {
            (None, Some(input)) => {
                Err(Refusal { name: input.name.to_string(), span: input.name.span(), why: Why::NoTime })
            }
            _ => Ok(()),
        }
    }

    /// Sequences come in step.
    fn same_steps(&mut self, first: &Input, other: &Input) -> Result<(), Refusal> {
        let (a, b) = (&first.dims[0], &other.dims[0]);
        let steps = |input: &Input| match self.old.values[input.value.0].ty {
            Type::Known(value) => Some(value.shape.dim(0)),
            _ => None,
        };
        match (steps(first), steps(other)) {
            (Some(a), Some(b)) if a != b => {
                Err(Refusal { name: other.name.to_string(), span: other.name.span(), why: Why::Lengths })
            }
            (Some(_), Some(_)) => Ok(()),
            _ => {
                let network = &self.network;
                let (one, two) = (first.name.to_string(), other.name.to_string());
                self.stream.checks.extend(quote!(__nk::spec::time::same_steps(#network, (#one, #a), (#two, #b));));
                Ok(())
            }
        }
    }
}
