//! What recurrent layers do along time, besides remembering: gradients that end, and what is dropped at every step.

use crate::calls::Buffers;
use crate::cases::{Case, real};
use nn_spec::{Activation, Arg};

const SAMPLES: usize = 3;
const STEPS: usize = 7;
const FEATURES: usize = 4;

fn case(layer: &str, more: &[(&str, Arg)]) -> Case {
    let given = [("units", Arg::Size(3)), ("return_sequences", Arg::Bool(true))];
    Case::new(layer, &[real(&[STEPS, FEATURES])], &[&given, more].concat())
}

/// The gradients of the inputs for that upstream gradient, all cases being given the same numbers.
fn back(case: &Case, b: &Buffers<f64>, upstream: &[f64]) -> Buffers<f64> {
    let mut b = b.clone();
    b.scratch = vec![f64::NAN; SAMPLES * case.facts().scratch.iter().max().expect("two")];
    case.forward(&mut b);
    b.dy.copy_from_slice(upstream);
    case.backward(&mut b);
    b
}

/// Truncated, the gradient of a step comes from the outputs of its own part of the sequence, parts being counted from the end.
#[test]
fn gradients_end_where_they_are_truncated() {
    for layer in ["simple_rnn", "lstm", "gru"] {
        for backwards in [false, true] {
            let way = ("go_backwards", Arg::Bool(backwards));
            let (whole, cut) = (case(layer, &[way]), case(layer, &[way, ("truncate", Arg::Size(3))]));
            let b = whole.buffers::<f64>(SAMPLES);
            let upstream = whole.upstream::<f64>(SAMPLES);
            let found = back(&cut, &b, &upstream);
            assert_ne!(found.dx, back(&whole, &b, &upstream).dx, "{layer}: nothing is cut off");
            for part in [0..1, 1..4, 4..7] {
                // Outputs are in the order of the steps, inputs in that of time.
                let of_part = |at: usize, width: usize| part.contains(&(at / width % STEPS));
                let own: Vec<f64> =
                    upstream.iter().enumerate().map(|(at, &d)| if of_part(at, 3) { d } else { 0.0 }).collect();
                let expected = back(&whole, &b, &own);
                for (at, (found, expected)) in found.dx[0].iter().zip(&expected.dx[0]).enumerate() {
                    let step = at / FEATURES % STEPS;
                    let step = if backwards { STEPS - 1 - step } else { step };
                    if part.contains(&step) {
                        assert!((found - expected).abs() < 1e-12, "{layer}, step {step}: {found}, not {expected}");
                    }
                }
            }
        }
    }
}

/// Without a change in between, what is dropped from a state stays dropped, and what stays grows at each step.
#[test]
fn one_mask_serves_all_steps_of_a_sample() {
    let linear = ("activation", Arg::Activation(Activation::Linear));
    let case = case("simple_rnn", &[linear, ("recurrent_dropout", Arg::Number(0.5))]);
    let mut b = case.buffers::<f64>(64);
    // The state is the first input, and then itself.
    b.p[0] = (0..FEATURES * 3).map(|i| if i / 3 == i % 3 { 1.0 } else { 0.0 }).collect();
    b.p[1] = (0..9).map(|i| if i / 3 == i % 3 { 1.0 } else { 0.0 }).collect();
    b.p[2].fill(0.0);
    b.x[0] = (0..64 * STEPS * FEATURES).map(|i| if (i / FEATURES).is_multiple_of(STEPS) { 1.0 } else { 0.0 }).collect();
    case.forward(&mut b);
    let mut dropped = 0;
    for sample in b.y.chunks_exact(STEPS * 3) {
        for unit in 0..3 {
            let kept = if sample[3 + unit] == 0.0 { 0.0 } else { 2.0 };
            dropped += usize::from(kept == 0.0);
            for step in 0..STEPS {
                assert_eq!(sample[step * 3 + unit], f64::powi(kept, step as i32), "step {step}");
            }
        }
    }
    assert!((60..132).contains(&dropped), "{dropped} of 192 are dropped");
}
