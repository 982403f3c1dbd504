//! `step`: one step of a sequence in, one result out; or, for a network that needs all steps at once, the words of the refusal where
//! `step` is called.

use super::Network;
use super::api::nested;
use super::one::Handed;
use super::operands::Place;
use super::steps::tick_name;
use crate::plan::{Plan, Region, Slot};
use crate::stream::{EACH_STEP, Refusal, Stream};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

impl Network<'_> {
    /// The items of a network that runs one step at a time as well.
    pub(super) fn of_step(&self, stream: &Stream) -> TokenStream {
        let name = &self.graph.name;
        let network = Network {
            graph: &stream.graph,
            infer: Plan::of_step(stream),
            one: None,
            train: None,
            plain: None,
            clocks: &stream.clocks,
            root: self.root.clone(),
            carrier: format_ident!("__{name}StepPlan"),
        };
        let (root, vis, alias) = (&self.root, &self.graph.vis, format_ident!("{name}State"));
        let (carrier, constants) = (network.carrier(), network.constants());
        let (streaming, methods) = (network.streaming_impl(&stream.checks), network.step_method(&alias));
        let doc = format!("What [`{name}`] remembers from one step to the next: see its `step`.");
        quote! {
            #[doc = #doc]
            #vis type #alias<T = f32> = <#name<T> as #root::Streaming<T>>::State;
            #carrier
            #[doc(hidden)]
            #[allow(
                clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
                long_running_const_eval, non_upper_case_globals, unused, missing_docs
            )]
            const _: () = {
                use #root as __nk;
                #constants
                #streaming
                #methods
            };
        }
    }

    fn state_type(&self, number: TokenStream) -> TokenStream {
        let (kept, work) = (self.region(&self.infer, Region::Fixed), self.region(&self.infer, Region::Scaled));
        let counters = self.infer.counters;
        quote!(__nk::State<#number, { #kept }, { #work }, #counters>)
    }

    fn streaming_impl(&self, checks: &TokenStream) -> TokenStream {
        let name = &self.graph.name;
        let state = self.state_type(quote!(T));
        // In an inline const, so that only who calls `step` hears of it.
        let checks = (!checks.is_empty()).then(|| quote!(const { #checks };));
        let steps = self.infer.forward.iter().flatten().map(|step| self.step(&self.infer, Place::Train, step));
        quote! {
            impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> __nk::Streaming<T> for #name<Kept> {
                type State = #state;
                #[inline]
                fn advance(&self, inputs: &[__nk::Input<'_, T>], state: &mut Self::State) {
                    #checks
                    let pass = const { &__nk::Pass::inference(1) };
                    let arena = __nk::Arena { scaled: &mut state.work, fixed: &mut state.kept, sync: &mut [] };
                    #(#steps)*
                }
            }
        }
    }

    fn step_method(&self, alias: &Ident) -> TokenStream {
        let name = &self.graph.name;
        let state = Ident::new("state", Span::mixed_site());
        let Handed { generics, parameter, opened, feeds } = self.handed();
        let (ty, value) = self.answers(&|i| {
            let ty = nested(&self.graph.outputs[i]);
            let (at, region) = match self.infer.outputs[i] {
                Slot::Buffer(b) => (self.at(&self.infer, b), self.infer.buffers[b].region),
                _ => (quote!((0, 0)), Region::Scaled),
            };
            let field = if region == Region::Fixed { quote!(kept) } else { quote!(work) };
            let len = self.region(&self.infer, region);
            quote!(__nk::part::<T, #ty, { #at.0 }, { #len }>(&#state.#field))
        });
        let single = self.state_type(quote!(f32));
        quote! {
            impl #name<f32> {
                /// Bytes of what [`Self::step`] remembers and works with.
                pub const STATE_BYTES: usize = ::core::mem::size_of::<#alias>();

                /// The state before the first step: a plain value, its size known at compile time.
                #[must_use]
                pub const fn state() -> #alias {
                    <#single>::new()
                }
            }

            impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> #name<Kept> {
                /// Takes the next step of a sequence and answers with the last step of what the network gives for the steps so far:
                /// what [`Self::infer`] answers for a sequence that ends here. Nothing is computed twice, whatever came before
                /// is in `state`, and a sequence may go on for as long as it likes. What a window without padding gives counts
                /// as 0 until the window is full.
                ///
                /// Without a heap; without the library's `std` feature nothing here can panic.
                #[inline]
                pub fn step<'a, #(#generics),*>(&self, #parameter, #state: &'a mut #alias<T>) -> #ty {
                    #opened
                    <Self as __nk::Streaming<T>>::advance(self, &[#(#feeds),*], #state);
                    let #state: &'a #alias<T> = #state;
                    #value
                }
            }
        }
    }

    /// `let __tick1 = …;`
    pub(super) fn tick(&self, clock: usize, counter: usize) -> TokenStream {
        let Some(found) = self.clocks.get(clock) else { return TokenStream::new() };
        let [first, stride] = &found.numbers;
        let name = tick_name(clock);
        let parent = (found.parent != EACH_STEP).then(|| {
            let parent = tick_name(found.parent);
            quote!(#parent &&)
        });
        quote!(let #name = #parent __nk::tick(&mut state.counters[#counter], #first, #stride);)
    }

    /// What stands for `step` where there is none: its bound is not met, and says why.
    pub(super) fn without_step(&self, refusal: &Refusal) -> TokenStream {
        let (root, name) = (&self.root, &self.graph.name);
        let span = refusal.span.resolved_at(Span::call_site());
        let why = Ident::new(refusal.why.name(), span);
        let layer = match syn::parse_str::<Ident>(&refusal.name) {
            Ok(_) => Ident::new(&refusal.name, span),
            Err(_) => Ident::new("layer", span),
        };
        let bound = quote_spanned!(span=> __nk::causal::#why<#layer>);
        quote! {
            #[doc(hidden)]
            #[allow(
                clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction, unused, missing_docs,
                non_camel_case_types
            )]
            const _: () = {
                use #root as __nk;
                pub struct #layer;
                impl #name<f32> {
                    #[doc(hidden)]
                    pub const fn state() -> __nk::NoState {
                        __nk::NoState
                    }
                }
                impl<T> #name<T> {
                    #[doc(hidden)]
                    pub fn step<S>(&self, _: S, _: &mut __nk::NoState) -> __nk::NoState
                    where
                        Self: #bound,
                    {
                        __nk::NoState
                    }
                }
            };
        }
    }
}
