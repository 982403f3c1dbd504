//! Arguments that are words, some with numbers in parentheses: activations, initializers, regularizers, constraints.

use super::Evaluator;
use super::read::default;
use super::values::{self, Real};
use crate::ast::Argument;
use crate::constant::Constant;
use crate::diagnostics::Extent;
use crate::graph::ArgValue;
use crate::suggest;
use nn_spec::activation::{ACTIVATIONS, ActivationArg, ActivationDef};
use nn_spec::initializer::INITIALIZERS;
use nn_spec::layers::by_keyword;
use nn_spec::{Activation, Arg, Constraint, Initializer, LayerDef, Regularizer};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Expr, ExprLit, Lit};

/// What an argument asked for as a node of its own: the activation behind a layer, or a layer ahead of it.
#[derive(Clone)]
pub struct Neighbour {
    /// The layer that computes it.
    pub def: &'static LayerDef,
    /// That layer's arguments.
    pub args: Vec<ArgValue>,
    /// Where it is written.
    pub span: Span,
}

/// A word or a call of one, as activations, initializers and the like are written.
pub struct Word<'a> {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// What is in its parentheses.
    pub args: Vec<&'a Expr>,
}

impl Evaluator<'_> {
    /// The word of an argument; `example` is one that would be right.
    pub(super) fn word<'c>(&mut self, what: &str, example: &str, constant: &'c Constant) -> Option<Word<'c>> {
        let (path, args) = match &constant.expr {
            Expr::Call(call) => (&*call.func, call.args.iter().collect()),
            other => (other, Vec::new()),
        };
        if let Expr::Path(path) = path
            && let Some(ident) = path.path.get_ident()
        {
            return Some(Word { text: ident.to_string(), span: ident.span(), args });
        }
        let why = match path {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
                format!("write {what} without quotes: `{}`", text.value())
            }
            _ => format!("{what} is a word, such as `{example}`"),
        };
        self.errors.on(&constant.extent, why);
        None
    }

    /// An activation with its argument.
    pub(super) fn activation(
        &mut self,
        def: &'static ActivationDef,
        span: Span,
        args: &[&Argument],
    ) -> Option<ArgValue> {
        self.word_used("activations", def.name, span);
        let name = match &def.arg {
            Some(ActivationArg::Number(name, _) | ActivationArg::Switch(name)) => *name,
            None => "",
        };
        let mut given = None;
        for arg in args {
            match &arg.name {
                _ if given.is_some() || name.is_empty() => {
                    let takes = if name.is_empty() { "no arguments".to_owned() } else { format!("only `{name}`") };
                    // `linear(64)` is another library's `dense(64)`.
                    let mut layers = nn_spec::layers::LAYERS.iter().map(|layer| layer.keyword);
                    let meant = layers.find(|layer| name.is_empty() && suggest::is_familiar(def.name, layer));
                    let hint = meant.map_or_else(String::new, |layer| format!("; did you mean `{layer}`?"));
                    self.errors.on(&arg.source, format!("the activation `{}` takes {takes}{hint}", def.name));
                    return None;
                }
                Some(other) if other.text != name => {
                    self.errors.at(
                        other.span(),
                        format!("`{}` has no argument `{}`; it takes `{name}`", def.name, other.text),
                    );
                    return None;
                }
                _ => given = Some(self.constant(&arg.source)?),
            }
        }
        let what = format!("`{name}` of `{}`", def.name);
        let (number, switch) = match (&def.arg, given) {
            (Some(ActivationArg::Number(..)), Some(constant)) => (Some(self.real(&what, &constant)?), false),
            (Some(ActivationArg::Switch(_)), Some(constant)) => (None, self.switch(&what, &constant)?),
            _ => (None, false),
        };
        let activation = Activation::from_name(def.name, number.as_ref().and_then(|number| number.known), switch)?;
        let exact = number.as_ref().is_none_or(|number| number.known.is_some());
        let tokens = values::activation(activation, number.map(|number| number.tokens));
        let tokens = quote!(__nk::spec::Arg::Activation(#tokens));
        Some(ArgValue { known: Some(Arg::Activation(activation)), exact, tokens, extent: Some(Extent::at(span)) })
    }

    /// The layer that computes an activation: `softmax` and its like are layers of their own.
    pub(super) fn activation_use(&mut self, value: ArgValue, span: Span) -> Option<Neighbour> {
        let Some(Arg::Activation(activation)) = value.known else { return None };
        if activation.is_elementwise() {
            return Some(Neighbour { def: &nn_spec::layers::activation::DEF, args: vec![value], span });
        }
        match by_keyword(activation.name()) {
            Some(def) => Some(Neighbour { def, args: def.args.iter().map(default).collect(), span }),
            None => {
                self.errors.at(span, format!("`{}` is not yet supported", activation.name()));
                None
            }
        }
    }

    /// The numbers in the parentheses of a word, by position and name, and where one was left out its default.
    fn numbers(&mut self, word: &Word<'_>, names: &[(&str, f64)]) -> Option<Vec<Real>> {
        let mut slots: Vec<Option<Real>> = names.iter().map(|_| None).collect();
        for (i, expr) in word.args.iter().enumerate() {
            let arg = crate::parse::argument((*expr).clone());
            let place = match &arg.name {
                Some(name) => names.iter().position(|(known, _)| *known == name.text),
                None => Some(i),
            };
            let Some((slot, (name, _))) = place.and_then(|place| slots.get_mut(place).zip(names.get(place))) else {
                let list: Vec<_> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
                let takes = if list.is_empty() { "no arguments".to_owned() } else { list.join(", ") };
                let at = arg.name.as_ref().map_or_else(|| syn::spanned::Spanned::span(&arg.source), |name| name.span());
                self.errors.at(at, format!("`{}` takes {takes}", word.text));
                return None;
            };
            if slot.is_some() {
                self.errors.on(&arg.source, format!("`{name}` is given twice"));
                return None;
            }
            let constant = self.constant(&arg.source)?;
            *slot = Some(self.real(&format!("`{name}` of `{}`", word.text), &constant)?);
        }
        let filled = slots.into_iter().zip(names);
        Some(filled.map(|(slot, (_, default))| slot.unwrap_or_else(|| Real::known(*default, word.span))).collect())
    }

    pub(super) fn initializer(&mut self, what: &str, constant: &Constant) -> Option<ArgValue> {
        let word = self.word(what, "he_normal", constant)?;
        let Some(def) = INITIALIZERS.iter().find(|def| def.name == word.text) else {
            let hint = suggest::did_you_mean(&word.text, INITIALIZERS.iter().map(|def| def.name));
            self.errors.at(word.span, format!("unknown initializer `{}`{hint}", word.text));
            return None;
        };
        let numbers = self.numbers(&word, def.args)?;
        let value = |i: usize| numbers.get(i).map_or(0.0, |number: &Real| number.or_zero());
        let known = Initializer::from_name(def.name, value)?;
        let tokens = values::initializer(known, &numbers);
        Some(self.assembled(Arg::Initializer(known), quote!(Initializer(#tokens)), &numbers, constant))
    }

    pub(super) fn regularizer(&mut self, what: &str, constant: &Constant) -> Option<ArgValue> {
        let word = self.word(what, "l2(0.01)", constant)?;
        // Keras' defaults, all 0.01.
        let names: &[(&str, f64)] = match word.text.as_str() {
            "l1" => &[("l1", 0.01)],
            "l2" => &[("l2", 0.01)],
            "l1_l2" => &[("l1", 0.01), ("l2", 0.01)],
            text => {
                let hint = suggest::did_you_mean(text, ["l1", "l2", "l1_l2"]);
                let why = format!(
                    "unknown regularizer `{text}`{hint}; there are `l1(0.01)`, `l2(0.01)` and `l1_l2(0.01, 0.01)`"
                );
                self.errors.at(word.span, why.replace("?;", "?"));
                return None;
            }
        };
        let numbers = self.numbers(&word, names)?;
        for (number, (name, _)) in numbers.iter().zip(names) {
            if number.known.is_some_and(|factor| factor < 0.0) {
                self.errors.on(
                    constant,
                    format!("`{name}` of `{}` is a factor on a penalty: it cannot be negative", word.text),
                );
                return None;
            }
        }
        let zero = Real::known(0.0, word.span);
        let of = |wanted: &str| {
            names.iter().position(|(name, _)| *name == wanted).and_then(|i| numbers.get(i)).unwrap_or(&zero)
        };
        let (l1, l2) = (of("l1"), of("l2"));
        let known = Arg::Regularizer(Regularizer { l1: l1.or_zero(), l2: l2.or_zero() });
        let (l1, l2) = (&l1.tokens, &l2.tokens);
        let tokens = quote!(Regularizer(__nk::spec::Regularizer { l1: #l1, l2: #l2 }));
        Some(self.assembled(known, tokens, &numbers, constant))
    }

    pub(super) fn constraint(&mut self, what: &str, constant: &Constant) -> Option<ArgValue> {
        let word = self.word(what, "max_norm(2.0)", constant)?;
        let names: &[(&str, f64)] = match word.text.as_str() {
            "max_norm" => &[("max_value", 2.0)],
            "non_neg" | "unit_norm" => &[],
            text => {
                let known = ["max_norm", "non_neg", "unit_norm"];
                let hint = suggest::did_you_mean(text, known);
                let list = if hint.is_empty() { "; there are `max_norm(2.0)`, `non_neg` and `unit_norm`" } else { "" };
                self.errors.at(word.span, format!("unknown constraint `{text}`{hint}{list}"));
                return None;
            }
        };
        let numbers = self.numbers(&word, names)?;
        let (known, tokens) = match (word.text.as_str(), numbers.first()) {
            ("max_norm", Some(number)) => {
                let tokens = &number.tokens;
                (Constraint::MaxNorm(number.or_zero()), quote!(MaxNorm(#tokens)))
            }
            ("non_neg", _) => (Constraint::NonNeg, quote!(NonNeg)),
            _ => (Constraint::UnitNorm, quote!(UnitNorm)),
        };
        let tokens = quote!(Constraint(__nk::spec::Constraint::#tokens));
        Some(self.assembled(Arg::Constraint(known), tokens, &numbers, constant))
    }

    /// An argument put together from numbers, each of which may be rustc's to compute.
    fn assembled(&mut self, known: Arg, tokens: TokenStream, numbers: &[Real], constant: &Constant) -> ArgValue {
        let exact = numbers.iter().all(|number| number.known.is_some());
        let tokens = quote!(__nk::spec::Arg::#tokens);
        ArgValue { known: Some(known), exact, tokens, extent: Some(constant.extent) }
    }
}

/// The activation of that name or alias.
pub fn find_activation(word: &str) -> Option<&'static ActivationDef> {
    ACTIVATIONS.iter().find(|def| def.name == word || def.aliases.contains(&word))
}
