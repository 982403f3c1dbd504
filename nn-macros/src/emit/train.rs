//! `impl Trainable`: forward that keeps what backward reads, the losses, and backward.

use super::Network;
use super::operands::Place;
use crate::plan::{Plan, Region, Slot, Step};
use nn_spec::Loss;
use proc_macro2::TokenStream;
use quote::quote;

impl Network<'_> {
    pub(super) fn trainable_impl(&self) -> TokenStream {
        let Some(plan) = &self.train else { return TokenStream::new() };
        let name = &self.graph.name;
        let (forward_stages, backward_stages) = (plan.forward.len(), plan.backward.len());
        let (train_len, fixed_len) = (self.region(plan, Region::Scaled), self.region(plan, Region::Fixed));
        let sync_len = self.sync_len(plan);
        let (forward, backward) = (self.stages(plan, &plan.forward), self.stages(plan, &plan.backward));
        let (losses, upstream) = (self.losses(plan), self.upstream(plan));
        quote! {
            __nk::if_train! {
                impl<T: __nk::Scalar> __nk::Trainable<T> for #name<T> {
                    const STAGES: (usize, usize) = (#forward_stages, #backward_stages);
                    const TRAIN_LEN: usize = #train_len;
                    const FIXED_LEN: usize = #fixed_len;
                    const SYNC_LEN: usize = #sync_len;
                    fn forward(
                        &self, stage: usize, pass: &__nk::Pass, inputs: &[__nk::Input<'_, T>], arena: &mut __nk::Arena<'_, T>,
                    ) {
                        match stage { #forward _ => {} }
                    }
                    fn loss(
                        &self, pass: &__nk::Pass, inputs: &[__nk::Input<'_, T>], targets: &[__nk::Target<'_, T>], weights: &[T],
                        arena: &mut __nk::Arena<'_, T>, losses: &mut [f64],
                    ) {
                        #losses
                    }
                    fn upstream(&self, pass: &__nk::Pass, upstream: &[&[T]], arena: &mut __nk::Arena<'_, T>) {
                        #upstream
                    }
                    fn backward(
                        &self, stage: usize, pass: &__nk::Pass, inputs: &[__nk::Input<'_, T>],
                        arena: &mut __nk::Arena<'_, T>, grads: &mut Self,
                    ) {
                        match stage { #backward _ => {} }
                    }
                }
            }
        }
    }

    fn stages(&self, plan: &Plan, stages: &[Vec<Step>]) -> TokenStream {
        let arms = stages.iter().enumerate().map(|(i, steps)| {
            let steps = steps.iter().map(|step| self.step(plan, Place::Train, step));
            quote!(#i => { #(#steps)* })
        });
        quote!(#(#arms)*)
    }

    /// The const of an output's loss; none without one.
    fn loss_geometry(&self, i: usize, fused: bool) -> Option<TokenStream> {
        let output = &self.graph.outputs[i];
        let declared = output.loss.as_ref()?;
        let (loss, weight, dims) = (loss(declared.loss), &declared.weight, &output.dims);
        Some(quote! {
            const { __nk::kernels::losses::Geometry::new(#loss, #fused, __nk::spec::Shape::new(&[#(#dims),*]), #weight) }
        })
    }

    fn losses(&self, plan: &Plan) -> TokenStream {
        let steps = plan.losses.iter().enumerate().map(|(i, step)| {
            let bind = self.bind(plan, Place::Train, &[step.y, step.dy]);
            let (y, dy) = (self.write(step.y), self.write(step.dy));
            let pass = match self.graph.values[self.graph.outputs[i].value.0].mask {
                Some(mask) => {
                    let input = mask.input;
                    quote!(&pass.masked([__nk::lengths(inputs, #input), __nk::Lengths::ALL]))
                }
                None => quote!(pass),
            };
            let body = match self.loss_geometry(i, step.fused) {
                Some(geometry) => quote! {
                    let __dy: &mut [T] = if pass.training { #dy } else { &mut [] };
                    if let (::core::option::Option::Some(__loss), ::core::option::Option::Some(__target)) =
                        (losses.get_mut(#i), targets.get(#i))
                    {
                        *__loss = __nk::kernels::losses::apply(&#geometry, #pass, #y, __target, weights, __dy);
                    }
                },
                None => match step.dy {
                    Slot::Buffer(_) => quote!(__nk::zero(#dy);),
                    _ => TokenStream::new(),
                },
            };
            quote!({ #bind #body })
        });
        quote!(#(#steps)*)
    }

    fn upstream(&self, plan: &Plan) -> TokenStream {
        let steps = plan.losses.iter().enumerate().map(|(i, step)| {
            let bind = self.bind(plan, Place::Train, &[step.y, step.dy]);
            let (y, dy) = (self.write(step.y), self.write(step.dy));
            if step.dy == Slot::Nowhere {
                return TokenStream::new();
            }
            let given = quote! {
                if let ::core::option::Option::Some(&__given) = upstream.get(#i) { __nk::copy(__given, #dy); }
            };
            let fused = self
                .loss_geometry(i, step.fused)
                .filter(|_| step.fused)
                .map(|geometry| quote!(__nk::kernels::losses::upstream(&#geometry, pass, #y, #dy);));
            quote!({ #bind #given #fused })
        });
        quote!(#(#steps)*)
    }
}

/// A loss as a const expression.
pub(super) fn loss(loss: Loss) -> TokenStream {
    let variant = match loss {
        Loss::Mse => quote!(Mse),
        Loss::Mae => quote!(Mae),
        Loss::Huber { delta } => quote!(Huber { delta: #delta }),
        Loss::LogCosh => quote!(LogCosh),
        Loss::BinaryCrossentropy { from_logits, label_smoothing } => {
            quote!(BinaryCrossentropy { from_logits: #from_logits, label_smoothing: #label_smoothing })
        }
        Loss::CategoricalCrossentropy { from_logits, label_smoothing } => {
            quote!(CategoricalCrossentropy { from_logits: #from_logits, label_smoothing: #label_smoothing })
        }
        Loss::SparseCategoricalCrossentropy { from_logits } => {
            quote!(SparseCategoricalCrossentropy { from_logits: #from_logits })
        }
        Loss::KlDivergence => quote!(KlDivergence),
        Loss::Poisson => quote!(Poisson),
        Loss::Hinge => quote!(Hinge),
    };
    quote!(__nk::spec::Loss::#variant)
}
