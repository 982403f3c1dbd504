//! Sequences of unequal length: the cases with a mask, as far as it has no gaps.
//!
//! Each network's steps come out of an embedding that holds a fixture's tensor, one step a row, so that the gradients of the input can be read
//! as well. A case may have a sequence without any step, which data of users never has: so all passes are run by hand.

use crate::support::close::{assert_close, wide};
use crate::support::direct::{self, Top};
use crate::support::fixtures::{Tensor, case};
use crate::{TOLERANCE, fill, gradients, moving_averages};
use nn_runtime::{Input, Lengths, Target, Trainable};

/// Declares a network for each row, `batch * (steps × features) => layer => output`, and a test that compares it with the case
/// `layer/row` of the file.
macro_rules! masked {
    ($($file:literal $layer:ident {
        $($name:ident: $batch:literal * ($steps:literal, $features:literal) => |$x:ident| $body:expr => [$($out:literal),*];)+
    })+) => {
        $(mod $layer {
            $(mod $name {
                netkiln::network! {
                    #[loss(custom)]
                    pub fn Net(steps: RaggedIndices<{ $batch * $steps }, $steps>) -> Tensor<$($out),*> {
                        let $x = steps.embedding($features);
                        $body
                    }
                }

                #[test]
                fn parity() {
                    crate::masked::layer::<Net<f32>>($file, concat!(stringify!($layer), "/", stringify!($name)), &[(0, "mask")], &[]);
                }
            })+
        })+

        pub const LAYER_CASES: &[&str] = &[$($(concat!(stringify!($layer), "/", stringify!($name)),)+)+];
    };
}

masked! {
    "recurrent.json" simple_rnn {
        mask: 3 * (4, 2) => |x| x.simple_rnn(3) => [3];
        mask_sequences: 3 * (4, 2) => |x| x.simple_rnn(3, return_sequences = true) => [4, 3];
        mask_backwards: 3 * (4, 2) => |x| x.simple_rnn(3, go_backwards = true) => [3];
    }

    "recurrent.json" lstm {
        mask: 3 * (4, 2) => |x| x.lstm(3) => [3];
        mask_sequences: 3 * (4, 2) => |x| x.lstm(3, return_sequences = true) => [4, 3];
        mask_backwards: 3 * (4, 2) => |x| x.lstm(3, go_backwards = true) => [3];
    }

    "recurrent.json" gru {
        mask: 3 * (4, 2) => |x| x.gru(3) => [3];
        mask_sequences: 3 * (4, 2) => |x| x.gru(3, return_sequences = true) => [4, 3];
        mask_backwards: 3 * (4, 2) => |x| x.gru(3, go_backwards = true) => [3];
        reset_before_mask: 3 * (4, 2) => |x| x.gru(3, reset_after = false) => [3];
        reset_before_mask_sequences: 3 * (4, 2) => |x| x.gru(3, reset_after = false, return_sequences = true) => [4, 3];
        reset_before_mask_backwards: 3 * (4, 2) => |x| x.gru(3, reset_after = false, go_backwards = true) => [3];
    }

    "recurrent.json" bidirectional {
        lstm_concat_mask: 3 * (4, 2) => |x| x.bidirectional(lstm(2)) => [4];
        lstm_concat_mask_sequences: 3 * (4, 2) => |x| x.bidirectional(lstm(2, return_sequences = true)) => [4, 4];
    }

    "pooling.json" global_avg_pool1d {
        mask: 3 * (7, 2) => |x| x.global_avg_pool1d() => [2];
    }

    "layers.json" batch_norm {
        training_mask: 3 * (4, 2) => |x| x.batch_norm() => [4, 2];
        inference_mask: 3 * (4, 2) => |x| x.batch_norm() => [4, 2];
    }
}

