//! Batch norm at inference is folded into the layer before it, and the numbers are those of the two layers one after the other.
//!
//! Each network has a twin whose layers are the same, but whose outputs include what the first of the two writes: there nothing can be
//! folded.

mod support;

use nn_runtime::{Network, Plain, train};
use std::path::Path;
use support::close::{assert_close, wide};
use support::random::Random;
use support::{data, direct};

const TOLERANCE: f64 = 1e-5;

netkiln::network! {
    pub fn Folded(image: Tensor<9, 8, 3>, series: Tensor<12, 5>, row: Tensor<7>) -> (Tensor<7, 6, 21>, Tensor<9, 8, 6>, Tensor<7, 8, 5>, Tensor<19, 17, 4>, Tensor<12, 3>, Tensor<35>) {
        let plain = image.conv2d(21, kernel = 3).batch_norm().relu();
        let deep = image.depthwise_conv2d(3, padding = same, depth_multiplier = 2, use_bias = false).batch_norm(scale = false);
        let separable = image.separable_conv2d(5, kernel = (3, 1)).batch_norm(epsilon = 0.01).silu();
        let larger = image.conv2d_transpose(4, kernel = 3, strides = 2).batch_norm(center = false).tanh();
        let steps = series.conv1d(3, kernel = 3, padding = causal, groups = 1).batch_norm();
        let units = row.dense(35, use_bias = false).batch_norm().gelu();
        (plain, deep, separable, larger, steps, units)
    }

    pub fn Apart(image: Tensor<9, 8, 3>, series: Tensor<12, 5>, row: Tensor<7>) -> (
        Tensor<7, 6, 21>, Tensor<9, 8, 6>, Tensor<7, 8, 5>, Tensor<19, 17, 4>, Tensor<12, 3>, Tensor<35>,
        Tensor<7, 6, 21>, Tensor<9, 8, 6>, Tensor<7, 8, 5>, Tensor<19, 17, 4>, Tensor<12, 3>, Tensor<35>
    ) {
        let a = image.conv2d(21, kernel = 3);
        let plain = a.batch_norm().relu();
        let b = image.depthwise_conv2d(3, padding = same, depth_multiplier = 2, use_bias = false);
        let deep = b.batch_norm(scale = false);
        let c = image.separable_conv2d(5, kernel = (3, 1));
        let separable = c.batch_norm(epsilon = 0.01).silu();
        let d = image.conv2d_transpose(4, kernel = 3, strides = 2);
        let larger = d.batch_norm(center = false).tanh();
        let e = series.conv1d(3, kernel = 3, padding = causal, groups = 1);
        let steps = e.batch_norm();
        let f = row.dense(35, use_bias = false);
        let units = f.batch_norm().gelu();
        (plain, deep, separable, larger, steps, units, a, b, c, d, e, f)
    }
}

/// As if it had been trained: statistics, and factors, that are not 0 and 1.
fn trained(random: &mut Random) -> Box<Folded> {
    let mut folded = train::new::<f32, Folded>(3);
    let mut rest = folded.as_mut_slice();
    for info in <Folded as Network<f32>>::PARAMS {
        let (values, behind) = rest.split_at_mut(info.shape.len());
        match info.name.rsplit('.').next() {
            Some("gamma") => values.iter_mut().for_each(|x| *x = random.between(-2.0, 2.0) as f32),
            Some("moving_variance") => values.iter_mut().for_each(|x| *x = random.between(0.1, 4.0) as f32),
            Some("beta" | "moving_mean" | "bias") => {
                values.iter_mut().for_each(|x| *x = random.between(-1.0, 1.0) as f32)
            }
            _ => {}
        }
        rest = behind;
    }
    folded
}

/// `tests/no_std` has these weights in its program; `BLESS=1 cargo test --test folding` writes them anew.
#[test]
fn the_weights_without_std_are_these() -> Result<(), Box<dyn std::error::Error>> {
    let net = trained(&mut Random::named("folding"));
    let folder =
        Path::new(if std::env::var_os("BLESS").is_some() { "tests/no_std" } else { env!("CARGO_TARGET_TMPDIR") });
    net.save(folder.join("norms.safetensors"))?;
    net.half()?.save(folder.join("norms_f16.safetensors"))?;
    for file in ["norms.safetensors", "norms_f16.safetensors"] {
        assert!(std::fs::read(folder.join(file))? == std::fs::read(Path::new("tests/no_std").join(file))?, "{file}");
    }
    Ok(())
}

#[test]
fn folded_batch_norm_changes_no_number() {
    let mut random = Random::named("folding");
    let (folded, mut apart) = (trained(&mut random), train::new::<f32, Apart>(3));
    apart.as_mut_slice().copy_from_slice(folded.as_slice());
    let inputs = data::inputs::<f32, Folded>(&mut random, 5);
    let (one, two) = (direct::infer(&*folded, 5, &inputs.inputs()), direct::infer(&*apart, 5, &inputs.inputs()));
    assert_eq!(one.len(), 6);
    for ((one, two), info) in one.iter().zip(&two).zip(<Folded as Network<f32>>::OUTPUTS) {
        assert!(one.iter().any(|x| x.abs() > 0.1));
        assert_close(&wide(one), &wide(two), TOLERANCE, info.name);
    }
    // The twin needs room for what is folded away here.
    const { assert!(<Folded as Network<f32>>::ARENA_LEN < <Apart as Network<f32>>::ARENA_LEN) };
}
