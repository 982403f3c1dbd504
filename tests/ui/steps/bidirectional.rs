//! What goes wrong with `bidirectional` and its company.

use netkiln::prelude::*;

network! {
    pub fn NotRecurrent(x: Tensor<20, 8>) -> Tensor<16> {
        x.bidirectional(dense(8))
    }

    pub fn Applied(x: Tensor<20, 8>) -> Tensor<16> {
        x.lstm(8).bidirectional()
    }

    pub fn UnknownMerge(x: Tensor<20, 8>) -> Tensor<8> {
        x.bidirectional(lstm(8), merge_mode = summ)
    }

    pub fn UnknownArgument(x: Tensor<20, 8>) -> Tensor<8> {
        x.bidirectional(lstm(8), merge_modes = sum)
    }

    pub fn TwiceAsWide(x: Tensor<20, 8>) -> Tensor<8> {
        x.bidirectional(lstm(8))
    }

    pub fn NoSteps(x: Tensor<20>) -> Tensor<16> {
        x.bidirectional(lstm(8))
    }

    pub fn ABlock(x: Tensor<20, 8>) -> Tensor<16> {
        x.bidirectional(|y| y.lstm(8))
    }

    pub fn WithoutValue(x: Tensor<20, 8>) -> Tensor<16> {
        let both = bidirectional(lstm(8));
        both(x)
    }

    pub fn RepeatedSequence(x: Tensor<20, 8>) -> Tensor<4, 20, 8> {
        x.repeat_vector(4)
    }

    pub fn NeverRepeated(x: Tensor<8>) -> Tensor<1, 8> {
        x.repeat_vector(0)
    }

    pub fn NoSuchAxis(x: Tensor<20, 8>) -> Tensor<20, 8> {
        x.flip(axis = 3)
    }
}

fn main() {}
