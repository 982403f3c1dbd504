//! A guard in front of the parser, which recurses: source nested so deeply that the stack might not hold is refused here.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use std::iter::Peekable;

/// How many levels the parser may have to descend.
const LEVELS: usize = 100;
/// How many levels a block counts for: parsing its statements takes that much more stack than parentheses.
const BLOCK: usize = 3;
/// How many calls one chain may have where it stands by itself, and inside an argument.
const CHAIN: [usize; 2] = [2_000, 100];

/// Where `tokens` becomes too deep, and what to say.
///
/// Not only brackets nest: `- - x`, `|a| |b| x`, `A<A<A>>` and `if a {} else if b {} …` do without. So every token that may open
/// a level counts as one until a separator ends the run. Chained calls do not: they are parsed in a loop.
pub fn too_deep(tokens: TokenStream) -> Option<(Span, &'static str)> {
    scan(tokens, 0, CHAIN[0])
}

fn scan(tokens: TokenStream, above: usize, chain: usize) -> Option<(Span, &'static str)> {
    let mut tokens = tokens.into_iter().peekable();
    let mut level = Levels { above, ..Levels::default() };
    while let Some(token) = tokens.next() {
        let span = token.span();
        match token {
            TokenTree::Group(group) => {
                let bracketed = group.delimiter() == Delimiter::Brace;
                level.run += if bracketed { BLOCK } else { 1 };
                if level.sum() < LEVELS {
                    let inner = if bracketed { chain } else { CHAIN[1] };
                    if let Some(found) = scan(group.stream(), level.sum(), inner) {
                        return Some(found);
                    }
                }
                if bracketed && starts_statement(&mut tokens) {
                    level.run = 0;
                    level.links = 0;
                }
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                ',' => level.run = 0,
                ';' => level = Levels { above, ..Levels::default() },
                '.' => {
                    level.links += 1;
                    if let Some(found) = link(&mut tokens, &mut level) {
                        return Some(found);
                    }
                    if level.links > chain {
                        return Some((span, "this chain of calls is too long; give its first half a name with `let`"));
                    }
                }
                '#' => {
                    level.run = 0;
                    if let Some(TokenTree::Group(group)) = tokens.next_if(|next| matches!(next, TokenTree::Group(_)))
                        && let Some(found) = scan(group.stream(), level.sum() + 1, CHAIN[1])
                    {
                        return Some(found);
                    }
                }
                '|' => level.bars += 1,
                '<' => level.angles += 1,
                '>' => level.angles = level.angles.saturating_sub(1),
                _ => level.run += 1,
            },
            _ => level.run += 1,
        }
        if level.sum() >= LEVELS {
            return Some((span, "this is nested too deeply; give parts of it names with `let`"));
        }
    }
    None
}

/// What may have opened a level so far.
#[derive(Default)]
struct Levels {
    above: usize,
    run: usize,
    bars: usize,
    angles: usize,
    links: usize,
}

impl Levels {
    fn sum(&self) -> usize {
        self.above + self.run + self.bars + self.angles
    }
}

type Tokens = Peekable<proc_macro2::token_stream::IntoIter>;

/// After a `.`: a call takes no level, only its arguments do.
fn link(tokens: &mut Tokens, level: &mut Levels) -> Option<(Span, &'static str)> {
    if tokens.next_if(|next| matches!(next, TokenTree::Ident(_))).is_none() {
        level.run += 1;
        return None;
    }
    let parens =
        |next: &TokenTree| matches!(next, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    match tokens.next_if(parens) {
        Some(TokenTree::Group(group)) if level.sum() < LEVELS => scan(group.stream(), level.sum() + 1, CHAIN[1]),
        Some(_) => None,
        None => {
            level.run += 1;
            None
        }
    }
}

/// After a block: whether what follows is a statement of its own.
fn starts_statement(tokens: &mut Tokens) -> bool {
    match tokens.peek() {
        Some(TokenTree::Ident(ident)) => ident != "else" && ident != "as",
        Some(TokenTree::Punct(punct)) => punct.as_char() == '#',
        Some(_) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deep(source: &str) -> bool {
        too_deep(source.parse().unwrap()).is_some()
    }

    #[test]
    fn ordinary_source_passes() {
        assert!(!deep("let x = image.dense(64, activation = relu).dense(10, activation = softmax); x"));
        assert!(!deep(&format!("x{}", ".dense(64, activation = relu)".repeat(1_500))));
        assert!(!deep(&"let x = x.dense(3);".repeat(5_000)));
        assert!(!deep(&"for _ in 0..3 { x = x.dense(4); } ".repeat(500)));
        assert!(!deep(&"/// a long text\n".repeat(1_000)));
        assert!(!deep(&format!("f({})", "a, ".repeat(5_000))));
    }

    #[test]
    fn deep_source_does_not() {
        assert!(deep(&format!("{}x{}", "(".repeat(500), ")".repeat(500))));
        assert!(deep(&format!("{}x", "- ".repeat(500))));
        assert!(deep(&format!("{}x", "|a, b| ".repeat(500))));
        assert!(deep(&"A<1, ".repeat(500)));
        assert!(deep(&format!("{}x", "return ".repeat(500))));
        assert!(deep(&format!("if a {{}} {}", "else if b {} ".repeat(500))));
        assert!(deep(&format!("x{}", ".f()".repeat(10_000))));
        assert!(deep(&format!("{}x{}", "x.f(".repeat(500), ")".repeat(500))));
    }
}
