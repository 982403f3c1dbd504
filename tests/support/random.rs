//! Seeded numbers, the same on every machine.

use nn_runtime::pass::mix;

/// A generator of numbers: SplitMix64 over a counter.
pub struct Random {
    seed: u64,
    count: u64,
}

impl Random {
    /// Numbers that depend on the seed alone.
    pub fn new(seed: u64) -> Random {
        Random { seed: mix(seed ^ 0x5DEE_CE66), count: 0 }
    }

    /// Numbers that depend on a text alone: the name of a test, so that a new test changes no other.
    pub fn named(name: &str) -> Random {
        Random::new(name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| mix(hash ^ u64::from(byte))))
    }

    fn bits(&mut self) -> u64 {
        self.count += 1;
        mix(self.seed.wrapping_add(self.count.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Between the two.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n.max(1) as u64) as usize
    }
}
