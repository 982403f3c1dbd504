//! What goes wrong with `time_distributed`.

use netkiln::prelude::*;

network! {
    pub fn NoSteps(x: Tensor<64>) -> Tensor<8> {
        x.time_distributed(dense(8))
    }

    pub fn WrongInside(clip: Tensor<16, 28, 28, 1>) -> Tensor<16, 8> {
        let features = |frame| frame.conv2d(8, kernel = 31).flatten().dense(8);
        clip.time_distributed(features)
    }

    pub fn ForgottenFlatten(clip: Tensor<16, 28, 28, 1>) -> Tensor<16, 8> {
        clip.time_distributed(conv2d(8, kernel = 3))
    }

    pub fn WithoutValue(clip: Tensor<16, 28, 28, 1>) -> Tensor<16, 784> {
        let flat = time_distributed(flatten());
        flat(clip)
    }

    pub fn Nothing(clip: Tensor<16, 8>) -> Tensor<16, 8> {
        clip.time_distributed()
    }

    pub fn Number(clip: Tensor<16, 8>) -> Tensor<16, 8> {
        clip.time_distributed(8)
    }

    pub fn Stranger(clip: Tensor<16, 8>, speaker: Tensor<8>) -> Tensor<16, 8> {
        clip.time_distributed(|frame| frame + speaker)
    }

    pub fn NotTheStep(clip: Tensor<16, 8>, speaker: Tensor<8>) -> Tensor<16, 8> {
        clip.time_distributed(|frame| { let y = frame.relu(); speaker })
    }

    pub fn Several(clip: Tensor<16, 8>) -> Tensor<16, 8> {
        clip.time_distributed(|frame| (frame.relu(), frame.tanh()))
    }

    pub fn Misspelt(clip: Tensor<16, 8>) -> Tensor<16, 8> {
        clip.time_distribute(dense(8))
    }

    pub fn NotCalled(clip: Tensor<16, 8>) -> Tensor<16, 8> {
        clip.time_distributed(relu)
    }
}

const FRAME: usize = 7;

network! {
    pub fn OnlyRustcKnows(clip: Tensor<{ FRAME * 2 }, FRAME, 3>) -> Tensor<{ FRAME * 2 }, 21> {
        clip.time_distributed(conv1d(3, kernel = { FRAME + 1 })).time_distributed(flatten())
    }
}

fn main() {}
