//! States of recurrent layers: given, and taken.

use netkiln::prelude::*;

network! {
    pub fn TooFew(steps: Tensor<10, 4>, h: Tensor<3>) -> Tensor<3> {
        steps.lstm(3, initial_state = h)
    }
}

network! {
    pub fn TooMany(steps: Tensor<10, 4>, h: Tensor<3>, c: Tensor<3>) -> Tensor<3> {
        steps.gru(3, initial_state = (h, c))
    }
}

network! {
    /// The encoder remembers less than the decoder.
    pub fn OtherUnits(source: Tensor<10, 4>, target: Tensor<6, 4>) -> Tensor<8> {
        let (_, h, c) = source.lstm(5, return_state = true);
        target.lstm(8, initial_state = (h, c))
    }
}

network! {
    pub fn EveryStepAsState(source: Tensor<10, 4>, target: Tensor<6, 4>) -> Tensor<8> {
        let y = source.gru(8, return_sequences = true);
        target.gru(8, initial_state = y)
    }
}

network! {
    pub fn NoValue(steps: Tensor<10, 4>) -> Tensor<3> {
        steps.gru(3, initial_state = 0.5)
    }
}

network! {
    pub fn MisspeltState(steps: Tensor<10, 4>, state: Tensor<3>) -> Tensor<3> {
        steps.gru(3, initial_state = stat)
    }
}

network! {
    pub fn BeforeItIsApplied(steps: Tensor<10, 4>, h: Tensor<3>) -> Tensor<3> {
        let reader = gru(3, initial_state = h);
        reader(steps)
    }
}

network! {
    pub fn MisspeltArgument(steps: Tensor<10, 4>, h: Tensor<3>) -> Tensor<3> {
        steps.gru(3, initial_states = h)
    }
}

network! {
    pub fn OfADenseLayer(x: Tensor<4>, h: Tensor<3>) -> Tensor<3> {
        x.dense(3, initial_state = h)
    }
}

network! {
    pub fn GivenTwice(steps: Tensor<10, 4>, h: Tensor<3>) -> Tensor<3> {
        steps.gru(3, initial_state = h, initial_state = h)
    }
}

network! {
    /// What comes out are three values.
    pub fn NotTakenApart(steps: Tensor<10, 4>) -> Tensor<1> {
        steps.lstm(3, return_state = true).dense(1)
    }
}

network! {
    pub fn TwoOfThree(steps: Tensor<10, 4>) -> Tensor<3> {
        let (y, h) = steps.lstm(3, return_state = true);
        y + h
    }
}

network! {
    pub fn ThreeOfTwo(steps: Tensor<10, 4>) -> Tensor<3> {
        let (y, h, c) = steps.gru(3, return_state = true);
        y + h + c
    }
}

network! {
    pub fn NotAskedFor(steps: Tensor<10, 4>) -> Tensor<3> {
        let (y, h) = steps.gru(3);
        y + h
    }
}

network! {
    pub fn NeverUsed(steps: Tensor<10, 4>) -> Tensor<3> {
        let (y, h) = steps.gru(3, return_state = true);
        y
    }
}

network! {
    pub fn BothWays(steps: Tensor<10, 4>) -> Tensor<6> {
        steps.bidirectional(lstm(3, return_state = true))
    }
}

network! {
    pub fn AtEachStep(clip: Tensor<5, 10, 4>) -> Tensor<5, 3> {
        clip.time_distributed(gru(3, return_state = true))
    }
}

const RETURNED: bool = true;

network! {
    pub fn OnlyRustcKnows(steps: Tensor<10, 4>) -> Tensor<3> {
        let (y, h) = steps.gru(3, return_state = RETURNED);
        y + h
    }
}

const UNITS: usize = 5;

network! {
    /// Only rustc knows that they do not fit.
    pub fn NamedUnits(source: Tensor<10, 4>, target: Tensor<6, 4>) -> Tensor<8> {
        let (_, h) = source.gru(UNITS, return_state = true);
        target.gru(8, initial_state = h)
    }
}

fn main() {}
