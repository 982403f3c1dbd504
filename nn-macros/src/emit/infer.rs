//! `impl Network`: the tables and inference.

use super::operands::Place;
use super::{Network, shape};
use crate::graph::{NodeId, Type};
use crate::plan::{Function, Operand, Plan, Region, Slot, Step};
use proc_macro2::TokenStream;
use quote::quote;

impl Network<'_> {
    pub(super) fn network_impl(&self) -> TokenStream {
        let name = &self.graph.name;
        let text = name.to_string();
        let (summary, diagram) = (self.summary(), self.diagram());
        let (parameters, macs) = self.totals();
        let params = self.parameter_table();
        let inputs = self.graph.inputs.iter().map(|input| {
            let (name, value, ragged) = (input.name.to_string(), &input.tokens, input.ragged);
            quote!(__nk::InputInfo { name: #name, value: #value, ragged: #ragged })
        });
        let outputs = self.output_table();
        let arena_len = self.region(&self.infer, Region::Scaled);
        let (mut layers, mut steps) = (Vec::new(), Vec::new());
        for step in self.infer.forward.iter().flatten() {
            steps.push(self.step(&self.infer, Place::Infer, step));
            for (node, buffer) in finished(step) {
                let i = layers.len();
                steps.push(quote!(see(#i, &*arena);));
                layers.push(self.layer(node, buffer));
            }
        }
        let (input_kind, target_kind) = self.kinds();
        let (one, prediction) = (self.infer_one(), self.prediction());
        quote! {
            impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> __nk::Network<T> for #name<Kept> {
                const NAME: &'static str = #text;
                const SUMMARY: &'static str = #summary;
                const DIAGRAM: &'static str = #diagram;
                const PARAMETERS: usize = #parameters;
                const MACS: u64 = #macs;
                const INPUTS: &'static [__nk::InputInfo] = &[#(#inputs),*];
                const OUTPUTS: &'static [__nk::OutputInfo] = #outputs;
                const PARAMS: &'static [__nk::ParamInfo] = #params;
                const LAYERS: &'static [__nk::LayerInfo] = &[#(#layers),*];
                const ARENA_LEN: usize = #arena_len;
                type InputKind = #input_kind;
                type TargetKind = #target_kind;
                #[inline]
                fn infer_batch(&self, pass: &__nk::Pass, inputs: &[__nk::Input<'_, T>], arena: &mut [T]) {
                    <Self as __nk::Network<T>>::watch(self, pass, inputs, arena, |_, _| ());
                }
                #[inline(always)]
                fn watch(
                    &self, pass: &__nk::Pass, inputs: &[__nk::Input<'_, T>], arena: &mut [T],
                    mut see: impl ::core::ops::FnMut(usize, &[T]),
                ) {
                    #(#steps)*
                }
                #one
                #prediction
            }
        }
    }

    /// A row of the table of layers that can be watched.
    fn layer(&self, node: NodeId, buffer: usize) -> TokenStream {
        let (name, output) = (&self.node(node).name, self.node(node).output);
        let shape = match self.graph.values[output.0].ty {
            Type::Known(value) => shape(&value.shape),
            _ => {
                let value = self.value(output);
                quote!(#value.shape)
            }
        };
        let times = self.times(output).unwrap_or(quote!(1));
        let at = self.at(&self.infer, buffer);
        quote!(__nk::LayerInfo { name: #name, output: #shape, times: #times, infer: #at.0 })
    }

    fn output_table(&self) -> TokenStream {
        let offset = |plan: &Plan, slot: Slot| match slot {
            Slot::Buffer(b) => {
                let at = self.at(plan, b);
                quote!(#at.0)
            }
            _ => quote!(0),
        };
        let rows = self.graph.outputs.iter().enumerate().map(|(i, output)| {
            let (name, dims) = (output.name.to_string(), &output.dims);
            let loss = match &output.loss {
                Some(loss) => {
                    let (loss, weight) = (super::train::loss(loss.loss), &loss.weight);
                    quote!(::core::option::Option::Some((#loss, #weight)))
                }
                None => quote!(::core::option::Option::None),
            };
            let infer = offset(&self.infer, self.infer.outputs[i]);
            let mask = match self.graph.values[output.value.0].mask {
                Some(mask) => {
                    let input = mask.input;
                    quote!(::core::option::Option::Some(#input))
                }
                None => quote!(::core::option::Option::None),
            };
            let train = match &self.train {
                Some(plan) => offset(plan, plan.outputs[i]),
                None => quote!(0),
            };
            quote! {
                __nk::OutputInfo {
                    name: #name, shape: __nk::spec::Shape::new(&[#(#dims),*]), loss: #loss, infer: #infer, train: #train,
                    mask: #mask,
                }
            }
        });
        quote!(&[#(#rows),*])
    }
}

/// Whether a function of a kernel makes its layer's output.
fn makes(function: Function) -> bool {
    matches!(function, Function::Forward | Function::ForwardInto | Function::Infer | Function::InferAffine)
}

/// The layers whose outputs are whole after a step, and the buffers they are in.
fn finished(step: &Step) -> Vec<(NodeId, usize)> {
    let steps = match step {
        Step::Strips(steps) => steps.as_slice(),
        step => std::slice::from_ref(step),
    };
    let result = |step: &Step| match step {
        Step::Call(call) if makes(call.function) => {
            let written = call.operands.iter().find_map(|operand| match operand {
                Operand::Write(Slot::Buffer(b)) => Some(*b),
                _ => None,
            });
            Some((call.node, written?))
        }
        _ => None,
    };
    // What a later step of the same pass over memory works on in place is nobody's output any more.
    let stays = |i: usize, buffer: usize| {
        !steps.iter().skip(i + 1).any(|later| result(later).is_some_and(|(_, written)| written == buffer))
    };
    steps.iter().enumerate().filter_map(|(i, step)| result(step).filter(|&(_, buffer)| stays(i, buffer))).collect()
}
