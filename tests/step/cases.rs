//! Networks of every kind that is causal in time.

use crate::{STEPS, assert_last, network, noise, whole};
use netkiln::__private::Input;
use netkiln::Plain;
use netkiln::prelude::*;

/// Runs a network of `$frame` numbers a step: one step at a time, and the whole of each prefix, from the shortest there can be. Each
/// length is a network of its own, the longest once with numbers and once, `named`, with a dimension that only rustc knows.
macro_rules! streams {
    ($name:ident, $frame:literal, from 1) => { streams!($name, $frame, 1 n1, 2 n2, 3 n3, 4 n4, 5 n5, 6 n6, 7 n7, 8 n8, 9 n9); };
    ($name:ident, $frame:literal, from 2) => { streams!($name, $frame, 2 n2, 3 n3, 4 n4, 5 n5, 6 n6, 7 n7, 8 n8, 9 n9); };
    ($name:ident, $frame:literal, from 4) => { streams!($name, $frame, 4 n4, 5 n5, 6 n6, 7 n7, 8 n8, 9 n9); };
    ($name:ident, $frame:literal, $($steps:tt $module:ident),*) => {
        mod $name {
            use super::*;
            $(pub mod $module { $name!($steps); })*
            pub mod named {
                use super::STEPS;
                $name!(STEPS);
            }

            fn run<T: Scalar>() {
                let net = network::<T, named::Net<T>>(11);
                let x = noise::<T>(12, STEPS * $frame);
                let (mut named, mut state) = (named::NetState::<T>::default(), n9::NetState::<T>::default());
                let mut known = <n9::Net<T> as Plain<T>>::zeroed();
                known.as_mut_slice().copy_from_slice(net.as_slice());
                for t in 1..=STEPS {
                    let frame: &[T; $frame] = x[(t - 1) * $frame..][..$frame].try_into().unwrap();
                    let got = net.step(frame, &mut named);
                    assert_eq!(got, known.step(frame, &mut state), "numbers and names differ at step {t}");
                    let inputs = [Input::Real(&x[..t * $frame])];
                    let expected = match t {
                        $($steps => whole::<T, $module::Net<T>>(net.as_slice(), &inputs),)*
                        _ => {
                            // No window is full yet, so that the whole network does not exist.
                            assert!(Plain::<T>::as_slice(got).iter().all(|x| x.f64().abs() < 1.0), "step {t}");
                            continue;
                        }
                    };
                    assert_last(&expected[0], Plain::<T>::as_slice(got), &format!("step {t}"));
                }
            }

            #[test]
            fn f32() {
                run::<f32>();
            }

            #[test]
            fn f64() {
                run::<f64>();
            }
        }
    };
}

macro_rules! last_state {
    ($n:tt) => {
        netkiln::network! { pub fn Net(x: Tensor<$n, 3>) -> Tensor<5> { x.lstm(5) } }
    };
}
streams!(last_state, 3, from 1);

macro_rules! stack {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<$n, 2> {
                x.gru(5, return_sequences = true).lstm(4, return_sequences = true).dense(2, activation = softmax)
            }
        }
    };
}
streams!(stack, 3, from 1);

macro_rules! before_the_product {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<4> {
                x.gru(5, reset_after = false, return_sequences = true)
                    .simple_rnn(4, activation = relu, use_bias = false, return_sequences = true)
                    .gru(4, use_bias = false, recurrent_activation = hard_sigmoid)
            }
        }
    };
}
streams!(before_the_product, 3, from 1);

macro_rules! causal {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 4>) -> Tensor<$n, 6> {
                x.conv1d(6, 3, dilation = 2, padding = causal, groups = 2, activation = tanh).conv1d(6, 2, padding = (1, 0))
            }
        }
    };
}
streams!(causal, 4, from 1);

macro_rules! residual {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<2> {
                let block = |x, dilation| {
                    let inner = x.conv1d(6, 3, dilation = dilation, padding = causal, activation = relu)
                        .layer_norm()
                        .dropout(0.2)
                        .conv1d(6, 1);
                    x + inner
                };
                let mut h = x.conv1d(6, 1);
                for d in [1, 2, 4] {
                    h = h.block(d);
                }
                h.lstm(3).dense(2)
            }
        }
    };
}
streams!(residual, 3, from 1);

macro_rules! apart {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 4>) -> Tensor<$n, 5> {
                x.separable_conv1d(6, 3, padding = causal, depth_multiplier = 2, activation = relu)
                    .depthwise_conv1d(2, padding = causal, dilation = 3)
                    .batch_norm()
                    .prelu(shared_axes = 1)
                    .spatial_dropout1d(0.3)
                    .gaussian_noise(0.1)
                    .dense(5, activation = log_softmax)
            }
        }
    };
}
streams!(apart, 4, from 1);

macro_rules! strided {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<{ ($n + 1) / 2 }, 4> {
                x.conv1d(4, 3, strides = 2, padding = causal, activation = tanh).dense(4)
            }
        }
    };
}
streams!(strided, 3, from 1);

macro_rules! twice_strided {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<4> {
                let half = x.conv1d(4, 3, strides = 2, padding = causal, activation = tanh);
                let other = x.conv1d(4, 1, strides = 2);
                (half + other).conv1d(5, 2, strides = 2, padding = causal).gru(4)
            }
        }
    };
}
streams!(twice_strided, 3, from 1);

macro_rules! pooled {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<3> {
                x.conv1d(4, 3, activation = relu).max_pool1d(2).lstm(3)
            }
        }
    };
}
streams!(pooled, 3, from 4);

