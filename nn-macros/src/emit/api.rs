//! What users call: consts and methods of the generated type, thin over the runtime.

use super::Network;
use crate::graph::{Input, Output};
use crate::plan::Region;
use nn_spec::KindName;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Network<'_> {
    pub(super) fn api(&self) -> TokenStream {
        let (consts, infer, training) = (self.consts(), self.infer_method(), self.methods());
        let feeds = self.feeds();
        quote!(#consts #infer #training #feeds)
    }

    /// Consts, and what makes a network: in an impl for `f32` alone, so that `Digits::new(42)` needs no annotation.
    fn consts(&self) -> TokenStream {
        let name = &self.graph.name;
        let parameters = self.totals().0;
        let macs = self.totals().1;
        let bytes = |plan: &crate::plan::Plan| match self.arena_bytes(plan) {
            Ok(bytes) => quote!(#bytes),
            Err(tokens) => tokens,
        };
        let arena_bytes = bytes(self.single());
        let arena_len = self.region(self.single(), Region::Scaled);
        let train_bytes = self.train.as_ref().map(|plan| {
            let bytes = bytes(plan);
            quote! {
                /// Bytes of the training arena: what one sample takes from forward to the end of backward.
                pub const TRAIN_ARENA_BYTES: usize = #bytes;
            }
        });
        let dims = |dims: &[TokenStream]| {
            let rank = dims.len();
            (quote!([usize; #rank]), quote!([#(#dims),*]))
        };
        let bundle = |suffix: &str, names: Vec<&Ident>, dimensions: Vec<(TokenStream, TokenStream)>| match dimensions
            .as_slice()
        {
            [(ty, value)] => (ty.clone(), value.clone()),
            _ => {
                let bundle = format_ident!("{}{suffix}", name);
                let (types, values): (Vec<_>, Vec<_>) = dimensions.into_iter().unzip();
                (quote!(#bundle<#(#types),*>), quote!(#bundle { #(#names: #values),* }))
            }
        };
        let inputs = &self.graph.inputs;
        let outputs = &self.graph.outputs;
        let (input_type, input_shape) =
            bundle("Inputs", inputs.iter().map(|i| &i.name).collect(), inputs.iter().map(|i| dims(&i.dims)).collect());
        let (output_type, output_shape) = bundle(
            "Outputs",
            outputs.iter().map(|o| &o.name).collect(),
            outputs.iter().map(|o| dims(&o.dims)).collect(),
        );
        quote! {
            impl #name<f32> {
                /// The layer table: shapes, parameters and multiply-accumulates.
                pub const SUMMARY: &'static str = <Self as __nk::Network<f32>>::SUMMARY;
                /// The graph as Mermaid source.
                pub const DIAGRAM: &'static str = <Self as __nk::Network<f32>>::DIAGRAM;
                /// How many numbers the parameters hold.
                pub const PARAMETERS: usize = #parameters;
                /// Multiply-accumulates of one inference.
                pub const MACS: u64 = #macs;
                /// Bytes of the inference arena for one sample.
                pub const ARENA_BYTES: usize = #arena_bytes;
                #train_bytes
                /// The shape of one sample of input, without the batch.
                pub const INPUT_SHAPE: #input_type = #input_shape;
                /// The shape of one sample of output, without the batch.
                pub const OUTPUT_SHAPE: #output_type = #output_shape;

                /// Memory for [`Self::infer`]: a plain array, its size known at compile time.
                #[must_use]
                pub const fn arena() -> [f32; #arena_len] {
                    [0.0; #arena_len]
                }
            }
        }
    }

    /// Fresh weights: with the library's `std` feature. Training, arrays and files: with its `train` feature.
    fn methods(&self) -> TokenStream {
        let name = &self.graph.name;
        let training = self.train.as_ref().map(|_| {
            quote! {
                impl<T: __nk::Scalar> #name<T> {
                    /// Prepares training with an optimizer; see the builder's methods, then `fit`.
                    pub fn trainer(
                        &mut self, optimizer: impl __nk::train::Optimizer<T> + 'static,
                    ) -> __nk::train::Trainer<'_, T, Self> {
                        __nk::train::trainer(self, optimizer)
                    }

                    /// The loss and the metrics that belong to it, by name, over all samples of `x` and `y`.
                    ///
                    /// # Errors
                    /// When the data does not fit the declaration; the error says which argument, got and expected.
                    pub fn evaluate<'a, X, Y>(&self, x: X, y: Y) -> ::core::result::Result<__nk::train::Scores, __nk::train::Error>
                    where
                        X: __nk::train::Feed<'a, <Self as __nk::Network<T>>::InputKind>,
                        Y: __nk::train::Feed<'a, <Self as __nk::Network<T>>::TargetKind>,
                    {
                        __nk::train::evaluate(self, x, y)
                    }

                    /// The loss of these samples as one batch, and its gradient for every parameter.
                    ///
                    /// # Errors
                    /// When the data does not fit the declaration; the error says which argument, got and expected.
                    pub fn loss_and_gradients<'a, X, Y>(
                        &self, x: X, y: Y,
                    ) -> ::core::result::Result<(f64, __nk::std::boxed::Box<Self>), __nk::train::Error>
                    where
                        X: __nk::train::Feed<'a, <Self as __nk::Network<T>>::InputKind>,
                        Y: __nk::train::Feed<'a, <Self as __nk::Network<T>>::TargetKind>,
                    {
                        __nk::train::loss_and_gradients(self, x, y)
                    }

                    /// The gradient of `Σ upstream · output` for every parameter: for a loss of one's own, whose gradient with
                    /// respect to the outputs is `upstream`.
                    ///
                    /// # Errors
                    /// When the data does not fit the declaration; the error says which argument, got and expected.
                    pub fn vjp<'a, X, U>(
                        &self, x: X, upstream: U,
                    ) -> ::core::result::Result<__nk::std::boxed::Box<Self>, __nk::train::Error>
                    where
                        X: __nk::train::Feed<'a, <Self as __nk::Network<T>>::InputKind>,
                        U: __nk::train::Feed<'a, <Self as __nk::Network<T>>::TargetKind>,
                    {
                        __nk::train::vjp(self, x, upstream)
                    }
                }
            }
        });
        quote! {
            __nk::if_std! {
                impl #name<f32> {
                    /// A network with freshly drawn weights; the same seed gives the same weights everywhere.
                    #[must_use]
                    pub fn new(seed: u64) -> __nk::std::boxed::Box<Self> {
                        __nk::new::<f32, Self>(seed)
                    }
                }
            }

            __nk::if_train! {
                impl #name<f32> {
                    /// The weights in a safetensors file, names and shapes checked.
                    ///
                    /// # Errors
                    /// When the file cannot be read or does not fit the declaration.
                    pub fn load(path: impl ::core::convert::AsRef<__nk::std::path::Path>)
                        -> ::core::result::Result<__nk::std::boxed::Box<Self>, __nk::train::Error>
                    {
                        __nk::train::load::<f32, Self>(path.as_ref())
                    }

                    /// The same network with its weights as numbers of 16 bits, each the nearest there is. Its file is half as long, and the program
                    /// that `#[weights]` lays it into needs half the memory for them.
                    ///
                    /// # Errors
                    /// When a weight is too large for 16 bits: 65504 is the greatest.
                    pub fn half(&self) -> ::core::result::Result<__nk::std::boxed::Box<#name<__nk::F16>>, __nk::train::Error> {
                        __nk::train::half::<Self, #name<__nk::F16>>(self)
                    }
                }

                impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> #name<Kept> {
                    /// The outputs for all samples of `x`, batch first.
                    ///
                    /// # Errors
                    /// When the data does not fit the declaration; the error says which argument, got and expected.
                    pub fn predict<'a, X>(&self, x: X)
                        -> ::core::result::Result<<Self as __nk::Network<T>>::Prediction, __nk::train::Error>
                    where
                        X: __nk::train::Feed<'a, <Self as __nk::Network<T>>::InputKind>,
                    {
                        __nk::train::predict(self, x)
                    }

                    /// Writes the weights to a safetensors file, replacing it as a whole or not at all.
                    ///
                    /// # Errors
                    /// When the file cannot be written.
                    pub fn save(&self, path: impl ::core::convert::AsRef<__nk::std::path::Path>)
                        -> ::core::result::Result<(), __nk::train::Error>
                    {
                        __nk::train::save::<T, Kept, Self>(self, path.as_ref())
                    }
                }

                impl<T: __nk::Scalar> #name<T> {
                    /// What each layer makes of the samples of `x`, by the layers' names: an image's way through the network.
                    ///
                    /// # Errors
                    /// When the data does not fit the declaration; the error says which argument, got and expected.
                    pub fn feature_maps<'a, X>(&self, x: X)
                        -> ::core::result::Result<__nk::train::FeatureMaps<T>, __nk::train::Error>
                    where
                        X: __nk::train::Feed<'a, <Self as __nk::Network<T>>::InputKind>,
                    {
                        __nk::train::feature_maps(self, x)
                    }
                }

                #training
            }
        }
    }

    pub(super) fn kind(&self, input: &Input) -> KindName {
        self.graph.values[input.value.0].ty.kind_name()
    }

    /// The markers that say how inputs and targets are handed over.
    pub(super) fn kinds(&self) -> (TokenStream, TokenStream) {
        let marker = |suffix: &str, n: usize| {
            if n == 1 {
                return quote!(__nk::Single);
            }
            let bundle = format_ident!("{}{suffix}", self.graph.name);
            let units = (0..n).map(|_| quote!(()));
            quote!(#bundle<#(#units),*>)
        };
        (marker("Inputs", self.graph.inputs.len()), marker("Outputs", self.graph.outputs.len()))
    }

    /// What `predict` returns.
    pub(super) fn prediction(&self) -> TokenStream {
        let name = &self.graph.name;
        let arrays: Vec<TokenStream> = self.graph.outputs.iter().map(array_type).collect();
        let next = quote!(outputs.next()?.into_dimensionality().ok()?);
        let (ty, value) = match arrays.as_slice() {
            [array] => (array.clone(), next),
            _ => {
                let bundle = format_ident!("{}Outputs", name);
                let fields = self.graph.outputs.iter().map(|output| &output.name);
                (quote!(#bundle<#(#arrays),*>), quote!(#bundle { #(#fields: #next),* }))
            }
        };
        quote! {
            __nk::if_train! {
                type Prediction = #ty;
                fn prediction(
                    outputs: &mut dyn ::core::iter::Iterator<Item = __nk::ndarray::ArrayD<T>>,
                ) -> ::core::option::Option<Self::Prediction> {
                    ::core::option::Option::Some(#value)
                }
            }
        }
    }

    /// The structs that several inputs and several outputs are handed over in.
    pub(super) fn bundles(&self) -> TokenStream {
        let graph = self.graph;
        let bundle = |suffix: &str, what: &str, names: Vec<&Ident>| {
            if names.len() == 1 {
                return TokenStream::new();
            }
            let (vis, ident) = (&graph.vis, format_ident!("{}{suffix}", graph.name));
            let generics: Vec<Ident> = (0..names.len()).map(|i| format_ident!("A{i}")).collect();
            let doc = format!("The {what} of [`{}`], by name.", graph.name);
            let docs = names.iter().map(|name| format!("`{name}`"));
            quote! {
                #[doc = #doc]
                #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq)]
                #vis struct #ident<#(#generics),*> {
                    #(#[doc = #docs] pub #names: #generics),*
                }
            }
        };
        let inputs = bundle("Inputs", "inputs", graph.inputs.iter().map(|input| &input.name).collect());
        let outputs =
            bundle("Outputs", "outputs, or their targets,", graph.outputs.iter().map(|output| &output.name).collect());
        quote!(#inputs #outputs)
    }

    /// How those structs become data.
    fn feeds(&self) -> TokenStream {
        let graph = self.graph;
        let feed = |suffix: &str, names: Vec<&Ident>| {
            if names.len() == 1 {
                return TokenStream::new();
            }
            let ident = format_ident!("{}{suffix}", graph.name);
            let generics: Vec<Ident> = (0..names.len()).map(|i| format_ident!("A{i}")).collect();
            let units = names.iter().map(|_| quote!(()));
            let texts = names.iter().map(|name| name.to_string());
            quote! {
                impl<'a, #(#generics: ::core::convert::Into<__nk::train::InputData<'a>>),*>
                    __nk::train::Feed<'a, #ident<#(#units),*>> for #ident<#(#generics),*>
                {
                    fn feed(self) -> __nk::std::vec::Vec<(&'static str, __nk::train::InputData<'a>)> {
                        __nk::std::vec![#((#texts, self.#names.into())),*]
                    }
                }
            }
        };
        let inputs = feed("Inputs", graph.inputs.iter().map(|input| &input.name).collect());
        let outputs = feed("Outputs", graph.outputs.iter().map(|output| &output.name).collect());
        quote!(__nk::if_train! { #inputs #outputs })
    }
}

/// An output as a nested array.
pub(super) fn nested(output: &Output) -> TokenStream {
    output.dims.iter().rev().fold(quote!(T), |ty, dim| quote!([#ty; #dim]))
}

/// An output as an ndarray, batch first.
fn array_type(output: &Output) -> TokenStream {
    let dimension = match output.dims.len() + 1 {
        rank @ 1..=6 => format_ident!("Ix{rank}"),
        _ => format_ident!("IxDyn"),
    };
    quote!(__nk::ndarray::Array<T, __nk::ndarray::#dimension>)
}
