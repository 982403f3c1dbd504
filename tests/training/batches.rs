//! Training from batches that are made meanwhile: the same to the bit as from memory, ahead of the training, and at its end wherever one of both ends.

use crate::support::classifier::Classifier;
use crate::support::data::{numbers, thirds};
use crate::support::pair::{Pair, PairInputs, PairOutputs};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};
use nn_runtime::Plain;
use nn_runtime::train::{
    Accuracy, Adam, Callback, Context, EarlyStopping, Error, History, LambdaCallback, MeanAbsoluteError, RmsProp,
    Trainer, Verbosity, new, trainer,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

type Net = Classifier<f32>;
type Batch = (Array2<f32>, Array1<u8>);
type Fit<'f> = &'f dyn Fn(&mut Trainer<'_, f32, Net>) -> Result<History, Error>;
type Views<'d> = (ArrayView2<'d, f32>, ArrayView1<'d, u8>);

fn training(net: &mut Net) -> Trainer<'_, f32, Net> {
    trainer(net, Adam::new(0.01)).shuffle(false).verbose(Verbosity::Silent)
}

/// Samples for four batches of 16 and one of 9.
fn samples() -> Batch {
    let x = numbers::<f32>(73, 4, 1);
    let y = thirds(&x);
    (x, y)
}

/// Some samples in batches of 16, which are not copied.
fn chunks(data: &Batch) -> impl Iterator<Item = Views<'_>> {
    data.0.axis_chunks_iter(Axis(0), 16).zip(data.1.axis_chunks_iter(Axis(0), 16))
}

fn message<V>(result: Result<V, Error>) -> String {
    result.err().expect("an error").to_string()
}

/// All numbers of a history.
fn bits(history: &History) -> Vec<u64> {
    history.names().flat_map(|name| &history[name]).map(|value| value.to_bits()).collect()
}

/// In pools of one thread and of two.
fn with_threads(check: impl Fn() + Send + Sync) {
    for threads in [1, 2] {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(&check);
    }
}

#[test]
fn the_result_is_that_of_fit_to_the_bit() {
    let (data, held) = (samples(), (numbers::<f32>(40, 4, 2), thirds(&numbers::<f32>(40, 4, 2))));
    let run = |fit: Fit<'_>| {
        let mut net = new::<f32, Net>(1);
        let described = training(&mut net).epochs(3).batch_size(16).class_weights([(1, 2.0)]);
        let mut described = described.validate(&held.0, &held.1).metric(Accuracy);
        let history = fit(&mut described).unwrap();
        (described.network().as_slice().to_vec(), bits(&history))
    };
    with_threads(|| {
        let memory = run(&|training| training.fit(&data.0, &data.1));
        assert_eq!(run(&|training| training.fit_batches(|_| chunks(&data))), memory);
        let owned = |(x, y): Views<'_>| (x.to_owned(), y.to_vec());
        assert_eq!(run(&|training| training.fit_batches(|_| chunks(&data).map(owned))), memory);
        let read = |batch| Ok::<_, std::io::Error>(batch);
        assert_eq!(run(&|training| training.fit_batches(|_| chunks(&data).map(read))), memory);
    });
}

#[test]
fn several_inputs_and_outputs() {
    let (image, place) = (numbers::<f32>(50, 3, 5), numbers::<f32>(50, 2, 6));
    let word: Vec<u8> = (0..50).map(|i| i % 5).collect();
    let class: Vec<i64> = (0..50).map(|i| i % 3).collect();
    let batch = |from: usize| {
        let rows = from..(from + 8).min(50);
        let (image, place) = (image.slice(s![rows.clone(), ..]), place.slice(s![rows.clone(), ..]));
        (PairInputs { image, word: &word[rows.clone()] }, PairOutputs { class: &class[rows], place })
    };
    let run = |stream: bool| {
        let mut net = new::<f32, Pair<f32>>(1);
        let described = trainer(&mut *net, RmsProp::new(0.01)).epochs(2).batch_size(8).shuffle(false);
        let mut described = described.metric_for("place", MeanAbsoluteError).verbose(Verbosity::Silent);
        let history = if stream {
            described.fit_batches(|_| (0..50).step_by(8).map(batch))
        } else {
            let x = PairInputs { image: &image, word: &word };
            described.fit(x, PairOutputs { class: &class, place: &place })
        };
        let history = history.unwrap();
        (described.network().as_slice().to_vec(), bits(&history))
    };
    with_threads(|| assert_eq!(run(true), run(false)));
}

#[test]
fn batches_may_differ_in_size() {
    let (x, y) = samples();
    let cuts = [0..1, 1..40, 40..43, 43..73];
    let part = |rows: &std::ops::Range<usize>| (x.slice(s![rows.clone(), ..]), y.slice(s![rows.clone()]));
    with_threads(|| {
        let mut streamed = new::<f32, Net>(1);
        training(&mut streamed).epochs(2).fit_batches(|_| cuts.iter().map(part)).unwrap();
        let mut one_by_one = new::<f32, Net>(1);
        let mut full = training(&mut one_by_one).full_batch();
        for (x, y) in cuts.iter().chain(&cuts).map(part) {
            full.fit(x, y).unwrap();
        }
        drop(full);
        assert_eq!(streamed.as_slice(), one_by_one.as_slice());
    });
}

