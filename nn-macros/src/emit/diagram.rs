//! The graph as boxes and edges, and as Mermaid source.

use super::Network;
use crate::fuse::Fate;
use crate::graph::{NodeId, Type, ValueId};
use proc_macro2::TokenStream;
use quote::quote;
use std::fmt::Write;

/// The graph as people draw it. Every box stands behind those that lead to it.
pub(super) struct Diagram {
    pub boxes: Vec<Box>,
    /// From box to box, in the order of the boxes they lead to.
    pub edges: Vec<(usize, usize)>,
}

/// A layer, an input or an output.
pub(super) struct Box {
    pub title: String,
    /// Empty where only rustc knows it.
    pub shape: String,
    /// Whether it is an input or an output.
    pub end: bool,
}

impl Network<'_> {
    /// A const expression for the diagram.
    pub(super) fn diagram(&self) -> TokenStream {
        let text = self.diagram_text();
        quote!(#text)
    }

    pub(super) fn boxes(&self) -> Diagram {
        let graph = self.graph;
        let mut diagram = Diagram { boxes: Vec::new(), edges: Vec::new() };
        // Which box a value comes out of.
        let mut from: Vec<Option<usize>> = vec![None; graph.values.len()];
        for input in &graph.inputs {
            from[input.value.0] = Some(diagram.boxes.len());
            diagram.boxes.push(Box { title: input.name.to_string(), shape: self.shape_text(input.value), end: true });
        }
        for (k, node) in graph.nodes.iter().enumerate() {
            if let Fate::Epilogue(_) = self.infer.fusion.fates[k] {
                // The box of what stands before it.
                from[node.output.0] = node.inputs.first().and_then(|input| from[input.0]);
                continue;
            }
            let activation = self.infer.fusion.activation(NodeId(k)).and_then(|a| graph.nodes[a.0].traits().activation);
            let activation = activation.map_or(String::new(), |f| format!(" · {}", f.name()));
            let this = diagram.boxes.len();
            diagram.edges.extend(node.inputs.iter().filter_map(|input| Some((from[input.0]?, this))));
            let shape = self.shape_text(self.infer.fusion.result(graph, k));
            diagram.boxes.push(Box { title: format!("{}{activation}", node.name), shape, end: false });
            from[node.output.0] = Some(this);
        }
        for output in &graph.outputs {
            diagram.edges.extend(from[output.value.0].map(|from| (from, diagram.boxes.len())));
            diagram.boxes.push(Box { title: output.name.to_string(), shape: String::new(), end: true });
        }
        diagram
    }

    pub(super) fn diagram_text(&self) -> String {
        let diagram = self.boxes();
        let mut text = String::from("flowchart TD\n");
        for (i, item) in diagram.boxes.iter().enumerate() {
            let (open, close) = if item.end { ("([\"", "\"])") } else { ("[\"", "\"]") };
            let line = if item.shape.is_empty() { "" } else { "<br/>" };
            let _ = writeln!(text, "    n{i}{open}{}{line}{}{close}", item.title, item.shape);
        }
        for (from, to) in diagram.edges {
            let _ = writeln!(text, "    n{from} --> n{to}");
        }
        text
    }

    fn shape_text(&self, ValueId(v): ValueId) -> String {
        match self.graph.values[v].ty {
            Type::Known(value) => value.shape.to_string(),
            _ => String::new(),
        }
    }
}
