//! The plan as text: what the snapshot tests compare, and what a developer reads.

use super::{Call, Function, Len, Operand, Plan, Region, Slot, Step};
use crate::graph::{Graph, NodeId};
use std::fmt::Write;

impl Plan {
    /// Steps in order, then buffers with their lives and places.
    pub fn dump(&self, graph: &Graph) -> String {
        let mut out = format!("{:?}\n", self.mode);
        self.stages(&mut out, graph, "forward", &self.forward);
        for (output, step) in graph.outputs.iter().zip(&self.losses) {
            let loss = output.loss.as_ref().map_or(String::from("custom"), |loss| format!("{:?}", loss.loss));
            let fused = if step.fused { ", fused with the last activation" } else { "" };
            let _ =
                writeln!(out, "loss {}: {loss}{fused}, {} -> {}", output.name, self.slot(step.y), self.slot(step.dy));
        }
        self.stages(&mut out, graph, "backward", &self.backward);
        for (i, slot) in self.outputs.iter().enumerate() {
            let _ = writeln!(out, "output {}: {}", graph.outputs[i].name, self.slot(*slot));
        }
        for (b, buffer) in self.buffers.iter().enumerate() {
            let len = match buffer.len.known(graph) {
                Some(len) => len.to_string(),
                None => String::from(match buffer.len {
                    Len::Value(_) | Len::Rows(..) => "const value",
                    Len::Save(..) => "const save",
                    Len::State(..) => "const state",
                    Len::Scratch(..) => "const scratch",
                }),
            };
            let place = self.placed.as_ref().map_or(String::new(), |placed| format!(" at {}", placed.offsets[b]));
            let region = if buffer.region == Region::Fixed { ", fixed" } else { "" };
            let (first, last) = buffer.live;
            let over = buffer.over.map_or(String::new(), |(input, _)| format!(", may lie over b{input}"));
            let within = buffer.within.map_or(String::new(), |(whole, _)| format!(", part of b{whole}"));
            let _ =
                writeln!(out, "  b{b} {} [{len}]{place}, live {first}..={last}{region}{over}{within}", buffer.label);
        }
        if let Some(placed) = &self.placed {
            let _ = writeln!(out, "arena {} a sample, {} fixed", placed.scaled, placed.fixed);
        }
        out
    }

    fn stages(&self, out: &mut String, graph: &Graph, name: &str, stages: &[Vec<Step>]) {
        for (i, steps) in stages.iter().enumerate() {
            let _ = if stages.len() > 1 { writeln!(out, "{name} stage {i}") } else { writeln!(out, "{name}") };
            for step in steps {
                self.line(out, graph, step, 1);
            }
        }
    }

    fn line(&self, out: &mut String, graph: &Graph, step: &Step, depth: usize) {
        let indent = "  ".repeat(depth);
        let _ = match step {
            Step::Call(call) => writeln!(out, "{indent}{}", self.call(graph, call)),
            Step::Copy { from, to } => writeln!(out, "{indent}copy {} -> b{to}", self.slot(*from)),
            Step::Add { from, to } => writeln!(out, "{indent}add b{from} -> b{to}"),
            Step::Tick { clock, counter } => writeln!(out, "{indent}clock {clock}: counter {counter}"),
            Step::When { clock, step } => {
                let _ = writeln!(out, "{indent}at clock {clock}");
                self.line(out, graph, step, depth + 1);
                Ok(())
            }
            Step::Strips(steps) => {
                let _ = writeln!(out, "{indent}strips");
                steps.iter().for_each(|step| self.line(out, graph, step, depth + 1));
                Ok(())
            }
            Step::Patches(patches, steps) => {
                let _ = writeln!(out, "{indent}{} patches", patches.count);
                steps.iter().for_each(|step| self.line(out, graph, step, depth + 1));
                Ok(())
            }
        };
    }

    fn call(&self, graph: &Graph, call: &Call) -> String {
        let node = &graph.nodes[call.node.0];
        let mut text = format!("{} {:?}", node.name, call.function);
        if let (Function::Backward, Some(NodeId(relu))) = (call.function, self.fusion.masks[call.node.0]) {
            let _ = write!(text, " + {}", graph.nodes[relu].name);
        }
        for operand in &call.operands {
            if let Operand::Affine(NodeId(a)) = operand {
                let _ = write!(text, " + {}", graph.nodes[*a].name);
            }
        }
        if let Some(NodeId(a)) = call.epilogue {
            let activation = graph.nodes[a].traits().activation.map_or("", |activation| activation.name());
            let _ = write!(text, " + {activation}");
        }
        for operand in &call.operands {
            let _ = match operand {
                Operand::Read(slot) => write!(text, " {}", self.slot(*slot)),
                Operand::Write(slot) => write!(text, " -> {}", self.slot(*slot)),
                Operand::ReadAll(slots) => write!(text, " [{}]", self.slots(slots)),
                Operand::WriteAll(slots) => write!(text, " -> [{}]", self.slots(slots)),
                Operand::Counter(i) => write!(text, " -> counter {i}"),
                Operand::Params if node.def.params.is_empty() => Ok(()),
                Operand::Gradients if node.def.params.is_empty() => Ok(()),
                Operand::Affine(_) | Operand::Over => Ok(()),
                Operand::Params => write!(text, " weights"),
                Operand::Gradients => write!(text, " -> gradients"),
                Operand::SyncOut => write!(text, " -> sums"),
                Operand::SyncIn => write!(text, " sums"),
            };
        }
        text
    }

    fn slots(&self, slots: &[Slot]) -> String {
        slots.iter().map(|&slot| self.slot(slot)).collect::<Vec<_>>().join(" ")
    }

    fn slot(&self, slot: Slot) -> String {
        match slot {
            Slot::Input(i) => format!("in{i}"),
            Slot::Buffer(b) => format!("b{b}"),
            Slot::Nowhere => String::from("-"),
        }
    }
}
