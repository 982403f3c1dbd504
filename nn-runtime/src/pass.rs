//! What a pass over some samples is given: who they are, their inputs and targets, and memory.

/// Some samples of a batch that go through the network together.
#[derive(Clone, Copy, Debug)]
pub struct Pass<'l> {
    /// How many samples are in this pass.
    pub samples: usize,
    /// The place of the first one in the batch: random layers draw by it, so results do not depend on how a batch is cut.
    pub first: usize,
    /// Samples in the whole batch: what means are taken over.
    pub batch: usize,
    /// Whether dropout drops and batch norm uses the batch's statistics.
    pub training: bool,
    /// Seed of this step's random numbers.
    pub seed: u64,
    /// The element a strip starts at, for random layers that run strip by strip.
    pub offset: usize,
    /// Whether the innermost loops are functions that layers share; without `std` alone.
    pub shared: bool,
    /// Whether a ReLU stands before the layer, whose backward the layer's own does as well.
    pub relu: bool,
    /// For layers that read them: how long each sample is, of the layer's first input and of its second.
    pub lengths: [Lengths<'l>; 2],
}

/// How many steps of each sample are real, where samples are of unequal length: what stands behind them is padding.
#[derive(Clone, Copy, Debug)]
pub struct Lengths<'l> {
    /// One a sample; none where every step is real.
    pub each: &'l [u32],
    /// Their sum over the whole batch: what means over steps are taken over.
    pub batch: usize,
}

impl<'l> Lengths<'l> {
    /// Every step is real.
    pub const ALL: Lengths<'static> = Lengths { each: &[], batch: 0 };

    /// Of samples that are a batch of their own.
    pub fn of(each: &'l [u32]) -> Lengths<'l> {
        Lengths { each, batch: each.iter().map(|&len| len as usize).sum() }
    }

    /// How many of `steps` steps of sample `i` are real.
    #[inline(always)]
    pub fn real(&self, i: usize, steps: usize) -> usize {
        self.each.get(i).map_or(steps, |&len| steps.min(len as usize))
    }

    /// Whether some samples have padding.
    #[inline(always)]
    pub fn any(&self) -> bool {
        !self.each.is_empty()
    }

    /// The most steps that any sample has.
    pub fn longest(&self, steps: usize) -> usize {
        self.each.iter().max().map_or(steps, |&len| steps.min(len as usize))
    }
}

impl<'l> Pass<'l> {
    /// A pass for inference over `samples` samples.
    pub const fn inference(samples: usize) -> Pass<'l> {
        let lengths = [Lengths::ALL; 2];
        Pass {
            samples,
            first: 0,
            batch: samples,
            training: false,
            seed: 0,
            offset: 0,
            shared: false,
            relu: false,
            lengths,
        }
    }

    /// The same pass for a layer whose inputs have these lengths.
    #[must_use]
    pub const fn masked(mut self, lengths: [Lengths<'l>; 2]) -> Pass<'l> {
        self.lengths = lengths;
        self
    }

    /// The same pass for a layer behind a ReLU, whose backward it does as well.
    #[must_use]
    pub const fn behind_relu(mut self) -> Pass<'l> {
        self.relu = true;
        self
    }

    /// The same pass with innermost loops that are shared, or are not.
    #[must_use]
    #[inline(always)]
    pub const fn with_shared(mut self, shared: bool) -> Pass<'l> {
        self.shared = shared;
        self
    }

    /// The same pass for a layer that takes each of a sample's `steps` for a sample.
    #[must_use]
    pub const fn times(mut self, steps: usize) -> Pass<'l> {
        self.samples *= steps;
        self.first *= steps;
        self.batch *= steps;
        self
    }

    /// The same pass with the random stream of layer `id`.
    #[must_use]
    pub const fn stream(mut self, id: u64) -> Pass<'l> {
        self.seed = mix(self.seed ^ mix(id.wrapping_add(0x9E37_79B9_7F4A_7C15)));
        self
    }

    /// The same pass for the strip that starts at `offset` elements into the buffer.
    #[must_use]
    pub const fn strip(mut self, offset: usize) -> Pass<'l> {
        self.offset = offset;
        self
    }
}

