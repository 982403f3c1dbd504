//! Names that nothing has, and values that nothing reads.
use netkiln::prelude::*;

network! {
    pub fn Layer(x: Tensor<4>) -> Tensor<4> {
        x.dens(4)
    }
}

network! {
    pub fn KerasName(x: Tensor<4>) -> Tensor<4> {
        x.batch_normalization().dense(4)
    }
}

network! {
    pub fn NoSuchLayer(x: Tensor<4>) -> Tensor<4> {
        x.transformer(4)
    }
}

network! {
    pub fn ActivationAsLayer(x: Tensor<4>) -> Tensor<4> {
        x.dense(4).rellu()
    }
}

network! {
    pub fn Value(features: Tensor<4>) -> Tensor<4> {
        feature.dense(4)
    }
}

network! {
    pub fn Later(x: Tensor<4>) -> Tensor<4> {
        let y = z.dense(4);
        let z = x.dense(4);
        y + z
    }
}

network! {
    pub fn Unread(x: Tensor<4>) -> Tensor<4> {
        let hidden = x.dense(8);
        let other = x.dense(8, activation = relu);
        hidden.dense(4)
    }
}

network! {
    pub fn UnreadInput(x: Tensor<4>, y: Tensor<4>) -> Tensor<4> {
        x.dense(4)
    }
}

network! {
    pub fn Dropped(x: Tensor<4>) -> Tensor<4> {
        x.dense(8);
        x.dense(4)
    }
}

network! {
    pub fn NotMutable(x: Tensor<4>) -> Tensor<4> {
        let y = x.dense(4);
        y = y.dense(4);
        y
    }
}

network! {
    pub fn UnusedLayer(x: Tensor<4>) -> Tensor<4> {
        let encoder = dense(4);
        x.dense(4)
    }
}

network! {
    pub fn LayerAsValue(x: Tensor<4>) -> Tensor<4> {
        let encoder = dense(4);
        x + encoder
    }
}

network! {
    pub fn ValueAsLayer(x: Tensor<4>) -> Tensor<4> {
        let y = x.dense(4);
        y(x)
    }
}

network! {
    pub fn SameName(x: Tensor<4>) -> Tensor<4> {
        x.dense(4, name = "hidden").dense(4, name = "hidden")
    }
}

network! {
    pub fn SharedOverTwoWidths(a: Tensor<4>, b: Tensor<5>) -> Tensor<8> {
        let encoder = dense(4);
        concat(encoder(a), encoder(b))
    }
}

fn main() {}
