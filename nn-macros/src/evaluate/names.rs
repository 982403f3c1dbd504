//! Names: what they mean in a constant, and what was meant by one that nobody knows.

use super::Evaluator;
use super::scope::{Binding, Scope, Variable, Variables};
use crate::constant::Meaning;
use crate::suggest;

impl Evaluator<'_> {
    /// Reports a name that nobody knows; false where it is something else.
    pub(super) fn unknown(&mut self, binding: &Binding) -> bool {
        let Binding::Constant(constant) = binding else { return false };
        let Some(ident) = constant.ident() else { return false };
        let (text, span) = (ident.to_string(), ident.span());
        let known = self.names_in_sight();
        let hint = match suggest::nearest(&text, known.iter().map(String::as_str)) {
            Some(meant) => {
                self.mentioned(meant);
                format!("; did you mean `{meant}`?")
            }
            None if nn_spec::layers::by_keyword(&text).is_some() => {
                format!("; the layer of that name is written `{text}(…)`")
            }
            None => {
                self.uncertain = true;
                String::new()
            }
        };
        self.errors.at(span, format!("no value is called `{text}`{hint}"));
        true
    }

    /// The names in sight, in alphabetical order.
    pub(super) fn names_in_sight(&mut self) -> Vec<String> {
        let all = self.scope.all();
        let mut names: Vec<String> = all
            .into_iter()
            .filter_map(|id| self.variables.get(id))
            .map(|variable| variable.name.text.clone())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// A name that was probably meant is not unused.
    pub(super) fn mentioned(&mut self, name: &str) {
        if let Some(variable) = self.scope.find(name).and_then(|id| self.variables.get_mut(id)) {
            variable.used = true;
            let binding = variable.binding.clone();
            self.consume(&binding);
        }
    }
}

/// What a name means inside a constant.
pub(super) fn meaning(scope: &Scope, variables: &mut Variables, name: &str) -> Meaning {
    let Some(Variable { binding, used, .. }) = scope.find(name).and_then(|id| variables.get_mut(id)) else {
        return Meaning::Unknown;
    };
    *used = true;
    match binding {
        Binding::Constant(constant) => Meaning::Constant(constant.clone()),
        Binding::Layer(template) => match &template.source {
            Some(source) => Meaning::Constant(source.clone()),
            None => Meaning::Other("a layer"),
        },
        Binding::Poison => Meaning::Refused,
        other => Meaning::Other(other.what()),
    }
}
