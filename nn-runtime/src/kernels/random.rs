//! Random numbers without a state: the number of an element is a hash of the layer's seed and the element's place in the batch.
//! So it is the same however a batch is cut, and backward draws the very numbers that forward drew.

use crate::Pass;
use crate::pass::mix;

/// The place in the whole batch of the first element of a pass or strip, for samples of `len` elements.
#[inline(always)]
pub fn counter(pass: &Pass, len: usize) -> u64 {
    (pass.first as u64).wrapping_mul(len as u64).wrapping_add(pass.offset as u64)
}

/// 64 random bits of the element in place `counter`: SplitMix64 started at `seed` (Steele, Lea & Flood 2014), which can jump to
/// any place of its sequence.
#[inline(always)]
pub fn wide_bits(seed: u64, counter: u64) -> u64 {
    mix(seed.wrapping_add(counter.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

/// 32 of them.
#[inline(always)]
pub fn bits(seed: u64, counter: u64) -> u32 {
    (wide_bits(seed, counter) >> 32) as u32
}
