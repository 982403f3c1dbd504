//! A layer applied to values: a node of the graph.

use super::Evaluator;
use super::MOST_NODES;
use super::mask::Followed;
use super::operands::Operands;
use super::template::{Applied, Template};
use crate::diagnostics::{Extent, verdict};
use crate::graph::{self, ArgValue, Group, GroupId, Node, NodeId, Type, ValueId};
use nn_spec::{Arg, Call, Facts, Inputs, KindName, LayerDef, MAX_RANK, Reject, Role, Shape, Site};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};

pub use nn_spec::verdict::MOST_VALUES;
use nn_spec::verdict::{other_weights, too_large};

impl Evaluator<'_> {
    /// Applies a layer, and the activation that follows it. The output is poisoned where anything was refused.
    pub(super) fn apply(&mut self, template: &Template, mut inputs: Operands) -> ValueId {
        let word = template.word.span();
        if self.nodes.len() >= MOST_NODES {
            if !self.stopped {
                self.stopped = true;
                self.errors.at(word, format!("a network has at most {MOST_NODES} layers"));
            }
            return self.poison(word);
        }
        let first = template.applied.borrow().clone();
        let applied = match &first {
            Some(applied) => applied.clone(),
            None => {
                let applied = self.settle(template);
                *template.applied.borrow_mut() = Some(applied.clone());
                applied
            }
        };
        let [name, follower, leader] = applied.names;
        let types: Vec<Type> = inputs.iter().map(|(id, _)| self.ty(*id)).collect();
        // What a layer itself refuses it tells better than the one ahead.
        let refused = template.refused || matches!(graph::facts(template.def, &types, &template.args), Some(Err(_)));
        if let (Some(used), false, Some((input, at))) = (&template.ahead, refused, inputs.first_mut()) {
            let place = Place { def: used.def, name: leader, span: used.span, group: None, refused: false };
            *input = self.node(place, &used.args, vec![(*input, *at)]);
            let next = NodeId(self.nodes.len());
            if let (None, Some(group)) = (&first, applied.group.and_then(|group| self.groups.get_mut(group.0))) {
                group.node = next;
            }
        }
        let place = Place { def: template.def, name, span: word, group: applied.group, refused: template.refused };
        let output = self.node(place, &template.args, inputs);
        if let (Some(group), Some(_)) = (applied.group, &first) {
            self.same_weights(group, template);
        }
        match &template.activation {
            None => output,
            Some(used) => {
                let place = Place { def: used.def, name: follower, span: used.span, group: None, refused: false };
                self.node(place, &used.args, vec![(output, used.span)])
            }
        }
    }

    /// Names a layer that is applied for the first time, and makes its weights.
    fn settle(&mut self, template: &Template) -> Applied {
        let name = match &template.name {
            Some((name, span)) => {
                if self.names.insert(name.clone(), true).is_some() {
                    let why =
                        format!("another layer is called `{name}`; a block that is called twice leaves `name` out");
                    self.errors.at(*span, why);
                    // The stub has a field for each layer all the same.
                    self.numbered(&kind_of(template.def, &template.args))
                } else {
                    name.clone()
                }
            }
            None => self.numbered(&kind_of(template.def, &template.args)),
        };
        let follower = match &template.activation {
            Some(used) => self.numbered(&kind_of(used.def, &used.args)),
            None => String::new(),
        };
        let leader = match &template.ahead {
            Some(used) => self.numbered(&kind_of(used.def, &used.args)),
            None => String::new(),
        };
        let group = (!template.def.params.is_empty()).then(|| {
            let span = template.name.as_ref().map_or_else(|| template.word.span(), |(_, span)| *span);
            let node = NodeId(self.nodes.len());
            self.groups.push(Group { name: name.clone(), span, node, trainable: template.trainable.get() });
            GroupId(self.groups.len() - 1)
        });
        Applied { names: [name, follower, leader], group }
    }

    /// `dense_1`, `dense_2` …
    pub(super) fn numbered(&mut self, kind: &str) -> String {
        let count = self.counts.entry(kind.to_owned()).or_default();
        loop {
            *count += 1;
            let name = format!("{kind}_{count}");
            if !self.names.contains_key(&name) {
                self.names.insert(name.clone(), false);
                return name;
            }
        }
    }

    pub(super) fn node(&mut self, place: Place, args: &[ArgValue], mut inputs: Operands) -> ValueId {
        let Place { def, name, span, group, refused } = place;
        let before = self.nodes.len();
        let types: Vec<Type> = inputs.iter().map(|(id, _)| self.ty(*id)).collect();
        let fits = !refused & self.accepts(def, &inputs, &types, span) && self.together(&inputs);
        let walk = inputs.iter().map(|&(id, _)| self.walk(id)).max().flatten();
        let (fits, mask) = match fits.then(|| self.follow(def, args, &mut inputs, span)) {
            Some(Followed::Output(mask)) => (true, mask),
            _ => (false, None),
        };
        let (facts, ty) = if fits { self.facts(def, &types, args, &inputs, span) } else { (None, Type::Poisoned) };
        let output = self.value(None, span, ty);
        let (inputs, input_spans) = inputs.into_iter().unzip();
        let args = args.to_vec();
        // Something may have been put before it.
        let here = NodeId(self.nodes.len());
        if let Some(own) = group.and_then(|group| self.groups.get_mut(group.0)).filter(|own| own.node.0 == before) {
            own.node = here;
        }
        self.nodes.push(Node { def, name, span, args, inputs, input_spans, output, group, facts });
        if let Some(value) = self.values.get_mut(output.0) {
            value.walk = walk;
            value.mask = mask;
            value.producer = Some(here);
        }
        output
    }

    /// Checks how many values there are, and of what kind.
    fn accepts(&mut self, def: &LayerDef, inputs: &Operands, types: &[Type], span: Span) -> bool {
        let needs = match (def.inputs, inputs.len()) {
            (Inputs::Many, 0 | 1) => Some("two values or more"),
            (Inputs::Two, n) if n != 2 => Some("two values"),
            (Inputs::Between(2, _), 0 | 1) => Some("two values or three"),
            _ => None,
        };
        if let Some(needs) = needs {
            let got = inputs.len();
            self.errors.at(
                span,
                format!(
                    "`{0}` needs {needs}, got {got}: `{0}({1})`",
                    def.keyword,
                    def.inputs.example().trim_end_matches(", …")
                ),
            );
            return false;
        }
        let mut fits = true;
        for ((id, at), ty) in inputs.iter().zip(types) {
            let kind = match ty {
                Type::Known(value) => value.kind.name(),
                Type::Deferred(kind) => *kind,
                Type::Poisoned => continue,
            };
            if def.accepts.contains(&kind) {
                continue;
            }
            fits = false;
            let what = self
                .values
                .get(id.0)
                .and_then(|value| value.name.as_ref())
                .map_or(String::new(), |name| format!(" `{name}`"));
            let takes = if def.accepts.contains(&KindName::Real) { "real numbers" } else { "indices" };
            let why = match kind {
                KindName::Indices => format!(
                    "`{}` takes {takes}, but{what} is indices; turn them into vectors first: `.embedding(…)`",
                    def.keyword
                ),
                KindName::MultiHot => format!(
                    "`{}` takes {takes}, but{what} is a set of positions (`MultiHot`), which goes into a `dense` layer",
                    def.keyword
                ),
                KindName::Real => format!(
                    "`{}` takes indices, but{what} is real numbers; declare the input as `Indices<BELOW, LENGTH>`",
                    def.keyword
                ),
            };
            self.errors.at(*at, why);
        }
        fits
    }

    /// Asks the layer's rule.
    fn facts(
        &mut self,
        def: &LayerDef,
        types: &[Type],
        args: &[ArgValue],
        inputs: &Operands,
        span: Span,
    ) -> (Option<Facts>, Type) {
        let poisoned = types.iter().any(|ty| matches!(ty, Type::Poisoned));
        if poisoned {
            // The rule still looks at the arguments.
            let known: Option<Vec<Arg>> = args.iter().map(|arg| arg.known.filter(|_| arg.exact)).collect();
            let poison = nn_spec::Value::real(Shape::POISON);
            if let Some(known) = known
                && let Err(reject) = (def.facts)(&Call { inputs: &vec![poison; types.len()], args: &known })
            {
                self.refuse(&reject, args, inputs, span);
            }
            return (None, Type::Poisoned);
        }
        match graph::facts(def, types, args) {
            None => (None, Type::Deferred(KindName::Real)),
            Some(Ok(facts)) if facts.output.is_poison() => {
                let why = format!(
                    "`{}` would give more than {MAX_RANK} axes here, which is more than a value has",
                    def.keyword
                );
                self.errors.at(span, why);
                (None, Type::Poisoned)
            }
            Some(Ok(facts)) => {
                if facts.output.len() > MOST_VALUES || facts.parameters() > MOST_VALUES {
                    self.errors.at(span, too_large(def.keyword, &facts.output).as_str());
                    return (None, Type::Poisoned);
                }
                (Some(facts), Type::Known(nn_spec::Value::real(facts.output)))
            }
            Some(Err(reject)) => {
                self.refuse(&reject, args, inputs, span);
                (None, Type::Poisoned)
            }
        }
    }

    /// Reports what a rule says, at the guilty token.
    fn refuse(&mut self, reject: &Reject, args: &[ArgValue], inputs: &Operands, span: Span) {
        let small = if reject.too_small { inputs.first().and_then(|(id, _)| self.shrunk(*id)) } else { None };
        let why = format!("{}{}", reject.why, small.unwrap_or_default());
        match reject.site {
            Site::Arg(i) => match args.get(i).and_then(|arg| arg.extent) {
                Some(extent) => self.errors.on(&extent, why),
                None => self.errors.at(span, why),
            },
            Site::Input(i) => self.errors.at(inputs.get(i).map_or(span, |(_, at)| *at), why),
            Site::Layer => self.errors.at(span, why),
        }
    }

    /// Which layer last made a value's axes shorter.
    fn shrunk(&self, mut id: ValueId) -> Option<String> {
        loop {
            let node = self.nodes.get(self.values.get(id.0)?.producer?.0)?;
            let before = *node.inputs.first()?;
            let (Type::Known(from), Type::Known(to)) = (self.ty(before), self.ty(id)) else { return None };
            let (from, to) = (from.shape, to.shape);
            if from.rank() != to.rank() {
                return None;
            }
            if (0..to.rank().saturating_sub(1)).any(|axis| to.dim(axis) < from.dim(axis)) {
                return Some(format!(" (`{}` left {to} of {from})", node.name));
            }
            id = before;
        }
    }

    /// A shared layer has one set of weights, so it must be given the same number of values each time.
    fn same_weights(&mut self, group: GroupId, template: &Template) {
        let first = self.groups.get(group.0).and_then(|group| self.nodes.get(group.node.0));
        let Some((before, now)) = first.zip(self.nodes.last()) else { return };
        let sound = |node: &Node| !matches!(self.ty(node.output), Type::Poisoned);
        if !sound(before) || !sound(now) {
            return;
        }
        let at = now.input_spans.first().copied().unwrap_or_else(|| template.word.span());
        let layer = template.def.keyword;
        let names: Vec<&str> = template.def.params.iter().map(|param| param.name).collect();
        let (Some(first), Some(again)) = (before.facts, now.facts) else {
            let (first, again) = (self.facts_tokens(before), self.facts_tokens(now));
            let args = quote!(&#first, &#again, #layer, &[#(#names),*]);
            self.assertions.extend(verdict(Extent::at(at), "same_weights", args));
            return;
        };
        if let Some(why) = other_weights(&first, &again, layer, &names) {
            self.errors.at(at, why.as_str());
        }
    }

    /// A const expression for a node's facts, as far as its parameters go.
    fn facts_tokens(&self, node: &Node) -> TokenStream {
        match node.facts {
            Some(facts) => {
                let params = facts.params.iter().enumerate().map(|(i, param)| {
                    let dims = param.dims();
                    quote!(.param(#i, __nk::spec::Shape::new(&[#(#dims),*])))
                });
                quote!(__nk::spec::Facts::output(__nk::spec::Shape::new(&[1])) #(#params)*)
            }
            None => {
                let made_by = self.values.get(node.output.0).and_then(|value| value.producer).map_or(0, |NodeId(k)| k);
                let (carrier, name) = (&self.carrier, format_ident!("F{made_by}"));
                quote!(__nk::spec::Facts::of(&#carrier::#name))
            }
        }
    }

    /// `x.freeze()`: everything before `x` keeps its weights.
    pub(super) fn freeze(&mut self, value: ValueId, at: Span) {
        let (mut stack, mut seen, mut found) = (vec![value], std::collections::HashSet::new(), false);
        while let Some(id) = stack.pop() {
            found |= matches!(self.ty(id), Type::Poisoned);
            let node = self.values.get(id.0).and_then(|value| value.producer).and_then(|node| self.nodes.get(node.0));
            let Some(node) = node.filter(|_| seen.insert(id)) else { continue };
            stack.extend(&node.inputs);
            if let Some(group) = node.group.and_then(|group| self.groups.get_mut(group.0)) {
                let trained = node.def.params.iter().any(|param| param.role == Role::Weight);
                found |= trained;
                group.trainable = false;
            }
        }
        if !found {
            self.errors.at(at, "there is nothing to freeze: no layer before this has weights");
        }
    }
}

/// Where a node belongs.
pub(super) struct Place {
    pub def: &'static LayerDef,
    pub name: String,
    pub span: Span,
    pub group: Option<GroupId>,
    pub refused: bool,
}

/// What a layer without a name is called: by its keyword, an activation by its function's name.
fn kind_of(def: &LayerDef, args: &[ArgValue]) -> String {
    let function =
        args.iter().zip(def.args).find(|(_, known)| known.required && known.kind == nn_spec::ArgKind::Activation);
    match function.and_then(|(arg, _)| arg.known) {
        Some(Arg::Activation(activation)) => activation.name().to_owned(),
        _ => def.keyword.to_owned(),
    }
}
