//! The optimizers' formulas for one number, swept over all of them.

use crate::simd::{Isa, Kernel, Real, dispatch};

/// What happens to a parameter `p` with gradient `g` and slots `s`: the new `p` and `s`.
trait Rule<T, const N: usize>: Copy {
    fn call<S: Isa<T>>(self, isa: S, p: S::V, g: S::V, s: [S::V; N]) -> (S::V, [S::V; N]);
}

struct Sweep<'a, T, R, const N: usize> {
    rule: R,
    parameters: &'a mut [T],
    gradient: &'a [T],
    slots: [&'a mut [T]; N],
}

impl<T: Real, R: Rule<T, N>, const N: usize> Kernel<T> for Sweep<'_, T, R, N> {
    type Output = ();

    #[inline(always)]
    fn eval<S: Isa<T>>(mut self, isa: S) {
        let numbers = self.parameters.len().min(self.gradient.len());
        let whole = numbers - numbers % S::LANES;
        for at in (0..whole).step_by(S::LANES) {
            self.step(isa, at, at + S::LANES);
        }
        if whole < numbers {
            self.step(isa, whole, numbers);
        }
    }
}

impl<T: Real, R: Rule<T, N>, const N: usize> Sweep<'_, T, R, N> {
    /// Moves the parameters `at..end`. Loops, as closures given to `array::map` are not compiled for the instruction set.
    #[inline(always)]
    fn step<S: Isa<T>>(&mut self, isa: S, at: usize, end: usize) {
        let (gradient, slot) = least::<T>();
        let (least_gradient, least_slot) = (isa.splat(gradient), isa.splat(slot));
        let mut values = [isa.zero(); N];
        for (value, slot) in values.iter_mut().zip(&self.slots) {
            *value = isa.load(slot.get(at..end).unwrap_or_default());
        }
        let (Some(p), Some(g)) = (self.parameters.get_mut(at..end), self.gradient.get(at..end)) else { return };
        let (moved, values) = self.rule.call(isa, isa.load(p), settled(isa, isa.load(g), least_gradient), values);
        isa.store(p, moved);
        for (slot, value) in self.slots.iter_mut().zip(values) {
            isa.store(slot.get_mut(at..end).unwrap_or_default(), settled(isa, value, least_slot));
        }
    }
}

/// Zero for what is smaller than `least`.
///
/// Where a gradient stays 0, as behind a dead relu or for a word that does not occur, running means halve and halve until they are
/// subnormal, and never get out of there: rounding keeps them. Arithmetic with such numbers takes ten times as long.
#[inline(always)]
fn settled<T: Real, S: Isa<T>>(isa: S, x: S::V, least: S::V) -> S::V {
    isa.select(isa.lt(isa.abs(x), least), isa.zero(), x)
}

/// What counts as 0 in a gradient and in a slot: so small that the square of the one, and a learning rate times the other, are
/// normal numbers, and far below any ε.
fn least<T: Real>() -> (T, T) {
    let power = |exponent: i32| T::real(2.0).powi(exponent);
    if size_of::<T>() == 4 { (power(-50), power(-100)) } else { (power(-400), power(-800)) }
}

fn sweep<T: Real, const N: usize>(rule: impl Rule<T, N>, p: &mut [T], g: &[T], slots: [&mut [T]; N]) {
    dispatch(Sweep { rule, parameters: p, gradient: g, slots });
}

/// Declares rules: a struct of constants, and the formula with these as vectors.
macro_rules! rules {
    ($($name:ident<$slots:literal>($($constant:ident),*) = |$isa:ident, $p:ident, $g:ident, [$($slot:ident),*]| $body:expr;)*) => {$(
        #[derive(Clone, Copy)]
        struct $name<T> {
            $($constant: T),*
        }

        impl<T: Real> Rule<T, $slots> for $name<T> {
            #[inline(always)]
            fn call<S: Isa<T>>(
                self, $isa: S, $p: S::V, $g: S::V, [$($slot),*]: [S::V; $slots],
            ) -> (S::V, [S::V; $slots]) {
                $(let $constant = $isa.splat(self.$constant);)*
                $body
            }
        }
    )*};
}

