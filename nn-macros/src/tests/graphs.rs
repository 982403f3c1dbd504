//! Graphs as text.

use super::run;

#[track_caller]
fn check(source: &str, expected: &str) {
    let got = run(source).unwrap_or_else(|errors| errors.join("\n"));
    let plain = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    assert_eq!(plain(&got), plain(expected), "\n{got}");
}

#[test]
fn a_chain() {
    check(
        "#[loss(sparse_categorical_crossentropy)]
         pub fn Digits(image: Tensor<28, 28, 1>) -> Tensor<10> {
             let features = image.flatten();
             features.dense(64, activation = relu, name = \"hidden\").dropout(0.5).dense(10, activation = softmax)
         }",
        "%0 = input image<28, 28, 1>
         %1 = flatten(%0) -> [784] flatten_1
         %2 = dense(%1) units=64 -> [64] hidden @hidden
         %3 = activation(%2) activation=Relu -> [64] relu_1
         %4 = dropout(%3) rate=0.5 -> [64] dropout_1
         %5 = dense(%4) units=10 -> [10] dense_1 @dense_1
         %6 = softmax(%5) -> [10] softmax_1
         output output = %6 [10] loss SparseCategoricalCrossentropy { from_logits: false } * 1f64",
    );
}

#[test]
fn blocks_loops_and_sharing() {
    check(
        "fn Net(left: Tensor<W, 3>, right: Tensor<W, 3>) -> Tensor<W, { 2 * N }> {
             let encoder = dense(64, tanh);
             let l = encoder(left); let r = right.encoder();
             let residual = |x, n, act| { let y = x.dense(n * 2).act(); x.dense(2 * n, activation = act) + y };
             let mut x = l + r;
             for i in 0..2 { x = x.residual(8 * (i + 1), relu); }
             residual(x, N, leaky_relu(0.1)).freeze()
         }",
        "%0 = input left<W, 3>
         %1 = input right<W, 3>
         %2 = dense(%0) units=64 -> [?] dense_1 @dense_1 frozen
         %3 = activation(%2) activation=Tanh -> [?] tanh_1
         %4 = dense(%1) units=64 -> [?] dense_1 @dense_1 frozen
         %5 = activation(%4) activation=Tanh -> [?] tanh_1
         %6 = add(%3, %5) -> [?] add_1
         %7 = dense(%6) units=16 -> [?] dense_2 @dense_2 frozen
         %8 = activation(%7) activation=Relu -> [?] relu_1
         %9 = dense(%6) units=16 -> [?] dense_3 @dense_3 frozen
         %10 = activation(%9) activation=Relu -> [?] relu_2
         %11 = add(%10, %8) -> [?] add_2
         %12 = dense(%11) units=32 -> [?] dense_4 @dense_4 frozen
         %13 = activation(%12) activation=Relu -> [?] relu_3
         %14 = dense(%11) units=32 -> [?] dense_5 @dense_5 frozen
         %15 = activation(%14) activation=Relu -> [?] relu_4
         %16 = add(%15, %13) -> [?] add_3
         %17 = dense(%16) units={__nk :: spec :: Arg :: Size (N * 2)} -> [?] dense_6 @dense_6 frozen
         %18 = activation(%17) activation=LeakyRelu(0.1) -> [?] leaky_relu_1
         %19 = dense(%16) units={__nk :: spec :: Arg :: Size (2 * N)} -> [?] dense_7 @dense_7 frozen
         %20 = activation(%19) activation=LeakyRelu(0.1) -> [?] leaky_relu_2
         %21 = add(%20, %18) -> [?] add_4
         output output = %21 [?]",
    );
}
