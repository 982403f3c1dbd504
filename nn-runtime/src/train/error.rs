//! Everything that can go wrong while training, predicting, and reading or writing files.

use std::path::PathBuf;

/// What went wrong: which argument, what it was, and what is needed.
///
/// Arguments are named as the caller knows them: `x` and `y`, `validation x`, or, where a network has several inputs or
/// outputs, their names in its declaration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An array does not have the shape that the network declares.
    #[error("{argument} has shape {given:?}, but {} is needed{}", with_samples(needed), after(hint))]
    Shape {
        /// The argument.
        argument: String,
        /// Its shape, the samples first.
        given: Vec<usize>,
        /// The shape of one sample.
        needed: Vec<usize>,
        /// What to write instead, where one cause is likely; else empty.
        hint: String,
    },
    /// Two arguments that belong together have different numbers of samples.
    #[error("{argument} has {given} samples, but {other} has {needed}")]
    Samples {
        /// The argument.
        argument: String,
        /// Its number of samples.
        given: usize,
        /// The argument it belongs to.
        other: String,
        /// The number of samples of that one.
        needed: usize,
    },
    /// There is no sample at all.
    #[error("{argument} has no samples")]
    Empty {
        /// The argument.
        argument: String,
    },
    /// A number is NaN or infinite.
    #[error("{argument} holds {value} in sample {sample}")]
    NotFinite {
        /// The argument.
        argument: String,
        /// The first sample with such a number.
        sample: usize,
        /// The number.
        value: f64,
    },
    /// The argument holds another kind of thing than the network takes there.
    #[error("{argument} holds {given}, but {needed} are needed")]
    Kind {
        /// The argument.
        argument: String,
        /// What it holds.
        given: &'static str,
        /// What it should hold.
        needed: &'static str,
    },
    /// A label is not one the loss can compare with.
    #[error("{argument} holds the label {value} in sample {sample}, but labels are {needed}")]
    Label {
        /// The argument.
        argument: String,
        /// The first sample with such a label.
        sample: usize,
        /// The label.
        value: f64,
        /// What labels may be.
        needed: String,
    },
    /// A number is not one that can stand there.
    #[error("{argument} holds {value} in sample {sample}, but values are {needed}")]
    Value {
        /// The argument.
        argument: String,
        /// The first sample with such a number.
        sample: usize,
        /// The number.
        value: f64,
        /// What values may be.
        needed: &'static str,
    },
    /// A weight is too large for what weights are to be kept as.
    #[error(
        "`{parameter}` holds {value}, but 65504 is the greatest number of 16 bits; save this network with 32, by `net.save(…)`"
    )]
    TooLarge {
        /// The parameter, as in the declaration.
        parameter: &'static str,
        /// The weight.
        value: f64,
    },
    /// A sequence is longer than the network declares.
    #[error("{argument} has {given} steps in sample {sample}, but at most {most} are declared")]
    TooLong {
        /// The argument.
        argument: String,
        /// The first sample that is too long.
        sample: usize,
        /// Its steps.
        given: usize,
        /// The most there may be.
        most: usize,
    },
    /// A sequence has no step at all.
    #[error("{argument} has no step in sample {sample}; a sequence has at least one")]
    NoSteps {
        /// The argument.
        argument: String,
        /// The first sample without a step.
        sample: usize,
    },
    /// A sequence has another number of steps than what it belongs to.
    #[error("{argument} has {given} steps in sample {sample}, but {needed} are needed")]
    Steps {
        /// The argument.
        argument: String,
        /// The first such sample.
        sample: usize,
        /// Its steps.
        given: usize,
        /// How many it should have.
        needed: usize,
    },
    /// A step of a sequence has another number of values than the network declares.
    #[error("{argument} has {given} numbers in step {step} of sample {sample}, but {needed} are needed")]
    Step {
        /// The argument.
        argument: String,
        /// The first sample with such a step.
        sample: usize,
        /// The step.
        step: usize,
        /// Its numbers.
        given: usize,
        /// How many it should have.
        needed: usize,
    },
    /// The lengths of sequences do not fit the array they lie in.
    #[error("{argument} has {given} {what}, but its array has {needed} rows")]
    Lengths {
        /// The argument.
        argument: String,
        /// How many lengths there are, or what they add up to.
        given: usize,
        /// Which of the two.
        what: &'static str,
        /// The array's first dimension.
        needed: usize,
    },
    /// An index lies outside the vocabulary.
    #[error("{argument} holds the index {value} in sample {sample}, but indices are whole numbers from 0 to {}", below.saturating_sub(1))]
    Index {
        /// The argument.
        argument: String,
        /// The first sample with such an index.
        sample: usize,
        /// The index.
        value: f64,
        /// The size of the vocabulary.
        below: usize,
    },
    /// A struct of arguments lacks one of the network's.
    #[error("{argument} is missing")]
    Missing {
        /// The argument.
        argument: String,
    },
    /// A setting of the training is not possible.
    #[error("{setting} is {given}, but must be {needed}")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// Its value.
        given: String,
        /// What it may be.
        needed: &'static str,
    },
    /// A name that does not exist is asked for.
    #[error("there is no {kind} `{name}`{}; there is {}", suggestion(name, known), listed(known))]
    Unknown {
        /// What is asked for: `value to monitor`, `output`.
        kind: &'static str,
        /// The name.
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// A score of validation is monitored, but there are no data for validation.
    #[error(
        "`{name}` is monitored, but there is nothing to validate with: add `.validate(&x, &y)` or `.validation_split(0.2)`"
    )]
    NoValidation {
        /// The score.
        name: String,
    },
    /// A metric does not fit the output it is asked for.
    #[error("{metric} cannot be taken of {output}: {why}")]
    Metric {
        /// The metric.
        metric: String,
        /// The output.
        output: String,
        /// Why not.
        why: String,
    },
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A file of weights cannot be used for this network.
    #[error("{}: {why}", path.display())]
    Weights {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: WeightsError,
    },
    /// A picture cannot be drawn.
    #[error("{}: cannot draw: {why}", path.display())]
    Plot {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A batch of [`fit_batches`](super::Trainer::fit_batches) could not be made, or does not fit the network.
    #[error("batch {batch} of epoch {epoch}: {source}")]
    Batch {
        /// The epoch, counted from 1.
        epoch: usize,
        /// The batch within the epoch, counted from 1.
        batch: usize,
        /// Why: another [`Error`](enum@Error) where the data do not fit.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An epoch of [`fit_batches`](super::Trainer::fit_batches) has no batch.
    #[error("epoch {epoch} has no batch; `fit_batches` needs a new iterator for each epoch, with one batch at least")]
    NoBatch {
        /// The epoch, counted from 1.
        epoch: usize,
    },
    /// A callback failed.
    #[error("callback failed: {0}")]
    Callback(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a file of weights cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// It is not a safetensors file, or a damaged one.
    #[error("not a whole safetensors file: {0}")]
    Damaged(String),
    /// It is larger than weights of this network can be.
    #[error("{bytes} bytes are more than weights of this network can take ({limit})")]
    TooLarge {
        /// The file's size.
        bytes: u64,
        /// The most that is read.
        limit: u64,
    },
    /// It holds other parameters than the network.
    #[error(
        "the parameters differ from those of {network}{}{}",
        listing("missing", missing),
        listing("unexpected", unexpected)
    )]
    Names {
        /// The network.
        network: &'static str,
        /// Parameters of the network that the file lacks, each with a similar name in the file if there is one.
        missing: Vec<String>,
        /// Parameters of the file that the network lacks.
        unexpected: Vec<String>,
    },
    /// A parameter has another shape.
    #[error("`{name}` has shape {given:?}, but the network's has {needed:?}")]
    Shape {
        /// The parameter.
        name: String,
        /// Its shape in the file.
        given: Vec<usize>,
        /// Its shape in the network.
        needed: Vec<usize>,
    },
    /// A parameter has another type.
    #[error("`{name}` has type {given}, but F16, F32 or F64 is needed")]
    Type {
        /// The parameter.
        name: String,
        /// Its type in the file.
        given: String,
    },
    /// A checkpoint was made by a training that differs from this one.
    #[error("the checkpoint has {what} {given}, but this training has {needed}")]
    Training {
        /// What differs.
        what: &'static str,
        /// What the file says.
        given: String,
        /// What this training has.
        needed: String,
    },
}

fn with_samples(dims: &[usize]) -> String {
    dims.iter().fold(String::from("[n"), |text, dim| text + ", " + &dim.to_string()) + "]"
}

fn after(hint: &str) -> String {
    if hint.is_empty() { String::new() } else { format!(": {hint}") }
}

fn suggestion(name: &str, known: &[String]) -> String {
    match super::suggest::closest(name, known.iter().map(String::as_str)) {
        Some(similar) => format!(" (did you mean `{similar}`?)"),
        None => String::new(),
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { String::from("none") } else { names.join(", ") }
}

fn listing(what: &str, names: &[String]) -> String {
    const SHOWN: usize = 8;
    match names.len() {
        0 => String::new(),
        n if n > SHOWN => format!("; {what}: {} and {} more", names[..SHOWN].join(", "), n - SHOWN),
        _ => format!("; {what}: {}", names.join(", ")),
    }
}
