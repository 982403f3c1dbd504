//! The body of a network: statements and expressions.

use super::{foreign, repair};
use crate::ast::{Argument, Block, Closure, Expr, Method, Name, Op, Pattern, Refused, Steps, Stmt};
use crate::diagnostics::Errors;
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::rc::Rc;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{BinOp, Error, Pat};

/// Reads a body. None where it is not Rust at all.
pub fn body(group: &Group, errors: &mut Errors) -> Option<Block> {
    // With its braces, so that what is missing at the end is missed at the closing one.
    let parse = |input: ParseStream| {
        let inner;
        syn::braced!(inner in input);
        inner.call(syn::Block::parse_within)
    };
    let read = |group: &Group| parse.parse2(TokenTree::Group(group.clone()).into());
    let stmts = read(group).or_else(|error| match repair::colons(group, errors) {
        Some(mended) => read(&mended),
        None => Err(error),
    });
    match stmts {
        Ok(stmts) => Some(block(stmts, group.span_close(), errors)),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

fn block(stmts: Vec<syn::Stmt>, end: Span, errors: &mut Errors) -> Block {
    let mut block = Block { stmts: Vec::new(), tail: None, stray: None, refused: false, end };
    let last = stmts.len().saturating_sub(1);
    for (i, stmt) in stmts.into_iter().enumerate() {
        let stmt = match stmt {
            syn::Stmt::Local(local) => binding(local, errors),
            syn::Stmt::Expr(expr, semi) => match unwrap(expr) {
                syn::Expr::ForLoop(each) => repeat(each, errors),
                syn::Expr::Assign(assign) => assignment(assign, errors),
                syn::Expr::Binary(binary) if compound(&binary.op).is_some() => update(binary, errors),
                // `return x` at the end is told about once, and its value used.
                syn::Expr::Return(syn::ExprReturn { return_token, expr: Some(value), .. }) if i == last => {
                    errors.at(return_token.span, "a network returns its last expression; remove `return`");
                    block.tail = Some(expression(*value, errors));
                    continue;
                }
                expr if semi.is_none() && i == last => {
                    block.tail = Some(expression(expr, errors));
                    continue;
                }
                expr => {
                    if i == last {
                        block.stray = semi.map(|semi| semi.span);
                    }
                    match expression(expr, errors) {
                        Expr::Refused(refused) => Stmt::Refused(refused),
                        expr => Stmt::Expr(expr),
                    }
                }
            },
            other => refuse(foreign::statement(&other), &other, errors),
        };
        block.refused |= matches!(stmt, Stmt::Refused(_));
        block.stmts.push(stmt);
    }
    block
}

/// `let a = …;` A value that was refused is still bound, so that its users stay silent.
fn binding(local: syn::Local, errors: &mut Errors) -> Stmt {
    if let Some(attr) = local.attrs.first() {
        errors.on(attr, "attributes stand before the network, not in it");
    }
    let Some(pattern) = pattern(&local.pat, errors) else {
        return Stmt::Refused(Rc::new(refused(local.let_token.span, &local)));
    };
    let refusal = match &local.init {
        None => Some((local.let_token.span, "a value is named when it is made: `let x = …;`")),
        Some(init) => init
            .diverge
            .as_ref()
            .map(|(token, _)| (token.span, "`let … else` is not part of the language: nothing can fail in a network")),
    };
    let value = match (refusal, local.init) {
        (None, Some(init)) => expression(*init.expr, errors),
        (refusal, init) => {
            let (span, why) =
                refusal.unwrap_or((local.let_token.span, "a value is named when it is made: `let x = …;`"));
            errors.at(span, why);
            Expr::Refused(Rc::new(refused(span, &init.map(|init| init.expr))))
        }
    };
    Stmt::Let { pattern, value }
}

/// None where the pattern was refused.
fn pattern(pat: &Pat, errors: &mut Errors) -> Option<Pattern> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
            Some(Pattern::Name { name: Name::new(pat.ident.clone()), mutable: pat.mutability.is_some() })
        }
        Pat::Wild(_) => Some(Pattern::Ignore),
        Pat::Paren(pat) => pattern(&pat.pat, errors),
        Pat::Tuple(pat) => {
            let span = pat.paren_token.span.open();
            let items = pat.elems.iter().map(|item| pattern(item, errors)).collect::<Option<_>>()?;
            Some(Pattern::Tuple { items, span })
        }
        Pat::Type(pat) => {
            errors.push(foreign::typed(pat));
            pattern(&pat.pat, errors)
        }
        other => {
            errors.push(foreign::pattern(other));
            None
        }
    }
}

