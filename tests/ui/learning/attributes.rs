//! `#[loss]` and other attributes, misspelt or misplaced.
use netkiln::prelude::*;

network! {
    #[loss(mean_sqared_error)]
    pub fn Misspelt(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss("mse")]
    pub fn Quoted(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss = "mse"]
    pub fn Assigned(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss]
    pub fn Nothing(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[los(mse)]
    pub fn Attribute(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss(huber(delta = "1"))]
    pub fn ArgumentIsText(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss(huber(dleta = 1.0))]
    pub fn ArgumentIsMisspelt(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss(mse(delta = 1.0))]
    pub fn NoArguments(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss(mse + mae)]
    pub fn Sum(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss(mse)]
    #[loss(mae)]
    pub fn Two(x: Tensor<4>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[loss(mse)]
    pub fn OneForTwo(x: Tensor<4>) -> (Tensor<1>, Tensor<2>) {
        let a = x.dense(1);
        let b = x.dense(2);
        (a, b)
    }
}

network! {
    #[loss(clas = mse, place = mae)]
    pub fn NoSuchOutput(x: Tensor<4>) -> (Tensor<1>, Tensor<2>) {
        let class = x.dense(1);
        let place = x.dense(2);
        (class, place)
    }
}

network! {
    #[loss(class = mse, class = mae)]
    pub fn TwoForOne(x: Tensor<4>) -> (Tensor<1>, Tensor<2>) {
        let class = x.dense(1);
        let place = x.dense(2);
        (class, place)
    }
}

network! {
    #[loss(class = mse, -0.3 * mae)]
    pub fn Unnamed(x: Tensor<4>) -> (Tensor<1>, Tensor<2>) {
        let class = x.dense(1);
        let place = x.dense(2);
        (class, place)
    }
}

fn main() {}
