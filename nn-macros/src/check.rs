//! What compiles but cannot be meant: values that reach no output, and losses that cannot be learnt from.

use crate::ast::{LossAttr, Network};
use crate::diagnostics::{Errors, Extent, verdict};
use crate::graph::{Graph, Node, NodeId, Type, ValueId};
use nn_spec::verdict::{MOST_VALUES, one_class};
use nn_spec::{Activation, Arg, ArgKind, Loss, Role};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use std::collections::HashSet;

/// Reports values that reach neither an output nor one of `roots`.
pub fn unused(graph: &Graph, roots: &HashSet<ValueId>, errors: &mut Errors) {
    let reached =
        reached(graph, graph.outputs.iter().map(|output| output.value).chain(roots.iter().copied()).collect());
    let mut used = vec![false; graph.values.len()];
    for id in graph.nodes.iter().flat_map(|node| &node.inputs) {
        used.iter_mut().skip(id.0).take(1).for_each(|used| *used = true);
    }
    let lost = |id: ValueId| !reached.get(id.0).copied().unwrap_or(true) && !used.get(id.0).copied().unwrap_or(true);
    for input in graph.inputs.iter().filter(|input| lost(input.value)) {
        errors.at(
            input.name.span(),
            format!("input `{0}` is used by no layer; give it to one, or remove it", input.name),
        );
    }
    // Only the last value of a chain is named: what feeds it is unused for the same reason.
    for node in graph.nodes.iter().filter(|node| lost(node.output)) {
        match graph.values.get(node.output.0).and_then(|value| value.name.as_ref()) {
            Some(name) => errors.at(name.span(), format!("this `{name}` reaches no output; use it, or remove it")),
            None => {
                let why = format!("what this `{}` gives reaches no output; use it, or remove it", node.def.keyword);
                errors.at(node.span, why);
            }
        }
    }
}

/// Which values these ones are made from, themselves included.
fn reached(graph: &Graph, mut stack: Vec<ValueId>) -> Vec<bool> {
    let mut reached = vec![false; graph.values.len()];
    while let Some(id) = stack.pop() {
        match reached.get_mut(id.0) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        if let Some(node) = producer(graph, id) {
            stack.extend(&node.inputs);
        }
    }
    reached
}

/// Reports a network whose parts fit into memory, but not all of them together.
pub fn size(graph: &Graph, errors: &mut Errors) {
    let values = graph.values.iter().map(|value| match value.ty {
        Type::Known(value) => value.shape.len(),
        _ => 0,
    });
    let parameters =
        graph.groups.iter().filter_map(|group| graph.nodes.get(group.node.0)?.facts).map(|facts| facts.parameters());
    let total = values.chain(parameters).fold(0usize, usize::saturating_add);
    if total > MOST_VALUES {
        let why = format!(
            "`{}` does not fit into any memory: its values and weights are {total} numbers or more",
            graph.name
        );
        errors.at(graph.name.span(), why);
    }
}

