//! Softmax and the norms, over rows of few numbers and of many.

use super::super::conv::Aligned;
use super::super::data;
use super::elements::EXP;
use super::roofs::{Level, Mix};
use super::{Case, Each, Plans};
use nn_runtime::{Pass, kernels};
use nn_spec::layers::{batch_norm, group_norm, layer_norm, log_softmax, prelu, softmax};
use std::hint::black_box;

const EPSILON: f64 = 1e-3;

/// Whole rows of `width` numbers, of which `arrays` fill a level.
fn whole(level: Level, arrays: usize, width: usize) -> usize {
    level.numbers(arrays) / width * width
}

/// Numbers in an array of their own, in both directions.
fn numbers(len: usize) -> Aligned {
    let values: Vec<f32> = data::uniform(len).into_iter().map(|x| 4.0 * x - 2.0).collect();
    Aligned::new(&values)
}

pub fn plan(plans: &mut Plans) {
    for (width, level) in
        [(10, Level::First), (64, Level::First), (1000, Level::First), (1000, Level::Second), (1000, Level::Memory)]
    {
        softmax(plans, width, level);
    }
    for (width, level) in [(64, Level::First), (512, Level::Second), (64, Level::Memory)] {
        layer_norm(plans, width, level);
    }
    for (width, level) in [(16, Level::First), (64, Level::First), (64, Level::Second), (64, Level::Memory)] {
        batch_norm(plans, width, level);
    }
    for level in [Level::First, Level::Second, Level::Memory] {
        group_norm(plans, 64, level);
        prelu(plans, 64, level);
    }
}

fn softmax(plans: &mut Plans, width: usize, level: Level) {
    let (g, log) = (softmax::Geometry { classes: width }, log_softmax::Geometry { classes: width });
    let pass = Pass::inference(1);
    plans.add(format!("softmax{width}-fwd"), level, move |name| {
        let mut y = numbers(whole(level, 1, width));
        let each = Each::new(EXP.0 + 1.0, EXP.1 + 3.0, 8.0, Mix::Map);
        Case::new(name, level, y.len(), each, move || kernels::softmax::forward(&g, &pass, black_box(&mut y)))
    });
    plans.add(format!("softmax{width}-bwd"), level, move |name| {
        let y = numbers(whole(level, 2, width));
        let mut d = Aligned::zeros(y.len());
        Case::new(name, level, y.len(), Each::new(2.0, 1.0, 12.0, Mix::Zip), move || {
            kernels::softmax::backward(&g, &pass, &y, black_box(&mut d));
        })
    });
    plans.add(format!("log_softmax{width}-fwd"), level, move |name| {
        let mut y = numbers(whole(level, 1, width));
        let each = Each::new(EXP.0, EXP.1 + 5.0, 8.0, Mix::Map);
        Case::new(name, level, y.len(), each, move || kernels::log_softmax::forward(&log, &pass, black_box(&mut y)))
    });
    plans.add(format!("log_softmax{width}-bwd"), level, move |name| {
        let y = numbers(whole(level, 2, width));
        let mut d = Aligned::zeros(y.len());
        Case::new(name, level, y.len(), Each::new(EXP.0 + 1.0, EXP.1 + 1.0, 12.0, Mix::Zip), move || {
            kernels::log_softmax::backward(&log, &pass, &y, black_box(&mut d));
        })
    });
}

