//! A slip whose cause is certain, told about and mended, so that the rest of the body is still read.

use crate::diagnostics::Errors;
use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

/// `dense(3, activation: relu)`, the habit of struct literals and of Python's dictionaries, with `=` in the colon's place; and `(class: x, bbox: y)`
/// without the names. None where nothing of the kind is there.
pub fn colons(group: &Group, errors: &mut Errors) -> Option<Group> {
    let before = errors.len();
    let mended = mend(group, false, errors);
    (errors.len() > before).then_some(mended)
}

/// Mends what is in a group, which, with `tuple`, are the values of one.
fn mend(group: &Group, tuple: bool, errors: &mut Errors) -> Group {
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    let arguments = group.delimiter() == Delimiter::Parenthesis;
    let named = |i: usize| arguments && alone(&trees, i) && after_name(&trees, i);
    let mut mended = TokenStream::new();
    for (i, tree) in trees.iter().enumerate() {
        let tree = match tree {
            TokenTree::Group(inner) => {
                let called = i.checked_sub(1).and_then(|i| trees.get(i));
                let tuple = !matches!(called, Some(TokenTree::Ident(_) | TokenTree::Punct(_)))
                    || matches!(called, Some(TokenTree::Punct(punct)) if punct.as_char() != '>');
                TokenTree::Group(mend(inner, tuple, errors))
            }
            TokenTree::Ident(_) if tuple && named(i + 1) => continue,
            TokenTree::Punct(colon) if named(i) => {
                let Some(name) = i.checked_sub(1).and_then(|i| trees.get(i)) else { continue };
                if tuple && i == 1 {
                    let why = format!("values get their names before: `let {name} = …;`, and here `{name}` alone");
                    errors.at(name.span(), why);
                }
                if tuple {
                    continue;
                }
                errors.at(colon.span(), format!("an argument is named with `=`: `{name} = …`"));
                let mut equals = Punct::new('=', Spacing::Alone);
                equals.set_span(colon.span());
                TokenTree::Punct(equals)
            }
            other => other.clone(),
        };
        mended.extend([tree]);
    }
    let mut mended = Group::new(group.delimiter(), mended);
    mended.set_span(group.span());
    mended
}

/// Whether the token before is a name, at the start of an argument.
fn after_name(trees: &[TokenTree], i: usize) -> bool {
    let before = |n: usize| i.checked_sub(n).and_then(|i| trees.get(i));
    let starts = match before(2) {
        None => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == ',',
        Some(_) => false,
    };
    starts && matches!(before(1), Some(TokenTree::Ident(_)))
}

/// Whether the token is a colon and not half of `::`.
fn alone(trees: &[TokenTree], i: usize) -> bool {
    let colon = |i: usize| matches!(trees.get(i), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(i) && !colon(i + 1)
}
