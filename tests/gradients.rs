//! Every gradient, through `network!`, against central differences in `f64`: each layer, activation and loss, and what graphs
//! do with them (branches, shared weights, blocks, several inputs and outputs, frozen parts, penalties, statistics of a batch).

mod support;

use nn_runtime::network::Update;
use nn_runtime::{Trainable, train};
use support::close::assert_close;
use support::data::{self, Field, Fields};
use support::direct::{self, Top};
use support::random::Random;

/// The largest relative error.
const TOLERANCE: f64 = 1e-6;
/// What rounding leaves in the differences of values near 1: gradients far below it cannot be told from zero.
const FLOOR: f64 = 2e-10;
/// The steps of the differences. Their own error is of the step's fourth power, that of rounding falls with it. The second is for
/// a parameter whose first step leads across a kink, where a maximum changes from one element to another.
const STEPS: [f64; 2] = [1e-4, 4e-6];

/// Declares networks, each with a test; `SOURCES` lists them.
macro_rules! networks {
    ($($name:ident: $(#[$attr:meta])* ($($inputs:tt)*) -> [$($output:tt)*] $body:block)*) => {
        $(mod $name {
            netkiln::network! {
                $(#[$attr])*
                pub fn Net($($inputs)*) -> $($output)* $body
            }

            #[test]
            fn gradients() {
                super::check::<Net<f64>>(stringify!($name), stringify!($body));
            }
        })*

        const SOURCES: &[&str] = &[$(concat!($(stringify!($attr), " ",)* stringify!($body))),*];
    };
}

networks! {
    dense: #[loss(mse)] (x: Tensor<5>) -> [Tensor<3>] {
        x.dense(7, activation = tanh).dense(4, use_bias = false).dense(3)
    }

    dense_over_rows: #[loss(mse)] (x: Tensor<4, 3>) -> [Tensor<4, 2>] {
        x.dense(5, activation = sigmoid).dense(2)
    }

    dense_wider_than_a_register: #[loss(mse)] (x: Tensor<19>) -> [Tensor<3>] {
        x.dense(21, activation = softplus).dense(3)
    }

    multi_hot: #[loss(binary_crossentropy)] (words: MultiHot<12>) -> [Tensor<1>] {
        words.dense(4, activation = tanh).dense(1, activation = sigmoid)
    }

    embedding: #[loss(mse)] (words: Indices<9, 4>) -> [Tensor<2>] {
        words.embedding(3).tanh().flatten().dense(2)
    }

    embedding_used_twice: #[loss(mse)] (words: Indices<5, 2>) -> [Tensor<2, 3>] {
        let table = embedding(3);
        table(words) * table(words).tanh()
    }

    fused_activations: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        concat(
            x.dense(2, activation = linear),
            x.dense(2, activation = relu),
            x.dense(2, activation = leaky_relu),
            x.dense(2, activation = elu(alpha = 0.7)),
            x.dense(2, activation = selu),
            x.dense(2, activation = gelu),
            x.dense(2, activation = gelu(approximate = true)),
            x.dense(2, activation = silu),
        )
        .dense(3)
    }

    more_fused_activations: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        concat(
            x.dense(2, activation = sigmoid),
            x.dense(2, activation = hard_sigmoid),
            x.dense(2, activation = tanh),
            x.dense(2, activation = softplus),
            x.dense(2, activation = softsign),
            x.dense(2, activation = exponential),
            x.dense(3, activation = softmax),
            x.dense(3, activation = log_softmax),
        )
        .dense(3)
    }

    activations_alone: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let y = x.dense(4).layer_norm();
        let a = y.relu() + y.leaky_relu(negative_slope = 0.1) + y.elu() + y.selu() + y.gelu() + y.silu();
        let b = y.sigmoid() * y.hard_sigmoid() + y.tanh() * y.softplus() + y.softsign() * y.exponential();
        concat(a, b, y.linear(), y.softmax(), y.log_softmax(), y.activation(tanh)).dense(3)
    }

    layer_norm: #[loss(mse)] (x: Tensor<3, 4>) -> [Tensor<3, 4>] {
        let y = x.dense(4).layer_norm();
        let z = y.dense(4).layer_norm(center = false, epsilon = 0.01);
        y + z.dense(4).layer_norm(scale = false)
    }

    batch_norm: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(3).batch_norm().tanh().dense(2)
    }

    batch_norm_first_and_last: #[loss(mse)] (x: Tensor<3>) -> [Tensor<3>] {
        x.batch_norm(epsilon = 0.01).dense(3).batch_norm(center = false)
    }

    batch_norm_over_rows: #[loss(mse)] (x: Tensor<2, 3>) -> [Tensor<2, 3>] {
        x.dense(3).batch_norm(scale = false).dense(3, activation = tanh).batch_norm(momentum = 0.5)
    }

    batch_norm_in_branches: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let y = x.dense(3, activation = tanh);
        let left = y.batch_norm();
        let right = y.dense(3).batch_norm();
        (left + right + y).dense(3)
    }

    batch_norm_frozen: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(3).batch_norm(trainable = false).tanh().dense(2)
    }

    dropout: #[loss(mse)] (x: Tensor<6>) -> [Tensor<2>] {
        x.dense(8, activation = tanh).dropout(0.4).dense(6).dropout(0.2).dense(2)
    }

    noise: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(5).gaussian_noise(0.3).tanh().dense(2)
    }

    shapes: #[loss(mse)] (x: Tensor<6>) -> [Tensor<4, 3>] {
        x.dense(12).reshape(3, 4).dense(4, activation = tanh).permute(2, 1).dense(3).reshape(2, -1).flatten().reshape(4, 3)
    }

    merges: #[loss(mse)] (x: Tensor<4>) -> [Tensor<9>] {
        let a = x.dense(3);
        let b = x.dense(3, activation = tanh);
        let c = x.dense(3, activation = softplus);
        concat(
            add(a, b, c) - a * b,
            multiply(a, b, c) + average(a, b, c),
            maximum(a, b, c) * minimum(b, c),
        )
    }

    concat_along_the_first_axis: #[loss(mse)] (x: Tensor<2, 3>) -> [Tensor<5, 3>] {
        let y = x.dense(3, activation = tanh);
        concat(y, y.dense(3).reshape(3, 2).permute(2, 1), y.reshape(6).dense(3).reshape(1, 3), axis = 1)
    }

    dot_products: #[loss(mse)] (x: Tensor<5>) -> [Tensor<7>] {
        let a = x.dense(6).reshape(2, 3);
        let b = x.dense(9, activation = tanh).reshape(3, 3);
        concat(
            dot(a, b, axes = 2).flatten(),
            dot(x.dense(4), x.dense(4), axes = 1, normalize = true),
        )
    }

    dot_normalized: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3, 3>] {
        let a = x.dense(6).reshape(2, 3);
        let b = x.dense(6, activation = tanh).reshape(3, 2);
        dot(a, b, axes = (1, 2), normalize = true)
    }

    convolution_in_one_dimension: #[loss(mse)] (x: Tensor<6, 2>) -> [Tensor<2>] {
        x.conv1d(3, kernel = 3, padding = causal, activation = tanh).conv1d(2, kernel = 3, strides = 2).flatten().dense(2)
    }

    convolution_in_two_dimensions: #[loss(mse)] (x: Tensor<5, 4, 2>) -> [Tensor<2>] {
        let y = x.conv2d(3, kernel = 3, padding = same, activation = silu);
        (y + y.conv2d(3, kernel = 1)).conv2d(2, kernel = (2, 3), strides = 2).batch_norm().flatten().dense(2)
    }

    convolution_in_three_dimensions: #[loss(mse)] (x: Tensor<3, 3, 3, 1>) -> [Tensor<2>] {
        x.conv3d(2, kernel = 2, activation = softplus).conv3d(2, kernel = (1, 2, 1), padding = same).flatten().dense(2)
    }

    pooling_in_one_dimension: #[loss(mse)] (x: Tensor<7, 2>) -> [Tensor<6>] {
        let y = x.dense(2, activation = tanh);
        concat(
            y.max_pool1d(2).flatten().dense(2),
            y.avg_pool1d(3, strides = 2, padding = same).flatten().dense(2),
            y.global_max_pool1d() + y.global_avg_pool1d(),
        )
    }

    pooling_in_two_dimensions: #[loss(mse)] (x: Tensor<5, 4, 2>) -> [Tensor<6>] {
        let y = x.conv2d(2, kernel = 2, padding = same, activation = silu);
        concat(
            y.max_pool2d((3, 2), strides = (2, 1), padding = same).flatten().dense(2),
            y.avg_pool2d(2, strides = 3).flatten().dense(2),
            (y.global_max_pool2d(keepdims = true) * y.global_avg_pool2d(keepdims = true)).flatten(),
        )
    }

    pooling_in_three_dimensions: #[loss(mse)] (x: Tensor<3, 2, 4, 1>) -> [Tensor<6>] {
        let y = x.conv3d(2, kernel = 2, padding = same, activation = tanh);
        concat(
            y.max_pool3d((2, 1, 2)).flatten().dense(2),
            y.avg_pool3d(2, strides = 1, padding = same).flatten().dense(2),
            y.global_max_pool3d() - y.global_avg_pool3d(),
        )
    }

    one_value_twice_in_a_merge: #[loss(mse)] (x: Tensor<3>) -> [Tensor<9>] {
        let y = x.dense(3);
        concat(y * y, y + y, dot(y.reshape(3, 1), y.reshape(1, 3), axes = (2, 1)).flatten().dense(3))
    }

    a_layer_used_thrice: #[loss(mse)] (x: Tensor<4>) -> [Tensor<4>] {
        let again = dense(4, activation = tanh);
        let y = again(x);
        let z = again(y);
        z + again(y * z)
    }

    twins: #[loss(binary_crossentropy)] (left: Tensor<5>, right: Tensor<5>) -> [Tensor<1>] {
        let encoder = dense(3, activation = tanh);
        let (l, r) = (encoder(left), encoder(right));
        concat(l - r, l * r).dense(1, activation = sigmoid)
    }

    residual_blocks: #[loss(mse)] (x: Tensor<5>) -> [Tensor<2>] {
        let residual = |x, width| {
            let y = x.dense(width, activation = silu).dense(5);
            (x + y).layer_norm()
        };
        let mut y = x.residual(6);
        for width in [3, 4] {
            y = y.residual(width);
        }
        y.dense(2)
    }

    a_value_read_by_many: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let y = x.dense(3, activation = gelu);
        let z = y.tanh() + y.dense(3);
        z * y + z.sigmoid() - y.reshape(3)
    }

    an_elementwise_chain: #[loss(mse)] (x: Tensor<6>) -> [Tensor<6>] {
        let y = x.dense(6);
        ((y.tanh() + y) * y.sigmoid() - y.softplus()).silu().gelu() + y
    }

    inputs_of_every_kind: #[loss(mse)] (x: Tensor<3>, words: MultiHot<7>, place: Indices<4, 2>) -> [Tensor<2>] {
        concat(x.dense(3), words.dense(2), place.embedding(2).flatten()).tanh().dense(2)
    }

    several_outputs: #[loss(class = sparse_categorical_crossentropy, place = 0.3 * mse, sure = 2.0 * binary_crossentropy)]
        (x: Tensor<5>) -> [(Tensor<3>, Tensor<2>, Tensor<1>)] {
        let trunk = x.dense(4, activation = tanh);
        let class = trunk.dense(3, activation = softmax);
        let place = trunk.dense(2);
        let sure = concat(trunk, place).dense(1, activation = sigmoid);
        (class, place, sure)
    }

    an_output_without_a_loss: #[loss(y = mse)] (x: Tensor<3>) -> [(Tensor<2>, Tensor<2>)] {
        let y = x.dense(2, activation = tanh);
        let extra = y.dense(2, trainable = false);
        (y, extra)
    }

    an_output_that_goes_on: #[loss(early = mse, late = mse)] (x: Tensor<3>) -> [(Tensor<4>, Tensor<2>)] {
        let early = x.dense(4, activation = tanh);
        let late = early.dense(2);
        (early, late)
    }

    logits_that_others_read: #[loss(class = sparse_categorical_crossentropy, odds = mse)]
        (x: Tensor<4>) -> [(Tensor<3>, Tensor<3>)] {
        let logits = x.dense(3);
        let class = logits.softmax();
        let odds = logits.dense(3);
        (class, odds)
    }

    probabilities_that_others_read: #[loss(class = categorical_crossentropy, next = mse)]
        (x: Tensor<4>) -> [(Tensor<3>, Tensor<2>)] {
        let class = x.dense(3, activation = softmax);
        let next = class.dense(2);
        (class, next)
    }

    losses_of_numbers: #[loss(a = mse, b = mae, c = huber(delta = 0.8), d = log_cosh, e = poisson, f = hinge)]
        (x: Tensor<4>) -> [(Tensor<2>, Tensor<2>, Tensor<2, 2>, Tensor<2>, Tensor<2>, Tensor<2>)] {
        let y = x.dense(4, activation = tanh);
        let a = y.dense(2);
        let b = y.dense(2);
        let c = y.dense(4).reshape(2, 2);
        let d = y.dense(2);
        let e = y.dense(2, activation = softplus);
        let f = y.dense(2, activation = tanh);
        (a, b, c, d, e, f)
    }

    losses_of_probabilities: #[loss(
        a = binary_crossentropy,
        b = binary_crossentropy(label_smoothing = 0.1),
        c = categorical_crossentropy,
        d = categorical_crossentropy(label_smoothing = 0.2),
        e = sparse_categorical_crossentropy,
        f = kl_divergence
    )]
        (x: Tensor<4>) -> [(Tensor<2>, Tensor<3>, Tensor<3>, Tensor<2, 3>, Tensor<2, 3>, Tensor<3>)] {
        let y = x.dense(4, activation = tanh);
        let a = y.dense(2, activation = sigmoid);
        let b = y.dense(3, activation = sigmoid);
        let c = y.dense(3, activation = softmax);
        let d = y.dense(6).reshape(2, 3).softmax();
        let e = y.dense(6).reshape(2, 3).softmax();
        let f = y.dense(3, activation = softmax);
        (a, b, c, d, e, f)
    }

    losses_of_logits: #[loss(
        a = binary_crossentropy(from_logits = true),
        b = binary_crossentropy(from_logits = true, label_smoothing = 0.1),
        c = categorical_crossentropy(from_logits = true),
        d = sparse_categorical_crossentropy(from_logits = true)
    )]
        (x: Tensor<4>) -> [(Tensor<2>, Tensor<3>, Tensor<3>, Tensor<2, 3>)] {
        let y = x.dense(4, activation = tanh);
        let a = y.dense(2);
        let b = y.dense(3);
        let c = y.dense(3);
        let d = y.dense(6).reshape(2, 3);
        (a, b, c, d)
    }

    losses_apart_from_their_activation: #[loss(a = binary_crossentropy, b = categorical_crossentropy, c = sparse_categorical_crossentropy)]
        (x: Tensor<4>) -> [(Tensor<2>, Tensor<3>, Tensor<3>)] {
        let y = x.dense(8, activation = tanh);
        let a = y.dense(2, activation = sigmoid).reshape(2);
        let b = y.dense(3, activation = softmax).reshape(3);
        let c = y.dense(3, activation = softmax).reshape(3);
        (a, b, c)
    }

    a_loss_of_ones_own: #[loss(custom)] (x: Tensor<4>) -> [(Tensor<3>, Tensor<2>)] {
        let y = x.dense(3, activation = softmax);
        let z = y.dense(2, activation = sigmoid);
        (y, z)
    }

    frozen_in_the_middle: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(4, activation = tanh).dense(4, activation = sigmoid, trainable = false).dense(2)
    }

    frozen_up_to_a_value: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        let features = x.dense(5, activation = tanh).layer_norm().freeze();
        features.dense(3, activation = gelu).dense(2)
    }

    frozen_beside_trained: #[loss(mse)] (x: Tensor<4>) -> [Tensor<3>] {
        let y = x.dense(3, activation = tanh);
        y.dense(3, trainable = false) * y + x.dense(3, trainable = false)
    }

    penalties: #[loss(mse)] (x: Tensor<4>) -> [Tensor<2>] {
        x.dense(3, activation = tanh, kernel_regularizer = l2(0.02), bias_regularizer = l1(0.03))
            .layer_norm(gamma_regularizer = l1_l2(l1 = 0.01, l2 = 0.04))
            .dense(2, kernel_regularizer = l1(0.05))
    }
}