rules! {
    Descent<0>(rate) = |isa, p, g, []| (isa.nmul_add(rate, g, p), []);

    HeavyBall<1>(rate, momentum) = |isa, p, g, [m]| {
        let m = isa.sub(isa.mul(momentum, m), isa.mul(rate, g));
        (isa.add(p, m), [m])
    };

    Nesterov<1>(rate, momentum) = |isa, p, g, [m]| {
        let m = isa.sub(isa.mul(momentum, m), isa.mul(rate, g));
        (isa.add(p, isa.sub(isa.mul(momentum, m), isa.mul(rate, g))), [m])
    };

    AdagradRule<1>(rate, epsilon) = |isa, p, g, [a]| {
        let a = isa.fma(g, g, a);
        (isa.sub(p, isa.div(isa.mul(rate, g), isa.sqrt(isa.add(a, epsilon)))), [a])
    };

    AdadeltaRule<2>(rate, rho, rest, epsilon) = |isa, p, g, [a, d]| {
        let a = isa.fma(rest, isa.mul(g, g), isa.mul(rho, a));
        let s = isa.div(isa.mul(g, isa.sqrt(isa.add(d, epsilon))), isa.sqrt(isa.add(a, epsilon)));
        let d = isa.fma(rest, isa.mul(s, s), isa.mul(rho, d));
        (isa.nmul_add(rate, s, p), [a, d])
    };

    RmsPropRule<1>(rate, rho, rest, epsilon) = |isa, p, g, [v]| {
        let v = isa.fma(rest, isa.mul(g, g), isa.mul(rho, v));
        (isa.sub(p, isa.div(isa.mul(rate, g), isa.sqrt(isa.add(v, epsilon)))), [v])
    };

    RmsPropMomentum<2>(rate, rho, rest, epsilon, momentum) = |isa, p, g, [v, m]| {
        let v = isa.fma(rest, isa.mul(g, g), isa.mul(rho, v));
        let m = isa.fma(momentum, m, isa.div(isa.mul(rate, g), isa.sqrt(isa.add(v, epsilon))));
        (isa.sub(p, m), [v, m])
    };

    RmsPropCentered<2>(rate, rho, rest, epsilon) = |isa, p, g, [v, a]| {
        let v = isa.fma(rest, isa.mul(g, g), isa.mul(rho, v));
        let a = isa.fma(rest, g, isa.mul(rho, a));
        let variance = isa.nmul_add(a, a, v);
        (isa.sub(p, isa.div(isa.mul(rate, g), isa.sqrt(isa.add(variance, epsilon)))), [v, a])
    };

    RmsPropCenteredMomentum<3>(rate, rho, rest, epsilon, momentum) = |isa, p, g, [v, a, m]| {
        let v = isa.fma(rest, isa.mul(g, g), isa.mul(rho, v));
        let a = isa.fma(rest, g, isa.mul(rho, a));
        let variance = isa.nmul_add(a, a, v);
        let m = isa.fma(momentum, m, isa.div(isa.mul(rate, g), isa.sqrt(isa.add(variance, epsilon))));
        (isa.sub(p, m), [v, a, m])
    };

    AdamRule<2>(rate, rest_1, rest_2, epsilon) = |isa, p, g, [m, v]| {
        let m = isa.fma(isa.sub(g, m), rest_1, m);
        let v = isa.fma(isa.sub(isa.mul(g, g), v), rest_2, v);
        (isa.sub(p, isa.div(isa.mul(m, rate), isa.add(isa.sqrt(v), epsilon))), [m, v])
    };

    AmsGrad<3>(rate, rest_1, rest_2, epsilon) = |isa, p, g, [m, v, most]| {
        let m = isa.fma(isa.sub(g, m), rest_1, m);
        let v = isa.fma(isa.sub(isa.mul(g, g), v), rest_2, v);
        let most = isa.max(most, v);
        (isa.sub(p, isa.div(isa.mul(m, rate), isa.add(isa.sqrt(most), epsilon))), [m, v, most])
    };

    AdamaxRule<2>(rate, rest_1, beta_2, epsilon) = |isa, p, g, [m, u]| {
        let m = isa.fma(isa.sub(g, m), rest_1, m);
        let u = isa.max(isa.mul(beta_2, u), isa.abs(g));
        (isa.sub(p, isa.div(isa.mul(rate, m), isa.add(u, epsilon))), [m, u])
    };

    NadamRule<2>(momentum_rate, gradient_rate, rest_1, rest_2, correction, epsilon) = |isa, p, g, [m, v]| {
        let m = isa.fma(isa.sub(g, m), rest_1, m);
        let v = isa.fma(isa.sub(isa.mul(g, g), v), rest_2, v);
        let ahead = isa.fma(momentum_rate, m, isa.mul(gradient_rate, g));
        (isa.sub(p, isa.div(ahead, isa.add(isa.sqrt(isa.mul(v, correction)), epsilon))), [m, v])
    };
}

