//! The struct: it is the parameters.

use super::Network;
use crate::graph::NodeId;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

impl Network<'_> {
    pub(super) fn structure(&self) -> TokenStream {
        let graph = self.graph;
        let (attrs, vis, name, root) = (&graph.attrs, &graph.vis, &graph.name, &self.root);
        let docs = self.docs();
        let fields = graph.groups.iter().map(|group| {
            let node = self.node(group.node);
            let keyword = Ident::new(node.def.keyword, Span::call_site());
            let ident = Self::group_ident(group);
            let types = (0..node.def.params.len()).map(|i| self.parameter_type(group.node, i));
            let doc = format!("Parameters of `{}`, a `{}` layer.", group.name, node.def.keyword);
            quote! {
                #[doc = #doc]
                pub #ident: #root::kernels::#keyword::Params<#(#types),*>
            }
        });
        let marker = graph.groups.is_empty().then(|| {
            quote! {
                #[doc(hidden)]
                pub __marker: [T; 0],
            }
        });
        quote! {
            #(#attrs)*
            #(#[doc = #docs])*
            #[repr(C)]
            #[allow(clippy::large_stack_arrays, clippy::struct_field_names)]
            #vis struct #name<T = f32> {
                #(#fields,)*
                #marker
            }
        }
    }

    /// Nested arrays: `[[T; 64]; 784]`; a flat one where only rustc knows how they nest.
    fn parameter_type(&self, at: NodeId, i: usize) -> TokenStream {
        let node = self.node(at);
        let rank = match (node.def.params[i].rank, node.facts) {
            (0, Some(facts)) => facts.params[i].rank(),
            (0, None) => {
                let (root, carrier, facts) = (&self.root, &self.carrier, quote::format_ident!("F{}", at.0));
                return quote!([T; { #root::spec::Facts::of(&#carrier::#facts).params[#i].len() }]);
            }
            (rank, _) => rank,
        };
        let mut ty = quote!(T);
        for axis in (0..rank).rev() {
            let dim = match node.facts {
                Some(facts) => {
                    let dim = if facts.params[i].is_empty() { 0 } else { facts.params[i].dim(axis) };
                    quote!(#dim)
                }
                None => {
                    let (root, carrier) = (&self.root, &self.carrier);
                    let facts = quote::format_ident!("F{}", at.0);
                    quote!({ #root::spec::Facts::of(&#carrier::#facts).params[#i].dim(#axis) })
                }
            };
            ty = quote!([#ty; #dim]);
        }
        ty
    }

    /// The promise that the struct is nothing but numbers.
    pub(super) fn plain(&self) -> TokenStream {
        let name = &self.graph.name;
        quote! {
            // SAFETY: `repr(C)`, and every field is a layer's `Params`, which are arrays of `Kept` and nothing else.
            unsafe impl<Kept: __nk::Weight> __nk::Plain<Kept> for #name<Kept> {}
        }
    }
}
