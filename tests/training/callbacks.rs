//! Callbacks: when they are called, what they may change, and Keras' rules.

use crate::support::classifier::Classifier;
use crate::support::data::{numbers, thirds};
use nn_runtime::Plain;
use nn_runtime::train::{
    Accuracy, Adam, Callback, Context, CsvLogger, EarlyStopping, Error, ExponentialDecay, History, LambdaCallback,
    LearningRateScheduler, Mode, ModelCheckpoint, ReduceLrOnPlateau, Sgd, TerminateOnNan, Trainer, Verbosity, load,
    new, trainer,
};
use std::fs;
use std::sync::Mutex;

type Net = Classifier<f32>;

/// Trains on 40 samples in batches of 16.
fn fit<'a>(
    net: &'a mut Net,
    epochs: usize,
    set: impl FnOnce(Trainer<'a, f32, Net>) -> Trainer<'a, f32, Net>,
) -> History {
    let x = numbers::<f32>(40, 4, 1);
    let y = thirds(&x);
    let training = trainer(net, Sgd::new(0.1)).epochs(epochs).batch_size(16).verbose(Verbosity::Silent);
    set(training).fit(&x, &y).unwrap()
}

/// Sets the score `watched` of each epoch: what other callbacks then see.
fn scripted(values: &'static [f64]) -> LambdaCallback<'static> {
    LambdaCallback::new().on_epoch_end(|context| context.set_score("loss", values[context.epoch()]))
}

#[test]
fn moments() {
    struct Recorder<'r>(&'r Mutex<Vec<String>>);
    impl Recorder<'_> {
        fn note(&self, text: String) -> Result<(), Error> {
            self.0.lock().unwrap().push(text);
            Ok(())
        }
    }
    impl Callback for Recorder<'_> {
        fn on_train_begin(&mut self, c: &mut Context<'_>) -> Result<(), Error> {
            self.note(format!("begin {} {}", c.epochs(), c.batches().unwrap_or(0)))
        }
        fn on_epoch_begin(&mut self, c: &mut Context<'_>) -> Result<(), Error> {
            self.note(format!("epoch {}", c.epoch()))
        }
        fn on_batch_end(&mut self, c: &mut Context<'_>) -> Result<(), Error> {
            self.note(format!("batch {} {} {}", c.batch(), c.samples(), c.step()))
        }
        fn on_epoch_end(&mut self, c: &mut Context<'_>) -> Result<(), Error> {
            self.note(format!("end {} {:?}", c.epoch(), c.scores().names().collect::<Vec<_>>()))
        }
        fn on_train_end(&mut self, _: &mut Context<'_>) -> Result<(), Error> {
            self.note("over".to_string())
        }
    }
    let notes = Mutex::new(Vec::new());
    let mut net = new::<f32, Net>(1);
    fit(&mut net, 2, |training| training.callback(Recorder(&notes)).validation_split(0.1));
    let epoch = |e: usize| {
        let steps = (0..3).map(move |b| format!("batch {b} {} {}", (16 * (b + 1)).min(36), 3 * e + b + 1));
        let end = format!("end {e} [\"loss\", \"val_loss\"]");
        std::iter::once(format!("epoch {e}")).chain(steps).chain([end])
    };
    let expected: Vec<String> =
        std::iter::once("begin 2 3".to_string()).chain((0..2).flat_map(epoch)).chain(["over".to_string()]).collect();
    assert_eq!(*notes.lock().unwrap(), expected);
}

#[test]
fn early_stopping_waits_and_restores() {
    // The best epoch is the third; patience two ends it after the fifth.
    const LOSSES: [f64; 8] = [1.0, 0.8, 0.5, 0.6, 0.55, 0.1, 0.1, 0.1];
    let mut net = new::<f32, Net>(1);
    let stopping = || EarlyStopping::monitor("loss").patience(2);
    let history = fit(&mut net, 8, |training| training.callback(scripted(&LOSSES)).callback(stopping().restore_best()));
    assert_eq!(history.epochs(), [1, 2, 3, 4, 5]);
    assert_eq!(history.stopped(), Some("`loss` has not improved on its best value, 0.5000 in epoch 3"));
    // What it went back to is what three epochs give.
    let after = |epochs: usize| {
        let mut net = new::<f32, Net>(1);
        fit(&mut net, epochs, |training| training);
        net
    };
    assert_eq!(net.as_slice(), after(3).as_slice());
    // Without going back, it is what five give.
    let mut net = new::<f32, Net>(1);
    fit(&mut net, 8, |training| training.callback(scripted(&LOSSES)).callback(stopping()));
    assert_eq!(net.as_slice(), after(5).as_slice());
}

#[test]
fn early_stopping_by_keras_rules() {
    let epochs = |values: &'static [f64], stopping: EarlyStopping| {
        let mut net = new::<f32, Net>(1);
        let history = fit(&mut net, values.len(), |training| training.callback(scripted(values)).callback(stopping));
        history.epochs().len()
    };
    let monitor = || EarlyStopping::monitor("loss");
    // Patience 0 ends with the first epoch that is no better, but never with the first epoch of all.
    assert_eq!(epochs(&[1.0, 0.9, 0.9, 0.8], monitor()), 3);
    assert_eq!(epochs(&[f64::NAN, 0.9, 0.8, 0.7], monitor()), 4);
    // Changes below `min_delta` do not count.
    assert_eq!(epochs(&[1.0, 0.99, 0.98, 0.97], monitor().min_delta(0.05).patience(2)), 3);
    // Up instead of down.
    assert_eq!(epochs(&[1.0, 2.0, 3.0, 2.5], monitor().mode(Mode::Max)), 4);
    assert_eq!(epochs(&[1.0, 2.0, 3.0, 2.5], monitor()), 2);
    // Not before the third epoch.
    assert_eq!(epochs(&[1.0, 2.0, 3.0, 3.5, 4.0], monitor().start_from_epoch(2)), 4);
    // Better than before, but not than the baseline: the waiting goes on.
    assert_eq!(epochs(&[1.0, 0.9, 0.8, 0.8, 0.8], monitor().baseline(0.5).patience(3)), 4);
}

