//! Initial values of parameters: Keras' initializers, drawn from streams that depend on nothing but the seed and the
//! parameter's place.

use crate::random::Random;
use crate::{Network, ParamInfo, Plain, Scalar};
use nn_spec::{Distribution, FanMode, Initializer, Shape};

/// A network with its parameters as their initializers draw them.
///
/// The same seed gives the same numbers on every machine and in every version of this crate, in `f32` those of `f64` rounded.
/// Each parameter has its own stream of the seed, so another layer at the end of a network changes none of those before.
pub fn new<T: Scalar, N: Network<T> + Plain<T>>(seed: u64) -> Box<N> {
    let mut network = N::zeroed();
    let mut rest = network.as_mut_slice();
    for (stream, info) in (0u64..).zip(N::PARAMS) {
        let (values, behind) = rest.split_at_mut_checked(info.shape.len()).unwrap_or_default();
        rest = behind;
        draw(values, info, seed, stream);
    }
    network
}

routines! { Draws, T =>
    /// The values of one parameter, as many as its shape has.
    pub fn draw(values: &mut [T], info: &ParamInfo, seed: u64, stream: u64) {
        initialize(values, info, Random::new(seed, stream));
    }
}

fn initialize<T: Scalar>(values: &mut [T], info: &ParamInfo, mut random: Random) {
    let shape = info.shape;
    let len = values.len();
    match info.init {
        Initializer::Zeros => values.fill(T::zero()),
        Initializer::Ones => values.fill(T::one()),
        Initializer::Constant(value) => values.fill(T::of(value)),
        Initializer::RandomNormal { mean, stddev } => each(values, |_| mean + stddev * random.normal()),
        Initializer::RandomUniform { minval, maxval } => {
            each(values, |_| minval + (maxval - minval) * random.uniform());
        }
        Initializer::TruncatedNormal { mean, stddev } => each(values, |_| mean + stddev * random.truncated_normal()),
        Initializer::VarianceScaling { scale, mode, distribution } => {
            /// The standard deviation of a standard normal truncated at two: what a truncated one is divided by, so that its
            /// variance is the wanted one.
            const TRUNCATED: f64 = 0.879_625_661_034_239_8;
            let deviation = (scale / fan(&shape, mode).max(1.0)).sqrt();
            match distribution {
                Distribution::Uniform => {
                    let limit = 3f64.sqrt() * deviation;
                    each(values, |_| limit * (2.0 * random.uniform() - 1.0));
                }
                Distribution::TruncatedNormal => {
                    each(values, |_| deviation / TRUNCATED * random.truncated_normal());
                }
                Distribution::UntruncatedNormal => each(values, |_| deviation * random.normal()),
            }
        }
        Initializer::Orthogonal { gain } => {
            let drawn = orthogonal(shape.rows(), shape.last(), gain, &mut random);
            values.iter_mut().zip(drawn).for_each(|(value, drawn)| *value = T::of(drawn));
        }
        Initializer::Identity { gain } => {
            let width = shape.last().max(1);
            each(values, |i| if i / width == i % width { gain } else { 0.0 });
        }
        // The gates stand in the order input, forget, cell, output.
        Initializer::UnitForgetBias => {
            each(values, |i| if (len / 4..len / 2).contains(&i) { 1.0 } else { 0.0 });
        }
    }
}

/// Numbers made from their places, one after the other.
fn each<T: Scalar>(values: &mut [T], mut next: impl FnMut(usize) -> f64) {
    values.iter_mut().enumerate().for_each(|(i, value)| *value = T::of(next(i)));
}

/// The number of inputs or outputs of a unit, by Keras' rule: all but the last two axes are a kernel's extent.
fn fan(shape: &Shape, mode: FanMode) -> f64 {
    let (inputs, outputs) = match shape.dims() {
        [] => (1.0, 1.0),
        [len] => (*len as f64, *len as f64),
        [extent @ .., inputs, outputs] => {
            let extent: f64 = extent.iter().map(|&d| d as f64).product();
            (*inputs as f64 * extent, *outputs as f64 * extent)
        }
    };
    match mode {
        FanMode::In => inputs,
        FanMode::Out => outputs,
        FanMode::Average => (inputs + outputs) / 2.0,
    }
}

