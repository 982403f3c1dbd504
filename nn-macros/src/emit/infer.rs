//! `impl Network`: the tables and inference.

use super::Network;
use super::operands::Place;
use crate::plan::{Plan, Region, Slot};
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
        let steps = self.infer.forward.iter().flatten().map(|step| self.step(&self.infer, Place::Infer, step));
        let (input_kind, target_kind) = self.kinds();
        let prediction = self.prediction();
        quote! {
            impl<T: __nk::Scalar> __nk::Network<T> for #name<T> {
                const NAME: &'static str = #text;
                const SUMMARY: &'static str = #summary;
                const DIAGRAM: &'static str = #diagram;
                const PARAMETERS: usize = #parameters;
                const MACS: u64 = #macs;
                const INPUTS: &'static [__nk::InputInfo] = &[#(#inputs),*];
                const OUTPUTS: &'static [__nk::OutputInfo] = #outputs;
                const PARAMS: &'static [__nk::ParamInfo] = #params;
                const ARENA_LEN: usize = #arena_len;
                type InputKind = #input_kind;
                type TargetKind = #target_kind;
                #[inline]
                fn infer_batch(&self, pass: &__nk::Pass, inputs: &[__nk::Input<'_, T>], arena: &mut [T]) {
                    #(#steps)*
                }
                #prediction
            }
        }
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
