//! One training pass by hand, all samples in one lane: what lies beneath the training loop.

use nn_runtime::{Arena, Input, Lengths, Pass, Scalar, Target, Trainable};

/// What stands at the top of the network.
pub enum Top<'a, T> {
    /// Its losses, with targets and a weight for each sample (or none).
    Loss(&'a [Target<'a, T>], &'a [T]),
    /// Gradients of its outputs.
    Upstream(&'a [&'a [T]]),
}

/// What one pass leaves.
pub struct Trained<T, N> {
    /// Each output, `samples` rows.
    pub outputs: Vec<Vec<T>>,
    /// Each output's loss.
    pub losses: Vec<f64>,
    /// The gradient; the batch's own values in the places of moving averages.
    pub gradients: Box<N>,
}

/// A pass over a whole batch, training.
pub fn batch(samples: usize, seed: u64) -> Pass<'static> {
    Pass {
        samples,
        first: 0,
        batch: samples,
        training: true,
        seed,
        offset: 0,
        shared: false,
        relu: false,
        lengths: [Lengths::ALL; 2],
    }
}

/// Forward, loss, backward.
pub fn train<T: Scalar, N: Trainable<T>>(
    net: &N,
    pass: &Pass,
    inputs: &[Input<'_, T>],
    top: &Top<'_, T>,
) -> Trained<T, N> {
    let n = pass.samples;
    let mut scaled = vec![T::of(f64::NAN); n * N::TRAIN_LEN];
    let mut fixed = vec![T::of(f64::NAN); N::FIXED_LEN];
    let mut sync = vec![0.0; N::SYNC_LEN];
    let mut arena = Arena { scaled: &mut scaled, fixed: &mut fixed, sync: &mut sync };
    let mut gradients = N::zeroed();
    let mut losses = vec![0.0; N::OUTPUTS.len()];
    for stage in 0..N::STAGES.0 {
        net.forward(stage, pass, inputs, &mut arena);
    }
    match top {
        Top::Loss(targets, weights) => net.loss(pass, inputs, targets, weights, &mut arena, &mut losses),
        Top::Upstream(upstream) => net.upstream(pass, upstream, &mut arena),
    }
    let span = |at: usize, len: usize| n * at..n * (at + len);
    let outputs = N::OUTPUTS.iter().map(|info| arena.scaled[span(info.train, info.shape.len())].to_vec()).collect();
    for stage in 0..N::STAGES.1 {
        net.backward(stage, pass, inputs, &mut arena, &mut gradients);
    }
    Trained { outputs, losses, gradients }
}

/// Inference over `samples` samples: each output.
pub fn infer<T: Scalar, N: nn_runtime::Network<T>>(net: &N, samples: usize, inputs: &[Input<'_, T>]) -> Vec<Vec<T>> {
    let mut arena = vec![T::of(f64::NAN); samples * N::ARENA_LEN];
    net.infer_batch(&Pass::inference(samples), inputs, &mut arena);
    let span = |at: usize, len: usize| samples * at..samples * (at + len);
    N::OUTPUTS.iter().map(|info| arena[span(info.infer, info.shape.len())].to_vec()).collect()
}
