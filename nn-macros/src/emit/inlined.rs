//! Stacks of dense layers as one program: `infer` is compiled with the kernels in it that compute for no longer than a call takes. Which those
//! are, the kernels know.

use super::Network;
use super::operands::Place;
use super::steps::geometry;
use crate::plan::{Call, Function, Step, slots_of};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

impl Network<'_> {
    /// The program.
    pub(super) fn inlined(&self) -> TokenStream {
        if !self.inlines() {
            return TokenStream::new();
        }
        let (name, plan) = (&self.graph.name, &self.infer);
        let steps = plan.forward.iter().flatten().filter_map(|step| {
            let Step::Call(call) = step else { return None };
            let bind = self.bind(plan, Place::Infer, &slots_of(step));
            let keyword = Ident::new(self.node(call.node).def.keyword, Span::call_site());
            let (geometry, operands) =
                (geometry(call), self.operands(plan, call, &|slot| self.read(slot), &|slot| self.write(slot)));
            Some(quote!({
                struct __Layer;
                impl __nk::Known<__nk::spec::layers::#keyword::Geometry> for __Layer {
                    const GEOMETRY: __nk::spec::layers::#keyword::Geometry = #geometry;
                }
                #bind
                __nk::kernels::#keyword::inlined::<_, _, __Layer>(isa, pass, #(#operands),*);
            }))
        });
        quote! {
            __nk::if_std! {
                impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> __nk::Inlined<T> for #name<Kept> {
                    #[inline(always)]
                    fn infer_inlined<S: __nk::Isa<T>>(&self, isa: S, inputs: &[__nk::Input<'_, T>], arena: &mut [T]) {
                        let pass = const { &__nk::Pass::inference(1) };
                        #(#steps)*
                    }
                }
            }
        }
    }

    /// Whether there is such a program: not where code is to be small, nor where only rustc knows how much there is to do.
    pub(super) fn inlines(&self) -> bool {
        let plan = &self.infer;
        let inlines = |call: &Call| call.function == Function::Forward && self.node(call.node).traits().inlines;
        !self.graph.shared
            && self.graph.nodes.iter().all(|node| node.facts.is_some() && self.times(node.output).is_none())
            && self.one.is_none()
            && plan.placed.is_some()
            && self.graph.values.iter().all(|value| value.mask.is_none())
            && self.graph.inputs.iter().all(|input| self.kind(input) == nn_spec::KindName::Real)
            && plan
                .forward
                .iter()
                .flatten()
                .all(|step| matches!(step, Step::Call(call) if inlines(call) && plan.overlap(step).is_none()))
    }
}
