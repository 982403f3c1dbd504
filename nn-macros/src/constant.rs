//! Constants of a declaration: what consists of literals is computed here, the rest is left to rustc as the user wrote it.

use crate::diagnostics::Extent;
use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::visit_mut::{VisitMut, visit_expr_mut};
use syn::{BinOp, Error, Expr, ExprLit, Lit, Result, UnOp};

/// The most tokens an expression may grow to when names in it are replaced by what they stand for.
const LONGEST: usize = 4_000;

/// An expression in which every name of the declaration has been replaced.
#[derive(Clone)]
pub struct Constant {
    /// The expression.
    pub expr: Expr,
    /// Where it is written: for a parameter of a block, where the block is called.
    pub extent: Extent,
}

/// A number that the macro knows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    /// A whole one.
    Int(i128),
    /// Any other.
    Float(f64),
}

/// What a name in a constant may stand for.
pub enum Meaning {
    /// Another constant.
    Constant(Constant),
    /// Something that is no constant, and what that is.
    Other(&'static str),
    /// Something that was refused: whoever uses it stays silent.
    Refused,
    /// Nothing the macro knows: rustc may.
    Unknown,
}

impl Constant {
    /// Replaces the names in an expression. None where one of them was refused already.
    pub fn new(mut expr: Expr, meaning: impl FnMut(&str) -> Meaning) -> Result<Option<Constant>> {
        let mut bound = Bound::default();
        bound.visit_expr_mut(&mut expr);
        let extent = Extent::of(&expr);
        let whole = matches!(expr, Expr::Path(_));
        let mut replace = Replace { meaning, bound: bound.0, error: None, refused: false, grown: 0, from: None };
        replace.visit_expr_mut(&mut expr);
        match replace.error {
            Some(error) => Err(error),
            None if replace.refused => Ok(None),
            None => {
                let extent = replace.from.filter(|_| whole).unwrap_or(extent);
                Constant { expr, extent }.folded().map(Some)
            }
        }
    }

    /// A whole number.
    pub fn integer(value: i128, extent: Extent) -> Constant {
        let span = extent.start;
        let mut literal = Literal::u128_unsuffixed(value.unsigned_abs());
        literal.set_span(span);
        let literal = Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::new(literal) });
        Constant { expr: if value < 0 { negated(literal, span) } else { literal }, extent }
    }

    /// A name that may be a word of the language, or a constant of the user's.
    pub fn name(ident: Ident) -> Constant {
        let extent = Extent::at(ident.span());
        let path = syn::ExprPath { attrs: Vec::new(), qself: None, path: ident.into() };
        Constant { expr: Expr::Path(path), extent }
    }

    /// `left op right`
    pub fn binary(left: Constant, op: BinOp, right: Constant) -> Result<Constant> {
        let extent = Extent { start: left.extent.start, end: right.extent.end };
        let (left, right) = (Box::new(enclosed(left.expr)), Box::new(enclosed(right.expr)));
        let expr = Expr::Binary(syn::ExprBinary { attrs: Vec::new(), left, op, right });
        Constant { expr, extent }.folded()
    }

    /// The number itself where it is known, so that expressions do not grow.
    fn folded(self) -> Result<Constant> {
        let (extent, span) = (self.extent, self.extent.start);
        Ok(match self.number()? {
            Some(Number::Int(value)) => Constant::integer(value, extent),
            Some(Number::Float(value)) if value.is_finite() => {
                let mut literal = Literal::f64_unsuffixed(value.abs());
                literal.set_span(span);
                let literal = Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::new(literal) });
                Constant { expr: if value.is_sign_negative() { negated(literal, span) } else { literal }, extent }
            }
            Some(Number::Float(_)) => return Err(Error::new_spanned(self.expr, "this number is too large")),
            None if length(self.expr.to_token_stream()) > LONGEST => {
                return Err(Error::new_spanned(self.expr, "this expression is too long; compute it in a `const`"));
            }
            None => self,
        })
    }

    /// The number, where the macro can compute it. An error where it sees that nobody can.
    pub fn number(&self) -> Result<Option<Number>> {
        number(&self.expr)
    }

    /// The single identifier it consists of.
    pub fn ident(&self) -> Option<&Ident> {
        match &self.expr {
            Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
            _ => None,
        }
    }
}

