//! Choices of kernels that there are not.
use netkiln::prelude::*;

network! {
    #[kernels(share)]
    pub fn Misspelt(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, activation = relu).dense(1)
    }
}

network! {
    #[kernels(fast)]
    pub fn OtherWord(x: Tensor<1>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[kernels]
    pub fn NoChoice(x: Tensor<1>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[kernels = "shared"]
    pub fn Assigned(x: Tensor<1>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[kernels("shared")]
    pub fn Quoted(x: Tensor<1>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[kernels(shared)]
    #[kernels(specialised)]
    pub fn Two(x: Tensor<1>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[kernel(shared)]
    pub fn OtherAttribute(x: Tensor<1>) -> Tensor<1> {
        x.dense(1)
    }
}

fn main() {
    // What was refused stays usable, so that nothing else is reported.
    let net = Misspelt::new(1);
    let _ = net.infer(&[0.0], &mut Misspelt::arena());
}
