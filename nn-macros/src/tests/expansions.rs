//! Whole expansions of a few networks: `expansions/`. `BLESS=1 cargo test -p nn-macros expansions` writes them anew.

use super::snapshot;
use crate::compile::items;
use proc_macro2::TokenStream;
use quote::quote;

const NETWORKS: [(&str, &str); 3] = [
    (
        "chain",
        "/// Flowers: four measurements to three species.
         #[loss(sparse_categorical_crossentropy)]
         pub fn Iris(measurements: Tensor<4>) -> Tensor<3> {
             let hidden = measurements.dense(16, activation = relu, name = \"hidden\");
             hidden.dropout(0.2).dense(3, activation = softmax)
         }",
    ),
    (
        "graph",
        "#[loss(class = sparse_categorical_crossentropy, place = 0.3 * mse)]
         pub(crate) fn Finder(image: Tensor<4, 4, 1>, words: MultiHot<50>) -> (Tensor<3>, Tensor<2>) {
             let seen = image.conv2d(2, kernel = 3, activation = relu).batch_norm().flatten();
             let both = concat(seen, words.dense(4, activation = tanh));
             let class = both.dense(3, activation = softmax);
             let place = both.dense(2);
             (class, place)
         }",
    ),
    (
        "deferred",
        "fn Window(x: Tensor<WIDTH, { 2 * SENSORS }>) -> Tensor<WIDTH, SENSORS> {
             let encoder = dense(SENSORS, tanh);
             encoder(x) + encoder(x.dense(2 * SENSORS))
         }",
    ),
];

fn expand(source: &str) -> TokenStream {
    items(source.parse().expect("tokens"), &quote!(::netkiln))
}

#[test]
fn expansions_are_as_written_down() {
    for (name, source) in NETWORKS {
        let file = syn::parse2(expand(source)).expect("items");
        let path = snapshot::path(&format!("expansions/{name}.rs"));
        snapshot::check(&path, &prettyplease::unparse(&file), "\nimpl");
    }
}

#[test]
fn one_source_has_one_expansion() {
    for (_, source) in NETWORKS {
        let first = expand(source).to_string();
        for _ in 0..3 {
            assert_eq!(expand(source).to_string(), first);
        }
    }
}
