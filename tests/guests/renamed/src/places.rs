//! Networks wherever an item may stand: in functions, blocks, impls' methods and nested modules; public, private, and between.

/// A module inside a module.
pub mod outer {
    pub(crate) mod inner {
        nk::network! {
            /// Seen in this crate only.
            #[loss(mse)]
            pub(crate) fn Crate(x: Tensor<2>) -> Tensor<2> {
                x.dense(2)
            }
        }
        nk::network! {
            /// Seen in the module above.
            #[loss(mse)]
            pub(super) fn Above(x: Tensor<2>) -> Tensor<1> {
                x.dense(1)
            }
        }
    }

    /// Uses what is visible here only.
    pub fn parameters() -> usize {
        inner::Above::PARAMETERS
    }
}

nk::network! {
    /// Not visible outside.
    #[loss(mse)]
    fn Private(x: Tensor<2>) -> Tensor<1> {
        x.dense(1, use_bias = false)
    }
}

nk::network! {
    /// No layer has parameters: the struct has no field to speak of.
    pub fn Fieldless(a: Tensor<3>, b: Tensor<3>) -> Tensor<3> {
        (a + b) * a
    }
}

nk::network! {
    /// One step in place and nothing else.
    pub fn Clipped(x: Tensor<3>) -> Tensor<3> {
        x.relu()
    }
}

/// Declared inside a function, next to its only use.
pub fn score(x: [f32; 2]) -> f32 {
    nk::network! {
        /// Local to this function.
        fn Local(x: Tensor<2>) -> Tensor<1> {
            x.dense(1, name = "sum")
        }
    }
    let mut net = Local::new(0);
    net.sum.kernel = [[1.0], [1.0]];
    net.infer(&x, &mut Local::arena())[0]
}

/// Two functions may use the same name.
pub fn count() -> usize {
    nk::network! {
        /// Local to this function as well.
        fn Local(x: Tensor<2>) -> Tensor<5> {
            x.dense(5)
        }
    }
    Local::PARAMETERS + Private::PARAMETERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visibility_is_as_declared() {
        assert_eq!(outer::inner::Crate::PARAMETERS, 6);
        assert_eq!(outer::parameters(), 3);
    }

    #[test]
    fn local_networks_work() {
        assert_eq!(score([2.0, 3.0]), 5.0);
        assert_eq!(count(), 15 + 2);
    }

    #[test]
    fn a_network_may_have_no_parameters() {
        assert_eq!((Fieldless::PARAMETERS, size_of::<Fieldless>()), (0, 0));
        let net = Fieldless::new(0);
        let inputs = FieldlessInputs { a: &[1.0, 2.0, 3.0], b: &[1.0, 1.0, 1.0] };
        assert_eq!(net.infer(inputs, &mut Fieldless::arena()), &[2.0, 6.0, 12.0]);
    }

    #[test]
    fn a_network_may_be_one_activation() {
        let net = Clipped::new(0);
        assert_eq!(net.infer(&[1.0, -2.0, 3.0], &mut Clipped::arena()), &[1.0, 0.0, 3.0]);
    }
}
