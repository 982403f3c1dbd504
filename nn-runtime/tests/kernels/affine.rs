//! Another layer's scale and shift, done while a kernel writes, are what they are when done afterwards.

use crate::calls::call;
use crate::cases::{Case, cases};
use nn_runtime::{Scalar, kernels};
use nn_spec::{Activation, Arg};

fn check<T: Scalar>(case: &Case, tolerance: f64) {
    let at = case.def.args.iter().position(|arg| arg.name == "activation");
    let activation = at.map_or(Activation::Linear, |at| case.args[at].activation());
    let mut together = case.buffers::<T>(3);
    let mut apart = together.clone();
    call(case.def.keyword, "infer_affine", &case.call(), &mut together);

    let mut plain = case.clone();
    if let Some(at) = at {
        plain.args[at] = Arg::Activation(Activation::Linear);
    }
    plain.forward(&mut apart);
    let width = apart.a[3].len();
    for (i, y) in apart.y.iter_mut().enumerate() {
        let (c, x) = (i % width, y.f64());
        let scale = apart.a[0][c].f64() / (apart.a[3][c].f64() + 1e-3).sqrt();
        *y = T::of((x - apart.a[2][c].f64()) * scale + apart.a[1][c].f64());
    }
    kernels::activation::forward(&activation, &apart.pass, &mut apart.y);
    for (i, (got, want)) in together.y.iter().zip(&apart.y).enumerate() {
        let far = (got.f64() - want.f64()).abs() / want.f64().abs().max(1.0);
        assert!(far <= tolerance, "{}: y[{i}] is {got}, should be {want}", case.name());
    }
}

#[test]
fn scale_and_shift_while_writing() {
    let folding = |case: &Case| case.traits().affine_epilogue && case.is_real();
    let mut layers = std::collections::BTreeSet::new();
    for case in cases().into_iter().filter(folding) {
        check::<f64>(&case, 1e-12);
        check::<f32>(&case, 1e-5);
        layers.insert(case.def.keyword);
    }
    assert!(layers.len() >= 13, "{layers:?}");
}
