//! Random numbers that are the same on every machine and in every version of this crate.

use crate::pass::mix;

/// xoshiro256++ (Blackman & Vigna 2021), seeded by SplitMix64 as its authors advise.
///
/// A seed has many streams; what is drawn from one does not depend on how much is drawn from another. All distributions use
/// nothing but exact arithmetic and the `libm` crate's logarithm, so they too are the same everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: [u64; 4],
}

impl Random {
    /// Stream `stream` of `seed`.
    pub fn new(seed: u64, stream: u64) -> Random {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut counter = mix(seed.wrapping_add(STEP)) ^ mix(stream.wrapping_add(STEP).wrapping_mul(STEP));
        let mut next = || {
            counter = counter.wrapping_add(STEP);
            mix(counter)
        };
        // SplitMix64 does not give four zeros in a row, the one state that is forbidden.
        Random { state: [next(), next(), next(), next()] }
    }

    pub fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// Uniform in the open interval from 0 to 1: the middle of one of 2⁵² equal parts.
    pub fn uniform(&mut self) -> f64 {
        const PARTS: f64 = (1u64 << 52) as f64;
        ((self.next() >> 12) as f64 + 0.5) / PARTS
    }

    /// A whole number below `bound`, each equally likely (Lemire 2019); 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let mut product = u128::from(self.next()) * u128::from(bound);
        if (product as u64) < bound {
            let surplus = bound.wrapping_neg() % bound.max(1);
            while (product as u64) < surplus {
                product = u128::from(self.next()) * u128::from(bound);
            }
        }
        (product >> 64) as u64
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        quantile(self.uniform())
    }

    /// Standard normal within two standard deviations.
    pub fn truncated_normal(&mut self) -> f64 {
        /// Φ(−2)
        const TAIL: f64 = 0.022_750_131_948_179_21;
        quantile(TAIL + self.uniform() * (1.0 - 2.0 * TAIL))
    }

    /// Puts `items` in random order (Fisher & Yates).
    pub fn shuffle<I>(&mut self, items: &mut [I]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

/// The standard normal distribution's quantile function, to about 16 digits: algorithm AS 241, PPND16 (Wichura 1988).
fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let x = if r <= 5.0 { ratio(r - 1.6, &MIDDLE) } else { ratio(r - 5.0, &FAR) };
    if q < 0.0 { -x } else { x }
}

/// A ratio of two polynomials, coefficients by falling power.
fn ratio(r: f64, [above, below]: &[[f64; 8]; 2]) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().fold(0.0, |sum, c| sum * r + c);
    horner(above) / horner(below)
}

// The coefficients as published, with digits to spare.
#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const CENTRE: [[f64; 8]; 2] = [
    [2.509_080_928_730_122_672_7e3, 3.343_057_558_358_812_810_5e4, 6.726_577_092_700_870_085_3e4, 4.592_195_393_154_987_145_7e4,
     1.373_169_376_550_946_112_5e4, 1.971_590_950_306_551_442_7e3, 1.331_416_678_917_843_774_5e2, 3.387_132_872_796_366_608_0],
    [5.226_495_278_852_854_561_0e3, 2.872_908_573_572_194_267_4e4, 3.930_789_580_009_271_061_0e4, 2.121_379_430_158_659_586_7e4,
     5.394_196_021_424_751_107_7e3, 6.871_870_074_920_579_083_0e2, 4.231_333_070_160_091_125_2e1, 1.0],
];

#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const MIDDLE: [[f64; 8]; 2] = [
    [7.745_450_142_783_414_076_40e-4, 2.272_384_498_926_918_458_33e-2, 2.417_807_251_774_506_117_70e-1, 1.270_458_252_452_368_382_58,
     3.647_848_324_763_204_605_04, 5.769_497_221_460_691_405_50, 4.630_337_846_156_545_295_90, 1.423_437_110_749_683_577_34],
    [1.050_750_071_644_416_843_24e-9, 5.475_938_084_995_344_946_00e-4, 1.519_866_656_361_645_719_66e-2, 1.481_039_764_274_800_745_90e-1,
     6.897_673_349_851_000_045_50e-1, 1.676_384_830_183_803_849_40, 2.053_191_626_637_758_821_87, 1.0],
];

#[rustfmt::skip]
#[allow(clippy::excessive_precision)]
const FAR: [[f64; 8]; 2] = [
    [2.010_334_399_292_288_132_65e-7, 2.711_555_568_743_487_578_15e-5, 1.242_660_947_388_078_438_60e-3, 2.653_218_952_657_612_309_30e-2,
     2.965_605_718_285_048_912_30e-1, 1.784_826_539_917_291_335_80, 5.463_784_911_164_114_369_90, 6.657_904_643_501_103_777_20],
    [2.044_263_103_389_939_785_64e-15, 1.421_511_758_316_445_888_70e-7, 1.846_318_317_510_054_681_80e-5, 7.868_691_311_456_132_591_00e-4,
     1.487_536_129_085_061_485_25e-2, 1.369_298_809_227_358_053_10e-1, 5.998_322_065_558_879_376_90e-1, 1.0],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of Φ⁻¹ from tables (Abramowitz & Stegun 26.2) and from Python's `statistics.NormalDist().inv_cdf`.
    #[test]
    fn quantiles() {
        for (p, x) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.841_344_746_068_542_9, 1.0),
            (0.022_750_131_948_179_21, -2.0),
            (1e-12, -7.034_483_825_301_131),
            (0.9999, 3.719_016_485_455_68),
        ] {
            assert!((quantile(p) - x).abs() < 2e-12, "{p}: {} {x}", quantile(p));
        }
    }

    /// The first numbers are part of what this crate promises: a change would change every seeded network.
    #[test]
    fn the_stream_is_fixed() {
        let mut random = Random { state: [1, 2, 3, 4] };
        // From the authors' reference implementation.
        let expected = [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386];
        assert_eq!(expected, [random.next(), random.next(), random.next(), random.next()]);
        assert_ne!(Random::new(0, 0).next(), Random::new(0, 1).next());
        assert_ne!(Random::new(0, 1).next(), Random::new(1, 0).next());
    }

    #[test]
    fn below_reaches_every_number_evenly() {
        let mut random = Random::new(7, 0);
        let mut counts = [0u32; 6];
        (0..60_000).for_each(|_| counts[random.below(6) as usize] += 1);
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 400), "{counts:?}");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.below(1), 0);
    }

    #[test]
    fn shuffling_keeps_all() {
        let mut items: Vec<usize> = (0..1000).collect();
        Random::new(3, 1).shuffle(&mut items);
        assert_ne!(items[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        items.sort_unstable();
        assert!(items.iter().enumerate().all(|(i, &item)| i == item));
    }
}
