//! Training, with Keras' habits.

mod callbacks;
mod checkpoint;
mod data;
mod engine;
mod epochs;
mod error;
mod evaluate;
mod feature_maps;
mod files;
mod fit;
mod fit_batches;
mod gradients;
mod history;
mod metrics;
mod multi_hot;
mod optimizer;
#[cfg(feature = "plot")]
mod plot;
mod predict;
mod progress;
mod routines;
mod sample_weights;
mod schedule;
mod scores;
mod session;
mod source;
mod suggest;
mod tally;
mod trainer;

pub use crate::initialize::new;
pub use callbacks::{
    Callback, Context, CsvLogger, EarlyStopping, LambdaCallback, LearningRateScheduler, Mode, ModelCheckpoint,
    ReduceLrOnPlateau, Snapshot, State, TerminateOnNan,
};
pub use data::{Element, Feed, InputData, RaggedData};
pub use error::{Error, WeightsError};
pub use evaluate::{Evaluation, evaluate};
pub use feature_maps::{FeatureMaps, feature_maps};
pub use files::{half, load, save};
pub use gradients::{loss_and_gradients, vjp};
pub use history::History;
pub use metrics::{
    Accuracy, At, Auc, BinaryAccuracy, CategoricalAccuracy, MeanAbsoluteError, MeanSquaredError, Metric, PrAuc,
    Precision, R2, Recall, RootMeanSquaredError, Scored, SparseCategoricalAccuracy, TopK,
};
pub use multi_hot::MultiHot;
#[doc(hidden)]
pub use ndarray;
pub use optimizer::{
    Adadelta, Adagrad, Adam, AdamW, Adamax, LearningRate, Nadam, Optimizer, RmsProp, Settings, Sgd, Step,
};
pub use predict::predict;
pub use progress::Verbosity;
#[doc(hidden)]
pub use routines::Routines;
pub use schedule::{
    CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay, PolynomialDecay,
    Schedule,
};
pub use scores::Scores;
pub use source::IntoBatch;
pub use trainer::{Trainer, trainer};
