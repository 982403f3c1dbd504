//! Expansion grows with the number of layers, not with its square. `cargo test -p nn-macros --release growth -- --nocapture`
//! prints the times.

use crate::compile::items;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// A network of that many dense layers with activations, and a loss.
fn deep(layers: usize) -> TokenStream {
    let mut source = String::from("#[loss(mse)] pub fn Deep(x: Tensor<16>) -> Tensor<16> { x");
    for _ in 0..layers {
        let _ = write!(source, ".dense(16, activation = relu)");
    }
    source.push('}');
    source.parse().expect("tokens")
}

/// How many tokens there are, those in brackets too.
fn count(tokens: TokenStream) -> usize {
    let inside = |token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(inside).sum()
}

/// The number of tokens a network of that size becomes, and the least of three times it takes.
fn measure(layers: usize) -> (usize, Duration) {
    let root = quote!(::netkiln);
    let mut best = Duration::MAX;
    let mut tokens = 0;
    for _ in 0..3 {
        let source = deep(layers);
        let start = Instant::now();
        let expanded = items(source, &root);
        best = best.min(start.elapsed());
        tokens = count(expanded);
    }
    println!("{layers:5} layers: {tokens:7} tokens in {:.1} ms", best.as_secs_f64() * 1e3);
    (tokens, best)
}

#[test]
fn expansion_is_linear() {
    let (few, short) = measure(100);
    let (many, long) = measure(1000);
    assert!(many < 12 * few, "10 times the layers became {many} tokens instead of {few}");
    // Ten times, were the machine idle; a quadratic stage would make it a hundred.
    assert!(long < 40 * short, "10 times the layers took {long:?} instead of {short:?}");
}
