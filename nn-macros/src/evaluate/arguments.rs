//! Arguments find their places: by position, then by name, then by default.

use super::Evaluator;
use super::call::count;
use super::read;
use super::states::brings_values;
use super::template::Template;
use super::word::Neighbour;
use crate::ast::{Argument, Name};
use crate::graph::ArgValue;
use crate::suggest;
use nn_spec::activation::ActivationDef;
use nn_spec::layers::by_keyword;
use nn_spec::{Activation, ArgDef, ArgKind, LayerDef};
use proc_macro2::{Ident, Span};
use std::cell::{Cell, RefCell};

/// What every layer takes besides its own arguments.
const COMMON: [&str; 2] = ["name", "trainable"];

/// `name = "…"` and `trainable = …`
#[derive(Default)]
struct Common {
    name: Option<(String, Span)>,
    frozen: bool,
}

impl Evaluator<'_> {
    /// A layer with its arguments read.
    pub(super) fn template(&mut self, def: &'static LayerDef, word: &Name, given: &[Argument]) -> Template {
        let mut slots: Vec<Option<ArgValue>> = def.args.iter().map(|_| None).collect();
        let (mut common, mut refused, mut next, mut named) = (Common::default(), false, 0, false);
        let mut rest = given;
        self.word_used("layers", def.keyword, word.span());
        while let Some((arg, after)) = rest.split_first() {
            rest = after;
            if brings_values(def, arg) {
                continue;
            }
            let place = match &arg.name {
                Some(name) => {
                    named = true;
                    match def.args.iter().position(|known| known.name == name.text) {
                        Some(place) => {
                            self.word_used("arguments", &name.text, name.span());
                            place
                        }
                        None => {
                            refused |= !self.common(def, word, name, arg, &mut common);
                            continue;
                        }
                    }
                }
                None if named => {
                    self.errors.on(&arg.source, "an argument without a name stands before those with one");
                    refused = true;
                    continue;
                }
                None => {
                    next += 1;
                    next - 1
                }
            };
            let Some((known, slot)) = def.args.get(place).zip(slots.get_mut(place)) else {
                self.too_many(def, arg);
                refused = true;
                break;
            };
            if slot.is_some() {
                let name = arg.name.as_ref().map_or(word, |name| name);
                self.errors.at(name.span(), format!("`{}` is given twice", known.name));
                refused = true;
                continue;
            }
            let argued = if known.variadic && arg.name.is_none() {
                let all = std::iter::once(arg).chain(rest.iter().take_while(|arg| arg.name.is_none()));
                let sources: Vec<_> = all.map(|arg| &arg.source).collect();
                rest = rest.get(sources.len() - 1..).unwrap_or(&[]);
                self.read_all(def, known, &sources)
            } else {
                self.read(def, known, arg)
            };
            refused |= argued.is_none();
            *slot = Some(argued.unwrap_or_else(|| read::default(known)));
        }
        // One that was refused may have been meant for a place that is empty.
        let complain = !refused;
        let mut args = Vec::new();
        for (known, slot) in def.args.iter().zip(slots) {
            if slot.is_none() && known.required {
                if complain {
                    self.missing(def, known, word);
                }
                refused = true;
            }
            args.push(slot.unwrap_or_else(|| read::default(known)));
        }
        let mut template = self.plain(def, &word.ident, args);
        template.refused = refused;
        template.name = common.name;
        template.trainable = Cell::new(!common.frozen);
        self.split_activation(&mut template);
        split_ahead(&mut template);
        template
    }

    fn plain(&mut self, def: &'static LayerDef, word: &Ident, args: Vec<ArgValue>) -> Template {
        Template {
            def,
            word: word.clone(),
            args,
            activation: None,
            ahead: None,
            name: None,
            trainable: Cell::new(true),
            applied: RefCell::new(None),
            refused: false,
            source: None,
        }
    }

    /// `relu()`, `leaky_relu(0.1)`: the layer `activation`, by the function's own name.
    pub(super) fn activation_stage(
        &mut self,
        activation: &'static ActivationDef,
        word: &Name,
        given: &[Argument],
    ) -> Template {
        let is_common = |arg: &&Argument| arg.name.as_ref().is_some_and(|name| COMMON.contains(&name.text.as_str()));
        let (outer, own): (Vec<_>, Vec<_>) = given.iter().partition(is_common);
        let mut common = Common::default();
        let mut refused = false;
        let read = self.activation(activation, word.span(), &own);
        let used = read.and_then(|value| self.activation_use(value, word.span()));
        for arg in outer {
            if let Some(name) = &arg.name {
                refused |= !self.common(&nn_spec::layers::activation::DEF, word, name, arg, &mut common);
            }
        }
        let mut template = match used {
            Some(used) => self.plain(used.def, &word.ident, used.args),
            None => {
                refused = true;
                let def = &nn_spec::layers::activation::DEF;
                self.plain(def, &word.ident, def.args.iter().map(read::default).collect())
            }
        };
        template.refused = refused;
        template.name = common.name;
        template
    }

    /// With [`nn_spec::Traits::epilogue`], the activation becomes a node of its own: fusion puts it back where it may.
    fn split_activation(&mut self, template: &mut Template) {
        let Some(place) = template.def.args.iter().position(|arg| arg.kind == ArgKind::Activation) else { return };
        let Some((known, argued)) = template.def.args.get(place).zip(template.args.get_mut(place)) else { return };
        let rowwise = matches!(argued.known, Some(nn_spec::Arg::Activation(f)) if !f.is_elementwise());
        // The stage `activation(softmax)` is the layer `softmax`.
        if known.required {
            if rowwise && let Some(used) = self.activation_use(argued.clone(), template.word.span()) {
                template.def = used.def;
                template.args = used.args;
            }
            return;
        }
        let args: Vec<nn_spec::Arg> =
            template.args.iter().zip(template.def.args).map(|(arg, def)| arg.known.unwrap_or(def.default)).collect();
        if !(template.def.traits)(&args).epilogue {
            return;
        }
        let Some(argued) = template.args.get_mut(place) else { return };
        let value = std::mem::replace(argued, read::default(known));
        if value.exact && value.known == Some(nn_spec::Arg::Activation(Activation::Linear)) {
            return;
        }
        let span = value.extent.map_or_else(|| template.word.span(), |extent| extent.start);
        match self.activation_use(value, span) {
            Some(used) => template.activation = Some(used),
            None => template.refused = true,
        }
    }

    /// `name` and `trainable`; false where the argument was refused.
    fn common(&mut self, def: &LayerDef, word: &Name, name: &Name, arg: &Argument, common: &mut Common) -> bool {
        match name.text.as_str() {
            "name" => match self.layer_name(arg) {
                Some(given) => common.name = Some(given),
                None => return false,
            },
            "trainable" => match self.constant(&arg.source).and_then(|value| self.switch("`trainable`", &value)) {
                Some(trainable) => common.frozen = !trainable,
                None => return false,
            },
            text => {
                let values = if let nn_spec::Inputs::Named(argument, _) = def.inputs { Some(argument) } else { None };
                let known = || def.args.iter().map(|arg| arg.name).chain(values).chain(COMMON);
                let mut hint = suggest::did_you_mean(text, known());
                if hint.is_empty() {
                    let list: Vec<_> = known().map(|name| format!("`{name}`")).collect();
                    hint = format!("; it takes {}", list.join(", "));
                }
                self.errors.at(name.span(), format!("`{}` has no argument `{text}`{hint}", word.text));
                let values = self.values_in(&arg.source);
                self.consumed.extend(values);
                return false;
            }
        }
        true
    }

    fn layer_name(&mut self, arg: &Argument) -> Option<(String, Span)> {
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &arg.source else {
            self.errors.on(&arg.source, "a layer's name is written in quotes: `name = \"hidden\"`");
            return None;
        };
        let name = text.value();
        if syn::parse_str::<Ident>(&name).is_err() || name.starts_with("__") {
            let why = format!("`{name}` cannot be a field's name; use letters, digits and `_`, such as `hidden_1`");
            self.errors.at(text.span(), why);
            return None;
        }
        Some((name, text.span()))
    }

    fn too_many(&mut self, def: &LayerDef, arg: &Argument) {
        let takes = match def.args.len() {
            0 => "no arguments".to_owned(),
            n => count(n, "argument"),
        };
        self.errors.on(&arg.source, format!("`{}` takes {takes}", def.keyword));
    }

    fn missing(&mut self, def: &LayerDef, arg: &ArgDef, word: &Name) {
        let example = match arg.kind {
            ArgKind::Size | ArgKind::Int => "32",
            ArgKind::List => "3",
            ArgKind::Pairs | ArgKind::WordOrPairs(_) => "1",
            ArgKind::Number => "0.5",
            ArgKind::Activation => "relu",
            _ => "…",
        };
        let why = format!("`{0}` needs `{1}`, {2}: `{0}({example})`", def.keyword, arg.name, arg.doc);
        self.errors.at(word.span(), why);
    }
}

/// An argument that is another layer's goes there. One whose number is known stays as well, so that the layer itself tells what is wrong with it.
fn split_ahead(template: &mut Template) {
    let asked = template
        .args
        .iter_mut()
        .zip(template.def.args)
        .filter(|(arg, def)| !arg.exact || arg.known != Some(def.default));
    let mut asked = asked.filter_map(|(arg, known)| Some((arg, known, by_keyword(known.ahead?)?)));
    let Some((arg, known, def)) = asked.next() else { return };
    let value = if arg.exact { arg.clone() } else { std::mem::replace(arg, read::default(known)) };
    let span = value.extent.map_or_else(|| template.word.span(), |extent| extent.start);
    let args = std::iter::once(value).chain(def.args.iter().skip(1).map(read::default)).collect();
    template.ahead = Some(Neighbour { def, args, span });
}
