//! `#[loss(…)]`: which loss each output has.

use super::Evaluator;
use super::values;
use crate::ast::{LossAttr, LossTerm, Name, Network};
use crate::constant::Number;
use crate::graph::{Output, OutputLoss};
use crate::suggest;
use nn_spec::Loss;
use nn_spec::losses::{LOSSES, LossArg, LossDef};
use proc_macro2::Span;
use std::collections::HashMap;

impl Evaluator<'_> {
    /// Gives each output its loss.
    pub(super) fn losses(&mut self, network: &Network, outputs: &mut [Output]) {
        match &network.loss {
            None | Some(LossAttr::Custom(_) | LossAttr::Refused) => {}
            Some(LossAttr::Single(term)) => {
                let loss = self.loss(term);
                match outputs {
                    [output] => output.loss = loss,
                    several => {
                        let list: Vec<_> = several.iter().map(|output| format!("{} = …", output.name)).collect();
                        let why = format!("say which output this is for: `#[loss({})]`", list.join(", "));
                        self.errors.at(term.name.span(), why);
                    }
                }
            }
            Some(LossAttr::Named(terms)) => {
                for (name, term) in terms {
                    let loss = self.loss(term);
                    self.attach(name, loss, outputs);
                }
            }
        }
    }

    fn attach(&mut self, name: &Name, loss: Option<OutputLoss>, outputs: &mut [Output]) {
        let known: Vec<String> = outputs.iter().map(|output| output.name.to_string()).collect();
        match outputs.iter_mut().find(|output| output.name == name.text) {
            Some(output) => output.loss = loss,
            None => {
                let hint = suggest::did_you_mean(&name.text, known.iter().map(String::as_str));
                let list: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
                let hint = if hint.is_empty() { format!("; there is {}", list.join(", ")) } else { hint };
                self.errors.at(name.span(), format!("no output is called `{}`{hint}", name.text));
            }
        }
    }

    fn loss(&mut self, term: &LossTerm) -> Option<OutputLoss> {
        let weight = match &term.weight {
            Some(expr) => {
                let constant = self.constant(expr)?;
                let weight = self.real("the factor of a loss", &constant)?;
                if weight.known.is_some_and(|weight| weight <= 0.0) {
                    self.errors.on(expr, "the factor of a loss is above 0");
                    return None;
                }
                weight.tokens
            }
            None => values::float(1.0, Span::call_site()),
        };
        let text = term.name.text.as_str();
        let Some(def) = LOSSES.iter().find(|def| def.name == text || def.aliases.contains(&text)) else {
            let known = LOSSES.iter().flat_map(|def| std::iter::once(def.name).chain(def.aliases.iter().copied()));
            let hint = match text {
                "custom" => "; `custom` stands alone: `#[loss(custom)]`".to_owned(),
                _ => suggest::did_you_mean(text, known),
            };
            self.errors.at(term.name.span(), format!("unknown loss `{text}`{hint}"));
            return None;
        };
        self.word_used("losses", def.name, term.name.span());
        let (numbers, switches) = self.loss_arguments(def, term)?;
        let loss = Loss::from_name(
            def.name,
            |name| numbers.get(name).copied(),
            |name| switches.get(name).copied() == Some(true),
        )?;
        Some(OutputLoss { loss, weight })
    }

    #[allow(clippy::type_complexity)]
    fn loss_arguments(
        &mut self,
        def: &LossDef,
        term: &LossTerm,
    ) -> Option<(HashMap<&'static str, f64>, HashMap<&'static str, bool>)> {
        let name_of = |arg: &LossArg| match *arg {
            LossArg::Number(name, _) | LossArg::Switch(name) => name,
        };
        let (mut numbers, mut switches) = (HashMap::new(), HashMap::new());
        for (i, arg) in term.args.iter().enumerate() {
            let known = match &arg.name {
                Some(name) => def.args.iter().find(|known| name_of(known) == name.text),
                None => def.args.get(i),
            };
            let Some(known) = known else {
                let list: Vec<_> = def.args.iter().map(|arg| format!("`{}`", name_of(arg))).collect();
                let takes = if list.is_empty() { "no arguments".to_owned() } else { list.join(", ") };
                let at = arg.name.as_ref().map_or_else(|| syn::spanned::Spanned::span(&arg.source), Name::span);
                self.errors.at(at, format!("`{}` takes {takes}", def.name));
                return None;
            };
            let constant = self.constant(&arg.source)?;
            let what = format!("`{}` of `{}`", name_of(known), def.name);
            match *known {
                LossArg::Switch(name) => {
                    switches.insert(name, self.switch(&what, &constant)?);
                }
                LossArg::Number(name, _) => match self.number(&constant)? {
                    Some(Number::Int(_) | Number::Float(_)) => {
                        let number = self.real(&what, &constant)?.or_zero();
                        let fits = match name {
                            "label_smoothing" => (0.0..1.0).contains(&number),
                            _ => number > 0.0,
                        };
                        if !fits {
                            let range = if name == "label_smoothing" { "from 0 to below 1" } else { "above 0" };
                            self.errors.on(&constant.extent, format!("{what} is {range}, got {number}"));
                            return None;
                        }
                        numbers.insert(name, number);
                    }
                    None => {
                        self.errors.on(&constant.extent, format!("{what} is written as a number here"));
                        return None;
                    }
                },
            }
        }
        Some((numbers, switches))
    }
}