impl ToTokens for Constant {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.expr.to_tokens(tokens);
    }
}

fn negated(expr: Expr, span: Span) -> Expr {
    let op = UnOp::Neg(syn::Token![-](span));
    Expr::Unary(syn::ExprUnary { attrs: Vec::new(), op, expr: Box::new(expr) })
}

/// In parentheses, where it would otherwise fall apart inside another expression.
fn enclosed(expr: Expr) -> Expr {
    match expr {
        Expr::Lit(_)
        | Expr::Path(_)
        | Expr::Paren(_)
        | Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Tuple(_)
        | Expr::Array(_) => expr,
        expr => Expr::Paren(syn::ExprParen {
            attrs: Vec::new(),
            paren_token: syn::token::Paren(expr.span()),
            expr: Box::new(expr),
        }),
    }
}

/// How many tokens there are, those in brackets included.
fn length(tokens: TokenStream) -> usize {
    let inner = |token| match token {
        TokenTree::Group(group) => length(group.stream()) + 2,
        _ => 1,
    };
    tokens.into_iter().map(inner).sum()
}

/// The names a constant binds itself, as in `{ let n = 3; n * n }`: they are not ours.
#[derive(Default)]
struct Bound(HashSet<String>);

impl VisitMut for Bound {
    fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
        self.0.insert(pat.ident.to_string());
        syn::visit_mut::visit_pat_ident_mut(self, pat);
    }
}

struct Replace<F> {
    meaning: F,
    bound: HashSet<String>,
    error: Option<Error>,
    refused: bool,
    grown: usize,
    /// Where the last constant that was put in comes from.
    from: Option<Extent>,
}

impl<F: FnMut(&str) -> Meaning> VisitMut for Replace<F> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        // rustc does not see the invisible brackets of `macro_rules!` in what a procedural macro returns.
        if let Expr::Group(group) = expr {
            let inner = std::mem::replace(&mut *group.expr, Expr::PLACEHOLDER);
            *expr = enclosed(inner);
            return self.visit_expr_mut(expr);
        }
        let Expr::Path(path) = expr else { return visit_expr_mut(self, expr) };
        let Some(ident) = path.path.get_ident().filter(|_| path.qself.is_none()) else { return };
        let text = ident.to_string();
        if self.bound.contains(&text) {
            return;
        }
        match (self.meaning)(&text) {
            Meaning::Constant(constant) => {
                self.grown += length(constant.to_token_stream());
                self.from = Some(constant.extent);
                if self.grown <= LONGEST {
                    *expr = enclosed(constant.expr);
                } else {
                    self.fail(Error::new(ident.span(), "this expression is too long; compute it in a `const`"));
                }
            }
            Meaning::Other(what) => {
                let why = format!("`{text}` is {what}, not a constant");
                self.fail(Error::new(ident.span(), why));
            }
            Meaning::Refused => self.refused = true,
            Meaning::Unknown => {}
        }
    }
}

impl<F> Replace<F> {
    fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }
}

fn number(expr: &Expr) -> Result<Option<Number>> {
    use Number::{Float, Int};
    Ok(match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) if matches!(literal.suffix(), "f32" | "f64") => {
            literal.base10_digits().parse().ok().map(Float)
        }
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) => match literal.base10_digits().parse() {
            Ok(value) => Some(Int(value)),
            Err(_) => return Err(Error::new_spanned(expr, "this number is too large")),
        },
        Expr::Lit(ExprLit { lit: Lit::Float(literal), .. }) => literal.base10_digits().parse().ok().map(Float),
        Expr::Paren(inner) => number(&inner.expr)?,
        Expr::Group(inner) => number(&inner.expr)?,
        Expr::Block(inner) if inner.label.is_none() => match inner.block.stmts.as_slice() {
            [syn::Stmt::Expr(tail, None)] => number(tail)?,
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match number(&unary.expr)? {
            Some(Int(value)) => value.checked_neg().map(Int),
            Some(Float(value)) => Some(Float(-value)),
            None => None,
        },
        Expr::Binary(binary) => match (number(&binary.left)?, number(&binary.right)?) {
            (Some(Int(a)), Some(Int(b))) => whole(expr, a, &binary.op, b)?,
            (Some(a), Some(b)) => real(a.float(), &binary.op, b.float()),
            _ => None,
        },
        Expr::Cast(cast) => match (number(&cast.expr)?, cast.ty.to_token_stream().to_string().as_str()) {
            (Some(number), "f32" | "f64") => Some(Float(number.float())),
            (Some(Int(value)), "usize" | "u64" | "i64" | "isize") => Some(Int(value)),
            _ => None,
        },
        _ => None,
    })
}

