//! Threads: rayon's, where the feature `parallel` is on. What is computed never depends on how many there are.

use std::sync::mpsc::Receiver;
use std::sync::{Mutex, PoisonError};
#[cfg(feature = "parallel")]
use std::{sync::mpsc::RecvTimeoutError, time::Duration};

/// Runs `work` once where handing out tasks is cheapest: inside the pool of threads, so that a step needs no message to wake it.
/// With one thread there is nothing to gain, and the caller's own does it all.
pub(crate) fn inside(work: &mut (dyn FnMut() + Send)) {
    #[cfg(feature = "parallel")]
    if threads() > 1 {
        return rayon::scope(|_| work());
    }
    work();
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
    let count = items.len();
    let left = Queue::new(items.iter_mut().enumerate());
    share(count, &|| left.each(|(i, item)| work(i, item)));
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
    let count = if alone { 1 } else { items.len() };
    let chunks = a.chunks_mut(a_size.max(1)).zip(b.chunks_mut(b_size.max(1))).zip(c.chunks_mut(c_size.max(1)));
    let left = Queue::new(chunks.zip(items).enumerate());
    share(count, &|| left.each(|(i, (((a, b), c), item))| work(i, a, b, c, item)));
}

/// Calls `work` with each item and with a helper, made once for each thread.
pub(crate) fn each_with<I: Send, H>(
    items: &mut [I],
    make: impl Fn() -> H + Sync,
    work: impl Fn(&mut H, &mut I) + Sync,
) {
    let count = items.len();
    let left = Queue::new(items.iter_mut());
    share(count, &|| {
        let mut helper = make();
        left.each(|item| work(&mut helper, item));
    });
}

/// What threads take their next items from. Items are worth many microseconds, so that nobody waits for another's taking one.
struct Queue<Items>(Mutex<Items>);

impl<Items: Iterator> Queue<Items> {
    fn new(items: Items) -> Self {
        Queue(Mutex::new(items))
    }

    /// Calls `work` with one item after the other, until none is left.
    fn each(&self, mut work: impl FnMut(Items::Item)) {
        let next = || self.0.lock().unwrap_or_else(PoisonError::into_inner).next();
        while let Some(item) = next() {
            work(item);
        }
    }
}

/// Calls `work` on as many threads as can share out `count` items. What is behind a `dyn` is compiled once, not once for each network.
fn share(count: usize, work: &(dyn Fn() + Sync)) {
    #[cfg(feature = "parallel")]
    side_by_side(threads().min(count), work);
    #[cfg(not(feature = "parallel"))]
    (0..count.min(1)).for_each(|_| work());
}

/// Calls `work` that many times. The caller's own thread takes its share, so that one fewer has to be woken; nothing is allocated in the pool.
#[cfg(feature = "parallel")]
fn side_by_side(times: usize, work: &(dyn Fn() + Sync)) {
    match times {
        0 => {}
        1 => work(),
        _ if rayon::current_thread_index().is_some() => {
            rayon::join(|| side_by_side(times / 2, work), || side_by_side(times - times / 2, work));
        }
        _ => rayon::in_place_scope(|scope| {
            (1..times).for_each(|_| scope.spawn(|_| work()));
            work();
        }),
    }
}
