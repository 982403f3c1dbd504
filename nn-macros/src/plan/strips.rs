//! Chains of elementwise steps, run together strip by strip so that memory is gone over once.

use super::{Builder, Function, Len, Operand, Slot, Step, slots_of};
use crate::graph::{NodeId, ValueId};

/// A step and when it runs.
type Timed = (usize, Step);

impl Builder<'_> {
    /// Joins neighbouring elementwise steps over one length. Their buffers are live for the whole group, since strip 2 of the
    /// first step runs after strip 1 of the last.
    pub(super) fn group_strips(&mut self, steps: Vec<Timed>) -> Vec<Step> {
        let mut groups: Vec<(Option<usize>, Vec<Timed>)> = Vec::new();
        for (clock, step) in steps {
            let length = self.elementwise_length(&step);
            match groups.last_mut() {
                Some((last, group)) if length.is_some() && *last == length => group.push((clock, step)),
                _ => groups.push((length, vec![(clock, step)])),
            }
        }
        groups.into_iter().flat_map(|(_, group)| self.join(group)).collect()
    }

    fn join(&mut self, group: Vec<Timed>) -> Vec<Step> {
        if group.len() < 2 {
            return group.into_iter().map(|(_, step)| step).collect();
        }
        let (first, last) = (group[0].0, group[group.len() - 1].0);
        for (_, step) in &group {
            for slot in slots_of(step) {
                if let Slot::Buffer(b) = slot {
                    let live = &mut self.buffers[b].live;
                    *live = (live.0.min(first), live.1.max(last));
                }
            }
        }
        vec![Step::Strips(group.into_iter().map(|(_, step)| step).collect())]
    }

    /// What stands for the length of an elementwise step; none for any other step.
    fn elementwise_length(&self, step: &Step) -> Option<usize> {
        let value = match step {
            Step::Copy { to, .. } | Step::Add { to, .. } => match self.buffers[*to].len {
                Len::Value(value) => value,
                _ => return None,
            },
            Step::Call(call) => {
                let node = &self.graph.nodes[call.node.0];
                let plain = matches!(call.function, Function::Forward | Function::ForwardInto | Function::Backward)
                    && node.traits().elementwise
                    && node.def.params.is_empty()
                    && !call.operands.contains(&Operand::SyncIn);
                if !plain {
                    return None;
                }
                node.output
            }
            Step::Tick { .. } | Step::When { .. } | Step::Strips(_) | Step::Patches(..) => return None,
        };
        Some(self.length_class(value))
    }

    /// Values of one length for sure have one class: the length itself, where the macro knows it, else the value that the
    /// length comes from.
    fn length_class(&self, mut value: ValueId) -> usize {
        loop {
            let known = Len::Value(value).known(self.graph);
            if let Some(len) = known {
                return self.graph.values.len() + len;
            }
            let Some(NodeId(k)) = self.graph.values[value.0].producer else { return value.0 };
            let node = &self.graph.nodes[k];
            let traits = node.traits();
            match node.inputs.first() {
                Some(&input) if traits.elementwise || traits.view || traits.in_place => value = input,
                _ => return value.0,
            }
        }
    }
}
