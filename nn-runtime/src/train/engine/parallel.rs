//! Threads: rayon's, where the feature `parallel` is on. What is computed never depends on how many there are.

use std::sync::mpsc::Receiver;
#[cfg(feature = "parallel")]
use std::{sync::mpsc::RecvTimeoutError, time::Duration};

/// Runs `work` where handing out tasks is cheapest: inside the pool of threads, so that a step needs no message to wake it.
/// With one thread there is nothing to gain, and the caller's own does it all.
pub(crate) fn inside<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    #[cfg(feature = "parallel")]
    if threads() > 1 {
        return rayon::scope(|_| work());
    }
    work()
}

/// How many threads there are.
pub(crate) fn threads() -> usize {
    #[cfg(feature = "parallel")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    1
}

/// Which of the threads this is; 0 for one from outside.
pub(crate) fn thread() -> usize {
    #[cfg(feature = "parallel")]
    return rayon::current_thread_index().unwrap_or(0);
    #[cfg(not(feature = "parallel"))]
    0
}

/// Waits for what another thread sends; none when it will send no more. A thread of the pool takes part in the pool's work meanwhile: the
/// other thread may be waiting for that.
pub(crate) fn receive<V>(from: &Receiver<V>) -> Option<V> {
    #[cfg(feature = "parallel")]
    while rayon::current_thread_index().is_some() {
        /// How soon work that comes up in the pool is seen.
        const SOON: Duration = Duration::from_millis(1);
        let busy = rayon::yield_now() == Some(rayon::Yield::Executed);
        match from.recv_timeout(if busy { Duration::ZERO } else { SOON }) {
            Ok(value) => return Some(value),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    from.recv().ok()
}

/// Calls `work` with each item and its place.
pub(crate) fn each<I: Send>(items: &mut [I], work: impl Fn(usize, &mut I) + Sync) {
    #[cfg(feature = "parallel")]
    if items.len() > 1 && threads() > 1 {
        use rayon::prelude::*;
        return items.par_iter_mut().with_max_len(1).enumerate().for_each(|(i, item)| work(i, item));
    }
    items.iter_mut().enumerate().for_each(|(i, item)| work(i, item));
}

/// Some numbers in chunks of a size.
pub(crate) type InChunks<'s, V> = (&'s mut [V], usize);

/// Calls `work` with the chunks of several slices that belong together, and with an item for each chunk; `alone` says that
/// sharing it out would not pay.
pub(crate) fn each_chunk<A: Send, B: Send, C: Send, I: Send>(
    alone: bool,
    (a, a_size): InChunks<'_, A>,
    (b, b_size): InChunks<'_, B>,
    (c, c_size): InChunks<'_, C>,
    items: &mut [I],
    work: impl Fn(usize, &mut [A], &mut [B], &mut [C], &mut I) + Sync,
) {
    let (a_size, b_size, c_size) = (a_size.max(1), b_size.max(1), c_size.max(1));
    #[cfg(not(feature = "parallel"))]
    let _ = alone;
    #[cfg(feature = "parallel")]
    if !alone && items.len() > 1 && threads() > 1 {
        use rayon::prelude::*;
        let chunks = a.par_chunks_mut(a_size).zip(b.par_chunks_mut(b_size)).zip(c.par_chunks_mut(c_size)).zip(items);
        return chunks.enumerate().for_each(|(i, (((a, b), c), item))| work(i, a, b, c, item));
    }
    let chunks = a.chunks_mut(a_size).zip(b.chunks_mut(b_size)).zip(c.chunks_mut(c_size)).zip(items);
    chunks.enumerate().for_each(|(i, (((a, b), c), item))| work(i, a, b, c, item));
}

/// Calls `work` with each item and with a helper, made once for each thread. The caller's own thread takes its share, so that one fewer has to
/// be woken.
pub(crate) fn each_with<I: Send, H>(
    items: &mut [I],
    make: impl Fn() -> H + Sync,
    work: impl Fn(&mut H, &mut I) + Sync,
) {
    #[cfg(feature = "parallel")]
    if items.len() > 1 && threads() > 1 {
        let others = threads().min(items.len()) - 1;
        let left = std::sync::Mutex::new(items.iter_mut());
        let next = || left.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
        let share = || {
            let mut helper = make();
            while let Some(item) = next() {
                work(&mut helper, item);
            }
        };
        return rayon::in_place_scope(|scope| {
            (0..others).for_each(|_| scope.spawn(|_| share()));
            share();
        });
    }
    let mut helper = make();
    items.iter_mut().for_each(|item| work(&mut helper, item));
}
