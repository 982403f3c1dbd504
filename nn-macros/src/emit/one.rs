//! `infer`: one sample, no heap; and what it shares with `step`: plain arrays in, plain arrays out.

use super::Network;
use super::api::nested;
use super::operands::Place;
use crate::plan::{Region, Slot};
use nn_spec::KindName;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// How the inputs of one sample, or of one step of it, are handed over.
pub(super) struct Handed {
    /// Type parameters.
    pub generics: Vec<TokenStream>,
    /// The method's parameter.
    pub parameter: TokenStream,
    /// Statements that check lengths when they are compiled, and open the struct of several inputs.
    pub opened: TokenStream,
    /// Each input as the kernels take it.
    pub feeds: Vec<TokenStream>,
}

impl Network<'_> {
    pub(super) fn infer_method(&self) -> TokenStream {
        let name = &self.graph.name;
        let arena_len = self.region(self.single(), Region::Scaled);
        let arena = Ident::new("arena", Span::mixed_site());
        let Handed { generics, parameter, opened, feeds } = self.handed();
        let (ty, value) = self.answers(&|i| {
            let ty = nested(&self.graph.outputs[i]);
            let at = match self.single().outputs[i] {
                Slot::Buffer(b) => self.at(self.single(), b),
                _ => quote!((0, 0)),
            };
            quote!(__nk::part::<T, #ty, { #at.0 }, { #arena_len }>(#arena))
        });
        quote! {
            impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> #name<Kept> {
                /// Answers for one sample, without a heap: inputs and outputs are plain arrays, nested as declared or flat, and
                /// all memory that is needed is `arena`. A sequence of unequal length comes with its length, `(&steps, len)`: what
                /// stands behind `len` steps does not matter. Without the library's `std` feature nothing here can panic.
                #[inline]
                pub fn infer<'a, #(#generics),*>(&self, #parameter, #arena: &'a mut [T; #arena_len]) -> #ty {
                    #opened
                    <Self as __nk::Network<T>>::infer_one(self, &[#(#feeds),*], #arena);
                    let #arena: &'a [T; #arena_len] = #arena;
                    #value
                }
            }
        }
    }

    /// The method of the trait that runs one sample, where it has a plan or a program of its own.
    pub(super) fn infer_one(&self) -> Option<TokenStream> {
        if self.inlines() {
            // A build for debugging would not inline it.
            return Some(quote! {
                __nk::if_std! {
                    #[inline]
                    fn infer_one(&self, inputs: &[__nk::Input<'_, T>], arena: &mut [T]) {
                        if ::core::cfg!(debug_assertions) {
                            <Self as __nk::Network<T>>::infer_batch(self, const { &__nk::Pass::inference(1) }, inputs, arena);
                        } else {
                            __nk::infer_inlined(self, inputs, arena);
                        }
                    }
                }
            });
        }
        let plan = self.one.as_ref()?;
        let steps = plan.forward.iter().flatten().map(|step| self.step(plan, Place::Infer, step));
        Some(quote! {
            #[inline]
            fn infer_one(&self, inputs: &[__nk::Input<'_, T>], arena: &mut [T]) {
                let pass = const { &__nk::Pass::inference(1) };
                #(#steps)*
            }
        })
    }

    /// The inputs as they are handed over.
    pub(super) fn handed(&self) -> Handed {
        let name = &self.graph.name;
        let (mut generics, mut types, mut asserts, mut feeds) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (i, input) in self.graph.inputs.iter().enumerate() {
            let (arg, dims) = (&input.name, &input.dims);
            let ragged = input.ragged;
            let most = dims.first();
            // With its length: an array of the declared size, and how many of its steps are real.
            let own = quote!([::core::cmp::Ord::min(#arg.1, #most) as u32]);
            let pair = |ty: TokenStream| if ragged { quote!((#ty, usize)) } else { ty };
            match self.kind(input) {
                KindName::Real => {
                    let generic = format_ident!("X{i}");
                    generics.push(quote!(#generic: __nk::Plain<T>));
                    types.push(pair(quote!(&#generic)));
                    let message = format!("`{arg}` has another number of values than declared");
                    asserts.push(
                        quote!(const { assert!(<#generic as __nk::Plain<T>>::LEN == 1 #(* (#dims))*, #message) };),
                    );
                    feeds.push(match ragged {
                        true => quote! {
                            __nk::Input::Ragged(__nk::Plain::<T>::as_slice(#arg.0), __nk::Lengths::of(&#own))
                        },
                        false => quote!(__nk::Input::Real(__nk::Plain::<T>::as_slice(#arg))),
                    });
                }
                KindName::MultiHot => {
                    types.push(quote!(&[u32]));
                    feeds.push(quote!(__nk::Input::MultiHot(__nk::MultiHotBatch {
                        offsets: &[0, #arg.len()],
                        indices: #arg,
                    })));
                }
                KindName::Indices => {
                    types.push(pair(quote!(&[u32; 1 #(* (#dims))*])));
                    feeds.push(match ragged {
                        true => quote!(__nk::Input::RaggedIndices(&#arg.0[..], __nk::Lengths::of(&#own))),
                        false => quote!(__nk::Input::Indices(&#arg[..])),
                    });
                }
            }
        }
        let names: Vec<&Ident> = self.graph.inputs.iter().map(|input| &input.name).collect();
        // Several inputs come by name, so that none can be taken for another.
        let (parameter, opened) = match (names.as_slice(), types.as_slice()) {
            ([name], [ty]) => (quote!(#name: #ty), TokenStream::new()),
            _ => {
                let (bundle, inputs) = (format_ident!("{}Inputs", name), Ident::new("inputs", Span::mixed_site()));
                (quote!(#inputs: #bundle<#(#types),*>), quote!(let #bundle { #(#names),* } = #inputs;))
            }
        };
        Handed { generics, parameter, opened: quote!(#(#asserts)* #opened), feeds }
    }

    /// The type of what is answered, and the value, where `view` is an expression for each output.
    pub(super) fn answers(&self, view: &dyn Fn(usize) -> TokenStream) -> (TokenStream, TokenStream) {
        let outputs: Vec<(&Ident, TokenStream, TokenStream)> =
            self.graph.outputs.iter().enumerate().map(|(i, output)| (&output.name, nested(output), view(i))).collect();
        match outputs.as_slice() {
            [(_, ty, value)] => (quote!(&'a #ty), value.clone()),
            _ => {
                let bundle = format_ident!("{}Outputs", self.graph.name);
                let types = outputs.iter().map(|(_, ty, _)| quote!(&'a #ty));
                let fields = outputs.iter().map(|(name, _, value)| quote!(#name: #value));
                (quote!(#bundle<#(#types),*>), quote!(#bundle { #(#fields),* }))
            }
        }
    }
}