/// Reports losses that their outputs cannot satisfy; const assertions for what only rustc can tell.
pub fn losses(graph: &Graph, network: &Network, carrier: &proc_macro2::Ident, errors: &mut Errors) -> TokenStream {
    let mut assertions = TokenStream::new();
    let Some(attr) = &network.loss else { return assertions };
    let trained = graph.groups.iter().any(|group| {
        group.trainable && weights(graph, group.node).is_some_and(|mut roles| roles.any(|role| role == Role::Weight))
    });
    if let (false, Some(span)) = (trained, span_of(attr)) {
        let why = match graph.groups.is_empty() {
            true => "there is nothing to train: no layer of this network has weights",
            false => "there is nothing to train: every layer with weights is frozen",
        };
        errors.at(span, why);
    }
    without_loss(graph, attr, errors);
    for output in &graph.outputs {
        let (Some(loss), Some(node)) = (&output.loss, producer(graph, output.value)) else { continue };
        let end = end(graph, output.value);
        let (activation, at) = match &end {
            Some(End { activation, node }) => (Some(*activation), node.span),
            None => (None, node.span),
        };
        let name = attr_name(attr, &output.name.to_string());
        if let Some(why) = activation.and_then(|activation| unlearnable(loss.loss, &name, activation, &end)) {
            errors.at(at, why);
            continue;
        }
        if !over_classes(loss.loss) {
            continue;
        }
        match graph.values.get(output.value.0).map(|value| value.ty) {
            Some(Type::Known(value)) if value.shape.last() < 2 => {
                errors.at(node.span, one_class(&value.shape, &name).as_str());
            }
            Some(Type::Deferred(_)) => {
                let value = quote::format_ident!("V{}", output.value.0);
                let at = Extent::at(node.span);
                assertions.extend(verdict(at, "classes", quote!(&#carrier::#value.shape, #name)));
            }
            _ => {}
        }
    }
    assertions
}

/// Reports weights that feed only outputs without a loss: they would stay as they are.
fn without_loss(graph: &Graph, attr: &LossAttr, errors: &mut Errors) {
    let LossAttr::Named(_) = attr else { return };
    let upstream = |with: bool| {
        let outputs = graph.outputs.iter().filter(|output| output.loss.is_some() == with);
        reached(graph, outputs.map(|output| output.value).collect())
    };
    let (learns, rests) = (upstream(true), upstream(false));
    let is = |set: &[bool], node: &Node| set.get(node.output.0).copied().unwrap_or(false);
    let taught: HashSet<_> =
        graph.nodes.iter().filter(|node| is(&learns, node)).filter_map(|node| node.group).collect();
    let mut told = HashSet::new();
    for node in &graph.nodes {
        let Some((id, group)) = node.group.and_then(|id| Some((id, graph.groups.get(id.0)?))) else { continue };
        if group.trainable && is(&rests, node) && !taught.contains(&id) && told.insert(id) {
            let names: Vec<_> =
                graph.outputs.iter().filter(|output| output.loss.is_none()).map(|output| &output.name).collect();
            let outputs = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let why = format!(
                "`{}` can learn nothing, because {outputs} has no loss; add `{} = …` to `#[loss(…)]`, or `trainable = false` here",
                group.name,
                names.first().map_or_else(String::new, |name| name.to_string()),
            );
            errors.at(group.span, why);
        }
    }
}

/// Why a loss after that activation cannot be learnt from.
fn unlearnable(loss: Loss, name: &str, activation: Activation, end: &Option<End>) -> Option<String> {
    let last = end.as_ref().map_or("", |end| end.node.name.as_str());
    let ends = match activation {
        Activation::Linear => format!("`{last}` has no activation"),
        other => format!("this output ends in `{}`", other.name()),
    };
    let logits = |wanted: &str| format!("; use `{wanted}`, or `{name}(from_logits = true)`");
    use Activation::{HardSigmoid, Linear, LogSoftmax, Sigmoid, Softmax, Tanh};
    Some(match (loss, activation) {
        (Loss::BinaryCrossentropy { from_logits: true, .. }, Sigmoid | HardSigmoid | Softmax | LogSoftmax)
        | (Loss::CategoricalCrossentropy { from_logits: true, .. }, Sigmoid | HardSigmoid | Softmax | LogSoftmax)
        | (Loss::SparseCategoricalCrossentropy { from_logits: true }, Sigmoid | HardSigmoid | Softmax | LogSoftmax) => {
            format!("`from_logits = true` applies the activation itself, but {ends}; remove one of the two")
        }
        (Loss::BinaryCrossentropy { from_logits: false, .. }, Sigmoid | HardSigmoid) => return None,
        (Loss::BinaryCrossentropy { from_logits: false, .. }, Softmax) => format!(
            "`{name}` asks yes or no of each unit, but {ends}, whose units share one probability; use `sigmoid`, or \
             `categorical_crossentropy`"
        ),
        (Loss::BinaryCrossentropy { from_logits: false, .. }, _) => {
            format!("`{name}` needs probabilities, but {ends}{}", logits("sigmoid"))
        }
        (
            Loss::CategoricalCrossentropy { from_logits: false, .. }
            | Loss::SparseCategoricalCrossentropy { from_logits: false },
            other,
        ) if other != Softmax => match other {
            Sigmoid | HardSigmoid => format!(
                "`{name}` needs probabilities that sum to 1, but {ends}; use `softmax`, or `binary_crossentropy` for independent units"
            ),
            _ => format!("`{name}` needs probabilities that sum to 1, but {ends}{}", logits("softmax")),
        },
        (Loss::KlDivergence, other) if !other.is_probability() => {
            format!("`{name}` compares probabilities, but {ends}; use `softmax`")
        }
        (Loss::Poisson, Linear | Tanh | LogSoftmax) => {
            format!(
                "`{name}` takes the logarithm of the output, but {ends} and may be negative; use `exponential` or `softplus`"
            )
        }
        _ => return None,
    })
}

fn over_classes(loss: Loss) -> bool {
    matches!(
        loss,
        Loss::CategoricalCrossentropy { .. } | Loss::SparseCategoricalCrossentropy { .. } | Loss::KlDivergence
    )
}

/// The activation an output ends in.
struct End<'g> {
    activation: Activation,
    node: &'g Node,
}

/// Looks through what leaves values as they are. None where it cannot be told.
fn end(graph: &Graph, mut value: ValueId) -> Option<End<'_>> {
    loop {
        let node = producer(graph, value)?;
        let traits = node.traits();
        if let Some(activation) = traits.activation {
            return Some(End { activation, node });
        }
        if traits.view || traits.training_only {
            value = *node.inputs.first()?;
            continue;
        }
        let place = node.def.args.iter().position(|arg| arg.kind == ArgKind::Activation && arg.name == "activation")?;
        return match node.args.get(place)?.known? {
            Arg::Activation(activation) => Some(End { activation, node }),
            _ => None,
        };
    }
}

fn producer(graph: &Graph, value: ValueId) -> Option<&Node> {
    let NodeId(node) = graph.values.get(value.0)?.producer?;
    graph.nodes.get(node)
}

fn weights(graph: &Graph, NodeId(node): NodeId) -> Option<impl Iterator<Item = Role>> {
    graph.nodes.get(node).map(|node| node.def.params.iter().map(|param| param.role))
}

fn span_of(attr: &LossAttr) -> Option<Span> {
    match attr {
        LossAttr::Custom(span) => Some(*span),
        LossAttr::Single(term) => Some(term.name.span()),
        LossAttr::Named(terms) => terms.first().map(|(_, term)| term.name.span()),
        LossAttr::Refused => None,
    }
}

/// The loss of an output, by the word the user wrote.
fn attr_name(attr: &LossAttr, output: &str) -> String {
    let term = match attr {
        LossAttr::Single(term) => Some(term),
        LossAttr::Named(terms) => terms.iter().find(|(name, _)| name.text == output).map(|(_, term)| term),
        LossAttr::Custom(_) | LossAttr::Refused => None,
    };
    term.map_or_else(|| "the loss".to_owned(), |term| term.name.text.clone())
}
