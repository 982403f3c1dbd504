//! A step of each optimizer: parameters, gradient and slots.

use super::super::conv::Aligned;
use super::super::data;
use super::roofs::{Level, Mix};
use super::{Case, Each, Plans};
use nn_runtime::train::{Adadelta, Adagrad, Adam, AdamW, Adamax, Nadam, Optimizer, RmsProp, Sgd, Step};
use std::hint::black_box;

pub fn plan(plans: &mut Plans) {
    for level in [Level::First, Level::Memory] {
        each(plans, "sgd", level, || Box::new(Sgd::new(1e-3)), [1.0, 1.0], [0.0, 0.0]);
        each(plans, "momentum", level, || Box::new(Sgd::new(1e-3).momentum(0.9)), [2.0, 4.0], [0.0, 0.0]);
        each(plans, "rmsprop", level, || Box::new(RmsProp::new(1e-3)), [4.0, 4.0], [1.0, 1.0]);
        each(plans, "adam", level, || Box::new(Adam::new(1e-3)), [4.0, 7.0], [1.0, 1.0]);
        each(plans, "adamw", level, || Box::new(AdamW::new(1e-3)), [4.0, 7.0], [1.0, 1.0]);
        each(plans, "adagrad", level, || Box::new(Adagrad::new(1e-3)), [2.0, 4.0], [1.0, 1.0]);
        each(plans, "adadelta", level, || Box::new(Adadelta::new(1e-3)), [8.0, 5.0], [1.0, 2.0]);
        each(plans, "adamax", level, || Box::new(Adamax::new(1e-3)), [3.0, 7.0], [1.0, 0.0]);
        each(plans, "nadam", level, || Box::new(Nadam::new(1e-3)), [6.0, 7.0], [1.0, 1.0]);
    }
}

/// With its multiplications and other operations, its divisions and roots; each slot is read and written, as parameters are.
fn each(
    plans: &mut Plans,
    name: &'static str,
    level: Level,
    optimizer: fn() -> Box<dyn Optimizer<f32>>,
    [multiply, other]: [f64; 2],
    [divide, root]: [f64; 2],
) {
    plans.add(name, level, move |name| {
        let optimizer = optimizer();
        let slots = optimizer.slots().len();
        let n = level.numbers(2 + slots);
        let (mut p, g) = (Aligned::new(&data::uniform(n)), Aligned::new(&data::uniform(n)));
        let mut memory: Vec<Aligned> =
            (0..slots).map(|i| Aligned::new(&vec![optimizer.slot_start(i) as f32; n])).collect();
        // Reading prevails least where there are slots.
        let mix = if slots == 0 { Mix::Zip } else { Mix::Map };
        let each = Each::new(multiply, other, 12.0 + 8.0 * slots as f64, mix).divided(divide, root);
        let step = Step { iteration: 10, learning_rate: 1e-3 };
        Case::new(name, level, n, each, move || {
            let mut pieces: [&mut [f32]; 4] = Default::default();
            pieces.iter_mut().zip(&mut memory).for_each(|(piece, slot)| *piece = slot);
            optimizer.update(step, black_box(&mut p), &g, &mut pieces[..slots]);
        })
    });
}
