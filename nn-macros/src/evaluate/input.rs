//! The inputs.

use super::Evaluator;
use super::scope::{Binding, Variable};
use crate::ast;
use crate::constant::{Constant, Number};
use crate::diagnostics::verdict;
use crate::graph::{Input, Mask, Type};
use nn_spec::{Kind, KindName, MAX_RANK, Shape};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Dimensions as far as the macro knows them.
pub struct Dims {
    /// The numbers, where all are known.
    pub known: Option<Vec<usize>>,
    /// Each as a const expression of type `usize`.
    pub tokens: Vec<TokenStream>,
}

impl Evaluator<'_> {
    /// Binds an input to its name. Where its shape was refused, its users stay silent, and it is one number.
    /// `place` counts the inputs.
    pub(super) fn input(&mut self, place: usize, input: &ast::Input) -> Input {
        let name = input.name.ident.clone();
        let read = input.kind.and_then(|kind| self.input_type(kind, input));
        let (ty, tokens, dims) = read.unwrap_or_else(|| {
            let one = quote!(__nk::spec::Value::real(__nk::spec::Shape::new(&[1])));
            (Type::Poisoned, one, vec![quote!(1)])
        });
        let value = self.value(Some(name.clone()), name.span(), ty);
        let ragged = matches!(input.kind, Some(ast::InputKind::Ragged | ast::InputKind::RaggedIndices));
        if let (true, Some(value)) = (ragged, self.values.get_mut(value.0)) {
            value.mask = Some(Mask { input: place, turned: false });
        }
        self.bind(&input.name, input.mutable, Binding::Value(value));
        Input { name, value, tokens, dims, ragged }
    }

    fn input_type(
        &mut self,
        kind: ast::InputKind,
        input: &ast::Input,
    ) -> Option<(Type, TokenStream, Vec<TokenStream>)> {
        let word = match kind {
            ast::InputKind::Tensor => "Tensor",
            ast::InputKind::MultiHot => "MultiHot",
            ast::InputKind::Indices => "Indices",
            ast::InputKind::Ragged => "Ragged",
            ast::InputKind::RaggedIndices => "RaggedIndices",
        };
        self.word_used("inputs", word, input.word);
        let (below, dims) = match kind {
            ast::InputKind::Indices => match input.dims.split_first() {
                Some((below, [])) => {
                    let why =
                        "`Indices` needs its bound and its length: `Indices<20_000, 80>` is 80 integers below 20,000";
                    self.errors.on(below, why);
                    return None;
                }
                Some((below, dims)) => (Some(below), dims),
                None => return None,
            },
            ast::InputKind::RaggedIndices => match input.dims.as_slice() {
                [below, most @ ..] if most.len() == 1 => (Some(below), most),
                [below, ..] => {
                    let why = "`RaggedIndices` needs its bound and the most there may be: `RaggedIndices<20_000, 400>` is up to 400 integers below 20,000";
                    self.errors.on(below, why);
                    return None;
                }
                [] => return None,
            },
            ast::InputKind::Ragged => match input.dims.as_slice() {
                [steps] => {
                    let why = "`Ragged` needs the most steps there may be and what a step holds: `Ragged<92, 13>` is up to 92 steps of 13 numbers, `Ragged<92, 1>` of one";
                    self.errors.on(steps, why);
                    return None;
                }
                dims => (None, dims),
            },
            _ => (None, input.dims.as_slice()),
        };
        let below = match below {
            Some(below) => Some(self.dims(std::slice::from_ref(below))?),
            None => None,
        };
        let dims = self.dims(dims)?;
        let tokens = &dims.tokens;
        let shape = quote!(__nk::spec::Shape::new(&[#(#tokens),*]));
        let (name, kind, kind_tokens) = match (kind, &below) {
            (ast::InputKind::Tensor | ast::InputKind::Ragged, _) => {
                (KindName::Real, Some(Kind::Real), quote!(__nk::spec::Kind::Real))
            }
            (ast::InputKind::MultiHot, _) => {
                (KindName::MultiHot, Some(Kind::MultiHot), quote!(__nk::spec::Kind::MultiHot))
            }
            (ast::InputKind::Indices | ast::InputKind::RaggedIndices, below) => {
                let bound = below.as_ref()?;
                let known = bound.known.as_ref().and_then(|known| known.first().copied());
                let tokens = &bound.tokens;
                let tokens = quote!(__nk::spec::Kind::Indices { below: #(#tokens)* });
                (KindName::Indices, known.map(|below| Kind::Indices { below }), tokens)
            }
        };
        let ty = match (kind, &dims.known) {
            (Some(kind), Some(known)) => Type::Known(nn_spec::Value { shape: Shape::new(known), kind }),
            _ => Type::Deferred(name),
        };
        let tokens = quote!(__nk::spec::Value { shape: #shape, kind: #kind_tokens });
        Some((ty, tokens, dims.tokens))
    }

    /// Reads dimensions. None where one was refused.
    pub(super) fn dims(&mut self, exprs: &[syn::Expr]) -> Option<Dims> {
        let mut dims = Dims { known: Some(Vec::new()), tokens: Vec::new() };
        let mut fine = true;
        if let Some(extra) = exprs.get(MAX_RANK) {
            self.errors.on(extra, format!("a value has at most {MAX_RANK} dimensions; got {}", exprs.len()));
            fine = false;
        }
        let mut product = 1u128;
        for expr in exprs {
            match self.dimension(expr) {
                Some((Some(size), tokens)) => {
                    product = product.saturating_mul(size as u128);
                    dims.known.iter_mut().for_each(|known| known.push(size));
                    dims.tokens.push(tokens);
                }
                Some((None, tokens)) => {
                    dims.known = None;
                    dims.tokens.push(tokens);
                }
                None => fine = false,
            }
        }
        if let (true, Some(last)) = (product > super::apply::MOST_VALUES as u128, exprs.last()) {
            self.errors.on(last, "a value of this shape does not fit into any memory");
            fine = false;
        }
        fine.then_some(dims)
    }

    fn dimension(&mut self, expr: &syn::Expr) -> Option<(Option<usize>, TokenStream)> {
        let constant = self.constant(expr)?;
        let span = constant.extent.start;
        match self.number(&constant)? {
            Some(Number::Int(size)) => match usize::try_from(size) {
                Ok(size) if size > 0 => {
                    let mut literal = Literal::usize_unsuffixed(size);
                    literal.set_span(span);
                    Some((Some(size), quote!(#literal)))
                }
                _ => {
                    self.errors.on(expr, format!("a dimension is at least 1, got {size}"));
                    None
                }
            },
            Some(Number::Float(_)) => {
                self.errors.on(expr, "a dimension is a whole number");
                None
            }
            None => {
                if let Some(what) = super::read::never_a_number(&constant.expr) {
                    self.errors.on(expr, format!("a dimension is a whole number, got {what}"));
                    return None;
                }
                self.assertions.extend(verdict(constant.extent, "dimension", quote!(#constant)));
                Some((None, quote!(#constant)))
            }
        }
    }

    /// The expression with all names replaced. None where it was refused.
    pub(super) fn constant(&mut self, expr: &syn::Expr) -> Option<Constant> {
        let scope = self.scope.clone();
        let variables = &mut self.variables;
        let result = Constant::new(expr.clone(), |name| super::names::meaning(&scope, variables, name));
        let constant = result.map_err(|error| self.errors.push(error)).ok().flatten();
        if constant.is_none() {
            let values = self.values_in(expr);
            self.consumed.extend(values);
        }
        constant
    }

    /// The number it is, where that is known. None where it was refused.
    pub(super) fn number(&mut self, constant: &Constant) -> Option<Option<Number>> {
        constant.number().map_err(|error| self.errors.push(error)).ok()
    }

    /// Gives a name to something.
    pub(super) fn bind(&mut self, name: &ast::Name, mutable: bool, binding: Binding) {
        let variable = Variable { name: name.clone(), binding, mutable, level: self.scope.level, used: false };
        let id = self.variables.add(variable);
        self.scope = self.scope.with(&name.text, id);
    }
}
