//! Memory for passes, shared by the lanes of a batch.

use super::parallel::thread;
use super::workspace::{Batch, Workspace};
use crate::{Scalar, Trainable};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// Memory for passes of up to some samples. A lane that runs in tiles needs none of it for long: so there need be no more than
/// threads, and each thread finds its own still in its cache.
pub(crate) struct Works<T: Scalar>(Vec<Mutex<Workspace<T>>>);

impl<T: Scalar> Works<T> {
    /// Of that number, at least one, each for passes of `samples` samples at most.
    pub fn new<N: Trainable<T>>(batch: &Batch<'_, T>, samples: usize, count: usize) -> Works<T> {
        Works((0..count.max(1)).map(|_| Mutex::new(Workspace::new::<N>(batch, samples))).collect())
    }

    /// That of one lane alone: what it holds is needed again.
    pub fn of(&self, lane: usize) -> MutexGuard<'_, Workspace<T>> {
        // What a pass that panicked left behind does no harm: each pass writes before it reads.
        self.0[lane % self.0.len()].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One that is free, the thread's own if it is.
    pub fn any(&self) -> MutexGuard<'_, Workspace<T>> {
        let own = thread();
        for i in 0..self.0.len() {
            match self.0[(own + i) % self.0.len()].try_lock() {
                Ok(work) => return work,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        self.of(own)
    }
}
