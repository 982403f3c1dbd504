//! A sample's answer is the same to the bit alone and in a batch, at every SIMD level; and where the network is small, as the program that
//! builds for release run.
//!
//! One test: the level holds for the whole process.

mod support;

use netkiln::__private::{Inlined, Input, infer_inlined};
use nn_runtime::simd::{available, set_level};
use nn_runtime::{Network, Plain, train};
use support::direct;
use support::random::Random;

netkiln::network! {
    pub fn Tiny(readings: Tensor<6>) -> Tensor<4> {
        readings.dense(64, activation = relu).dense(8, activation = relu).dense(4, activation = softmax)
    }

    /// Few columns: a vector at one level or another, whole and in part.
    pub fn Narrow(x: Tensor<5>) -> (Tensor<1>, Tensor<9>) {
        let y = x.dense(16, activation = tanh).dense(3, activation = sigmoid).dense(7).dense(32, use_bias = false);
        let one = y.dense(12, activation = gelu).dense(1);
        let many = y.dense(15, activation = relu).dense(9, activation = softmax);
        (one, many)
    }

    /// Rows of several positions, vectors that are left over.
    pub fn Wide(x: Tensor<5, 7>) -> Tensor<5, 11> {
        x.dense(37, activation = relu).dense(2, use_bias = false, activation = silu).dense(11, activation = softmax)
    }

    /// Not small.
    pub fn Deep(x: Tensor<1500>) -> (Tensor<10>, Tensor<4>) {
        let class = x.dense(10, activation = softmax);
        let place = x.dense(40, activation = relu).dense(4);
        (class, place)
    }
}

const SAMPLES: usize = 8;

/// Each output's bits, of every sample one behind the other.
type Bits = Vec<Vec<u32>>;

fn drawn<N: Network<f32> + Plain<f32>>() -> (Box<N>, Vec<f32>) {
    let mut net = train::new::<f32, N>(7);
    let mut numbers = Random::named(N::NAME);
    // Biases too, which begin with 0.
    net.as_mut_slice().iter_mut().for_each(|number| *number += 0.1 * numbers.between(-1.0, 1.0) as f32);
    let x = (0..SAMPLES * N::INPUTS[0].value.shape.len()).map(|_| numbers.between(-1.0, 1.0) as f32).collect();
    (net, x)
}

fn together<N: Network<f32>>(net: &N, x: &[f32]) -> Bits {
    let bits = |y: &Vec<f32>| y.iter().map(|y| y.to_bits()).collect();
    direct::infer(net, SAMPLES, &[Input::Real(x)]).iter().map(bits).collect()
}

fn one_by_one<N: Network<f32>>(net: &N, x: &[f32], run: impl Fn(&N, &[Input<'_, f32>], &mut [f32])) -> Bits {
    let mut bits = vec![Vec::new(); N::OUTPUTS.len()];
    for x in x.chunks_exact(x.len() / SAMPLES) {
        let mut arena = vec![f32::NAN; N::ARENA_LEN];
        run(net, &[Input::Real(x)], &mut arena);
        for (bits, output) in bits.iter_mut().zip(N::OUTPUTS) {
            bits.extend(arena[output.infer..][..output.shape.len()].iter().map(|y| y.to_bits()));
        }
    }
    bits
}

fn check<N: Network<f32> + Plain<f32>>() {
    let (net, x) = drawn::<N>();
    assert_eq!(one_by_one(&*net, &x, N::infer_one), together(&*net, &x), "{}", N::NAME);
}

fn check_program<N: Inlined<f32> + Plain<f32>>() {
    let (net, x) = drawn::<N>();
    assert_eq!(one_by_one(&*net, &x, infer_inlined), together(&*net, &x), "{}", N::NAME);
}

#[test]
fn alone_as_together() {
    for level in available() {
        set_level(level).expect("an available level");
        check::<Tiny>();
        check::<Narrow>();
        check::<Wide>();
        check::<Deep>();
        check_program::<Tiny>();
        check_program::<Narrow>();
        check_program::<Wide>();
    }
}
