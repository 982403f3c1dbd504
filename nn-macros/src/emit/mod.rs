//! From plans to tokens: the only users of `quote!`, one file for each emitted item.

mod api;
mod budget;
mod constants;
mod diagram;
mod drawing;
mod editor;
mod infer;
mod inlined;
mod memory;
mod one;
mod operands;
mod parameters;
mod patches;
mod pretrained;
mod steps;
mod stream;
mod stub;
mod summary;
mod timeline;
mod train;

use crate::diagnostics::Errors;
use crate::fuse::Mode;
use crate::graph::{ArgValue, Graph, Group, Node, NodeId, Type, ValueId};
use crate::plan::{Len, Plan, Region, Wanted};
use crate::stream::{Clock, Stream};
use nn_spec::{Kind, Shape};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
pub use stub::stub;

/// Everything about the network that emission needs.
struct Network<'g> {
    graph: &'g Graph,
    infer: Plan,
    /// For exactly one sample, where that takes less memory.
    one: Option<Plan>,
    train: Option<Plan>,
    /// How long the arena of `one` would be without patches, where it has some.
    plain: Option<usize>,
    /// The clocks of one step, where this is one.
    clocks: &'g [Clock],
    /// The path to the facade's `__private`.
    root: TokenStream,
    /// The hidden type that carries consts which only rustc can evaluate.
    carrier: Ident,
}

/// The items of a checked network.
pub fn network(graph: &Graph, root: &TokenStream, errors: &mut Errors) -> TokenStream {
    let infer = Plan::new(graph, Mode::Inference);
    let (one, plain) = single(graph, &infer, errors);
    let network = Network {
        graph,
        one,
        infer,
        plain,
        train: graph.trains.then(|| Plan::new(graph, Mode::Training)),
        clocks: &[],
        root: quote!(#root::__private),
        carrier: format_ident!("__{}Plan", graph.name),
    };
    let stream = Stream::new(graph);
    let step = match &stream {
        Ok(stream) => network.of_step(stream),
        Err(refusal) => network.without_step(refusal),
    };
    let carrier = network.carrier();
    let structure = network.structure();
    let bundles = network.bundles();
    let body = [
        network.constants(),
        network.plain(),
        network.network_impl(),
        network.inlined(),
        network.trainable_impl(),
        network.api(),
        network.pretrained(),
        network.budget(),
        network.words(),
        graph.assertions.clone(),
    ];
    let root = &network.root;
    quote! {
        #structure
        #bundles
        #carrier
        #[doc(hidden)]
        #[allow(
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
            long_running_const_eval, non_upper_case_globals, unused, missing_docs
        )]
        const _: () = {
            use #root as __nk;
            #(#body)*
        };
        #step
    }
}

/// The plan for exactly one sample, where there is a better one than `infer`; and how long its arena would be without patches, where it has some.
fn single(graph: &Graph, infer: &Plan, errors: &mut Errors) -> (Option<Plan>, Option<usize>) {
    let one = Plan::of_one(graph, infer);
    let plain = one.as_ref().unwrap_or(infer);
    let Some(wanted) = Wanted::of(graph, plain) else { return (one, None) };
    let patched = Plan::in_patches(graph, plain, wanted).or_else(|why| match wanted {
        // A budget that is not met is reported as such, with the least that it takes.
        Wanted::Within(_) => Plan::in_patches(graph, plain, Wanted::Least),
        _ => Err(why),
    });
    match (patched, &graph.patches) {
        (Ok(patched), _) => (Some(patched), plain.placed.as_ref().map(|placed| placed.scaled)),
        (Err(why), Some(attr)) => {
            errors.on(&attr.extent, why);
            (one, None)
        }
        (Err(_), None) => (one, None),
    }
}

