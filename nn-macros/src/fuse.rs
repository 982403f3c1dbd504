//! Fusion: which nodes become kernels of their own, and which join others. Decided by declared traits, never by name.

use crate::graph::{Graph, Node, NodeId, ValueId};
use nn_spec::{Activation, KindName, Role, Setting, Traits};

/// What a plan is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Answers only: what serves training alone is gone, memory is reused at once.
    Inference,
    /// The same for exactly one sample, in as little memory as it takes.
    One,
    /// Answers one step of a sequence at a time, from what is remembered of those before.
    Step,
    /// Forward keeps what backward reads.
    Training,
}

/// What becomes of a node in one mode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// A kernel of its own, with the elementwise activation of the second node applied while it writes, if any.
    Kernel(Option<NodeId>),
    /// The inference form of a layer that couples samples: in place, from moving averages.
    Infer,
    /// The output is the input's memory: reshapes, and dropout at inference.
    View,
    /// Applied by the kernel of that node.
    Epilogue(NodeId),
    /// Its scale and shift are applied by the kernel of that node.
    Affine(NodeId),
    /// Applied by the loss, which reads the logits.
    Loss,
}

/// The fate of every node, and who uses what.
pub struct Fusion {
    /// By node.
    pub fates: Vec<Fate>,
    /// By node: whose scale and shift its kernel applies while it writes.
    pub affines: Vec<Option<NodeId>>,
    /// By value: the nodes that read it.
    pub users: Vec<Vec<NodeId>>,
    /// By value: whether it depends on a trained weight.
    pub needs_gradient: Vec<bool>,
    /// By node: whether its backward runs.
    pub runs_backward: Vec<bool>,
    /// By value: whether backward reads it.
    pub kept: Vec<bool>,
    /// By node: the ReLU right before it whose backward its own does as well.
    pub masks: Vec<Option<NodeId>>,
}

impl Fusion {
    /// Decides for all nodes.
    pub fn new(graph: &Graph, mode: Mode) -> Fusion {
        let mut users = vec![Vec::new(); graph.values.len()];
        for (k, node) in graph.nodes.iter().enumerate() {
            for &ValueId(v) in &node.inputs {
                users[v].push(NodeId(k));
            }
        }
        let mut fusion = Fusion {
            fates: vec![Fate::Kernel(None); graph.nodes.len()],
            affines: vec![None; graph.nodes.len()],
            needs_gradient: vec![false; graph.values.len()],
            runs_backward: vec![false; graph.nodes.len()],
            kept: vec![false; graph.values.len()],
            masks: vec![None; graph.nodes.len()],
            users,
        };
        fusion.choose(graph, mode);
        if mode == Mode::Training {
            fusion.differentiate(graph);
        }
        fusion
    }

    /// The value a kernel writes: that of the last node that is fused into it.
    pub fn result(&self, graph: &Graph, k: usize) -> ValueId {
        let last = match (self.fates[k], self.affines[k]) {
            (Fate::Kernel(Some(last)), _) | (_, Some(last)) => last,
            _ => NodeId(k),
        };
        graph.nodes[last.0].output
    }

    /// The activation that is shown with a node: the one fused right behind it.
    pub fn activation(&self, node: NodeId) -> Option<NodeId> {
        let kernel = match self.fates[node.0] {
            Fate::Affine(host) => host,
            _ if self.affines[node.0].is_some() => return None,
            _ => node,
        };
        if let Fate::Kernel(activation) = self.fates[kernel.0] { activation } else { None }
    }

    fn choose(&mut self, graph: &Graph, mode: Mode) {
        for (k, node) in graph.nodes.iter().enumerate() {
            let traits = node.traits();
            let frozen = node.group.is_some_and(|group| !graph.groups[group.0].trainable);
            if traits.view || (traits.training_only && mode != Mode::Training) {
                self.fates[k] = Fate::View;
            } else if let Some(host) = self.affine_host(graph, node, mode) {
                self.fates[k] = Fate::Affine(host);
                self.affines[host.0] = Some(NodeId(k));
            } else if traits.couples_batch && (mode != Mode::Training || frozen) {
                self.fates[k] = Fate::Infer;
            } else if mode == Mode::Training && self.joins_loss(graph, node) {
                self.fates[k] = Fate::Loss;
            } else if let Some(host) = self.host(graph, node, mode) {
                self.fates[k] = Fate::Epilogue(host);
                self.fates[host.0] = Fate::Kernel(Some(NodeId(k)));
            }
        }
    }

