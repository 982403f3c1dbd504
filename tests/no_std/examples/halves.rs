//! Weights kept as numbers of 16 bits give the answers of the same numbers kept in 32 bits, to the bit. Where the library is built without std,
//! as `tests/no_std.rs` does, kernels widen them one by one; with it, before they see them.

use guest_no_std::layers::{Heard, Image, Sequence, Volume, Words};
use netkiln::__private::{Input, Lengths, MultiHotBatch, Pass};
use netkiln::{F16, Network, Plain};

/// Numbers that look random, from −1 to 1.
fn numbers(len: usize) -> impl Iterator<Item = f32> {
    (1..=len as u64).map(|i| (nn_hash(i) >> 40) as f32 / (1u64 << 23) as f32 - 1.0)
}

/// SplitMix64.
fn nn_hash(i: u64) -> u64 {
    let mut z = i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The weights of a network, as halves, and the same numbers. Variances are positive.
fn weights<N: Network<f32>>() -> (Vec<F16>, Vec<f32>) {
    let mut values = numbers(N::PARAMETERS);
    let mut halves = Vec::new();
    for info in N::PARAMS {
        let positive = info.name.ends_with("variance");
        let own = values.by_ref().take(info.shape.len());
        halves.extend(own.map(|x| F16::from_f32(if positive { x.abs() + 0.1 } else { x })));
    }
    let wide = halves.iter().map(|half| half.to_f32()).collect();
    (halves, wide)
}

/// Everything a network leaves in its arena for some samples, by weights of one kind and of the other.
fn compare<H: Network<f32> + Plain<F16>, N: Network<f32> + Plain<f32>>(samples: usize, inputs: &[Input<'_, f32>]) {
    let (halves, wide) = weights::<N>();
    let (half, single) = (H::from_slice(&halves).expect("as many"), N::from_slice(&wide).expect("as many"));
    let (mut first, mut second) = (vec![0.0; samples * N::ARENA_LEN], vec![0.0; samples * N::ARENA_LEN]);
    half.infer_batch(&Pass::inference(samples), inputs, &mut first);
    single.infer_batch(&Pass::inference(samples), inputs, &mut second);
    for info in N::OUTPUTS {
        let range = samples * info.infer..samples * (info.infer + info.shape.len());
        let (first, second) = (&first[range.clone()], &second[range]);
        assert!(first.iter().any(|x| x.abs() > 1e-3), "{} of {} is nothing", info.name, N::NAME);
        let bits = |values: &[f32]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(first), bits(second), "{} of {}", info.name, N::NAME);
    }
}

/// The same, step by step.
fn steps() {
    let (halves, wide) = weights::<Heard>();
    let half = Heard::<F16>::from_slice(&halves).expect("as many");
    let single = Heard::<f32>::from_slice(&wide).expect("as many");
    let (mut one, mut two) = (Heard::state(), Heard::state());
    let sound: Vec<f32> = numbers(200).collect();
    for step in sound.as_chunks::<5>().0 {
        assert_eq!(half.step(step, &mut one), single.step(step, &mut two));
    }
    let clip: &[[f32; 5]; 12] = sound.as_chunks().0.first_chunk().expect("more than a clip");
    let (mut one, mut two) = (Heard::arena(), Heard::arena());
    assert_eq!(half.infer(clip, &mut one), single.infer(clip, &mut two));
}

fn main() {
    const SAMPLES: usize = 3;
    let real: Vec<f32> = numbers(SAMPLES * 9 * 8 * 6).collect();
    let input = |len: usize| [Input::Real(&real[..SAMPLES * len])];
    compare::<Image<F16>, Image>(SAMPLES, &input(9 * 8 * 6));
    compare::<Volume<F16>, Volume>(SAMPLES, &input(4 * 5 * 3 * 2));
    compare::<Sequence<F16>, Sequence>(SAMPLES, &input(9 * 5));
    let places: Vec<u32> = (0..18).map(|i| i % 9).collect();
    let words = [
        Input::MultiHot(MultiHotBatch { offsets: &[0, 4, 4, 7], indices: &[1, 5, 22, 39, 0, 8, 17] }),
        Input::Indices(&places[..SAMPLES * 5]),
        Input::RaggedIndices(&places, Lengths::of(&[6, 2, 4])),
    ];
    compare::<Words<F16>, Words>(SAMPLES, &words);
    steps();
    println!("the same to the bit");
}
