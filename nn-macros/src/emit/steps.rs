//! Steps as statements. A kernel is called by position, from its operands: there is no branch per layer.

use super::Network;
use super::constants::{geometry_name, sync_pass};
use super::operands::Place;
use crate::fuse::Mode;
use crate::graph::{Node, NodeId, Type};
use crate::plan::{Call, Function, Operand, Plan, Slot, Step, slots_of};
use nn_spec::{KindName, Masking};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

impl Network<'_> {
    pub(super) fn step(&self, plan: &Plan, place: Place, step: &Step) -> TokenStream {
        match step {
            Step::Tick { clock, counter } => return self.tick(*clock, *counter),
            Step::When { clock, step } => {
                let (ticks, step) = (tick_name(*clock), self.step(plan, place, step));
                return quote!(if #ticks #step);
            }
            Step::Patches(patches, steps) => return self.patches(plan, place, patches, steps),
            _ => {}
        }
        let apart = self.apart(plan, place, step);
        let Some(over) = self.over(plan, place, step, None) else { return apart };
        // Where only rustc knows the numbers, it also decides.
        let apart = plan.placed.is_none().then(|| quote!(else #apart));
        quote!({ #over #apart })
    }

    /// A step whose output lies over its input; of some rows with the geometry of those.
    pub(super) fn over(
        &self,
        plan: &Plan,
        place: Place,
        step: &Step,
        rows: Option<TokenStream>,
    ) -> Option<TokenStream> {
        let ((output, input), Step::Call(call)) = (plan.overlap(step)?, step) else { return None };
        let (arena, output, input) = (place.scaled(), self.at(plan, output), self.at(plan, input));
        let affine = call.operands.iter().find(|operand| matches!(operand, Operand::Affine(_)));
        let function = if affine.is_some() { Function::InferAffineOver } else { Function::ForwardOver };
        let operands = [Operand::Params].into_iter().chain(affine.cloned()).chain([Operand::Over]).collect();
        let call = Call { node: call.node, epilogue: call.epilogue, function, operands };
        let geometry = rows.unwrap_or_else(|| geometry(&call));
        let call = self.kernel_call(plan, &call, &geometry, &|_| TokenStream::new(), &|_| TokenStream::new(), None);
        Some(quote! {
            if let ::core::option::Option::Some((__memory, __from)) = __nk::over(#arena, #output, #input) { #call }
        })
    }

    /// A step with each of its buffers by itself.
    fn apart(&self, plan: &Plan, place: Place, step: &Step) -> TokenStream {
        let bind = self.bind(plan, place, &slots_of(step));
        let statement = self.statement(plan, step, None);
        let body = match step {
            Step::Strips(steps) => {
                let len = steps.iter().find_map(|step| match step {
                    Step::Copy { to, .. } | Step::Add { to, .. } => Some(plan.buffers[*to].len),
                    Step::Call(call) => Some(crate::plan::Len::Value(self.node(call.node).output)),
                    _ => None,
                });
                let len = len.map(|len| self.len(len));
                let range = quote!(__range);
                let statements = steps.iter().map(|step| self.statement(plan, step, Some(&range)));
                quote! {
                    for #range in __nk::strips(pass.samples * #len) { #(#statements)* }
                }
            }
            _ => statement,
        };
        quote!({ #bind #body })
    }

    /// One step, over whole buffers or over a strip of them.
    fn statement(&self, plan: &Plan, step: &Step, range: Option<&TokenStream>) -> TokenStream {
        let read = |slot: Slot| match (self.read(slot), range) {
            (slice, Some(range)) => quote!(__nk::strip(#slice, &#range)),
            (slice, None) => slice,
        };
        let write = |slot: Slot| match (self.write(slot), range) {
            (slice, Some(range)) => quote!(__nk::strip_mut(#slice, &#range)),
            (slice, None) => slice,
        };
        match step {
            Step::Copy { from, to } => {
                let (from, to) = (read(*from), write(Slot::Buffer(*to)));
                quote!(__nk::copy(#from, #to);)
            }
            Step::Add { from, to } => {
                let (from, to) = (read(Slot::Buffer(*from)), write(Slot::Buffer(*to)));
                quote!(__nk::add_assign(#from, #to);)
            }
            Step::Call(call) => self.kernel_call(plan, call, &geometry(call), &read, &write, range),
            Step::Tick { .. } | Step::When { .. } | Step::Strips(_) | Step::Patches(..) => TokenStream::new(),
        }
    }

    pub(super) fn kernel_call(
        &self,
        plan: &Plan,
        call: &Call,
        geometry: &TokenStream,
        read: &dyn Fn(Slot) -> TokenStream,
        write: &dyn Fn(Slot) -> TokenStream,
        range: Option<&TokenStream>,
    ) -> TokenStream {
        let node = self.node(call.node);
        let keyword = Ident::new(node.def.keyword, Span::call_site());
        let function = self.function(call.function, node);
        let id = call.node.0 as u64;
        let times = self.times(node.output).map(|times| quote!(.times(#times)));
        let lengths = self.lengths(node);
        let masks = call.function == Function::Backward && plan.fusion.masks[call.node.0].is_some();
        let relu = masks.then(|| quote!(.behind_relu()));
        let pass = match (node.traits().random, range) {
            (true, Some(range)) => quote!(&pass #times #lengths.stream(#id).strip(#range.start)),
            (true, None) => quote!(&pass #times #lengths.stream(#id)),
            (false, _) if times.is_some() || lengths.is_some() || relu.is_some() => quote!(&pass #times #lengths #relu),
            (false, _) => quote!(pass),
        };
        let operands = self.operands(plan, call, read, write);
        let shared = self.graph.shared.then(|| quote!(shared::));
        quote!(__nk::kernels::#keyword::#shared #function(&#geometry, #pass, #(#operands),*);)
    }

    /// What a kernel works on, by position.
    pub(super) fn operands(
        &self,
        plan: &Plan,
        call: &Call,
        read: &dyn Fn(Slot) -> TokenStream,
        write: &dyn Fn(Slot) -> TokenStream,
    ) -> Vec<TokenStream> {
        let node = self.node(call.node);
        let operands = call.operands.iter().flat_map(|operand| match operand {
            Operand::Read(slot) => vec![read(*slot)],
            Operand::Write(slot) => vec![write(*slot)],
            Operand::ReadAll(slots) => {
                let slots = slots.iter().map(|&slot| read(slot));
                vec![quote!(&[#(#slots),*])]
            }
            Operand::WriteAll(slots) => {
                let slots = slots.iter().map(|&slot| write(slot));
                vec![quote!(&mut [#(#slots),*])]
            }
            Operand::Counter(i) => vec![quote!(&mut state.counters[#i])],
            Operand::Params => self.parameters(plan, node),
            Operand::Gradients => self.gradients(node),
            Operand::Affine(id) => vec![self.affine(plan, *id, node)],
            Operand::Over => vec![quote!(__memory), quote!(__from)],
            Operand::SyncOut => vec![self.sync(call, node, true)],
            Operand::SyncIn => vec![self.sync(call, node, false)],
        });
        operands.collect()
    }

    /// What hands the lengths of a node's inputs to its kernel; none where it reads none, or all steps are real.
    fn lengths(&self, node: &Node) -> Option<TokenStream> {
        let reads = matches!(node.traits().masking, Masking::Reads(_));
        let masks = [0, 1].map(|i| node.inputs.get(i).and_then(|input| self.graph.values[input.0].mask));
        if !reads || masks.iter().all(Option::is_none) {
            return None;
        }
        let lengths = masks.map(|mask| match mask {
            Some(mask) => {
                let input = mask.input;
                quote!(__nk::lengths(inputs, #input))
            }
            None => quote!(__nk::Lengths::ALL),
        });
        Some(quote!(.masked([#(#lengths),*])))
    }

    /// A function's name: layers that take both numbers and sets of positions have one for each.
    fn function(&self, function: Function, node: &Node) -> Ident {
        let sets = node.def.accepts.len() > 1
            && node.inputs.first().is_some_and(|input| self.graph.values[input.0].ty.kind_name() == KindName::MultiHot);
        let name = match function {
            Function::Forward if sets => "forward_multi_hot",
            Function::Backward if sets => "backward_multi_hot",
            Function::Forward => "forward",
            Function::ForwardInto => "forward_into",
            Function::ForwardOver => "forward_over",
            Function::ForwardStep => "forward_step",
            Function::Backward => "backward",
            Function::Gather => "gather",
            Function::GatherBackward => "gather_backward",
            Function::Infer => "infer",
            Function::InferBackward => "infer_backward",
            Function::InferAffine => "infer_affine",
            Function::InferAffineOver => "infer_affine_over",
        };
        Ident::new(name, Span::call_site())
    }

    /// The parameters of a node, as they are kept: while training, as numbers.
    fn parameters(&self, plan: &Plan, node: &Node) -> Vec<TokenStream> {
        let kept = Ident::new(if plan.mode == Mode::Training { "T" } else { "Kept" }, Span::call_site());
        let Some(group) = node.group.map(|group| &self.graph.groups[group.0]) else { return Vec::new() };
        let field = Self::group_ident(group);
        let params = node.def.params.iter().map(|param| Ident::new(param.name, Span::call_site()));
        params.map(|param| quote!(&*__nk::ready(__nk::Plain::<#kept>::as_slice(&self.#field.#param)))).collect()
    }

    /// The gradients of a node's parameters: of a frozen layer nobody wants any.
    fn gradients(&self, node: &Node) -> Vec<TokenStream> {
        let Some(group) = node.group.map(|group| &self.graph.groups[group.0]) else { return Vec::new() };
        let field = Self::group_ident(group);
        let params = node.def.params.iter().map(|param| Ident::new(param.name, Span::call_site()));
        params
            .map(|param| match group.trainable {
                true => quote!(__nk::Plain::<T>::as_mut_slice(&mut grads.#field.#param)),
                false => quote!(&mut []),
            })
            .collect()
    }

    /// A node's scale and shift, for the kernel of the node before it, which applies them.
    fn affine(&self, plan: &Plan, id: NodeId, host: &Node) -> TokenStream {
        let node = self.node(id);
        let (keyword, geometry) = (Ident::new(node.def.keyword, Span::call_site()), geometry_name(id, None));
        let parameters = self.parameters(plan, node);
        let known = self.known(node, host, &geometry);
        quote!(&__nk::kernels::#keyword::affine(&#geometry, #(#parameters),*) #known)
    }

    fn sync(&self, call: &Call, node: &Node, write: bool) -> TokenStream {
        let pass = sync_pass(call.function).unwrap_or(usize::from(call.function == Function::Backward));
        let len = match node.facts {
            Some(facts) => {
                let len = facts.sync[pass];
                quote!(#len)
            }
            None => {
                let facts = self.facts(call.node);
                quote!(#facts.sync[#pass])
            }
        };
        if write {
            quote!(__nk::strip_mut(&mut *arena.sync, &(0..#len)))
        } else {
            quote!(__nk::strip(&*arena.sync, &(0..#len)))
        }
    }
}

/// The geometry of a kernel.
pub(super) fn geometry(call: &Call) -> TokenStream {
    let name = geometry_name(call.node, call.epilogue);
    quote!(#name)
}

/// The variable that says whether a clock ticks.
pub(super) fn tick_name(clock: usize) -> Ident {
    quote::format_ident!("__tick{clock}")
}

impl Type {
    /// Its kind; that of a refused value does not matter.
    pub fn kind_name(&self) -> KindName {
        match self {
            Type::Known(value) => value.kind.name(),
            Type::Deferred(kind) => *kind,
            Type::Poisoned => KindName::Real,
        }
    }
}
