//! Networks that need all steps at once, and a call of `step`; those that are never called say nothing.

use netkiln::prelude::*;

network! {
    fn BothWays(x: Tensor<9, 3>) -> Tensor<8> {
        x.bidirectional(lstm(4))
    }

    fn Backwards(x: Tensor<9, 3>) -> Tensor<4> {
        x.gru(4, return_sequences = true).gru(4, go_backwards = true, name = "memory")
    }

    fn Centred(x: Tensor<9, 3>) -> Tensor<4> {
        x.conv1d(4, 3, padding = same, activation = relu).lstm(4)
    }

    fn PooledSame(x: Tensor<9, 3>) -> Tensor<4> {
        x.max_pool1d(2, padding = same).lstm(4)
    }

    fn Padded(x: Tensor<9, 3>) -> Tensor<4> {
        x.conv1d(4, 3, padding = (1, 1)).lstm(4)
    }

    fn Pooled(x: Tensor<9, 3>) -> Tensor<3> {
        x.global_avg_pool1d()
    }

    fn Flattened(x: Tensor<9, 3>) -> Tensor<4> {
        x.flatten().dense(4)
    }

    fn Reshaped(x: Tensor<9, 4>) -> Tensor<4> {
        x.reshape(18, 2).lstm(4)
    }

    fn Turned(x: Tensor<9, 4>) -> Tensor<4> {
        x.flip().lstm(4)
    }

    fn Lengthened(x: Tensor<9, 4>) -> Tensor<4> {
        concat(x, x.dense(4), axis = 1).lstm(4)
    }

    fn Alphas(x: Tensor<9, 4>) -> Tensor<4> {
        x.prelu().lstm(4)
    }

    fn Still(x: Tensor<9>) -> Tensor<4> {
        x.dense(4)
    }

    fn Unequal(long: Tensor<9, 2>, short: Tensor<5, 2>) -> Tensor<4> {
        long.lstm(4) + short.lstm(4)
    }

    fn Mixed(x: Tensor<8, 4>) -> Tensor<4> {
        (x + x.dense(4).flatten().dense(32).reshape(8, 4)).lstm(4)
    }

    fn Staggered(x: Tensor<8, 4>) -> Tensor<4> {
        (x.conv1d(4, 2, strides = 2, padding = causal) + x.max_pool1d(2)).lstm(4)
    }

    fn StatesBesideSteps(x: Tensor<9, 4>) -> Tensor<4> {
        let (y, h) = x.gru(4, return_sequences = true, return_state = true);
        y.gru(4, initial_state = h)
    }

    fn StateGiven(x: Tensor<9, 4>, h: Tensor<4>) -> Tensor<4> {
        x.gru(4, initial_state = h)
    }

    fn NeverCalled(x: Tensor<9, 3>) -> Tensor<8> {
        x.bidirectional(gru(4))
    }
}

fn main() {
    let frame = [0.0; 3];
    BothWays::new(1).step(&frame, &mut BothWays::state());
    Backwards::new(1).step(&frame, &mut Backwards::state());
    Centred::new(1).step(&frame, &mut Centred::state());
    PooledSame::new(1).step(&frame, &mut PooledSame::state());
    Padded::new(1).step(&frame, &mut Padded::state());
    Pooled::new(1).step(&frame, &mut Pooled::state());
    Flattened::new(1).step(&frame, &mut Flattened::state());
    Reshaped::new(1).step(&frame, &mut Reshaped::state());
    Turned::new(1).step(&frame, &mut Turned::state());
    Lengthened::new(1).step(&frame, &mut Lengthened::state());
    Alphas::new(1).step(&frame, &mut Alphas::state());
    Still::new(1).step(&frame, &mut Still::state());
    Unequal::new(1).step(&frame, &mut Unequal::state());
    Mixed::new(1).step(&frame, &mut Mixed::state());
    Staggered::new(1).step(&frame, &mut Staggered::state());
    StatesBesideSteps::new(1).step(&frame, &mut StatesBesideSteps::state());
    StateGiven::new(1).step(&frame, &mut StateGiven::state());
    NeverCalled::new(1);
}
