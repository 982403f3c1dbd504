//! Batch norms behind every layer that takes them over, with the weights in the program: `tests/folding.rs` of the repository writes them.

use netkiln::prelude::*;

/// The network, with weights of 32 bits and of 16.
macro_rules! norms {
    ($name:ident, $file:literal) => {
        network! {
            #[weights($file)]
            pub fn $name(image: Tensor<9, 8, 3>, series: Tensor<12, 5>, row: Tensor<7>) -> (Tensor<7, 6, 21>, Tensor<9, 8, 6>, Tensor<7, 8, 5>, Tensor<19, 17, 4>, Tensor<12, 3>, Tensor<35>) {
                let plain = image.conv2d(21, kernel = 3).batch_norm().relu();
                let deep = image.depthwise_conv2d(3, padding = same, depth_multiplier = 2, use_bias = false).batch_norm(scale = false);
                let separable = image.separable_conv2d(5, kernel = (3, 1)).batch_norm(epsilon = 0.01).silu();
                let larger = image.conv2d_transpose(4, kernel = 3, strides = 2).batch_norm(center = false).tanh();
                let steps = series.conv1d(3, kernel = 3, padding = causal, groups = 1).batch_norm();
                let units = row.dense(35, use_bias = false).batch_norm().gelu();
                (plain, deep, separable, larger, steps, units)
            }
        }
    };
}
norms!(Norms, "norms.safetensors");
norms!(NormsF16, "norms_f16.safetensors");
