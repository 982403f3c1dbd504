//! What the layers of a network make of some samples.

use super::Error;
use super::data::{self, Feed};
use super::engine::cut::Load;
use super::engine::workspace::{Aligned, watch};
use crate::{Network, Plain, Scalar};
use ndarray::{ArrayD, IxDyn};
#[cfg(feature = "plot")]
use std::path::Path;

/// The outputs of a network's layers for some samples, with the kernels of its convolutions.
///
/// A layer is there when its output is in memory of its own: an activation that is part of the layer before it, and a layer that is only another view of
/// its input (`flatten`, dropout at inference), are not. So `conv2d_1` holds what the batch norm and the activation right behind it made of it. A layer that is called several times is
/// there once for each call, under the same name.
#[derive(Clone, Debug)]
pub struct FeatureMaps<T = f32> {
    layers: Vec<Layer<T>>,
}

#[derive(Clone, Debug)]
pub(super) struct Layer<T> {
    pub name: String,
    /// Samples first.
    pub output: ArrayD<T>,
    /// Of a convolution: the axes of the window, channels, filters.
    pub kernel: Option<ArrayD<T>>,
}

impl<T> FeatureMaps<T> {
    /// The layers' names, in the order in which they run.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.layers.iter().map(|layer| layer.name.as_str())
    }

    /// The output of the layer of that name, samples first; none where there is no such layer. Of several calls of a layer, the first.
    pub fn get(&self, name: &str) -> Option<&ArrayD<T>> {
        self.layers.iter().find(|layer| layer.name == name).map(|layer| &layer.output)
    }

    /// The kernel of the convolution of that name, `[window…, channels, filters]`; none where there is no such layer, or it is no
    /// convolution.
    pub fn kernel(&self, name: &str) -> Option<&ArrayD<T>> {
        self.layers.iter().find(|layer| layer.name == name).and_then(|layer| layer.kernel.as_ref())
    }
}

#[cfg(feature = "plot")]
impl<T: Scalar> FeatureMaps<T> {
    /// Draws the filters of every convolution, and what every layer makes of the first sample, into a PNG file.
    ///
    /// Filters are drawn from blue (negative) over white (0) to orange, and those over three channels in colour; of a filter over more channels, the
    /// one it weighs most. Feature maps go from their own least value, dark, to their greatest, bright. Of sequences all channels are rows of one
    /// map, and of volumes the slice in the middle is drawn.
    ///
    /// # Errors
    /// [`Error::Plot`] when no layer has anything to draw, or the extension is not `png`; [`Error::File`] when the path cannot be written.
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        super::plot::draw_maps(&self.layers, path.as_ref())
    }
}

/// What each layer of `network` makes of the samples of `x`.
///
/// # Errors
/// When `x` does not fit the network: see [`Error`].
pub fn feature_maps<'d, T, N, X>(network: &N, x: X) -> Result<FeatureMaps<T>, Error>
where
    T: Scalar,
    N: Network<T> + Plain<T>,
    X: Feed<'d, N::InputKind>,
{
    let x = data::inputs::<T>(x.feed(), N::INPUTS, "")?;
    let tile = Load::inference::<T, N>().inference_tile().clamp(1, x.samples.max(1));
    let mut arena = Aligned::new(N::ARENA_LEN.saturating_mul(tile));
    let mut outputs: Vec<Vec<T>> = vec![Vec::new(); N::LAYERS.len()];
    for from in (0..x.samples).step_by(tile) {
        watch(network, &x, from..(from + tile).min(x.samples), &mut arena, |i, values| {
            if let Some(output) = outputs.get_mut(i) {
                output.extend_from_slice(values);
            }
        });
    }
    let layers = N::LAYERS.iter().zip(outputs).filter_map(|(info, values)| {
        let steps = (info.times > 1).then_some(info.times);
        let shape: Vec<usize> =
            [x.samples].into_iter().chain(steps).chain(info.output.dims().iter().copied()).collect();
        let output = ArrayD::from_shape_vec(IxDyn(&shape), values).ok()?;
        Some(Layer { name: info.name.to_string(), output, kernel: kernel(network, info.name) })
    });
    Ok(FeatureMaps { layers: layers.collect() })
}

/// The kernel of a layer whose window goes over places: a matrix, as dense and recurrent layers have it, is none.
fn kernel<T: Scalar, N: Network<T> + Plain<T>>(network: &N, layer: &str) -> Option<ArrayD<T>> {
    let mut from = 0;
    for param in N::PARAMS {
        let span = from..from + param.shape.len();
        from = span.end;
        let is_kernel =
            param.name.strip_prefix(layer).is_some_and(|name| matches!(name, ".kernel" | ".depthwise_kernel"));
        if is_kernel && param.shape.rank() > 2 {
            let values = network.as_slice().get(span)?.to_vec();
            return ArrayD::from_shape_vec(IxDyn(param.shape.dims()), values).ok();
        }
    }
    None
}
