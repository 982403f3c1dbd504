//! `#[budget]`: const assertions, one for each number that was given. rustc decides them, because it alone knows what const
//! expressions are worth, in the budget as in the layers.

use super::Network;
use crate::ast::{BudgetItem, Limit};
use crate::diagnostics::{Extent, verdict};
use crate::graph::NodeId;
use crate::plan::{Len, Plan, Region};
use proc_macro2::TokenStream;
use quote::quote;

impl Network<'_> {
    pub(super) fn budget(&self) -> TokenStream {
        self.graph.budget.iter().map(|item| self.limit(item)).collect()
    }

    fn limit(&self, item: &BudgetItem) -> TokenStream {
        let (name, value) = (self.graph.name.to_string(), &item.value);
        let budget = quote!({
            use __nk::spec::budget::units::*;
            (#value) as u64
        });
        let report = match item.limit {
            Limit::Flash => {
                let width: u64 = if self.graph.weights.as_ref().is_some_and(|weights| weights.half) { 2 } else { 4 };
                let parts = self.graph.groups.iter().map(|group| {
                    let (name, count) = (&group.name, self.parameters_of(group.node));
                    quote!((#name, #width * #count as u64))
                });
                quote!(__nk::spec::budget::sum(#name, "bytes of flash for its weights", #budget, &[#(#parts),*]))
            }
            Limit::Macs => {
                let parts = self.graph.nodes.iter().enumerate().map(|(k, node)| {
                    let name = &node.name;
                    let macs = match node.facts {
                        Some(facts) => {
                            let macs = facts.macs;
                            quote!(#macs)
                        }
                        None => {
                            let facts = self.facts(NodeId(k));
                            quote!(#facts.macs)
                        }
                    };
                    quote!((#name, #macs))
                });
                let again = self.one.as_ref().and_then(Plan::patches).map(|_| {
                    let macs = self.again();
                    quote!(("what patches repeat", #macs))
                });
                let parts = parts.chain(again);
                quote!(__nk::spec::budget::sum(#name, "multiply-accumulates", #budget, &[#(#parts),*]))
            }
            Limit::Ram => {
                let plan = self.single();
                let bytes = match self.arena_bytes(plan) {
                    Ok(bytes) => quote!(#bytes),
                    Err(tokens) => tokens,
                };
                // In the plan's order, by which a buffer names what it may lie over; what takes no room by itself is empty.
                let whole = plan.whole();
                let buffers = plan.buffers.iter().enumerate().map(|(b, buffer)| {
                    let alone = buffer.region == Region::Scaled && buffer.within.is_none();
                    let span = if alone { self.span(buffer) } else { quote!(__nk::spec::Buffer::new(0, 0, 0)) };
                    // Who writes it: that is the name to look for in the declaration.
                    let name = plan.moments.get(buffer.live.0).unwrap_or(&buffer.label);
                    let name = match (buffer.len, whole) {
                        (Len::Scratch(..), _) => format!("{name} (scratch)"),
                        // It is there before its first rows are.
                        (_, Some((whole, node))) if whole == b => self.node(node).name.clone(),
                        _ => name.clone(),
                    };
                    quote!((#name, #span))
                });
                let moments = &plan.moments;
                quote!(__nk::spec::budget::peak(#name, #budget, #bytes, &[#(#buffers),*], &[#(#moments),*]))
            }
        };
        verdict(Extent::of(value), "budget", quote!(&#report))
    }

    fn parameters_of(&self, at: NodeId) -> TokenStream {
        match self.node(at).facts {
            Some(facts) => {
                let count = facts.parameters();
                quote!(#count)
            }
            None => {
                let facts = self.facts(at);
                quote!(#facts.parameters())
            }
        }
    }
}
