//! Windows that slide over the axes of space: what convolutions and pooling have in common.

use super::frame;
use crate::{Arg, Call, List, Masking, Message, Reject, Shape};

/// The most axes a window slides over.
pub const MAX_SPACE: usize = 3;

/// The words of the argument `padding`.
pub const PADDINGS: &[&str] = &["valid", "same"];
/// [`PADDINGS`] of layers over time, where an output may be kept from seeing what comes after it.
pub const TIME_PADDINGS: &[&str] = &["valid", "same", "causal"];

/// The place of `same` in [`PADDINGS`].
pub const SAME: usize = 1;
/// The place of `causal` in [`TIME_PADDINGS`].
pub const CAUSAL: usize = 2;

/// What a convolution over time makes of sequences of unequal length: padding counts as zeros, as what lies beyond the edges does, and each
/// real step gives one. `strides` and `padding` are the places of its arguments.
pub fn masking(args: &[Arg], strides: usize, padding: usize) -> Masking {
    let (strides, padding) = (args.get(strides), args.get(padding));
    if strides.is_some_and(|strides| (0..strides.list().len()).any(|i| strides.list().get(i) != 1)) {
        return Masking::Refused(
            "with strides it would make fewer steps; a recurrent layer or a global pool reads all of them",
        );
    }
    match padding {
        Some(Arg::Word(SAME | CAUSAL)) => Masking::SeesZeros,
        _ => Masking::Refused("with `padding = same` or `padding = causal` each real step gives one"),
    }
}

/// One axis that a window slides over. Output `o` sees the inputs `o · stride + k · dilation − before` for `k` below `size`, as
/// far as there are such inputs: the others count as 0 in a convolution, and not at all in pooling.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Axis {
    /// Inputs along it.
    pub input: usize,
    /// Outputs along it.
    pub output: usize,
    /// Places of the window.
    pub size: usize,
    /// From an output's window to the next.
    pub stride: usize,
    /// From a place of the window to the next.
    pub dilation: usize,
    /// Inputs that are missing in front of the first window.
    pub before: usize,
}

impl Axis {
    /// An axis along which nothing happens: what stands in front of the axes of layers with fewer than [`MAX_SPACE`].
    pub const POINT: Axis = Axis { input: 1, output: 1, size: 1, stride: 1, dilation: 1, before: 0 };

    /// Whether every window lies on the input: known when a network is compiled, so that nothing is asked of each.
    #[inline(always)]
    pub const fn whole(&self) -> bool {
        self.before == 0 && self.reach(self.output) <= self.input
    }

    /// How many inputs so many windows reach over.
    #[inline(always)]
    const fn reach(&self, outputs: usize) -> usize {
        let window = self.size.saturating_sub(1).saturating_mul(self.dilation).saturating_add(1);
        (outputs.saturating_sub(1) * self.stride).saturating_add(window)
    }

    /// The axis along which the outputs from the one up to the other alone are made, of which there is one at least, and the inputs that they
    /// see, likewise.
    #[inline(always)]
    pub const fn part(&self, (from, to): (usize, usize)) -> (Axis, (usize, usize)) {
        let (start, output) = (from * self.stride, to.saturating_sub(from));
        let first = start.saturating_sub(self.before);
        let input = if self.whole() {
            self.reach(output)
        } else {
            let end = start.saturating_add(self.reach(output)).saturating_sub(self.before);
            let end = if end < self.input { end } else { self.input };
            end.saturating_sub(first)
        };
        // What starts before the first input misses as many as are left of those in front.
        (Axis { input, output, before: self.before.saturating_sub(start), ..*self }, (first, first + input))
    }
}

/// Part `i` of `parts` of some outputs, which are as alike as they can be: from which one up to which.
#[inline(always)]
pub const fn share(outputs: usize, i: usize, parts: usize) -> (usize, usize) {
    (i * outputs / parts, (i + 1) * outputs / parts)
}

/// Which arguments of a layer say how its window slides.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arguments {
    /// The layer, as it stands in messages.
    pub layer: &'static str,
    /// The argument with the window's size, and its name.
    pub size: (usize, &'static str),
    /// The argument `strides`; where it is left out, the window's size.
    pub strides: usize,
    /// The argument `padding`.
    pub padding: usize,
    /// The argument `dilation`, if there is one.
    pub dilation: Option<usize>,
}