/// SplitMix64's output function (Steele, Lea & Flood 2014): a good hash of a counter.
pub const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The samples of one input.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a, T> {
    /// `samples × length` numbers.
    Real(&'a [T]),
    /// Sets of active positions.
    MultiHot(MultiHotBatch<'a>),
    /// `samples × length` indices.
    Indices(&'a [u32]),
    /// `samples × length` numbers, and how many steps of each sample are real.
    Ragged(&'a [T], Lengths<'a>),
    /// `samples × length` indices, and how many of each sample are real.
    RaggedIndices(&'a [u32], Lengths<'a>),
}

impl<'a, T> Input<'a, T> {
    /// The numbers; none for another kind.
    pub fn real(&self) -> &'a [T] {
        match *self {
            Input::Real(values) | Input::Ragged(values, _) => values,
            _ => &[],
        }
    }

    /// The indices; none for another kind.
    pub fn indices(&self) -> &'a [u32] {
        match *self {
            Input::Indices(values) | Input::RaggedIndices(values, _) => values,
            _ => &[],
        }
    }

    /// How long its samples are.
    pub fn lengths(&self) -> Lengths<'a> {
        match *self {
            Input::Ragged(_, lengths) | Input::RaggedIndices(_, lengths) => lengths,
            _ => Lengths::ALL,
        }
    }

    /// The sets; none for another kind.
    pub fn multi_hot(&self) -> MultiHotBatch<'a> {
        match *self {
            Input::MultiHot(sets) => sets,
            _ => MultiHotBatch { offsets: &[], indices: &[] },
        }
    }
}

/// Sets of active positions, one a sample: those of sample `i` are `indices[offsets[i]..offsets[i + 1]]`.
///
/// A position that occurs twice counts once or twice as the data says; data prepared by this crate holds each once.
#[derive(Clone, Copy, Debug)]
pub struct MultiHotBatch<'a> {
    /// Where each sample's positions start in `indices`, and where the last one's end: one more than samples. The first
    /// need not be 0.
    pub offsets: &'a [usize],
    /// The active positions.
    pub indices: &'a [u32],
}

impl<'a> MultiHotBatch<'a> {
    /// The active positions of sample `i`; none where there is no such sample.
    pub fn sample(&self, i: usize) -> &'a [u32] {
        match (self.offsets.get(i), self.offsets.get(i + 1)) {
            (Some(&from), Some(&to)) => self.indices.get(from..to).unwrap_or(&[]),
            _ => &[],
        }
    }
}

/// What one output should have been.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a, T> {
    /// Numbers of the output's shape.
    Real(&'a [T]),
    /// A class for each row of the output.
    Class(&'a [u32]),
}

/// The memory of a training pass.
pub struct Arena<'a, T> {
    /// Buffers that grow with the samples: a buffer planned at `offset` lies at `samples × offset`.
    pub scaled: &'a mut [T],
    /// Buffers that do not.
    pub fixed: &'a mut [T],
    /// Sums that the lanes of a batch exchange.
    pub sync: &'a mut [f64],
}

/// The buffers at `at` (offset and length, for one sample) of an arena of `samples` samples; `None` when they overlap or do
/// not fit, which the planner rules out.
#[inline(always)]
pub fn parts<T, const K: usize>(arena: &mut [T], samples: usize, at: [(usize, usize); K]) -> Option<[&mut [T]; K]> {
    arena.get_disjoint_mut(at.map(|(offset, len)| samples * offset..samples * (offset + len))).ok()
}

/// [`parts`] for one buffer. One and two have functions of their own: on a microcontroller nothing is left of them, while what `parts`
/// looks up for any number of buffers takes more instructions than a small layer.
#[inline(always)]
pub fn part_of<T>(arena: &mut [T], samples: usize, (offset, len): (usize, usize)) -> Option<&mut [T]> {
    arena.get_mut(samples * offset..samples * (offset + len))
}

/// [`parts`] for two buffers.
#[inline(always)]
pub fn pair<T>(arena: &mut [T], samples: usize, a: (usize, usize), b: (usize, usize)) -> Option<(&mut [T], &mut [T])> {
    // An empty buffer may lie anywhere.
    if b.1 == 0 {
        return Some((part_of(arena, samples, a)?, &mut []));
    }
    if a.1 == 0 {
        return Some((&mut [], part_of(arena, samples, b)?));
    }
    let ordered = a.0 <= b.0;
    let (low, high) = if ordered { (a, b) } else { (b, a) };
    let (front, back) = arena.split_at_mut_checked(samples * high.0)?;
    let low = part_of(front, samples, low)?;
    let high = back.get_mut(..samples * high.1)?;
    Some(if ordered { (low, high) } else { (high, low) })
}

