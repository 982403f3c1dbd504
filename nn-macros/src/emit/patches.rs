//! Layers that run some rows at a time: one loop over the patches, in which each kernel stands once. Which rows a patch has is worked out as
//! it begins, from the windows, which are constants: so the first and the last, which have edges, are no cases of their own.

use super::Network;
use super::operands::Place;
use super::steps::geometry;
use crate::graph::{Type, ValueId};
use crate::plan::{Len, Patches, Plan, Slot, Step, slots_of};
use nn_spec::layers::window::Axis;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Network<'_> {
    /// The loop.
    pub(super) fn patches(&self, plan: &Plan, place: Place, patches: &Patches, steps: &[Step]) -> TokenStream {
        let (count, layers) = (patches.count, &patches.layers);
        let all = patches.last().map_or(0, |layer| layer.axis.output);
        let last = rows_name(layers.len());
        let parts = layers.iter().enumerate().rev().map(|(i, layer)| {
            let (axis, seen, made, whole) = (axis_name(i), rows_name(i), rows_name(i + 1), axis(&layer.axis));
            quote!(let (#axis, #seen) = #whole.part(#made);)
        });
        let steps = steps.iter().map(|step| self.step_of_rows(plan, place, patches, step));
        quote! {
            for __patch in 0..#count {
                let #last = __nk::spec::layers::window::share(#all, __patch, #count);
                #(#parts)*
                #(#steps)*
            }
        }
    }

    /// Multiplications that patches repeat.
    pub(super) fn again(&self) -> u64 {
        self.one.as_ref().and_then(Plan::patches).map_or(0, |patches| patches.again(self.graph))
    }

    /// A kernel over the rows of a patch.
    fn step_of_rows(&self, plan: &Plan, place: Place, patches: &Patches, step: &Step) -> TokenStream {
        let Step::Call(call) = step else { return TokenStream::new() };
        let i = patches.layer_of(call.node);
        let whole = geometry(call);
        let slides = patches.layers[i].node == call.node;
        let rows = match slides {
            true => {
                let (at, axis) = (patches.layers[i].at, axis_name(i));
                quote!(#whole.with_rows(#at, #axis))
            }
            false => whole,
        };
        if let Some(over) = self.over(plan, place, step, Some(rows.clone())) {
            return over;
        }
        let bind = self.bind(plan, place, &slots_of(step));
        let node = self.node(call.node);
        let (seen, made) = (self.rows(node.inputs.first().copied(), i), self.rows(Some(node.output), i + 1));
        let read = |slot: Slot| cut(plan, slot, self.read(slot), quote!(strip), &seen);
        let write = |slot: Slot| cut(plan, slot, self.write(slot), quote!(strip_mut), &made);
        let call = self.kernel_call(plan, call, &rows, &read, &write, None);
        quote!({ #bind #call })
    }

    /// The rows of a patch that layer `i` sees, in the memory of the value as a whole, and of these rows alone.
    fn rows(&self, value: Option<ValueId>, i: usize) -> [TokenStream; 2] {
        let row = value.map_or(0, |ValueId(v)| match self.graph.values[v].ty {
            Type::Known(value) => value.shape.len_of(1, value.shape.rank()),
            _ => 0,
        });
        let rows = rows_name(i);
        [quote!(#rows.0 * #row..#rows.1 * #row), quote!(0..(#rows.1 - #rows.0) * #row)]
    }
}

/// The rows of a patch; scratch memory as it is.
fn cut(
    plan: &Plan,
    slot: Slot,
    slice: TokenStream,
    function: TokenStream,
    [whole, own]: &[TokenStream; 2],
) -> TokenStream {
    let range = match slot {
        Slot::Input(_) => whole,
        Slot::Buffer(b) => match plan.buffers[b].len {
            Len::Value(_) => whole,
            Len::Rows(..) => own,
            Len::Save(..) | Len::State(..) | Len::Scratch(..) => return slice,
        },
        Slot::Nowhere => return slice,
    };
    quote!(__nk::#function(#slice, &(#range)))
}

fn axis(axis: &Axis) -> TokenStream {
    let Axis { input, output, size, stride, dilation, before } = *axis;
    quote! {
        __nk::spec::layers::window::Axis {
            input: #input, output: #output, size: #size, stride: #stride, dilation: #dilation, before: #before,
        }
    }
}

fn axis_name(i: usize) -> Ident {
    format_ident!("__axis{i}")
}

/// The rows that layer `i` sees, and the one before it makes.
fn rows_name(i: usize) -> Ident {
    format_ident!("__rows{i}")
}
