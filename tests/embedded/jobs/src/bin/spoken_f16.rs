//! `SpokenF16`, frame by frame.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{SpokenF16, SpokenF16State, inputs};

board::program! {
    SpokenF16State = SpokenF16::state();
    |state| {
        let [before @ .., last] = black_box(&inputs::FRAMES);
        for frame in before {
            SpokenF16::PRETRAINED.step(frame, state);
        }
        SpokenF16::PRETRAINED.step(last, state)
    }
}
