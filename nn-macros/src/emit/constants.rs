//! Consts: geometries, layouts, tables, and what only rustc can evaluate.

use super::{Network, arg_tokens, layout_name, shape};
use crate::diagnostics::{Extent, verdict};
use crate::fuse::Mode;
use crate::graph::{NodeId, Type, ValueId};
use crate::plan::{Buffer, Call, Function, Operand, Plan, Region, Step};
use nn_spec::{Constraint, Distribution, FanMode, Initializer, Regularizer, Role, Setting};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;

impl Network<'_> {
    /// The hidden type with the shapes and facts that only rustc can evaluate; nothing where the macro knows them all.
    pub(super) fn carrier(&self) -> TokenStream {
        let (root, carrier) = (&self.root, &self.carrier);
        let mut items = Vec::new();
        for input in &self.graph.inputs {
            if self.is_deferred(input.value) {
                let (name, value) = (format_ident!("V{}", input.value.0), &input.tokens);
                items.push(quote!(const #name: __nk::spec::Value = #value;));
            }
        }
        let mut checks = Vec::new();
        for (k, node) in self.graph.nodes.iter().enumerate() {
            if node.facts.is_some() || self.is_poisoned(node.output) {
                continue;
            }
            let (facts, value) = (format_ident!("F{k}"), format_ident!("V{}", node.output.0));
            let keyword = Ident::new(node.def.keyword, Span::call_site());
            let call = self.call(node, &arg_tokens(&node.args));
            items.push(quote! {
                const #facts: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> =
                    __nk::spec::layers::#keyword::facts(&#call);
            });
            if self.is_deferred(node.output) {
                let facts = self.facts(NodeId(k));
                items.push(quote!(const #value: __nk::spec::Value = __nk::spec::Value::real(#facts.output);));
            }
            // What is wrong with one step is said where `step` is used.
            if self.infer.mode != Mode::Step {
                checks.push(self.assertions(k));
            }
        }
        if items.is_empty() {
            return TokenStream::new();
        }
        quote! {
            #[doc(hidden)]
            #[allow(missing_docs, dead_code)]
            struct #carrier;
            #[doc(hidden)]
            #[allow(
                clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
                long_running_const_eval, unused, missing_docs
            )]
            const _: () = {
                use #root as __nk;
                impl #carrier { #(#items)* }
                #(#checks)*
            };
        }
    }

    /// A refusal by rustc shows at the token that the rule names.
    fn assertions(&self, k: usize) -> TokenStream {
        let node = &self.graph.nodes[k];
        let (carrier, facts) = (&self.carrier, format_ident!("F{k}"));
        let check = |site: TokenStream, extent: Extent| {
            verdict(extent, "refuse_at", quote!(&#carrier::#facts, __nk::spec::Site::#site))
        };
        // An argument that was left out has no place of its own: its refusal shows at the layer's name.
        let given: Vec<usize> = (0..node.args.len()).filter(|&i| node.args[i].extent.is_some()).collect();
        let keyword = node.def.keyword;
        let layer =
            verdict(Extent::at(node.span), "refuse_at_layer", quote!(&#carrier::#facts, #keyword, &[#(#given),*]));
        let args = node.args.iter().enumerate().filter_map(|(i, arg)| Some(check(quote!(Arg(#i)), arg.extent?)));
        let inputs = (0..node.inputs.len()).map(|i| {
            let span = node.input_spans.get(i).copied().unwrap_or(node.span);
            check(quote!(Input(#i)), Extent::at(span))
        });
        quote!(#layer #(#args)* #(#inputs)*)
    }

    fn is_deferred(&self, ValueId(v): ValueId) -> bool {
        matches!(self.graph.values[v].ty, Type::Deferred(_))
    }

    fn is_poisoned(&self, ValueId(v): ValueId) -> bool {
        matches!(self.graph.values[v].ty, Type::Poisoned)
    }

    /// Geometries of all kernels, and layouts that the macro cannot compute.
    pub(super) fn constants(&self) -> TokenStream {
        let plans = std::iter::once(&self.infer).chain(&self.one).chain(&self.train);
        let (mut used, mut layouts) = (BTreeSet::new(), Vec::new());
        for plan in plans {
            let steps = plan.forward.iter().chain(&plan.backward).flatten();
            steps.for_each(|step| geometries(step, &mut used));
            if plan.placed.is_none() {
                let (name, n) = (layout_name(plan.mode), plan.buffers.len());
                let buffers = plan.buffers.iter().map(|buffer| self.span(buffer));
                let fixed = plan.buffers.iter().map(|buffer| buffer.region == Region::Fixed);
                layouts.push(quote! {
                    const #name: __nk::spec::Layout<#n> = __nk::spec::Layout::plan(&[#(#buffers),*], &[#(#fixed),*]);
                });
            }
        }
        let geometries = used.into_iter().map(|(node, epilogue)| {
            let name = geometry_name(node, epilogue);
            let node = self.node(node);
            let keyword = Ident::new(node.def.keyword, Span::call_site());
            let mut args = arg_tokens(&node.args);
            if let Some(activation) = epilogue {
                let fused = self.node(activation);
                for (arg, def) in args.iter_mut().zip(node.def.args) {
                    if def.name == "activation" {
                        *arg = match fused.args.first() {
                            Some(value) => value.tokens.clone(),
                            None => continue,
                        };
                    }
                }
            }
            let call = self.call(node, &args);
            quote! {
                const #name: __nk::spec::layers::#keyword::Geometry = __nk::spec::layers::#keyword::geometry(&#call);
            }
        });
        quote!(#(#layouts)* #(#geometries)*)
    }

    /// A buffer as the placing takes it.
    pub(super) fn span(&self, buffer: &Buffer) -> TokenStream {
        let (len, (first, last)) = (self.len(buffer.len), buffer.live);
        let over = buffer.over.map(|(input, node)| {
            let lead = match self.node(node).facts {
                Some(facts) => match facts.lead {
                    Some(lead) => quote!(::core::option::Option::Some(#lead)),
                    None => quote!(::core::option::Option::None),
                },
                None => {
                    let facts = self.facts(node);
                    quote!(#facts.lead)
                }
            };
            quote!(.over(#input, #lead))
        });
        quote!(__nk::spec::Buffer::new(#len, #first, #last) #over)
    }

    /// The table of parameters.
    pub(super) fn parameter_table(&self) -> TokenStream {
        let rows = self.graph.groups.iter().flat_map(|group| {
            let node = self.node(group.node);
            let facts = self.facts(group.node);
            node.def.params.iter().enumerate().map(move |(i, param)| {
                let name = format!("{}.{}", group.name, param.name);
                let dims = match node.facts {
                    Some(known) => shape(&known.params[i]),
                    None => quote!(#facts.params[#i]),
                };
                let init = setting(node, &param.init, quote!(initializer), initializer);
                let regularizer = setting(node, &param.regularizer, quote!(regularizer), regularizer);
                let constraint = setting(node, &param.constraint, quote!(constraint), constraint);
                let update = match param.role {
                    _ if !group.trainable => quote!(Frozen),
                    Role::Weight => quote!(Gradient),
                    Role::Moving { momentum } => {
                        let momentum = node.args.get(momentum).map(|arg| &arg.tokens);
                        quote!(Moving { momentum: #momentum.number() })
                    }
                };
                quote! {
                    __nk::ParamInfo {
                        name: #name, shape: #dims, init: #init, regularizer: #regularizer, constraint: #constraint,
                        update: __nk::Update::#update,
                    }
                }
            })
        });
        quote!(&[#(#rows),*])
    }

    /// The sum of all parameters' lengths and that of all MACs, as const expressions.
    pub(super) fn totals(&self) -> (TokenStream, TokenStream) {
        let (mut parameters, mut later) = (0usize, Vec::new());
        for group in &self.graph.groups {
            match self.node(group.node).facts {
                Some(facts) => parameters = parameters.saturating_add(facts.parameters()),
                None => {
                    let facts = self.facts(group.node);
                    later.push(quote!(+ #facts.parameters()));
                }
            }
        }
        let (mut macs, mut macs_later) = (self.again(), Vec::new());
        for (k, node) in self.graph.nodes.iter().enumerate() {
            match node.facts {
                Some(facts) if self.times(node.output).is_none() => macs = macs.saturating_add(facts.macs),
                _ => {
                    let one = self.macs(NodeId(k));
                    macs_later.push(quote!(+ #one));
                }
            }
        }
        (quote!(#parameters #(#later)*), quote!(#macs #(#macs_later)*))
    }

    /// A const expression of type `u64`: a node's multiplications in each sample.
    pub(super) fn macs(&self, node: NodeId) -> TokenStream {
        let one = match self.node(node).facts {
            Some(facts) => {
                let macs = facts.macs;
                quote!(#macs)
            }
            None => {
                let facts = self.facts(node);
                quote!(#facts.macs)
            }
        };
        match self.times(self.node(node).output) {
            Some(times) => quote!(u64::saturating_mul(#one, #times as u64)),
            None => one,
        }
    }

    /// The greatest length of sums that lanes exchange.
    pub(super) fn sync_len(&self, plan: &Plan) -> TokenStream {
        let (mut known, mut later) = (0, Vec::new());
        for step in plan.forward.iter().chain(&plan.backward).flatten() {
            let Step::Call(call) = step else { continue };
            let Some(pass) = sync_pass(call.function) else { continue };
            match self.node(call.node).facts {
                Some(facts) => known = known.max(facts.sync[pass]),
                None => {
                    let facts = self.facts(call.node);
                    later.push(quote!(#facts.sync[#pass]));
                }
            }
        }
        // A sum bounds the maximum of those that the macro does not know.
        quote!(#known #(+ #later)*)
    }
}

/// Which of a layer's two exchanged sums a function has to do with.
pub(super) fn sync_pass(function: Function) -> Option<usize> {
    match function {
        Function::Gather => Some(0),
        Function::GatherBackward => Some(1),
        _ => None,
    }
}

fn geometries(step: &Step, used: &mut BTreeSet<(NodeId, Option<NodeId>)>) {
    match step {
        Step::Call(Call { node, epilogue, operands, .. }) => {
            used.insert((*node, *epilogue));
            used.extend(operands.iter().filter_map(|operand| match operand {
                Operand::Affine(node) => Some((*node, None)),
                _ => None,
            }));
        }
        Step::Strips(steps) | Step::Patches(_, steps) => steps.iter().for_each(|step| geometries(step, used)),
        Step::When { step, .. } => geometries(step, used),
        Step::Copy { .. } | Step::Add { .. } | Step::Tick { .. } => {}
    }
}

/// The name of a kernel's geometry.
pub(super) fn geometry_name(NodeId(k): NodeId, epilogue: Option<NodeId>) -> Ident {
    match epilogue {
        Some(NodeId(activation)) => format_ident!("__G{k}_{activation}"),
        None => format_ident!("__G{k}"),
    }
}

fn setting<S: Copy>(
    node: &crate::graph::Node,
    setting: &Setting<S>,
    method: TokenStream,
    tokens: impl Fn(S) -> TokenStream,
) -> TokenStream {
    match *setting {
        Setting::Fixed(value) => tokens(value),
        Setting::Arg(at) => {
            let arg = node.args.get(at).map(|arg| &arg.tokens);
            quote!(#arg.#method())
        }
    }
}

fn initializer(initializer: Initializer) -> TokenStream {
    let variant = match initializer {
        Initializer::Zeros => quote!(Zeros),
        Initializer::Ones => quote!(Ones),
        Initializer::Constant(value) => quote!(Constant(#value)),
        Initializer::RandomNormal { mean, stddev } => quote!(RandomNormal { mean: #mean, stddev: #stddev }),
        Initializer::RandomUniform { minval, maxval } => quote!(RandomUniform { minval: #minval, maxval: #maxval }),
        Initializer::TruncatedNormal { mean, stddev } => quote!(TruncatedNormal { mean: #mean, stddev: #stddev }),
        Initializer::VarianceScaling { scale, mode, distribution } => {
            let mode = match mode {
                FanMode::In => quote!(In),
                FanMode::Out => quote!(Out),
                FanMode::Average => quote!(Average),
            };
            let distribution = match distribution {
                Distribution::Uniform => quote!(Uniform),
                Distribution::TruncatedNormal => quote!(TruncatedNormal),
                Distribution::UntruncatedNormal => quote!(UntruncatedNormal),
            };
            quote!(VarianceScaling {
                scale: #scale,
                mode: __nk::spec::FanMode::#mode,
                distribution: __nk::spec::Distribution::#distribution
            })
        }
        Initializer::Orthogonal { gain } => quote!(Orthogonal { gain: #gain }),
        Initializer::Identity { gain } => quote!(Identity { gain: #gain }),
        Initializer::UnitForgetBias => quote!(UnitForgetBias),
    };
    quote!(__nk::spec::Initializer::#variant)
}

fn regularizer(Regularizer { l1, l2 }: Regularizer) -> TokenStream {
    quote!(__nk::spec::Regularizer { l1: #l1, l2: #l2 })
}

fn constraint(constraint: Constraint) -> TokenStream {
    let variant = match constraint {
        Constraint::None => quote!(None),
        Constraint::MaxNorm(norm) => quote!(MaxNorm(#norm)),
        Constraint::NonNeg => quote!(NonNeg),
        Constraint::UnitNorm => quote!(UnitNorm),
    };
    quote!(__nk::spec::Constraint::#variant)
}
