//! What an epoch's losses and metrics add up to.

/// Sums over the epoch so far.
pub(super) struct Tally {
    /// Of the last batch: each output's loss, then the metrics' sums.
    pub batch: Vec<f64>,
    /// Of the epoch: losses times samples, then the metrics' sums.
    epoch: Vec<f64>,
    /// Of the epoch: mean losses, then the metrics' sums.
    pub shown: Vec<f64>,
    penalty: f64,
    pub samples: usize,
}

impl Tally {
    /// With room for that many sums.
    pub fn new(len: usize) -> Tally {
        Tally { batch: vec![0.0; len], epoch: vec![0.0; len], shown: vec![0.0; len], penalty: 0.0, samples: 0 }
    }

    /// Begins an epoch.
    pub fn start(&mut self) {
        self.epoch.fill(0.0);
        self.penalty = 0.0;
        self.samples = 0;
    }

    /// Takes in a batch. The first `losses` sums are means over the batch.
    pub fn add(&mut self, samples: usize, penalty: f64, losses: usize) {
        self.samples += samples;
        self.penalty += penalty * samples as f64;
        let places = self.epoch.iter_mut().zip(&mut self.shown).zip(&self.batch).enumerate();
        for (i, ((total, shown), sum)) in places {
            if i < losses {
                *total += sum * samples as f64;
                *shown = *total / self.samples.max(1) as f64;
            } else {
                *total += sum;
                *shown = *total;
            }
        }
    }

    /// The penalty on weights, as a mean over the samples.
    pub fn penalty(&self) -> f64 {
        self.penalty / self.samples.max(1) as f64
    }
}
