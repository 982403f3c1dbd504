//! A small transformer, its encoder declared as a block, trained on real digits: each image is a sequence of its eight rows.

use ndarray::{Array1, Array3};
use netkiln::prelude::*;

network! {
    /// Handwritten digits, row by row (Vaswani et al. 2017, the encoder; positions are learnt).
    #[loss(sparse_categorical_crossentropy)]
    pub fn RowReader(rows: Tensor<8, 8>) -> Tensor<10> {
        let encoder = |x, heads, width| {
            let y = (x + x.multi_head_attention(heads, key_dim = 8, dropout = 0.05)).layer_norm();
            (y + y.dense(width, activation = gelu).dense(16)).layer_norm()
        };
        rows.dense(16)
            .positional_embedding()
            .encoder(2, 32)
            .encoder(2, 32)
            .global_avg_pool1d()
            .dense(10, activation = softmax)
    }
}

/// Every fifth image is for the test.
fn digits(test: bool) -> (Array3<f32>, Array1<u32>) {
    let text = std::fs::read_to_string("examples/data/digits.csv").expect("the digits");
    let (mut greys, mut labels) = (Vec::new(), Vec::new());
    for (_, line) in text.lines().skip(1).enumerate().filter(|(i, _)| (i % 5 == 4) == test) {
        let numbers: Vec<f32> = line.split(',').map(|number| number.parse().expect("a number")).collect();
        let (image, digit) = numbers.split_at(64);
        greys.extend(image.iter().map(|grey| grey / 16.0));
        labels.push(digit[0] as u32);
    }
    (Array3::from_shape_vec((labels.len(), 8, 8), greys).expect("whole images"), Array1::from(labels))
}

#[test]
fn learns_to_read_digits() -> Result<(), netkiln::train::Error> {
    let ((x, y), (x_test, y_test)) = (digits(false), digits(true));
    let mut net = RowReader::new(5);
    let untrained = net.evaluate(&x_test, &y_test)?;
    net.trainer(Adam::new(3e-3)).epochs(30).batch_size(32).verbose(Verbosity::Silent).fit(&x, &y)?;
    let trained = net.evaluate(&x_test, &y_test)?;
    assert!(trained.loss() < 0.2, "the loss went from {} to {}", untrained.loss(), trained.loss());
    let found = net.predict(&x_test)?;
    let right = found.outer_iter().zip(&y_test).filter(|(row, digit)| {
        let best = (0..10).max_by(|&a, &b| row[a].total_cmp(&row[b])).expect("ten classes");
        best as u32 == **digit
    });
    let accuracy = right.count() as f64 / y_test.len() as f64;
    assert!(accuracy > 0.95, "{:.1} % of the digits are read", 100.0 * accuracy);

    // Alone, without a heap, the same answer.
    let mut arena = RowReader::arena();
    let image = x_test.index_axis(ndarray::Axis(0), 0).to_owned();
    let image: &[f32; 64] = image.as_slice().expect("standard layout").try_into().expect("64 greys");
    let alone = net.infer(image, &mut arena);
    assert!(alone.iter().zip(found.row(0)).all(|(a, b)| (a - b).abs() < 1e-6));
    Ok(())
}
