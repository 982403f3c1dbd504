//! Rust that is not part of the language, and what to write instead.

use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Error, Expr, Pat, Stmt};

/// Why an expression is none of ours, at the token that makes it so. None for what may be a constant.
pub fn expression(expr: &Expr) -> Option<Error> {
    let (span, why): (Span, &str) = match expr {
        Expr::If(e) => (e.if_token.span, CHOICE),
        Expr::Match(e) => (e.match_token.span, CHOICE),
        Expr::While(e) => (e.while_token.span, REPEAT),
        Expr::Loop(e) => (e.loop_token.span, REPEAT),
        Expr::ForLoop(e) => (e.for_token.span, "a loop has no value; assign to a `let mut` inside it"),
        Expr::Return(e) => (e.return_token.span, "a network returns its last expression; remove `return`"),
        Expr::Break(e) => (e.break_token.span, REPEAT),
        Expr::Continue(e) => (e.continue_token.span, REPEAT),
        Expr::Reference(e) => (e.and_token.span(), "values are used by name, as often as wanted; remove the `&`"),
        Expr::Try(e) => (e.question_token.span(), "nothing fails in a network; remove the `?`"),
        Expr::Await(e) => (e.await_token.span, "nothing is awaited in a network; remove `.await`"),
        Expr::Async(e) => (e.async_token.span, "nothing is awaited in a network; remove `async`"),
        Expr::Unsafe(e) => (e.unsafe_token.span, "a network declares layers and runs nothing; remove `unsafe`"),
        Expr::Const(e) => (e.const_token.span, "write the expression itself, without `const`"),
        Expr::Let(e) => (e.let_token.span, CHOICE),
        Expr::Struct(e) => (e.path.span(), "a struct is no value of a network"),
        Expr::Range(e) => (e.limits.span(), "a range stands after `for … in` only"),
        Expr::Assign(e) => (e.eq_token.span(), "an assignment is a statement of its own: `x = …;`"),
        Expr::Infer(e) => (e.underscore_token.span, "`_` stands in `let _ = …` and `for _ in …` only"),
        Expr::Yield(e) => (e.yield_token.span, "a network returns its last expression"),
        Expr::Repeat(e) => (e.bracket_token.span.open(), "an array is no value of a network"),
        Expr::Macro(e) => (e.mac.path.span(), "no macro is expanded inside a network; write its result"),
        Expr::RawAddr(e) => (e.and_token.span(), "values are used by name, as often as wanted; remove the `&`"),
        _ => return None,
    };
    Some(Error::new(span, why))
}

const CHOICE: &str = "a network has no choices: which layers it has is settled when it is compiled; for a number that depends on \
                      something, compute a `const` before it";
const REPEAT: &str = "a network is laid out when it is compiled, so only `for _ in 0..3 { … }` can repeat";

/// Why a statement is none of ours.
pub fn statement(stmt: &Stmt) -> Error {
    let message = match stmt {
        Stmt::Item(syn::Item::Const(_)) => "move the `const` before the network, or write `let`",
        Stmt::Item(_) => "items stand before the network, not in it",
        Stmt::Macro(_) => "no macro is expanded inside a network; write its result",
        _ => "this is not part of the language",
    };
    match stmt {
        Stmt::Item(item) => Error::new(first(item), message),
        Stmt::Macro(mac) => Error::new(mac.mac.path.span(), message),
        other => Error::new_spanned(other, message),
    }
}

/// Why a pattern is none of ours.
pub fn pattern(pat: &Pat) -> Error {
    let message = match pat {
        Pat::Ident(pat) if pat.by_ref.is_some() => "values are used by name, as often as wanted; remove `ref`",
        Pat::Reference(_) => "values are used by name, as often as wanted; remove the `&`",
        _ => "expected a name, or names in parentheses: `let (a, b) = …`",
    };
    Error::new_spanned(pat, message)
}

/// A name with its type.
pub fn typed(pat: &syn::PatType) -> Error {
    Error::new_spanned(&pat.ty, "shapes follow from the layers; leave the type out")
}

fn first(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}
