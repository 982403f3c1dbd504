//! What the PC says.

use networks::{
    Digits, Fashion, FashionF16, FashionInPatches, FashionShared, Norms, Sine, SineShared, Spoken, SpokenF16, Tiny,
    TinyShared, inputs,
};

/// A program: its answers on the PC, one for each call, and what its network promises.
pub struct Job {
    /// The program's name.
    pub name: &'static str,
    /// The name of the loops by hand that it is compared with.
    pub by_hand: &'static str,
    /// Bytes of weights.
    pub weights: usize,
    /// Bytes of the arena, or of the state.
    pub arena: usize,
    /// What is live at the peak: no arena can be shorter.
    pub least: usize,
    /// The multiply-accumulates of a call.
    pub macs: u64,
    /// The answers.
    pub answers: Vec<Vec<f32>>,
    /// Whether a micro:bit, with 16 KB of RAM and 256 KB of flash, has room for it.
    pub small: bool,
}

macro_rules! job {
    ($name:literal, $by_hand:literal, $net:ident, $small:literal, $inputs:expr) => {
        Job {
            name: $name,
            by_hand: $by_hand,
            weights: size_of_val($net::PRETRAINED),
            arena: $net::ARENA_BYTES,
            least: live_at_peak($net::SUMMARY),
            macs: $net::MACS,
            answers: $inputs.map(|x| $net::PRETRAINED.infer(&x, &mut $net::arena()).to_vec()).collect(),
            small: $small,
        }
    };
}

/// Of a clip, which the PC hears as a whole, and the chip frame by frame.
macro_rules! spoken {
    ($name:literal, $net:ident) => {{
        const FRAMES: usize = inputs::FRAMES.len();
        let mut clip = [[0.0; 13]; 92];
        clip[..FRAMES].copy_from_slice(&inputs::FRAMES);
        Job {
            name: $name,
            by_hand: "spoken_by_hand",
            weights: size_of_val($net::PRETRAINED),
            arena: $net::STATE_BYTES,
            // The state, the new one, and what the dense layer makes of it.
            least: 4 * (32 + 32 + 10),
            // Of each frame; it answers behind each.
            macs: FRAMES as u64 * ((13 + 32) * 96 + 320),
            answers: vec![$net::PRETRAINED.infer((&clip, FRAMES), &mut $net::arena()).to_vec()],
            small: true,
        }
    }};
}

/// Every network once.
pub fn jobs() -> Vec<Job> {
    vec![
        job!("sine", "sine_by_hand", Sine, true, [inputs::ANGLE].into_iter()),
        job!("sine_shared", "sine_by_hand", SineShared, true, [inputs::ANGLE].into_iter()),
        job!("tiny", "tiny_by_hand", Tiny, true, [inputs::MEASUREMENTS].into_iter()),
        job!("tiny_shared", "tiny_by_hand", TinyShared, true, [inputs::MEASUREMENTS].into_iter()),
        job!("digits", "digits_by_hand", Digits, true, [inputs::DIGIT].into_iter()),
        job!("norms", "norms_by_hand", Norms, true, [inputs::DIGIT].into_iter()),
        spoken!("spoken", Spoken),
        spoken!("spoken_f16", SpokenF16),
        job!("fashion", "fashion_by_hand", Fashion, false, [inputs::clothes(0)].into_iter()),
        job!("fashion_shared", "fashion_by_hand", FashionShared, false, [inputs::clothes(0)].into_iter()),
        job!("fashion_f16", "fashion_by_hand", FashionF16, false, [inputs::clothes(0)].into_iter()),
        job!("fashion_patches", "fashion_by_hand", FashionInPatches, false, [inputs::clothes(0)].into_iter()),
    ]
}

/// Of every network of `networks::layers`, with their names.
pub fn layers() -> Vec<(&'static str, Vec<f32>)> {
    let mut answers = Vec::new();
    networks::layers::ask(&mut |name, numbers| answers.push((name, numbers.to_vec())));
    answers
}

/// As the summary says.
fn live_at_peak(summary: &str) -> usize {
    let line = summary.lines().find_map(|line| line.strip_prefix("Live at its peak")).unwrap_or_default();
    line.chars().filter_map(|digit| digit.to_digit(10)).fold(0, |number, digit| 10 * number + digit as usize)
}

/// A hundred images.
pub fn clothes() -> Job {
    job!("fashion_100", "fashion_by_hand", Fashion, false, (0..100).map(inputs::clothes))
}
