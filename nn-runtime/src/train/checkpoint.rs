//! Checkpoints: a weight file that also holds the optimizer, the clock, and what callbacks remember.

use super::callbacks::{Callback, Parameters, Snapshot};
use super::engine::step::Stepper;
use super::files::{FORMAT, Opened, Tensor, fill, store, tensors};
use super::optimizer::LearningRate;
use super::trainer::Clock;
use super::{Error, WeightsError};
use crate::{Network, ParamInfo, Plain, Scalar};
use serde_json::{Value, json};
use std::path::Path;

/// Numbers in a checkpoint for each parameter: itself, the optimizer's slots, and what callbacks keep.
const MOST: usize = 16;
/// Keys of the metadata.
const OPTIMIZER: &str = "optimizer";
const MEMORY: &str = "optimizer_memory";
const RATE: &str = "learning_rate";
const CLOCK: &str = "clock";
const SEED: &str = "seed";
const CALLBACKS: &str = "callbacks";

/// What was read of a checkpoint besides the parameters and the optimizer.
pub(super) struct Resumed {
    pub clock: Clock,
    pub seed: u64,
    callbacks: Vec<Saved>,
}

/// A callback's state.
struct Saved {
    key: String,
    numbers: Vec<f64>,
    parameters: Option<Snapshot>,
}

