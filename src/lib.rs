#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub use nn_macros::{net, network};
pub use nn_runtime::network::Single;
pub use nn_runtime::{Aligned, F16, Network, Plain, Scalar, State, Streaming, Weight};

#[cfg(feature = "train")]
pub use nn_runtime::train;
/// The arrays that data and predictions are in.
#[cfg(feature = "train")]
pub use nn_runtime::train::ndarray;
#[cfg(feature = "train")]
pub use nn_runtime::{
    Trainable,
    train::{Error, WeightsError},
};

/// Everything a user's file needs: `use netkiln::prelude::*;`.
pub mod prelude {
    pub use crate::{net, network};
    // For its methods: the name is free for the user.
    pub use nn_runtime::Plain as _;
    pub use nn_runtime::{Aligned, F16, Network, Scalar};

    #[cfg(feature = "train")]
    pub use nn_runtime::train::{
        Accuracy, Adadelta, Adagrad, Adam, AdamW, Adamax, Auc, BinaryAccuracy, Callback, CategoricalAccuracy, Context,
        CosineDecay, CosineDecayRestarts, CsvLogger, EarlyStopping, ExponentialDecay, History, InverseTimeDecay,
        LambdaCallback, LearningRateScheduler, MeanAbsoluteError, MeanSquaredError, Metric, Mode, ModelCheckpoint,
        MultiHot, Nadam, Optimizer, PiecewiseConstantDecay, PolynomialDecay, PrAuc, Precision, R2, RaggedData, Recall,
        ReduceLrOnPlateau, RmsProp, RootMeanSquaredError, Schedule, Scores, Sgd, SparseCategoricalAccuracy,
        TerminateOnNan, TopK, Verbosity,
    };

    /// As Keras writes them.
    #[cfg(feature = "train")]
    pub use nn_runtime::train::{Auc as AUC, RmsProp as RMSprop, Sgd as SGD};
}

/// The attribute form under the name of the other one. Rust has one name for all macros of a module, so `#[network]` and
/// `network!` cannot be imported into the same module.
pub mod attribute {
    pub use nn_macros::net as network;
}

/// What generated code refers to. Not for use by hand, and not stable.
#[doc(hidden)]
pub mod __private {
    pub use nn_runtime::causal;
    pub use nn_runtime::kernels;
    pub use nn_runtime::network::{InputInfo, LayerInfo, Network, OutputInfo, ParamInfo, Single, Streaming, Update};
    pub use nn_runtime::pass::{
        Arena, Input, Lengths, MultiHotBatch, Pass, Target, add_assign, copy, indices, lengths, multi_hot, over, pair,
        part_of, parts, real, strip, strip_mut, strips, zero,
    };
    pub use nn_runtime::simd::ready;
    pub use nn_runtime::state::{NoState, State, tick};
    pub use nn_runtime::view::{part, pretrained};
    pub use nn_runtime::{F16, Plain, Scalar, Weight, if_std, if_train};
    pub use nn_spec as spec;

    #[cfg(feature = "train")]
    pub use nn_runtime::{Trainable, train, train::ndarray};
    #[cfg(feature = "std")]
    pub use nn_runtime::{
        inlined::{Inlined, Known, infer_inlined},
        new,
        simd::Isa,
    };
    // Found through here, for crates that are `no_std` while another one in the build switches `std` on.
    #[cfg(feature = "std")]
    pub extern crate std;
}
