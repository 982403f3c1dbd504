//! Losses: what training makes small. Names and defaults are Keras'.

use crate::Activation;

/// A loss with its constants. Each is averaged over the last axis (but for the categorical ones, which sum over the
/// classes), then over all other positions and the batch.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Loss {
    /// `(y − p)²`
    Mse,
    /// `|y − p|`
    Mae,
    /// Quadratic up to `delta`, linear beyond (Huber 1964).
    Huber {
        /// Where it turns linear.
        delta: f64,
    },
    /// `ln cosh(p − y)`
    LogCosh,
    /// `−y ln p − (1 − y) ln(1 − p)`
    BinaryCrossentropy {
        /// The network ends in logits, not in probabilities.
        from_logits: bool,
        /// Pulls the targets towards ½ by this share.
        label_smoothing: f64,
    },
    /// `−Σ y ln p` with one-hot targets.
    CategoricalCrossentropy {
        /// The network ends in logits, not in probabilities.
        from_logits: bool,
        /// Pulls the targets towards the uniform distribution by this share.
        label_smoothing: f64,
    },
    /// `−ln p[class]` with integer targets.
    SparseCategoricalCrossentropy {
        /// The network ends in logits, not in probabilities.
        from_logits: bool,
    },
    /// `Σ y ln(y / p)`
    KlDivergence,
    /// `p − y ln p`
    Poisson,
    /// `max(1 − y p, 0)`, targets −1 and 1 (0 counts as −1).
    Hinge,
}

/// What a loss compares the output with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Numbers of the output's shape.
    Real,
    /// One class for each row of the output.
    Class,
}

/// What the language knows of a loss.
pub struct LossDef {
    /// The word in the language.
    pub name: &'static str,
    /// Other words for it.
    pub aliases: &'static [&'static str],
    /// Its arguments.
    pub args: &'static [LossArg],
    /// One line for a reader.
    pub doc: &'static str,
}

/// An argument of a loss with its default.
pub enum LossArg {
    /// A number.
    Number(&'static str, f64),
    /// A switch, off by default.
    Switch(&'static str),
}

const FROM_LOGITS: LossArg = LossArg::Switch("from_logits");
const LABEL_SMOOTHING: LossArg = LossArg::Number("label_smoothing", 0.0);

/// Every loss of the language.
pub const LOSSES: &[LossDef] = &[
    LossDef { name: "mse", aliases: &["mean_squared_error"], args: &[], doc: "mean squared error" },
    LossDef { name: "mae", aliases: &["mean_absolute_error"], args: &[], doc: "mean absolute error" },
    LossDef {
        name: "huber",
        aliases: &[],
        args: &[LossArg::Number("delta", 1.0)],
        doc: "quadratic near zero, linear beyond delta",
    },
    LossDef { name: "log_cosh", aliases: &[], args: &[], doc: "logarithm of the hyperbolic cosine of the error" },
    LossDef {
        name: "binary_crossentropy",
        aliases: &[],
        args: &[FROM_LOGITS, LABEL_SMOOTHING],
        doc: "for yes-or-no outputs, one or several, after sigmoid",
    },
    LossDef {
        name: "categorical_crossentropy",
        aliases: &[],
        args: &[FROM_LOGITS, LABEL_SMOOTHING],
        doc: "for one class of many, one-hot targets, after softmax",
    },
    LossDef {
        name: "sparse_categorical_crossentropy",
        aliases: &[],
        args: &[FROM_LOGITS],
        doc: "for one class of many, integer targets, after softmax",
    },
    LossDef {
        name: "kl_divergence",
        aliases: &["kullback_leibler_divergence"],
        args: &[],
        doc: "between distributions",
    },
    LossDef { name: "poisson", aliases: &[], args: &[], doc: "for counts" },
    LossDef { name: "hinge", aliases: &[], args: &[], doc: "for targets -1 and 1" },
];

impl Loss {
    /// The loss of that name (an alias counts), its arguments by name.
    pub fn from_name(name: &str, number: impl Fn(&str) -> Option<f64>, switch: impl Fn(&str) -> bool) -> Option<Loss> {
        let from_logits = switch("from_logits");
        let label_smoothing = number("label_smoothing").unwrap_or(0.0);
        Some(match name {
            "mse" | "mean_squared_error" => Loss::Mse,
            "mae" | "mean_absolute_error" => Loss::Mae,
            "huber" => Loss::Huber { delta: number("delta").unwrap_or(1.0) },
            "log_cosh" => Loss::LogCosh,
            "binary_crossentropy" => Loss::BinaryCrossentropy { from_logits, label_smoothing },
            "categorical_crossentropy" => Loss::CategoricalCrossentropy { from_logits, label_smoothing },
            "sparse_categorical_crossentropy" => Loss::SparseCategoricalCrossentropy { from_logits },
            "kl_divergence" | "kullback_leibler_divergence" => Loss::KlDivergence,
            "poisson" => Loss::Poisson,
            "hinge" => Loss::Hinge,
            _ => return None,
        })
    }

    /// What it compares the output with.
    pub const fn target(self) -> Target {
        match self {
            Loss::SparseCategoricalCrossentropy { .. } => Target::Class,
            _ => Target::Real,
        }
    }

    /// The last activation with which the loss is one kernel from the logits, its gradient `p − y`.
    pub const fn fuses_with(self) -> Option<Activation> {
        match self {
            Loss::BinaryCrossentropy { from_logits: false, .. } => Some(Activation::Sigmoid),
            Loss::CategoricalCrossentropy { from_logits: false, .. }
            | Loss::SparseCategoricalCrossentropy { from_logits: false } => Some(Activation::Softmax),
            _ => None,
        }
    }

    /// True when it takes probabilities: the output must end in softmax or sigmoid.
    pub const fn needs_probabilities(self) -> bool {
        self.fuses_with().is_some() || matches!(self, Loss::KlDivergence)
    }

    /// This loss asked with logits: what is left of it when its activation is fused into it.
    pub const fn with_logits(self) -> Loss {
        match self {
            Loss::BinaryCrossentropy { label_smoothing, .. } => {
                Loss::BinaryCrossentropy { from_logits: true, label_smoothing }
            }
            Loss::CategoricalCrossentropy { label_smoothing, .. } => {
                Loss::CategoricalCrossentropy { from_logits: true, label_smoothing }
            }
            Loss::SparseCategoricalCrossentropy { .. } => Loss::SparseCategoricalCrossentropy { from_logits: true },
            other => other,
        }
    }
}