/// Memory from the start of an output on that lies over its input, and where the input begins in it; `None` where they lie apart.
#[inline(always)]
pub fn over<T>(arena: &mut [T], output: (usize, usize), input: (usize, usize)) -> Option<(&mut [T], usize)> {
    let ends = (output.0 + output.1, input.0 + input.1);
    if output.0 > input.0 || input.0 >= ends.0 || input.1 == 0 {
        return None;
    }
    Some((arena.get_mut(output.0..ends.0.max(ends.1))?, input.0 - output.0))
}

/// How many elements of a chain of elementwise operations run before the next operation's turn: 4 KB of `f32`.
const STRIP: usize = 1024;

/// The strips of `len` elements.
#[inline(always)]
pub fn strips(len: usize) -> impl Iterator<Item = core::ops::Range<usize>> {
    (0..len.div_ceil(STRIP)).map(move |i| i * STRIP..len.min((i + 1) * STRIP))
}

/// A strip of a buffer; empty where the buffer is.
#[inline(always)]
pub fn strip<'a, T>(buffer: &'a [T], range: &core::ops::Range<usize>) -> &'a [T] {
    buffer.get(range.clone()).unwrap_or(&[])
}

/// A strip of a buffer, to be written; empty where the buffer is.
#[inline(always)]
pub fn strip_mut<'a, T>(buffer: &'a mut [T], range: &core::ops::Range<usize>) -> &'a mut [T] {
    buffer.get_mut(range.clone()).unwrap_or(&mut [])
}

/// `to ← from`, as far as both go.
pub fn copy<T: Copy>(from: &[T], to: &mut [T]) {
    to.iter_mut().zip(from).for_each(|(to, &from)| *to = from);
}

/// `to ← to + from`, as far as both go.
pub fn add_assign<T: crate::Scalar>(from: &[T], to: &mut [T]) {
    to.iter_mut().zip(from).for_each(|(to, &from)| *to += from);
}

/// All 0.
pub fn zero<T: crate::Scalar>(to: &mut [T]) {
    to.fill(T::zero());
}

/// The numbers of input `i`; none where it is of another kind.
#[inline(always)]
pub fn real<'a, T>(inputs: &[Input<'a, T>], i: usize) -> &'a [T] {
    inputs.get(i).map_or(&[], Input::real)
}

/// The indices of input `i`; none where it is of another kind.
#[inline(always)]
pub fn indices<'a, T>(inputs: &[Input<'a, T>], i: usize) -> &'a [u32] {
    inputs.get(i).map_or(&[], Input::indices)
}

/// How long the samples of input `i` are.
#[inline(always)]
pub fn lengths<'a, T>(inputs: &[Input<'a, T>], i: usize) -> Lengths<'a> {
    inputs.get(i).map_or(Lengths::ALL, Input::lengths)
}

/// The sets of input `i`; none where it is of another kind.
#[inline(always)]
pub fn multi_hot<'a, T>(inputs: &[Input<'a, T>], i: usize) -> MultiHotBatch<'a> {
    inputs.get(i).map_or(MultiHotBatch { offsets: &[], indices: &[] }, Input::multi_hot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_buffers_are_found_as_many_are() {
        let mut arena: [usize; 24] = core::array::from_fn(|i| i);
        let places = (0..5).flat_map(|offset| (0..4).map(move |len| (offset, len)));
        let mut shared = 0;
        for a in places.clone() {
            assert_eq!(part_of(&mut arena, 3, a).map(|a| a.to_vec()), parts(&mut arena, 3, [a]).map(|[a]| a.to_vec()));
            for b in places.clone() {
                let given = pair(&mut arena, 3, a, b).map(|(a, b)| [a.to_vec(), b.to_vec()]);
                let expected = parts(&mut arena, 3, [a, b]).map(|both| both.map(|x| x.to_vec()));
                if a.1 > 0 && b.1 > 0 {
                    assert_eq!(given, expected, "{a:?} {b:?}");
                    shared += usize::from(given.is_none());
                } else {
                    let lens = given.map(|both| both.map(|x| x.len()));
                    assert_eq!(lens, Some([3 * a.1, 3 * b.1]), "{a:?} {b:?}");
                }
            }
        }
        assert!(shared > 20, "{shared} overlap");
        assert_eq!(pair(&mut arena, 3, (0, 4), (7, 2)), None);
    }
}