/// Writes a checkpoint.
pub(super) fn save<T: Scalar, N: Network<T> + Plain<T>>(
    path: &Path,
    network: &N,
    stepper: &mut Stepper<T>,
    clock: &Clock,
    seed: u64,
    callbacks: &[Box<dyn Callback + '_>],
) -> Result<(), Error> {
    let memory = texts(stepper.optimizer.memory());
    let keyed = || callbacks.iter().filter_map(|callback| Some((callback.key()?, callback.state())));
    let states: Vec<Value> =
        keyed().map(|(key, state)| json!({ "key": key, "numbers": texts(&state.numbers) })).collect();
    let metadata = [
        ("netkiln", FORMAT.to_string()),
        ("network", N::NAME.to_string()),
        (OPTIMIZER, stepper.optimizer.name().to_string()),
        (MEMORY, json!(memory).to_string()),
        (RATE, stepper.constant_rate().map_or(String::new(), |rate| rate.to_string())),
        (CLOCK, json!([stepper.taken, clock.epochs, clock.epochs_of_fit]).to_string()),
        (SEED, seed.to_string()),
        (CALLBACKS, Value::Array(states).to_string()),
    ];
    let mut arrays = tensors(N::PARAMS, network.as_slice());
    let mut from = 0;
    for info in N::PARAMS {
        let range = from..from + info.shape.len();
        from = range.end;
        for (slot, name) in stepper.optimizer.slots().iter().enumerate() {
            let spans = stepper.spans(range.clone(), slot);
            let runs = spans.into_iter().map(|span| stepper.slots().get(span).unwrap_or(&[])).collect();
            arrays.push(Tensor { name: slot_name(name, info), shape: info.shape.dims().to_vec(), runs });
        }
    }
    for (i, (_, state)) in keyed().enumerate() {
        if let Some(kept) = state.parameters.and_then(Snapshot::values::<T>) {
            let own = tensors(N::PARAMS, kept);
            arrays.extend(own.into_iter().map(|tensor| Tensor { name: kept_name(i, &tensor.name), ..tensor }));
        }
    }
    store(path, &metadata, &arrays)
}

/// Reads a checkpoint: all of it, before anything is changed.
pub(super) fn load<T: Scalar, N: Network<T> + Plain<T>>(
    path: &Path,
    network: &mut N,
    stepper: &mut Stepper<T>,
) -> Result<Resumed, Error> {
    let file = Opened::read(path, N::PARAMETERS.saturating_mul(MOST))?;
    let own = stepper.optimizer.name();
    match file.about(OPTIMIZER) {
        Some(name) if name == own => {}
        other => {
            let (given, needed) = (other.unwrap_or("none").to_string(), own.to_string());
            return Err(file.refuse(WeightsError::Training { what: "the optimizer", given, needed }));
        }
    }
    let mut values = vec![T::zero(); N::PARAMETERS];
    fill(&file, N::NAME, N::PARAMS, &mut values)?;
    let given = file.names().filter(|name| name.starts_with("optimizer/")).count();
    let needed = N::PARAMS.len() * stepper.optimizer.slots().len();
    if given != needed {
        let (given, needed) = (given.to_string(), needed.to_string());
        return Err(file.refuse(WeightsError::Training {
            what: "a number of the optimizer's arrays of",
            given,
            needed,
        }));
    }
    let mut slots = vec![T::zero(); stepper.slots().len()];
    let mut from = 0;
    for info in N::PARAMS {
        let range = from..from + info.shape.len();
        from = range.end;
        for (slot, name) in stepper.optimizer.slots().iter().enumerate() {
            let mut read = vec![T::zero(); range.len()];
            file.copy(&slot_name(name, info), info.shape.dims(), &mut read)?;
            let mut rest = read.as_slice();
            for span in stepper.spans(range.clone(), slot) {
                let (run, behind) = rest.split_at_checked(span.len()).unwrap_or((rest, &[]));
                if let Some(place) = slots.get_mut(span).filter(|place| place.len() == run.len()) {
                    place.copy_from_slice(run);
                }
                rest = behind;
            }
        }
    }
    let memory = numbers(&file, &entry(&file, MEMORY)?)?;
    let times = entry(&file, CLOCK)?;
    let times: Option<Vec<u64>> = times.as_array().and_then(|times| times.iter().map(Value::as_u64).collect());
    let Some(&[steps, epochs, of_fit]) = times.as_deref() else { return Err(damaged(&file, CLOCK)) };
    let seed = file.about(SEED).and_then(|seed| seed.parse().ok()).ok_or_else(|| damaged(&file, SEED))?;
    let rate = match file.about(RATE) {
        Some("") | None => None,
        Some(rate) => Some(rate.parse().map_err(|_| damaged(&file, RATE))?),
    };
    let callbacks = saved::<T>(&file, N::PARAMS, N::PARAMETERS)?;
    // From here on nothing can fail.
    network.as_mut_slice().copy_from_slice(&values);
    stepper.slots_mut().copy_from_slice(&slots);
    stepper.taken = steps;
    stepper.optimizer.memory().iter_mut().zip(memory).for_each(|(place, value)| *place = value);
    if let (LearningRate::Constant(constant), Some(rate)) = (&mut stepper.optimizer.settings_mut().learning_rate, rate)
    {
        *constant = rate;
    }
    Ok(Resumed { clock: Clock { epochs, epochs_of_fit: of_fit as usize }, seed, callbacks })
}

impl Resumed {
    /// Gives each callback the state of the first saved one of its kind that is left.
    pub fn restore(mut self, callbacks: &mut [Box<dyn Callback + '_>]) {
        for callback in callbacks {
            let Some(key) = callback.key() else { continue };
            if let Some(at) = self.callbacks.iter().position(|saved| saved.key == key) {
                let saved = self.callbacks.remove(at);
                callback.restore(&saved.numbers, saved.parameters);
            }
        }
    }
}

fn saved<T: Scalar>(file: &Opened, params: &[ParamInfo], len: usize) -> Result<Vec<Saved>, Error> {
    let mut callbacks = Vec::new();
    let states = entry(file, CALLBACKS)?;
    for (i, state) in states.as_array().into_iter().flatten().enumerate() {
        let key = state["key"].as_str().ok_or_else(|| damaged(file, CALLBACKS))?.to_string();
        let numbers = numbers(file, &state["numbers"])?;
        let mut parameters = None;
        if params.first().is_some_and(|info| file.names().any(|name| name == kept_name(i, info.name))) {
            let mut values = vec![T::zero(); len];
            let mut rest = values.as_mut_slice();
            for info in params {
                let (own, behind) = rest.split_at_mut_checked(info.shape.len()).unwrap_or_default();
                file.copy(&kept_name(i, info.name), info.shape.dims(), own)?;
                rest = behind;
            }
            parameters = Some(T::to_parameters(&mut values)).map(|values| match values {
                Parameters::Single(values) => Snapshot(Box::new(values.to_vec())),
                Parameters::Double(values) => Snapshot(Box::new(values.to_vec())),
            });
        }
        callbacks.push(Saved { key, numbers, parameters });
    }
    Ok(callbacks)
}

fn slot_name(slot: &str, info: &ParamInfo) -> String {
    format!("optimizer/{slot}/{}", info.name)
}

fn kept_name(callback: usize, parameter: &str) -> String {
    format!("callback/{callback}/{parameter}")
}

/// Numbers as texts that read back as the same, NaN and infinities among them, which JSON has no numbers for.
fn texts(numbers: &[f64]) -> Vec<String> {
    numbers.iter().map(f64::to_string).collect()
}

fn numbers(file: &Opened, texts: &Value) -> Result<Vec<f64>, Error> {
    let number = |text: &Value| text.as_str()?.parse().ok();
    let numbers: Option<Vec<f64>> =
        texts.as_array().map(|texts| texts.iter().map(number).collect()).unwrap_or_default();
    numbers.ok_or_else(|| damaged(file, "numbers"))
}

fn entry(file: &Opened, key: &str) -> Result<Value, Error> {
    let text = file.about(key).ok_or_else(|| damaged(file, key))?;
    serde_json::from_str(text).map_err(|_| damaged(file, key))
}

fn damaged(file: &Opened, key: &str) -> Error {
    file.refuse(WeightsError::Damaged(format!("its metadata has no valid `{key}`")))
}