fn layer_norm(plans: &mut Plans, width: usize, level: Level) {
    let (g, pass) = (layer_norm::Geometry { channels: width, epsilon: EPSILON }, Pass::inference(1));
    plans.add(format!("layer_norm{width}-fwd"), level, move |name| {
        let x = numbers(whole(level, 2, width));
        let (gamma, beta, mut y) = (numbers(width), numbers(width), Aligned::zeros(x.len()));
        let (mut mean, mut rstd) = (vec![0.0; x.len() / width], vec![0.0; x.len() / width]);
        Case::new(name, level, x.len(), Each::new(3.0, 3.0, 8.0, Mix::Copy), move || {
            kernels::layer_norm::forward(&g, &pass, &x, &gamma, &beta, black_box(&mut y), &mut mean, &mut rstd);
        })
    });
    plans.add(format!("layer_norm{width}-bwd"), level, move |name| {
        let x = numbers(whole(level, 3, width));
        let (gamma, mut dy, mut dx) = (numbers(width), numbers(x.len()), Aligned::zeros(x.len()));
        let (mean, rstd) = (vec![0.1; x.len() / width], vec![0.9; x.len() / width]);
        let (mut dgamma, mut dbeta) = (vec![0.0; width], vec![0.0; width]);
        Case::new(name, level, x.len(), Each::new(7.0, 5.0, 12.0, Mix::Zip), move || {
            let (dgamma, dbeta) = (&mut dgamma, &mut dbeta);
            kernels::layer_norm::backward(
                &g,
                &pass,
                &x,
                &gamma,
                &[],
                &mean,
                &rstd,
                &mut dy,
                black_box(&mut dx),
                dgamma,
                dbeta,
            );
        })
    });
}

/// What a lane sums up for the others takes `f64`: two vectors for each of `f32`.
fn batch_norm(plans: &mut Plans, width: usize, level: Level) {
    let geometry =
        move |len: usize| batch_norm::Geometry { rows: len / width, steps: 1, channels: width, epsilon: EPSILON };
    let mut pass = Pass::inference(1);
    pass.training = true;
    plans.add(format!("batch_norm{width}-gather"), level, move |name| {
        let (x, mut sync) = (numbers(whole(level, 1, width)), vec![0.0; 2 * width]);
        let g = geometry(x.len());
        Case::new(name, level, x.len(), Each::new(2.0, 4.0, 4.0, Mix::Read), move || {
            kernels::batch_norm::gather(&g, &pass, &x, black_box(&mut sync));
        })
    });
    plans.add(format!("batch_norm{width}-fwd"), level, move |name| {
        let x = numbers(whole(level, 2, width));
        let (g, mut y, sync) = (geometry(x.len()), Aligned::zeros(x.len()), vec![10.0; 2 * width]);
        let (p, mut mean, mut variance) = (numbers(width), vec![0.0; width], vec![0.0; width]);
        Case::new(name, level, x.len(), Each::new(1.0, 1.0, 8.0, Mix::Copy), move || {
            let y = black_box(&mut y);
            kernels::batch_norm::forward(&g, &pass, &sync, &x, &p, &p, &[], &[], y, &mut mean, &mut variance);
        })
    });
    plans.add(format!("batch_norm{width}-infer"), level, move |name| {
        let mut y = numbers(whole(level, 1, width));
        let (g, p, mean, variance) = (geometry(y.len()), vec![1.0; width], vec![0.0; width], vec![1.0; width]);
        Case::new(name, level, y.len(), Each::new(1.0, 1.0, 8.0, Mix::Map), move || {
            kernels::batch_norm::infer(&g, &pass, &p, &mean, &mean, &variance, black_box(&mut y));
        })
    });
    plans.add(format!("batch_norm{width}-gather-bwd"), level, move |name| {
        let x = numbers(whole(level, 2, width));
        let (dy, mean, mut sync) = (numbers(x.len()), vec![0.1; width], vec![0.0; 2 * width]);
        let g = geometry(x.len());
        Case::new(name, level, x.len(), Each::new(2.0, 7.0, 8.0, Mix::Read), move || {
            let sync = black_box(&mut sync);
            kernels::batch_norm::gather_backward(&g, &pass, &x, &[], &[], &[], &[], &mean, &mean, &dy, sync);
        })
    });
    plans.add(format!("batch_norm{width}-bwd"), level, move |name| {
        let x = numbers(whole(level, 3, width));
        let (mut dy, mut dx, sync) = (numbers(x.len()), Aligned::zeros(x.len()), vec![1.0; 2 * width]);
        let (g, p, statistics) = (geometry(x.len()), numbers(width), vec![0.9; width]);
        let mut gradients = [(); 4].map(|()| vec![0.0; width]);
        Case::new(name, level, x.len(), Each::new(2.0, 2.0, 12.0, Mix::Zip), move || {
            let [a, b, c, d] = &mut gradients;
            let dx = black_box(&mut dx);
            kernels::batch_norm::backward(
                &g,
                &pass,
                &sync,
                &x,
                &p,
                &p,
                &[],
                &[],
                &statistics,
                &statistics,
                &mut dy,
                dx,
                a,
                b,
                c,
                d,
            );
        })
    });
}

