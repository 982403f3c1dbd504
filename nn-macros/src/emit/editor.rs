//! The words of the language, named with the user's own spans, so that hover and go-to-definition work in a declaration.

use super::Network;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::HashSet;

impl Network<'_> {
    /// Imports that bind nothing.
    pub(super) fn words(&self) -> TokenStream {
        let mut seen = HashSet::new();
        let uses = self.graph.words.iter().filter_map(|word| {
            let (kind, ident) = (Ident::new(word.kind, Span::call_site()), &word.ident);
            // A layer in a loop is noted at each turn.
            let fresh = seen.insert(format!("{kind} {ident} {:?}", ident.span()));
            fresh.then(|| quote!(use __nk::spec::language::#kind::#ident as _;))
        });
        quote!(#(#uses)*)
    }
}
