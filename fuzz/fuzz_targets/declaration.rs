//! Any text at all as the input of `network!`: the compiler answers, it does not panic. `cargo +nightly fuzz run declaration`
//!
//! A procedural macro cannot be linked as a library, so its modules are compiled here once more.

#![no_main]
#![allow(dead_code)]

#[path = "../../nn-macros/src/ast.rs"]
mod ast;
#[path = "../../nn-macros/src/check.rs"]
mod check;
#[path = "../../nn-macros/src/compile.rs"]
mod compile;
#[path = "../../nn-macros/src/constant.rs"]
mod constant;
#[path = "../../nn-macros/src/diagnostics.rs"]
mod diagnostics;
#[path = "../../nn-macros/src/dump.rs"]
mod dump;
#[path = "../../nn-macros/src/emit/mod.rs"]
mod emit;
#[path = "../../nn-macros/src/evaluate/mod.rs"]
mod evaluate;
#[path = "../../nn-macros/src/fuse.rs"]
mod fuse;
#[path = "../../nn-macros/src/graph.rs"]
mod graph;
#[path = "../../nn-macros/src/parse/mod.rs"]
mod parse;
#[path = "../../nn-macros/src/plan/mod.rs"]
mod plan;
#[path = "../../nn-macros/src/stream.rs"]
mod stream;
#[path = "../../nn-macros/src/suggest.rs"]
mod suggest;
#[path = "../../nn-macros/src/weights/mod.rs"]
mod weights;

use proc_macro2::TokenStream;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(tokens) = text.parse::<TokenStream>() {
        let _ = compile::items(tokens, &quote::quote!(::netkiln));
    }
});
