//! Buffers, inputs and parameters as expressions.

use super::Network;
use crate::plan::{Plan, Region, Slot};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// Which trait method the steps stand in: it decides how the arena is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `arena` is a slice.
    Infer,
    /// `arena` is an `Arena`.
    Train,
}

impl Place {
    /// The memory that grows with the samples.
    pub fn scaled(self) -> TokenStream {
        match self {
            Place::Infer => quote!(&mut *arena),
            Place::Train => quote!(&mut *arena.scaled),
        }
    }
}

impl Network<'_> {
    /// Statements that bind each of these buffers to `__b…`, a mutable slice.
    pub(super) fn bind(&self, plan: &Plan, place: Place, slots: &[Slot]) -> TokenStream {
        let mut buffers: Vec<usize> =
            slots.iter().filter_map(|slot| if let Slot::Buffer(b) = slot { Some(*b) } else { None }).collect();
        buffers.sort_unstable();
        buffers.dedup();
        let region = |region: Region, arena: TokenStream, samples: TokenStream| {
            let members: Vec<usize> = buffers.iter().copied().filter(|&b| plan.buffers[b].region == region).collect();
            if members.is_empty() {
                return TokenStream::new();
            }
            let names: Vec<Ident> = members.iter().map(|&b| buffer_name(b)).collect();
            let at: Vec<TokenStream> = members.iter().map(|&b| self.at(plan, b)).collect();
            let (pattern, value) = match (names.as_slice(), at.as_slice()) {
                ([name], [at]) => (quote!(#name), quote!(__nk::part_of(#arena, #samples, #at))),
                ([a, b], [at_a, at_b]) => (quote!((#a, #b)), quote!(__nk::pair(#arena, #samples, #at_a, #at_b))),
                _ => (quote!([#(#names),*]), quote!(__nk::parts(#arena, #samples, [#(#at),*]))),
            };
            quote!(let ::core::option::Option::Some(#pattern) = #value else { return };)
        };
        let scaled = region(Region::Scaled, place.scaled(), quote!(pass.samples));
        let fixed = region(Region::Fixed, quote!(&mut *arena.fixed), quote!(1));
        quote!(#scaled #fixed)
    }

    /// An expression to read from.
    pub(super) fn read(&self, slot: Slot) -> TokenStream {
        match slot {
            Slot::Input(i) => match self.graph.values[self.graph.inputs[i].value.0].ty.kind_name() {
                nn_spec::KindName::Real => quote!(__nk::real(inputs, #i)),
                nn_spec::KindName::MultiHot => quote!(__nk::multi_hot(inputs, #i)),
                nn_spec::KindName::Indices => quote!(__nk::indices(inputs, #i)),
            },
            Slot::Buffer(b) => {
                let name = buffer_name(b);
                quote!(&*#name)
            }
            Slot::Nowhere => quote!(&[]),
        }
    }

    /// An expression to write to.
    pub(super) fn write(&self, slot: Slot) -> TokenStream {
        match slot {
            Slot::Buffer(b) => {
                let name = buffer_name(b);
                quote!(&mut *#name)
            }
            _ => quote!(&mut []),
        }
    }
}

pub(super) fn buffer_name(b: usize) -> Ident {
    format_ident!("__b{b}")
}
