//! What the user is told: every independent error of a compile, each at the guilty token.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use std::collections::HashSet;

/// A stretch of the source. Stable Rust cannot join two spans, so both ends are kept.
#[derive(Clone, Copy)]
pub struct Extent {
    /// Its first token.
    pub start: Span,
    /// Its last token.
    pub end: Span,
}

impl Extent {
    /// Of a single token.
    pub fn at(span: Span) -> Extent {
        Extent { start: span, end: span }
    }

    /// Of everything in there.
    pub fn of(tokens: &impl ToTokens) -> Extent {
        let tokens: Vec<TokenTree> = tokens.to_token_stream().into_iter().collect();
        match (tokens.first(), tokens.last()) {
            (Some(start), Some(end)) => Extent { start: first(start), end: last(end) },
            _ => Extent::at(Span::call_site()),
        }
    }
}

/// A const assertion: a call of a function of `nn_spec::verdict`. When it panics, the caret covers `extent`, because the call
/// reaches from its first token to its last.
pub fn verdict(extent: Extent, function: &str, args: TokenStream) -> TokenStream {
    let [start, end] = [extent.start, extent.end].map(|span| span.resolved_at(Span::call_site()));
    let mut args = Group::new(Delimiter::Parenthesis, args);
    args.set_span(end);
    let function = Ident::new(function, start);
    quote_spanned!(start=> const _: () = __nk::spec::verdict::#function #args;)
}

fn first(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().next().map_or_else(|| group.span(), |token| first(&token))
        }
        TokenTree::Group(group) => group.span_open(),
        token => token.span(),
    }
}

fn last(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().last().map_or_else(|| group.span(), |token| last(&token))
        }
        TokenTree::Group(group) => group.span_close(),
        token => token.span(),
    }
}

impl ToTokens for Extent {
    /// Two tokens at its ends, for [`syn::Error::new_spanned`].
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend([Ident::new("_start", self.start), Ident::new("_end", self.end)]);
    }
}

/// The errors found so far, in the order they were found.
#[derive(Default)]
pub struct Errors {
    list: Vec<syn::Error>,
    /// Message and place of each: a block that is called twice would otherwise report its body twice.
    seen: HashSet<String>,
}

impl Errors {
    /// Reports at a single token.
    pub fn at(&mut self, span: Span, message: impl Into<String>) {
        self.push(syn::Error::new(span, message.into()));
    }

    /// Reports at everything `tokens` covers.
    pub fn on(&mut self, tokens: &impl ToTokens, message: impl Into<String>) {
        self.push(syn::Error::new_spanned(tokens, message.into()));
    }

    /// Reports an error that was made elsewhere.
    pub fn push(&mut self, error: syn::Error) {
        for error in error {
            if self.seen.insert(format!("{:?}{error}", error.span())) {
                self.list.push(error);
            }
        }
    }

    /// Hands all of them over.
    pub fn drain_into(&mut self, other: &mut Errors) {
        for error in self.list.drain(..) {
            other.push(error);
        }
    }

    /// All of them in one.
    pub fn into_error(self) -> Option<syn::Error> {
        self.list.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        })
    }

    /// True when nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many were reported.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Each error as a `compile_error!`.
    pub fn to_tokens(&self) -> TokenStream {
        self.list.iter().map(syn::Error::to_compile_error).collect()
    }

    /// The messages, for tests.
    #[cfg(test)]
    pub fn messages(&self) -> Vec<String> {
        self.list.iter().map(ToString::to_string).collect()
    }

    /// The errors, for tests.
    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &syn::Error> {
        self.list.iter()
    }
}
