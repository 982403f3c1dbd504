//! A training from a stream of batches is the one from memory, wherever the batches are cut.

use super::networks::{Clips, Coupled, Words};
use super::support::random::Random;
use netkiln::prelude::*;
use netkiln::{Single, Trainable, train};
use proptest::prelude::*;

/// Sequences of `W` numbers, or their targets.
type Rows<const W: usize> = Vec<Vec<[f32; W]>>;

fn rows<const W: usize>(lengths: &[usize], random: &mut Random) -> Rows<W> {
    let step = |random: &mut Random| std::array::from_fn(|_| random.between(-1.0, 1.0) as f32);
    lengths.iter().map(|&len| (0..len).map(|_| step(random)).collect()).collect()
}

fn whole(lengths: &[usize], below: usize, random: &mut Random) -> Vec<Vec<u32>> {
    lengths.iter().map(|&len| (0..len).map(|_| random.below(below) as u32).collect()).collect()
}

/// Trains with those samples in batches of one size, from memory or as a stream.
fn trained<N, A, B>(threads: usize, stream: bool, size: usize, x: &[A], y: &[B]) -> (Vec<f32>, Vec<f64>)
where
    N: Trainable<f32, InputKind = Single, TargetKind = Single>,
    A: Clone + Sync,
    B: Clone + Sync,
    for<'d> &'d [A]: Into<train::InputData<'d>>,
    for<'d> &'d [B]: Into<train::InputData<'d>>,
    Vec<A>: Into<train::InputData<'static>>,
    Vec<B>: Into<train::InputData<'static>>,
{
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| {
        let mut net = train::new::<f32, N>(1);
        let training = train::trainer(&mut *net, Adam::new(0.01)).epochs(2).batch_size(size);
        let mut training = training.shuffle(false).verbose(Verbosity::Silent).validate(x, y);
        let history = if stream {
            training.fit_batches(|_| x.chunks(size).map(<[A]>::to_vec).zip(y.chunks(size).map(<[B]>::to_vec)))
        } else {
            training.fit(x, y)
        };
        let history = history.expect("data that fits");
        let losses = [&history["loss"], &history["val_loss"]].into_iter().flatten().copied().collect();
        (training.network().as_slice().to_vec(), losses)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_stream_changes_no_bit(samples in 1usize..60, size in 1usize..24, seed in 0u64..1000) {
        let mut random = Random::new(seed);
        let lengths: Vec<usize> = (0..samples).map(|_| 1 + random.below(8)).collect();
        let clips = (rows::<2>(&lengths, &mut random), whole(&lengths, 3, &mut random));
        let words = (whole(&lengths, 7, &mut random), rows::<2>(&[samples], &mut random).remove(0));
        let plain = (rows::<5>(&[samples], &mut random).remove(0), rows::<2>(&[samples], &mut random).remove(0));
        for threads in [1, 2] {
            let run = |stream| (
                trained::<Clips, _, _>(threads, stream, size, &clips.0, &clips.1),
                trained::<Words, _, _>(threads, stream, size, &words.0, &words.1),
                trained::<Coupled, _, _>(threads, stream, size, &plain.0, &plain.1),
            );
            prop_assert_eq!(run(true), run(false));
        }
    }
}
