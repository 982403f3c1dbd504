//! The head of a declaration: name, inputs, outputs.

use super::{attributes, body, depth, types};
use crate::ast::{Declared, Input, Name, Network};
use crate::diagnostics::Errors;
use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Token, Visibility};

/// A function's head with the types left as tokens.
struct Head {
    attrs: Vec<Attribute>,
    vis: Visibility,
    name: Ident,
    inputs: Group,
    output: Option<TokenStream>,
    /// Whether nothing was left behind the types.
    complete: bool,
}

/// Reads one declaration. None where not even a name can be found.
pub fn network(head: TokenStream, group: Option<Group>, errors: &mut Errors) -> Option<Network> {
    let before = errors.len();
    let mut told = Errors::default();
    let parsed = (|input: ParseStream| parse_head(input, &mut told)).parse2(head.clone());
    told.drain_into(errors);
    let head = match parsed {
        Ok(head) => head,
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let name = head.name.to_string();
    // Names of type parameters in the generated code.
    if name == "T"
        || name.strip_prefix('X').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
    {
        errors.at(head.name.span(), format!("`{name}` has a meaning in the generated code; choose another name"));
        return None;
    }
    let mut names = Vec::new();
    let mut inputs = Vec::new();
    let mut lost = false;
    for piece in types::commas(head.inputs.stream()) {
        let input = read(errors, input(piece, &mut told));
        told.drain_into(errors);
        lost |= input.is_none();
        if let Some(input) = input {
            if names.contains(&input.name.text) {
                errors.at(input.name.span(), format!("two inputs are called `{}`", input.name.text));
                continue;
            }
            names.push(input.name.text.clone());
            inputs.push(input);
        }
    }
    if inputs.is_empty() && head.inputs.stream().is_empty() {
        lost = true;
        errors.on(&head.inputs, "a network needs an input, such as `image: Tensor<28, 28, 1>`");
    }
    let outputs = match head.output {
        Some(tokens) if !tokens.is_empty() => outputs(tokens, errors),
        // What is there instead was told about.
        _ if !head.complete => None,
        _ => {
            let close = head.inputs.span_close();
            errors.at(close, format!("`{}` does not say what it returns; write `-> Tensor<10>`", head.name));
            None
        }
    };
    let attributes::Attributes { rest: attrs, loss, weights, budget, shared, patches } =
        attributes::split(head.attrs, errors);
    let body = match group {
        // Without an input's name, its users would all be at fault.
        Some(_) if lost => None,
        Some(group) => match depth::too_deep(group.stream()) {
            Some((span, why)) => {
                errors.at(span, why);
                None
            }
            None => body::body(&group, errors),
        },
        None if !head.complete => None,
        None => {
            errors.at(head.name.span(), format!("`{}` has no body; write its layers in `{{ … }}`", head.name));
            None
        }
    };
    Some(Network {
        name: head.name,
        vis: head.vis,
        attrs,
        loss,
        weights,
        shared: shared.unwrap_or(false),
        budget,
        patches,
        inputs,
        outputs,
        body,
        sound: errors.len() == before,
    })
}

fn read<T>(errors: &mut Errors, result: syn::Result<T>) -> Option<T> {
    result.map_err(|error| errors.push(error)).ok()
}

fn parse_head(input: ParseStream, errors: &mut Errors) -> syn::Result<Head> {
    let attrs = input.call(Attribute::parse_outer)?;
    let vis = input.parse()?;
    while !input.peek(Token![fn]) {
        qualifier(input, errors)?;
    }
    input.parse::<Token![fn]>()?;
    let name: Ident =
        input.parse().map_err(|error| syn::Error::new(error.span(), "expected the network's name after `fn`"))?;
    if input.peek(Token![<]) {
        let generics: syn::Generics = input.parse()?;
        let why = "a network has no generics: its element type is chosen where it is used (`Digits<f64>`), and sizes are consts";
        errors.on(&generics, why);
    }
    let inputs = match input.parse::<TokenTree>() {
        Ok(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => group,
        Ok(other) => {
            return Err(syn::Error::new(other.span(), "expected the inputs, such as `(image: Tensor<28, 28, 1>)`"));
        }
        Err(error) => {
            return Err(syn::Error::new(error.span(), "expected the inputs, such as `(image: Tensor<28, 28, 1>)`"));
        }
    };
    let mut output = None;
    let mut complete = true;
    if input.peek(Token![->]) {
        input.parse::<Token![->]>()?;
        let mut tokens = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![where]) && !input.peek(Token![;]) {
            tokens.extend([input.parse::<TokenTree>()?]);
        }
        output = Some(tokens);
    }
    // `fn Digits(…) Tensor<10>` or, as elsewhere, `fn Digits(…): Tensor<10>`.
    if output.is_none() && !input.is_empty() && !input.peek(Token![where]) && !input.peek(Token![;]) {
        let at = input.span();
        let mut tokens: TokenStream = input.parse()?;
        let shape = |tree: &TokenTree| !matches!(tree, TokenTree::Punct(punct) if matches!(punct.as_char(), ':' | '=' | '>' | '-'));
        tokens = tokens.into_iter().skip_while(|tree| !shape(tree)).collect();
        errors.at(at, "`->` stands before what a network returns: `-> Tensor<10>`");
        complete = !tokens.is_empty();
        output = Some(tokens);
    }
    if !input.is_empty() {
        complete = false;
        let rest: TokenStream = input.parse()?;
        let why = match rest.clone().into_iter().next() {
            Some(TokenTree::Ident(ident)) if ident == "where" => "a network has no `where` clause".to_owned(),
            Some(TokenTree::Punct(punct)) if punct.as_char() == ';' => {
                "expected the network's layers in `{ … }`, got `;`".to_owned()
            }
            _ => "expected `-> Tensor<…> { … }` here".to_owned(),
        };
        errors.on(&rest, why);
    }
    Ok(Head { attrs, vis, name, inputs, output, complete })
}

/// Words that may stand before `fn` in Rust, but not here; anything else is not a function at all.
fn qualifier(input: ParseStream, errors: &mut Errors) -> syn::Result<()> {
    let example = "expected a network: `fn Digits(image: Tensor<28, 28, 1>) -> Tensor<10> { … }`";
    match input.parse::<TokenTree>() {
        Ok(TokenTree::Ident(ident)) if ["const", "async", "unsafe", "extern"].iter().any(|word| ident == word) => {
            errors.at(ident.span(), format!("a network is declared with `fn` alone; remove `{ident}`"));
            if ident == "extern" && input.peek(syn::LitStr) {
                input.parse::<syn::LitStr>()?;
            }
            Ok(())
        }
        Ok(other) => Err(syn::Error::new(other.span(), example)),
        Err(error) => Err(syn::Error::new(error.span(), example)),
    }
}

/// `image: Tensor<28, 28, 1>`. Its shape may be refused without hiding its name.
fn input(piece: TokenStream, errors: &mut Errors) -> syn::Result<Input> {
    let parse = |input: ParseStream| {
        if let Some(attr) = input.call(Attribute::parse_outer)?.first() {
            return Err(syn::Error::new_spanned(attr, "an input takes no attributes"));
        }
        let mutable = input.parse::<Option<Token![mut]>>()?.is_some();
        if input.peek(Token![self]) || input.peek(Token![&]) {
            let rest: TokenStream = input.parse()?;
            let why =
                "a network has no `self` and borrows nothing: name its inputs, such as `image: Tensor<28, 28, 1>`";
            return Err(syn::Error::new_spanned(rest, why));
        }
        let name: Ident = match input.parse() {
            Ok(name) => name,
            Err(_) => {
                let rest: TokenStream = input.parse()?;
                return Err(syn::Error::new_spanned(rest, "expected an input, such as `image: Tensor<28, 28, 1>`"));
            }
        };
        if !input.peek(Token![:]) {
            return Err(syn::Error::new(
                name.span(),
                format!("input `{name}` needs its shape: `{name}: Tensor<28, 28, 1>`"),
            ));
        }
        input.parse::<Token![:]>()?;
        Ok((name, mutable, input.parse::<TokenStream>()?))
    };
    let (ident, mutable, ty) = parse.parse2(piece)?;
    let name = Name::new(ident);
    if ty.is_empty() {
        let text = &name.text;
        return Err(syn::Error::new(
            name.span(),
            format!("input `{text}` needs its shape: `{text}: Tensor<28, 28, 1>`"),
        ));
    }
    let word = name.span();
    Ok(match read(errors, types::shaped(&ty, "Tensor<28, 28, 1>")) {
        Some(shaped) => Input { name, mutable, kind: Some(shaped.kind), word: shaped.word.span(), dims: shaped.dims },
        None => Input { name, mutable, kind: None, word, dims: Vec::new() },
    })
}

/// `class: Tensor<10>` taken apart: the name and its colon, if there is one, and the type.
fn named(piece: TokenStream) -> (Option<TokenStream>, TokenStream) {
    let trees: Vec<TokenTree> = piece.clone().into_iter().collect();
    match trees.as_slice() {
        [TokenTree::Ident(_), TokenTree::Punct(colon), ty @ ..]
            if colon.as_char() == ':' && colon.spacing() == Spacing::Alone =>
        {
            (Some(trees.iter().take(2).cloned().collect()), ty.iter().cloned().collect())
        }
        _ => (None, piece),
    }
}

/// `Tensor<10>` or `(Tensor<10>, Tensor<4>)`
fn outputs(tokens: TokenStream, errors: &mut Errors) -> Option<Vec<Declared>> {
    let mut trees = tokens.clone().into_iter();
    let pieces = match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            types::commas(group.stream())
        }
        _ => vec![tokens.clone()],
    };
    if pieces.is_empty() {
        errors.on(&tokens, "a network returns at least one value, such as `-> Tensor<10>`");
        return None;
    }
    let (names, pieces): (Vec<_>, Vec<_>) = pieces.into_iter().map(named).unzip();
    if let Some(name) = names.iter().flatten().next() {
        let why =
            "outputs have the names of the values that are returned: types alone here, `-> (Tensor<10>, Tensor<4>)`";
        errors.on(name, why);
    }
    let all = pieces.into_iter().map(|piece| {
        let shaped = types::shaped(&piece, "Tensor<10>")?;
        if shaped.kind != crate::ast::InputKind::Tensor {
            let why = format!("a network returns real numbers: `Tensor<…>`, not `{}`", shaped.word);
            return Err(syn::Error::new(shaped.word.span(), why));
        }
        Ok(Declared { dims: shaped.dims, tokens: piece })
    });
    let all: Vec<_> = all.map(|declared| read(errors, declared)).collect();
    all.into_iter().collect()
}
