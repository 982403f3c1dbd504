//! The traits that generated code implements, and the tables it fills: all that the training loop knows of a network.

#[cfg(feature = "train")]
use crate::pass::{Arena, Target};
use crate::pass::{Input, Pass};
use crate::{Plain, Scalar};
use nn_spec::{Constraint, Initializer, Loss, Regularizer, Shape, Value};

/// A network: inference with numbers of type `T`, whatever its weights are kept as.
///
/// `network!` implements this; the inherent methods of the generated type are what users call.
pub trait Network<T: Scalar>: Send + Sync + 'static {
    /// The name in the source.
    const NAME: &'static str;
    /// The layer table: output shapes, parameters and MACs.
    const SUMMARY: &'static str;
    /// The graph as Mermaid source.
    const DIAGRAM: &'static str;
    /// How many numbers all parameters hold, moving averages included.
    const PARAMETERS: usize;
    /// Multiply-accumulates of one inference.
    const MACS: u64;
    /// Inputs, in order.
    const INPUTS: &'static [InputInfo];
    /// Outputs, in order.
    const OUTPUTS: &'static [OutputInfo];
    /// Parameters, in memory order.
    const PARAMS: &'static [ParamInfo];
    /// Length of the inference arena for one sample; `n` samples take `n` times as much.
    const ARENA_LEN: usize;

    /// How [`InputInfo`]s are handed over: [`crate::network::Single`], or the generated struct's marker.
    type InputKind;
    /// How targets are handed over.
    type TargetKind;

    /// What `predict` returns: an array, batch first, or the generated struct of arrays.
    #[cfg(feature = "train")]
    type Prediction;

    /// Layers whose outputs [`Network::watch`] shows, in the order in which it does.
    const LAYERS: &'static [LayerInfo] = &[];

    /// Runs `pass.samples` samples: afterwards output `i` is at `OUTPUTS[i].infer` in the arena.
    fn infer_batch(&self, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut [T]);

    /// Runs one sample in the arena of `infer`, which may be planned for exactly one.
    #[inline(always)]
    fn infer_one(&self, inputs: &[Input<'_, T>], arena: &mut [T]) {
        self.infer_batch(const { &Pass::inference(1) }, inputs, arena);
    }

    /// The same as [`Network::infer_batch`], and whenever the output of `LAYERS[i]` is whole, calls `see` with `i` and the arena: later steps write over it.
    fn watch(&self, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut [T], see: impl FnMut(usize, &[T])) {
        let _ = see;
        self.infer_batch(pass, inputs, arena);
    }

    /// Puts the outputs, in the order of [`Network::OUTPUTS`], into the shape users get.
    #[cfg(feature = "train")]
    fn prediction(outputs: &mut dyn Iterator<Item = ndarray::ArrayD<T>>) -> Option<Self::Prediction>;
}

/// A network that is causal in time: it can be given a sequence one step at a time. `step` of the generated type is what users call.
pub trait Streaming<T: Scalar>: Network<T> {
    /// What it remembers from one step to the next: a [`crate::State`].
    type State: Clone + Default + Send + Sync + 'static;

