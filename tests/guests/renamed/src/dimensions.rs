//! Dimensions and sizes as const expressions, some from other modules: only rustc knows these numbers.

use nk::prelude::*;

/// Where a product keeps its numbers.
pub mod settings {
    /// Readings a second, times seconds.
    pub const WINDOW: usize = 4;
    /// Sensors on the board.
    pub const SENSORS: usize = 3;
    /// Units of the hidden layer.
    pub const HIDDEN: usize = WINDOW * SENSORS / 2;

    /// What they classify.
    pub const fn classes(detailed: bool) -> usize {
        if detailed { 5 } else { 2 }
    }
}

/// A type whose associated const is a dimension.
pub struct Board;

impl Board {
    /// Values a frame has.
    pub const FRAME: usize = settings::WINDOW * settings::SENSORS;
}

network! {
    /// Every number here is a const expression.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Motion(window: Tensor<{ settings::WINDOW }, { settings::SENSORS }>) -> Tensor<{ settings::classes(true) }> {
        let hidden = window.flatten().dense(settings::HIDDEN, activation = relu, name = "hidden");
        hidden.dense(settings::classes(true), activation = softmax)
    }
}

network! {
    /// Known and unknown numbers mixed, merged with each other.
    #[loss(mse)]
    pub fn Mixed(frame: Tensor<{ Board::FRAME }>, context: Tensor<7>) -> Tensor<{ Board::FRAME + 7 }> {
        let a = frame.dense(Board::FRAME);
        let b = context.dense(7);
        concat(a, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_rustcs() {
        assert_eq!(Motion::INPUT_SHAPE, [4, 3]);
        assert_eq!(Motion::OUTPUT_SHAPE, [5]);
        assert_eq!(Motion::PARAMETERS, (12 * 6 + 6) + (6 * 5 + 5));
        assert_eq!(Motion::MACS, 12 * 6 + 6 * 5);
        assert_eq!(Mixed::PARAMETERS, (12 * 12 + 12) + (7 * 7 + 7));
        assert!(Motion::SUMMARY.contains("[4, 3]"), "{}", Motion::SUMMARY);
    }

    #[test]
    fn and_inference_uses_them() {
        let mut net = Motion::new(3);
        net.hidden.kernel = [[0.0; settings::HIDDEN]; Board::FRAME];
        net.dense_1.kernel = [[0.0; 5]; settings::HIDDEN];
        net.dense_1.bias = [0.0, 0.0, 0.0, 0.0, 1000.0];
        let mut arena = Motion::arena();
        assert_eq!(net.infer(&[[1.0; 3]; 4], &mut arena), &[0.0, 0.0, 0.0, 0.0, 1.0]);
    }
}
