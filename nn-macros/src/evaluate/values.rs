//! Values of nn-spec as tokens: the same const expression in the user's crate.

use crate::constant::Constant;
use nn_spec::argument::List;
use nn_spec::{Activation, Arg, Constraint, Distribution, FanMode, Initializer, Regularizer};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

/// A real number, known or not.
pub struct Real {
    /// The number.
    pub known: Option<f64>,
    /// A const expression of type `f64`.
    pub tokens: TokenStream,
}

impl Real {
    /// A known one.
    pub fn known(value: f64, span: Span) -> Real {
        Real { known: Some(value), tokens: float(value, span) }
    }

    /// The number, or 0 where only rustc knows it.
    pub fn or_zero(&self) -> f64 {
        self.known.unwrap_or(0.0)
    }
}

/// A literal of type `f64`.
pub fn float(value: f64, span: Span) -> TokenStream {
    let outer = span.resolved_at(Span::call_site());
    if !value.is_finite() {
        return quote_spanned!(outer=> ::core::primitive::f64::MAX);
    }
    let mut literal = Literal::f64_suffixed(value.abs());
    literal.set_span(span);
    if value.is_sign_negative() { quote_spanned!(outer=> -#literal) } else { quote!(#literal) }
}

/// A user's expression of any integer type as `i64`. The `|` lets no float or char through.
pub fn integer(constant: &Constant) -> TokenStream {
    quote!((((#constant) | 0) as ::core::primitive::i64))
}

/// An argument that the macro knows.
pub fn tokens(arg: &Arg) -> TokenStream {
    let inner = match *arg {
        Arg::None => quote!(None),
        Arg::Size(size) => {
            let size = Literal::usize_unsuffixed(size);
            quote!(Size(#size))
        }
        Arg::Int(int) => quote!(Int(#int)),
        Arg::List(list) => {
            let items = items(&list);
            quote!(List(__nk::spec::argument::List::new(&[#(#items),*])))
        }
        Arg::Number(number) => {
            let number = float(number, Span::call_site());
            quote!(Number(#number))
        }
        Arg::Bool(on) => quote!(Bool(#on)),
        Arg::Word(place) => {
            let place = Literal::usize_unsuffixed(place);
            quote!(Word(#place))
        }
        Arg::Activation(activation) => {
            let activation = self::activation(activation, None);
            quote!(Activation(#activation))
        }
        Arg::Initializer(initializer) => {
            let initializer = self::initializer(initializer, &[]);
            quote!(Initializer(#initializer))
        }
        Arg::Regularizer(Regularizer { l1, l2 }) => {
            let (l1, l2) = (float(l1, Span::call_site()), float(l2, Span::call_site()));
            quote!(Regularizer(__nk::spec::Regularizer { l1: #l1, l2: #l2 }))
        }
        Arg::Constraint(constraint) => {
            let constraint = match constraint {
                Constraint::None => quote!(None),
                Constraint::MaxNorm(most) => {
                    let most = float(most, Span::call_site());
                    quote!(MaxNorm(#most))
                }
                Constraint::NonNeg => quote!(NonNeg),
                Constraint::UnitNorm => quote!(UnitNorm),
            };
            quote!(Constraint(__nk::spec::Constraint::#constraint))
        }
    };
    quote!(__nk::spec::Arg::#inner)
}

fn items(list: &List) -> Vec<i64> {
    (0..list.len()).map(|i| list.get(i)).collect()
}

/// An activation; `number` stands for its constant where it is given.
pub fn activation(activation: Activation, number: Option<TokenStream>) -> TokenStream {
    let with = |name: TokenStream, value: f64| {
        let number = number.clone().unwrap_or_else(|| float(value, Span::call_site()));
        quote!(#name(#number))
    };
    let variant = match activation {
        Activation::LeakyRelu(slope) => with(quote!(LeakyRelu), slope),
        Activation::Elu(alpha) => with(quote!(Elu), alpha),
        // The variants without a number are printed by their own name.
        plain => proc_macro2::Ident::new(&format!("{plain:?}"), Span::call_site()).into_token_stream(),
    };
    quote!(__nk::spec::Activation::#variant)
}

/// An initializer; `numbers` stand for its arguments where they are given.
pub fn initializer(initializer: Initializer, numbers: &[Real]) -> TokenStream {
    let number = |i: usize, value: f64| match numbers.get(i) {
        Some(real) => real.tokens.clone(),
        None => float(value, Span::call_site()),
    };
    let variant = match initializer {
        Initializer::Zeros => quote!(Zeros),
        Initializer::Ones => quote!(Ones),
        Initializer::UnitForgetBias => quote!(UnitForgetBias),
        Initializer::Constant(value) => {
            let value = number(0, value);
            quote!(Constant(#value))
        }
        Initializer::RandomNormal { mean, stddev } => {
            let (mean, stddev) = (number(0, mean), number(1, stddev));
            quote!(RandomNormal { mean: #mean, stddev: #stddev })
        }
        Initializer::TruncatedNormal { mean, stddev } => {
            let (mean, stddev) = (number(0, mean), number(1, stddev));
            quote!(TruncatedNormal { mean: #mean, stddev: #stddev })
        }
        Initializer::RandomUniform { minval, maxval } => {
            let (minval, maxval) = (number(0, minval), number(1, maxval));
            quote!(RandomUniform { minval: #minval, maxval: #maxval })
        }
        Initializer::Orthogonal { gain } => {
            let gain = number(0, gain);
            quote!(Orthogonal { gain: #gain })
        }
        Initializer::Identity { gain } => {
            let gain = number(0, gain);
            quote!(Identity { gain: #gain })
        }
        Initializer::VarianceScaling { scale, mode, distribution } => {
            let scale = float(scale, Span::call_site());
            let mode = match mode {
                FanMode::In => quote!(In),
                FanMode::Out => quote!(Out),
                FanMode::Average => quote!(Average),
            };
            let distribution = match distribution {
                Distribution::Uniform => quote!(Uniform),
                Distribution::TruncatedNormal => quote!(TruncatedNormal),
                Distribution::UntruncatedNormal => quote!(UntruncatedNormal),
            };
            quote!(VarianceScaling {
                scale: #scale,
                mode: __nk::spec::FanMode::#mode,
                distribution: __nk::spec::Distribution::#distribution,
            })
        }
    };
    quote!(__nk::spec::Initializer::#variant)
}
