//! `PRETRAINED`: trained weights in the program's read-only memory.

use super::Network;
use proc_macro2::TokenStream;
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
}
