//! The graph as text, for tests and for those who want to see what the macro understood.

use crate::graph::{Graph, Type};
use nn_spec::Arg;
use std::fmt::Write;

/// One line for each input, node and output.
pub fn graph(graph: &Graph) -> String {
    let mut text = String::new();
    let shape = |id: crate::graph::ValueId| match graph.values.get(id.0).map(|value| value.ty) {
        Some(Type::Known(value)) => value.shape.to_string(),
        Some(Type::Deferred(_)) => "[?]".to_owned(),
        _ => "poison".to_owned(),
    };
    for input in &graph.inputs {
        let dims: Vec<_> = input.dims.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "%{} = input {}<{}>", input.value.0, input.name, dims.join(", "));
    }
    for node in &graph.nodes {
        let inputs: Vec<_> = node.inputs.iter().map(|id| format!("%{}", id.0)).collect();
        let mut args = String::new();
        for (arg, def) in node.args.iter().zip(node.def.args) {
            match arg.known {
                Some(known) if arg.exact && known == def.default => {}
                Some(known) if arg.exact => {
                    let _ = write!(args, " {}={}", def.name, value(&known));
                }
                _ => {
                    let _ = write!(args, " {}={{{}}}", def.name, arg.tokens);
                }
            }
        }
        let group = match node.group.and_then(|id| graph.groups.get(id.0)) {
            Some(group) if group.trainable => format!(" @{}", group.name),
            Some(group) => format!(" @{} frozen", group.name),
            None => String::new(),
        };
        let name = &node.name;
        let _ = writeln!(
            text,
            "%{} = {}({}){args} -> {} {name}{group}",
            node.output.0,
            node.def.keyword,
            inputs.join(", "),
            shape(node.output)
        );
    }
    for output in &graph.outputs {
        let loss = match &output.loss {
            Some(loss) => format!(" loss {:?} * {}", loss.loss, loss.weight),
            None => String::new(),
        };
        let _ = writeln!(text, "output {} = %{} {}{loss}", output.name, output.value.0, shape(output.value));
    }
    text
}

fn value(arg: &Arg) -> String {
    match arg {
        Arg::Size(size) => size.to_string(),
        Arg::Int(int) => int.to_string(),
        Arg::Number(number) => number.to_string(),
        Arg::Bool(on) => on.to_string(),
        Arg::List(list) => format!("{:?}", (0..list.len()).map(|i| list.get(i)).collect::<Vec<_>>()),
        Arg::Activation(activation) => format!("{activation:?}"),
        other => format!("{other:?}"),
    }
}
