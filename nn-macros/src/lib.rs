//! The compiler of netkiln. Entry points only: the stages are in the modules, in the order of their names below.
#![forbid(unsafe_code)]
// Syntax trees are walked once: boxing every large variant would cost more than it saves.
#![allow(clippy::large_enum_variant)]

mod ast;
mod check;
mod compile;
mod constant;
mod diagnostics;
#[cfg(test)]
mod dump;
mod emit;
mod evaluate;
#[allow(dead_code)]
mod fuse;
#[allow(dead_code)]
mod graph;
mod parse;
#[allow(dead_code)]
mod plan;
mod stream;
mod suggest;
#[cfg(test)]
mod tests;
mod weights;

/// Declares one or several networks, each as a function whose body is its layers; see the documentation of `netkiln`.
#[proc_macro]
pub fn network(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    compile::compile(input.into()).into()
}

/// The same as an attribute on one function, which rustfmt formats; see the documentation of `netkiln`.
#[proc_macro_attribute]
pub fn net(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    compile::attribute(args.into(), item.into()).into()
}
