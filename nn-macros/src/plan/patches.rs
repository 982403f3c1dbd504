//! Layers with windows, one behind the other, that run some rows at a time: what lies between them is then never there as a whole. Rows that
//! two patches see are computed for each (Lin et al. 2021, section 3).

use super::{Builder, Len, Region, Slot, Step};
use crate::graph::{Graph, NodeId, ValueId};
use nn_spec::layers::window::{Axis, share};

/// What runs some rows at a time.
#[derive(Clone, Debug)]
pub struct Patches {
    /// The layers with windows. What stands between them works on each row by itself.
    pub layers: Vec<Layer>,
    /// In how many patches the rows of the last one are made.
    pub count: usize,
}

/// A layer with a window over rows.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    /// The layer.
    pub node: NodeId,
    /// Which of its axes the rows are.
    pub at: usize,
    /// How its window slides over all of them.
    pub axis: Axis,
}

impl Patches {
    /// The node it begins with.
    pub fn first(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.node.0)
    }

    /// The layer it ends with.
    pub fn last(&self) -> Option<&Layer> {
        self.layers.last()
    }

    /// In patch `i`: which rows of its input each layer sees, and which rows the last one makes.
    pub fn rows(&self, i: usize) -> Vec<(usize, usize)> {
        let all = self.last().map_or(0, |layer| layer.axis.output);
        let mut rows = vec![share(all, i, self.count)];
        for layer in self.layers.iter().rev() {
            let made = rows[rows.len() - 1];
            rows.push(layer.axis.part(made).1);
        }
        rows.reverse();
        rows
    }

    /// The most rows that each layer makes at once; none where one would see nothing.
    pub fn most(&self) -> Option<Vec<usize>> {
        let mut most = vec![0; self.layers.len()];
        for i in 0..self.count {
            let rows = self.rows(i);
            if rows.iter().any(|(from, to)| from >= to) {
                return None;
            }
            most.iter_mut().zip(&rows[1..]).for_each(|(most, (from, to))| *most = (*most).max(to - from));
        }
        Some(most)
    }

    /// Multiplications that are done more than once.
    pub fn again(&self, graph: &Graph) -> u64 {
        let mut made = vec![0u64; self.layers.len()];
        for i in 0..self.count {
            let rows = self.rows(i);
            made.iter_mut().zip(&rows[1..]).for_each(|(made, (from, to))| *made += (to - from) as u64);
        }
        let again = self.layers.iter().zip(made).map(|(layer, made)| {
            let all = layer.axis.output.max(1) as u64;
            let row = graph.nodes[layer.node.0].facts.map_or(0, |facts| facts.macs / all);
            made.saturating_sub(all).saturating_mul(row)
        });
        again.fold(0, u64::saturating_add)
    }

    /// Which layer a node belongs to: itself or the one before it.
    pub fn layer_of(&self, node: NodeId) -> usize {
        self.layers.iter().rposition(|layer| layer.node <= node).unwrap_or(0)
    }
}

impl Builder<'_> {
    /// Plans the nodes of some patches; the node that comes next.
    pub(super) fn by_patches(&mut self, patches: Patches) -> usize {
        let (graph, first, start) = (self.graph, patches.first(), self.clock);
        let Some(&Layer { node: NodeId(last), .. }) = patches.last() else { return first + 1 };
        let result = self.fusion.result(graph, last);
        let input = graph.nodes[first].inputs.first().map(|input| self.slots[input.0]);
        let whole = self.buffer(self.value_label(result), Len::Value(result), Region::Scaled);
        let before = self.stages.last().map_or(0, Vec::len);
        self.whole = Some((result, whole));
        self.patches = Some(patches);
        (first..=last).for_each(|k| self.forward_node(k));
        self.whole = None;
        let steps = self.stages.last_mut().map(|stage| stage.split_off(before)).unwrap_or_default();
        if let (Some(patches), Some(stage)) = (self.patches.take(), self.stages.last_mut()) {
            stage.push((start, Step::Patches(patches, steps.into_iter().map(|(_, step)| step).collect())));
        }
        // Every patch reads the input.
        if let Some(Slot::Buffer(b)) = input {
            let live = &mut self.buffers[b].live;
            live.1 = live.1.max(self.clock.saturating_sub(1));
        }
        last + 1
    }

    /// Where a value is made while patches are planned: as many of its rows as are there at once, or the whole that comes of them.
    pub(super) fn home_of_rows(&mut self, value: ValueId) -> Option<usize> {
        let (result, whole) = self.whole?;
        if value == result {
            return Some(whole);
        }
        let patches = self.patches.as_ref()?;
        let node = self.graph.values[value.0].producer?;
        let rows = *patches.most()?.get(patches.layer_of(node))?;
        Some(self.buffer(self.value_label(value), Len::Rows(value, rows), Region::Scaled))
    }
}
