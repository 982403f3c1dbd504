//! Losses with their gradients, which are made in one pass.

use super::super::conv::Aligned;
use super::super::data;
use super::elements::{EXP, EXPM1, LN, LN_1P, TANH};
use super::roofs::{Level, Mix};
use super::{Case, Each, Plans};
use nn_runtime::{Pass, Target, kernels};
use nn_spec::Loss;
use std::hint::black_box;

/// Multiplications, other operations and divisions; one exponential for a logit's loss and its slope.
const ELEMENTS: [(&str, Loss, [f64; 3]); 8] = [
    ("mse", Loss::Mse, [2.0, 3.0, 0.0]),
    ("mae", Loss::Mae, [1.0, 3.0, 0.0]),
    ("huber", Loss::Huber { delta: 1.0 }, [5.0, 3.0, 0.0]),
    ("log_cosh", Loss::LogCosh, [EXPM1.0 + LN_1P.0 + TANH.0 + 3.0, EXPM1.1 + LN_1P.1 + TANH.1 + 3.0, 1.0]),
    ("kl_divergence", Loss::KlDivergence, [LN.0 + 2.0, LN.1 + 6.0, 1.0]),
    ("poisson", Loss::Poisson, [LN.0 + 2.0, LN.1 + 3.0, 1.0]),
    ("hinge", Loss::Hinge, [2.0, 4.0, 0.0]),
    (
        "binary_crossentropy",
        Loss::BinaryCrossentropy { from_logits: true, label_smoothing: 0.0 },
        [EXP.0 + LN_1P.0 + 3.0, EXP.1 + LN_1P.1 + 6.0, 1.0],
    ),
];

pub fn plan(plans: &mut Plans) {
    for (name, loss, [multiply, other, divide]) in ELEMENTS {
        for level in [Level::First, Level::Memory] {
            if level == Level::Memory && name != "mse" {
                continue;
            }
            let each = Each::new(multiply, other, 12.0, Mix::Zip).divided(divide, 0.0);
            plans.add(format!("{name}-both"), level, move |name| {
                let (width, samples) = (64, level.numbers(3) / 64);
                let g = kernels::losses::Geometry { loss, fused: false, rows: 1, width, steps: 1, weight: 1.0 };
                let n = width * samples;
                let (mut y, t) = (Aligned::new(&data::uniform(n)), Aligned::new(&data::uniform(n)));
                let (mut dy, pass) = (Aligned::zeros(n), Pass::inference(samples));
                Case::new(name, level, n, each, move || {
                    black_box(kernels::losses::apply(&g, &pass, &mut y, &Target::Real(&t), &[], black_box(&mut dy)));
                })
            });
        }
    }
    for (width, level) in [(10, Level::First), (1000, Level::First), (1000, Level::Memory)] {
        plans.add(format!("crossentropy{width}-both"), level, move |name| {
            let samples = level.numbers(2) / width;
            let loss = Loss::SparseCategoricalCrossentropy { from_logits: true };
            let g = kernels::losses::Geometry { loss, fused: true, rows: 1, width, steps: 1, weight: 1.0 };
            let n = width * samples;
            let (mut y, mut dy) = (Aligned::new(&data::uniform(n)), Aligned::zeros(n));
            let classes: Vec<u32> = (0..samples).map(|i| (7 * i % width) as u32).collect();
            let pass = Pass::inference(samples);
            Case::new(name, level, n, Each::new(EXP.0 + 3.0, EXP.1 + 4.0, 12.0, Mix::Zip), move || {
                let target = Target::Class(&classes);
                black_box(kernels::losses::apply(&g, &pass, black_box(&mut y), &target, &[], &mut dy));
            })
        });
    }
}
