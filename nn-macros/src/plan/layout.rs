//! Lengths and offsets, where the macro knows the numbers.

use super::{Buffer, Len, Region};
use crate::graph::{Graph, NodeId, Type, ValueId};

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

impl Placed {
    /// How much of their region these buffers take together.
    pub fn taken(&self, buffers: impl Iterator<Item = usize>) -> usize {
        let mut spans: Vec<(usize, usize)> =
            buffers.map(|b| (self.offsets[b], self.offsets[b] + self.lens[b])).collect();
        spans.sort_unstable();
        let (mut taken, mut end) = (0, 0);
        for (from, to) in spans {
            taken += to.saturating_sub(from.max(end));
            end = end.max(to);
        }
        taken
    }
}

impl Len {
    /// The number, where the macro knows it.
    pub fn known(self, graph: &Graph) -> Option<usize> {
        let facts = |NodeId(k): NodeId| graph.nodes[k].facts.filter(|facts| !facts.output.is_poison());
        let value = match self {
            Len::Value(value) | Len::Rows(value, _) => value,
            Len::Save(NodeId(k), _) | Len::State(NodeId(k), _) | Len::Scratch(NodeId(k), _) => graph.nodes[k].output,
        };
        let len = match self {
            Len::Value(value) => match graph.values[value.0].ty {
                Type::Known(value) => Some(value.shape.len()),
                _ => None,
            },
            Len::Rows(ValueId(v), rows) => match graph.values[v].ty {
                Type::Known(value) => Some(value.shape.len_of(1, value.shape.rank()).saturating_mul(rows)),
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
        let mut spans: Vec<nn_spec::Buffer> = (0..buffers.len())
            .map(|b| {
                let buffer = &buffers[b];
                // A buffer of the other region, or within another one, takes no room.
                let len = if buffer.region == region && buffer.within.is_none() { lens[b] } else { 0 };
                let span = nn_spec::Buffer::new(len, buffer.live.0, buffer.live.1);
                match buffer.over {
                    Some((input, NodeId(k))) => span.over(input, graph.nodes[k].facts.and_then(|facts| facts.lead)),
                    None => span,
                }
            })
            .collect();
        let (mut order, mut places) = (vec![0; spans.len()], vec![0; spans.len()]);
        least = least.saturating_add(nn_spec::place::least(&spans));
        *total = nn_spec::place::place_frugally(&mut spans, &mut order, &mut places);
        for b in (0..buffers.len()).filter(|&b| buffers[b].region == region) {
            offsets[b] = places[b];
        }
    }
    for b in 0..buffers.len() {
        let (mut whole, mut from) = (b, 0);
        while let Some((outer, at)) = buffers[whole].within {
            (whole, from) = (outer, from + at);
        }
        if whole != b {
            offsets[b] = offsets[whole] + from;
        }
    }
    Some(Placed { offsets, lens, scaled: totals[0], fixed: totals[1], least })
}