/// The axes of a window over the first `rank` axes of the input, or why there are none.
pub const fn axes(call: &Call, rank: usize, arguments: &Arguments) -> Result<[Axis; MAX_SPACE], Reject> {
    let shape = call.shape(0);
    if shape.rank() != rank + 1 {
        return Err(not_spatial(&shape, rank, arguments.layer));
    }
    let sizes = match numbers(call, rank, arguments.size.0, arguments.size.1) {
        Ok(sizes) => sizes,
        Err(reject) => return Err(reject),
    };
    let strides = match call.arg(arguments.strides) {
        Arg::None => sizes,
        _ => match numbers(call, rank, arguments.strides, "strides") {
            Ok(strides) => strides,
            Err(reject) => return Err(reject),
        },
    };
    let dilations = match arguments.dilation {
        None => List::new(&[1]),
        Some(site) => match numbers(call, rank, site, "dilation") {
            Ok(dilations) => dilations,
            Err(reject) => return Err(reject),
        },
    };
    let sides = match call.arg(arguments.padding) {
        Arg::Word(_) | Arg::None => [(0, 0); MAX_SPACE],
        _ => match frame::sides(call, rank, arguments.padding, "padding") {
            Ok(sides) => sides,
            Err(reject) => return Err(reject),
        },
    };
    let mut axes = [Axis::POINT; MAX_SPACE];
    let mut i = 0;
    while i < rank {
        let (size, dilation) = (sizes.get(i) as usize, dilations.get(i) as usize);
        let (input, stride) = (shape.dim(i), strides.get(i) as usize);
        // From the first place of a window to its last.
        let reach = (size - 1).saturating_mul(dilation).saturating_add(1);
        let (output, before) = match call.arg(arguments.padding).word() {
            SAME => {
                let output = input.div_ceil(stride);
                let needed = output.saturating_sub(1).saturating_mul(stride).saturating_add(reach);
                (output, needed.saturating_sub(input) / 2)
            }
            CAUSAL => (input.div_ceil(stride), reach - 1),
            // Without padding, or with as much as was asked for.
            _ => {
                let (before, behind) = sides[MAX_SPACE - rank + i];
                let padded = input.saturating_add(before).saturating_add(behind);
                if reach > padded {
                    return Err(does_not_fit(&shape, i, (size, reach), arguments));
                }
                ((padded - reach) / stride + 1, before)
            }
        };
        axes[MAX_SPACE - rank + i] = Axis { input, output, size, stride, dilation, before };
        i += 1;
    }
    Ok(axes)
}

/// The output's shape with that many channels.
pub const fn output(axes: &[Axis; MAX_SPACE], rank: usize, channels: usize) -> Shape {
    let mut shape = Shape::new(&[]);
    let mut i = MAX_SPACE - rank;
    while i < MAX_SPACE {
        shape = shape.push(axes[i].output);
        i += 1;
    }
    shape.push(channels)
}

/// How far the place of an output is at most ahead of the first place that its window sees, where places have `filters` numbers in the output and
/// `channels` in the input: so far in front of the input it has to lie for no place to be written before it is read, output by output.
pub const fn lead(axes: &[Axis; MAX_SPACE], channels: usize, filters: usize) -> usize {
    // What an axis adds does not depend on the others.
    let (mut lead, mut seen, mut made, mut i) = (0usize, channels, filters, MAX_SPACE);
    while i > 0 {
        i -= 1;
        let axis = &axes[i];
        // It grows until windows leave the edge, and from there on by steps of one size.
        let (edge, last) = (axis.before / axis.stride, axis.output.saturating_sub(1));
        let (candidates, mut most, mut k) = ([edge, edge + 1, last], 0, 0);
        while k < candidates.len() {
            let output = if candidates[k] < last { candidates[k] } else { last };
            let first = output.saturating_mul(axis.stride).saturating_sub(axis.before);
            let ahead = output.saturating_mul(made).saturating_sub(first.saturating_mul(seen));
            if ahead > most {
                most = ahead;
            }
            k += 1;
        }
        lead = lead.saturating_add(most);
        seen = seen.saturating_mul(axis.input);
        made = made.saturating_mul(axis.output);
    }
    lead
}

/// Argument `site`, called `name`: one number of at least 1 for all axes, or one for each.
pub const fn numbers(call: &Call, rank: usize, site: usize, name: &str) -> Result<List, Reject> {
    let list = call.arg(site).list();
    if list.len() != 1 && list.len() != rank {
        let why = Message::of("`").text(name).text("` needs one number");
        let why = if rank > 1 { why.text(", or one for each of the ").number(rank).text(" axes") } else { why };
        return Err(Reject::arg(site, why.text(", got ").number(list.len()).text(" of them")));
    }
    let mut i = 0;
    while i < list.len() {
        if list.get(i) < 1 {
            let why = Message::of("`").text(name).text("` must be at least 1, got ").integer(list.get(i));
            return Err(Reject::arg(site, why));
        }
        i += 1;
    }
    Ok(list)
}

