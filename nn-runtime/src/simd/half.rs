//! Numbers of 16 bits, for weights that take half the memory.

/// A floating-point number of 16 bits (IEEE 754's binary16): 11 significant bits, from 6 · 10⁻⁸ to 65504.
///
/// Networks do not compute with them: they are what weights are kept as, see [`Weight`](crate::Weight).
///
/// ```
/// use nn_runtime::F16;
/// assert_eq!(F16::from_f32(1.0).to_bits(), 0x3c00);
/// assert_eq!(F16::from_f32(1.0 / 3.0).to_f32(), 0.33325195);
/// assert_eq!(F16::from_f32(1e6).to_f32(), f32::INFINITY);
/// ```
#[derive(Clone, Copy, Default)]
#[repr(transparent)]
pub struct F16(u16);

impl F16 {
    /// The greatest finite number, 65504.
    pub const MAX: F16 = F16(0x7bff);

    /// From its bits.
    #[must_use]
    pub const fn from_bits(bits: u16) -> F16 {
        F16(bits)
    }

    /// Its bits.
    #[must_use]
    pub const fn to_bits(self) -> u16 {
        self.0
    }

    /// The same number, exactly. NaN stays NaN.
    #[inline(always)]
    #[must_use]
    pub const fn to_f32(self) -> f32 {
        let (sign, rest) = ((self.0 as u32 & 0x8000) << 16, self.0 as u32 & 0x7fff);
        // The exponents begin 112 apart. Almost every weight goes this way: it is asked for once.
        if rest.wrapping_sub(0x0400) < 0x7800 {
            return f32::from_bits(sign | ((rest << 13) + (112 << 23)));
        }
        let magnitude = match rest {
            0x7c01.. => 0x7fc0_0000 | rest << 13,
            0x7c00 => 0x7f80_0000,
            // Below 2⁻¹⁴ they are multiples of 2⁻²⁴.
            _ => (rest as f32 * (1.0 / 16_777_216.0)).to_bits(),
        };
        f32::from_bits(sign | magnitude)
    }

    /// The nearest number, the even one of two that are as near; infinity for what is too large.
    #[must_use]
    pub const fn from_f32(x: f32) -> F16 {
        let bits = x.to_bits();
        let (sign, rest) = ((bits >> 16) as u16 & 0x8000, bits & 0x7fff_ffff);
        // What is cut off, and what is left: bits above half of the last one round up, and so does half itself where that one is odd.
        const fn round(value: u32, cut: u32) -> u16 {
            let (left, half) = (value >> cut, 1 << (cut - 1));
            let off = value & ((1 << cut) - 1);
            (left + (off > half || (off == half && left & 1 == 1)) as u32) as u16
        }
        F16(sign
            | match rest {
                0x7f80_0001.. => 0x7e00 | (rest >> 13) as u16 & 0x03ff,
                // From halfway to the number behind the greatest on.
                0x477f_f000.. => 0x7c00,
                0x3880_0000.. => round(rest - (112 << 23), 13),
                0x3300_0000.. => round(rest & 0x007f_ffff | 0x0080_0000, 126 - (rest >> 23)),
                _ => 0,
            })
    }
}

impl PartialEq for F16 {
    /// As numbers: 0 is −0, and NaN is nothing.
    fn eq(&self, other: &F16) -> bool {
        self.to_f32() == other.to_f32()
    }
}

impl core::fmt::Debug for F16 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.to_f32().fmt(f)
    }
}

/// Whether the machine widens by an instruction: every FPU of a Cortex-M does. rustc says neither that it compiles for one nor which, but other
/// ARM processors whose calling convention has FPU registers are told apart by their atomic operations.
macro_rules! by_instruction {
    ($yes:block else $no:block) => {{
        #[cfg(all(target_arch = "arm", target_os = "none", target_abi = "eabihf", not(target_has_atomic = "64")))]
        $yes
        #[cfg(not(all(target_arch = "arm", target_os = "none", target_abi = "eabihf", not(target_has_atomic = "64"))))]
        $no
    }};
}

/// A number, exactly.
#[inline(always)]
pub(super) fn widen(half: F16) -> f32 {
    by_instruction! {
        {
            let wide: u32;
            // SAFETY: arithmetic on registers alone, and all of them are named. Stable Rust hands over no FPU registers.
            unsafe {
                core::arch::asm!("vmov s0, {half}", "vcvtb.f32.f16 s0, s0", "vmov {wide}, s0", half = in(reg) u32::from(half.0),
                    wide = out(reg) wide, out("s0") _, options(pure, nomem, nostack, preserves_flags));
            }
            f32::from_bits(wide)
        } else {
            half.to_f32()
        }
    }
}

/// Two numbers, exactly.
#[inline(always)]
pub(super) fn widen_two([low, high]: [F16; 2]) -> [f32; 2] {
    by_instruction! {
        {
            let (a, b): (u32, u32);
            // SAFETY: as above.
            unsafe {
                core::arch::asm!("vmov s0, {both}", "vcvtt.f32.f16 s1, s0", "vcvtb.f32.f16 s0, s0", "vmov {a}, {b}, s0, s1",
                    both = in(reg) u32::from(low.0) | u32::from(high.0) << 16, a = out(reg) a, b = out(reg) b,
                    out("s0") _, out("s1") _, options(pure, nomem, nostack, preserves_flags));
            }
            [f32::from_bits(a), f32::from_bits(b)]
        } else {
            [low.to_f32(), high.to_f32()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the definition of the format.
    fn value(bits: u16) -> f64 {
        let (exponent, digits) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
        let magnitude = match exponent {
            31 if digits > 0.0 => f64::NAN,
            31 => f64::INFINITY,
            0 => digits * 2f64.powi(-24),
            _ => (1024.0 + digits) * 2f64.powi(exponent - 25),
        };
        if bits >> 15 == 1 { -magnitude } else { magnitude }
    }

    #[test]
    fn every_number_is_widened_and_comes_back() {
        for bits in 0..=u16::MAX {
            let (half, expected) = (F16::from_bits(bits), value(bits));
            let wide = half.to_f32();
            if expected.is_nan() {
                assert!(wide.is_nan() && F16::from_f32(wide).to_f32().is_nan(), "{bits:#x}");
                continue;
            }
            assert_eq!((f64::from(wide), wide.is_sign_negative()), (expected, bits >> 15 == 1), "{bits:#x}");
            assert_eq!(F16::from_f32(wide).to_bits(), bits);
        }
    }

    #[test]
    fn what_lies_between_goes_to_the_nearest() {
        for bits in 0..0x7c00 {
            let low = value(bits);
            // Behind the greatest number comes what would be next.
            let high = if bits == 0x7bff { 65536.0 } else { value(bits + 1) };
            let middle = (low + high) / 2.0;
            let even = bits + (bits & 1);
            for (x, expected) in [(middle, even), (middle.next_down(), bits), (middle.next_up(), bits + 1)] {
                // As an f32, on the side of the middle where it is.
                let mut x32 = x as f32;
                if f64::from(x32) == middle && x != middle {
                    x32 = if x < middle { x32.next_down() } else { x32.next_up() };
                }
                assert_eq!(F16::from_f32(x32).to_bits(), expected, "{x32:e}");
                assert_eq!(F16::from_f32(-x32).to_bits(), expected | 0x8000, "-{x32:e}");
            }
        }
        assert_eq!(F16::from_f32(f32::MAX).to_bits(), 0x7c00);
        assert_eq!(F16::from_f32(f32::MIN_POSITIVE).to_bits(), 0);
    }
}