routines! { Rules, T =>
    /// `p ← p − lr · g`
    pub fn descent(rate: f64, p: &mut [T], g: &[T]) {
        sweep(Descent { rate: T::of(rate) }, p, g, []);
    }

    /// [`descent`] with momentum.
    pub fn heavy_ball(rate: f64, momentum: f64, nesterov: bool, p: &mut [T], g: &[T], m: &mut [T]) {
        let (rate, momentum) = (T::of(rate), T::of(momentum));
        if nesterov {
            sweep(Nesterov { rate, momentum }, p, g, [m]);
        } else {
            sweep(HeavyBall { rate, momentum }, p, g, [m]);
        }
    }

    /// See [`super::Adagrad`].
    pub fn adagrad(rate: f64, epsilon: f64, p: &mut [T], g: &[T], a: &mut [T]) {
        sweep(AdagradRule { rate: T::of(rate), epsilon: T::of(epsilon) }, p, g, [a]);
    }

    /// See [`super::Adadelta`].
    pub fn adadelta(rate: f64, rho: f64, epsilon: f64, p: &mut [T], g: &[T], a: &mut [T], d: &mut [T]) {
        let rule = AdadeltaRule { rate: T::of(rate), rho: T::of(rho), rest: T::of(1.0 - rho), epsilon: T::of(epsilon) };
        sweep(rule, p, g, [a, d]);
    }

    /// See [`super::RmsProp`]. Slots are the mean square, then, if there are, the mean and the momentum.
    pub fn rmsprop(rule: [f64; 4], centered: bool, p: &mut [T], g: &[T], slots: &mut [&mut [T]]) {
        let [rate, rho, momentum, epsilon] = rule;
        let (rate, momentum, epsilon) = (T::of(rate), T::of(momentum), T::of(epsilon));
        let (rho, rest) = (T::of(rho), T::of(1.0 - rho));
        match slots {
            [v] => sweep(RmsPropRule { rate, rho, rest, epsilon }, p, g, [v]),
            [v, a] if centered => sweep(RmsPropCentered { rate, rho, rest, epsilon }, p, g, [v, a]),
            [v, m] => sweep(RmsPropMomentum { rate, rho, rest, epsilon, momentum }, p, g, [v, m]),
            [v, a, m] => sweep(RmsPropCenteredMomentum { rate, rho, rest, epsilon, momentum }, p, g, [v, a, m]),
            _ => {}
        }
    }

    /// See [`super::Adam`]: `rate` is corrected for the start. A third slot makes it AMSGrad.
    pub fn adam(rule: [f64; 4], p: &mut [T], g: &[T], slots: &mut [&mut [T]]) {
        let [rate, beta_1, beta_2, epsilon] = rule;
        let (rate, epsilon) = (T::of(rate), T::of(epsilon));
        let (rest_1, rest_2) = (T::of(1.0 - beta_1), T::of(1.0 - beta_2));
        match slots {
            [m, v] => sweep(AdamRule { rate, rest_1, rest_2, epsilon }, p, g, [m, v]),
            [m, v, most] => sweep(AmsGrad { rate, rest_1, rest_2, epsilon }, p, g, [m, v, most]),
            _ => {}
        }
    }

    /// See [`super::Adamax`]: `rate` is corrected for the start.
    pub fn adamax(rule: [f64; 4], p: &mut [T], g: &[T], m: &mut [T], u: &mut [T]) {
        let [rate, beta_1, beta_2, epsilon] = rule;
        let (rate, epsilon) = (T::of(rate), T::of(epsilon));
        sweep(AdamaxRule { rate, rest_1: T::of(1.0 - beta_1), beta_2: T::of(beta_2), epsilon }, p, g, [m, u]);
    }

    /// See [`super::Nadam`]: what of the momentum and of the gradient is taken, both corrected for the start and times the
    /// learning rate, and the correction of the mean square.
    pub fn nadam(now: [f64; 3], rule: [f64; 3], p: &mut [T], g: &[T], m: &mut [T], v: &mut [T]) {
        let [momentum_rate, gradient_rate, correction] = now;
        let [beta_1, beta_2, epsilon] = rule;
        let rule = NadamRule {
            momentum_rate: T::of(momentum_rate),
            gradient_rate: T::of(gradient_rate),
            rest_1: T::of(1.0 - beta_1),
            rest_2: T::of(1.0 - beta_2),
            correction: T::of(correction),
            epsilon: T::of(epsilon),
        };
        sweep(rule, p, g, [m, v]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_means_end_at_zero() {
        let (mut p, mut m, mut v) = ([1.0f32; 40], [1e-3f32; 40], [1e-3f32; 40]);
        for _ in 0..3000 {
            adam([1e-3, 0.9, 0.9, 1e-7], &mut p, &[0.0; 40], &mut [&mut m, &mut v]);
        }
        assert_eq!((m, v), ([0.0; 40], [0.0; 40]));
        let at_rest = p;
        adam([1e-3, 0.9, 0.9, 1e-7], &mut p, &[1e-20; 40], &mut [&mut m, &mut v]);
        assert_eq!((p, m, v), (at_rest, [0.0; 40], [0.0; 40]));
    }
}