#[test]
fn weights_come_with_their_samples() {
    let data = samples();
    let weights: Vec<f32> = (0..73).map(|i| i as f32 / 40.0).collect();
    let mut memory = new::<f32, Net>(1);
    training(&mut memory).batch_size(16).sample_weights(weights.iter().copied()).fit(&data.0, &data.1).unwrap();
    let mut streamed = new::<f32, Net>(1);
    let weighted = || chunks(&data).zip(weights.chunks(16)).map(|((x, y), weights)| (x, y, weights.to_vec()));
    training(&mut streamed).fit_batches(|_| weighted()).unwrap();
    assert_eq!(streamed.as_slice(), memory.as_slice());
    let few = |_| chunks(&data).map(|(x, y)| (x, y, Vec::<f64>::new()));
    let refused = message(training(&mut streamed).fit_batches(few));
    assert_eq!(refused, "batch 1 of epoch 1: sample_weights has 0 samples, but x has 16");
}

/// While a batch is trained with the next one is made: the callback waits for it.
#[test]
fn the_next_batch_is_made_meanwhile() {
    struct Waits<'m>(Receiver<usize>, &'m AtomicUsize);
    impl Callback for Waits<'_> {
        fn on_batch_end(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
            let at = 5 * context.epoch() + context.batch();
            // All, the last batch among them, of which none is left to wait for.
            while at < 9 && self.0.recv_timeout(Duration::from_secs(20)).expect("a batch made meanwhile") <= at {}
            // One in training, two that lie ready, and one that waits for its place.
            assert!(self.1.load(Ordering::SeqCst) <= at + 4, "too far ahead");
            Ok(())
        }
    }
    let data = samples();
    with_threads(|| {
        let (sender, receiver) = channel();
        let made = AtomicUsize::new(0);
        let mut net = new::<f32, Net>(1);
        let mut described = training(&mut net).epochs(2).callback(Waits(receiver, &made));
        let make = |batch| {
            sender.send(made.fetch_add(1, Ordering::SeqCst)).unwrap();
            batch
        };
        described.fit_batches(|_| chunks(&data).map(&make)).unwrap();
        assert_eq!(made.load(Ordering::SeqCst), 10);
    });
}

/// An iterator may share its work out over the very threads that wait for it.
#[test]
fn iterators_may_use_the_pool_of_the_training() {
    let data = samples();
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut net = new::<f32, Net>(1);
        pool.install(|| {
            training(&mut net).fit_batches(|_| chunks(&data).map(|batch| pool.install(|| batch))).unwrap();
        });
    }
}

#[test]
fn what_goes_wrong_has_its_place() {
    let data = samples();
    let mut net = new::<f32, Net>(1);
    // A batch that cannot be read.
    let failing = |epoch| {
        let read = move |(i, batch)| if (epoch, i) == (1, 2) { Err("the disk is gone") } else { Ok(batch) };
        chunks(&data).enumerate().map(read)
    };
    let refused = training(&mut net).epochs(3).fit_batches(failing).unwrap_err();
    assert_eq!(refused.to_string(), "batch 3 of epoch 2: the disk is gone");
    assert!(matches!(refused, Error::Batch { epoch: 2, batch: 3, .. }));
    // The parameters are those of the step before.
    let mut other = new::<f32, Net>(1);
    training(&mut other).epochs(2).fit_batches(|epoch| chunks(&data).take(if epoch == 0 { 5 } else { 2 })).unwrap();
    assert_eq!(net.as_slice(), other.as_slice());
    // One of another shape.
    let narrow =
        |_| chunks(&data).enumerate().map(|(i, (x, y))| (x.slice_move(s![.., if i == 2 { 1 } else { 0 }..]), y));
    let refused = training(&mut net).fit_batches(narrow).unwrap_err();
    assert_eq!(refused.to_string(), "batch 3 of epoch 1: x has shape [16, 3], but [n, 4] is needed");
    let Error::Batch { source, .. } = refused else { panic!("of a batch") };
    assert!(matches!(source.downcast_ref(), Some(Error::Shape { .. })));
    // One without samples, one with too few targets, a label that is none, no batch at all.
    let of = |rows: usize, label: u8| move |_| [(numbers::<f32>(rows, 4, 1), vec![label; 2])];
    let refused = |rows, label| message(training(&mut new::<f32, Net>(1)).fit_batches(of(rows, label)));
    assert_eq!(refused(0, 0), "batch 1 of epoch 1: x has no samples");
    assert_eq!(refused(3, 0), "batch 1 of epoch 1: y has 2 samples, but x has 3");
    assert!(refused(2, 3).starts_with("batch 1 of epoch 1: y holds the label 3 in sample 0"));
    let once = Mutex::new(chunks(&data));
    let spent = |_| once.lock().unwrap().by_ref().collect::<Vec<_>>();
    assert_eq!(
        message(training(&mut net).epochs(2).fit_batches(spent)),
        "epoch 2 has no batch; `fit_batches` needs a new iterator for each epoch, with one batch at least"
    );
}

