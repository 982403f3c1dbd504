//! Recurrent layers behind each other, and what surrounds them.

use netkiln::prelude::*;

network! {
    /// The first returns its last output alone.
    pub fn Stack(steps: Tensor<10, 4>) -> Tensor<1> {
        steps.lstm(32).lstm(32).dense(1)
    }
}

network! {
    pub fn NoSteps(x: Tensor<12>) -> Tensor<3> {
        x.gru(3)
    }
}

network! {
    pub fn Frames(clip: Tensor<10, 8, 8, 1>) -> Tensor<3> {
        clip.simple_rnn(3)
    }
}

network! {
    pub fn NothingRemembered(steps: Tensor<10, 4>) -> Tensor<1> {
        steps.lstm(0).dense(1)
    }
}

network! {
    pub fn NotInside(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.lstm(3, activation = gelu)
    }
}

network! {
    pub fn GatesOfRows(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.gru(3, recurrent_activation = softmax)
    }
}

network! {
    pub fn Misspelt(steps: Tensor<10, 4>) -> Tensor<10, 3> {
        steps.lstm(3, return_sequence = true)
    }
}

network! {
    pub fn NotASwitch(steps: Tensor<10, 4>) -> Tensor<10, 3> {
        steps.gru(3, return_sequences = 1)
    }
}

network! {
    pub fn LastAlone(steps: Tensor<10, 4>) -> Tensor<10, 3> {
        steps.gru(3)
    }
}

network! {
    pub fn EveryStep(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.gru(3, return_sequences = true)
    }
}

network! {
    pub fn OfIndices(words: Indices<100, 10>) -> Tensor<3> {
        words.lstm(3)
    }
}

network! {
    pub fn FromKeras(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.LSTM(3) + steps.GRU(3) + steps.SimpleRNN(3) + steps.rnn(3)
    }
}

network! {
    pub fn NoResetThere(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.lstm(3, reset_after = false)
    }
}

network! {
    pub fn SharedButWider(left: Tensor<10, 4>, right: Tensor<10, 5>) -> Tensor<3> {
        let reader = lstm(3);
        reader(left) + reader(right)
    }
}

const UNITS: usize = 0;

network! {
    pub fn ConstUnits(steps: Tensor<10, 4>) -> Tensor<UNITS> {
        steps.simple_rnn(UNITS)
    }
}

fn main() {}