macro_rules! averaged {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<{ $n - 1 }, 3> { x.avg_pool1d(2, strides = 1).dense(3) }
        }
    };
}
streams!(averaged, 3, from 2);

macro_rules! images {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 5, 4, 1>) -> Tensor<3> {
                let features = |frame| frame.conv2d(3, 2, padding = same, activation = relu).max_pool2d(2).flatten();
                x.time_distributed(features).gru(3)
            }
        }
    };
}
streams!(images, 20, from 1);

macro_rules! decoded {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<4, 2> {
                x.gru(5).repeat_vector(4).bidirectional(lstm(3, return_sequences = true)).time_distributed(dense(2))
            }
        }
    };
}
streams!(decoded, 3, from 1);

macro_rules! at_two_speeds {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<4> {
                let slow = x.max_pool1d(3, strides = 2).gru(3).dense(3, activation = relu);
                let fast = x.gru(3);
                concat(fast, slow).dense(4, activation = tanh)
            }
        }
    };
}
streams!(at_two_speeds, 3, from 4);

const TAPS: usize = 3;
const APART: usize = 2;
const HOP: usize = 2;

macro_rules! named_window {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<4> {
                x.conv1d(4, super::TAPS, dilation = super::APART, padding = causal, activation = relu)
                    .conv1d(4, super::TAPS, strides = super::HOP, padding = causal)
                    .lstm(4)
            }
        }
    };
}
streams!(named_window, 3, from 1);

macro_rules! merged {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 4>) -> Tensor<$n, 12> {
                let a = x.dense(4, activation = tanh);
                let b = x.flip(axis = 2).simple_rnn(4, return_sequences = true);
                concat(a * b, maximum(a, b), a - b, axis = 2)
            }
        }
    };
}
streams!(merged, 4, from 1);

network! {
    /// Words of a text, each an index.
    pub fn Text(words: Indices<30, 9>) -> Tensor<9, 30> {
        words.embedding(4).gru(6, return_sequences = true).dense(30, activation = softmax)
    }

    /// Two sequences and a vector that is given with each step; two outputs.
    pub fn Several(sound: Tensor<9, 3>, lips: Tensor<9, 2>, speaker: Tensor<4>) -> (Tensor<9, 2>, Tensor<5>) {
        let both = concat(sound, lips).lstm(6, return_sequences = true);
        let spoken = both.dense(2);
        let who = both.gru(5) + speaker.dense(5);
        (spoken, who)
    }
}

/// What would come of the first window counts as 0 until it is full.
#[test]
fn before_the_first_window() {
    let net = network::<f32, pooled::n9::Net>(1);
    let mut state = pooled::n9::Net::state();
    let zeros: Vec<bool> = (0..9).map(|_| net.step(&[1.0; 3], &mut state).iter().all(|&x| x == 0.0)).collect();
    // Three steps make one of the convolution, and two of these one of pooling.
    assert_eq!(zeros, [true, true, true, false, false, false, false, false, false]);
}

#[test]
fn indices_one_at_a_time() {
    let net = network::<f32, Text>(1);
    let words: [u32; 9] = [3, 17, 0, 29, 3, 8, 8, 1, 22];
    let expected = whole::<f32, Text>(net.as_slice(), &[Input::Indices(&words)]);
    let mut state = Text::state();
    for (t, &word) in words.iter().enumerate() {
        let next: &[f32; 30] = net.step(&[word], &mut state);
        assert_last(&expected[0][..(t + 1) * 30], next, &format!("word {t}"));
    }
}

#[test]
fn several_sequences_come_in_pairs() {
    let net = network::<f64, Several<f64>>(2);
    let (sound, lips, speaker) = (noise::<f64>(3, 27), noise::<f64>(4, 18), noise::<f64>(5, 4));
    let expected =
        whole::<f64, Several<f64>>(net.as_slice(), &[Input::Real(&sound), Input::Real(&lips), Input::Real(&speaker)]);
    let speaker: [f64; 4] = speaker.try_into().unwrap();
    let mut state = SeveralState::<f64>::default();
    for t in 0..9 {
        let sound: &[f64; 3] = sound[3 * t..][..3].try_into().unwrap();
        let lips: &[f64; 2] = lips[2 * t..][..2].try_into().unwrap();
        let SeveralOutputs { spoken, who } = net.step(SeveralInputs { sound, lips, speaker: &speaker }, &mut state);
        assert_last(&expected[0][..(t + 1) * 2], spoken, &format!("spoken {t}"));
        if t == 8 {
            assert_last(&expected[1], who, "who");
        }
    }
}

macro_rules! with_options {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<9> {
                let y = x.lstm(4, dropout = 0.2, recurrent_dropout = 0.3, truncate = 3, return_sequences = true);
                let (a, h, c) = y.lstm(3, dropout = 0.1, return_state = true);
                let (_, k) = y.gru(3, return_state = true);
                concat(a * h, c, k)
            }
        }
    };
}
streams!(with_options, 3, from 1);

// What is there once runs as it stands: a decoder behind an encoder, whose sequence is long over.
macro_rules! decoder {
    ($n:tt) => {
        netkiln::network! {
            pub fn Net(x: Tensor<$n, 3>) -> Tensor<4, 5> {
                let (y, h, c) = x.lstm(5, return_state = true);
                let (z, k) = y.repeat_vector(4).gru(5, initial_state = h, return_sequences = true, return_state = true);
                z.lstm(5, initial_state = (k, c), return_sequences = true)
            }
        }
    };
}
streams!(decoder, 3, from 1);
