//! What the PC says.

use networks::{Digits, Fashion, FashionInPatches, Sine, Spoken, Tiny, inputs};

/// A program: its answers on the PC, one for each call, and what its network promises.
pub struct Job {
    /// The program's name.
    pub name: &'static str,
    /// That of the loops by hand for its network.
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
    ($name:literal, $net:ident, $small:literal, $inputs:expr) => {
        Job {
            name: $name,
            by_hand: $name,
            weights: 4 * $net::PARAMETERS,
            arena: $net::ARENA_BYTES,
            least: live_at_peak($net::SUMMARY),
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
        spoken(),
        job!("fashion", Fashion, false, [inputs::clothes(0)].into_iter()),
        Job { by_hand: "fashion", ..job!("fashion_patches", FashionInPatches, false, [inputs::clothes(0)].into_iter()) },
    ]
}

/// As the summary says.
fn live_at_peak(summary: &str) -> usize {
    let line = summary.lines().find_map(|line| line.strip_prefix("Live at its peak")).unwrap_or_default();
    line.chars().filter_map(|digit| digit.to_digit(10)).fold(0, |number, digit| 10 * number + digit as usize)
}

/// A clip, which the PC hears as a whole, and the chip frame by frame.
fn spoken() -> Job {
    const FRAMES: usize = inputs::FRAMES.len();
    let mut clip = [[0.0; 13]; 92];
    clip[..FRAMES].copy_from_slice(&inputs::FRAMES);
    Job {
        name: "spoken",
        by_hand: "spoken",
        weights: 4 * Spoken::PARAMETERS,
        arena: Spoken::STATE_BYTES,
        // The state, the new one, and what the dense layer makes of it.
        least: 4 * (32 + 32 + 10),
        // Of each frame; it answers behind each.
        macs: FRAMES as u64 * ((13 + 32) * 96 + 320),
        answers: vec![Spoken::PRETRAINED.infer((&clip, FRAMES), &mut Spoken::arena()).to_vec()],
        small: true,
    }
}

/// A hundred images.
pub fn clothes() -> Job {
    job!("fashion_100", Fashion, false, (0..100).map(inputs::clothes))
}