/// What is at the top of a network: its losses, or, for a loss of one's own, a gradient of the outputs.
struct Judge<'d, N> {
    x: &'d Fields<f64>,
    y: &'d Fields<f64>,
    samples: usize,
    custom: bool,
    /// Whether some layer draws random numbers: then the passes are run by hand, all with the same seed.
    random: bool,
    net: Box<N>,
}

impl<N: Trainable<f64>> Judge<'_, N> {
    fn value_and_gradient(&self) -> (f64, Box<N>) {
        if !self.custom && !self.random {
            return train::loss_and_gradients(&*self.net, self.x, self.y).expect("data that fits");
        }
        let pass = direct::batch(self.samples, 7);
        if self.custom {
            let upstream = self.upstream();
            let run = direct::train(&*self.net, &pass, &self.x.inputs(), &Top::Upstream(&upstream));
            let dots =
                run.outputs.iter().zip(&upstream).map(|(y, g)| y.iter().zip(*g).map(|(y, g)| y * g).sum::<f64>());
            return (dots.sum(), run.gradients);
        }
        let run = direct::train(&*self.net, &pass, &self.x.inputs(), &Top::Loss(&self.y.targets(), &[]));
        let weights = N::OUTPUTS.iter().map(|info| info.loss.map_or(0.0, |(_, weight)| weight));
        (run.losses.iter().zip(weights).map(|(loss, weight)| loss * weight).sum(), run.gradients)
    }

    fn upstream(&self) -> Vec<&[f64]> {
        let fields = self.y.0.iter().map(|(_, field)| match field {
            Field::Real(array) => array.as_slice(),
            _ => None,
        });
        fields.map(|values| values.expect("gradients of outputs are numbers")).collect()
    }

    /// The loss with parameter `i` moved by `step`.
    fn moved(&mut self, i: usize, step: f64) -> f64 {
        let held = self.net.as_slice()[i];
        self.net.as_mut_slice()[i] = held + step;
        let (value, _) = self.value_and_gradient();
        self.net.as_mut_slice()[i] = held;
        value
    }

    /// The derivative by parameter `i`: differences over one and two steps, so that the error is of the fourth power.
    fn slope(&mut self, i: usize, step: f64) -> f64 {
        let near = self.moved(i, step) - self.moved(i, -step);
        let far = self.moved(i, 2.0 * step) - self.moved(i, -2.0 * step);
        (8.0 * near - far) / (12.0 * step)
    }
}