/// The same of layers with several inputs, some of unequal length: `(name [steps, features] of which tensor by which mask) (name [dims] of which
/// tensor)`.
macro_rules! mixed {
    ($($file:literal $layer:ident {
        $($name:ident: $batch:literal
            * ($($x:ident [$steps:literal, $features:literal] of $of_x:literal by $mask:literal),*)
            ($($p:ident [$($dim:literal),*] of $of_p:literal),*)
            => { $($body:tt)* } => $out:ty;)+
    })+) => {
        pub mod mixed {
            $(mod $layer {
                $(mod $name {
                    netkiln::network! {
                        #[loss(custom)]
                        pub fn Net($($x: RaggedIndices<{ $batch * $steps }, $steps>,)* $($p: Indices<$batch, 1>),*) -> $out {
                            $(let $x = $x.embedding($features);)*
                            $(let $p = $p.embedding({ 1 $(* $dim)* }).reshape($($dim),*);)*
                            $($body)*
                        }
                    }

                    #[test]
                    fn parity() {
                        let name = concat!(stringify!($layer), "/", stringify!($name));
                        crate::masked::layer::<Net<f32>>($file, name, &[$(($of_x, $mask)),*], &[$($of_p),*]);
                    }
                })+
            })+

            pub const LAYER_CASES: &[&str] = &[$($(concat!(stringify!($layer), "/", stringify!($name)),)+)+];
        }
    };
}

mixed! {
    "recurrent.json" simple_rnn {
        initial_state_mask: 3 * (x [4, 2] of 0 by "mask") (h [3] of 1) => { x.simple_rnn(3, initial_state = h) } => Tensor<3>;
        final_state_mask: 3 * (x [4, 2] of 0 by "mask") (h [3] of 1) => { let (y, h) = x.simple_rnn(3, initial_state = h, return_sequences = true, return_state = true); (y, h) } => (Tensor<4, 3>, Tensor<3>);
    }

    "recurrent.json" lstm {
        initial_state_mask: 3 * (x [4, 2] of 0 by "mask") (h [3] of 1, c [3] of 2) => { x.lstm(3, initial_state = (h, c)) } => Tensor<3>;
        final_state_mask: 3 * (x [4, 2] of 0 by "mask") (h [3] of 1, c [3] of 2) => { let (y, h, c) = x.lstm(3, initial_state = (h, c), return_sequences = true, return_state = true); (y, h, c) } => (Tensor<4, 3>, Tensor<3>, Tensor<3>);
    }

    "recurrent.json" gru {
        initial_state_mask: 3 * (x [4, 2] of 0 by "mask") (h [3] of 1) => { x.gru(3, initial_state = h) } => Tensor<3>;
        final_state_mask: 3 * (x [4, 2] of 0 by "mask") (h [3] of 1) => { let (y, h) = x.gru(3, initial_state = h, return_sequences = true, return_state = true); (y, h) } => (Tensor<4, 3>, Tensor<3>);
        reset_before_initial_state_mask: 3 * (x [4, 2] of 0 by "mask") (h [3] of 1) => { x.gru(3, reset_after = false, initial_state = h) } => Tensor<3>;
        reset_before_final_state_mask: 3 * (x [4, 2] of 0 by "mask") (h [3] of 1) => { let (y, h) = x.gru(3, reset_after = false, initial_state = h, return_sequences = true, return_state = true); (y, h) } => (Tensor<4, 3>, Tensor<3>);
    }

    "attention.json" attention {
        value_mask: 3 * (v [5, 4] of 1 by "value_mask") (q [3, 4] of 0) => { attention(q, v) } => Tensor<3, 4>;
        masks: 3 * (q [3, 4] of 0 by "query_mask", v [5, 4] of 1 by "value_mask") () => { attention(q, v) } => Tensor<3, 4>;
    }

    "attention.json" multi_head_attention {
        self_masks: 3 * (x [3, 4] of 0 by "query_mask") () => { x.multi_head_attention(2, 3) } => Tensor<3, 4>;
        self_causal_masks: 3 * (x [3, 4] of 0 by "query_mask") () => { x.multi_head_attention(2, 3, use_causal_mask = true) } => Tensor<3, 4>;
        cross_value_mask: 3 * (v [5, 4] of 1 by "value_mask") (q [3, 4] of 0) => { multi_head_attention(q, v, num_heads = 2, key_dim = 3) } => Tensor<3, 4>;
        cross_masks: 3 * (q [3, 4] of 0 by "query_mask", v [5, 4] of 1 by "value_mask") () => { q.multi_head_attention(v, num_heads = 2, key_dim = 3) } => Tensor<3, 4>;
    }
}