fn whole(expr: &Expr, a: i128, op: &BinOp, b: i128) -> Result<Option<Number>> {
    let result = match op {
        BinOp::Add(_) => a.checked_add(b),
        BinOp::Sub(_) => a.checked_sub(b),
        BinOp::Mul(_) => a.checked_mul(b),
        BinOp::Div(_) if b == 0 => return Err(Error::new_spanned(expr, "this divides by 0")),
        BinOp::Rem(_) if b == 0 => return Err(Error::new_spanned(expr, "this divides by 0")),
        BinOp::Div(_) => a.checked_div(b),
        BinOp::Rem(_) => a.checked_rem(b),
        BinOp::Shl(_) => u32::try_from(b).ok().filter(|&by| by < 64).and_then(|by| a.checked_mul(1 << by)),
        BinOp::Shr(_) => u32::try_from(b).ok().and_then(|by| a.checked_shr(by)),
        _ => return Ok(None),
    };
    match result {
        Some(value) => Ok(Some(Number::Int(value))),
        None => Err(Error::new_spanned(expr, "this number is too large")),
    }
}

fn real(a: f64, op: &BinOp, b: f64) -> Option<Number> {
    Some(Number::Float(match op {
        BinOp::Add(_) => a + b,
        BinOp::Sub(_) => a - b,
        BinOp::Mul(_) => a * b,
        BinOp::Div(_) => a / b,
        _ => return None,
    }))
}

impl Number {
    /// As a real number.
    pub fn float(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Float(value) => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compute(source: &str) -> Result<Option<Number>> {
        let expr = syn::parse_str(source)?;
        Constant::new(expr, |name| match name {
            "three" => Meaning::Constant(Constant::integer(3, Extent::at(Span::call_site()))),
            "image" => Meaning::Other("a value of the network"),
            _ => Meaning::Unknown,
        })?
        .unwrap()
        .number()
    }

    #[test]
    fn literals_are_computed() {
        let known = |source| compute(source).unwrap().unwrap();
        assert_eq!(known("2 * 3 + 1"), Number::Int(7));
        assert_eq!(known("{ 2 * (three - 5) }"), Number::Int(-4));
        assert_eq!(known("7 / 2 % 2"), Number::Int(1));
        assert_eq!(known("1 << 10"), Number::Int(1024));
        assert_eq!(known("0.5 * 3.0"), Number::Float(1.5));
        assert_eq!(known("1_000usize"), Number::Int(1000));
        assert_eq!(known("three as f64 / 2.0"), Number::Float(1.5));
    }

    #[test]
    fn the_rest_is_left_to_rustc() {
        assert_eq!(compute("2 * HIDDEN + 1").unwrap(), None);
        assert_eq!(compute("config::UNITS").unwrap(), None);
        assert_eq!(compute("{ let three = 4; three }").unwrap(), None);
        let constant = Constant::new(syn::parse_str("n * N").unwrap(), |name| match name {
            "n" => Meaning::Constant(Constant {
                expr: syn::parse_str("M + 1").unwrap(),
                extent: Extent::at(Span::call_site()),
            }),
            _ => Meaning::Unknown,
        });
        assert_eq!(constant.unwrap().to_token_stream().to_string(), "(M + 1) * N");
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(compute("1 / 0").unwrap_err().to_string(), "this divides by 0");
        assert_eq!(compute("1 << 70").unwrap_err().to_string(), "this number is too large");
        let huge = "9".repeat(60);
        assert_eq!(compute(&huge).unwrap_err().to_string(), "this number is too large");
        assert_eq!(compute("image + 1").unwrap_err().to_string(), "`image` is a value of the network, not a constant");
    }
}