fn assignment(assign: syn::ExprAssign, errors: &mut Errors) -> Stmt {
    match single(&assign.left) {
        Some(name) => Stmt::Assign { name, value: expression(*assign.right, errors) },
        None => refuse(not_a_target(&assign.left), &assign, errors),
    }
}

/// `x += y` is `x = x + y`.
fn update(binary: syn::ExprBinary, errors: &mut Errors) -> Stmt {
    match (compound(&binary.op), single(&binary.left)) {
        (Some((op, op_span)), Some(name)) => {
            let left = Box::new(Expr::Name(name.clone()));
            let right = Box::new(expression(*binary.right, errors));
            Stmt::Assign { name, value: Expr::Binary { op, op_span, left, right } }
        }
        _ => refuse(not_a_target(&binary.left), &binary, errors),
    }
}

fn not_a_target(left: &syn::Expr) -> Error {
    Error::new_spanned(left, "only a name can be assigned to")
}

/// Reports a statement and remembers the names in it.
fn refuse(error: Error, stmt: &impl ToTokens, errors: &mut Errors) -> Stmt {
    let refused = refused(error.span(), stmt);
    errors.push(error);
    Stmt::Refused(Rc::new(refused))
}

/// What is left of something that was refused.
fn refused(span: Span, tokens: &impl ToTokens) -> Refused {
    Refused { span, names: names(tokens) }
}

/// Every identifier in there.
pub fn names(tokens: &impl ToTokens) -> Vec<String> {
    fn collect(tokens: TokenStream, names: &mut Vec<String>) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => names.push(ident.to_string()),
                TokenTree::Group(group) => collect(group.stream(), names),
                _ => {}
            }
        }
    }
    let mut names = Vec::new();
    collect(tokens.to_token_stream(), &mut names);
    names
}

fn compound(op: &BinOp) -> Option<(Op, Span)> {
    match op {
        BinOp::AddAssign(token) => Some((Op::Add, token.span())),
        BinOp::SubAssign(token) => Some((Op::Sub, token.span())),
        BinOp::MulAssign(token) => Some((Op::Mul, token.span())),
        _ => None,
    }
}

/// `for i in 0..3 { … }`
fn repeat(each: syn::ExprForLoop, errors: &mut Errors) -> Stmt {
    if let Some(label) = &each.label {
        errors.on(label, "a loop has no label: nothing can break out of it");
    }
    let var = match &*each.pat {
        Pat::Wild(_) => None,
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none() => {
            Some(Name::new(pat.ident.clone()))
        }
        other => {
            let error = Error::new_spanned(other, "expected a name or `_`: `for i in 0..3 { … }`");
            return refuse(error, &each, errors);
        }
    };
    let mut over = &*each.expr;
    while let syn::Expr::Paren(syn::ExprParen { expr, .. }) | syn::Expr::Group(syn::ExprGroup { expr, .. }) = over {
        over = expr;
    }
    let over = match over {
        syn::Expr::Range(syn::ExprRange { start: Some(from), end: Some(to), limits, .. }) => {
            let inclusive = matches!(limits, syn::RangeLimits::Closed(_));
            Steps::Range { from: (**from).clone(), to: (**to).clone(), inclusive }
        }
        syn::Expr::Range(range) => {
            let error = Error::new(range.limits.span(), "a loop needs both ends: `0..3`");
            return refuse(error, &each, errors);
        }
        syn::Expr::Array(array) => Steps::List(array.elems.iter().cloned().map(argument).collect()),
        other => {
            let why = "a loop runs over a range or a list that the macro can see: `0..3` or `[16, 32, 64]`";
            return refuse(Error::new_spanned(other, why), &each, errors);
        }
    };
    let body = block(each.body.stmts, each.body.brace_token.span.close(), errors);
    Stmt::For { var, keyword: each.for_token.span, over, body }
}

