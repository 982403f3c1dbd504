//! The attributes of a declaration. Ours are read, the others belong to the struct.

use super::body;
use crate::ast::{BudgetItem, Limit, LossAttr, LossTerm, Name, PatchesAttr, WeightsAttr};
use crate::diagnostics::{Errors, Extent};
use crate::plan::MOST_PATCHES;
use crate::suggest;
use nn_spec::losses::LOSSES;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, BinOp, Error, Expr, Meta, Result, Token};

const WORDS: [&str; 6] = ["loss", "weights", "budget", "patches", "kernels", "quantize"];
const LATER: &[&str] = &["quantize"];

/// What the attributes say.
#[derive(Default)]
pub struct Attributes {
    /// Those that belong to the struct.
    pub rest: Vec<Attribute>,
    /// `#[loss(…)]`
    pub loss: Option<LossAttr>,
    /// `#[weights("…")]`
    pub weights: Option<WeightsAttr>,
    /// `#[budget(…)]`
    pub budget: Vec<BudgetItem>,
    /// Whether `#[kernels(…)]` says that layers share them.
    pub shared: Option<bool>,
    /// `#[patches]`
    pub patches: Option<PatchesAttr>,
}

/// Sorts a declaration's attributes.
pub fn split(attrs: Vec<Attribute>, errors: &mut Errors) -> Attributes {
    let Attributes { mut rest, mut loss, mut weights, mut budget, mut shared, mut patches } = Attributes::default();
    for attr in attrs {
        let Some(word) = attr.path().get_ident().map(Ident::to_string) else {
            rest.push(attr);
            continue;
        };
        match word.as_str() {
            "loss" if loss.is_some() => {
                errors
                    .on(&attr, "a second `#[loss]`; several outputs share one: `#[loss(class = …, bbox = 0.3 * mse)]`");
            }
            "loss" => {
                loss = Some(read(&attr).unwrap_or_else(|error| {
                    errors.push(error);
                    LossAttr::Refused
                }));
            }
            "weights" if weights.is_some() => errors.on(&attr, "a second `#[weights]`; a network has one file of them"),
            "weights" => {
                weights = Some(path(&attr).map_or_else(
                    |error| {
                        errors.push(error);
                        WeightsAttr::Refused
                    },
                    WeightsAttr::Path,
                ));
            }
            "budget" if !budget.is_empty() => {
                errors
                    .on(&attr, "a second `#[budget]`; write all its numbers into one: `#[budget(flash = …, ram = …)]`");
            }
            "budget" => match limits(&attr) {
                Ok(limits) => budget = limits,
                Err(error) => errors.push(error),
            },
            "kernels" if shared.is_some() => {
                errors.on(&attr, "a second `#[kernels]`; layers share them, or have their own")
            }
            "kernels" => match kernels(&attr) {
                Ok(choice) => shared = Some(choice),
                Err(error) => errors.push(error),
            },
            "patches" if patches.is_some() => errors.on(&attr, "a second `#[patches]`; one is enough"),
            "patches" => match count(&attr) {
                Ok(count) => patches = Some(PatchesAttr { extent: Extent::of(&attr.meta), count }),
                Err(error) => errors.push(error),
            },
            "network" | "net" => errors.on(&attr, format!("this is declared as a network already; remove `#[{word}]`")),
            _ if LATER.contains(&word.as_str()) => errors.on(attr.path(), format!("`#[{word}]` is not yet supported")),
            _ => match suggest::nearest(&word, WORDS) {
                Some(meant) => errors.on(attr.path(), format!("unknown attribute `{word}`; did you mean `{meant}`?")),
                None => rest.push(attr),
            },
        }
    }
    Attributes { rest, loss, weights, budget, shared, patches }
}

