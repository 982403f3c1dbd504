//! A user's crate without std and without a heap, as firmware is: a network whose weights are constants in read-only memory,
//! and whose arena is a plain array on the stack.
//!
//! `cargo test --workspace` compiles it together with crates that switch netkiln's `std` feature on, and it has to work then as
//! well; `cargo build -p guest-no-std` compiles it as firmware would. The repository's `tests/no_std.rs` does the latter,
//! with `--cfg firmware`, and runs the result.
#![no_std]

#[cfg(firmware)]
mod firmware;

pub mod layers;
pub mod norms;

use netkiln::prelude::*;

network! {
    /// The sine of 0 to π/2, as eight straight pieces.
    pub fn Sine(angle: Tensor<1>) -> Tensor<1> {
        angle.dense(8, activation = relu, name = "hinges").dense(1, name = "sum")
    }
}

/// Where the pieces meet, in steps of π/16.
const SINES: [f32; 9] = [
    0.0,
    0.195_090_3,
    0.382_683_4,
    0.555_570_2,
    core::f32::consts::FRAC_1_SQRT_2,
    0.831_469_6,
    0.923_879_5,
    0.980_785_3,
    1.0,
];

/// The parameters in memory order: each layer's kernel, then its bias.
static WEIGHTS: [f32; Sine::PARAMETERS] = weights();

/// Hinge `i` starts at `i · π/16` and changes the slope to that of piece `i`.
const fn weights() -> [f32; Sine::PARAMETERS] {
    const STEP: f32 = core::f32::consts::PI / 16.0;
    let mut weights = [0.0; Sine::PARAMETERS];
    let (mut i, mut slope) = (0, 0.0);
    while i < 8 {
        weights[i] = 1.0;
        weights[8 + i] = -(i as f32) * STEP;
        let next = (SINES[i + 1] - SINES[i]) / STEP;
        weights[16 + i] = next - slope;
        slope = next;
        i += 1;
    }
    weights
}

/// The sine of `angle`, for 0 to π/2, by the network.
pub fn sine(angle: f32) -> f32 {
    match Sine::from_slice(&WEIGHTS) {
        Some(net) => net.infer(&[angle], &mut Sine::arena())[0],
        None => f32::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_a_sine() {
        for i in 0..=32_u8 {
            let angle = f32::from(i) * core::f32::consts::FRAC_PI_2 / 32.0;
            let error = (sine(angle) - libm_sine(angle)).abs();
            assert!(error < 0.006, "{angle}: off by {error}");
        }
    }

    /// Taylor's series to the ninth power: exact to 4e-6 here, and there is no `sin` without std.
    fn libm_sine(x: f32) -> f32 {
        let x2 = x * x;
        x * (1.0 - x2 / 6.0 * (1.0 - x2 / 20.0 * (1.0 - x2 / 42.0 * (1.0 - x2 / 72.0))))
    }
}
