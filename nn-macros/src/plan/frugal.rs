//! What one sample saves: outputs over their inputs, and what is joined made in its place.

use super::{Buffer, Builder, Call, Function, Len, Operand, Plan, Region, Slot, Step};
use crate::fuse::Mode;
use crate::graph::{Graph, NodeId, ValueId};
use nn_spec::Inputs;

/// What may be done with the memory of one sample.
#[derive(Clone, Copy, Default)]
pub(super) struct Frugal {
    /// Outputs may lie over their inputs.
    over: bool,
    /// What is joined may be made in its place.
    join: bool,
}

/// The plan that takes the least memory; of several the one that does the least for it.
pub(super) fn smallest(plan: impl Fn(Frugal) -> Plan) -> Plan {
    let choices = [Frugal { over: true, join: false }, Frugal { over: true, join: true }];
    let mut best = plan(Frugal::default());
    for choice in choices {
        let other = plan(choice);
        let smaller = match (&other.placed, &best.placed) {
            (Some(other), Some(best)) => other.scaled < best.scaled,
            _ => !choice.join,
        };
        if smaller {
            best = other;
        }
    }
    best
}

impl Plan {
    /// Plans for exactly one sample, where that takes less memory than `batch`, the plan for any number of them; also where only rustc can
    /// say so.
    pub fn of_one(graph: &Graph, batch: &Plan) -> Option<Plan> {
        let plan = smallest(|frugal| {
            let mut builder = Builder::new(graph, Mode::One);
            builder.frugal = frugal;
            builder.forward();
            builder.placed(graph)
        });
        match (&plan.placed, &batch.placed) {
            (Some(one), Some(any)) => one.scaled < any.scaled,
            _ => plan.buffers.iter().any(|buffer| buffer.over.is_some()),
        }
        .then_some(plan)
    }

    /// The output and the input of a step, where the one lies over the other, or where only rustc knows.
    pub fn overlap(&self, step: &Step) -> Option<(usize, usize)> {
        let Step::Call(Call { function: Function::Forward | Function::InferAffine, operands, .. }) = step else {
            return None;
        };
        // Where a layer takes scratch memory, its rule lets nothing overlap.
        let slot = |operand: &Operand| match operand {
            Operand::Read(Slot::Buffer(b)) | Operand::Write(Slot::Buffer(b)) => {
                (!matches!(self.buffers[*b].len, Len::Scratch(..))).then_some(*b)
            }
            _ => None,
        };
        let mut buffers = operands.iter().filter_map(slot);
        let (Some(input), Some(output), None) = (buffers.next(), buffers.next(), buffers.next()) else { return None };
        let may = self.buffers[output].over.is_some_and(|(over, _)| over == input);
        let does = self.placed.as_ref().is_none_or(|placed| {
            placed.offsets[output] < placed.offsets[input] + placed.lens[input]
                && placed.offsets[input] < placed.offsets[output] + placed.lens[output]
        });
        (may && does).then_some((output, input))
    }
}

impl Builder<'_> {
    /// Lets the output of node `k`, in buffer `y`, lie over its input, where its kernel can and nobody needs that any more.
    pub(super) fn lay_over(&mut self, k: usize, input: ValueId, output: ValueId, y: usize) {
        let node = &self.graph.nodes[k];
        let may = self.frugal.over
            && node.traits().over
            && matches!(node.def.inputs, Inputs::One)
            && node.facts.is_none_or(|facts| facts.lead.is_some())
            && self.graph.values[input.0].mask.is_none()
            && self.graph.clips(output).next().is_none()
            && !self.held(input)
            && !self.held(output);
        if let (true, Slot::Buffer(x)) = (may, self.slots[input.0])
            && self.is_free_after(k, Slot::Buffer(x))
        {
            self.buffers[y].over = Some((x, NodeId(k)));
        }
    }

    /// Makes what node `k` joins in its place: the inputs become parts of the output, those that others need as well are copied there. False
    /// where that cannot be.
    pub(super) fn join_in_place(&mut self, k: usize, output: ValueId) -> bool {
        let graph = self.graph;
        let node = &graph.nodes[k];
        let joins = self.frugal.join && node.facts.is_some_and(|facts| facts.joined);
        if !joins || graph.clips(output).next().is_some() || self.held(output) {
            return false;
        }
        let lens: Option<Vec<usize>> = node.inputs.iter().map(|&input| Len::Value(input).known(graph)).collect();
        let Some(lens) = lens else { return false };
        let own = |i: usize| match self.slots[node.inputs[i].0] {
            slot @ Slot::Buffer(b) => {
                let Buffer { region, within, .. } = self.buffers[b];
                let once = node.inputs.iter().filter(|input| self.slots[input.0] == slot).count() == 1;
                let fits = self.buffers[b].len.known(graph) == Some(lens[i]);
                let mine = once && fits && region == Region::Scaled && within.is_none();
                (mine && !self.held(node.inputs[i]) && self.is_free_after(k, slot)).then_some(b)
            }
            _ => None,
        };
        let parts: Vec<Option<usize>> = (0..lens.len()).map(own).collect();
        if parts.iter().all(Option::is_none) {
            return false;
        }
        let whole = self.home(output);
        let mut at = 0;
        for ((part, len), &input) in parts.into_iter().zip(lens).zip(&node.inputs) {
            let part = match part {
                Some(part) => part,
                None => {
                    let to = self.buffer(self.value_label(input), Len::Value(input), Region::Scaled);
                    self.step(Step::Copy { from: self.slots[input.0], to });
                    to
                }
            };
            self.buffers[part].within = Some((whole, at));
            at += len;
        }
        self.slots[output.0] = Slot::Buffer(whole);
        true
    }

    /// When all lives are known: a whole lives as long as its parts, and an output lies over its input only if they meet in one step.
    pub(super) fn settle(&mut self) {
        // A whole comes after its parts.
        for b in 0..self.buffers.len() {
            let live = self.buffers[b].live;
            let mut outer = self.buffers[b].within;
            while let Some((whole, _)) = outer {
                let whole = &mut self.buffers[whole];
                whole.live = (whole.live.0.min(live.0), whole.live.1.max(live.1));
                outer = whole.within;
            }
        }
        for b in 0..self.buffers.len() {
            let Some((input, _)) = self.buffers[b].over else { continue };
            let (output, input) = (&self.buffers[b], &self.buffers[input]);
            let alone = output.within.is_none() && input.within.is_none();
            let scaled = output.region == Region::Scaled && input.region == Region::Scaled;
            if !(alone && scaled && input.live.1 == output.live.0 && input.live.0 < output.live.0) {
                self.buffers[b].over = None;
            }
        }
    }
}
