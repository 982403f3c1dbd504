//! The state as a value: its size, how it begins anew, and several of them for one network.

use crate::{assert_last, network, noise, whole};
use netkiln::__private::Input;
use netkiln::Plain;
use netkiln::prelude::*;

network! {
    /// Whether a word was said.
    pub fn Keyword(clip: Tensor<20, 6>) -> Tensor<3> {
        clip.conv1d(8, 3, dilation = 2, padding = causal, activation = relu)
            .gru(5)
            .dense(3, activation = softmax)
    }
}

/// Rings, hidden state, and what a step works with.
#[test]
fn its_size_is_known() {
    const { assert!(Keyword::STATE_BYTES < 600) };
    let state: KeywordState = Keyword::state();
    assert_eq!(size_of_val(&state), Keyword::STATE_BYTES);
    // A ring of 5 steps of 6, 5 units; a window of 3 × 6; the ring's place.
    assert!(Keyword::STATE_BYTES >= 4 * (30 + 5 + 18) + size_of::<usize>());
}

#[test]
fn it_begins_anew() {
    let net = network::<f32, Keyword>(3);
    let clips = noise::<f32>(4, 20 * 6);
    let frames: Vec<[f32; 6]> = clips.chunks(6).map(|frame| frame.try_into().unwrap()).collect();
    let mut state = Keyword::state();
    let mut answers = Vec::new();
    for frame in &frames {
        answers.push(*net.step(frame, &mut state));
    }
    state.reset();
    for (frame, expected) in frames.iter().zip(&answers) {
        assert_eq!(net.step(frame, &mut state), expected);
    }
    assert_last(&whole::<f32, Keyword>(net.as_slice(), &[Input::Real(&clips)])[0], answers.last().unwrap(), "keyword");
}

/// Two sequences in turn do not disturb each other, and a copy goes on by itself.
#[test]
fn states_are_apart() {
    let net = network::<f32, Keyword>(5);
    let (a, b) = (noise::<f32>(6, 60), noise::<f32>(7, 60));
    let alone = |clip: &[f32]| {
        let mut state = Keyword::state();
        clip.chunks_exact(6)
            .map(|frame| *net.step::<[f32; 6]>(frame.try_into().unwrap(), &mut state))
            .collect::<Vec<[f32; 3]>>()
    };
    let (alone_a, alone_b) = (alone(&a), alone(&b));
    let (mut state_a, mut state_b) = (Keyword::state(), Keyword::state());
    for (t, (a, b)) in a.chunks_exact(6).zip(b.chunks_exact(6)).enumerate() {
        let mut copy = state_a.clone();
        assert_eq!(*net.step::<[f32; 6]>(a.try_into().unwrap(), &mut state_a), alone_a[t]);
        assert_eq!(*net.step::<[f32; 6]>(b.try_into().unwrap(), &mut state_b), alone_b[t]);
        assert_eq!(*net.step::<[f32; 6]>(a.try_into().unwrap(), &mut copy), alone_a[t]);
    }
}

/// Where the declared sequence ends, the stream does not.
#[test]
fn it_goes_on_beyond_the_declared_length() {
    let net = network::<f32, Keyword>(8);
    let mut state = Keyword::state();
    let clip = noise::<f32>(9, 500 * 6);
    let mut last = [0.0; 3];
    for frame in clip.chunks_exact(6) {
        last = *net.step::<[f32; 6]>(frame.try_into().unwrap(), &mut state);
    }
    // A gated unit forgets: the last 20 steps decide, but for what is left of those before.
    let recent = whole::<f32, Keyword>(net.as_slice(), &[Input::Real(&clip[480 * 6..])]);
    for (a, b) in recent[0].iter().zip(&last) {
        assert!((a - b).abs() < 0.05, "{a} and {b}");
    }
    assert!((last.iter().sum::<f32>() - 1.0).abs() < 1e-6);
}
