//! The outputs: named after the values, their declared shapes checked.

use super::Evaluator;
use super::scope::Binding;
use crate::ast::{Block, Declared, Expr, LossAttr, Network, Stmt};
use crate::diagnostics::{Extent, verdict};
use crate::graph::{Node, Output, Type, ValueId};
use nn_spec::verdict::mismatch;
use nn_spec::{KindName, Shape};
use proc_macro2::{Ident, Span};
use quote::quote;

impl Evaluator<'_> {
    /// Reads the value the body ends in. None where it was refused.
    pub(super) fn outputs(&mut self, network: &Network, body: &Block, result: Option<Binding>) -> Option<Vec<Output>> {
        let Some((result, tail)) = result.zip(body.tail.as_ref()) else {
            self.no_tail(network, body);
            return None;
        };
        let declared = network.outputs.as_deref();
        let items: Vec<(Binding, &Expr)> = match (result, tail) {
            (Binding::Tuple(values), Expr::Tuple(exprs, _)) => values.into_iter().zip(exprs).collect(),
            (Binding::Tuple(_), tail) => {
                self.errors.at(tail.span(), "several outputs are returned by name: `(class, bbox)`");
                return None;
            }
            (single, tail) => vec![(single, tail)],
        };
        let tuple = matches!(tail, Expr::Tuple(..));
        let values: Vec<(ValueId, Span)> =
            items.iter().map(|(binding, expr)| (self.as_value(binding.clone(), expr.span()), expr.span())).collect();
        self.rooted = true;
        values.iter().for_each(|(id, _)| self.consume(&Binding::Value(*id)));
        let names = self.output_names(tuple, &items, &network.name);
        let declared = declared?;
        if declared.len() != values.len() {
            let (want, got) = (declared.len(), values.len());
            let wants = super::call::count(want, "output");
            let hint = if tuple { String::new() } else { ": return them as a tuple, `(a, b)`".to_owned() };
            let why = format!("`{}` declares {wants}, but its body ends in {got}{hint}", network.name);
            self.errors.at(tail.span(), why);
            return None;
        }
        let mut outputs = Vec::new();
        for ((declared, (value, at)), name) in declared.iter().zip(&values).zip(names?) {
            outputs.extend(self.output(declared, *value, *at, name));
        }
        (outputs.len() == values.len()).then_some(outputs)
    }

    /// The outputs as far as the declaration alone tells, for when the body cannot.
    pub(super) fn stand_ins(&mut self, network: &Network) -> Vec<Output> {
        let tail = network.body.as_ref().and_then(|body| body.tail.as_ref());
        let from_tail: Vec<Option<Ident>> = match tail {
            Some(Expr::Tuple(items, _)) => items.iter().map(name_of).collect(),
            Some(tail) => vec![name_of(tail)],
            None => Vec::new(),
        };
        let from_loss: Vec<Ident> = match &network.loss {
            Some(LossAttr::Named(terms)) => terms.iter().map(|(name, _)| name.ident.clone()).collect(),
            _ => Vec::new(),
        };
        let declared = network.outputs.as_deref();
        let count = declared.map_or(1, <[Declared]>::len);
        let mut outputs: Vec<Output> = Vec::new();
        for i in 0..count {
            let known = from_tail.get(i).cloned().flatten().filter(|_| from_tail.len() == count);
            let name = known
                .or_else(|| from_loss.get(i).cloned())
                .filter(|name| outputs.iter().all(|other| other.name != *name));
            let plain = || if count == 1 { "output".to_owned() } else { format!("output_{}", i + 1) };
            let name = name.unwrap_or_else(|| Ident::new(&plain(), network.name.span()));
            let dims = declared.and_then(|declared| declared.get(i)).and_then(|declared| self.dims(&declared.dims));
            let dims = dims.map_or_else(|| vec![quote!(1)], |dims| dims.tokens);
            let value = self.poison(network.name.span());
            outputs.push(Output { name, value, dims, span: network.name.span(), loss: None });
        }
        outputs
    }

    fn no_tail(&mut self, network: &Network, body: &Block) {
        if body.refused {
            return;
        }
        let name = &network.name;
        match (body.stray, body.stmts.last()) {
            (Some(semi), _) => {
                self.errors.at(semi, format!("with this `;` nothing is returned from `{name}`; remove it"))
            }
            (None, None) => self.errors.at(body.end, format!("`{name}` is empty: end it in the value it returns")),
            (
                None,
                Some(
                    Stmt::Let { pattern: crate::ast::Pattern::Name { name: last, .. }, .. }
                    | Stmt::Assign { name: last, .. },
                ),
            ) => {
                let why = format!("`{name}` returns nothing; end it in the value it returns, such as `{}`", last.text);
                self.errors.at(body.end, why);
            }
            (None, Some(_)) => {
                self.errors.at(body.end, format!("`{name}` returns nothing; end it in the value it returns"))
            }
        }
    }

    fn output_names(&mut self, tuple: bool, items: &[(Binding, &Expr)], network: &Ident) -> Option<Vec<Ident>> {
        let mut names: Vec<Ident> = Vec::new();
        for (binding, expr) in items {
            let name = match expr {
                Expr::Name(name) => name.ident.clone(),
                _ if !tuple => Ident::new("output", network.span()),
                expr => {
                    if !matches!(binding, Binding::Poison) {
                        let why = "an output among several needs a name: bind it with `let` and return that";
                        self.errors.at(expr.span(), why);
                    }
                    return None;
                }
            };
            if names.contains(&name) {
                self.errors.at(name.span(), format!("`{name}` is returned twice"));
                return None;
            }
            names.push(name);
        }
        Some(names)
    }

    fn output(&mut self, declared: &Declared, value: ValueId, at: Span, name: Ident) -> Option<Output> {
        let dims = self.dims(&declared.dims)?;
        let span = declared.tokens.clone().into_iter().next().map_or(at, |token| token.span());
        if self.values.get(value.0).is_some_and(|value| value.producer.is_none())
            && !matches!(self.ty(value), Type::Poisoned)
        {
            self.errors.at(at, format!("`{name}` is an input, returned as it came; apply a layer to it first"));
            return None;
        }
        if self.mask(value).is_some_and(|mask| mask.turned) {
            let why = format!("`{name}` stands backwards, padding first; `.flip()` turns it round");
            self.errors.at(at, why);
            return None;
        }
        let node = self.values.get(value.0).and_then(|value| value.producer).and_then(|node| self.nodes.get(node.0));
        let maker = node.map_or_else(|| name.to_string(), |node| node.name.clone());
        let flatten = node.and_then(|node| self.meant_for_a_vector(node)).unwrap_or_default();
        match (self.ty(value), &dims.known) {
            (Type::Poisoned, _) => return None,
            (Type::Known(got), Some(known)) => {
                let want = Shape::new(known);
                if !got.shape.same(&want) {
                    self.errors.on(&declared.tokens, mismatch(&got.shape, &want, &maker, &flatten).as_str());
                    return None;
                }
            }
            _ => {
                let (got, want) = (self.shape_tokens(value), &dims.tokens);
                let extent = Extent::of(&declared.tokens);
                let want = quote!(&__nk::spec::Shape::new(&[#(#want),*]));
                self.assertions.extend(verdict(extent, "output", quote!(&#got, #want, #maker, #flatten)));
            }
        }
        Some(Output { name, value, dims: dims.tokens, span, loss: None })
    }

    /// The first of the layers that made an output which work along the last axis: it may have been meant for a vector.
    fn meant_for_a_vector(&self, node: &Node) -> Option<String> {
        let (mut node, mut found) = (node, None);
        let rank = |node: &Node| node.facts.map(|facts| facts.output.rank());
        let last = rank(node);
        loop {
            if rank(node) != last {
                return found;
            }
            if !node.def.params.is_empty() {
                // Layers that look at neighbours want the axes.
                if !node.def.accepts.contains(&KindName::MultiHot) {
                    return found;
                }
                found = Some(node.name.clone());
            }
            let before = node.inputs.first().and_then(|id| self.values.get(id.0)).and_then(|value| value.producer);
            match before.and_then(|before| self.nodes.get(before.0)) {
                Some(before) => node = before,
                None => return found,
            }
        }
    }
}

fn name_of(expr: &Expr) -> Option<Ident> {
    match expr {
        Expr::Name(name) => Some(name.ident.clone()),
        _ => None,
    }
}
