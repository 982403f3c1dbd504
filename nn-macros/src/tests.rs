//! Declarations and what becomes of them.

mod catalogue;
mod expansions;
mod format;
mod fuzz;
mod graphs;
mod growth;
mod memory;
mod mutations;
mod plans;
mod random;
mod snapshot;

use crate::diagnostics::Errors;
use crate::{dump, evaluate, parse};

/// The graphs of a declaration as text, or its errors.
fn run(source: &str) -> Result<String, Vec<String>> {
    let mut errors = Errors::default();
    let tokens = match source.parse() {
        Ok(tokens) => tokens,
        Err(error) => return Err(vec![format!("{error}")]),
    };
    let networks = parse::networks(tokens, &mut errors);
    let graphs: Vec<_> = networks.iter().map(|network| evaluate::network(network, &mut errors).graph).collect();
    if !errors.is_empty() {
        return Err(errors.messages());
    }
    Ok(graphs.iter().map(dump::graph).collect::<Vec<_>>().join("\n"))
}

/// Whether a declaration is accepted.
fn is_sound(tokens: proc_macro2::TokenStream) -> bool {
    let mut errors = Errors::default();
    let networks = parse::networks(tokens, &mut errors);
    networks.iter().all(|network| evaluate::network(network, &mut errors).sound) && errors.is_empty()
}

/// What a declaration is told: the text that each message points at, and the message.
fn errors(source: &str) -> Vec<(String, String)> {
    let mut errors = Errors::default();
    match source.parse() {
        Ok(tokens) => {
            for network in parse::networks(tokens, &mut errors) {
                evaluate::network(&network, &mut errors);
            }
        }
        Err(error) => return vec![(String::new(), format!("not tokens: {error}"))],
    }
    let at = |error: &syn::Error| error.span().source_text().unwrap_or_default().replace('\n', " ");
    errors.iter().map(|error| (at(error), error.to_string())).collect()
}