/// Declares a network for each row, `activation => loss`, and a test that compares it with the loss' case `mask`.
macro_rules! losses {
    ($($loss:ident: $x:ident $(.$activation:ident())? => $declared:ident;)+) => {
        $(mod $loss {
            netkiln::network! {
                #[loss($declared)]
                pub fn Net(steps: RaggedIndices<6, 2>) -> Tensor<2, 4> {
                    let $x = steps.embedding(4);
                    $x$(.$activation())?
                }
            }

            #[test]
            fn parity() {
                crate::masked::loss::<Net<f32>>(concat!(stringify!($loss), "/mask"));
            }
        })+

        pub const LOSS_CASES: &[&str] = &[$(concat!(stringify!($loss), "/mask")),+];
    };
}

losses! {
    mean_squared_error: x => mse;
    mean_absolute_error: x => mae;
    log_cosh: x => log_cosh;
    binary_crossentropy: x.sigmoid() => binary_crossentropy;
    categorical_crossentropy: x.softmax() => categorical_crossentropy;
    sparse_categorical_crossentropy: x.softmax() => sparse_categorical_crossentropy;
}

/// How long the sequences of a case are.
fn lengths(case: &serde_json::Value, mask: &str) -> Vec<u32> {
    let mask = Tensor::new(&case[mask]);
    let rows = mask.data.chunks_exact(mask.shape[1]);
    rows.map(|row| {
        let len = row.iter().take_while(|&&real| real == 1.0).count();
        assert!(row[len..].iter().all(|&real| real == 0.0), "a mask with gaps");
        len as u32
    })
    .collect()
}

/// What a value of one or several tensors holds.
fn tensors(json: &serde_json::Value) -> Vec<Tensor> {
    json.as_array().map_or_else(|| vec![Tensor::new(json)], |all| all.iter().map(Tensor::new).collect())
}

/// Compares a network with a case of a layer, whose tensors come in by inputs of unequal length, each with its mask, and by plain ones.
fn layer<N: Trainable<f32>>(file: &'static str, name: &str, ragged: &[(usize, &str)], plain: &[usize]) {
    let case = case(file, name);
    let of: Vec<usize> = ragged.iter().map(|(i, _)| *i).chain(plain.iter().copied()).collect();
    let tables: Vec<Tensor> = of.iter().map(|&i| Tensor::new(&case["inputs"][i])).collect();
    let samples = tables[0].shape[0];
    let lengths: Vec<Vec<u32>> = ragged.iter().map(|(_, mask)| lengths(case, mask)).collect();
    let mut net = N::zeroed();
    fill(&mut *net, case, &tables);
    // Each step, and each sample, is a row of a table.
    let rows: Vec<Vec<u32>> = tables
        .iter()
        .enumerate()
        .map(|(i, table)| (0..(if i < ragged.len() { samples * table.shape[1] } else { samples }) as u32).collect())
        .collect();
    let inputs = |from: usize, to: usize| -> Vec<Input<f32>> {
        let part = |i: usize| &rows[i][rows[i].len() / samples * from..rows[i].len() / samples * to];
        let input = |i: usize| match lengths.get(i) {
            Some(lengths) => Input::RaggedIndices(part(i), Lengths::of(&lengths[from..to])),
            None => Input::Indices(part(i)),
        };
        (0..rows.len()).map(input).collect()
    };
    let outputs = tensors(&case["output"]);
    // Keras normalises what stands in padding as well, and lets it look; here it means nothing.
    let masked = case["layer"] == "batch_norm" || case["layer"] == "multi_head_attention" && ragged[0].0 == 0;
    let counts = |i: usize, values: &[f64]| match masked {
        true => values[..lengths[0][i] as usize * values.len() / outputs[0].shape[1]].to_vec(),
        false => values.to_vec(),
    };
    let each = |values: &[f64]| -> Vec<f64> {
        values.chunks_exact(values.len() / samples).enumerate().flat_map(|(i, sample)| counts(i, sample)).collect()
    };
    let (trains, answers) = match case["training"].as_bool() {
        Some(training) if case["layer"] == "batch_norm" => (training, !training),
        _ => (true, true),
    };
    if answers {
        let all = direct::infer(&*net, samples, &inputs(0, samples));
        for (found, expected) in all.iter().zip(&outputs) {
            assert_close(&each(&wide(found)), &each(&expected.data), TOLERANCE, "all together");
        }
        for i in 0..samples {
            let alone = direct::infer(&*net, 1, &inputs(i, i + 1));
            for (found, expected) in alone.iter().zip(&outputs) {
                let width = expected.data.len() / samples;
                let expected = counts(i, &expected.data[i * width..][..width]);
                assert_close(&counts(i, &wide(found)), &expected, TOLERANCE, "alone");
            }
        }
    }
    if trains {
        let top: Vec<Vec<f32>> =
            tensors(&case["upstream"]).iter().map(|top| top.data.iter().map(|&x| x as f32).collect()).collect();
        let top: Vec<&[f32]> = top.iter().map(Vec::as_slice).collect();
        let run = direct::train(&*net, &direct::batch(samples, 0), &inputs(0, samples), &Top::Upstream(&top));
        for (found, expected) in run.outputs.iter().zip(&outputs) {
            assert_close(&each(&wide(found)), &each(&expected.data), TOLERANCE, "output while training");
        }
        match case["layer"] == "batch_norm" {
            // The case's gradients come from outputs in padding as well, which no loss reads.
            true => moving_averages(&*net, &run.gradients, case),
            false => gradients_of_real_steps(&*net, &run.gradients, case, &of, &lengths),
        }
    }
}

