//! `PRETRAINED`: trained weights in the program's read-only memory.

use super::Network;
use crate::graph::Node;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

impl Network<'_> {
    /// The constant, where `#[weights]` asks for it. The file is included rather than spelt out as numbers: that costs rustc
    /// nothing, and an edit of the file builds the program anew.
    pub(super) fn pretrained(&self) -> TokenStream {
        let Some(weights) = &self.graph.weights else { return TokenStream::new() };
        let name = &self.graph.name;
        let doc = format!("The weights in `{}`, as they lie in the program's read-only memory.", weights.file);
        let bytes = match weights.place.as_str() {
            "" => quote!(&[]),
            place => quote!(::core::include_bytes!(#place)),
        };
        let kept = if weights.half { quote!(__nk::F16) } else { quote!(f32) };
        let spans = weights.spans.iter().map(|(from, to)| quote!((#from, #to)));
        quote! {
            impl #name<f32> {
                #[doc = #doc]
                pub const PRETRAINED: &'static #name<#kept> = {
                    static WEIGHTS: #name<#kept> = __nk::pretrained::<#kept, _>(#bytes, &[#(#spans),*]);
                    &WEIGHTS
                };
            }
        }
    }

    /// The scale and shift that a node gives the one before it, worked out while compiling from `PRETRAINED`. The same code serves other
    /// weights, so it asks whether these are they, which the compiler knows where it is called with `PRETRAINED`.
    pub(super) fn known(&self, node: &Node, host: &Node, geometry: &Ident) -> Option<TokenStream> {
        let (weights, name) = (self.graph.weights.as_ref()?, &self.graph.name);
        let pretrained = quote!(<#name<f32>>::PRETRAINED);
        let array = |group: &Ident, param: &str| {
            let param = Ident::new(param, Span::call_site());
            match weights.half {
                true => quote!(&__nk::kernels::widened(&#pretrained.#group.#param)),
                false => quote!(&#pretrained.#group.#param),
            }
        };
        let [own, before] = [node, host].map(|node| Some(Self::group_ident(&self.graph.groups[node.group?.0])));
        let (own, before) = (own?, before?);
        let bias = array(&before, "bias");
        let keyword = Ident::new(node.def.keyword, Span::call_site());
        let parts = node.def.params.iter().map(|param| array(&own, param.name));
        Some(quote! {
            .known(
                ::core::ptr::addr_eq(self, #pretrained),
                const { &__nk::kernels::#keyword::known(&#geometry, #bias, #(#parts),*) },
            )
        })
    }
}
