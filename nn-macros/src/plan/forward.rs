//! The forward steps.

use super::{Builder, Call, Function, Len, Operand, Region, Slot, Step};
use crate::fuse::{Fate, Mode};
use crate::graph::{NodeId, ValueId};
use crate::stream::EACH_STEP;
use nn_spec::{Inputs, State, Time};

impl Builder<'_> {
    pub(super) fn forward(&mut self) {
        for (i, input) in self.graph.inputs.iter().enumerate() {
            self.slots[input.value.0] = Slot::Input(i);
        }
        let mut k = 0;
        while k < self.graph.nodes.len() {
            self.tick(k);
            k = match self.patches.take_if(|patches| patches.first() == k) {
                Some(patches) => self.by_patches(patches),
                None => {
                    self.forward_node(k);
                    k + 1
                }
            };
        }
        self.gate = EACH_STEP;
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

    pub(super) fn forward_node(&mut self, k: usize) {
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
            Fate::Kernel(_) if self.join_in_place(k, output) => {}
            Fate::Kernel(epilogue) => {
                let traits = node.traits();
                let affine = self.fusion.affines[k];
                let (mut operands, mut into) = (Vec::new(), false);
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
                } else if let Some((x, y)) = self.takes_place(k, output) {
                    operands = vec![Operand::Read(x), Operand::Params, Operand::Write(y)];
                    self.slots[output.0] = y;
                    into = true;
                } else {
                    operands.extend(self.inputs(k));
                    operands.push(Operand::Params);
                    operands.extend(affine.map(Operand::Affine));
                    let y = self.home(output);
                    self.lay_over(k, first, output, y);
                    self.slots[output.0] = Slot::Buffer(y);
                    operands.push(Operand::Write(Slot::Buffer(y)));
                }
                let remembers = self.stream.is_some_and(|stream| stream.remembers[k]);
                match (remembers, traits.time) {
                    (true, Time::Remembers { states, .. }) => operands.extend(self.states(k, states)),
                    _ => operands.extend(self.save(k).into_iter().map(Operand::Write)),
                }
                if traits.scratch {
                    operands.push(Operand::Write(self.scratch(k, if remembers { 2 } else { 0 })));
                }
                let function = match (affine, remembers) {
                    _ if into => Function::ForwardInto,
                    (Some(_), _) => Function::InferAffine,
                    (None, true) => Function::ForwardStep,
                    (None, false) => Function::Forward,
                };
                self.call(k, epilogue, function, operands);
            }
        }
    }

    /// What follows runs when the clock of node `k` ticks.
    fn tick(&mut self, k: usize) {
        let Some(stream) = self.stream else { return };
        let clock = stream.runs[k];
        if !self.ticked.contains(&clock) {
            self.ticked.push(clock);
            self.counters += 1;
            self.gate = EACH_STEP;
            self.step(Step::Tick { clock, counter: self.counters - 1 });
        }
        self.gate = clock;
    }

    /// The states of a node.
    fn states(&mut self, k: usize, states: &[State]) -> Vec<Operand> {
        let name = &self.graph.nodes[k].name;
        let mut numbers = 0;
        let mut operands = Vec::new();
        for state in states {
            operands.push(match state {
                State::Numbers(what) => {
                    let label = format!("{name} {what}");
                    numbers += 1;
                    Operand::Write(Slot::Buffer(self.buffer(label, Len::State(NodeId(k), numbers - 1), Region::Fixed)))
                }
                State::Place => {
                    self.counters += 1;
                    Operand::Counter(self.counters - 1)
                }
            });
        }
        operands
    }

    /// A buffer for a value: where it is read at other times than it is made, one that lasts.
    pub(super) fn home(&mut self, value: ValueId) -> usize {
        if let Some(buffer) = self.home_of_rows(value) {
            return buffer;
        }
        let region = if self.held(value) { Region::Fixed } else { Region::Scaled };
        self.buffer(self.value_label(value), Len::Value(value), region)
    }

    pub(super) fn held(&self, ValueId(v): ValueId) -> bool {
        self.stream.is_some_and(|stream| stream.held[v])
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
        let held = self.held(input) || self.held(output);
        let slot = if matches!(slot, Slot::Buffer(_)) && !held && self.is_free_after(k, slot) {
            slot
        } else {
            let to = self.home(output);
            self.step(Step::Copy { from: slot, to });
            Slot::Buffer(to)
        };
        self.slots[output.0] = slot;
        slot
    }

    /// Of a node with two inputs whose output may take the place of either: the input that stays, and the place of the other, if nobody needs
    /// that any more.
    fn takes_place(&self, k: usize, output: ValueId) -> Option<(Slot, Slot)> {
        let node = &self.graph.nodes[k];
        let (true, &[a, b]) = (node.traits().into, node.inputs.as_slice()) else { return None };
        let (x, y) = (self.slots[a.0], self.slots[b.0]);
        let free = |value: ValueId, slot: Slot| {
            let held = self.held(value) || self.held(output);
            x != y && matches!(slot, Slot::Buffer(_)) && !held && self.is_free_after(k, slot)
        };
        if free(a, x) {
            return Some((y, x));
        }
        free(b, y).then_some((x, y))
    }

    /// True when no value in this memory is read after node `k`: by later nodes, by backward, or as an output.
    pub(super) fn is_free_after(&self, k: usize, slot: Slot) -> bool {
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
