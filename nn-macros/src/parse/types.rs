//! `Tensor<28, 28, 1>`: the types of inputs and outputs.

use crate::ast::InputKind;
use crate::suggest;
use proc_macro2::{Ident, Punct, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Error, Expr, Result};

/// A type taken apart.
pub struct Shaped {
    /// `Tensor`
    pub kind: InputKind,
    /// Its word.
    pub word: Ident,
    /// What is in the angle brackets.
    pub dims: Vec<Expr>,
}

const KINDS: &[(&str, InputKind)] = &[
    ("Tensor", InputKind::Tensor),
    ("MultiHot", InputKind::MultiHot),
    ("Indices", InputKind::Indices),
    ("Ragged", InputKind::Ragged),
    ("RaggedIndices", InputKind::RaggedIndices),
];

/// Reads a type; `example` is one that would be right.
pub fn shaped(tokens: &TokenStream, example: &str) -> Result<Shaped> {
    let mut rest = super::opened(tokens.clone()).into_iter();
    let word = match rest.next() {
        Some(TokenTree::Ident(word)) => word,
        _ => return Err(foreign(tokens, example)),
    };
    let text = word.to_string();
    let Some(&(name, kind)) = KINDS.iter().find(|(name, _)| *name == text) else {
        return Err(match suggest::nearest(&text, KINDS.iter().map(|(name, _)| *name)) {
            Some(meant) => Error::new(word.span(), format!("unknown input kind `{text}`; did you mean `{meant}`?")),
            None => foreign(tokens, example),
        });
    };
    let Some(pieces) = angle(rest.collect()) else {
        return Err(Error::new_spanned(tokens, format!("`{name}` needs its dimensions, such as `{example}`")));
    };
    let mut dims = Vec::new();
    let mut problem: Option<Error> = None;
    for piece in pieces {
        match dimension(piece) {
            Ok(expr) => dims.push(expr),
            Err(error) => match &mut problem {
                Some(problem) => problem.combine(error),
                None => problem = Some(error),
            },
        }
    }
    if let Some(problem) = problem {
        return Err(problem);
    }
    if dims.is_empty() {
        return Err(Error::new_spanned(tokens, format!("`{name}` needs its dimensions, such as `{example}`")));
    }
    Ok(Shaped { kind, word, dims })
}

fn foreign(tokens: &TokenStream, example: &str) -> Error {
    let message = match array(tokens) {
        Some(dims) => format!("a shape is written `Tensor<{dims}>`"),
        None => format!("expected a shape such as `{example}`, got `{}`", tidy(tokens)),
    };
    Error::new_spanned(tokens, message)
}

/// The dimensions of an array's type, `[[f32; 3]; 4]`, outermost first.
fn array(tokens: &TokenStream) -> Option<String> {
    let mut dims = Vec::new();
    let mut ty: syn::Type = syn::parse2(tokens.clone()).ok()?;
    while let syn::Type::Array(outer) = ty {
        dims.push(outer.len.to_token_stream().to_string());
        ty = *outer.elem;
    }
    (!dims.is_empty()).then(|| dims.join(", "))
}

/// A type as one would write it.
pub fn tidy(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    let text =
        text.replace(" < ", "<").replace(" >", ">").replace(" , ", ", ").replace(" :: ", "::").replace("& ", "&");
    text.chars().take(80).collect()
}

/// The pieces between `<` and the `>` that ends the type.
fn angle(tokens: Vec<TokenTree>) -> Option<Vec<TokenStream>> {
    let is = |token: &TokenTree, c: char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == c);
    let (first, rest) = tokens.split_first()?;
    let (last, inner) = rest.split_last()?;
    (is(first, '<') && is(last, '>')).then(|| commas(inner.iter().cloned()))
}

/// Cuts at the commas that no bracket encloses.
pub fn commas(tokens: impl IntoIterator<Item = TokenTree>) -> Vec<TokenStream> {
    let (mut pieces, mut piece) = (Vec::new(), TokenStream::new());
    let (mut angles, mut arrow) = (0usize, false);
    for token in tokens {
        let c = match &token {
            TokenTree::Punct(punct) => Punct::as_char(punct),
            _ => ' ',
        };
        match c {
            '<' => angles += 1,
            '>' if !arrow => angles = angles.saturating_sub(1),
            ',' if angles == 0 => {
                pieces.push(std::mem::take(&mut piece));
                continue;
            }
            _ => {}
        }
        arrow = c == '-';
        piece.extend([token]);
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// One dimension: a literal, a path, or a block, as Rust has it for const arguments.
fn dimension(piece: TokenStream) -> Result<Expr> {
    if piece.is_empty() {
        return Err(Error::new(proc_macro2::Span::call_site(), "a dimension is missing between two commas"));
    }
    if matches!(piece.to_string().as_str(), "_" | "?" | "None" | "- 1" | "-1") {
        let why = "every dimension is a number; the batch is not written, so leave it out";
        return Err(Error::new_spanned(piece, why));
    }
    const ELEMENTS: [&str; 14] =
        ["f16", "bf16", "f32", "f64", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "usize", "bool"];
    if ELEMENTS.contains(&piece.to_string().as_str()) {
        let why = "only dimensions stand here; the element type is chosen where the network is used, `f32` by default";
        return Err(Error::new_spanned(piece, why));
    }
    let braces = |tokens: &dyn ToTokens| {
        let text = tokens.to_token_stream();
        Error::new_spanned(&text, format!("put the expression in braces: `{{ {text} }}`"))
    };
    match syn::parse2::<Expr>(piece.clone()) {
        Ok(expr) => match expr {
            Expr::Lit(_) | Expr::Path(_) | Expr::Block(_) | Expr::Group(_) | Expr::Unary(_) => Ok(expr),
            Expr::Cast(_) | Expr::Binary(_) | Expr::Paren(_) | Expr::Call(_) | Expr::MethodCall(_) | Expr::Index(_) => {
                Err(braces(&expr))
            }
            other => {
                Err(Error::new_spanned(other, "expected a dimension: a number or a const, such as `28` or `WIDTH`"))
            }
        },
        Err(_) => Err(Error::new_spanned(piece, "expected a dimension: a number or a const, such as `28` or `WIDTH`")),
    }
}