#[test]
fn plateaus_lower_the_learning_rate() {
    const LOSSES: [f64; 7] = [1.0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9];
    let rates = |callback: ReduceLrOnPlateau| {
        let mut net = new::<f32, Net>(1);
        fit(&mut net, 7, |training| training.callback(scripted(&LOSSES)).callback(callback))["learning_rate"].to_vec()
    };
    let close = |rates: Vec<f64>, expected: [f64; 7]| {
        assert!(rates.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{rates:?} {expected:?}");
    };
    let monitor = || ReduceLrOnPlateau::monitor("loss").patience(2);
    // The rate of an epoch is that of its beginning.
    close(rates(monitor()), [0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.001]);
    close(rates(monitor().factor(0.5).min_lr(0.04)), [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.04]);
    close(rates(monitor().factor(0.5).cooldown(2)), [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05]);
}

#[test]
fn schedulers_set_the_learning_rate() {
    let mut net = new::<f32, Net>(1);
    let scheduler = LearningRateScheduler::new(|epoch, rate| if epoch < 2 { rate } else { rate / 2.0 });
    let history = fit(&mut net, 4, |training| training.callback(scheduler));
    assert_eq!(history["learning_rate"], [0.1, 0.1, 0.05, 0.025]);
    // What follows a schedule is not to be changed from two sides.
    let x = numbers::<f32>(10, 4, 1);
    let error = trainer(&mut *net, Adam::new(ExponentialDecay::new(0.1, 10, 0.5)))
        .callback(LearningRateScheduler::new(|_, rate| rate))
        .verbose(Verbosity::Silent)
        .fit(&x, &thirds(&x));
    assert_eq!(
        error.err().unwrap().to_string(),
        "the learning rate is a schedule, but must be a number, for a callback to change it"
    );
}

#[test]
fn checkpoints_are_named_by_epoch_and_score() {
    let folder = std::env::temp_dir().join(format!("netkiln-callbacks-{}", std::process::id()));
    const LOSSES: [f64; 4] = [1.0, 0.5, 0.75, 0.25];
    let mut net = new::<f32, Net>(1);
    let best = folder.join("best/{epoch:02d}-{loss:.2f}.safetensors");
    let every = folder.join("every/{epoch}.safetensors");
    let log = folder.join("log.csv");
    fs::create_dir_all(&folder).unwrap();
    fit(&mut net, 4, |training| {
        training
            .callback(scripted(&LOSSES))
            .callback(ModelCheckpoint::new(best).save_best_only("loss"))
            .callback(ModelCheckpoint::new(every))
            .callback(CsvLogger::new(&log))
    });
    let names = |folder: std::path::PathBuf| {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(folder.join("best")), ["01-1.00.safetensors", "02-0.50.safetensors", "04-0.25.safetensors"]);
    assert_eq!(names(folder.join("every")), [1, 2, 3, 4].map(|epoch| format!("{epoch}.safetensors")));
    assert_eq!(load::<f32, Net>(folder.join("every/4.safetensors")).unwrap().as_slice(), net.as_slice());
    assert_ne!(load::<f32, Net>(folder.join("every/3.safetensors")).unwrap().as_slice(), net.as_slice());
    assert_eq!(fs::read_to_string(&log).unwrap(), "epoch,loss\n0,1\n1,0.5\n2,0.75\n3,0.25\n");
    // Appending keeps the header and what was there.
    fit(&mut net, 1, |training| training.callback(scripted(&LOSSES)).callback(CsvLogger::new(&log).append()));
    assert!(fs::read_to_string(&log).unwrap().ends_with("\n3,0.25\n0,1\n"));
    // A path that cannot be written ends the training with its error.
    let x = numbers::<f32>(10, 4, 1);
    let nowhere = folder.join("log.csv/nowhere.safetensors");
    let error = trainer(&mut *net, Sgd::new(0.1))
        .callback(ModelCheckpoint::new(nowhere))
        .verbose(Verbosity::Silent)
        .fit(&x, &thirds(&x));
    assert!(matches!(error, Err(Error::File { .. })));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn numbers_that_fail_end_the_training() {
    let mut net = new::<f32, Net>(1);
    let history = fit(&mut net, 5, |training| {
        let spoil = |context: &mut Context<'_>| {
            if context.epoch() == 1 {
                context.parameters::<f32>().unwrap()[0] = f32::NAN;
            }
        };
        training.callback(LambdaCallback::new().on_epoch_begin(spoil)).callback(TerminateOnNan)
    });
    assert_eq!(history.epochs(), [1, 2]);
    assert_eq!(history.stopped(), Some("the loss is NaN in batch 1 of epoch 2"));
}

#[test]
fn closures_may_keep_what_they_see() {
    let mut losses = Vec::new();
    let mut net = new::<f32, Net>(1);
    let collect = LambdaCallback::new().on_batch_end(|context| losses.push(context.scores().loss()));
    let history = fit(&mut net, 2, |training| training.metric(Accuracy).callback(collect));
    assert_eq!(losses.len(), 6);
    // The last batch's score is the epoch's: a mean over its samples so far.
    assert_eq!([losses[2], losses[5]], history["loss"]);
    assert_eq!(history["accuracy"].len(), 2);
}