/// `flash = 64 * KIB, ram = 8 * KIB, macs = 2_000_000`, each at most once.
fn limits(attr: &Attribute) -> Result<Vec<BudgetItem>> {
    const HOW: &str =
        "a budget has `flash` and `ram`, in bytes, and `macs`: `#[budget(flash = 64 * KIB, ram = 8 * KIB)]`";
    const LIMITS: [(&str, Limit); 3] = [("flash", Limit::Flash), ("ram", Limit::Ram), ("macs", Limit::Macs)];
    let list = match &attr.meta {
        Meta::List(list) if !list.tokens.is_empty() => list,
        other => return Err(Error::new_spanned(other, HOW)),
    };
    if let Some((span, why)) = super::depth::too_deep(list.tokens.clone()) {
        return Err(Error::new(span, why));
    }
    let mut limits: Vec<BudgetItem> = Vec::new();
    for expr in list.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated)? {
        let Expr::Assign(assign) = expr else { return Err(Error::new_spanned(expr, HOW)) };
        let word = assign.left.to_token_stream().to_string();
        let Some((_, limit)) = LIMITS.iter().find(|(name, _)| *name == word) else {
            let meant = suggest::did_you_mean(&word, LIMITS.map(|(name, _)| name));
            return Err(Error::new_spanned(assign.left, format!("unknown limit `{word}`{meant}; {HOW}")));
        };
        if limits.iter().any(|item| item.limit == *limit) {
            return Err(Error::new_spanned(assign.left, format!("`{word}` is limited already")));
        }
        limits.push(BudgetItem { limit: *limit, value: *assign.right });
    }
    Ok(limits)
}

/// The choice in `#[kernels(shared)]`: whether layers share their innermost loops.
fn kernels(attr: &Attribute) -> Result<bool> {
    const HOW: &str = "write `#[kernels(shared)]` for loops that layers share, which takes less flash at `opt-level = 3`, or \
                       `#[kernels(specialised)]` for loops of each layer's own";
    const CHOICES: [&str; 2] = ["shared", "specialised"];
    let list = match &attr.meta {
        Meta::List(list) if !list.tokens.is_empty() => list,
        other => return Err(Error::new_spanned(other, HOW)),
    };
    let Ok(word) = list.parse_args::<Ident>() else { return Err(Error::new_spanned(&list.tokens, HOW)) };
    match CHOICES.iter().position(|choice| word == choice) {
        Some(at) => Ok(at == 0),
        None => {
            let why = match suggest::nearest(&word.to_string(), CHOICES) {
                Some(meant) => format!("unknown kernels `{word}`; did you mean `{meant}`?"),
                None => format!("unknown kernels `{word}`; {HOW}"),
            };
            Err(Error::new_spanned(&word, why))
        }
    }
}

/// The number in `#[patches(4)]`; none in `#[patches]`.
fn count(attr: &Attribute) -> Result<Option<usize>> {
    let how = || {
        format!(
            "`#[patches]` takes the least memory; a number says how many there are, 2 to {MOST_PATCHES}: `#[patches(4)]`"
        )
    };
    let list = match &attr.meta {
        Meta::Path(_) => return Ok(None),
        Meta::List(list) if !list.tokens.is_empty() => list,
        other => return Err(Error::new_spanned(other, how())),
    };
    let count = list.parse_args::<syn::LitInt>().and_then(|count| count.base10_parse::<usize>());
    match count {
        Ok(count) if (2..=MOST_PATCHES).contains(&count) => Ok(Some(count)),
        _ => Err(Error::new_spanned(&list.tokens, how())),
    }
}

/// The path in `#[weights("digits.safetensors")]`.
fn path(attr: &Attribute) -> Result<syn::LitStr> {
    const HOW: &str =
        "write the path of a safetensors file from the folder of Cargo.toml: `#[weights(\"digits.safetensors\")]`";
    let list = match &attr.meta {
        Meta::List(list) if !list.tokens.is_empty() => list,
        other => return Err(Error::new_spanned(other, HOW)),
    };
    list.parse_args().map_err(|_| Error::new_spanned(&list.tokens, HOW))
}

