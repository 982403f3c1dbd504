//! Rust that is not part of the language.
use netkiln::prelude::*;

network! {
    pub fn While(x: Tensor<4>) -> Tensor<4> {
        let mut y = x;
        while true {
            y = y.dense(4);
        }
        y
    }
}

network! {
    pub fn Loop(x: Tensor<4>) -> Tensor<4> {
        loop {
            x.dense(4);
        }
    }
}

network! {
    pub fn If(x: Tensor<4>) -> Tensor<4> {
        if DEEP { x.dense(4).dense(4) } else { x.dense(4) }
    }
}

network! {
    pub fn Match(x: Tensor<4>) -> Tensor<4> {
        match SIZE {
            4 => x,
            _ => x.dense(4),
        }
    }
}

network! {
    pub fn Return(x: Tensor<4>) -> Tensor<4> {
        return x.dense(4);
    }
}

network! {
    pub fn Borrow(x: Tensor<4>) -> Tensor<8> {
        let y = x.dense(4);
        concat(&y, &x)
    }
}

network! {
    pub fn Question(x: Tensor<4>) -> Tensor<4> {
        x.dense(4)?.dense(4)
    }
}

network! {
    pub fn Typed(x: Tensor<4>) -> Tensor<4> {
        let y: Tensor<4> = x.dense(4);
        y
    }
}

network! {
    pub fn Print(x: Tensor<4>) -> Tensor<4> {
        println!("{:?}", x);
        x.dense(4)
    }
}

network! {
    pub fn List(x: Tensor<4>) -> Tensor<8> {
        concat([x, x.dense(4)])
    }
}

network! {
    pub fn Divide(x: Tensor<4>) -> Tensor<4> {
        x.dense(4) / x
    }
}

network! {
    pub fn Scale(x: Tensor<4>) -> Tensor<4> {
        x.dense(4) * 0.5
    }
}

network! {
    pub fn Minus(x: Tensor<4>) -> Tensor<4> {
        -x.dense(4)
    }
}

network! {
    pub fn Index(x: Tensor<4>) -> Tensor<1> {
        x[0].dense(1)
    }
}

network! {
    pub fn Field(x: Tensor<4>) -> Tensor<4> {
        x.shape.dense(4)
    }
}

network! {
    pub fn Const(x: Tensor<4>) -> Tensor<4> {
        const WIDTH: usize = 4;
        x.dense(WIDTH)
    }
}

network! {
    pub fn LoopOverALayer(x: Tensor<4>) -> Tensor<4> {
        let mut y = x;
        for layer in x {
            y = y.dense(4);
        }
        y
    }
}

const DEEP: bool = true;
const SIZE: usize = 4;

fn main() {}
