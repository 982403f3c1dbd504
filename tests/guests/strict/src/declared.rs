//! Declarations of every shape.

use netkiln::prelude::*;

/// Units of the hidden layer.
pub const HIDDEN: usize = 8;

network! {
    /// A classifier with what most networks have.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Classifier(features: Tensor<6>) -> Tensor<3> {
        let hidden = features.dense(16, activation = relu, name = "hidden").batch_norm();
        hidden.dropout(0.25).dense(3, activation = softmax)
    }

    /// Two inputs, shared weights, a block in a loop, two outputs with weights.
    #[loss(distance = mse, label = 0.3 * binary_crossentropy)]
    pub fn Siamese(left: Tensor<5>, right: Tensor<5>) -> (Tensor<4>, Tensor<1>) {
        let encoder = dense(4, activation = tanh);
        let residual = |x, units| { x + x.dense(units, activation = relu).dense(4) };
        let mut l = encoder(left);
        let mut r = encoder(right);
        for _ in 0..2 {
            l = residual(l, 8);
            r = r.residual(6);
        }
        let distance = l - r;
        let label = concat(l, r).dense(1, activation = sigmoid);
        (distance, label)
    }

    /// Numbers only rustc knows.
    #[loss(mse)]
    pub fn Sized(x: Tensor<{ HIDDEN / 2 }>) -> Tensor<1> {
        x.dense(HIDDEN, activation = gelu).layer_norm().dense(1)
    }

    /// Sets of active positions.
    #[loss(binary_crossentropy)]
    pub fn Words(words: MultiHot<50>) -> Tensor<1> {
        words.dense(4, activation = relu).dense(1, activation = sigmoid)
    }

    /// Rows of a table, gathered.
    #[loss(mse)]
    pub fn Tokens(tokens: Indices<20, 6>) -> Tensor<6> {
        tokens.embedding(4).dense(1).flatten()
    }

    /// No loss, no parameters.
    pub fn Sum(a: Tensor<2>, b: Tensor<2>) -> Tensor<2> {
        a + b
    }

    /// Visible here only.
    #[loss(mae)]
    fn Hidden(x: Tensor<2>) -> Tensor<1> {
        x.dense(1)
    }
}

/// How many numbers the private one holds.
#[must_use]
pub fn hidden() -> usize {
    Hidden::PARAMETERS
}

/// The attribute's form.
#[net]
#[loss(mse)]
pub fn Attributed(x: Tensor<2>) -> Tensor<1> {
    x.dense(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_counted() {
        assert_eq!(Classifier::PARAMETERS, (6 * 16 + 16) + 4 * 16 + (16 * 3 + 3));
        let residuals = 2 * ((4 * 8 + 8) + (8 * 4 + 4)) + 2 * ((4 * 6 + 6) + (6 * 4 + 4));
        assert_eq!(Siamese::PARAMETERS, (5 * 4 + 4) + residuals + (8 + 1));
        assert_eq!(Sized::PARAMETERS, (4 * 8 + 8) + 2 * 8 + (8 + 1));
        assert_eq!(Words::PARAMETERS, (50 * 4 + 4) + (4 + 1));
        assert_eq!(Tokens::PARAMETERS, 20 * 4 + (4 + 1));
        assert_eq!((Sum::PARAMETERS, hidden(), Attributed::PARAMETERS), (0, 3, 3));
    }
}