/// A matrix with orthonormal columns, or rows if these are fewer, times `gain`.
///
/// The Q of a normal matrix' QR decomposition with a positive diagonal in R, which is uniformly distributed over all such
/// matrices (Mezzadri 2007) and is what Gram & Schmidt's method gives; done twice for each vector, it is orthogonal to working
/// precision (Giraud et al. 2005).
fn orthogonal(rows: usize, columns: usize, gain: f64, random: &mut Random) -> Vec<f64> {
    let (count, len) = (rows.min(columns), rows.max(columns));
    let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(count);
    while vectors.len() < count {
        let mut vector: Vec<f64> = (0..len).map(|_| random.normal()).collect();
        for _ in 0..2 {
            for before in &vectors {
                let along = dot(&vector, before);
                vector.iter_mut().zip(before).for_each(|(v, b)| *v -= along * b);
            }
        }
        let norm = dot(&vector, &vector).sqrt();
        // A vector that lies within the span of those before is drawn again.
        if norm > 1e-6 {
            vector.iter_mut().for_each(|v| *v /= norm);
            vectors.push(vector);
        }
    }
    let at = |row: usize, column: usize| {
        let (vector, i) = if rows >= columns { (column, row) } else { (row, column) };
        vectors.get(vector).and_then(|v| v.get(i)).map_or(0.0, |v| gain * v)
    };
    (0..rows * columns).map(|i| at(i / columns, i % columns)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Update;
    use nn_spec::{Constraint, Regularizer};
    use serde_json::Value;

    fn param(init: Initializer, dims: &[usize]) -> ParamInfo {
        ParamInfo {
            name: "kernel",
            shape: Shape::new(dims),
            init,
            regularizer: Regularizer::NONE,
            constraint: Constraint::None,
            update: Update::Gradient,
        }
    }

    fn drawn(init: Initializer, dims: &[usize], seed: u64) -> Vec<f64> {
        let info = param(init, dims);
        let mut values = vec![0.0; info.shape.len()];
        draw(&mut values, &info, seed, 0);
        values
    }

    /// Keras' distributions: bound, mean, and deviation of 60,000 numbers, and orthogonality.
    #[test]
    fn draws_what_keras_draws() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/keras/fixtures/initializers.json");
        let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert!(cases.len() >= 28);
        for case in &cases {
            let args =
                nn_spec::initializer::INITIALIZERS.iter().find(|def| def.name == case["initializer"]).unwrap().args;
            let number = |i: usize| case["args"][args[i].0].as_f64().unwrap_or(args[i].1);
            let init = Initializer::from_name(case["initializer"].as_str().unwrap(), number).unwrap();
            let dims: Vec<usize> =
                case["shape"].as_array().unwrap().iter().map(|d| d.as_u64().unwrap() as usize).collect();
            let values = drawn(init, &dims, 42);
            let count = values.len() as f64;
            let (mean, square) = values.iter().fold((0.0, 0.0), |(m, s), x| (m + x / count, s + x * x / count));
            let theory = |key: &str| case["theory"][key].as_f64();
            let deviation = theory("std").unwrap();
            let name = &case["name"];
            assert!((mean - theory("mean").unwrap()).abs() < 5.0 * deviation / count.sqrt(), "{name}: mean {mean}");
            let spread = (square - mean * mean).sqrt();
            assert!(
                (spread / deviation - 1.0).abs() < 5.0 / count.sqrt(),
                "{name}: deviation {spread}, not {deviation}"
            );
            if let Some(limit) = theory("limit") {
                let most = values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
                assert!(most <= limit * (1.0 + 1e-6), "{name}: {most} is beyond {limit}");
                // A bounded distribution comes close to its bound; that of an orthogonal matrix' elements does not.
                assert!(case["orthonormal"].is_string() || most > 0.99 * limit, "{name}: {most} of {limit}");
            }
            if let Some(which) = case["orthonormal"].as_str() {
                let gain = number(0);
                let width = *dims.last().unwrap();
                let height = values.len() / width;
                let at = |vector: usize, i: usize| {
                    if which == "rows" { values[vector * width + i] } else { values[i * width + vector] }
                };
                let (vectors, len) = if which == "rows" { (height, width) } else { (width, height) };
                for (a, b) in (0..vectors).flat_map(|a| (a..vectors).map(move |b| (a, b))) {
                    let product: f64 = (0..len).map(|i| at(a, i) * at(b, i)).sum();
                    let expected = if a == b { gain * gain } else { 0.0 };
                    assert!((product - expected).abs() < 1e-13, "{name}: vectors {a} and {b}: {product}");
                }
            }
        }
    }

    #[test]
    fn constants() {
        assert_eq!(drawn(Initializer::Ones, &[3], 1), [1.0; 3]);
        assert_eq!(drawn(Initializer::Constant(0.5), &[2], 1), [0.5; 2]);
        assert_eq!(drawn(Initializer::Identity { gain: 2.0 }, &[2, 3], 1), [2.0, 0.0, 0.0, 0.0, 2.0, 0.0]);
        assert_eq!(drawn(Initializer::UnitForgetBias, &[8], 1), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    }

    /// Seeded networks must not change with the version: these numbers are a promise.
    #[test]
    fn the_numbers_are_fixed() {
        let values = drawn(Initializer::GLOROT_UNIFORM, &[2, 3], 42);
        assert_eq!(values[..2], [-0.036_933_028_835_365_66, 0.770_175_910_245_494_4]);
        assert_ne!(values, drawn(Initializer::GLOROT_UNIFORM, &[2, 3], 43));
        let normal = drawn(Initializer::HE_NORMAL, &[2, 3], 42);
        assert_eq!(normal[..2], [-0.045_864_848_348_527_88, 1.109_897_285_598_082_4]);
    }
}
