//! `Spoken`, frame by frame.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::{Spoken, SpokenState, inputs};

board::program! {
    SpokenState = Spoken::state();
    |state| {
        let [before @ .., last] = black_box(&inputs::FRAMES);
        for frame in before {
            Spoken::PRETRAINED.step(frame, state);
        }
        Spoken::PRETRAINED.step(last, state)
    }
}
