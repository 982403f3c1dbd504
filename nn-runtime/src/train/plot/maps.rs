//! Filters and feature maps as pictures.

use crate::Scalar;
use crate::train::feature_maps::Layer;
use ndarray::{ArrayD, ArrayView2, ArrayViewD, Axis, Ix2};

/// Filters or maps drawn for a layer; the title says how many there are.
const MOST: usize = 64;
/// What a small tile is enlarged to and a large one is reduced to, in pixels along its longer side.
const SIZES: (usize, usize) = (72, 256);

/// What is drawn of one layer under one title.
pub(super) struct Section {
    pub title: String,
    pub tiles: Vec<Tile>,
}

/// Colours, line by line.
pub(super) struct Tile {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<[u8; 3]>,
}

/// The filters of every convolution and the maps of every layer over places.
pub(super) fn sections<T: Scalar>(layers: &[Layer<T>]) -> Vec<Section> {
    let mut sections = Vec::new();
    for layer in layers {
        if let Some(kernel) = &layer.kernel {
            let channels = layer.output.shape().last().copied().unwrap_or(0);
            sections.push(titled(&layer.name, "filters", kernel.shape(), filters(kernel, channels)));
        }
        if let Some(sample) = layer.output.outer_iter().next() {
            sections.push(titled(&layer.name, "maps", sample.shape(), maps(&sample)));
        }
    }
    sections.retain(|section| !section.tiles.is_empty());
    sections
}

fn titled(name: &str, what: &str, shape: &[usize], mut tiles: Vec<Tile>) -> Section {
    let count = tiles.len();
    tiles.truncate(MOST);
    let shown = if count > MOST { format!(", the first {MOST} of {count}") } else { String::new() };
    Section { title: format!("{name}: {what} {shape:?}{shown}"), tiles }
}

/// What a layer makes of a sample: a map for each channel of an image, one map with a row for each channel of a sequence.
fn maps<T: Scalar>(sample: &ArrayViewD<'_, T>) -> Vec<Tile> {
    let picture = |map: ArrayView2<'_, T>| {
        let (low, high) = map.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            let value = value.to_f64().unwrap_or(f64::NAN);
            (low.min(value), high.max(value))
        });
        let brightness = |value: f64| if high > low { viridis((value - low) / (high - low)) } else { viridis(0.0) };
        Tile::of(map.dim(), |y, x| brightness(map[[y, x]].to_f64().unwrap_or(low)))
    };
    if sample.ndim() == 2 {
        return sample.clone().into_dimensionality::<Ix2>().into_iter().map(|map| picture(map.t())).collect();
    }
    let Some(image) = middle(sample.clone(), 3) else { return Vec::new() };
    let channels = image.axis_iter(Axis(2));
    channels.filter_map(|map| map.into_dimensionality::<Ix2>().ok()).map(picture).collect()
}

/// A convolution's filters: `[window…, channels, filters]`. A depthwise kernel has a filter for each channel of the output.
fn filters<T: Scalar>(kernel: &ArrayD<T>, outputs: usize) -> Vec<Tile> {
    let number = |value: &T| value.to_f64().unwrap_or(0.0);
    let greatest = kernel.iter().map(|value| number(value).abs()).fold(f64::MIN_POSITIVE, f64::max);
    let plain = |slice: ArrayView2<'_, T>| Tile::of(slice.dim(), |y, x| diverging(number(&slice[[y, x]]) / greatest));
    let rank = kernel.ndim();
    if rank == 3 {
        // Over a sequence: a row for each channel, a column for each step of the window.
        let filters = kernel.axis_iter(Axis(2)).filter_map(|filter| filter.into_dimensionality::<Ix2>().ok());
        return filters.map(|filter| plain(filter.t())).collect();
    }
    let Some(kernel) = middle(kernel.view(), 4) else { return Vec::new() };
    let [_, _, channels, last] = kernel.shape() else { return Vec::new() };
    let (channels, last) = (*channels, *last);
    let slice = |channel: usize, filter: usize| {
        let slice = kernel.clone().index_axis_move(Axis(3), filter).index_axis_move(Axis(2), channel);
        slice.into_dimensionality::<Ix2>().ok()
    };
    let size = |slice: &ArrayView2<'_, T>| slice.iter().map(|value| number(value) * number(value)).sum::<f64>();
    if last != outputs && channels * last == outputs {
        // Each channel has filters of its own.
        let pairs = (0..channels).flat_map(|channel| (0..last).map(move |filter| (channel, filter)));
        return pairs.filter_map(|(channel, filter)| slice(channel, filter)).map(plain).collect();
    }
    // A transposed convolution has its filters before its channels.
    let transposed = last != outputs && channels == outputs;
    let (filters, channels) = if transposed { (channels, last) } else { (last, channels) };
    let at = |channel: usize, filter: usize| if transposed { slice(filter, channel) } else { slice(channel, filter) };
    let picture = |filter: usize| match channels {
        3 => {
            let colours: Vec<_> = (0..3).filter_map(|channel| at(channel, filter)).collect();
            let part = |channel: usize, y: usize, x: usize| {
                colours.get(channel).map_or(0.0, |colour| 0.5 + 0.5 * number(&colour[[y, x]]) / greatest)
            };
            let byte = |share: f64| (255.0 * share).round() as u8;
            let dim = colours.first()?.dim();
            Some(Tile::of(dim, |y, x| [0, 1, 2].map(|channel| byte(part(channel, y, x)))))
        }
        _ => {
            let slices = (0..channels).filter_map(|channel| at(channel, filter));
            slices.max_by(|a, b| size(a).total_cmp(&size(b))).map(plain)
        }
    };
    (0..filters).filter_map(picture).collect()
}

