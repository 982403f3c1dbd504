//! `infer` runs one sample in as little memory as it takes, outputs over inputs and joined values made in their place: its answers are those of
//! the plan for batches, where every buffer lies by itself.

mod support;

use nn_runtime::simd::{available, set_level};
use nn_runtime::{Input, Network, Plain, train};
use support::random::Random;
use support::{data, direct};

const SIZE: usize = 12;
const FILTERS: usize = 5;

netkiln::network! {
    pub fn Pooled(image: Tensor<12, 10, 3>) -> Tensor<5> {
        image.conv2d(19, kernel = 3, activation = relu).max_pool2d(2).conv2d(24, kernel = 2).avg_pool2d(2, padding = same).flatten().dense(5)
    }

    pub fn Overlapping(image: Tensor<11, 9, 2>) -> Tensor<7> {
        image.conv2d(33, kernel = 3, padding = same).max_pool2d(3, strides = 1, padding = same).conv2d(7, kernel = 1).global_max_pool2d()
    }

    pub fn Chain(image: Tensor<10, 10, 8>) -> Tensor<8, 8, 8> {
        image.conv2d(8, kernel = 3, padding = same).conv2d(8, kernel = 3, padding = same, activation = relu).conv2d(8, kernel = 3)
    }

    pub fn Normalized(image: Tensor<10, 10, 8>) -> Tensor<10, 10, 8> {
        let x = image.conv2d(8, kernel = 3, padding = same).batch_norm().relu();
        x.conv2d(8, kernel = 3, padding = same, use_bias = false).batch_norm()
    }

    pub fn ByChannel(image: Tensor<10, 10, 7>) -> Tensor<7> {
        let x = image.depthwise_conv2d(3, padding = same).batch_norm().relu().depthwise_conv2d(3, strides = 2, padding = same);
        x.depthwise_conv2d(2, activation = relu).global_avg_pool2d()
    }

    pub fn InGroups(image: Tensor<10, 9, 6>) -> Tensor<10> {
        image.conv2d(10, kernel = 3, groups = 2).conv2d(10, kernel = 3, groups = 5, padding = same).global_avg_pool2d()
    }

    pub fn DeferredByChannel(image: Tensor<SIZE, SIZE, 3>) -> Tensor<FILTERS> {
        image.conv2d(FILTERS, kernel = 3).depthwise_conv2d(3).max_pool2d(4).depthwise_conv2d(2, depth_multiplier = 2).conv2d(FILTERS, kernel = 1).global_avg_pool2d()
    }

    pub fn Series(steps: Tensor<40, 6>) -> Tensor<4> {
        steps.conv1d(19, kernel = 3).avg_pool1d(3).global_avg_pool1d().dense(4)
    }

    pub fn Deferred(image: Tensor<SIZE, SIZE, 3>) -> Tensor<FILTERS> {
        image.conv2d(FILTERS, kernel = 3).max_pool2d(2).conv2d(FILTERS, kernel = 2).global_avg_pool2d()
    }

    pub fn Joined(a: Tensor<9>, b: Tensor<8>) -> Tensor<6> {
        let left = a.dense(40, activation = relu);
        let right = b.dense(30);
        let shared = right.dense(20);
        concat(left, a, shared, right).dense(6)
    }

    pub fn Nested(a: Tensor<9>) -> (Tensor<90>, Tensor<6>) {
        let inner = concat(a.dense(30), a.dense(20, activation = tanh));
        let outer = concat(inner.relu(), a.dense(40));
        let last = outer.dense(6);
        (outer, last)
    }

    pub fn Stacked(a: Tensor<5, 4>, b: Tensor<3, 4>) -> Tensor<8, 2> {
        concat(a.dense(16), b.dense(16), axis = 1).dense(2)
    }
}

/// Compares a network's `infer` with its plan for batches, at every level.
macro_rules! same {
    ($net:ident { $($input:ident: $shape:ty),+ } => $arena:literal, |$x:pat_param| $given:expr, |$y:ident| $slices:expr) => {
        for level in available() {
            set_level(level).expect("a level that is available");
            let mut random = Random::named(<$net as Network<f32>>::NAME);
            let (net, data) = (train::new::<f32, $net>(3), data::inputs::<f32, $net>(&mut random, 1));
            let inputs = data.inputs();
            let wanted = direct::infer(&*net, 1, &inputs);
            let mut rest = inputs.iter().map(Input::real);
            $(let $input: &$shape = rest.next().and_then(Plain::<f32>::from_slice).expect("an input of that shape");)+
            let mut arena = [f32::NAN; $net::ARENA_BYTES / 4];
            let $x = ($($input,)+);
            let $y = net.infer($given, &mut arena);
            let given: Vec<&[f32]> = $slices;
            assert_eq!(given, wanted, "{} at {level:?}", <$net as Network<f32>>::NAME);
        }
        const { assert!($net::ARENA_BYTES == 4 * $arena && $net::ARENA_BYTES < 4 * <$net as Network<f32>>::ARENA_LEN) };
    };
}

/// One test: the level holds for the whole process.
#[test]
fn one_sample_answers_as_a_batch_does() {
    // The outputs of the first convolution, the pool over them.
    same!(Pooled { x: [[[f32; 3]; 10]; 12] } => 1520, |(x,)| x, |y| vec![y.as_slice()]);
    // Windows that reach beyond the edge: the output starts a row and a place in front of the input, and so on.
    same!(Overlapping { x: [[[f32; 2]; 9]; 11] } => 3604, |(x,)| x, |y| vec![y.as_slice()]);
    // Windows of a convolution see a row above: the output stays two rows behind.
    same!(Chain { x: [[[f32; 8]; 10]; 10] } => 904, |(x,)| x, |y| vec![Plain::<f32>::as_slice(y)]);
    // The same with what a batch norm does with the sums.
    same!(Normalized { x: [[[f32; 8]; 10]; 10] } => 896, |(x,)| x, |y| vec![Plain::<f32>::as_slice(y)]);
    same!(ByChannel { x: [[[f32; 7]; 10]; 10] } => 735, |(x,)| x, |y| vec![y.as_slice()]);
    same!(InGroups { x: [[[f32; 6]; 9]; 10] } => 650, |(x,)| x, |y| vec![y.as_slice()]);
    same!(DeferredByChannel { x: [[[f32; 3]; SIZE]; SIZE] } => 540, |(x,)| x, |y| vec![y.as_slice()]);
    same!(Series { x: [[f32; 6]; 40] } => 722, |(x,)| x, |y| vec![y.as_slice()]);
    // Numbers that only rustc knows.
    same!(Deferred { x: [[[f32; 3]; SIZE]; SIZE] } => 500, |(x,)| x, |y| vec![y.as_slice()]);
    // Three of four parts are made in their place; the input is copied there.
    same!(Joined { a: [f32; 9], b: [f32; 8] } => 105, |(a, b)| JoinedInputs { a, b }, |y| vec![y.as_slice()]);
    same!(
        Nested { a: [f32; 9] } => 96, |(a,)| a,
        |y| vec![y.outer.as_slice(), y.last.as_slice()]
    );
    same!(
        Stacked { a: [[f32; 4]; 5], b: [[f32; 4]; 3] } => 144, |(a, b)| StackedInputs { a, b },
        |y| vec![Plain::<f32>::as_slice(y)]
    );
}
