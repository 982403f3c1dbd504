//! Every layer there is, in networks as small as can be, with weights that only look random: programs that ask them show that no layer leaves a
//! panic behind, and that a chip computes what a PC does.

use core::hint::black_box;
use netkiln::__private::ParamInfo;
use netkiln::{Network, Plain};

/// Numbers from −0.5 to 0.5 that look random.
const fn noise<const N: usize>() -> [f32; N] {
    let (mut numbers, mut i, mut z) = ([0.0; N], 0, 0x9E37_79B9u32);
    while i < N {
        z ^= z << 13;
        z ^= z >> 17;
        z ^= z << 5;
        numbers[i] = (z >> 16) as f32 / 65536.0 - 0.5;
        i += 1;
    }
    numbers
}

/// Weights of a network. Variances are positive.
const fn weights<const N: usize>(params: &[ParamInfo]) -> [f32; N] {
    let (mut weights, mut i, mut at) = (noise::<N>(), 0, 0);
    while i < params.len() {
        let end = at + params[i].shape.len();
        if let Some((_, b"variance")) = params[i].name.as_bytes().split_last_chunk() {
            while at < end {
                weights[at] += 1.0;
                at += 1;
            }
        }
        at = end;
        i += 1;
    }
    weights
}

/// What the networks are asked: the first numbers of these.
static NUMBERS: [f32; 1024] = noise();

fn numbers<A: Plain<f32>>() -> Option<&'static A> {
    A::from_slice(black_box(&NUMBERS).get(..size_of::<A>() / 4)?)
}

