//! What is emitted after an error: the same items, so that the rest of the user's crate reports nothing that is not its own
//! fault. Layers that were refused are left out, and outputs are what was declared.

use crate::diagnostics::Errors;
use crate::graph::{Graph, GroupId, NodeId, Type, Value, ValueId};
use proc_macro2::TokenStream;
use quote::ToTokens;

/// A stand-in for a network that was refused, from as much of it as could be read.
pub fn stub(mut graph: Graph, root: &TokenStream) -> TokenStream {
    drop_refused(&mut graph);
    declare_outputs(&mut graph);
    graph.assertions = TokenStream::new();
    graph.budget.clear();
    graph.patches = None;
    super::network(&graph, root, &mut Errors::default())
}

/// Leaves out nodes that were refused or use what was, and the weights that only they had.
fn drop_refused(graph: &mut Graph) {
    let sound = |graph: &Graph, value: &ValueId| {
        graph.values.get(value.0).is_some_and(|value| !matches!(value.ty, Type::Poisoned))
    };
    let mut places = vec![None; graph.nodes.len()];
    let mut kept = Vec::new();
    for (k, node) in std::mem::take(&mut graph.nodes).into_iter().enumerate() {
        if sound(graph, &node.output) && node.inputs.iter().all(|input| sound(graph, input)) {
            places[k] = Some(NodeId(kept.len()));
            kept.push(node);
        }
    }
    let mut groups = vec![None; graph.groups.len()];
    let mut kept_groups = Vec::new();
    for (g, mut group) in std::mem::take(&mut graph.groups).into_iter().enumerate() {
        if let Some(Some(node)) = places.get(group.node.0) {
            group.node = *node;
            groups[g] = Some(GroupId(kept_groups.len()));
            kept_groups.push(group);
        }
    }
    // Without its weights a node cannot stay; what used it is found by the next round.
    let mut again = false;
    for node in &mut kept {
        if let Some(group) = node.group {
            node.group = groups.get(group.0).copied().flatten();
            if node.group.is_none() {
                graph.values[node.output.0].ty = Type::Poisoned;
                again = true;
            }
        }
    }
    for value in &mut graph.values {
        value.producer = value.producer.and_then(|NodeId(k)| places.get(k).copied().flatten());
    }
    graph.nodes = kept;
    graph.groups = kept_groups;
    if again {
        drop_refused(graph);
    }
}

/// Every output becomes a value of the declared shape that nothing makes.
fn declare_outputs(graph: &mut Graph) {
    for i in 0..graph.outputs.len() {
        let output = &graph.outputs[i];
        let dims: Option<Vec<usize>> = output
            .dims
            .iter()
            .map(|dim| syn::parse2::<syn::LitInt>(dim.to_token_stream()).ok()?.base10_parse().ok())
            .collect();
        let ty = match dims {
            Some(dims) => Type::Known(nn_spec::Value::real(nn_spec::Shape::new(&dims))),
            None => Type::Deferred(nn_spec::KindName::Real),
        };
        let value =
            Value { name: Some(output.name.clone()), span: output.span, ty, producer: None, walk: None, mask: None };
        graph.values.push(value);
        graph.outputs[i].value = ValueId(graph.values.len() - 1);
    }
}
