//! A documented item for every word of the language. The expansion of a network names them with the user's own spans, so
//! that an editor shows what a word means, and goes to its definition.
#![allow(non_upper_case_globals)]

pub use crate::layers;

/// A word of the language.
#[derive(Clone, Copy, Debug)]
pub struct Word;

macro_rules! words {
    ($(#[$meta:meta])* $module:ident: $($name:ident = $doc:literal;)*) => {
        $(#[$meta])*
        pub mod $module {
            use super::Word;
            $(#[doc = $doc] pub const $name: Word = Word;)*

            /// All of them.
            pub const ALL: &[&str] = &[$(stringify!($name)),*];
        }
    };
}

words! {
    /// What the inputs of a network may be.
    inputs:
    Tensor = "`Tensor<28, 28, 1>`: real numbers of that shape, channels last; the batch is never written.";
    MultiHot = "`MultiHot<10_000>`: a set of active positions, with the shape of the vector of zeros and ones it stands for.";
    Indices = "`Indices<20_000, 80>`: 80 whole numbers below 20,000, for `embedding`.";
    Ragged = "`Ragged<92, 13>`: up to 92 steps of 13 numbers; what follows sees each sample's real steps only.";
    RaggedIndices = "`RaggedIndices<20_000, 400>`: up to 400 whole numbers below 20,000, for `embedding`; what follows sees each sample's real ones only.";
}

words! {
    /// Arguments of layers.
    arguments:
    activation = "The function the output goes through: `relu`, `sigmoid`, `softmax` …; `linear` by default.";
    alpha_constraint = "What `alpha` is brought back to after each step.";
    alpha_initializer = "How `alpha` starts; `zeros` by default.";
    alpha_regularizer = "A penalty on `alpha`.";
    axes = "The axes that are summed over, counted without the batch from 1, negative from the end.";
    axis = "Which axis, counted without the batch; -1, the last, holds the channels.";
    beta_constraint = "What `beta` is brought back to after each step: `max_norm(2.0)`, `non_neg`, `unit_norm`.";
    beta_initializer = "How `beta` starts; `zeros` by default.";
    beta_regularizer = "A penalty on `beta`: `l1(0.01)`, `l2(0.01)`, `l1_l2(l1 = 0.01, l2 = 0.01)`.";
    bias_constraint = "What the bias is brought back to after each step: `max_norm(2.0)`, `non_neg`, `unit_norm`.";
    bias_initializer = "How the bias starts; `zeros` by default.";
    bias_regularizer = "A penalty on the bias: `l1(0.01)`, `l2(0.01)`, `l1_l2(l1 = 0.01, l2 = 0.01)`.";
    center = "Whether `beta` is added.";
    cropping = "What is cut off: `1` from each side, `(1, 2)` for each axis, `((1, 0), (2, 3))` before and behind each.";
    depth_multiplier = "How many outputs each channel has in a depthwise convolution; 1 by default.";
    depthwise_constraint = "What the depthwise weights are brought back to after each step.";
    depthwise_initializer = "How the depthwise weights start; `glorot_uniform` by default.";
    depthwise_regularizer = "A penalty on the depthwise weights.";
    dilation = "From one place in the window to the next; 1 by default.";
    dims = "The axes in their new order, counted from 1.";
    dropout = "The share that is dropped while training, from 0 to below 1: of the weights of an attention, of the features of a recurrent layer.";
    embeddings_constraint = "What the vectors are brought back to after each step.";
    embeddings_initializer = "How the vectors start; uniform between -0.05 and 0.05 by default.";
    embeddings_regularizer = "A penalty on the vectors.";
    epsilon = "Added to the variance, so that nothing is divided by 0.";
    filters = "How many channels the output has.";
    gamma_constraint = "What `gamma` is brought back to after each step.";
    gamma_initializer = "How `gamma` starts; `ones` by default.";
    gamma_regularizer = "A penalty on `gamma`.";
    go_backwards = "Whether the steps are gone through from the last to the first.";
    groups = "Into how many independent parts the channels fall.";
    initial_state = "What a recurrent layer remembers before the first step: `h`, of an `lstm` `(h, c)`; zeros by default.";
    interpolation = "What stands in new places: `nearest`, or `bilinear`.";
    keepdims = "Whether the axes that were summed up stay, each of size 1.";
    kernel = "The window's size: `3` for all axes, or `(3, 5)`.";
    kernel_constraint = "What the weights are brought back to after each step: `max_norm(2.0)`, `non_neg`, `unit_norm`.";
    kernel_initializer = "How the weights start; `glorot_uniform` by default.";
    kernel_regularizer = "A penalty on the weights: `l1(0.01)`, `l2(0.01)`, `l1_l2(l1 = 0.01, l2 = 0.01)`.";
    key_dim = "Numbers of a query and of a key in each head.";
    momentum = "How much of the moving average stays at each step.";
    moving_mean_initializer = "How the moving mean starts; `zeros` by default.";
    moving_variance_initializer = "How the moving variance starts; `ones` by default.";
    n = "How many times the vector is repeated.";
    name = "The layer's name: its parameters' field, and the name in weight files and tables.";
    normalize = "Whether the vectors are brought to length 1 first, which makes the product the cosine.";
    num_heads = "How many attentions stand side by side.";
    output_dim = "The length of each index' vector.";
    output_padding = "Places a transposed convolution adds at the end; by default as many as the size needs.";
    output_shape = "Numbers of a step of the output; the query's by default.";
    padding = "What stands beyond the edges: `valid` for nothing, `same` for as many zeros as keep the size, or how many: `1`, `(1, 2)`.";
    pointwise_constraint = "What the pointwise weights are brought back to after each step.";
    pointwise_initializer = "How the pointwise weights start; `glorot_uniform` by default.";
    pointwise_regularizer = "A penalty on the pointwise weights.";
    pool_size = "The window's size: `2` for all axes, or `(2, 3)`.";
    rate = "The share that is dropped while training, from 0 to below 1.";
    recurrent_activation = "The function the gates go through; `sigmoid` by default.";
    recurrent_constraint = "What the weights of the state are brought back to after each step.";
    recurrent_dropout = "The share of the state that is dropped on its way to the next step while training, the same at each step.";
    recurrent_initializer = "How the weights of the state start; `orthogonal` by default.";
    recurrent_regularizer = "A penalty on the weights of the state: `l1(0.01)`, `l2(0.01)`, `l1_l2(l1 = 0.01, l2 = 0.01)`.";
    reset_after = "Whether the reset gate works behind the product with the state's weights, or before it.";
    return_sequences = "Whether the output has every step, or the last alone.";
    return_state = "Whether the last state is given as well: `let (y, h) = …`, of an `lstm` `let (y, h, c) = …`.";
    scale = "Whether the result is multiplied by `gamma`.";
    score_mode = "How a query is compared with a key: `dot` for their product, `concat` for the sum of tanh(query + key).";
    shared_axes = "Axes, counted from 1, along which one `alpha` serves all places.";
    size = "How many places each becomes: `2` for all axes, or `(2, 3)`.";
    stddev = "Standard deviation of the noise.";
    strides = "From one window to the next: `2` for all axes, or `(2, 1)`.";
    target_shape = "The new shape, without the batch; one size may be -1.";
    trainable = "`false` freezes the layer: no gradient code is made for its parameters.";
    truncate = "Over how many steps gradients flow back at most (truncated backpropagation through time).";
    units = "How many outputs.";
    use_bias = "Whether a bias is added.";
    use_causal_mask = "Whether each step sees only the steps up to itself.";
    use_scale = "Whether scores are multiplied by a trained number.";
    value_dim = "Numbers of a value in each head; `key_dim` by default.";
}

words! {
    /// Activations.
    activations:
    linear = "`x`";
    relu = "`max(x, 0)`";
    leaky_relu = "`x` above 0, `negative_slope · x` below; 0.2 by default.";
    elu = "`x` above 0, `alpha · (exp(x) − 1)` below (Clevert et al. 2016).";
    selu = "Scaled exponential linear unit (Klambauer et al. 2017).";
    gelu = "`x · Φ(x)` (Hendrycks & Gimpel 2016); `approximate = true` for its tanh form.";
    silu = "`x · sigmoid(x)`, also called swish.";
    sigmoid = "`1 / (1 + exp(−x))`";
    hard_sigmoid = "`clip(x / 6 + 0.5, 0, 1)`";
    tanh = "Hyperbolic tangent.";
    softplus = "`ln(1 + exp(x))`";
    softsign = "`x / (1 + |x|)`";
    exponential = "`exp(x)`";
    sqrt = "`√x`, such as the magnitude of a spectrum; NaN below 0. Its slope at 0, infinite, counts as 0.";
    softmax = "`exp(x) / Σ exp(x)` over the last axis: probabilities.";
    log_softmax = "`x − ln Σ exp(x)` over the last axis.";
}

words! {
    /// Losses.
    losses:
    mse = "Mean squared error.";
    mae = "Mean absolute error.";
    huber = "Quadratic near zero, linear beyond `delta` (Huber 1964).";
    log_cosh = "`ln cosh` of the error.";
    binary_crossentropy = "For yes-or-no outputs, one or several, after sigmoid.";
    categorical_crossentropy = "For one class of many, one-hot targets, after softmax.";
    sparse_categorical_crossentropy = "For one class of many, integer targets, after softmax.";
    kl_divergence = "Between distributions: `Σ y ln(y / p)`.";
    poisson = "For counts: `p − y ln p`.";
    hinge = "For targets -1 and 1: `max(1 − y p, 0)`.";
}

#[cfg(test)]
mod tests {
    use crate::activation::ACTIVATIONS;
    use crate::layers::LAYERS;
    use crate::losses::LOSSES;

    #[test]
    fn every_word_is_documented() {
        let arguments =
            LAYERS.iter().flat_map(|layer| layer.args).map(|arg| ("argument", arg.name, super::arguments::ALL));
        let activations = ACTIVATIONS.iter().map(|def| ("activation", def.name, super::activations::ALL));
        let losses = LOSSES.iter().map(|def| ("loss", def.name, super::losses::ALL));
        for (kind, name, words) in arguments.chain(activations).chain(losses) {
            assert!(words.contains(&name), "the {kind} `{name}` is missing in language.rs");
        }
    }
}
