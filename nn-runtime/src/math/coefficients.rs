//! Constants of the elementary functions.

/// What the functions of [`lanes`](super::lanes) need to know of a number type.
///
/// The polynomials, constant term first, are minimax fits rounded to the type (Brisebarre & Chevillard 2007), made by
/// `sollya coefficients.sollya`.
pub trait Constants: Sized + 'static {
    /// ln 2, its leading bits: few enough that the product with an exponent is exact.
    const LN_2_HIGH: Self;
    /// ln 2 less [`LN_2_HIGH`](Constants::LN_2_HIGH).
    const LN_2_LOW: Self;
    /// At this and below, `eˣ` is 0.
    const EXP_LOW: Self;
    /// At this and above, `eˣ` is infinite.
    const EXP_HIGH: Self;
    /// At this and below, `eˣ − 1` is -1.
    const EXPM1_LOW: Self;
    /// Makes a subnormal number normal by multiplication.
    const LIFT: Self;
    /// The exponent of [`LIFT`](Constants::LIFT).
    const LIFT_EXPONENT: Self;
    /// Multiplied by this, and the excess taken away, a number keeps half of its bits (Veltkamp 1968).
    const SPLIT: Self;
    /// Above this the normal distribution's tail, times its argument, is 0.
    const TAIL_END: Self;
    /// `(eʳ − 1 − r) / r²` for `|r| ≤ ½ ln 2`.
    const EXP: &'static [Self];
    /// `(ln(1 + f) − f + ½f²) / f³` for `√½ ≤ 1 + f ≤ √2`.
    const LN: &'static [Self];
    /// `erf(x) / x − 1` in `x²`, for `|x| ≤ 0.9`.
    const ERF: &'static [Self];
    /// `(tanh(x) / x − 1) / x²` in `x²`, for `|x| ≤ 0.55`.
    const TANH: &'static [Self];
    /// `½ (1 + t) exp(½t²) erfc(t / √2)` in `(t − 4) / (t + 4)`, for `t ≥ 0.7`.
    const TAIL: &'static [Self];
}

impl Constants for f32 {
    const LN_2_HIGH: f32 = 355.0 / 512.0;
    const LN_2_LOW: f32 = -2.1219444e-4;
    const EXP_LOW: f32 = -104.0;
    const EXP_HIGH: f32 = 89.0;
    const EXPM1_LOW: f32 = -18.0;
    const LIFT: f32 = 16777216.0;
    const LIFT_EXPONENT: f32 = 24.0;
    const SPLIT: f32 = 4097.0;
    const TAIL_END: f32 = 15.0;
    const EXP: &'static [f32] = &[0.5, 0.16666667, 0.041666504, 0.0083332015, 0.0013931444, 0.00019949251];
    const LN: &'static [f32] = &[
        0.3333333,
        -0.24999994,
        0.20000699,
        -0.16668043,
        0.14249669,
        -0.12420646,
        0.11674778,
        -0.11510554,
        0.070378706,
    ];
    const ERF: &'static [f32] =
        &[0.12837917, -0.37612632, 0.11283687, -0.026859526, 0.005202352, -0.00081658765, 8.4945554e-05];
    const TANH: &'static [f32] = &[-0.3333333, 0.13333085, -0.053906076, 0.021294745, -0.0065888595];
    const TAIL: &'static [f32] = &[
        0.4720532,
        -0.096703425,
        0.0139999315,
        0.028598476,
        -0.032201715,
        0.017954659,
        -0.0049791117,
        -0.00035496318,
        0.0006247766,
    ];
}

impl Constants for f64 {
    const LN_2_HIGH: f64 = 0.6931471803691238;
    const LN_2_LOW: f64 = 1.9082149292705877e-10;
    const EXP_LOW: f64 = -746.0;
    const EXP_HIGH: f64 = 710.0;
    const EXPM1_LOW: f64 = -38.0;
    const LIFT: f64 = 18014398509481984.0;
    const LIFT_EXPONENT: f64 = 54.0;
    const SPLIT: f64 = 134217729.0;
    const TAIL_END: f64 = 39.0;
    const EXP: &'static [f64] = &[
        0.5,
        0.1666666666666667,
        0.04166666666666664,
        0.008333333333325667,
        0.0013888888888909767,
        0.00019841269876548856,
        2.4801587261972604e-05,
        2.755725314949292e-06,
        2.7557334905139494e-07,
        2.5106166432616714e-08,
        2.089433193517955e-09,
    ];
    const LN: &'static [f64] = &[
        0.33333333333333337,
        -0.24999999999999944,
        0.19999999999993306,
        -0.16666666666690086,
        0.1428571428758772,
        -0.12499999998169739,
        0.11111110910270967,
        -0.09999999925727379,
        0.0909091981435066,
        -0.08333347557995428,
        0.07691991724288758,
        -0.07142182136073921,
        0.06671884198515754,
        -0.06265579835751908,
        0.05838506056181078,
        -0.05365476587368811,
        0.05360856953702282,
        -0.061309996715947744,
        0.05699019836115925,
        -0.025340628016775016,
    ];
    const ERF: &'static [f64] = &[
        0.1283791670955126,
        -0.3761263890318389,
        0.11283791670959882,
        -0.02686617064589357,
        0.0052239776323817775,
        -0.0008548327418303042,
        0.00012055347779224619,
        -1.4926025006076959e-05,
        1.6468546901502533e-06,
        -1.6439263679419335e-07,
        1.5333260954830505e-08,
        -1.4332777093760597e-09,
        1.169746369912075e-10,
    ];
    const TANH: &'static [f64] = &[
        -0.3333333333333333,
        0.13333333333332456,
        -0.05396825396725077,
        0.021869488487709383,
        -0.008863234291240599,
        0.0035921092317595473,
        -0.0014556540886166657,
        0.0005889030399841157,
        -0.00023454839302827467,
        8.498668301898119e-05,
        -2.0523373487889833e-05,
    ];
    const TAIL: &'static [f64] = &[
        0.47205320650984467,
        -0.09670347732652589,
        0.013999634724425763,
        0.028600364053562602,
        -0.03219783742805762,
        0.01793609747915327,
        -0.005002378592235208,
        -0.0002856230875385246,
        0.0006948971222986015,
        -9.443036841542076e-05,
        -8.785331797705005e-05,
        2.125080500561735e-05,
        1.3627438515433313e-05,
        -3.4353380647013987e-06,
        -2.6142362426528492e-06,
        4.1279748674126154e-07,
        5.533646977784046e-07,
        -1.2282502787125412e-08,
        -1.1049566189060808e-07,
        -6.65639358376007e-09,
        1.5238867449403186e-08,
    ];
}