/// Why a layer that works in space refuses a value of another rank.
pub const fn not_spatial(shape: &Shape, rank: usize, layer: &str) -> Reject {
    let needs = match rank {
        1 => " needs a sequence, [steps, channels], got ",
        2 => " needs an image, [height, width, channels], got ",
        _ => " needs a volume, [depth, height, width, channels], got ",
    };
    let why = Message::of(layer).text(needs).shape(shape);
    if shape.rank() != rank {
        return Reject::input(0, why);
    }
    let mut why = why.text("; `reshape(");
    let mut i = 0;
    while i < rank {
        why = why.number(shape.dim(i)).text(", ");
        i += 1;
    }
    Reject::input(0, why.text("1)` gives it a channel"))
}

/// Why a window without padding refuses an axis shorter than itself.
const fn does_not_fit(shape: &Shape, axis: usize, (size, reach): (usize, usize), arguments: &Arguments) -> Reject {
    let why = Message::of(arguments.layer).text(": a `").text(arguments.size.1).text("` of ").number(size);
    let why =
        if reach > size { why.text(", which with `dilation` reaches over ").number(reach).text(",") } else { why };
    let why = why.text(" does not fit into the ").number(shape.dim(axis)).text(" of axis ").number(axis + 1);
    let mut why = why.text(" of ").shape(shape);
    if axis == 0 && channels_first(shape) {
        why = why.text(
            ", which seems to have its channels first; here they come last: declare the input so, or put `permute(",
        );
        let mut i = 1;
        while i < shape.rank() {
            why = why.number(i + 1).text(", ");
            i += 1;
        }
        return Reject::arg(arguments.size.0, why.text("1)` before it"));
    }
    Reject::arg(arguments.size.0, why.text("; make it smaller, or pad with `padding = same`")).of_small_input()
}

/// Whether the first axis looks like channels: at most four, before axes that are much longer.
const fn channels_first(shape: &Shape) -> bool {
    let mut i = 1;
    while i < shape.rank() {
        if shape.dim(i) < 8 {
            return false;
        }
        i += 1;
    }
    shape.dim(0) <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lead by going through all outputs.
    fn searched(axes: &[Axis; MAX_SPACE], channels: usize, filters: usize) -> usize {
        let [depth, height, width] = axes;
        let first = |axis: &Axis, output: usize| (output * axis.stride).saturating_sub(axis.before);
        let (mut output, mut lead) = (0, 0usize);
        for d in 0..depth.output {
            for h in 0..height.output {
                for w in 0..width.output {
                    let seen = (first(depth, d) * height.input + first(height, h)) * width.input + first(width, w);
                    lead = lead.max(usize::saturating_sub(output * filters, seen * channels));
                    output += 1;
                }
            }
        }
        lead
    }

    #[test]
    fn parts_see_what_the_whole_does() {
        for (size, stride, before, dilation) in
            [(1, 1, 0, 1), (2, 2, 0, 1), (3, 2, 1, 1), (3, 1, 2, 2), (2, 3, 0, 1), (5, 3, 4, 1)]
        {
            for input in 5..12usize {
                let reach = (size - 1) * dilation + 1;
                let output = (input + before).saturating_sub(reach) / stride + 1;
                let axis = Axis { input, output, size, stride, dilation, before };
                let sees = |axis: &Axis, o: usize, k: usize| {
                    (o * axis.stride + k * axis.dilation).checked_sub(axis.before).filter(|&at| at < axis.input)
                };
                for parts in 1..=output {
                    let mut next = 0;
                    for i in 0..parts {
                        let (from, to) = share(output, i, parts);
                        assert_eq!(from, next);
                        next = to;
                        let (part, (first, end)) = axis.part((from, to));
                        assert_eq!((part.output, part.input), (to - from, end - first));
                        for (o, k) in (from..to).flat_map(|o| (0..size).map(move |k| (o, k))) {
                            let seen = sees(&part, o - from, k).map(|at| at + first);
                            assert_eq!(seen, sees(&axis, o, k), "{axis:?}, {from}..{to}");
                        }
                    }
                    assert_eq!(next, output);
                }
            }
        }
    }

    #[test]
    fn the_lead_is_as_long_as_outputs_are_ahead() {
        let mut all = [Axis::POINT; 60];
        let mut n = 0;
        for (size, stride, before) in [(1, 1, 0), (2, 2, 0), (3, 2, 1), (3, 1, 1), (3, 1, 2), (5, 3, 4)] {
            for input in 3..9 {
                let output = (input + 2 * before - size) / stride + 1;
                if input + before >= size && n < all.len() {
                    all[n] = Axis { input, output, size, stride, before, ..Axis::POINT };
                    n += 1;
                }
            }
        }
        for &a in &all[..n] {
            for &b in &all[..n] {
                for axes in [[Axis::POINT, a, b], [a, b, all[7]]] {
                    for (channels, filters) in [(1, 1), (3, 2), (2, 5)] {
                        assert_eq!(lead(&axes, channels, filters), searched(&axes, channels, filters), "{axes:?}");
                    }
                }
            }
        }
    }
}
