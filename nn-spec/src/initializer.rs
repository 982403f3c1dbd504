//! Initial values of parameters: Keras' initializers, as data. The engine draws the numbers.

/// How a parameter starts. Names and defaults are Keras'.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Initializer {
    /// All 0.
    Zeros,
    /// All 1.
    Ones,
    /// All the same value.
    Constant(f64),
    /// Normal with `mean` and `stddev`.
    RandomNormal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        stddev: f64,
    },
    /// Uniform between `minval` and `maxval`.
    RandomUniform {
        /// Smallest value.
        minval: f64,
        /// Largest value.
        maxval: f64,
    },
    /// Normal, drawn again beyond two standard deviations.
    TruncatedNormal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation.
        stddev: f64,
    },
    /// Variance `scale / fan`: the family of Glorot & Bengio 2010, He et al. 2015 and LeCun et al. 1998.
    VarianceScaling {
        /// Factor on the variance.
        scale: f64,
        /// Which fan divides.
        mode: FanMode,
        /// Which distribution has that variance.
        distribution: Distribution,
    },
    /// A (semi-)orthogonal matrix times `gain` (Saxe et al. 2014).
    Orthogonal {
        /// Factor on the matrix.
        gain: f64,
    },
    /// The identity matrix times `gain`.
    Identity {
        /// Factor on the matrix.
        gain: f64,
    },
    /// Zeros, but ones for the forget gate: the bias of an LSTM with `unit_forget_bias`.
    UnitForgetBias,
}

/// Which fan a [`Initializer::VarianceScaling`] divides by.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum FanMode {
    /// Inputs of a unit.
    In,
    /// Outputs of a unit.
    Out,
    /// Their mean.
    Average,
}

/// The distribution a [`Initializer::VarianceScaling`] draws from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Distribution {
    /// Uniform.
    Uniform,
    /// Normal, truncated at two standard deviations, with the variance corrected for it as Keras does.
    TruncatedNormal,
    /// Normal.
    UntruncatedNormal,
}

const fn scaling(scale: f64, mode: FanMode, distribution: Distribution) -> Initializer {
    Initializer::VarianceScaling { scale, mode, distribution }
}

impl Initializer {
    /// Keras' default for kernels.
    pub const GLOROT_UNIFORM: Initializer = scaling(1.0, FanMode::Average, Distribution::Uniform);
    /// Normal form of [`Initializer::GLOROT_UNIFORM`].
    pub const GLOROT_NORMAL: Initializer = scaling(1.0, FanMode::Average, Distribution::TruncatedNormal);
    /// For relu layers (He et al. 2015).
    pub const HE_UNIFORM: Initializer = scaling(2.0, FanMode::In, Distribution::Uniform);
    /// Normal form of [`Initializer::HE_UNIFORM`].
    pub const HE_NORMAL: Initializer = scaling(2.0, FanMode::In, Distribution::TruncatedNormal);
    /// For selu layers (LeCun et al. 1998).
    pub const LECUN_UNIFORM: Initializer = scaling(1.0, FanMode::In, Distribution::Uniform);
    /// Normal form of [`Initializer::LECUN_UNIFORM`].
    pub const LECUN_NORMAL: Initializer = scaling(1.0, FanMode::In, Distribution::TruncatedNormal);
    /// Keras' `"random_uniform"`: the default for embeddings is `uniform`, −0.05 to 0.05.
    pub const UNIFORM: Initializer = Initializer::RandomUniform { minval: -0.05, maxval: 0.05 };
}

/// What the language knows of an initializer.
pub struct InitializerDef {
    /// The word in the language.
    pub name: &'static str,
    /// Its number arguments, with defaults.
    pub args: &'static [(&'static str, f64)],
}

/// Every initializer of the language.
pub const INITIALIZERS: &[InitializerDef] = &[
    InitializerDef { name: "zeros", args: &[] },
    InitializerDef { name: "ones", args: &[] },
    InitializerDef { name: "constant", args: &[("value", 0.0)] },
    InitializerDef { name: "random_normal", args: &[("mean", 0.0), ("stddev", 0.05)] },
    InitializerDef { name: "random_uniform", args: &[("minval", -0.05), ("maxval", 0.05)] },
    InitializerDef { name: "truncated_normal", args: &[("mean", 0.0), ("stddev", 0.05)] },
    InitializerDef { name: "glorot_uniform", args: &[] },
    InitializerDef { name: "glorot_normal", args: &[] },
    InitializerDef { name: "he_uniform", args: &[] },
    InitializerDef { name: "he_normal", args: &[] },
    InitializerDef { name: "lecun_uniform", args: &[] },
    InitializerDef { name: "lecun_normal", args: &[] },
    InitializerDef { name: "orthogonal", args: &[("gain", 1.0)] },
    InitializerDef { name: "identity", args: &[("gain", 1.0)] },
];

impl Initializer {
    /// The initializer of that name; `number(i)` gives its `i`-th argument.
    pub fn from_name(name: &str, number: impl Fn(usize) -> f64) -> Option<Initializer> {
        Some(match name {
            "zeros" => Initializer::Zeros,
            "ones" => Initializer::Ones,
            "constant" => Initializer::Constant(number(0)),
            "random_normal" => Initializer::RandomNormal { mean: number(0), stddev: number(1) },
            "random_uniform" => Initializer::RandomUniform { minval: number(0), maxval: number(1) },
            "truncated_normal" => Initializer::TruncatedNormal { mean: number(0), stddev: number(1) },
            "glorot_uniform" => Initializer::GLOROT_UNIFORM,
            "glorot_normal" => Initializer::GLOROT_NORMAL,
            "he_uniform" => Initializer::HE_UNIFORM,
            "he_normal" => Initializer::HE_NORMAL,
            "lecun_uniform" => Initializer::LECUN_UNIFORM,
            "lecun_normal" => Initializer::LECUN_NORMAL,
            "orthogonal" => Initializer::Orthogonal { gain: number(0) },
            "identity" => Initializer::Identity { gain: number(0) },
            _ => return None,
        })
    }
}
