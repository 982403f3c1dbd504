//! `infer` in patches, some rows at a time, against the plan for batches, which has whole layers: each number is the same sum, so the answers are
//! the same to the bit, but for convolutions that go through Winograd's transforms, whose squares then lie elsewhere.

mod support;

use nn_runtime::simd::{available, set_level};
use nn_runtime::{Input, Network, Plain, train};
use support::random::Random;
use support::{data, direct};

netkiln::network! {
    #[patches]
    pub fn Pooled(image: Tensor<28, 12, 1>) -> Tensor<5> {
        image.conv2d(19, kernel = 3, activation = relu).max_pool2d(2).conv2d(24, kernel = 3, padding = same).max_pool2d(2).flatten().dense(5)
    }

    #[patches]
    pub fn Normalized(image: Tensor<21, 9, 3>) -> Tensor<4> {
        let x = image.conv2d(8, kernel = 3, strides = 2, padding = same, use_bias = false).batch_norm().relu();
        let x = x.depthwise_conv2d(3, padding = same).batch_norm().relu().conv2d(16, kernel = 1).batch_norm().gelu();
        x.separable_conv2d(12, kernel = 3, strides = 2, padding = same).avg_pool2d(3, strides = 2, padding = same).global_avg_pool2d().dense(4)
    }

    #[patches(4)]
    pub fn Flat(image: Tensor<420>) -> Tensor<3> {
        let x = image.reshape(20, 7, 3).conv2d(9, kernel = (5, 3), dilation = (2, 1), padding = same, activation = tanh).dropout(0.3);
        let x = x.max_pool2d(3, strides = 1, padding = same).batch_norm().silu().conv2d(5, kernel = 2, padding = ((2, 1), (0, 1)));
        x.depthwise_conv2d(kernel = 3, depth_multiplier = 2, strides = (2, 1)).max_pool2d(2).global_max_pool2d().dense(3)
    }

    #[patches]
    pub fn Series(steps: Tensor<60, 4>) -> Tensor<4> {
        steps.conv1d(19, kernel = 5, padding = causal).avg_pool1d(3).conv1d(7, kernel = 3, activation = relu).max_pool1d(2).flatten().dense(4)
    }

    #[patches]
    pub fn Volume(body: Tensor<12, 6, 5, 2>) -> Tensor<4> {
        body.conv3d(6, kernel = 3, padding = same, activation = relu).max_pool3d(2).flatten().dense(4)
    }

    // The layers in the middle are the ones that take most.
    #[patches]
    pub fn Inverted(image: Tensor<24, 24, 3>) -> Tensor<6> {
        let x = image.conv2d(6, kernel = 3, strides = 2, padding = same);
        let y = x.conv2d(36, kernel = 1, activation = relu).depthwise_conv2d(3, padding = same, activation = relu).conv2d(6, kernel = 1);
        (x + y).global_avg_pool2d()
    }

    // Wide enough for Winograd's transforms.
    #[patches(2)]
    pub fn Wide(image: Tensor<24, 24, 32>) -> Tensor<48> {
        image.conv2d(48, kernel = 3, padding = same).conv2d(48, kernel = 3, padding = same).max_pool2d(4).global_max_pool2d()
    }
}

macro_rules! same {
    ($net:ident, $shape:ty, $plain:literal => $arena:literal, off by $far:literal) => {
        for level in available() {
            set_level(level).expect("a level that is available");
            let mut random = Random::named(<$net as Network<f32>>::NAME);
            let (net, data) = (train::new::<f32, $net>(3), data::inputs::<f32, $net>(&mut random, 1));
            let inputs = data.inputs();
            let wanted = direct::infer(&*net, 1, &inputs);
            let x: &$shape =
                inputs.iter().map(Input::real).next().and_then(Plain::<f32>::from_slice).expect("an input");
            let mut arena = [f32::NAN; $net::ARENA_BYTES / 4];
            let given = net.infer(x, &mut arena).as_slice();
            let name = <$net as Network<f32>>::NAME;
            let far = given.iter().zip(&wanted[0]).map(|(a, b)| (a - b).abs() / b.abs().max(1.0)).fold(0.0, f32::max);
            assert!(far <= $far, "{name} at {level:?} is off by {far:e}");
        }
        let line = $net::SUMMARY.lines().find_map(|line| line.strip_prefix("Arena without them")).expect("patches");
        assert_eq!(line.trim_start(), concat!($plain, " bytes"));
        assert_eq!($net::ARENA_BYTES, $arena, "{}", $net::SUMMARY);
    };
}

/// One test: the level holds for the whole process.
#[test]
fn patches_answer_as_the_whole_does() {
    same!(Pooled, [[[f32; 1]; 12]; 28], "19,760" => 6772, off by 0.0);
    same!(Normalized, [[[f32; 3]; 9]; 21], "4,576" => 2304, off by 0.0);
    same!(Flat, [f32; 420], "11,240" => 8620, off by 0.0);
    same!(Series, [[f32; 4]; 60], "4,560" => 1164, off by 0.0);
    same!(Volume, [[[[f32; 2]; 5]; 6]; 12], "8,640" => 2304, off by 0.0);
    same!(Inverted, [[[f32; 3]; 24]; 24], "27,648" => 13824, off by 0.0);
    same!(Wide, [[[f32; 32]; 24]; 24], "115,584" => 71808, off by 1e-5);
}