/// What is in the middle of the leading axes, so that `rank` axes are left; none where there are fewer.
fn middle<T>(mut array: ArrayViewD<'_, T>, rank: usize) -> Option<ArrayViewD<'_, T>> {
    while array.ndim() > rank {
        let middle = array.shape().first()? / 2;
        array = array.index_axis_move(Axis(0), middle);
    }
    (array.ndim() == rank).then_some(array)
}

impl Tile {
    /// A picture of `height × width` values, enlarged or reduced to a size that can be seen.
    fn of((height, width): (usize, usize), colour: impl Fn(usize, usize) -> [u8; 3]) -> Tile {
        let longer = height.max(width).max(1);
        let size = |side: usize| match longer {
            _ if longer <= SIZES.0 => side * (SIZES.0 / longer),
            _ if longer <= SIZES.1 => side,
            _ => (side * SIZES.1 / longer).max(1),
        };
        let (h, w) = (size(height), size(width));
        let pixels = (0..h * w).map(|i| colour((i / w) * height / h, (i % w) * width / w)).collect();
        Tile { width: w, height: h, pixels }
    }
}

/// From blue over white to orange, which colour-blind people and printers tell apart; from -1 to 1.
fn diverging(value: f64) -> [u8; 3] {
    let ends = if value < 0.0 { [0.0, 114.0, 178.0] } else { [213.0, 94.0, 0.0] };
    let share = value.abs().min(1.0);
    ends.map(|end| (255.0 + share * (end - 255.0)).round() as u8)
}

/// Matplotlib's default colours, equally far apart to the eye (Smith & van der Walt 2015), between nine of them; from 0 to 1.
fn viridis(value: f64) -> [u8; 3] {
    const STOPS: [[f64; 3]; 9] = [
        [68.0, 1.0, 84.0],
        [72.0, 40.0, 120.0],
        [62.0, 74.0, 137.0],
        [49.0, 104.0, 142.0],
        [38.0, 130.0, 142.0],
        [31.0, 158.0, 137.0],
        [53.0, 183.0, 121.0],
        [110.0, 206.0, 88.0],
        [253.0, 231.0, 37.0],
    ];
    let place = value.clamp(0.0, 1.0) * 8.0;
    let (below, share) = (place as usize, place.fract());
    let (a, b) = (STOPS[below.min(8)], STOPS[(below + 1).min(8)]);
    [0, 1, 2].map(|i| (a[i] + share * (b[i] - a[i])).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::IxDyn;

    fn layer(output: &[usize], kernel: &[usize]) -> Layer<f32> {
        let numbers = |shape: &[usize]| {
            let values = (0..shape.iter().product()).map(|i| (i as f32 * 0.7).sin()).collect();
            ArrayD::from_shape_vec(IxDyn(shape), values).unwrap()
        };
        let kernel = (!kernel.is_empty()).then(|| numbers(kernel));
        Layer { name: String::from("layer"), output: numbers(output), kernel }
    }

    fn tiles(output: &[usize], kernel: &[usize]) -> Vec<usize> {
        sections(&[layer(output, kernel)]).iter().map(|section| section.tiles.len()).collect()
    }

    #[test]
    fn every_kind_of_layer_has_its_tiles() {
        assert_eq!(tiles(&[2, 9, 8, 5], &[3, 3, 4, 5]), [5, 5], "an image");
        assert_eq!(tiles(&[2, 9, 8, 5], &[3, 3, 3, 5]), [5, 5], "in colour");
        assert_eq!(tiles(&[1, 9, 8, 8], &[3, 3, 4, 2]), [8, 8], "depthwise");
        assert_eq!(tiles(&[1, 9, 8, 4], &[3, 3, 4, 2]), [4, 4], "transposed");
        assert_eq!(tiles(&[1, 20, 6], &[5, 3, 6]), [6, 1], "a sequence");
        assert_eq!(tiles(&[1, 7, 9, 8, 5], &[3, 3, 3, 4, 5]), [5, 5], "a volume");
        assert_eq!(tiles(&[1, 7, 9, 8, 5], &[3, 3, 4, 5]), [5, 5], "a convolution for each frame");
        assert_eq!(tiles(&[1, 9, 8, 5], &[]), [5], "pooling");
        assert_eq!(tiles(&[1, 10], &[]), [0; 0], "dense");
        assert_eq!(tiles(&[0, 9, 8, 5], &[]), [0; 0], "no sample");
        let many = sections(&[layer(&[1, 4, 4, 100], &[])]);
        assert_eq!(many[0].title, "layer: maps [4, 4, 100], the first 64 of 100");
        assert_eq!(many[0].tiles.len(), 64);
    }

    #[test]
    fn a_tile_keeps_its_proportions_and_its_corners() {
        let tile = Tile::of((2, 3), |y, x| [y as u8, x as u8, 0]);
        assert_eq!((tile.width, tile.height, tile.pixels.len()), (72, 48, 72 * 48));
        assert_eq!((tile.pixels[0], tile.pixels[72 * 48 - 1]), ([0, 0, 0], [1, 2, 0]));
        let large = Tile::of((512, 1024), |y, x| [(y / 4) as u8, (x / 8) as u8, 0]);
        assert_eq!((large.width, large.height), (256, 128));
    }

    #[test]
    fn colours_go_from_end_to_end() {
        assert_eq!((diverging(-1.0), diverging(0.0), diverging(1.0)), ([0, 114, 178], [255; 3], [213, 94, 0]));
        assert_eq!((viridis(0.0), viridis(1.0), viridis(7.0)), ([68, 1, 84], [253, 231, 37], [253, 231, 37]));
        assert_eq!(viridis(f64::NAN), [0; 3], "black is no colour of the scale");
    }
}