/// Compares every parameter's gradient with differences, for batches of several sizes.
fn check<N: Trainable<f64>>(name: &str, source: &str) {
    let random = ["dropout", "gaussian_noise"].iter().any(|layer| source.contains(layer));
    let custom = N::OUTPUTS.iter().all(|info| info.loss.is_none());
    for samples in [1, 2, 7, 64] {
        let mut numbers = Random::named(name);
        let x = data::inputs::<f64, N>(&mut numbers, samples);
        let y = data::targets::<f64, N>(&mut numbers, samples);
        let mut net = train::new::<f64, N>(3);
        // Away from zero biases and from gammas of 1, where a mistake could hide.
        net.as_mut_slice().iter_mut().for_each(|p| *p += numbers.between(-0.3, 0.3));
        let mut judge = Judge { x: &x, y: &y, samples, custom, random, net };
        let (value, gradient) = judge.value_and_gradient();
        assert!(value.is_finite(), "{name}: the loss is {value}");
        if custom {
            let found = train::vjp(&*judge.net, &x, &y).expect("data that fits");
            assert_close(found.as_slice(), gradient.as_slice(), 1e-12, "vjp");
        }
        let mut i = 0;
        for info in N::PARAMS {
            for k in 0..info.shape.len() {
                let got = gradient.as_slice()[i];
                match info.update {
                    Update::Gradient => {
                        let mut want = 0.0;
                        let agree = STEPS.iter().any(|&step| {
                            want = judge.slope(i, step);
                            (got - want).abs() <= TOLERANCE * want.abs().max(got.abs()) + FLOOR
                        });
                        assert!(
                            agree,
                            "{name}, {samples} samples: {}[{k}] is {got}, differences say {want}",
                            info.name
                        );
                    }
                    Update::Frozen => assert_eq!(got, 0.0, "{name}: {} is frozen", info.name),
                    // Its slot holds the batch's statistics: the Keras cases check them.
                    Update::Moving { .. } => {}
                }
                i += 1;
            }
        }
        assert_eq!(i, N::PARAMETERS);
    }
}

#[test]
fn every_layer_activation_and_loss_is_here() {
    let words: Vec<&str> =
        SOURCES.iter().flat_map(|source| source.split(|c: char| !c.is_alphanumeric() && c != '_')).collect();
    let operators = |keyword: &str| match keyword {
        "subtract" => SOURCES.iter().any(|source| source.contains(" - ")),
        _ => false,
    };
    let layers = nn_spec::layers::LAYERS.iter().map(|layer| layer.keyword);
    let activations = nn_spec::activation::ACTIVATIONS.iter().map(|activation| activation.name);
    let losses = nn_spec::losses::LOSSES.iter().map(|loss| loss.name);
    let missing: Vec<&str> =
        layers.chain(activations).chain(losses).filter(|name| !words.contains(name) && !operators(name)).collect();
    assert!(missing.is_empty(), "no gradient is checked of: {}", missing.join(", "));
}
