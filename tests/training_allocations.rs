//! After the first step, training takes no memory from the heap, as tests/allocations.rs says of whole layers: here on networks written by
//! hand, of one stage and of two, with sets and along a stream.
//!
//! A test binary of its own: the allocator counts for the whole process.

#[path = "training/support/mod.rs"]
mod support;

use nn_runtime::train::{Accuracy, Adam, Auc, LambdaCallback, MeanAbsoluteError, RmsProp, Verbosity, new, trainer};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::bag::Bag;
use support::classifier::Classifier;
use support::data::{numbers, thirds};
use support::pair::{Pair, PairInputs, PairOutputs};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Whether this thread makes data, which takes what it likes.
    static MAKES_DATA: Cell<bool> = const { Cell::new(false) };
}

fn count() {
    if !MAKES_DATA.get() {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    }
}

// SAFETY: all calls go to the system's allocator as they are.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// A callback that notes the count at the end of each batch, and the notes.
macro_rules! noted {
    ($notes:ident) => {
        LambdaCallback::new().on_batch_end(|context| {
            let at = context.batch();
            if let Some(place) = $notes.get_mut(at) {
                *place = ALLOCATIONS.load(Ordering::Relaxed);
            }
        })
    };
}

/// No step after the first may have taken memory; threads that wake up for the first time may.
fn check(notes: &[usize], name: &str) {
    let grown: Vec<usize> = notes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let later = grown.iter().skip(1).filter(|&&count| count > 0).count();
    assert!(later <= grown.len() / 20, "{name}: {grown:?}");
}

#[test]
fn steps_take_no_memory() {
    const STEPS: usize = 60;
    let x = numbers::<f32>(STEPS * 8, 4, 1);
    let y = thirds(&x);
    let mut notes = [0; STEPS];
    let mut network = new::<f32, Classifier<f32>>(1);
    let training = trainer(&mut *network, Adam::new(0.01).global_clipnorm(1.0)).batch_size(8).metric(Accuracy);
    { training }.callback(noted!(notes)).verbose(Verbosity::Silent).fit(&x, &y).unwrap();
    check(&notes, "one stage");

    let image = numbers::<f32>(STEPS * 8, 3, 5);
    let word: Vec<u32> = (0..STEPS as u32 * 8).map(|i| i % 5).collect();
    let class: Vec<u32> = word.iter().map(|i| i % 3).collect();
    let place = numbers::<f32>(STEPS * 8, 2, 6);
    let mut notes = [0; STEPS];
    let mut network = new::<f32, Pair<f32>>(1);
    let training = trainer(&mut *network, RmsProp::new(0.01)).batch_size(8).metric_for("place", MeanAbsoluteError);
    let (inputs, targets) = (PairInputs { image: &image, word: &word }, PairOutputs { class: &class, place: &place });
    { training }.callback(noted!(notes)).verbose(Verbosity::Silent).fit(inputs, targets).unwrap();
    check(&notes, "two stages");

    // Sets of different sizes, so that a batch's room must be that of the largest.
    let sets: Vec<Vec<u32>> = (0..STEPS as u32 * 8).map(|i| (0..i % 20).collect()).collect();
    let y: Vec<bool> = (0..STEPS * 8).map(|i| i % 20 < 10).collect();
    let mut notes = [0; STEPS];
    let mut network = new::<f32, Bag<f32>>(1);
    let training = trainer(&mut *network, Adam::new(0.01)).batch_size(8).metric(Auc);
    { training }.callback(noted!(notes)).verbose(Verbosity::Silent).fit(&sets, &y).unwrap();
    check(&notes, "sets");

    along_a_stream();
}

/// Part of the one test: the others' memory would be counted here as well.
fn along_a_stream() {
    const STEPS: usize = 60;
    let mut notes = [0; STEPS];
    let mut network = new::<f32, Classifier<f32>>(1);
    let training = trainer(&mut *network, Adam::new(0.01)).metric(Accuracy).callback(noted!(notes));
    // The second batch is the largest, which may take more than the first.
    let batches = |_| {
        MAKES_DATA.set(true);
        (0..STEPS).map(|i| {
            let x = numbers::<f32>([8, 40, 3, 21][i % 4], 4, i);
            let y = thirds(&x);
            (x, y)
        })
    };
    { training }.verbose(Verbosity::Silent).fit_batches(batches).unwrap();
    check(&notes[1..], "a stream");
}
