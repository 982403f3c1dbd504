//! Memory for passes, shared by the lanes of a batch.

use super::parallel::thread;
use super::workspace::{Batch, Workspace};
use crate::{Scalar, Trainable};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// Memory for passes of up to some samples. A lane that runs in tiles needs none of it for long: so there need be no more than
/// threads, and each thread finds its own still in its cache.
pub(crate) struct Works<T: Scalar> {
    places: Vec<Mutex<Workspace<T>>>,
    /// How many samples each has room for.
    samples: usize,
}

impl<T: Scalar> Works<T> {
    /// None yet.
    pub fn none() -> Works<T> {
        Works { places: Vec::new(), samples: 0 }
    }

    /// Of that number, at least one, each for passes of `samples` samples at most.
    pub fn new<N: Trainable<T>>(batch: &Batch<'_, T>, samples: usize, count: usize) -> Works<T> {
        let mut works = Works::none();
        works.reserve::<N>(batch, samples, count);
        works
    }

    /// Makes sure that there are that many, each for that many samples. What was there before is let go first.
    pub fn reserve<N: Trainable<T>>(&mut self, batch: &Batch<'_, T>, samples: usize, count: usize) {
        let (samples, count) = (samples.max(self.samples), count.max(self.places.len()).max(1));
        if samples > self.samples || count > self.places.len() {
            self.places.clear();
            self.places.extend((0..count).map(|_| Mutex::new(Workspace::new::<N>(batch, samples))));
            self.samples = samples;
        }
    }

    /// That of one lane alone: what it holds is needed again.
    pub fn of(&self, lane: usize) -> MutexGuard<'_, Workspace<T>> {
        // What a pass that panicked left behind does no harm: each pass writes before it reads.
        self.places[lane % self.places.len()].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One that is free, the thread's own if it is.
    pub fn any(&self) -> MutexGuard<'_, Workspace<T>> {
        let own = thread();
        for i in 0..self.places.len() {
            match self.places[(own + i) % self.places.len()].try_lock() {
                Ok(work) => return work,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        self.of(own)
    }
}
