//! Weights that are part of the program: `#[weights]` against `load`.

use netkiln::prelude::*;

const WIDTH: usize = 3;

network! {
    #[weights("tests/weights/hinges.safetensors")]
    pub fn Hinges(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, activation = relu, name = "hinges").dense(1, name = "sum")
    }

    /// Only rustc knows the width.
    #[loss(mse)]
    #[weights("tests/weights/hinges.safetensors")]
    pub fn Deferred(x: Tensor<1>) -> Tensor<1> {
        x.dense(WIDTH, activation = relu, name = "hinges").dense(WIDTH - 2, name = "sum")
    }

    /// A layer without a bias asks for none.
    #[weights("tests/weights/no_bias.safetensors")]
    pub fn Unbiased(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges", use_bias = false).dense(1, name = "sum")
    }

    /// Nor does it where only rustc knows the width.
    #[weights("tests/weights/no_bias.safetensors")]
    pub fn DeferredUnbiased(x: Tensor<1>) -> Tensor<1> {
        x.dense(WIDTH, name = "hinges", use_bias = false).dense(1, name = "sum")
    }
}

/// Before the program runs: they are in a constant.
const SUM: [[f32; 1]; 3] = Hinges::PRETRAINED.sum.kernel;

#[test]
fn every_array_is_in_its_place() {
    // By number: the file has another order than the struct, and an array that belongs to the optimizer.
    let number = |i: usize| i as f32 / 8.0;
    let net = Hinges::PRETRAINED;
    assert_eq!(net.sum.bias, [number(0)]);
    assert_eq!(SUM, [[number(2)], [number(3)], [number(4)]]);
    assert_eq!(net.hinges.kernel, [[number(5), number(6), number(7)]]);
    assert_eq!(net.hinges.bias, [number(8), number(9), number(10)]);
    assert_eq!(Deferred::PRETRAINED.as_slice(), net.as_slice());
    assert_eq!(Unbiased::PRETRAINED.hinges.kernel, [[number(0), number(1), number(2)]]);
    assert_eq!(Unbiased::PRETRAINED.sum.bias, [number(6)]);
    assert_eq!(DeferredUnbiased::PRETRAINED.as_slice(), Unbiased::PRETRAINED.as_slice());
}

#[test]
fn the_program_has_what_load_reads() -> Result<(), netkiln::Error> {
    let loaded = Deferred::load("tests/weights/hinges.safetensors")?;
    assert_eq!(loaded.as_slice(), Deferred::PRETRAINED.as_slice());
    let mut arena = Hinges::arena();
    let answer = Hinges::PRETRAINED.infer(&[2.0], &mut arena)[0];
    assert_eq!(answer, loaded.predict(&[2.0f32])?[[0, 0]]);
    Ok(())
}