/// What is done with the name of a network and its answer.
pub type Answer<'a> = &'a mut dyn FnMut(&'static str, &[f32]);

/// Declares networks, and a function for each: the answers to what is given, with `step` one after each of six steps.
macro_rules! layers {
    ($($way:ident $name:ident($given:expr): $(#[$meta:meta])* ($($input:tt)*) -> $tensor:ident<$($size:literal),*> { $($body:tt)* })*) => {
        $(pub mod $name {
            use super::*;

            netkiln::network! { $(#[$meta])* pub fn Net($($input)*) -> $tensor<$($size),*> { $($body)* } }

            #[allow(dead_code)]
            const INPUT: &netkiln::__private::spec::Shape = &<Net as Network<f32>>::INPUTS[0].value.shape;
            #[allow(dead_code)]
            fn whole() -> Option<&'static [f32; INPUT.len()]> {
                numbers()
            }
            #[allow(dead_code)]
            fn steps() -> Option<&'static [[f32; INPUT.len() / INPUT.dim(0)]; 6]> {
                numbers()
            }

            static WEIGHTS: [f32; Net::PARAMETERS] = weights(<Net as Network<f32>>::PARAMS);

            /// Asks it.
            #[inline(never)]
            pub fn ask(answer: Answer<'_>) {
                if let (Some(net), Some(given)) = (Net::from_slice(black_box(&WEIGHTS)), $given) {
                    layers!($way $name net, given, answer);
                }
            }
        })*

        /// Asks every network.
        pub fn ask(answer: Answer<'_>) {
            $($name::ask(answer);)*
        }
    };
    (infer $name:ident $net:ident, $given:ident, $answer:ident) => {
        let mut arena = Net::arena();
        $answer(stringify!($name), Plain::<f32>::as_slice($net.infer($given, &mut arena)));
    };
    (step $name:ident $net:ident, $given:ident, $answer:ident) => {
        let steps: &[_; 6] = $given;
        let mut state = Net::state();
        for step in steps {
            $answer(stringify!($name), Plain::<f32>::as_slice($net.step(step, &mut state)));
        }
    };
}

layers! {
    infer dense(whole()): (x: Tensor<9>) -> Tensor<5> { x.dense(11, activation = tanh).dense(5) }
    infer folded(whole()): (x: Tensor<9, 8, 6>) -> Tensor<7, 6, 7> { x.conv2d(7, kernel = 3).batch_norm().relu() }
    infer grouped(whole()): (x: Tensor<9, 8, 6>) -> Tensor<9, 8, 6> { x.conv2d(6, kernel = (3, 2), padding = same, groups = 2, activation = relu) }
    infer dilated(whole()): (x: Tensor<9, 8, 2>) -> Tensor<5, 4, 5> { x.conv2d(5, kernel = 3, dilation = 2) }
    infer depthwise(whole()): (x: Tensor<9, 8, 6>) -> Tensor<9, 8, 6> { x.depthwise_conv2d(3, padding = same) }
    infer depthwise_folded(whole()): (x: Tensor<9, 8, 6>) -> Tensor<5, 4, 6> {
        x.depthwise_conv2d(3, padding = same, strides = 2).batch_norm().relu()
    }
    infer multiplied(whole()): (x: Tensor<9, 8, 6>) -> Tensor<8, 7, 12> { x.depthwise_conv2d(2, depth_multiplier = 2).batch_norm(scale = false) }
    infer depthwise_dilated(whole()): (x: Tensor<9, 8, 6>) -> Tensor<9, 8, 6> { x.depthwise_conv2d(2, padding = same, dilation = 2) }
    infer depthwise1d(whole()): (x: Tensor<9, 5>) -> Tensor<7, 5> { x.depthwise_conv1d(3) }
    infer depthwise3d(whole()): (x: Tensor<5, 4, 3, 2>) -> Tensor<4, 3, 2, 2> { x.depthwise_conv3d(2) }
    infer separable(whole()): (x: Tensor<9, 8, 6>) -> Tensor<9, 8, 5> { x.separable_conv2d(5, kernel = 3, padding = same).batch_norm(center = false).silu() }
    infer separable1d(whole()): (x: Tensor<9, 5>) -> Tensor<7, 4> { x.separable_conv1d(4, kernel = 3) }
    infer separable3d(whole()): (x: Tensor<5, 4, 3, 2>) -> Tensor<4, 3, 2, 3> { x.separable_conv3d(3, kernel = 2) }
    infer conv1d(whole()): (x: Tensor<9, 5>) -> Tensor<9, 6> { x.conv1d(6, kernel = 3, padding = causal, activation = relu) }
    infer conv3d(whole()): (x: Tensor<5, 4, 3, 2>) -> Tensor<3, 3, 3, 3> { x.conv3d(3, kernel = (3, 2, 1), activation = tanh) }
    infer transposed(whole()): (x: Tensor<4, 3, 6>) -> Tensor<9, 7, 5> { x.conv2d_transpose(5, kernel = 3, strides = 2).batch_norm() }
    infer transposed1d(whole()): (x: Tensor<4, 3>) -> Tensor<9, 5> { x.conv1d_transpose(5, kernel = 3, strides = 2) }
    infer transposed3d(whole()): (x: Tensor<3, 2, 2, 2>) -> Tensor<4, 3, 3, 3> { x.conv3d_transpose(3, kernel = 2) }
    infer max_pools(whole()): (x: Tensor<8, 6, 5>) -> Tensor<5> { x.max_pool2d(3, strides = 2, padding = same).global_max_pool2d() }
    infer max_pools1d(whole()): (x: Tensor<8, 5>) -> Tensor<5> { x.max_pool1d(2).global_max_pool1d() }
    infer max_pools3d(whole()): (x: Tensor<5, 4, 4, 5>) -> Tensor<5> { x.max_pool3d(2).global_max_pool3d() }
    infer avg_pools(whole()): (x: Tensor<8, 6, 5>) -> Tensor<5> { x.avg_pool2d(3, strides = 2, padding = same).global_avg_pool2d() }
    infer avg_pools1d(whole()): (x: Tensor<8, 5>) -> Tensor<5> { x.avg_pool1d(2).global_avg_pool1d() }
    infer avg_pools3d(whole()): (x: Tensor<5, 4, 4, 5>) -> Tensor<5> { x.avg_pool3d(2).global_avg_pool3d() }
    infer batch_norm(whole()): (x: Tensor<8, 5>) -> Tensor<8, 5> { x.batch_norm() }
    infer layer_norm(whole()): (x: Tensor<8, 5>) -> Tensor<8, 5> { x.layer_norm() }
    infer group_norm(whole()): (x: Tensor<8, 6>) -> Tensor<8, 6> { x.group_norm(groups = 3) }
    infer prelu(whole()): (x: Tensor<4, 3, 6>) -> Tensor<4, 3, 6> { x.prelu(shared_axes = (1, 2)) }
    infer smooth(whole()): (x: Tensor<7>) -> Tensor<7> { x.sigmoid().tanh().gelu().silu().elu().softplus() }
    infer piecewise(whole()): (x: Tensor<7>) -> Tensor<7> { x.leaky_relu().hard_sigmoid().relu() }
    infer log_softmax(whole()): (x: Tensor<4, 7>) -> Tensor<4, 7> { x.log_softmax() }
    infer softmax(whole()): (x: Tensor<4, 7>) -> Tensor<4, 7> { x.softmax() }
    infer noisy(whole()): (x: Tensor<4, 7>) -> Tensor<4, 3> { x.dropout(0.5).gaussian_noise(0.1).spatial_dropout1d(0.2).dense(3) }
    infer noisy2d(whole()): (x: Tensor<4, 3, 7>) -> Tensor<4, 3, 3> { x.spatial_dropout2d(0.2).dense(3) }
    infer noisy3d(whole()): (x: Tensor<4, 3, 2, 7>) -> Tensor<4, 3, 2, 3> { x.spatial_dropout3d(0.2).dense(3) }
    infer upsampled(whole()): (x: Tensor<3, 4, 5>) -> Tensor<6, 8, 5> { x.upsample2d(2) }
    infer upsampled1d(whole()): (x: Tensor<3, 5>) -> Tensor<6, 5> { x.upsample1d(2) }
    infer upsampled3d(whole()): (x: Tensor<3, 2, 2, 5>) -> Tensor<6, 4, 4, 5> { x.upsample3d(2) }
    infer interpolated(whole()): (x: Tensor<3, 4, 5>) -> Tensor<6, 8, 5> { x.upsample2d(2, interpolation = bilinear) }
    infer framed(whole()): (x: Tensor<4, 4, 5>) -> Tensor<5, 4, 5> { x.zero_pad2d(1).crop2d(((0, 1), (1, 1))) }
    infer framed1d(whole()): (x: Tensor<4, 5>) -> Tensor<5, 5> { x.zero_pad1d(1).crop1d((0, 1)) }
    infer framed3d(whole()): (x: Tensor<3, 3, 2, 5>) -> Tensor<3, 3, 2, 5> { x.zero_pad3d(1).crop3d(1) }
    infer moved(whole()): (x: Tensor<3, 4, 5>) -> Tensor<10, 6> { x.permute(2, 3, 1).flip(axis = 1).reshape(10, 6) }
    infer merged(whole()): (x: Tensor<6, 5>) -> Tensor<6, 35> {
        let (a, b, c) = (x.dense(5), x.dense(5, activation = tanh), x.dense(5, activation = sigmoid));
        concat(a + b, a - b, a * b, maximum(a, b, c), minimum(a, b), average(a, b, c), x, axis = 2)
    }
    infer dotted(whole()): (x: Tensor<6, 5>) -> Tensor<6, 6> { dot(x.dense(4), x.dense(4), axes = 2) }
    infer gru(whole()): (x: Tensor<6, 5>) -> Tensor<7> { x.gru(6, reset_after = false, return_sequences = true).gru(7) }
    infer lstm(whole()): (x: Tensor<6, 5>) -> Tensor<4> { x.lstm(6, return_sequences = true).lstm(4) }
    infer simple_rnn(whole()): (x: Tensor<6, 5>) -> Tensor<4> { x.simple_rnn(6, return_sequences = true).simple_rnn(4) }
    infer both_ways(whole()): (x: Tensor<6, 5>) -> Tensor<6, 8> { x.bidirectional(lstm(4, return_sequences = true)) }
    infer decoded(whole()): (x: Tensor<6, 5>) -> Tensor<4, 2> {
        let (y, h, c) = x.lstm(5, return_state = true);
        y.repeat_vector(4).lstm(5, initial_state = (h, c), return_sequences = true).time_distributed(dense(2))
    }
    infer each(whole()): (x: Tensor<3, 6, 5, 1>) -> Tensor<3, 4> { x.time_distributed(|frame| frame.conv2d(4, kernel = 3).global_avg_pool2d()) }
    infer heads(whole()): (x: Tensor<6, 5>) -> Tensor<6, 5> { x.positional_embedding().multi_head_attention(2, 3).layer_norm() }
    infer attention(whole()): (x: Tensor<6, 5>) -> Tensor<6, 5> { attention(x.dense(5), x, use_scale = true) }
    infer embedding(Some(&WORDS)): (x: Indices<17, 6>) -> Tensor<4> { x.embedding(7).flatten().dense(4) }
    infer positions(Some(&WORDS)): (x: MultiHot<40>) -> Tensor<4> { x.dense(4) }
    infer ragged(whole().map(|x| (x, 4))): (x: Ragged<6, 5>) -> Tensor<4> { x.conv1d(5, kernel = 2, padding = causal).gru(4, return_sequences = true).lstm(4) }
    infer ragged_pools(whole().map(|x| (x, 4))): (x: Ragged<6, 5>) -> Tensor<6> { x.dense(6, activation = relu).global_avg_pool1d().dense(6) }
    infer ragged_attention(whole().map(|x| (x, 4))): (x: Ragged<6, 5>) -> Tensor<5> { x.multi_head_attention(2, 3).global_max_pool1d() }
    infer patches(whole()): #[patches] (x: Tensor<12, 8, 3>) -> Tensor<4> {
        let x = x.conv2d(8, kernel = 3, strides = 2, padding = same).batch_norm().relu().depthwise_conv2d(3, padding = same).batch_norm().relu();
        x.separable_conv2d(6, kernel = 3, padding = same).avg_pool2d(3, strides = 2, padding = same).global_avg_pool2d().dense(4)
    }
    infer patches_flat(whole()): #[patches(2)] (x: Tensor<12, 7, 3>) -> Tensor<3> {
        let x = x.conv2d(5, kernel = 2).max_pool2d(2, strides = 1, padding = same).batch_norm().silu();
        x.depthwise_conv2d(kernel = 3, depth_multiplier = 2, strides = (2, 1)).avg_pool2d(2).global_max_pool2d().dense(3)
    }

    step step_gated(steps()): (x: Tensor<9, 5>) -> Tensor<4> { x.gru(5, return_sequences = true).lstm(6, return_sequences = true).simple_rnn(4) }
    step step_windows(steps()): (x: Tensor<9, 5>) -> Tensor<9, 6> {
        x.conv1d(6, kernel = 3, padding = causal, dilation = 2, groups = 1).batch_norm().relu().conv1d(6, 2, padding = causal, groups = 2)
    }
    step step_apart(steps()): (x: Tensor<9, 4>) -> Tensor<9, 5> {
        let y = x.separable_conv1d(6, 3, padding = causal, depth_multiplier = 2, activation = relu).depthwise_conv1d(2, padding = causal, dilation = 3);
        y.batch_norm().prelu(shared_axes = 1).layer_norm().dense(5, activation = log_softmax)
    }
    step step_pools(steps()): (x: Tensor<9, 4>) -> Tensor<4> {
        let slow = x.max_pool1d(3, strides = 2).gru(3).dense(3, activation = relu);
        let fast = x.avg_pool1d(2, strides = 1).gru(3);
        concat(fast, slow).dense(4, activation = tanh)
    }
    step step_images(steps()): (x: Tensor<9, 5, 4, 1>) -> Tensor<3> {
        x.time_distributed(|frame| frame.conv2d(3, 2, padding = same, activation = relu).max_pool2d(2).flatten()).gru(3)
    }
    step step_decoded(steps()): (x: Tensor<9, 3>) -> Tensor<4, 2> {
        x.gru(5).repeat_vector(4).bidirectional(lstm(3, return_sequences = true)).time_distributed(dense(2))
    }
    step step_merged(steps()): (x: Tensor<9, 4>) -> Tensor<9, 12> {
        let a = x.dense(4, activation = tanh);
        let b = x.flip(axis = 2).simple_rnn(4, return_sequences = true);
        concat(a * b, maximum(a, b), a - b, axis = 2)
    }
    step step_words(Some(&STEPS)): (x: Indices<30, 9>) -> Tensor<9, 4> { x.embedding(4).gru(6, return_sequences = true).dense(4, activation = softmax) }
}

/// Six words.
static WORDS: [u32; 6] = [3, 16, 0, 5, 5, 12];
/// The same, one a step.
static STEPS: [[u32; 1]; 6] = [[3], [16], [0], [5], [5], [12]];
