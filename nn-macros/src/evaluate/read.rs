//! The value of one argument, by its kind: as data where the macro knows it, and as tokens for rustc.

use super::Evaluator;
use super::values::{self, Real};
use super::word::find_activation;
use crate::ast::Argument;
use crate::constant::{Constant, Number};
use crate::diagnostics::Extent;
use crate::graph::ArgValue;
use crate::suggest;
use nn_spec::activation::ACTIVATIONS;
use nn_spec::argument::List;
use nn_spec::{Arg, ArgDef, ArgKind, LayerDef, MAX_RANK};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprLit, Lit};

/// The value an argument has when it is left out.
pub fn default(def: &ArgDef) -> ArgValue {
    let tokens = values::tokens(&def.default);
    ArgValue { known: Some(def.default), exact: true, tokens, extent: None }
}

impl Evaluator<'_> {
    /// Reads an argument that was given by itself.
    pub(super) fn read(&mut self, layer: &LayerDef, def: &ArgDef, arg: &Argument) -> Option<ArgValue> {
        let constant = self.constant(&arg.source)?;
        let positional = arg.name.is_none();
        self.read_constant(layer, def, &constant, positional)
    }

    /// Reads the arguments that a variadic one takes.
    pub(super) fn read_all(&mut self, layer: &LayerDef, def: &ArgDef, sources: &[&Expr]) -> Option<ArgValue> {
        let constants: Vec<Constant> = sources.iter().map(|source| self.constant(source)).collect::<Option<_>>()?;
        if let [constant] = constants.as_slice() {
            return self.read_constant(layer, def, constant, true);
        }
        let items: Vec<&Expr> = constants.iter().map(|constant| &constant.expr).collect();
        self.list(layer, def, &items)
    }

    fn read_constant(
        &mut self,
        layer: &LayerDef,
        def: &ArgDef,
        constant: &Constant,
        positional: bool,
    ) -> Option<ArgValue> {
        let extent = Some(constant.extent);
        let what = format!("`{}` of `{}`", def.name, layer.keyword);
        let exact = |arg: Arg| ArgValue { known: Some(arg), exact: true, tokens: values::tokens(&arg), extent };
        match def.kind {
            ArgKind::Size | ArgKind::Int => {
                if positional && self.misplaced_activation(layer, def, constant) {
                    return None;
                }
                match self.whole(&what, constant)? {
                    Some(value) if def.kind == ArgKind::Int => Some(exact(Arg::Int(value))),
                    Some(value) => match usize::try_from(value) {
                        Ok(size) => Some(exact(Arg::Size(size))),
                        Err(_) => {
                            self.errors.on(&constant.extent, format!("{what} cannot be negative, got {value}"));
                            None
                        }
                    },
                    None => {
                        let tokens = if def.kind == ArgKind::Int {
                            let int = values::integer(constant);
                            quote!(__nk::spec::Arg::Int(#int))
                        } else {
                            quote!(__nk::spec::Arg::Size(#constant))
                        };
                        Some(ArgValue { known: None, exact: false, tokens, extent })
                    }
                }
            }
            ArgKind::List => {
                if positional && self.misplaced_activation(layer, def, constant) {
                    return None;
                }
                let items: Vec<&Expr> = elements(&constant.expr).unwrap_or_else(|| vec![&constant.expr]);
                self.list(layer, def, &items)
            }
            ArgKind::Pairs => self.pairs(layer, def, constant),
            ArgKind::WordOrPairs(words) if is_word(&constant.expr) => self.one_of(&what, words, constant),
            ArgKind::WordOrPairs(_) => self.pairs(layer, def, constant),
            ArgKind::Number => {
                let real = self.real(&what, constant)?;
                let known = real.known.map(Arg::Number);
                let number = &real.tokens;
                let tokens = quote!(__nk::spec::Arg::Number(#number));
                Some(ArgValue { known, exact: known.is_some(), tokens, extent })
            }
            ArgKind::Bool => self.switch(&what, constant).map(|on| exact(Arg::Bool(on))),
            ArgKind::Word(words) => self.one_of(&what, words, constant),
            ArgKind::Activation => {
                let word = self.word(&what, "relu", constant)?;
                let Some(activation) = find_activation(&word.text) else {
                    let known = ACTIVATIONS.iter().map(|def| def.name);
                    let hint = suggest::did_you_mean(&word.text, known);
                    self.errors.at(word.span, format!("unknown activation `{}`{hint}", word.text));
                    return None;
                };
                let args: Vec<Argument> = word.args.iter().map(|arg| crate::parse::argument((*arg).clone())).collect();
                let mut value = self.activation(activation, word.span, &args.iter().collect::<Vec<_>>())?;
                value.extent = extent;
                Some(value)
            }
            ArgKind::Initializer => self.initializer(&what, constant),
            ArgKind::Regularizer => self.regularizer(&what, constant),
            ArgKind::Constraint => self.constraint(&what, constant),
        }
    }

    /// `.conv2d(32, 3, relu)`: in Keras' order, an activation does not come third.
    fn misplaced_activation(&mut self, layer: &LayerDef, def: &ArgDef, constant: &Constant) -> bool {
        let word = constant.ident().map(ToString::to_string).unwrap_or_default();
        let takes = layer.args.iter().find(|arg| arg.kind == ArgKind::Activation);
        let (Some(arg), true) = (takes, find_activation(&word).is_some()) else { return false };
        let why = format!("expected `{}` of `{}` here; write `{} = {word}`", def.name, layer.keyword, arg.name);
        self.errors.on(&constant.extent, why);
        true
    }

    /// A whole number, where it is known.
    fn whole(&mut self, what: &str, constant: &Constant) -> Option<Option<i64>> {
        match self.number(constant)? {
            Some(Number::Int(value)) => match i64::try_from(value) {
                Ok(value) => Some(Some(value)),
                Err(_) => {
                    self.errors.on(&constant.extent, format!("{what} is too large: {value}"));
                    None
                }
            },
            Some(Number::Float(value)) => {
                let fix = if value.fract() == 0.0 { format!("; write `{value}`") } else { String::new() };
                self.errors.on(&constant.extent, format!("{what} is a whole number, got {value:?}{fix}"));
                None
            }
            None => match never_a_number(&constant.expr) {
                Some(got) => {
                    self.errors.on(&constant.extent, format!("{what} is a whole number, got {got}"));
                    None
                }
                None => Some(None),
            },
        }
    }

    /// One or several whole numbers.
    fn list(&mut self, layer: &LayerDef, def: &ArgDef, items: &[&Expr]) -> Option<ArgValue> {
        let what = format!("`{}` of `{}`", def.name, layer.keyword);
        let extent = match (items.first(), items.last()) {
            (Some(first), Some(last)) => Some(Extent { start: Extent::of(first).start, end: Extent::of(last).end }),
            _ => None,
        };
        if let Some(extra) = items.get(MAX_RANK) {
            self.errors.on(extra, format!("{what} has at most {MAX_RANK} numbers"));
            return None;
        }
        let (mut known, mut tokens): (Option<Vec<i64>>, Vec<TokenStream>) = (Some(Vec::new()), Vec::new());
        for item in items {
            let constant = Constant { expr: (*item).clone(), extent: Extent::of(item) };
            match self.whole(&what, &constant)? {
                Some(value) => {
                    known.iter_mut().for_each(|known| known.push(value));
                    tokens.push(quote!(#value));
                }
                None => {
                    known = None;
                    tokens.push(values::integer(&constant));
                }
            }
        }
        let known = known.map(|known| Arg::List(List::new(&known)));
        let tokens = quote!(__nk::spec::Arg::List(__nk::spec::argument::List::new(&[#(#tokens),*])));
        Some(ArgValue { known, exact: known.is_some(), tokens, extent })
    }

    /// One of some words.
    fn one_of(&mut self, what: &str, words: &[&str], constant: &Constant) -> Option<ArgValue> {
        let word = self.word(what, words.first().copied().unwrap_or_default(), constant)?;
        match words.iter().position(|known| *known == word.text) {
            Some(place) if word.args.is_empty() => {
                let arg = Arg::Word(place);
                Some(ArgValue {
                    known: Some(arg),
                    exact: true,
                    tokens: values::tokens(&arg),
                    extent: Some(constant.extent),
                })
            }
            _ => {
                let list: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
                let hint = suggest::did_you_mean(&word.text, words.iter().copied());
                self.errors.on(constant, format!("{what} is one of {}, got `{}`{hint}", list.join(", "), word.text));
                None
            }
        }
    }

    /// One number, one for each axis, or a pair for each axis.
    fn pairs(&mut self, layer: &LayerDef, def: &ArgDef, constant: &Constant) -> Option<ArgValue> {
        let what = format!("`{}` of `{}`", def.name, layer.keyword);
        if is_word(&constant.expr) {
            self.errors.on(&constant.extent, format!("{what} is a number, `1`, or one for each axis"));
            return None;
        }
        let items: Vec<&Expr> = elements(&constant.expr).unwrap_or_else(|| vec![&constant.expr]);
        let inner: Vec<Option<Vec<&Expr>>> = items.iter().map(|item| elements(item)).collect();
        if inner.iter().all(Option::is_none) {
            // More numbers than axes in one run: nobody can see which side is meant.
            if let Some(extra) = items.get(3) {
                let why = format!("{what} is written in pairs, one for each axis: `((before, behind), …)`");
                self.errors.on(extra, why);
                return None;
            }
            return self.list(layer, def, &items);
        }
        if items.len() == 1 {
            let why =
                format!("{what} has one pair; each axis needs one, and over a single axis it is `(before, behind)`");
            self.errors.on(constant, why);
            return None;
        }
        let mut numbers = Vec::new();
        for (item, inner) in items.iter().zip(inner) {
            match inner {
                Some(pair) if pair.len() == 2 => numbers.extend(pair),
                _ => {
                    let why = format!("{what} has a pair for one axis, so it needs one here too: `(before, behind)`");
                    self.errors.on(item, why);
                    return None;
                }
            }
        }
        self.list(layer, def, &numbers)
    }

    /// A real number; a whole literal counts.
    pub(super) fn real(&mut self, what: &str, constant: &Constant) -> Option<Real> {
        match self.number(constant)? {
            Some(number) if number.float().is_finite() => {
                Some(Real { known: Some(number.float()), tokens: values::float(number.float(), constant.extent.start) })
            }
            Some(_) => {
                self.errors.on(&constant.extent, format!("{what} is too large"));
                None
            }
            None => match never_a_number(&constant.expr) {
                Some(got) => {
                    self.errors.on(&constant.extent, format!("{what} is a number, got {got}"));
                    None
                }
                None => Some(Real { known: None, tokens: quote!(#constant) }),
            },
        }
    }

    /// `true` or `false`.
    pub(super) fn switch(&mut self, what: &str, constant: &Constant) -> Option<bool> {
        if let Expr::Lit(ExprLit { lit: Lit::Bool(on), .. }) = &constant.expr {
            return Some(on.value);
        }
        self.errors.on(&constant.extent, format!("{what} decides which code there is: write `true` or `false`"));
        None
    }
}

/// What an expression is, where it can be no number whatever its names mean.
pub fn never_a_number(expr: &Expr) -> Option<String> {
    Some(match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => match text.value().parse::<f64>() {
            Ok(_) => format!("a text; write `{}` without quotes", text.value()),
            Err(_) => "a text".to_owned(),
        },
        Expr::Lit(ExprLit { lit: Lit::Bool(on), .. }) => format!("`{}`", on.value),
        Expr::Lit(ExprLit { lit: Lit::Int(_) | Lit::Float(_), .. }) => return None,
        Expr::Lit(_) => "another literal".to_owned(),
        Expr::Tuple(_) | Expr::Array(_) => "a list".to_owned(),
        Expr::Closure(_) => "a block".to_owned(),
        Expr::Range(_) => "a range".to_owned(),
        Expr::Reference(_) => "a reference; remove the `&`".to_owned(),
        Expr::Path(path) if path.path.is_ident("None") => "`None`; leave the argument out".to_owned(),
        Expr::Path(path) => match path.path.get_ident().map(ToString::to_string) {
            Some(word) if find_activation(&word).is_some() => format!("the activation `{word}`"),
            _ => return None,
        },
        _ => return None,
    })
}

/// What stands in a tuple or array.
fn elements(expr: &Expr) -> Option<Vec<&Expr>> {
    match expr {
        Expr::Tuple(tuple) => Some(tuple.elems.iter().collect()),
        Expr::Array(array) => Some(array.elems.iter().collect()),
        _ => None,
    }
}

/// Whether an argument that may be a word or a number is meant as a word: constants have capital letters.
fn is_word(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => {
            path.path.get_ident().is_some_and(|ident| ident.to_string().starts_with(char::is_lowercase))
        }
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => true,
        _ => false,
    }
}
