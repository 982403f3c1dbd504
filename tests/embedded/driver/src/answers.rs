//! What the PC says.

use networks::{Digits, Fashion, Sine, Tiny, inputs};

/// A program: its answers on the PC, one for each call, and what its network promises.
pub struct Job {
    /// The program's name.
    pub name: &'static str,
    /// Bytes of weights.
    pub weights: usize,
    /// Bytes of the arena.
    pub arena: usize,
    /// The multiply-accumulates of a call.
    pub macs: u64,
    /// The answers.
    pub answers: Vec<Vec<f32>>,
    /// Whether a micro:bit, with 16 KB of RAM and 256 KB of flash, has room for it.
    pub small: bool,
}

macro_rules! job {
    ($name:literal, $net:ident, $small:literal, $inputs:expr) => {
        Job {
            name: $name,
            weights: 4 * $net::PARAMETERS,
            arena: $net::ARENA_BYTES,
            macs: $net::MACS,
            answers: $inputs.map(|x| $net::PRETRAINED.infer(&x, &mut $net::arena()).to_vec()).collect(),
            small: $small,
        }
    };
}

/// Every network once.
pub fn jobs() -> Vec<Job> {
    vec![
        job!("sine", Sine, true, [inputs::ANGLE].into_iter()),
        job!("tiny", Tiny, true, [inputs::MEASUREMENTS].into_iter()),
        job!("digits", Digits, true, [inputs::DIGIT].into_iter()),
        job!("fashion", Fashion, false, [inputs::clothes(0)].into_iter()),
    ]
}

/// A hundred images.
pub fn clothes() -> Job {
    job!("fashion_100", Fashion, false, (0..100).map(inputs::clothes))
}