#[test]
fn settings_that_need_all_data_are_refused() {
    let data = samples();
    let mut net = new::<f32, Net>(1);
    let refused = |training: Trainer<'_, f32, Net>| message({ training }.fit_batches(|_| chunks(&data)));
    assert_eq!(
        refused(training(&mut net).sample_weights(vec![1.0; 73])),
        "sample_weights is given, but must be left out with `fit_batches`: yield `(x, y, weights)`"
    );
    assert_eq!(
        refused(training(&mut net).validation_split(0.2)),
        "the validation split is 0.2, but must be left out with `fit_batches`: hold data back for `.validate(&x, &y)`"
    );
    let watched = refused(training(&mut net).callback(EarlyStopping::monitor("val_loss")));
    assert!(watched.starts_with("`val_loss` is monitored, but there is nothing to validate with"), "{watched}");
}

#[test]
fn a_panic_comes_through() {
    let data = samples();
    let panic = |of_iterator: bool| {
        let mut net = new::<f32, Net>(1);
        let batches = |epoch: usize| {
            assert!(of_iterator || epoch < 1, "no such epoch");
            chunks(&data).inspect(move |_| assert!(epoch < 1, "no such file"))
        };
        let result = catch_unwind(AssertUnwindSafe(|| training(&mut net).epochs(3).fit_batches(batches)));
        *result.expect_err("a panic").downcast::<&str>().expect("its text")
    };
    with_threads(|| assert_eq!([panic(false), panic(true)], ["no such epoch", "no such file"]));
    // And one of a callback ends what makes batches, though these never end.
    let mut net = new::<f32, Net>(1);
    let mut described = training(&mut net).callback(LambdaCallback::new().on_batch_end(|_| panic!("no such callback")));
    let endless = |_| std::iter::repeat_with(|| data.clone());
    assert!(catch_unwind(AssertUnwindSafe(|| described.fit_batches(endless))).is_err());
}

#[test]
fn a_training_that_stops_ends_an_endless_stream() {
    let data = samples();
    let made = AtomicUsize::new(0);
    let endless = |_| {
        std::iter::repeat_with(|| {
            made.fetch_add(1, Ordering::SeqCst);
            data.clone()
        })
    };
    let stop = LambdaCallback::new().on_batch_end(|context| {
        if context.batch() == 6 {
            context.stop("enough");
        }
    });
    let mut net = new::<f32, Net>(1);
    let history = training(&mut net).epochs(9).callback(stop).fit_batches(endless).unwrap();
    assert_eq!((history.epochs(), history.stopped()), (&[1][..], Some("enough")));
    assert!((7..=10).contains(&made.load(Ordering::SeqCst)));
    // Stopped between two epochs, with the next one begun.
    let stop = LambdaCallback::new().on_epoch_end(|context| context.stop("enough"));
    let history = training(&mut net).epochs(9).callback(stop).fit_batches(|_| chunks(&data)).unwrap();
    assert_eq!(history.epochs(), [1]);
}

#[test]
fn epochs_and_batches_are_counted() {
    let data = samples();
    let counted = |exact: bool| {
        let known = Mutex::new(Vec::new());
        let asked = Mutex::new(Vec::new());
        let mut net = new::<f32, Net>(1);
        let note = LambdaCallback::new().on_epoch_begin(|context| known.lock().unwrap().push(context.batches()));
        let batches = |epoch| {
            asked.lock().unwrap().push(epoch);
            chunks(&data)
        };
        let mut described = training(&mut net).epochs(3).callback(note);
        let history = if exact {
            described.fit_batches(batches)
        } else {
            described.fit_batches(|epoch| batches(epoch).filter(|_| true))
        };
        history.unwrap();
        drop(described);
        assert_eq!(*asked.lock().unwrap(), [0, 1, 2]);
        known.into_inner().unwrap()
    };
    assert_eq!(counted(true), [Some(5); 3]);
    assert_eq!(counted(false), [None, Some(5), Some(5)]);
}

#[test]
fn an_interrupted_training_goes_on_with_its_epoch() {
    let data = samples();
    let path = std::env::temp_dir().join(format!("netkiln-batches-{}.safetensors", std::process::id()));
    // Each epoch is another one, as augmented data are.
    let batches = |epoch| chunks(&data).map(move |(x, y)| (&x + epoch as f32 / 10.0, y));
    let mut whole = new::<f32, Net>(1);
    training(&mut whole).epochs(4).fit_batches(batches).unwrap();
    let mut first = new::<f32, Net>(1);
    let mut begun = training(&mut first).epochs(2);
    begun.fit_batches(batches).unwrap();
    begun.save_checkpoint(&path).unwrap();
    let mut second = new::<f32, Net>(7);
    training(&mut second).epochs(4).resume(&path).unwrap().fit_batches(batches).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(second.as_slice(), whole.as_slice());
}
