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
                    crate::masked::layer::<Net<f32>>($file, concat!(stringify!($layer), "/", stringify!($name)));
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
fn lengths(case: &serde_json::Value) -> Vec<u32> {
    let mask = Tensor::new(&case["mask"]);
    let rows = mask.data.chunks_exact(mask.shape[1]);
    rows.map(|row| {
        let len = row.iter().take_while(|&&real| real == 1.0).count();
        assert!(row[len..].iter().all(|&real| real == 0.0), "a mask with gaps");
        len as u32
    })
    .collect()
}

/// Compares a network with a case of a layer.
fn layer<N: Trainable<f32>>(file: &'static str, name: &str) {
    let case = case(file, name);
    let given = Tensor::new(&case["inputs"][0]);
    let (samples, steps) = (given.shape[0], given.shape[1]);
    let lengths = lengths(case);
    let mut net = N::zeroed();
    fill(&mut *net, case, &[given]);
    let rows: Vec<u32> = (0..(samples * steps) as u32).collect();
    let inputs = [Input::RaggedIndices(&rows, Lengths::of(&lengths))];
    let output = Tensor::new(&case["output"]);
    let width = output.data.len() / samples;
    // Keras normalises what stands in padding as well; here it means nothing.
    let counts = |i: usize, values: &[f64]| match case["layer"] == "batch_norm" {
        true => values[..lengths[i] as usize * width / steps].to_vec(),
        false => values.to_vec(),
    };
    let each = |values: &[f64]| -> Vec<f64> {
        values.chunks_exact(width).enumerate().flat_map(|(i, sample)| counts(i, sample)).collect()
    };
    let expected = each(&output.data);
    let (trains, answers) = match case["training"].as_bool() {
        Some(training) if case["layer"] == "batch_norm" => (training, !training),
        _ => (true, true),
    };
    if answers {
        let all = direct::infer(&*net, samples, &inputs);
        assert_close(&each(&wide(&all[0])), &expected, TOLERANCE, "all together");
        for (i, len) in lengths.iter().enumerate() {
            let input = Input::RaggedIndices(&rows[i * steps..][..steps], Lengths::of(std::slice::from_ref(len)));
            let alone = direct::infer(&*net, 1, &[input]);
            let expected = counts(i, &output.data[i * width..][..width]);
            assert_close(&counts(i, &wide(&alone[0])), &expected, TOLERANCE, "alone");
        }
    }
    if trains {
        let top: Vec<f32> = Tensor::new(&case["upstream"]).data.iter().map(|&x| x as f32).collect();
        let run = direct::train(&*net, &direct::batch(samples, 0), &inputs, &Top::Upstream(&[&top]));
        assert_close(&each(&wide(&run.outputs[0])), &expected, TOLERANCE, "output while training");
        match case["layer"] == "batch_norm" {
            // The case's gradients come from outputs in padding as well, which no loss reads.
            true => moving_averages(&*net, &run.gradients, case),
            false => gradients_of_real_steps(&*net, &run.gradients, case, &lengths),
        }
    }
}

/// Compares gradients; a table has none in rows that are padding, whatever Keras hands back there.
fn gradients_of_real_steps<N: Trainable<f32>>(net: &N, found: &N, case: &serde_json::Value, lengths: &[u32]) {
    let mut case = case.clone();
    let input = &mut case["input_gradients"][0];
    let tensor = Tensor::new(input);
    let (steps, width) = (tensor.shape[1], tensor.shape[2]);
    let data = input["data"].as_array_mut().expect("a tensor");
    for (i, sample) in data.chunks_exact_mut(steps * width).enumerate() {
        sample[lengths[i] as usize * width..].fill(0.0.into());
    }
    gradients(net, found, &case, false, true);
}

/// Compares a network with a case of a loss.
fn loss<N: Trainable<f32>>(name: &str) {
    let case = case("losses.json", name);
    let (given, targets) = (Tensor::new(&case["y_pred"]), Tensor::new(&case["y_true"]));
    let lengths = lengths(case);
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
