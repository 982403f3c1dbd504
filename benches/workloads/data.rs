//! Made-up data, the same on every machine and in every program that takes part: only the work counts here, not what is
//! learnt from it.

use netkiln::ndarray::Array4;

/// A linear congruential generator (Knuth's MMIX constants), upper bits.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    /// Uniform in 0..1.
    pub fn uniform(&mut self) -> f32 {
        (self.next() >> 7) as f32 / (1 << 24) as f32
    }
}

/// W2's samples: uniform pixels and classes.
pub fn images(samples: usize) -> (Array4<f32>, Vec<u32>) {
    let pixels = uniform(samples * 28 * 28);
    let x = Array4::from_shape_vec((samples, 28, 28, 1), pixels).expect("as many pixels as there are");
    let mut random = Random(9);
    (x, (0..samples).map(|_| random.next() % 10).collect())
}

/// Samples an epoch and a batch. The environment variable `PEERS_SCALE` shrinks the epoch.
pub fn sizes(samples: usize, batch: usize) -> (usize, usize) {
    let scale = std::env::var("PEERS_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(1.0_f64);
    if scale == 1.0 {
        return (samples, batch);
    }
    let whole = (samples as f64 * scale) as usize / batch * batch;
    (whole.max(batch), batch)
}

/// Epochs, the first being the warm-up. Set by `PEERS_EPOCHS`, else 6.
pub fn epochs() -> usize {
    std::env::var("PEERS_EPOCHS").ok().and_then(|text| text.parse().ok()).unwrap_or(6)
}

/// W1's samples as active positions: 120 draws of 10,000 each, so slightly fewer words; and a coin as target.
pub fn word_sets(samples: usize, batch: usize) -> (Vec<Vec<u32>>, Vec<f32>) {
    let mut random = Random(7);
    let (mut rows, mut targets) = (Vec::with_capacity(samples), Vec::with_capacity(samples));
    let mut from = 0;
    while from < samples {
        let len = batch.min(samples - from);
        rows.extend((0..len).map(|_| (0..120).map(|_| random.next() % 10_000).collect::<Vec<u32>>()));
        // Classes that other workloads use are drawn between.
        for _ in 0..len {
            random.next();
        }
        targets.extend((0..len).map(|_| (random.next() & 1) as f32));
        from += len;
    }
    (rows, targets)
}

/// Uniform numbers in 0..1.
pub fn uniform(len: usize) -> Vec<f32> {
    let mut random = Random(7);
    (0..len).map(|_| random.uniform()).collect()
}