/// Compares gradients; a table has none in rows that are padding, whatever Keras hands back there.
fn gradients_of_real_steps<N: Trainable<f32>>(
    net: &N,
    found: &N,
    case: &serde_json::Value,
    of: &[usize],
    lengths: &[Vec<u32>],
) {
    let mut case = case.clone();
    // In the order of the network's inputs.
    let mut all: Vec<serde_json::Value> = of.iter().map(|&i| case["input_gradients"][i].clone()).collect();
    for (input, lengths) in all.iter_mut().zip(lengths) {
        let shape = Tensor::new(input).shape;
        let (steps, width) = (shape[1], shape[2]);
        let data = input["data"].as_array_mut().expect("a tensor");
        for (i, sample) in data.chunks_exact_mut(steps * width).enumerate() {
            sample[lengths[i] as usize * width..].fill(0.0.into());
        }
    }
    case["input_gradients"] = all.into();
    gradients(net, found, &case, false, true);
}

/// Compares a network with a case of a loss.
fn loss<N: Trainable<f32>>(name: &str) {
    let case = case("losses.json", name);
    let (given, targets) = (Tensor::new(&case["y_pred"]), Tensor::new(&case["y_true"]));
    let lengths = lengths(case, "mask");
    let mut net = N::zeroed();
    fill(&mut *net, case, &[given]);
    let rows: Vec<u32> = (0..6).collect();
    let real: Vec<f32> = targets.data.iter().map(|&x| x as f32).collect();
    let classes: Vec<u32> = targets.data.iter().map(|&x| x as u32).collect();
    let target = if case["y_true"]["dtype"] == "int32" { Target::Class(&classes[..]) } else { Target::Real(&real[..]) };
    let inputs = [Input::RaggedIndices(&rows, Lengths::of(&lengths))];
    let run = direct::train(&*net, &direct::batch(3, 0), &inputs, &Top::Loss(&[target], &[]));
    assert_close(&run.losses, &[case["value"].as_f64().expect("a number")], TOLERANCE, "loss");
    assert_close(&wide(run.gradients.as_slice()), &Tensor::new(&case["gradient"]).data, TOLERANCE, "gradient");
}
