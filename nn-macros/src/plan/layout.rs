//! Lengths and offsets, where the macro knows the numbers.

use super::{Buffer, Len, Region};
use crate::graph::{Graph, NodeId, Type};

/// Offsets of all buffers, and the length of each region.
pub struct Placed {
    /// By buffer: its offset in its region.
    pub offsets: Vec<usize>,
    /// By buffer: its length.
    pub lens: Vec<usize>,
    /// Length of the scaled region, for one sample.
    pub scaled: usize,
    /// Length of the fixed region.
    pub fixed: usize,
    /// What the lengths of both cannot go below.
    pub least: usize,
}

impl Len {
    /// The number, where the macro knows it.
    pub fn known(self, graph: &Graph) -> Option<usize> {
        let facts = |NodeId(k): NodeId| graph.nodes[k].facts.filter(|facts| !facts.output.is_poison());
        let value = match self {
            Len::Value(value) => value,
            Len::Save(NodeId(k), _) | Len::State(NodeId(k), _) | Len::Scratch(NodeId(k), _) => graph.nodes[k].output,
        };
        let len = match self {
            Len::Value(value) => match graph.values[value.0].ty {
                Type::Known(value) => Some(value.shape.len()),
                _ => None,
            },
            Len::Save(node, i) => facts(node).map(|facts| facts.saves[i]),
            Len::State(node, i) => facts(node).map(|facts| facts.states[i]),
            Len::Scratch(node, pass) => facts(node).map(|facts| facts.scratch[pass]),
        };
        Some(len?.saturating_mul(graph.times(value)?))
    }
}

/// Places all buffers, if every length is known.
pub fn place(graph: &Graph, buffers: &[Buffer]) -> Option<Placed> {
    let lens: Vec<usize> = buffers.iter().map(|buffer| buffer.len.known(graph)).collect::<Option<_>>()?;
    let mut offsets = vec![0; buffers.len()];
    let (mut totals, mut least) = ([0, 0], 0usize);
    for (region, total) in [Region::Scaled, Region::Fixed].into_iter().zip(&mut totals) {
        let members: Vec<usize> = (0..buffers.len()).filter(|&b| buffers[b].region == region).collect();
        let spans: Vec<nn_spec::Buffer> = members
            .iter()
            .map(|&b| nn_spec::Buffer { len: lens[b], first: buffers[b].live.0, last: buffers[b].live.1 })
            .collect();
        let (mut order, mut places) = (vec![0; spans.len()], vec![0; spans.len()]);
        least = least.saturating_add(nn_spec::place::least(&spans));
        *total = nn_spec::place(&spans, &mut order, &mut places);
        for (&b, &place) in members.iter().zip(&places) {
            offsets[b] = place;
        }
    }
    Some(Placed { offsets, lens, scaled: totals[0], fixed: totals[1], least })
}
