//! Optimizers and schedules, step by step, against Keras.

use crate::support::fixtures::{cases, name, number, numbers, switch};
use crate::support::given::{Given, LEN};
use ndarray::{Array1, Array2};
use nn_runtime::train::{
    Adadelta, Adagrad, Adam, AdamW, Adamax, CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay,
    LambdaCallback, LearningRate, Nadam, Optimizer, PiecewiseConstantDecay, PolynomialDecay, RmsProp, Schedule, Sgd,
    Verbosity, new, trainer,
};
use nn_runtime::{Plain, Scalar};
use serde_json::Value;
use std::sync::Mutex;

fn schedule(case: &Value) -> Box<dyn Schedule> {
    let args = &case["args"];
    let get = |key: &str| number(args, key).unwrap_or_else(|| panic!("{case}"));
    let initial = || get("initial_learning_rate");
    let steps = || get("decay_steps") as u64;
    match case["schedule"].as_str().unwrap() {
        "exponential_decay" => {
            let decay = ExponentialDecay::new(initial(), steps(), get("decay_rate"));
            Box::new(if switch(args, "staircase") { decay.staircase() } else { decay })
        }
        "inverse_time_decay" => {
            let decay = InverseTimeDecay::new(initial(), steps(), get("decay_rate"));
            Box::new(if switch(args, "staircase") { decay.staircase() } else { decay })
        }
        "piecewise_constant_decay" => {
            let list =
                |key: &str| args[key].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect::<Vec<_>>();
            let values = list("values");
            let first = PiecewiseConstantDecay::new(values[0]);
            let steps = list("boundaries").into_iter().zip(&values[1..]);
            Box::new(steps.fold(first, |decay, (boundary, rate)| decay.after(boundary as u64, *rate)))
        }
        "polynomial_decay" => {
            let mut decay = PolynomialDecay::new(initial(), steps());
            decay = number(args, "end_learning_rate").map_or(decay, |end| decay.end(end));
            decay = number(args, "power").map_or(decay, |power| decay.power(power));
            Box::new(if switch(args, "cycle") { decay.cycle() } else { decay })
        }
        "cosine_decay" => {
            let mut decay = CosineDecay::new(initial(), steps());
            decay = number(args, "alpha").map_or(decay, |alpha| decay.alpha(alpha));
            let warmup = number(args, "warmup_target");
            Box::new(warmup.map_or(decay, |target| decay.warmup(target, get("warmup_steps") as u64)))
        }
        "cosine_decay_restarts" => {
            let mut decay = CosineDecayRestarts::new(initial(), get("first_decay_steps") as u64);
            decay = number(args, "t_mul").map_or(decay, |t_mul| decay.t_mul(t_mul));
            decay = number(args, "m_mul").map_or(decay, |m_mul| decay.m_mul(m_mul));
            Box::new(number(args, "alpha").map_or(decay, |alpha| decay.alpha(alpha)))
        }
        other => panic!("no schedule `{other}`"),
    }
}

#[test]
fn schedules() {
    let cases = cases("schedules");
    assert!(cases.len() >= 16);
    for case in &cases {
        let schedule = schedule(case);
        for (step, expected) in numbers(&case["rates"]).into_iter().enumerate() {
            let rate = schedule.rate(step as u64);
            // Keras computes them in `f32`.
            assert!((rate - expected).abs() < 2e-7, "{} at {step}: {rate} {expected}", name(case));
        }
    }
}

/// Applies the arguments that an optimizer has under Keras' name.
macro_rules! set {
    ($optimizer:ident, $args:expr, $($method:ident),*) => {
        $(if let Some(value) = number($args, stringify!($method)) { $optimizer = $optimizer.$method(value); })*
    };
}

macro_rules! common {
    ($start:expr, $case:expr, [$($own:ident),*], [$($switch:ident),*]) => {{
        let args = &$case["args"];
        let mut optimizer = $start;
        set!(optimizer, args, learning_rate, weight_decay, clipvalue, clipnorm, global_clipnorm $(, $own)*);
        $(if switch(args, stringify!($switch)) { optimizer = optimizer.$switch(true); })*
        if args["learning_rate"].is_object() {
            optimizer = optimizer.learning_rate(LearningRate::Schedule(schedule(&args["learning_rate"]).into()));
        }
        run($case, optimizer)
    }};
}

/// Runs a case with both number types.
fn run(case: &Value, optimizer: impl Optimizer<f32> + Optimizer<f64> + Clone + 'static) {
    steps::<f32>(case, optimizer.clone());
    steps::<f64>(case, optimizer);
}

fn steps<T: Scalar>(case: &Value, optimizer: impl Optimizer<T> + 'static) {
    let gradients: Vec<T> = numbers(&case["gradients"]).into_iter().map(T::of).collect();
    let samples = gradients.len() / LEN;
    let x = Array2::from_shape_vec((samples, LEN), gradients).unwrap();
    let y = Array1::<f32>::zeros(samples);
    let mut network = new::<T, Given<T>>(0);
    network.as_mut_slice().iter_mut().zip(numbers(&case["initial"])).for_each(|(p, start)| *p = T::of(start));
    let after = Mutex::new(Vec::new());
    trainer(&mut *network, optimizer)
        .batch_size(1)
        .shuffle(false)
        .callback(LambdaCallback::new().on_batch_end(|context| {
            let parameters = context.parameters::<T>().unwrap();
            after.lock().unwrap().extend(parameters.iter().map(|p| p.f64()));
        }))
        .verbose(Verbosity::Silent)
        .fit(&x, &y)
        .unwrap();
    let (after, expected) = (after.into_inner().unwrap(), numbers(&case["after"]));
    assert_eq!(after.len(), expected.len());
    let size = expected.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    for (i, (&own, &expected)) in after.iter().zip(&expected).enumerate() {
        // Keras takes the powers of Adam's betas in `f32`: what 1 − β₂ᵗ loses there is more than our rounding.
        let allowed = if case["optimizer"].as_str().unwrap().contains("ada") { 4e-6 } else { 1e-6 } * size;
        assert!((own - expected).abs() <= allowed, "{} ({}) step {}: {own} {expected}", name(case), T::DTYPE, i / LEN);
    }
}

#[test]
fn optimizers() {
    let mut seen = 0;
    // Gradients added up over several batches are what larger batches are for.
    for case in cases("optimizers").iter().filter(|case| case["args"]["gradient_accumulation_steps"].is_null()) {
        match case["optimizer"].as_str().unwrap() {
            "sgd" => common!(Sgd::default(), case, [momentum], [nesterov]),
            "adagrad" => common!(Adagrad::default(), case, [initial_accumulator_value, epsilon], []),
            "rmsprop" => common!(RmsProp::default(), case, [rho, momentum, epsilon], [centered]),
            "adadelta" => common!(Adadelta::default(), case, [rho, epsilon], []),
            "adam" => common!(Adam::default(), case, [beta_1, beta_2, epsilon], [amsgrad]),
            "adamw" => common!(AdamW::default(), case, [beta_1, beta_2, epsilon], [amsgrad]),
            "adamax" => common!(Adamax::default(), case, [beta_1, beta_2, epsilon], []),
            "nadam" => common!(Nadam::default(), case, [beta_1, beta_2, epsilon], []),
            other => panic!("no optimizer `{other}`"),
        }
        seen += 1;
    }
    assert!(seen >= 56, "{seen} cases");
}
