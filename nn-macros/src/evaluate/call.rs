//! Calls: `x.dense(64)`, `dense(64)`, `concat(a, b)`, `encoder(left)`, `residual(x, 16)`, `x.freeze()`.
//!
//! One rule for all of them: `x.f(a)` is `f(x, a)`. The leading arguments that are values are what the layer is applied to; a
//! layer that is given none is not applied yet.

use super::Evaluator;
use super::operands::Operands;
use super::scope::Binding;
use super::states::brings_values;
use super::template::Template;
use super::{bidirectional, walk};
use crate::ast::{Argument, Expr, Method, Name, Op};
use crate::constant::Constant;
use crate::diagnostics::Extent;
use crate::graph::ValueId;
use crate::suggest;
use nn_spec::activation::{ACTIVATIONS, ActivationDef};
use nn_spec::layers::{LAYERS, by_keyword};
use nn_spec::{Inputs, LayerDef};
use proc_macro2::{Ident, Span};
use std::rc::Rc;

/// What a word in front of parentheses means.
pub enum Callee {
    /// A layer.
    Layer(&'static LayerDef),
    /// An activation.
    Activation(&'static ActivationDef),
    /// What the user gave that name.
    Bound(Binding),
    /// `freeze`
    Freeze,
    /// `time_distributed`
    TimeDistributed,
    /// `bidirectional`
    Bidirectional,
    /// Nothing.
    Unknown,
}

impl Evaluator<'_> {
    /// `receiver.name(…)`
    pub(super) fn method(&mut self, receiver: Binding, span: Span, call: &Method) -> Binding {
        if call.refused {
            self.consume(&receiver);
            return Binding::Poison;
        }
        // `HIDDEN.pow(2)` is a constant, unless a layer is called like that.
        let callee = self.resolve(&call.name);
        if let (Binding::Constant(constant), Callee::Unknown) = (&receiver, &callee)
            && constant.ident().is_none_or(|ident| !ident.to_string().chars().any(char::is_lowercase))
        {
            return self.constant_method(constant.clone(), call);
        }
        match (&receiver, &callee) {
            (Binding::Layer(template), Callee::Freeze) => {
                template.trainable.set(false);
                return receiver;
            }
            (Binding::Layer(template), _) => {
                self.uncertain = true;
                let name = template.word.to_string();
                let why = format!("`{name}` is a layer that is not applied yet; give it a value first: `{name}(x)`");
                self.errors.at(span, why);
                return Binding::Poison;
            }
            (Binding::Block(_), _) => {
                self.uncertain = true;
                self.errors.at(span, "a block is called before anything is done with its value: `block(x)`");
                return Binding::Poison;
            }
            (Binding::Tuple(_), _) => {
                self.consume(&receiver);
                self.errors
                    .at(call.name.span(), "several values have no layers in common; name them with `let (a, b) = …`");
                return Binding::Poison;
            }
            _ => {}
        }
        let id = self.as_value(receiver, span);
        // The layer's name stands for the receiver: that is where the reader looks.
        self.dispatch(callee, &call.name, Some((id, call.name.span())), &call.args, call.name.span())
    }

    /// `a + b`
    pub(super) fn operator(&mut self, op: Op, span: Span, inputs: [(ValueId, Span); 2]) -> Binding {
        match by_keyword(op.layer()) {
            Some(def) => {
                let word = Name { text: op.layer().to_owned(), ident: Ident::new(op.layer(), span) };
                let template = self.template(def, &word, &[]);
                Binding::Value(self.apply(&template, inputs.to_vec()))
            }
            None => {
                self.errors.at(span, format!("`{}` between values is not yet supported", op.symbol()));
                self.swallow(inputs.to_vec())
            }
        }
    }

    /// `callee(…)`
    pub(super) fn call(&mut self, callee: &Expr, args: &[Argument], span: Span) -> Binding {
        match callee {
            Expr::Name(name) => {
                let callee = self.resolve(name);
                self.dispatch(callee, name, None, args, span)
            }
            Expr::Const(syn::Expr::Path(path)) if path.path.segments.len() > 1 => {
                let word = path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
                let meant = suggest::nearest(&word, words()).unwrap_or(&word);
                self.errors.on(path, format!("a layer or a block is called by its name alone: `{meant}(…)`"));
                for arg in args.iter().filter(|arg| self.is_value(arg)).collect::<Vec<_>>() {
                    let binding = self.argument(arg);
                    self.consume(&binding);
                }
                Binding::Poison
            }
            // `dense(64)(x)`, Keras' habit.
            callee => {
                let at = callee.span();
                let binding = self.expr(callee);
                let name = Name::new(Ident::new("layer", at));
                self.dispatch(Callee::Bound(binding), &name, None, args, span)
            }
        }
    }

    pub(super) fn resolve(&mut self, name: &Name) -> Callee {
        if let Some(variable) = self.scope.find(&name.text).and_then(|id| self.variables.get_mut(id)) {
            match &variable.binding {
                Binding::Layer(_) | Binding::Block(_) | Binding::Poison => {
                    variable.used = true;
                    return Callee::Bound(variable.binding.clone());
                }
                // A block's parameter that was given a word: `block(x, relu)`.
                Binding::Constant(constant) if constant.ident().is_some_and(|ident| *ident != name.text) => {
                    variable.used = true;
                    let word = constant.ident().map(|ident| Name::new(ident.clone()));
                    return word.map_or(Callee::Unknown, |word| builtin(&word.text));
                }
                _ => {}
            }
        }
        builtin(&name.text)
    }

    fn dispatch(
        &mut self,
        callee: Callee,
        name: &Name,
        receiver: Option<(ValueId, Span)>,
        args: &[Argument],
        span: Span,
    ) -> Binding {
        match callee {
            Callee::Layer(def) => {
                let (mut inputs, rest) = self.inputs(def.inputs, receiver, args);
                self.named_inputs(def, &mut inputs, rest);
                if let Some(extra) = self.one_too_many(def, &inputs, rest) {
                    self.consume(&extra);
                    return self.swallow(inputs);
                }
                let template = Rc::new(self.template(def, name, rest));
                self.apply_or_keep(template, inputs)
            }
            Callee::Activation(activation) => {
                let (inputs, rest) = self.inputs(Inputs::One, receiver, args);
                let template = self.activation_stage(activation, name, rest);
                self.apply_or_keep(Rc::new(template), inputs)
            }
            Callee::Bound(Binding::Layer(template)) => {
                let (mut inputs, rest) = self.inputs(template.def.inputs, receiver, args);
                self.named_inputs(template.def, &mut inputs, rest);
                if let Some(extra) = rest.iter().find(|arg| !brings_values(template.def, arg)) {
                    let why = format!("`{}` has its arguments already; it is given values only", name.text);
                    self.errors.on(&extra.source, why);
                    return self.swallow(inputs);
                }
                if inputs.is_empty() {
                    self.uncertain = true;
                    self.errors.at(span, format!("`{0}` needs a value to be applied to: `{0}(x)`", name.text));
                    return Binding::Poison;
                }
                self.apply_or_keep(template, inputs)
            }
            Callee::Bound(Binding::Block(block)) => self.call_block(&block, name, receiver, args, span),
            Callee::Bound(Binding::Poison) => {
                args.iter().for_each(|arg| {
                    let binding = self.argument(arg);
                    self.consume(&binding);
                });
                self.swallow(receiver.into_iter().collect())
            }
            Callee::Bound(binding) => {
                if !self.unknown(&binding) {
                    self.errors.at(name.span(), format!("this is {}, which cannot be called", binding.what()));
                }
                self.swallow(receiver.into_iter().collect())
            }
            Callee::Freeze => match (receiver, args.first()) {
                (Some((id, at)), None) => {
                    self.freeze(id, at);
                    Binding::Value(id)
                }
                (receiver @ Some(_), Some(extra)) => {
                    self.errors.on(&extra.source, "`freeze` takes no arguments");
                    self.swallow(receiver.into_iter().collect())
                }
                (None, _) => {
                    self.errors.at(name.span(), "`freeze` follows a value: `x.freeze()`");
                    Binding::Poison
                }
            },
            Callee::Bidirectional => self.bidirectional(name, receiver, args),
            Callee::TimeDistributed => self.time_distributed(name, receiver, args, span),
            Callee::Unknown => {
                self.unknown_layer(name, receiver.is_some());
                for arg in args {
                    if self.is_value(arg) {
                        let binding = self.argument(arg);
                        self.consume(&binding);
                    }
                }
                self.swallow(receiver.into_iter().collect())
            }
        }
    }

    fn unknown_layer(&mut self, name: &Name, method: bool) {
        let text = &name.text;
        if let Some(id) = self.scope.find(text)
            && let Some(variable) = self.variables.get_mut(id)
        {
            variable.used = true;
            let binding = variable.binding.clone();
            self.consume(&binding);
            self.errors.at(name.span(), format!("`{text}` is {}, not a layer", binding.what()));
            return;
        }
        let mut known: Vec<String> = words().map(str::to_owned).collect();
        known.extend(self.names_in_sight());
        let hint = suggest::did_you_mean(text, known.iter().map(String::as_str));
        let hint = match (hint.is_empty(), text.as_str()) {
            (false, _) => hint,
            (true, "clone" | "copy" | "to_owned") => {
                "; a value may be used as often as wanted, without `clone`".to_owned()
            }
            (true, _) if method => String::new(),
            (true, _) => "; a block of your own is a closure: `let block = |x| { … };`".to_owned(),
        };
        self.errors.at(name.span(), format!("unknown layer `{text}`{hint}"));
    }

    /// A method of a constant: left to rustc.
    fn constant_method(&mut self, receiver: Constant, call: &Method) -> Binding {
        let mut args = syn::punctuated::Punctuated::new();
        for arg in &call.args {
            match self.constant(&arg.source) {
                Some(constant) => args.push(constant.expr),
                None => return Binding::Poison,
            }
        }
        let expr = syn::Expr::MethodCall(syn::ExprMethodCall {
            attrs: Vec::new(),
            receiver: Box::new(receiver.expr),
            dot_token: syn::Token![.](call.name.span()),
            method: call.name.ident.clone(),
            turbofish: None,
            paren_token: syn::token::Paren(call.name.span()),
            args,
        });
        let extent = Extent { start: receiver.extent.start, end: call.name.span() };
        Binding::Constant(Constant { expr, extent })
    }

    /// Marks what went into something that was refused, so that it is not called unused as well.
    pub(super) fn consume(&mut self, binding: &Binding) {
        match binding {
            Binding::Value(id) => {
                self.consumed.insert(*id);
            }
            Binding::Tuple(items) => items.iter().for_each(|item| self.consume(item)),
            _ => {}
        }
    }

    fn swallow(&mut self, inputs: Operands) -> Binding {
        self.consumed.extend(inputs.into_iter().map(|(id, _)| id));
        Binding::Poison
    }

    fn apply_or_keep(&mut self, template: Rc<Template>, inputs: Operands) -> Binding {
        if inputs.is_empty() {
            return Binding::Layer(template);
        }
        let output = self.apply(&template, inputs);
        self.results(&template, output)
    }
}

fn builtin(word: &str) -> Callee {
    if word == "freeze" {
        return Callee::Freeze;
    }
    if word == walk::WORD {
        return Callee::TimeDistributed;
    }
    if word == bidirectional::WORD {
        return Callee::Bidirectional;
    }
    if let Some(def) = by_keyword(word) {
        return Callee::Layer(def);
    }
    match ACTIVATIONS.iter().find(|def| def.name == word || def.aliases.contains(&word)) {
        Some(def) => Callee::Activation(def),
        None => Callee::Unknown,
    }
}

/// Every word of the language that can stand in front of parentheses.
fn words() -> impl Iterator<Item = &'static str> {
    let activations = ACTIVATIONS.iter().flat_map(|def| [def.name].into_iter().chain(def.aliases.iter().copied()));
    LAYERS.iter().map(|def| def.keyword).chain(activations).chain(["freeze", walk::WORD, bidirectional::WORD])
}

/// True for the name of a layer or an activation.
pub(super) fn is_word(name: &str) -> bool {
    !matches!(builtin(name), Callee::Unknown)
}

/// "1 argument", "2 arguments"
pub(super) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
