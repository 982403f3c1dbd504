//! Batch norms of `PRETRAINED`, of which scale and shift are worked out while compiling, give the answers that the same weights give from anywhere
//! else. `tests/no_std.rs` builds this without std, where they are used.

use guest_no_std::norms::{Norms, NormsF16};
use netkiln::__private::{Input, Pass};
use netkiln::{Network, Plain};

const SAMPLES: usize = 3;

/// Everything that a network leaves in its arena.
fn answers<N: Network<f32>>(net: &N) -> Vec<f32> {
    let real: Vec<f32> = (0..SAMPLES * 9 * 8 * 3).map(|i| (i as f32 * 0.7).sin()).collect();
    let input = |len: usize| Input::Real(&real[..SAMPLES * len]);
    let mut arena = vec![0.0; SAMPLES * N::ARENA_LEN];
    net.infer_batch(&Pass::inference(SAMPLES), &[input(9 * 8 * 3), input(12 * 5), input(7)], &mut arena);
    arena
}

/// The greatest difference, in parts of the greatest number of its output.
fn compare<W: Copy, N: Network<f32> + Plain<W>>(known: &'static N) -> f32 {
    let elsewhere: Vec<W> = known.as_slice().to_vec();
    let (one, two) = (answers(known), answers(N::from_slice(&elsewhere).expect("as many")));
    let mut worst = 0f32;
    for info in N::OUTPUTS {
        let range = SAMPLES * info.infer..SAMPLES * (info.infer + info.shape.len());
        let (one, two) = (&one[range.clone()], &two[range]);
        let most = two.iter().fold(0f32, |most, x| most.max(x.abs()));
        assert!(most > 0.1 && most.is_finite(), "{} is nothing", info.name);
        worst = one.iter().zip(two).fold(worst, |worst, (x, y)| worst.max((x - y).abs() / most));
    }
    // With std the very same is computed; without, sums are rounded elsewhere.
    assert!(worst <= 1e-6, "off by {worst}");
    worst
}

fn main() {
    let worst = compare::<f32, _>(Norms::PRETRAINED).max(compare::<netkiln::F16, _>(NormsF16::PRETRAINED));
    println!("{}", if worst == 0.0 { "the same to the bit" } else { "the same to a millionth" });
}
