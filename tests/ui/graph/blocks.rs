//! Blocks and loops that go wrong.
use netkiln::prelude::*;

network! {
    pub fn MissingArgument(x: Tensor<4>) -> Tensor<4> {
        let residual = |x, width| x + x.dense(width).dense(4);
        x.residual()
    }
}

network! {
    pub fn OneTooMany(x: Tensor<4>) -> Tensor<4> {
        let residual = |x, width| x + x.dense(width).dense(4);
        x.residual(8, 9)
    }
}

network! {
    pub fn NamedArgument(x: Tensor<4>) -> Tensor<4> {
        let residual = |x, width| x + x.dense(width).dense(4);
        x.residual(widht = 8)
    }
}

network! {
    pub fn InsideIsWrong(x: Tensor<4>) -> Tensor<4> {
        let residual = |x, width| x + x.dense(width);
        x.residual(8).residual(9)
    }
}

network! {
    pub fn Itself(x: Tensor<4>) -> Tensor<4> {
        let again = |x| again(x.dense(4));
        again(x)
    }
}

network! {
    pub fn NeverUsed(x: Tensor<4>) -> Tensor<4> {
        let residual = |x| x + x.dense(4);
        x.dense(4)
    }
}

network! {
    pub fn GrowsInALoop(x: Tensor<4>) -> Tensor<4> {
        let mut y = x;
        for i in 0..3 {
            y = y + y.dense(4 + i);
        }
        y
    }
}

network! {
    pub fn TooLong(x: Tensor<4>) -> Tensor<4> {
        let mut y = x;
        for _ in 0..1_000_000_000 {
            y = y.dense(4);
        }
        y
    }
}

network! {
    pub fn NotMutableInALoop(x: Tensor<4>) -> Tensor<4> {
        let y = x;
        for _ in 0..3 {
            y = y.dense(4);
        }
        y
    }
}

network! {
    pub fn NothingReturned(x: Tensor<4>) -> Tensor<4> {
        let block = |x| { x.dense(4); };
        x.block()
    }
}

fn main() {}
