//! Every gradient, through `network!`, against central differences in `f64`: each layer, activation and loss, and what graphs
//! do with them (branches, shared weights, blocks, several inputs and outputs, frozen parts, penalties, statistics of a batch).

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
                crate::check::<Net<f64>>(stringify!($name), stringify!($body));
            }
        })*

        pub const SOURCES: &[&str] = &[$(concat!($(stringify!($attr), " ",)* stringify!($body))),*];
    };
}

mod attention;
mod convolution;
mod dense;
mod graphs;
mod losses;
mod merges;
mod norms;
mod pooling;
mod recurrent;
mod steps;
#[path = "../support/mod.rs"]
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

/// The text of every network.
fn sources() -> impl Iterator<Item = &'static &'static str> {
    [
        attention::SOURCES,
        convolution::SOURCES,
        dense::SOURCES,
        graphs::SOURCES,
        losses::SOURCES,
        merges::SOURCES,
        norms::SOURCES,
        pooling::SOURCES,
        recurrent::SOURCES,
        steps::SOURCES,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn every_layer_activation_and_loss_is_here() {
    let words: Vec<&str> =
        sources().flat_map(|source| source.split(|c: char| !c.is_alphanumeric() && c != '_')).collect();
    let operators = |keyword: &str| match keyword {
        "subtract" => sources().any(|source| source.contains(" - ")),
        _ => false,
    };
    let layers = nn_spec::layers::LAYERS.iter().map(|layer| layer.keyword);
    let activations = nn_spec::activation::ACTIVATIONS.iter().map(|activation| activation.name);
    let losses = nn_spec::losses::LOSSES.iter().map(|loss| loss.name);
    let missing: Vec<&str> =
        layers.chain(activations).chain(losses).filter(|name| !words.contains(name) && !operators(name)).collect();
    assert!(missing.is_empty(), "no gradient is checked of: {}", missing.join(", "));
}