impl Network<'_> {
    /// The plan that runs one sample: what it takes is what a microcontroller gives.
    fn single(&self) -> &Plan {
        self.one.as_ref().unwrap_or(&self.infer)
    }

    fn node(&self, NodeId(k): NodeId) -> &Node {
        &self.graph.nodes[k]
    }

    /// A const expression for a value's shape and kind.
    fn value(&self, ValueId(v): ValueId) -> TokenStream {
        match self.graph.values[v].ty {
            Type::Known(value) => {
                let shape = shape(&value.shape);
                let kind = match value.kind {
                    Kind::Real => quote!(Real),
                    Kind::MultiHot => quote!(MultiHot),
                    Kind::Indices { below } => quote!(Indices { below: #below }),
                };
                quote!(__nk::spec::Value { shape: #shape, kind: __nk::spec::Kind::#kind })
            }
            _ => match self.graph.outputs.iter().find(|output| output.value.0 == v) {
                // What nothing makes, in a stand-in, is what was declared.
                Some(output) if self.graph.values[v].producer.is_none() && !self.is_input(ValueId(v)) => {
                    let dims = &output.dims;
                    quote!(__nk::spec::Value::real(__nk::spec::Shape::new(&[#(#dims),*])))
                }
                _ => {
                    let (carrier, name) = (&self.carrier, format_ident!("V{v}"));
                    quote!(#carrier::#name)
                }
            },
        }
    }

    fn is_input(&self, value: ValueId) -> bool {
        self.graph.inputs.iter().any(|input| input.value == value)
    }

    /// A const expression for what a node's rule is asked with.
    fn call(&self, node: &Node, args: &[TokenStream]) -> TokenStream {
        let inputs = node.inputs.iter().map(|&input| self.value(input));
        quote!(__nk::spec::Call { inputs: &[#(#inputs),*], args: &[#(#args),*] })
    }

    /// A const expression for a node's facts.
    fn facts(&self, NodeId(k): NodeId) -> TokenStream {
        let (carrier, name) = (&self.carrier, format_ident!("F{k}"));
        quote!(__nk::spec::Facts::of(&#carrier::#name))
    }

    /// A const expression of type `usize` for a buffer's length.
    fn len(&self, len: Len) -> TokenStream {
        if let Some(known) = len.known(self.graph) {
            return quote!(#known);
        }
        let (one, value) = match len {
            Len::Value(value) | Len::Rows(value, _) => {
                let shape = self.value(value);
                (quote!(#shape.shape.len()), value)
            }
            Len::State(node, i) => {
                let facts = self.facts(node);
                (quote!(#facts.states[#i]), self.node(node).output)
            }
            Len::Save(node, i) => {
                let facts = self.facts(node);
                (quote!(#facts.saves[#i]), self.node(node).output)
            }
            Len::Scratch(node, pass) => {
                let facts = self.facts(node);
                (quote!(#facts.scratch[#pass]), self.node(node).output)
            }
        };
        match self.times(value) {
            Some(times) => quote!((#one * #times)),
            None => one,
        }
    }

    /// A const expression of type `usize` for how often a value is there in each sample; none where it is once.
    fn times(&self, value: ValueId) -> Option<TokenStream> {
        self.graph.clips(value).next()?;
        Some(match self.graph.times(value) {
            Some(times) => quote!(#times),
            None => {
                let clips = self.graph.clips(value).map(|clip| self.value(clip));
                quote!((1usize #(* #clips.shape.dim(0))*))
            }
        })
    }

    /// Offset and length of a buffer, as a pair.
    fn at(&self, plan: &Plan, b: usize) -> TokenStream {
        match &plan.placed {
            Some(placed) => {
                let (offset, len) = (placed.offsets[b], placed.lens[b]);
                quote!((#offset, #len))
            }
            None => {
                let layout = layout_name(plan.mode);
                quote!(#layout.at(#b))
            }
        }
    }

    /// Length of a region, for one sample.
    fn region(&self, plan: &Plan, region: Region) -> TokenStream {
        match (&plan.placed, region) {
            (Some(placed), Region::Scaled) => {
                let len = placed.scaled;
                quote!(#len)
            }
            (Some(placed), Region::Fixed) => {
                let len = placed.fixed;
                quote!(#len)
            }
            (None, Region::Scaled) => {
                let layout = layout_name(plan.mode);
                quote!(#layout.scaled)
            }
            (None, Region::Fixed) => {
                let layout = layout_name(plan.mode);
                quote!(#layout.fixed)
            }
        }
    }

    fn group_ident(group: &Group) -> Ident {
        let span = group.span.resolved_at(Span::call_site());
        match syn::parse_str::<Ident>(&group.name) {
            Ok(_) => Ident::new(&group.name, span),
            Err(_) => Ident::new_raw(&group.name, span),
        }
    }
}

fn layout_name(mode: Mode) -> Ident {
    match mode {
        Mode::Inference => format_ident!("__INFER"),
        Mode::One => format_ident!("__ONE"),
        Mode::Step => format_ident!("__STEP"),
        Mode::Training => format_ident!("__TRAIN"),
    }
}

fn shape(shape: &Shape) -> TokenStream {
    let dims = shape.dims();
    quote!(__nk::spec::Shape::new(&[#(#dims),*]))
}

/// The const expressions of a node's arguments.
fn arg_tokens(args: &[ArgValue]) -> Vec<TokenStream> {
    args.iter().map(|arg| arg.tokens.clone()).collect()
}