fn read(attr: &Attribute) -> Result<LossAttr> {
    let list = match &attr.meta {
        Meta::List(list) => list,
        Meta::Path(path) => return Err(Error::new_spanned(path, "which loss? write `#[loss(mse)]`, say")),
        Meta::NameValue(pair) => {
            let word = pair.value.to_token_stream().to_string();
            let why = format!("write `#[loss({})]`", word.trim_matches('"'));
            return Err(Error::new_spanned(pair, why));
        }
    };
    if let Some((span, why)) = super::depth::too_deep(list.tokens.clone()) {
        return Err(Error::new(span, why));
    }
    let terms = list.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated)?;
    let mut terms = terms.into_iter();
    match (terms.next(), terms.next()) {
        (None, _) => Err(Error::new_spanned(&list.path, "which loss? write `#[loss(mse)]`, say")),
        (Some(Expr::Path(path)), None) if path.path.is_ident("custom") => {
            Ok(LossAttr::Custom(syn::spanned::Spanned::span(&path)))
        }
        (Some(only), None) if !matches!(only, Expr::Assign(_)) => Ok(LossAttr::Single(term(only)?)),
        (first, second) => named(first.into_iter().chain(second).chain(terms)).map(LossAttr::Named),
    }
}

/// `class = …, bbox = 0.3 * mse`
fn named(terms: impl Iterator<Item = Expr>) -> Result<Vec<(Name, LossTerm)>> {
    let mut losses: Vec<(Name, LossTerm)> = Vec::new();
    let mut plain: Option<String> = None;
    for expr in terms {
        match expr {
            Expr::Assign(assign) => {
                let name = match *assign.left {
                    Expr::Path(path) if path.path.get_ident().is_some() => {
                        path.path.get_ident().cloned().map(Name::new)
                    }
                    other => return Err(Error::new_spanned(other, "expected the name of an output")),
                };
                let Some(name) = name else { continue };
                if let Some(loss) = &plain {
                    let why = format!("an argument of a loss goes into its parentheses: `{loss}({} = …)`", name.text);
                    return Err(Error::new(name.span(), why));
                }
                if losses.iter().any(|(other, _)| other.text == name.text) {
                    return Err(Error::new(name.span(), format!("output `{}` has a loss already", name.text)));
                }
                losses.push((name, term(*assign.right)?));
            }
            other if losses.is_empty() && plain.is_none() => {
                plain = Some(crate::parse::types::tidy(&other.to_token_stream()))
            }
            other => {
                let why = "several outputs need a name before each loss: `#[loss(class = …, bbox = 0.3 * mse)]`";
                return Err(Error::new_spanned(other, why));
            }
        }
    }
    Ok(losses)
}

/// One loss with its factor and arguments.
fn term(expr: Expr) -> Result<LossTerm> {
    match expr {
        Expr::Path(path) => match path.path.get_ident() {
            Some(ident) => Ok(LossTerm { weight: None, name: Name::new(ident.clone()), args: Vec::new() }),
            None => Err(Error::new_spanned(path, "expected the name of a loss, such as `mse`")),
        },
        Expr::Call(call) => {
            let mut inner = term(*call.func)?;
            inner.args = call.args.into_iter().map(body::argument).collect();
            Ok(inner)
        }
        Expr::Binary(binary) if matches!(binary.op, BinOp::Mul(_)) => {
            let (loss, weight) =
                if is_loss(&binary.left) { (binary.left, binary.right) } else { (binary.right, binary.left) };
            let mut inner = term(*loss)?;
            if inner.weight.is_some() {
                return Err(Error::new_spanned(weight, "a loss has one factor: `0.3 * mse`"));
            }
            inner.weight = Some(*weight);
            Ok(inner)
        }
        Expr::Binary(binary) if matches!(binary.op, BinOp::Add(_)) => {
            Err(Error::new_spanned(binary, "an output has one loss; for a sum of your own, declare `#[loss(custom)]`"))
        }
        Expr::Paren(paren) => term(*paren.expr),
        Expr::Group(group) => term(*group.expr),
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => {
            Err(Error::new_spanned(&text, format!("write the loss without quotes: `{}`", text.value())))
        }
        other => Err(Error::new_spanned(other, "expected a loss, such as `mse` or `0.3 * huber(delta = 2.0)`")),
    }
}

fn is_loss(expr: &Expr) -> bool {
    let path = match expr {
        Expr::Path(path) => path,
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path,
            _ => return false,
        },
        _ => return false,
    };
    let word = path.path.get_ident().map(Ident::to_string).unwrap_or_default();
    LOSSES.iter().any(|def| def.name == word || def.aliases.contains(&word.as_str()))
}