    /// True when this node is the activation that the loss of the output it makes can take over.
    fn joins_loss(&self, graph: &Graph, node: &Node) -> bool {
        let mut outputs = graph.outputs.iter().filter(|output| output.value == node.output);
        let (Some(output), None) = (outputs.next(), outputs.next()) else { return false };
        let fuses = output.loss.as_ref().and_then(|loss| loss.loss.fuses_with());
        let input_is_output = graph.outputs.iter().any(|output| node.inputs.contains(&output.value));
        let shared_input = node.inputs.first().is_some_and(|input| self.users[input.0].len() > 1);
        fuses.is_some()
            && fuses == node.traits().activation
            && self.users[node.output.0].is_empty()
            && !input_is_output
            && !shared_input
    }

    /// The kernel that can apply this elementwise activation while it writes its output.
    fn host(&self, graph: &Graph, node: &Node, mode: Mode) -> Option<NodeId> {
        let traits = node.traits();
        let activation = traits.activation.filter(|activation| activation.is_elementwise())?;
        let before = self.before(graph, node)?;
        // Behind a scale and shift that have joined a kernel, it joins that kernel as well.
        let host = if let Fate::Affine(host) = self.fates[before.0] { host } else { before };
        let fits = graph.nodes[host.0].traits().epilogue
            && self.fates[host.0] == Fate::Kernel(None)
            && (mode != Mode::Training || activation.derivative_from_output());
        fits.then_some(host)
    }

    /// The kernel that can apply this node's scale and shift while it writes its output.
    fn affine_host(&self, graph: &Graph, node: &Node, mode: Mode) -> Option<NodeId> {
        let host = self.before(graph, node)?;
        let numbers = |input: &ValueId| graph.values[input.0].ty.kind_name() == KindName::Real;
        let fits = matches!(mode, Mode::Inference | Mode::One)
            && node.traits().affine
            && graph.nodes[host.0].traits().affine_epilogue
            && graph.nodes[host.0].inputs.iter().all(numbers)
            && self.fates[host.0] == Fate::Kernel(None)
            && self.affines[host.0].is_none();
        fits.then_some(host)
    }

    /// The node whose output this one alone reads.
    fn before(&self, graph: &Graph, node: &Node) -> Option<NodeId> {
        let &input = node.inputs.first()?;
        let alone = self.users[input.0].len() == 1 && graph.outputs.iter().all(|output| output.value != input);
        graph.values[input.0].producer.filter(|_| alone)
    }

    fn differentiate(&mut self, graph: &Graph) {
        if !graph.trains {
            return;
        }
        for (k, node) in graph.nodes.iter().enumerate() {
            let trained = node.group.is_some_and(|group| graph.groups[group.0].trainable)
                && node.def.params.iter().any(|param| param.role == Role::Weight);
            let through = node.inputs.iter().any(|input| self.needs_gradient[input.0]);
            self.runs_backward[k] = trained || through;
            self.needs_gradient[node.output.0] = trained || through;
        }
        for (k, node) in graph.nodes.iter().enumerate() {
            if !self.runs_backward[k] || matches!(self.fates[k], Fate::View | Fate::Loss | Fate::Infer) {
                continue;
            }
            let Traits { reads, masks, .. } = node.traits();
            let before = self.before(graph, node).filter(|&NodeId(before)| {
                masks && self.runs_backward[before] && graph.nodes[before].traits().activation == Some(Activation::Relu)
            });
            self.masks[k] = before;
            if reads.inputs {
                for input in &node.inputs {
                    self.kept[input.0] = true;
                }
            }
            if reads.output {
                self.kept[node.output.0] = true;
            }
        }
    }
}

/// What a parameter's property is for one node, when the macro knows the argument.
pub fn setting<'a, S: Copy>(node: &'a Node, setting: &Setting<S>) -> Result<S, &'a crate::graph::ArgValue> {
    match *setting {
        Setting::Fixed(value) => Ok(value),
        Setting::Arg(at) => Err(&node.args[at]),
    }
}
