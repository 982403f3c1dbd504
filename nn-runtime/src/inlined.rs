//! Stacks of layers as one program.

use crate::Scalar;
use crate::network::Network;
use crate::pass::Input;
use crate::simd::{Isa, Kernel, dispatch};

/// A network whose small layers are compiled into one program for each instruction set: where it is used, for their sizes. Without `std` that is
/// what happens to every network anyway.
pub trait Inlined<T: Scalar>: Network<T> {
    /// As [`Network::infer_one`], to be inlined.
    fn infer_inlined<S: Isa<T>>(&self, isa: S, inputs: &[Input<'_, T>], arena: &mut [T]);
}

/// A layer of such a network, whose kernel is compiled for its sizes alone.
pub trait Known<G> {
    /// What the kernel needs to know.
    const GEOMETRY: G;
}

/// Runs one sample.
#[inline(always)]
pub fn infer_inlined<T: Scalar, N: Inlined<T>>(network: &N, inputs: &[Input<'_, T>], arena: &mut [T]) {
    dispatch(Program { network, inputs, arena });
}

struct Program<'a, T, N> {
    network: &'a N,
    inputs: &'a [Input<'a, T>],
    arena: &'a mut [T],
}

impl<T: Scalar, N: Inlined<T>> Kernel<T> for Program<'_, T, N> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        self.network.infer_inlined(isa, self.inputs, self.arena);
    }
}
