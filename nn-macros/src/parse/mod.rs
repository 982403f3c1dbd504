//! From tokens to [`crate::ast`]. The parser is syn; here is what the language leaves out, said kindly.

mod attributes;
mod body;
mod depth;
mod foreign;
mod repair;
mod signature;
mod types;

pub use body::{argument, names};

use crate::ast::Network;
use crate::diagnostics::Errors;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Every network of `network! { … }`, or the one under `#[network]`.
pub fn networks(input: TokenStream, errors: &mut Errors) -> Vec<Network> {
    let mut networks = Vec::new();
    let items = split(input);
    if items.is_empty() {
        errors.at(
            proc_macro2::Span::call_site(),
            "no network is declared here; write `fn Digits(image: Tensor<28, 28, 1>) -> Tensor<10> { … }`",
        );
    }
    for (head, body) in items {
        if let Some((span, why)) = depth::too_deep(head.clone()) {
            errors.at(span, why);
            continue;
        }
        networks.extend(signature::network(head, body, errors));
    }
    networks
}

/// Cuts the input into items: what stands before a body, and the body. One that cannot be parsed does not hide the others.
fn split(input: TokenStream) -> Vec<(TokenStream, Option<Group>)> {
    let (mut items, mut head) = (Vec::new(), Vec::new());
    let (mut angles, mut arrow) = (0usize, false);
    for token in flatten(input) {
        match token {
            // A brace inside angle brackets is a dimension: `Tensor<{ 2 * N }>`.
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && angles == 0 => {
                items.push((head.drain(..).collect(), Some(group)));
            }
            token => {
                if let TokenTree::Punct(punct) = &token {
                    match punct.as_char() {
                        '<' => angles += 1,
                        '>' if !arrow => angles = angles.saturating_sub(1),
                        ';' => angles = 0,
                        _ => {}
                    }
                    arrow = punct.as_char() == '-';
                } else {
                    arrow = false;
                    // A new item: the angle bracket before it was never closed.
                    if matches!(&token, TokenTree::Ident(ident) if ident == "fn") {
                        angles = 0;
                    }
                }
                head.push(token);
            }
        }
    }
    if !head.is_empty() {
        items.push((head.into_iter().collect(), None));
    }
    items
}

/// Opens the invisible groups that `macro_rules!` puts round its fragments, but for dimensions, which they hold together.
fn flatten(input: TokenStream) -> Vec<TokenTree> {
    let (mut flat, mut angles) = (Vec::new(), 0usize);
    let mut stack = vec![input.into_iter()];
    while let Some(tokens) = stack.last_mut() {
        match tokens.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None && angles == 0 => {
                stack.push(group.stream().into_iter());
            }
            Some(token) => {
                match &token {
                    TokenTree::Punct(punct) if punct.as_char() == '<' => angles += 1,
                    TokenTree::Punct(punct) if punct.as_char() == '>' => angles = angles.saturating_sub(1),
                    _ => {}
                }
                flat.push(token);
            }
            None => {
                stack.pop();
            }
        }
    }
    flat
}

/// Without the invisible group round a whole fragment, such as `$shape:ty`.
fn opened(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => opened(group.stream()),
        _ => tokens,
    }
}
