//! The most that the machine's multipliers can do, and how rates are taken: whoever is compared takes turns within a round, and a round's
//! peak is measured in that round, so that what else the machine does meanwhile hits all of them alike.

use nn_runtime::simd::{Isa, Kernel, Real, dispatch};
use rayon::prelude::*;
use std::hint::black_box;
use std::time::Instant;

/// As often each contestant has its turn.
pub const ROUNDS: usize = 9;
/// Seconds of a turn.
const TURN: f64 = 0.03;
/// Multiplications before the peak's sums are looked at.
const STEPS: usize = 20_000;

/// Sums that stay in registers, fed by nothing.
struct Peak;

impl<T: Real> Kernel<T> for Peak {
    type Output = usize;

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) -> usize {
        let (one, small) = (isa.splat(T::one()), isa.splat(T::epsilon()));
        let mut sums = [isa.zero(); 12];
        for _ in 0..STEPS {
            for sum in &mut sums {
                *sum = isa.fma(one, small, *sum);
            }
        }
        let mut out = vec![T::zero(); S::LANES];
        for sum in sums {
            isa.store(&mut out, sum);
            black_box(&out);
        }
        2 * STEPS * 12 * S::LANES
    }
}

/// Billions of operations a second of `turn`, which returns how many it did, for as long as a turn lasts.
pub fn rate(mut turn: impl FnMut() -> f64) -> f64 {
    let (start, mut work) = (Instant::now(), 0.0);
    loop {
        work += turn();
        let seconds = start.elapsed().as_secs_f64();
        if seconds >= TURN {
            return work / seconds / 1e9;
        }
    }
}

/// Billions of additions and multiplications a second, of that many threads.
pub fn peak(threads: usize) -> f64 {
    let rates: Vec<f64> =
        (0..threads).into_par_iter().with_max_len(1).map(|_| rate(|| dispatch::<f32, _>(Peak) as f64)).collect();
    rates.iter().sum()
}