    /// Takes one step of each input that is a sequence. What comes out is somewhere in `state`.
    fn advance(&self, inputs: &[Input<'_, T>], state: &mut Self::State);
}

/// A network with a loss: its training passes.
///
/// A batch is cut into lanes. For each, the stages of `forward`, then `loss` (or `upstream`), then the stages of `backward`
/// run in order. Where there is more than one stage, the sums in `arena.sync` are added over all lanes between two stages,
/// in the lanes' order, and every lane gets the totals: that is how batch norm sees the whole batch. A network with one stage
/// each way may run a lane in tiles.
#[cfg(feature = "train")]
pub trait Trainable<T: Scalar>: Network<T> + Plain<T> {
    /// Stages of forward and of backward.
    const STAGES: (usize, usize);
    /// Length of the scaled part of the training arena for one sample.
    const TRAIN_LEN: usize;
    /// Length of the part that does not grow with the samples.
    const FIXED_LEN: usize;
    /// Length of the exchanged sums.
    const SYNC_LEN: usize;

    /// One stage of the forward pass, everything that backward reads being kept.
    fn forward(&self, stage: usize, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut Arena<'_, T>);

    /// Compares the outputs with `targets`, one each in the order of [`Network::OUTPUTS`]; writes each output's loss into
    /// `losses` (its share of the mean over the batch, not yet times the output's weight), and, when `pass.training`, its
    /// gradient into the arena. `weights` has one factor a sample or is empty; steps that are padding do not count. Afterwards the outputs are at
    /// `OUTPUTS[i].train`, as probabilities where the last activation makes them so.
    #[allow(clippy::too_many_arguments)]
    fn loss(
        &self,
        pass: &Pass,
        inputs: &[Input<'_, T>],
        targets: &[Target<'_, T>],
        weights: &[T],
        arena: &mut Arena<'_, T>,
        losses: &mut [f64],
    );

    /// Takes the gradient of the outputs from the caller instead of from a loss: `upstream[i]` is `samples × length`.
    fn upstream(&self, pass: &Pass, upstream: &[&[T]], arena: &mut Arena<'_, T>);

    /// One stage of the backward pass: adds to `grads`. Moving averages find the batch's own value in their slot, written
    /// where `pass.first` is 0.
    fn backward(&self, stage: usize, pass: &Pass, inputs: &[Input<'_, T>], arena: &mut Arena<'_, T>, grads: &mut Self);
}

/// One input of a network.
#[derive(Clone, Copy, Debug)]
pub struct InputInfo {
    /// Its name in the source.
    pub name: &'static str,
    /// Its shape and what its elements are.
    pub value: Value,
    /// Whether its samples are of unequal length: its first axis then counts the most steps.
    pub ragged: bool,
}

/// One output of a network.
#[derive(Clone, Copy, Debug)]
pub struct OutputInfo {
    /// Its name in the source; `output` where the source gives none.
    pub name: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// Its loss as declared, and the loss' weight in the sum.
    pub loss: Option<(Loss, f64)>,
    /// Where it lies in the inference arena of one sample: times the number of samples for more.
    pub infer: usize,
    /// Where it lies in the training arena of one sample.
    pub train: usize,
    /// The input that has as many real steps as this output, where samples are of unequal length.
    pub mask: Option<usize>,
}

/// A layer whose output is in the inference arena for a while.
#[derive(Clone, Copy, Debug)]
pub struct LayerInfo {
    /// Its name, as in the layer table. Calls of a shared layer have one name.
    pub name: &'static str,
    /// The shape of its output; of one step, where it is a layer for each step.
    pub output: Shape,
    /// How often the output is there in each sample: once, or once for each step.
    pub times: usize,
    /// Where it lies in the inference arena of one sample: times the number of samples for more.
    pub infer: usize,
}

/// One parameter of a network.
#[derive(Clone, Copy, Debug)]
pub struct ParamInfo {
    /// Layer and parameter: `hidden.kernel`.
    pub name: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// How it starts.
    pub init: Initializer,
    /// The penalty on it.
    pub regularizer: Regularizer,
    /// What it is brought back to after each step.
    pub constraint: Constraint,
    /// What the trainer does with it.
    pub update: Update,
}

/// What the trainer does with a parameter.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Update {
    /// The optimizer moves it along its gradient.
    Gradient,
    /// It follows the batch's value, which stands in its gradient slot: `momentum · old + (1 − momentum) · batch`.
    Moving {
        /// The share of the old value that stays.
        momentum: f64,
    },
    /// It is frozen.
    Frozen,
}

/// The marker of networks with one input, or one output: a bare array is handed over, no struct.
#[derive(Clone, Copy, Debug)]
pub struct Single;
