//! The forward steps.

use super::{Builder, Call, Function, Len, Operand, Region, Slot, Step};
use crate::fuse::{Fate, Mode};
use crate::graph::{NodeId, ValueId};
use nn_spec::Inputs;

impl Builder<'_> {
    pub(super) fn forward(&mut self) {
        for (i, input) in self.graph.inputs.iter().enumerate() {
            self.slots[input.value.0] = Slot::Input(i);
        }
        for k in 0..self.graph.nodes.len() {
            self.forward_node(k);
        }
        // An output that is an input, or a view of one, has no buffer to be handed out from.
        for i in 0..self.graph.outputs.len() {
            let value = self.graph.outputs[i].value;
            if let from @ Slot::Input(_) = self.slots[value.0] {
                let to = self.buffer(self.value_label(value), Len::Value(value), Region::Scaled);
                self.step(Step::Copy { from, to });
                self.slots[value.0] = Slot::Buffer(to);
            } else if self.slots[value.0] == Slot::Nowhere {
                // Only in a stand-in for a refused network.
                let to = self.buffer(self.value_label(value), Len::Value(value), Region::Scaled);
                self.slots[value.0] = Slot::Buffer(to);
            }
        }
        self.forward_stages = self.stages.len();
    }

    fn forward_node(&mut self, k: usize) {
        let graph = self.graph;
        let node = &graph.nodes[k];
        let output = self.fusion.result(graph, k);
        let Some(&first) = node.inputs.first() else { return };
        let fate = self.fusion.fates[k];
        match fate {
            Fate::Epilogue(_) | Fate::Affine(_) => {}
            Fate::View => self.slots[output.0] = self.slots[first.0],
            // The loss turns the logits into probabilities where they stand.
            Fate::Loss => {
                self.in_place(k, first, output);
            }
            Fate::Infer => {
                let y = self.in_place(k, first, output);
                let operands = vec![Operand::Params, Operand::Write(y)];
                self.call(k, None, Function::Infer, operands);
            }
            Fate::Kernel(epilogue) => {
                let traits = node.traits();
                let affine = self.fusion.affines[k];
                let mut operands = Vec::new();
                if traits.couples_batch {
                    let x = Operand::Read(self.slots[first.0]);
                    self.call(k, None, Function::Gather, vec![x, Operand::SyncOut]);
                    self.cut();
                    operands.push(Operand::SyncIn);
                }
                if traits.in_place && !traits.couples_batch {
                    operands.push(Operand::Params);
                    let y = self.in_place(k, first, output);
                    operands.push(Operand::Write(y));
                } else {
                    operands.extend(self.inputs(k));
                    operands.push(Operand::Params);
                    operands.extend(affine.map(Operand::Affine));
                    let y = self.buffer(self.value_label(output), Len::Value(output), Region::Scaled);
                    self.slots[output.0] = Slot::Buffer(y);
                    operands.push(Operand::Write(Slot::Buffer(y)));
                }
                for slot in self.save(k) {
                    operands.push(Operand::Write(slot));
                }
                if traits.scratch {
                    operands.push(Operand::Write(self.scratch(k, 0)));
                }
                let function = if affine.is_some() { Function::InferAffine } else { Function::Forward };
                self.call(k, epilogue, function, operands);
            }
        }
    }

    /// The inputs of a node as its kernels take them.
    pub(super) fn inputs(&self, k: usize) -> Vec<Operand> {
        let node = &self.graph.nodes[k];
        let slots = node.inputs.iter().map(|input| self.slots[input.0]);
        match node.def.inputs {
            Inputs::Many => vec![Operand::ReadAll(slots.collect())],
            inputs => slots.chain(std::iter::repeat(Slot::Nowhere)).take(inputs.most()).map(Operand::Read).collect(),
        }
    }

    pub(super) fn call(&mut self, k: usize, epilogue: Option<NodeId>, function: Function, operands: Vec<Operand>) {
        self.step(Step::Call(Call { node: NodeId(k), epilogue, function, operands }));
    }

    /// Scratch memory for one call.
    pub(super) fn scratch(&mut self, k: usize, pass: usize) -> Slot {
        let label = format!("{} scratch", self.graph.nodes[k].name);
        Slot::Buffer(self.buffer(label, Len::Scratch(NodeId(k), pass), Region::Scaled))
    }

    /// The buffers of what a node keeps for backward.
    fn save(&mut self, k: usize) -> Vec<Slot> {
        let node = &self.graph.nodes[k];
        let keeps = self.mode == Mode::Training;
        let slots: Vec<Slot> = (0..node.def.saves.len())
            .map(|i| {
                let def = &node.def.saves[i];
                let region = if def.per_sample { Region::Scaled } else { Region::Fixed };
                let label = format!("{} {}", node.name, def.name);
                if keeps { Slot::Buffer(self.buffer(label, Len::Save(NodeId(k), i), region)) } else { Slot::Nowhere }
            })
            .collect();
        self.saves[k].clone_from(&slots);
        slots
    }

    /// Where an in-place layer works: on its input's own memory if nobody else needs that any more, else on a copy.
    fn in_place(&mut self, k: usize, input: ValueId, output: ValueId) -> Slot {
        let slot = self.slots[input.0];
        let slot = if matches!(slot, Slot::Buffer(_)) && self.is_free_after(k, slot) {
            slot
        } else {
            let to = self.buffer(self.value_label(output), Len::Value(output), Region::Scaled);
            self.step(Step::Copy { from: slot, to });
            Slot::Buffer(to)
        };
        self.slots[output.0] = slot;
        slot
    }

    /// True when no value in this memory is read after node `k`: by later nodes, by backward, or as an output.
    fn is_free_after(&self, k: usize, slot: Slot) -> bool {
        (0..self.slots.len()).filter(|&v| self.slots[v] == slot).all(|v| {
            let later = self.fusion.users[v].iter().any(|user| user.0 > k);
            let output = self.graph.outputs.iter().any(|output| output.value.0 == v);
            !later && !output && !self.fusion.kept[v]
        })
    }

    pub(super) fn value_label(&self, value: ValueId) -> String {
        let value = &self.graph.values[value.0];
        match (&value.name, value.producer) {
            (Some(name), _) => name.to_string(),
            (None, Some(NodeId(k))) => self.graph.nodes[k].name.clone(),
            (None, None) => String::from("input"),
        }
    }
}