/// An expression; one that is refused is reported and leaves something behind whose users stay silent.
fn expression(expr: syn::Expr, errors: &mut Errors) -> Expr {
    if let Some(name) = single(&expr) {
        return Expr::Name(name);
    }
    match unwrap(expr) {
        expr @ syn::Expr::MethodCall(_) => chain(expr, errors),
        syn::Expr::Call(call) => {
            let span = call.paren_token.span.join();
            let callee = Box::new(expression(*call.func, errors));
            Expr::Call { callee, args: call.args.into_iter().map(argument).collect(), span }
        }
        syn::Expr::Binary(binary) => match operator(&binary.op) {
            Some((op, op_span)) => {
                let left = Box::new(expression(*binary.left, errors));
                let right = Box::new(expression(*binary.right, errors));
                Expr::Binary { op, op_span, left, right }
            }
            None => Expr::Const(syn::Expr::Binary(binary)),
        },
        syn::Expr::Closure(closure) => self::closure(closure, errors),
        syn::Expr::Block(inner) => {
            if let Some(label) = &inner.label {
                errors.on(label, "a block has no label: nothing can break out of it");
            }
            let end = inner.block.brace_token.span.close();
            Expr::Block(Box::new(block(inner.block.stmts, end, errors)))
        }
        syn::Expr::Tuple(tuple) => {
            let span = tuple.paren_token.span.open();
            Expr::Tuple(tuple.elems.into_iter().map(|item| expression(item, errors)).collect(), span)
        }
        other => match foreign::expression(&other) {
            Some(error) => {
                let refused = refused(error.span(), &other);
                errors.push(error);
                Expr::Refused(Rc::new(refused))
            }
            None => Expr::Const(other),
        },
    }
}

/// A chain of method calls, from its far end: in a loop, because chains are long.
fn chain(expr: syn::Expr, errors: &mut Errors) -> Expr {
    let mut calls = Vec::new();
    let mut base = expr;
    loop {
        match unwrap(base) {
            syn::Expr::MethodCall(call) => {
                if let Some(turbofish) = &call.turbofish {
                    errors.on(turbofish, "a layer takes its numbers in parentheses: `.dense(64)`");
                }
                let args = call.args.into_iter().map(argument).collect();
                calls.push(Method { name: Name::new(call.method), args, refused: call.turbofish.is_some() });
                base = *call.receiver;
            }
            other => {
                calls.reverse();
                return Expr::Chain { base: Box::new(expression(other, errors)), calls };
            }
        }
    }
}

/// An argument: kept as it is, and read as an expression of the language as well, for those who take values.
pub fn argument(expr: syn::Expr) -> Argument {
    let (name, source) = match expr {
        syn::Expr::Assign(assign) => match single(&assign.left) {
            Some(name) => (Some(name), *assign.right),
            None => (None, syn::Expr::Assign(assign)),
        },
        other => (None, other),
    };
    let mut inner = Errors::default();
    let expr = expression(source.clone(), &mut inner);
    let expr = match inner.into_error() {
        None => Ok(expr),
        Some(error) => Err(error),
    };
    Argument { name, source, expr }
}

fn closure(closure: syn::ExprClosure, errors: &mut Errors) -> Expr {
    let span = closure.inputs_begin.span();
    if let Some(token) = closure.asyncness {
        errors.on(&token, "nothing is awaited in a network; remove `async`");
    }
    if !matches!(closure.output, syn::ReturnType::Default) {
        errors.on(&closure.output, "shapes follow from the layers; leave the type out");
    }
    let mut params: Vec<(Name, bool)> = Vec::new();
    for input in &closure.inputs {
        match pattern(input, errors) {
            Some(Pattern::Name { name, mutable }) => {
                if params.iter().any(|(other, _)| other.text == name.text) {
                    errors.at(name.span(), format!("two parameters are called `{}`", name.text));
                }
                params.push((name, mutable));
                continue;
            }
            Some(_) => errors.on(input, "each parameter of a block is a name: `|x, filters|`"),
            None => {}
        }
        return Expr::Refused(Rc::new(refused(span, &closure)));
    }
    let body = expression(*closure.body, errors);
    Expr::Closure(Rc::new(Closure { params, body, span }))
}

fn operator(op: &BinOp) -> Option<(Op, Span)> {
    match op {
        BinOp::Add(token) => Some((Op::Add, token.span())),
        BinOp::Sub(token) => Some((Op::Sub, token.span())),
        BinOp::Mul(token) => Some((Op::Mul, token.span())),
        _ => None,
    }
}

/// Without parentheses and the invisible groups of `macro_rules!`.
fn unwrap(mut expr: syn::Expr) -> syn::Expr {
    loop {
        expr = match expr {
            syn::Expr::Paren(paren) => *paren.expr,
            syn::Expr::Group(group) => *group.expr,
            other => return other,
        };
    }
}

/// A path of one identifier.
fn single(expr: &syn::Expr) -> Option<Name> {
    match expr {
        syn::Expr::Path(path) if path.qself.is_none() => path.path.get_ident().cloned().map(Name::new),
        syn::Expr::Paren(paren) => single(&paren.expr),
        syn::Expr::Group(group) => single(&group.expr),
        _ => None,
    }
}
