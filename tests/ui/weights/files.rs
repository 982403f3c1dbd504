//! Files that are missing, damaged or of another kind, and attributes that name none.
use netkiln::prelude::*;

network! {
    #[weights("weights/hinge.safetensors")]
    pub fn Misspelt(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("nowhere/digits.safetensors")]
    pub fn Missing(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/truncated.safetensors")]
    pub fn Truncated(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/foreign.safetensors")]
    pub fn Foreign(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights]
    pub fn NoPath(x: Tensor<1>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[weights(hinges)]
    pub fn NotQuoted(x: Tensor<1>) -> Tensor<1> {
        x.dense(1)
    }
}

network! {
    #[weights("weights/hinges.safetensors")]
    #[weights("weights/hinges.safetensors")]
    pub fn Two(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges").dense(1, name = "sum")
    }
}

network! {
    #[weights("weights/hinges.safetensors")]
    pub fn NothingToFill(x: Tensor<1>) -> Tensor<1> {
        x.activation(relu)
    }
}

fn main() {
    // What was refused stays usable, so that nothing else is reported.
    let net: &'static Misspelt = Misspelt::PRETRAINED;
    let _ = net.infer(&[0.0], &mut Misspelt::arena());
}
