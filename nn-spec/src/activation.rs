//! Activations: the functions a layer may end in, and stages of their own.

/// An activation with its constants. Names and defaults are Keras'.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Activation {
    /// `x`
    Linear,
    /// `max(x, 0)`
    Relu,
    /// `x` above 0, `negative_slope · x` below.
    LeakyRelu(f64),
    /// `x` above 0, `alpha · (eˣ − 1)` below (Clevert et al. 2016).
    Elu(f64),
    /// Scaled ELU with the fixed point of Klambauer et al. 2017.
    Selu,
    /// `x · Φ(x)`, exact through `erf` (Hendrycks & Gimpel 2016).
    Gelu,
    /// GELU's tanh approximation, same paper.
    GeluApproximate,
    /// `x · sigmoid(x)`, also called swish.
    Silu,
    /// `1 / (1 + e⁻ˣ)`
    Sigmoid,
    /// `clip(x / 6 + 0.5, 0, 1)`
    HardSigmoid,
    /// Hyperbolic tangent.
    Tanh,
    /// `ln(1 + eˣ)`
    Softplus,
    /// `x / (1 + |x|)`
    Softsign,
    /// `eˣ`
    Exponential,
    /// `√x`, whose slope at 0 counts as 0.
    Sqrt,
    /// `eˣ / Σ eˣ` over the last axis.
    Softmax,
    /// `x − ln Σ eˣ` over the last axis.
    LogSoftmax,
}

/// What the language knows of an activation.
pub struct ActivationDef {
    /// The word in the language.
    pub name: &'static str,
    /// Other words for it.
    pub aliases: &'static [&'static str],
    /// Its argument, if it takes one, with the default.
    pub arg: Option<ActivationArg>,
    /// One line for a reader.
    pub doc: &'static str,
}

/// The one argument some activations take.
pub enum ActivationArg {
    /// A number with its default.
    Number(&'static str, f64),
    /// A switch; off by default.
    Switch(&'static str),
}

macro_rules! defs {
    ($($name:literal $aliases:expr, $arg:expr, $doc:literal;)*) => {
        &[$(ActivationDef { name: $name, aliases: &$aliases, arg: $arg, doc: $doc }),*]
    };
}

/// Every activation of the language.
pub const ACTIVATIONS: &[ActivationDef] = defs! {
    "linear" ["identity"], None, "x";
    "relu" [], None, "max(x, 0)";
    "leaky_relu" [], Some(ActivationArg::Number("negative_slope", 0.2)), "x above 0, negative_slope · x below";
    "elu" [], Some(ActivationArg::Number("alpha", 1.0)), "x above 0, alpha · (exp(x) − 1) below";
    "selu" [], None, "scaled exponential linear unit";
    "gelu" [], Some(ActivationArg::Switch("approximate")), "x · Φ(x)";
    "silu" ["swish"], None, "x · sigmoid(x)";
    "sigmoid" [], None, "1 / (1 + exp(−x))";
    "hard_sigmoid" [], None, "clip(x / 6 + 0.5, 0, 1)";
    "tanh" [], None, "hyperbolic tangent";
    "softplus" [], None, "ln(1 + exp(x))";
    "softsign" [], None, "x / (1 + |x|)";
    "exponential" [], None, "exp(x)";
    "sqrt" [], None, "√x; its slope at 0 counts as 0";
    "softmax" [], None, "exp(x) / Σ exp(x) over the last axis";
    "log_softmax" [], None, "x − ln Σ exp(x) over the last axis";
};

impl Activation {
    /// The activation of that name (an alias counts), with `number` or `switch` where it takes one.
    pub fn from_name(name: &str, number: Option<f64>, switch: bool) -> Option<Activation> {
        Some(match name {
            "linear" | "identity" => Activation::Linear,
            "relu" => Activation::Relu,
            "leaky_relu" => Activation::LeakyRelu(number.unwrap_or(0.2)),
            "elu" => Activation::Elu(number.unwrap_or(1.0)),
            "selu" => Activation::Selu,
            "gelu" if switch => Activation::GeluApproximate,
            "gelu" => Activation::Gelu,
            "silu" | "swish" => Activation::Silu,
            "sigmoid" => Activation::Sigmoid,
            "hard_sigmoid" => Activation::HardSigmoid,
            "tanh" => Activation::Tanh,
            "softplus" => Activation::Softplus,
            "softsign" => Activation::Softsign,
            "exponential" => Activation::Exponential,
            "sqrt" => Activation::Sqrt,
            "softmax" => Activation::Softmax,
            "log_softmax" => Activation::LogSoftmax,
            _ => return None,
        })
    }

    /// The name in the language.
    pub const fn name(self) -> &'static str {
        match self {
            Activation::Linear => "linear",
            Activation::Relu => "relu",
            Activation::LeakyRelu(_) => "leaky_relu",
            Activation::Elu(_) => "elu",
            Activation::Selu => "selu",
            Activation::Gelu | Activation::GeluApproximate => "gelu",
            Activation::Silu => "silu",
            Activation::Sigmoid => "sigmoid",
            Activation::HardSigmoid => "hard_sigmoid",
            Activation::Tanh => "tanh",
            Activation::Softplus => "softplus",
            Activation::Softsign => "softsign",
            Activation::Exponential => "exponential",
            Activation::Sqrt => "sqrt",
            Activation::Softmax => "softmax",
            Activation::LogSoftmax => "log_softmax",
        }
    }

    /// True when output `i` depends on input `i` alone, so that it can run in place, in strips, or as an epilogue.
    pub const fn is_elementwise(self) -> bool {
        !matches!(self, Activation::Softmax | Activation::LogSoftmax)
    }

    /// True when the derivative can be read from the output, so that the input need not be kept for backward.
    pub const fn derivative_from_output(self) -> bool {
        !matches!(self, Activation::Gelu | Activation::GeluApproximate | Activation::Silu)
    }

    /// True when every output lies in 0..=1, which cross-entropies need.
    pub const fn is_probability(self) -> bool {
        matches!(self, Activation::Softmax | Activation::Sigmoid | Activation::HardSigmoid)
    }
}
