//! Recurrent layers: what they drop, and how far back they learn.

use netkiln::prelude::*;

const SHARE: f64 = 1.5;

network! {
    pub fn PerCent(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.lstm(3, dropout = 20)
    }
}

network! {
    pub fn AllOfTheState(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.gru(3, recurrent_dropout = 1.0)
    }
}

network! {
    /// Only rustc knows it.
    pub fn TooMuch(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.gru(3, dropout = SHARE)
    }
}

network! {
    pub fn TooMuchOfTheState(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.simple_rnn(3, recurrent_dropout = SHARE)
    }
}

network! {
    pub fn NoWayBack(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.simple_rnn(3, truncate = 0)
    }
}

network! {
    pub fn WhereItEnds(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.lstm(3, truncated = 5)
    }
}

network! {
    /// The layer ahead says nothing about it.
    pub fn NoSteps(x: Tensor<4>) -> Tensor<3> {
        x.lstm(3, dropout = 0.2)
    }
}

network! {
    pub fn BothWays(steps: Tensor<10, 4>) -> Tensor<6> {
        steps.bidirectional(lstm(3, dropout = -0.1))
    }
}

fn main() {}
