//! The layer table: `SUMMARY`, and the type's documentation.
//!
//! The table is a list of pieces. Where the macro knows all numbers it writes them; else the same pieces become a const
//! expression that rustc evaluates.

use super::Network;
use crate::fuse::Fate;
use crate::graph::{NodeId, ValueId};
use crate::plan::{Layer, Plan, Region};
use nn_spec::{Role, Text};
use proc_macro2::TokenStream;
use quote::quote;

/// A part of the table.
enum Piece {
    Text(String),
    /// A number, as a const expression of type `usize` where the macro does not know it.
    Number(Result<usize, TokenStream>),
    /// A shape, as a const expression of type `Shape` where the macro does not know it.
    Shape(Result<nn_spec::Shape, TokenStream>),
    /// Spaces up to a column.
    Column(usize),
    /// A line across the table.
    Rule,
    /// The end of a line.
    End,
}

/// Where the columns after the layer's name start.
const COLUMNS: [usize; 3] = [30, 50, 64];

impl Network<'_> {
    /// A const expression for the table.
    pub(super) fn summary(&self) -> TokenStream {
        let pieces = self.pieces();
        if let Some(text) = known(&pieces) {
            return quote!(#text);
        }
        let capacity: usize = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.len(),
                Piece::Shape(_) => 6 * 22,
                Piece::Number(_) => 27,
                Piece::Column(column) => *column,
                Piece::Rule | Piece::End => 1,
            })
            .sum();
        let steps = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => quote!(let __text = __text.text(#text);),
            Piece::Number(Ok(number)) => quote!(let __text = __text.grouped(#number);),
            Piece::Number(Err(number)) => quote!(let __text = __text.grouped(#number);),
            Piece::Shape(Ok(shape)) => {
                let shape = super::shape(shape);
                quote!(let __text = __text.shape(&#shape);)
            }
            Piece::Shape(Err(shape)) => quote!(let __text = __text.shape(&#shape);),
            Piece::Column(column) => quote!(let __text = __text.pad(__from, #column);),
            Piece::Rule => quote!(),
            Piece::End => quote! {
                let __text = __text.text("\n");
                let __from = __text.len();
            },
        });
        quote! {{
            const __TEXT: __nk::spec::Text<#capacity> = {
                let __text = __nk::spec::Text::new();
                let __from = 0;
                #(#steps)*
                __text
            };
            __TEXT.as_str()
        }}
    }

    fn pieces(&self) -> Vec<Piece> {
        let graph = self.graph;
        let mut out = vec![Piece::Text(graph.name.to_string()), Piece::End];
        row(&mut out, ["Layer (type)", "Output shape", "Parameters", "MACs"].map(|title| Piece::Text(title.into())));
        out.extend([Piece::Rule, Piece::End]);
        for input in &graph.inputs {
            let name = Piece::Text(format!("{} (input)", input.name));
            row(&mut out, [name, self.shape_piece(input.value), Piece::Text("0".into()), Piece::Text("0".into())]);
        }
        let mut seen = Vec::new();
        for (k, node) in graph.nodes.iter().enumerate() {
            if matches!(self.infer.fusion.fates[k], Fate::Epilogue(_)) {
                continue;
            }
            let kind = match self.infer.fusion.activation(NodeId(k)) {
                Some(NodeId(a)) => {
                    let activation = graph.nodes[a].traits().activation.map_or("", |activation| activation.name());
                    format!("{}, {activation}", node.def.keyword)
                }
                None => match node.traits().activation {
                    Some(activation) => String::from(activation.name()),
                    None => String::from(node.def.keyword),
                },
            };
            let shared = node.group.is_some_and(|group| seen.contains(&group));
            let parameters = match node.facts {
                Some(facts) => Ok(facts.parameters()),
                None => {
                    let facts = self.facts(NodeId(k));
                    Err(quote!(#facts.parameters()))
                }
            };
            let macs = match self.known_macs(NodeId(k)) {
                Some(macs) => Ok(usize::try_from(macs).unwrap_or(usize::MAX)),
                None => {
                    let macs = self.macs(NodeId(k));
                    Err(quote!(#macs as usize))
                }
            };
            let parameters = if shared { Piece::Text("shared".into()) } else { Piece::Number(parameters) };
            seen.extend(node.group);
            let output = self.infer.fusion.result(graph, k);
            let name = Piece::Text(format!("{} ({kind})", node.name));
            row(&mut out, [name, self.shape_piece(output), parameters, Piece::Number(macs)]);
        }
        out.extend([Piece::Rule, Piece::End]);
        self.totals_pieces(&mut out);
        widened(out)
    }

    fn totals_pieces(&self, out: &mut Vec<Piece>) {
        let line = |out: &mut Vec<Piece>, label: &str, number: Result<usize, TokenStream>, unit: &str| {
            let label = Piece::Text(label.into());
            out.extend([label, Piece::Column(30), Piece::Number(number), Piece::Text(unit.into()), Piece::End]);
        };
        let (all, trained) = (
            self.parameter_count(|_, _| true),
            self.parameter_count(|trainable, role| trainable && role == Role::Weight),
        );
        line(out, "Parameters", all, "");
        line(out, "Trainable", trained, "");
        let macs = self.totals().1;
        let known: Option<u64> = (0..self.graph.nodes.len())
            .try_fold(self.again(), |sum, k| Some(sum.saturating_add(self.known_macs(NodeId(k))?)));
        line(
            out,
            "MACs per sample",
            known.map_or(Err(quote!((#macs) as usize)), |macs| Ok(usize::try_from(macs).unwrap_or(usize::MAX))),
            "",
        );
        line(out, "Inference arena", self.arena_bytes(self.single()), " bytes");
        line(out, "Live at its peak", self.least_bytes(self.single()), " bytes");
        if let (Some(patches), Some(plain)) = (self.one.as_ref().and_then(Plan::patches), self.plain) {
            let name = |layer: Option<&Layer>| layer.map_or("", |layer| self.node(layer.node).name.as_str());
            let (first, last) = (name(patches.layers.first()), name(patches.last()));
            let patched = Piece::Text(format!("{} of {first} to {last}", patches.count));
            out.extend([Piece::Text("Patches".into()), Piece::Column(30), patched, Piece::End]);
            line(out, "Arena without them", Ok(plain.saturating_mul(4)), " bytes");
            line(out, "MACs they repeat", Ok(usize::try_from(self.again()).unwrap_or(usize::MAX)), "");
        }
        if let Some(train) = &self.train {
            line(out, "Training arena per sample", self.arena_bytes(train), " bytes");
        }
    }

    /// A node's multiplications in each sample, where the macro knows them.
    fn known_macs(&self, NodeId(k): NodeId) -> Option<u64> {
        let node = &self.graph.nodes[k];
        Some(node.facts?.macs.saturating_mul(self.graph.times(node.output)? as u64))
    }

    /// How many numbers the parameters hold that `which` chooses by trainability and role.
    fn parameter_count(&self, which: impl Fn(bool, Role) -> bool) -> Result<usize, TokenStream> {
        let (mut known, mut later) = (0usize, Vec::new());
        for group in &self.graph.groups {
            let node = self.node(group.node);
            for (i, param) in node.def.params.iter().enumerate() {
                if !which(group.trainable, param.role) {
                    continue;
                }
                match node.facts {
                    Some(facts) => known = known.saturating_add(facts.params[i].len()),
                    None => {
                        let facts = self.facts(group.node);
                        later.push(quote!(+ #facts.params[#i].len()));
                    }
                }
            }
        }
        if later.is_empty() { Ok(known) } else { Err(quote!((#known #(#later)*))) }
    }

    /// Bytes of a plan's arena for one sample, in `f32`.
    pub(super) fn arena_bytes(&self, plan: &Plan) -> Result<usize, TokenStream> {
        match &plan.placed {
            Some(placed) => Ok(placed.scaled.saturating_add(placed.fixed).saturating_mul(4)),
            None => {
                let (scaled, fixed) = (self.region(plan, Region::Scaled), self.region(plan, Region::Fixed));
                Err(quote!(4 * (#scaled + #fixed)))
            }
        }
    }

    /// Bytes that no arena for a plan can go below.
    fn least_bytes(&self, plan: &Plan) -> Result<usize, TokenStream> {
        match &plan.placed {
            Some(placed) => Ok(placed.least.saturating_mul(4)),
            None => {
                let layout = super::layout_name(plan.mode);
                Err(quote!(4 * #layout.least))
            }
        }
    }

    fn shape_piece(&self, value: ValueId) -> Piece {
        Piece::Shape(match self.graph.values[value.0].ty {
            crate::graph::Type::Known(value) => Ok(value.shape),
            _ => {
                let value = self.value(value);
                Err(quote!(#value.shape))
            }
        })
    }

    /// The type's documentation: the table, the memory and the diagram. A shape that only rustc knows is shown by the constant that has it.
    pub(super) fn docs(&self) -> Vec<String> {
        let mut lines = vec![String::new(), "# Layers".into(), String::new(), "```text".into()];
        let pieces = self.pieces();
        match known(&pieces) {
            Some(text) => lines.extend(text.lines().map(|line| format!(" {line}"))),
            None => {
                let symbolic: Vec<Piece> = pieces
                    .into_iter()
                    .map(|piece| match piece {
                        Piece::Number(Err(_)) | Piece::Shape(Err(_)) => Piece::Text("(const)".into()),
                        piece => piece,
                    })
                    .collect();
                lines.extend(known(&symbolic).unwrap_or_default().lines().map(|line| format!(" {line}")));
            }
        }
        lines.push("```".into());
        if !self.infer.moments.is_empty() {
            lines.extend([String::new(), "# Memory of inference".into(), String::new(), "```text".into()]);
            lines.extend(self.timeline());
            lines.push("```".into());
            lines.extend(self.memory());
        }
        let drawing = self.drawing();
        if !drawing.is_empty() {
            lines.extend([String::new(), "# Diagram".into(), String::new()]);
            lines.extend(drawing);
        }
        lines
    }
}

/// The table with its first column as wide as the longest name in it, and its lines as wide as the table.
fn widened(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let longest = pieces.windows(2).filter_map(|pair| match pair {
        [Piece::Text(name), Piece::Column(column)] if *column == COLUMNS[0] => Some(name.chars().count() + 2),
        _ => None,
    });
    let more = longest.max().unwrap_or(0).saturating_sub(COLUMNS[0]);
    for piece in &mut pieces {
        match piece {
            Piece::Column(column) => *column += more,
            Piece::Rule => *piece = Piece::Text("─".repeat(76 + more)),
            _ => {}
        }
    }
    pieces
}

fn row(out: &mut Vec<Piece>, cells: [Piece; 4]) {
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            out.push(Piece::Column(COLUMNS[i - 1]));
        }
        out.push(cell);
    }
    out.push(Piece::End);
}

/// The table as text, where the macro knows everything.
fn known(pieces: &[Piece]) -> Option<String> {
    let (mut out, mut from) = (String::new(), 0);
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Number(number) => out.push_str(Text::<27>::new().grouped(*number.as_ref().ok()?).as_str()),
            Piece::Shape(shape) => out.push_str(&shape.as_ref().ok()?.to_string()),
            Piece::Column(column) => {
                let seen = out[from..].chars().count();
                out.push_str(&" ".repeat(column.saturating_sub(seen).max(1)));
            }
            Piece::Rule => {}
            Piece::End => {
                out.push('\n');
                from = out.len();
            }
        }
    }
    Some(out)
}
