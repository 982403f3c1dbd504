//! The two forms of a declaration, by every path that leads to them.

use nk::attribute::network;

/// The attribute, imported under the macro's own name.
#[network]
#[loss(mse)]
pub fn Attributed(x: Tensor<3>) -> Tensor<1> {
    x.dense(1)
}

/// The attribute by its path.
#[nk::net]
#[loss(mse)]
pub fn ByPath(x: Tensor<3>) -> Tensor<1> {
    x.dense(1)
}

/// The attribute from the prelude.
pub mod from_prelude {
    use nk::prelude::*;

    /// Short for those who import the prelude.
    #[net]
    #[loss(mse)]
    pub fn Short(x: Tensor<3>) -> Tensor<1> {
        x.dense(1)
    }

    network! {
        /// Several networks in one macro.
        #[loss(mse)]
        pub fn First(x: Tensor<3>) -> Tensor<1> {
            x.dense(1)
        }

        /// Without a loss there is no backward code.
        pub fn Second(x: Tensor<3>) -> Tensor<2> {
            x.dense(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::from_prelude::{First, Second, Short};
    use super::*;

    #[test]
    fn all_forms_declare_the_same_network() {
        let of = [Attributed::PARAMETERS, ByPath::PARAMETERS, Short::PARAMETERS, First::PARAMETERS];
        assert_eq!(of, [4; 4]);
        assert_eq!(Second::PARAMETERS, 8);
        let (a, b) = (Attributed::new(9), ByPath::new(9));
        assert_eq!((a.dense_1.kernel, a.dense_1.bias), (b.dense_1.kernel, b.dense_1.bias));
    }
}
