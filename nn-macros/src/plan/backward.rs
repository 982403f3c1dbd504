//! The backward steps: the chain rule, node by node in reverse.

use super::{Builder, Function, Len, LossStep, Operand, Region, Slot, Step};
use crate::fuse::Fate;
use crate::graph::{NodeId, ValueId};
use nn_spec::Inputs;

impl Builder<'_> {
    pub(super) fn backward(&mut self) {
        self.cut();
        self.meet_losses();
        for k in (0..self.graph.nodes.len()).rev() {
            self.backward_node(k);
        }
    }

    /// Every output gets a gradient, from its loss or from the caller.
    fn meet_losses(&mut self) {
        let graph = self.graph;
        let mut shared = Vec::new();
        for output in &graph.outputs {
            let v = output.value;
            let producer = graph.values[v.0].producer;
            let fused = producer.is_some_and(|NodeId(k)| self.fusion.fates[k] == Fate::Loss);
            let dy = if !self.fusion.needs_gradient[v.0] {
                Slot::Nowhere
            } else {
                let label = format!("d {}", self.value_label(v));
                let b = self.buffer(label, Len::Value(v), Region::Scaled);
                match self.gradients[v.0] {
                    Some(total) => shared.push((b, total)),
                    None => self.gradients[v.0] = Some(b),
                }
                Slot::Buffer(b)
            };
            let y = self.slots[v.0];
            self.touch(y);
            self.touch(dy);
            self.losses.push(LossStep { y, dy, fused });
        }
        self.clock += 1;
        for (from, to) in shared {
            self.step(Step::Add { from, to });
        }
    }

    fn backward_node(&mut self, k: usize) {
        let graph = self.graph;
        let node = &graph.nodes[k];
        let output = self.fusion.result(graph, k);
        let (Some(d), Some(&first)) = (self.gradients[output.0], node.inputs.first()) else { return };
        if !self.fusion.runs_backward[k] {
            return;
        }
        match self.fusion.fates[k] {
            Fate::Epilogue(_) | Fate::Affine(_) => {}
            Fate::View | Fate::Loss => self.pass_on(first, d),
            Fate::Infer => {
                let operands = vec![Operand::Params, Operand::Write(Slot::Buffer(d))];
                self.call(k, None, Function::InferBackward, operands);
                self.pass_on(first, d);
            }
            Fate::Kernel(None) if self.masked(NodeId(k)) => self.pass_on(first, d),
            Fate::Kernel(epilogue) => {
                if let Some(NodeId(activation)) = epilogue
                    && !self.masked(NodeId(activation))
                {
                    let operands = vec![Operand::Read(self.slots[output.0]), Operand::Write(Slot::Buffer(d))];
                    self.call(activation, None, Function::Backward, operands);
                }
                self.backward_kernel(k, output, first, d);
            }
        }
    }

    /// Whether the layer behind this ReLU has done its backward.
    fn masked(&self, relu: NodeId) -> bool {
        self.fusion.masks.contains(&Some(relu))
    }

    fn backward_kernel(&mut self, k: usize, output: ValueId, first: ValueId, d: usize) {
        let graph = self.graph;
        let node = &graph.nodes[k];
        let traits = node.traits();
        if traits.passes_gradient {
            for &input in &node.inputs[1..] {
                if self.fusion.needs_gradient[input.0] {
                    self.copy_on(input, d);
                }
            }
            self.pass_on(first, d);
            return;
        }
        let mut operands = Vec::new();
        if traits.reads.inputs {
            operands.extend(self.inputs(k));
        }
        if traits.reads.output {
            operands.push(Operand::Read(self.slots[output.0]));
        }
        if traits.reads.params {
            operands.push(Operand::Params);
        }
        operands.extend(self.saves[k].clone().into_iter().map(Operand::Read));
        let d = Slot::Buffer(d);
        if traits.couples_batch {
            let mut gather = operands.clone();
            gather.push(Operand::Write(d));
            gather.push(Operand::SyncOut);
            self.call(k, None, Function::GatherBackward, gather);
            self.cut();
            operands.insert(0, Operand::SyncIn);
        }
        operands.push(Operand::Write(d));
        let mut sums = Vec::new();
        if !traits.in_place || traits.couples_batch {
            let targets: Vec<Slot> = node.inputs.iter().map(|&input| self.target(input, &mut sums)).collect();
            match node.def.inputs {
                Inputs::Many => operands.push(Operand::WriteAll(targets)),
                inputs => {
                    let all = targets.into_iter().chain(std::iter::repeat(Slot::Nowhere)).take(inputs.most());
                    operands.extend(all.map(Operand::Write));
                }
            }
        }
        operands.push(Operand::Gradients);
        if traits.scratch {
            operands.push(Operand::Write(self.scratch(k, 1)));
        }
        self.call(k, None, Function::Backward, operands);
        for (from, to) in sums {
            self.step(Step::Add { from, to });
        }
        if let (true, Slot::Buffer(d)) = (traits.in_place && !traits.couples_batch, d) {
            self.pass_on(first, d);
        }
    }

    /// Where a kernel writes an input's gradient. Where one stands already, it writes to a buffer of its own, to be added.
    fn target(&mut self, input: ValueId, sums: &mut Vec<(usize, usize)>) -> Slot {
        if !self.fusion.needs_gradient[input.0] {
            return Slot::Nowhere;
        }
        let label = format!("d {}", self.value_label(input));
        let b = self.buffer(label, Len::Value(input), Region::Scaled);
        match self.gradients[input.0] {
            Some(total) => sums.push((b, total)),
            None => self.gradients[input.0] = Some(b),
        }
        Slot::Buffer(b)
    }

    /// The gradient in buffer `d`, which nobody else needs, is the input's.
    fn pass_on(&mut self, input: ValueId, d: usize) {
        if !self.fusion.needs_gradient[input.0] {
            return;
        }
        match self.gradients[input.0] {
            Some(total) => self.step(Step::Add { from: d, to: total }),
            None => self.gradients[input.0] = Some(d),
        }
    }

    /// The gradient in buffer `d`, which others need too, is the input's.
    fn copy_on(&mut self, input: ValueId, d: usize) {
        match self.gradients[input.0] {
            Some(total) => self.step(Step::Add { from: d, to: total }),
            None => {
                let label = format!("d {}", self.value_label(input));
                let to = self.buffer(label, Len::Value(input), Region::Scaled);
                self.step(Step::Copy { from: Slot::Buffer(d), to });
                self.gradients[input.0] = Some(to);
            }
        }
    }
}
