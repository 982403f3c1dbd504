//! What is to be done with which numbers after the backward pass, chunk by chunk of the parameters.

use crate::network::{ParamInfo, Update};
use crate::train::optimizer::Settings;
use nn_spec::Regularizer;
use std::ops::Range;

/// Numbers in a chunk: large enough to be worth a task, small enough that parameters, gradient and slots stay in cache.
pub(crate) const CHUNK: usize = 16 << 10;

/// A run of numbers that are treated alike.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// Where in the chunk.
    pub range: Range<usize>,
    /// The parameter it belongs to; the first, where several are treated as one.
    pub parameter: usize,
    pub update: Update,
    pub regularizer: Regularizer,
    /// Whether weight decay is for it.
    pub decays: bool,
}

/// The segments of each chunk.
pub(crate) struct Plan {
    pub chunks: Vec<Vec<Segment>>,
}

impl Plan {
    /// For those parameters. Where `apart`, no segment belongs to two parameters.
    pub fn new(params: &[ParamInfo], settings: Option<&Settings>, apart: bool) -> Plan {
        let mut chunks: Vec<Vec<Segment>> = Vec::new();
        let mut filled = CHUNK;
        for (parameter, info) in params.iter().enumerate() {
            let excluded = settings.is_some_and(|s| s.undecayed.iter().any(|word| info.name.contains(word.as_str())));
            let mut left = info.shape.len();
            while left > 0 {
                if filled == CHUNK {
                    chunks.push(Vec::new());
                    filled = 0;
                }
                let len = left.min(CHUNK - filled);
                let segment = Segment {
                    range: filled..filled + len,
                    parameter,
                    update: info.update,
                    regularizer: info.regularizer,
                    decays: !excluded,
                };
                filled += len;
                left -= len;
                let Some(chunk) = chunks.last_mut() else { continue };
                match chunk.last_mut() {
                    Some(last) if !apart && last.alike(&segment) => last.range.end = segment.range.end,
                    _ => chunk.push(segment),
                }
            }
        }
        Plan { chunks }
    }

    /// The segments of a chunk.
    pub fn segments(&self, chunk: usize) -> &[Segment] {
        self.chunks.get(chunk).map_or(&[], Vec::as_slice)
    }
}

impl Segment {
    fn alike(&self, other: &Segment) -> bool {
        self.update == other.update && self.regularizer == other.regularizer && self.decays == other.decays
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nn_spec::{Constraint, Initializer, Shape};

    fn param(name: &'static str, len: usize, l2: f64) -> ParamInfo {
        ParamInfo {
            name,
            shape: Shape::new(&[len]),
            init: Initializer::Zeros,
            regularizer: Regularizer { l1: 0.0, l2 },
            constraint: Constraint::None,
            update: Update::Gradient,
        }
    }

    #[test]
    fn segments_cover_every_number_once() {
        let params = [param("a", 10, 0.0), param("b", CHUNK, 0.0), param("c", 5, 0.1), param("d", 2 * CHUNK, 0.0)];
        for apart in [false, true] {
            let plan = Plan::new(&params, None, apart);
            let total: usize = params.iter().map(|p| p.shape.len()).sum();
            assert_eq!(plan.chunks.len(), total.div_ceil(CHUNK));
            let mut seen = 0;
            for chunk in &plan.chunks {
                let mut end = 0;
                for segment in chunk {
                    assert_eq!(segment.range.start, end);
                    end = segment.range.end;
                }
                assert!(end <= CHUNK);
                seen += end;
            }
            assert_eq!(seen, total);
        }
        assert_eq!(Plan::new(&params, None, false).chunks[0].len(), 1);
        assert_eq!(Plan::new(&params, None, true).chunks[0].len(), 2);
        assert_eq!(Plan::new(&params, None, false).chunks[1].len(), 3);
    }
}
