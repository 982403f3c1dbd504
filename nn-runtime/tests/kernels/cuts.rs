//! However a batch is cut, the same bits come out.

use crate::calls::Buffers;
use crate::cases::{Case, cases};
use nn_runtime::Scalar;

const SAMPLES: usize = 7;

/// Samples `from..to` of a call.
fn part<T: Scalar>(case: &Case, whole: &Buffers<T>, from: usize, to: usize) -> Buffers<T> {
    let cut = |values: &Vec<T>, len: usize| values[from * len..to * len].to_vec();
    let input = |i: usize| case.inputs.get(i).map_or(0, |input| if case.is_real() { input.shape.len() } else { 0 });
    let facts = case.facts();
    let save = |i: usize, values: &Vec<T>| match case.def.saves.get(i) {
        Some(def) if def.per_sample => cut(values, facts.saves[i]),
        _ => values.clone(),
    };
    let mut b = whole.clone();
    b.pass.samples = to - from;
    b.pass.first = from;
    b.x = std::array::from_fn(|i| cut(&whole.x[i], input(i)));
    b.dx = std::array::from_fn(|i| cut(&whole.dx[i], input(i)));
    b.y = cut(&whole.y, facts.output.len());
    b.dy = cut(&whole.dy, facts.output.len());
    b.s = std::array::from_fn(|i| save(i, &whole.s[i]));
    b.scratch = cut(&whole.scratch, facts.scratch[0].max(facts.scratch[1]));
    if case.is_multi_hot() {
        b.offsets = whole.offsets[from..=to].to_vec();
    } else if !case.is_real() {
        let len = case.inputs[0].shape.len();
        b.ids = whole.ids[from * len..to * len].to_vec();
    }
    b
}

fn check<T: Scalar>(case: &Case) {
    let mut whole = case.buffers::<T>(SAMPLES);
    let upstream = case.upstream::<T>(SAMPLES);
    case.forward(&mut whole);
    let sums = whole.sync.clone();
    whole.dy.copy_from_slice(&upstream);
    let ready = whole.clone();
    case.backward(&mut whole);
    let back_sums = whole.sync.clone();

    let (mut y, mut dx) = (vec![], [vec![], vec![], vec![]]);
    for (from, to) in [(0, 1), (1, 3), (3, 4), (4, 7)] {
        let mut b = part(case, &ready, from, to);
        b.y.fill(T::nan());
        b.sync.clone_from(&sums);
        case.forward_with_sums(&mut b);
        y.extend_from_slice(&b.y);
        b.sync.clone_from(&back_sums);
        case.backward_with_sums(&mut b);
        for (all, part) in dx.iter_mut().zip(&b.dx) {
            all.extend_from_slice(part);
        }
    }
    assert_eq!(y, whole.y, "y of {}", case.name());
    assert_eq!(dx, whole.dx, "dx of {}", case.name());
}

#[test]
fn cutting_a_batch_changes_no_bit() {
    for case in cases() {
        check::<f32>(&case);
        check::<f64>(&case);
    }
}

/// Layers that work element by element may be called strip by strip.
#[test]
fn cutting_into_strips_changes_no_bit() {
    for case in cases().into_iter().filter(|case| case.traits().elementwise && !case.traits().view) {
        let mut whole = case.buffers::<f32>(SAMPLES);
        // As if these samples were not the first of their batch.
        whole.pass.first = 11;
        case.forward(&mut whole);
        whole.dy = case.upstream(SAMPLES);
        let ready = whole.clone();
        case.backward(&mut whole);
        let len = whole.y.len();
        let (mut y, mut dx) = (vec![], [vec![], vec![], vec![]]);
        for (from, to) in [(0, len / 3), (len / 3, len / 2), (len / 2, len)] {
            let mut b = ready.clone();
            b.pass = b.pass.strip(from);
            let lists = b.x.iter_mut().chain(&mut b.dx).chain([&mut b.y, &mut b.dy]);
            for list in lists.filter(|list| !list.is_empty()) {
                *list = list[from..to].to_vec();
            }
            case.forward(&mut b);
            y.extend_from_slice(&b.y);
            case.backward(&mut b);
            for (all, part) in dx.iter_mut().zip(&b.dx) {
                all.extend_from_slice(part);
            }
        }
        assert_eq!(y, whole.y, "y of {}", case.name());
        assert_eq!(dx, whole.dx, "dx of {}", case.name());
    }
}
