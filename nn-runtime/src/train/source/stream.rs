//! Batches that are made on a thread of their own, each while the one before is trained with.

use super::{IntoBatch, Part, Samples, Source};
use crate::train::Error;
use crate::train::data::{self, Feed};
use crate::train::engine::parallel;
use crate::train::sample_weights::sample_weights;
use crate::{Scalar, Trainable};
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// What may lie ready, besides the batch that is being made and the one in training: two batches, or the end of an epoch and the beginning
/// of the next, whose first batch is then made meanwhile.
const AHEAD: usize = 2;

/// What is made, in the order of the training.
enum Made<'d, T: Scalar> {
    /// An epoch begins, with so many batches if that is known.
    Begin(Option<usize>),
    Batch(Part<'d, T>),
    End,
}

type Sent<'d, T> = Result<Made<'d, T>, Error>;

/// What makes batches, and what takes them.
pub fn channel<'d, T: Scalar>(epochs: Range<usize>, class_weights: Vec<(u32, f64)>) -> (Maker<'d, T>, Stream<'d, T>) {
    let (sender, receiver) = sync_channel(AHEAD);
    (Maker { sender, epochs: epochs.clone(), class_weights }, Stream { receiver, epoch: epochs.start, batch: None })
}

/// The thread that makes batches.
pub struct Maker<'d, T: Scalar> {
    sender: SyncSender<Sent<'d, T>>,
    epochs: Range<usize>,
    class_weights: Vec<(u32, f64)>,
}

impl<'d, T: Scalar> Maker<'d, T> {
    /// Makes all batches, until there are none left, one is refused, or nobody takes them any more.
    pub fn run<N, I>(self, mut batches: impl FnMut(usize) -> I)
    where
        N: Trainable<T>,
        I: IntoIterator<Item: IntoBatch<X: Feed<'d, N::InputKind>, Y: Feed<'d, N::TargetKind>>>,
    {
        for epoch in self.epochs.clone() {
            if self.epoch::<N, _>(epoch, batches(epoch).into_iter()).is_none() {
                return;
            }
        }
    }

    /// Makes the batches of an epoch; none when the training is at its end.
    fn epoch<N, I>(&self, epoch: usize, batches: I) -> Option<()>
    where
        N: Trainable<T>,
        I: Iterator<Item: IntoBatch<X: Feed<'d, N::InputKind>, Y: Feed<'d, N::TargetKind>>>,
    {
        let (least, most) = batches.size_hint();
        self.send(Ok(Made::Begin(most.filter(|&most| most == least))))?;
        let mut count = 0;
        for item in batches {
            count += 1;
            let batch = self.check::<N, _>(item).map(Made::Batch);
            self.send(batch.map_err(|source| Error::Batch { epoch: epoch + 1, batch: count, source }))?;
        }
        self.send(if count == 0 { Err(Error::NoBatch { epoch: epoch + 1 }) } else { Ok(Made::End) })
    }

    /// A batch as the training reads it.
    fn check<N, B>(&self, item: B) -> Result<Part<'d, T>, Box<dyn std::error::Error + Send + Sync>>
    where
        N: Trainable<T>,
        B: IntoBatch<X: Feed<'d, N::InputKind>, Y: Feed<'d, N::TargetKind>>,
    {
        let (x, y, weights) = item.into_batch()?;
        let x = data::inputs::<T>(x.feed(), N::INPUTS, "")?;
        let y = data::targets::<T>(y.feed(), N::OUTPUTS, "")?;
        data::same_samples(&x, &y, N::OUTPUTS, "", "y")?;
        let weights = sample_weights(weights.as_deref(), &self.class_weights, &y, N::OUTPUTS)?;
        Ok(Part { x, y, weights })
    }

    /// None when that was the last to be sent.
    fn send(&self, made: Sent<'d, T>) -> Option<()> {
        let refused = made.is_err();
        self.sender.send(made).ok().filter(|()| !refused)
    }
}

/// The training's side.
pub struct Stream<'d, T: Scalar> {
    receiver: Receiver<Sent<'d, T>>,
    epoch: usize,
    /// What is trained with.
    batch: Option<Part<'d, T>>,
}

impl<'d, T: Scalar> Stream<'d, T> {
    /// What was made next. That nothing comes any more, without an end, means a panic in the thread that makes batches: who waits
    /// for it passes the panic on.
    fn receive(&self) -> Sent<'d, T> {
        parallel::receive(&self.receiver).unwrap_or(Err(Error::NoBatch { epoch: self.epoch }))
    }
}

impl<T: Scalar> Source<T> for Stream<'_, T> {
    fn begin(&mut self) -> Result<Option<usize>, Error> {
        self.epoch += 1;
        match self.receive()? {
            Made::Begin(batches) => Ok(batches),
            _ => Ok(None),
        }
    }

    fn next(&mut self) -> Result<Option<Samples<'_, T>>, Error> {
        // Let go before the next one is taken.
        self.batch = None;
        if let Made::Batch(batch) = self.receive()? {
            self.batch = Some(batch);
        }
        Ok(self.batch.as_ref().map(Part::samples))
    }
}
