//! Nothing in scope, not even Rust's own prelude: generated code may rely on absolute paths only.
#![no_implicit_prelude]

::nk::network! {
    /// One layer with a loss, so that every kind of generated item is here.
    #[loss(mse)]
    pub fn Bare(x: Tensor<2>) -> Tensor<3> {
        x.dense(3, activation = tanh)
    }
}

::nk::network! {
    /// Two inputs and two outputs: the generated structs that carry them.
    #[loss(sum = mse, product = 0.5 * mae)]
    pub fn Pair(left: Tensor<4>, right: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
        let sum = left + right;
        let product = left.dense(4) * right;
        (sum, product)
    }
}

/// Names that generated code could trip over if it used them unqualified.
#[allow(dead_code, non_camel_case_types)]
mod decoys {
    pub struct Option;
    pub struct Result;
    pub struct Box;
    pub struct Vec;
    pub struct T;
    pub mod core {}
    pub mod std {}

    ::nk::network! {
        /// A network among things named like those of the standard library.
        #[loss(mse)]
        pub fn Decoyed(x: Tensor<2>) -> Tensor<1> {
            x.dense(4, activation = relu).dense(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use ::std::prelude::v1::*;
    use ::std::{assert, assert_eq};

    #[test]
    fn a_network_works_without_a_prelude() {
        let mut net = super::Bare::new(1);
        net.dense_1.kernel = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
        net.dense_1.bias = [0.0; 3];
        let mut arena = super::Bare::arena();
        let y = net.infer(&[0.5, -0.5], &mut arena);
        assert!((y[0] - 0.5_f32.tanh()).abs() < 1e-6 && (y[1] + 0.5_f32.tanh()).abs() < 1e-6 && y[2] == 0.0, "{y:?}");
    }

    #[test]
    fn several_inputs_and_outputs_too() {
        let mut net = super::Pair::new(1);
        net.dense_1.kernel = [[2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0], [0.0, 0.0, 0.0, 2.0]];
        net.dense_1.bias = [0.0; 4];
        let mut arena = super::Pair::arena();
        let inputs = super::PairInputs { left: &[1.0, 2.0, 3.0, 4.0], right: &[10.0, 20.0, 30.0, 40.0] };
        let out = net.infer(inputs, &mut arena);
        assert_eq!(out.sum, &[11.0, 22.0, 33.0, 44.0]);
        assert_eq!(out.product, &[20.0, 80.0, 180.0, 320.0]);
    }

    #[test]
    fn decoys_are_not_taken() {
        assert_eq!(super::decoys::Decoyed::PARAMETERS, 2 * 4 + 4 + 4 + 1);
    }
}
