//! How many numbers of 16 bits are widened in another way than plain code does.
#![no_std]
#![no_main]

use core::hint::black_box;
use networks::netkiln::{F16, Weight};

#[board::entry]
fn main() -> ! {
    let mut others = 0u16;
    for bits in 0..=u16::MAX {
        let half = F16::from_bits(black_box(bits));
        let (wide, plain) = (half.widen(), half.to_f32());
        // Which NaN it is does not matter.
        others += u16::from(wide.to_bits() != plain.to_bits() && !(wide.is_nan() && plain.is_nan()));
    }
    board::floats("result", &[f32::from(others)]);
    board::exit()
}