fn group_norm(plans: &mut Plans, width: usize, level: Level) {
    let geometry =
        move |len: usize| group_norm::Geometry { rows: len / width, channels: width, groups: 8, epsilon: EPSILON };
    let pass = Pass::inference(1);
    plans.add(format!("group_norm{width}-fwd"), level, move |name| {
        let x = numbers(whole(level, 2, width));
        let (g, p, mut y) = (geometry(x.len()), numbers(width), Aligned::zeros(x.len()));
        let (mut mean, mut rstd, mut scratch) = ([0.0; 8], [0.0; 8], vec![0.0; 2 * width]);
        Case::new(name, level, x.len(), Each::new(2.0, 3.0, 8.0, Mix::Copy), move || {
            let y = black_box(&mut y);
            kernels::group_norm::forward(&g, &pass, &x, &p, &p, y, &mut mean, &mut rstd, &mut scratch);
        })
    });
    plans.add(format!("group_norm{width}-bwd"), level, move |name| {
        let x = numbers(whole(level, 3, width));
        let (g, p, mut dy, mut dx) = (geometry(x.len()), numbers(width), numbers(x.len()), Aligned::zeros(x.len()));
        let (mut dgamma, mut dbeta, mut scratch) = (vec![0.0; width], vec![0.0; width], vec![0.0; 4 * width]);
        Case::new(name, level, x.len(), Each::new(5.0, 4.0, 12.0, Mix::Zip), move || {
            let (dx, scratch) = (black_box(&mut dx), &mut scratch);
            let (mean, rstd) = ([0.1; 8], [0.9; 8]);
            kernels::group_norm::backward(
                &g,
                &pass,
                &x,
                &p,
                &[],
                &mean,
                &rstd,
                &mut dy,
                dx,
                &mut dgamma,
                &mut dbeta,
                scratch,
            );
        })
    });
}

/// With a slope for each channel.
fn prelu(plans: &mut Plans, width: usize, level: Level) {
    let geometry = move |len: usize| {
        let (mut dims, mut strides) = ([1; nn_spec::MAX_RANK], [0; nn_spec::MAX_RANK]);
        let [.., rows, columns] = &mut dims;
        (*rows, *columns) = (len / width, width);
        let [.., stride] = &mut strides;
        *stride = 1;
        prelu::Geometry { dims, strides }
    };
    let pass = Pass::inference(1);
    plans.add(format!("prelu{width}-fwd"), level, move |name| {
        let x = numbers(whole(level, 2, width));
        let (g, alpha, mut y) = (geometry(x.len()), numbers(width), Aligned::zeros(x.len()));
        Case::new(name, level, x.len(), Each::new(1.0, 1.0, 8.0, Mix::Copy), move || {
            kernels::prelu::forward(&g, &pass, &x, &alpha, black_box(&mut y));
        })
    });
    plans.add(format!("prelu{width}-bwd"), level, move |name| {
        let x = numbers(whole(level, 3, width));
        let (g, alpha, mut dy, mut dx) = (geometry(x.len()), numbers(width), numbers(x.len()), Aligned::zeros(x.len()));
        let mut dalpha = vec![0.0; width];
        Case::new(name, level, x.len(), Each::new(2.0, 3.0, 12.0, Mix::Zip), move || {
            kernels::prelu::backward(&g, &pass, &x, &alpha, &mut dy, black_box(&mut dx), &mut dalpha);
        })
    });
}
