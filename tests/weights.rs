//! Weights that are part of the program: `#[weights]` against `load`.

use netkiln::prelude::*;

const WIDTH: usize = 3;

network! {
    #[weights("tests/weights/hinges.safetensors")]
    pub fn Hinges(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, activation = relu, name = "hinges").dense(1, name = "sum")
    }

    /// Only rustc knows the width.
    #[loss(mse)]
    #[weights("tests/weights/hinges.safetensors")]
    pub fn Deferred(x: Tensor<1>) -> Tensor<1> {
        x.dense(WIDTH, activation = relu, name = "hinges").dense(WIDTH - 2, name = "sum")
    }

    /// A layer without a bias asks for none.
    #[weights("tests/weights/no_bias.safetensors")]
    pub fn Unbiased(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, name = "hinges", use_bias = false).dense(1, name = "sum")
    }

    /// Nor does it where only rustc knows the width.
    #[weights("tests/weights/no_bias.safetensors")]
    pub fn DeferredUnbiased(x: Tensor<1>) -> Tensor<1> {
        x.dense(WIDTH, name = "hinges", use_bias = false).dense(1, name = "sum")
    }
    /// In numbers of 16 bits.
    #[weights("tests/weights/half.safetensors")]
    #[budget(flash = 2 * (3 + 3 + 3 + 1))]
    pub fn Half(x: Tensor<1>) -> Tensor<1> {
        x.dense(3, activation = relu, name = "hinges").dense(1, name = "sum")
    }

    /// Handwritten digits, as a microcontroller reads them.
    #[loss(sparse_categorical_crossentropy)]
    #[weights("tests/embedded/networks/weights/digits.safetensors")]
    pub fn Digits(image: Tensor<8, 8, 1>) -> Tensor<10> {
        image.conv2d(8, kernel = 3, activation = relu).max_pool2d(2).flatten().dense(10, activation = softmax)
    }
}

/// Before the program runs: they are in a constant.
const SUM: [[f32; 1]; 3] = Hinges::PRETRAINED.sum.kernel;

#[test]
fn every_array_is_in_its_place() {
    // By number: the file has another order than the struct, and an array that belongs to the optimizer.
    let number = |i: usize| i as f32 / 8.0;
    let net = Hinges::PRETRAINED;
    assert_eq!(net.sum.bias, [number(0)]);
    assert_eq!(SUM, [[number(2)], [number(3)], [number(4)]]);
    assert_eq!(net.hinges.kernel, [[number(5), number(6), number(7)]]);
    assert_eq!(net.hinges.bias, [number(8), number(9), number(10)]);
    assert_eq!(Deferred::PRETRAINED.as_slice(), net.as_slice());
    assert_eq!(Unbiased::PRETRAINED.hinges.kernel, [[number(0), number(1), number(2)]]);
    assert_eq!(Unbiased::PRETRAINED.sum.bias, [number(6)]);
    assert_eq!(DeferredUnbiased::PRETRAINED.as_slice(), Unbiased::PRETRAINED.as_slice());
}

#[test]
fn the_program_has_what_load_reads() -> Result<(), netkiln::Error> {
    let loaded = Deferred::load("tests/weights/hinges.safetensors")?;
    assert_eq!(loaded.as_slice(), Deferred::PRETRAINED.as_slice());
    let mut arena = Hinges::arena();
    let answer = Hinges::PRETRAINED.infer(&[2.0], &mut arena)[0];
    assert_eq!(answer, loaded.predict(&[2.0f32])?[[0, 0]]);
    Ok(())
}

#[test]
fn weights_may_have_16_bits() -> Result<(), netkiln::Error> {
    let net: &'static Half<F16> = Half::PRETRAINED;
    let number = |i: usize| F16::from_f32(i as f32 / 8.0);
    assert_eq!(net.hinges.kernel, [[number(0), number(1), number(2)]]);
    assert_eq!(net.sum.bias, [number(9)]);
    assert_eq!(size_of_val(net), 2 * Half::PARAMETERS);
    // It answers as the same numbers do in 32 bits, which is also what `load` makes of the file.
    let wide = Half::load("tests/weights/half.safetensors")?;
    assert_eq!(wide.hinges.kernel, [[0.0, 0.125, 0.25]]);
    let answer = net.infer(&[2.0], &mut Half::arena())[0];
    assert_eq!(answer, wide.infer(&[2.0], &mut Half::arena())[0]);
    assert_eq!(answer, net.predict(&[2.0f32])?[[0, 0]]);
    Ok(())
}

#[test]
fn a_network_is_saved_with_16_bits() -> Result<(), netkiln::Error> {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("half.safetensors");
    let mut net = Half::load("tests/weights/half.safetensors")?;
    net.half()?.save(&path)?;
    assert_eq!(Half::load(&path)?.as_slice(), net.as_slice());
    net.sum.bias[0] = 65_520.0;
    let refused = net.half().err().expect("it is too large").to_string();
    assert_eq!(
        refused,
        "`sum.bias` holds 65520, but 65504 is the greatest number of 16 bits; save this network with 32, by `net.save(…)`"
    );
    Ok(())
}

/// On the digits that `tests/embedded/driver` holds out: how many are read rightly, with 32 bits and with 16.
#[test]
fn half_the_bits_read_as_many_digits() -> Result<(), netkiln::Error> {
    let text = std::fs::read_to_string("examples/data/digits.csv").expect("the digits");
    let (net, mut right, mut same, mut off) = (Digits::PRETRAINED, [0, 0], 0, 0f32);
    let half = net.half()?;
    let lines = text.lines().skip(1 + 1500);
    for line in lines.clone() {
        let numbers: Vec<f32> = line.split(',').map(|number| number.parse().expect("a number")).collect();
        let (class, dots) = numbers.split_last().expect("a class behind the dots");
        let image: [f32; 64] = core::array::from_fn(|i| dots[i] / 16.0);
        let (mut one, mut two) = (Digits::arena(), Digits::arena());
        let answers = [net.infer(&image, &mut one), half.infer(&image, &mut two)];
        let classes = answers.map(|answer| (0..10).max_by(|&a, &b| answer[a].total_cmp(&answer[b])));
        (0..2).for_each(|i| right[i] += usize::from(classes[i] == Some(*class as usize)));
        same += usize::from(classes[0] == classes[1]);
        off = answers[0].iter().zip(answers[1]).fold(off, |off, (a, b)| off.max((a - b).abs()));
    }
    println!("{right:?} of {} right, {same} alike, probabilities off by {off:.5} at most", lines.count());
    assert_eq!((right[0], same), (right[1], 297));
    assert!(off < 0.005, "{off}");
    Ok(())
}
