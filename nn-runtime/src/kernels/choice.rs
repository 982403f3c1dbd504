//! One input chosen at each place: what `maximum` and `minimum` have in common.

use crate::simd::{self, Binary, Isa, Real, dispatch};

/// The greater of two, NaN if one is.
#[derive(Clone, Copy)]
pub struct Greatest;

impl<T: Real> Binary<T> for Greatest {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
        // `max` answers with its second operand where either is NaN.
        isa.select(isa.eq(x, x), isa.max(x, y), x)
    }
}

/// The lesser of two, NaN if one is.
#[derive(Clone, Copy)]
pub struct Least;

impl<T: Real> Binary<T> for Least {
    #[inline(always)]
    fn call<S: Isa<T>>(self, isa: S, y: S::V, x: S::V) -> S::V {
        isa.select(isa.eq(x, x), isa.min(x, y), x)
    }
}

/// `dxᵢ = dy / k` where `xᵢ` is one of `k` that were chosen, else 0.
#[inline(always)]
pub fn backward<T: Real>(x: &[&[T]], dy: &[T], dx: &mut [&mut [T]], choose: impl Binary<T>) {
    dispatch(Backward { x, dy, dx, choose });
}

struct Backward<'a, 'b, T, F> {
    x: &'a [&'a [T]],
    dy: &'a [T],
    dx: &'a mut [&'b mut [T]],
    choose: F,
}

impl<T: Real, F: Binary<T>> simd::Kernel<T> for Backward<'_, '_, T, F> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(self, isa: S) {
        let Some((first, rest)) = self.x.split_first() else { return };
        let one = isa.splat(T::one());
        for at in (0..self.dy.len()).step_by(S::LANES) {
            let end = self.dy.len().min(at + S::LANES);
            let mut chosen = isa.load(&first[at..end]);
            for x in rest {
                chosen = self.choose.call(isa, chosen, isa.load(&x[at..end]));
            }
            let mut sharers = isa.zero();
            for x in self.x {
                let hit = isa.eq(isa.load(&x[at..end]), chosen);
                sharers = isa.add(sharers, isa.select(hit, one, isa.zero()));
            }
            let share = isa.div(isa.load(&self.dy[at..end]), sharers);
            for (x, dx) in self.x.iter().zip(self.dx.iter_mut()).filter(|(_, dx)| !dx.is_empty()) {
                let hit = isa.eq(isa.load(&x[at..end]), chosen);
                isa.store(&mut dx[at..end], isa.select(hit, share, isa.zero()));
            }
        }
    }
}
