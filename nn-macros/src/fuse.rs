//! Fusion: which nodes become kernels of their own, and which join others. Decided by declared traits, never by name.

use crate::graph::{Graph, Node, NodeId, ValueId};
use nn_spec::{Role, Setting};

/// What a plan is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Answers only: what serves training alone is gone, memory is reused at once.
    Inference,
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
    /// Applied by the loss, which reads the logits.
    Loss,
}

/// The fate of every node, and who uses what.
pub struct Fusion {
    /// By node.
    pub fates: Vec<Fate>,
    /// By value: the nodes that read it.
    pub users: Vec<Vec<NodeId>>,
    /// By value: whether it depends on a trained weight.
    pub needs_gradient: Vec<bool>,
    /// By node: whether its backward runs.
    pub runs_backward: Vec<bool>,
    /// By value: whether backward reads it.
    pub kept: Vec<bool>,
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
            needs_gradient: vec![false; graph.values.len()],
            runs_backward: vec![false; graph.nodes.len()],
            kept: vec![false; graph.values.len()],
            users,
        };
        fusion.choose(graph, mode);
        if mode == Mode::Training {
            fusion.differentiate(graph);
        }
        fusion
    }

    /// The value a kernel writes: its activation's where one is fused into it.
    pub fn result(&self, graph: &Graph, k: usize) -> ValueId {
        match self.fates[k] {
            Fate::Kernel(Some(NodeId(activation))) => graph.nodes[activation].output,
            _ => graph.nodes[k].output,
        }
    }

    fn choose(&mut self, graph: &Graph, mode: Mode) {
        for (k, node) in graph.nodes.iter().enumerate() {
            let traits = node.traits();
            let frozen = node.group.is_some_and(|group| !graph.groups[group.0].trainable);
            if traits.view || (traits.training_only && mode != Mode::Training) {
                self.fates[k] = Fate::View;
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
        let &input = node.inputs.first()?;
        let host = graph.values[input.0].producer?;
        let fits = graph.nodes[host.0].traits().epilogue
            && self.fates[host.0] == Fate::Kernel(None)
            && self.users[input.0].len() == 1
            && graph.outputs.iter().all(|output| output.value != input)
            && (mode != Mode::Training || activation.derivative_from_output());
        fits.then_some(host)
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
            let reads = node.traits().reads;
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
