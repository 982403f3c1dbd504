//! What the layers of a network share where `#[kernels(shared)]` asks for it: innermost loops and activations as functions of their own. Without it,
//! and always with `std`, where kernels are compiled once anyway, nothing here is a call.
//!
//! The loops around them stay in each layer: they are short, and with a geometry that is not known while compiling they would need checks that
//! take more than they save.

use crate::simd::{TILE, Weight, add_tile, column};
use crate::{Pass, Scalar, math};
use nn_spec::Activation;

/// Runs a function that is inlined, or another one that is not and does the same. A macro, because a closure is only inlined where the compiler
/// likes to.
macro_rules! apart {
    ($pass:expr, $own:ident or $shared:ident($($argument:expr),*)) => {
        if cfg!(not(feature = "std")) && $pass.shared { $shared($($argument),*) } else { $own($($argument),*) }
    };
}
pub(super) use apart;

/// [`add_tile`] as a function.
#[inline(never)]
pub fn shared_tile<W: Weight>(x: &[W::Number], weights: &[W], columns: usize, at: usize, sums: &mut [W::Number; TILE]) {
    add_tile(x, weights, columns, at, sums);
}

/// [`column`] as a function.
#[inline(never)]
pub fn shared_column<W: Weight>(x: &[W::Number], weights: &[W], columns: usize, at: usize) -> W::Number {
    column(x, weights, columns, at)
}

/// `y ← f(y)`, each activation being a function.
#[inline(always)]
pub fn activate<T: Scalar>(pass: &Pass, f: Activation, y: &mut [T]) {
    macro_rules! each {
        ($($name:ident $(($argument:ident))?),*) => {
            match f {
                $(Activation::$name $(($argument))? => function(y, move |y| math::activate(Activation::$name $(($argument))?, y)),)*
                Activation::Linear | Activation::Softmax | Activation::LogSoftmax => {}
            }
        };
    }
    if cfg!(feature = "std") || !pass.shared {
        return math::activate(f, y);
    }
    each!(
        Relu,
        LeakyRelu(slope),
        Elu(alpha),
        Selu,
        Gelu,
        GeluApproximate,
        Silu,
        Sigmoid,
        HardSigmoid,
        Tanh,
        Softplus,
        Softsign,
        Exponential,
        Sqrt
    );
}

#[inline(never)]
fn function<T>(y: &mut [T], f: impl FnOnce(&mut [T])) {
    f(y);
}
