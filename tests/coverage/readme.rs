//! The README's tables of layers, activations and losses, made from nn-spec's own: `UPDATE_README=1 cargo test --test coverage`
//! writes them, and without it the test compares.

use nn_spec::activation::{ACTIVATIONS, ActivationArg};
use nn_spec::layers::LAYERS;
use nn_spec::losses::{LOSSES, LossArg};
use nn_spec::{Arg, ArgDef, ArgKind, Inputs, KindName, LayerDef};
use std::path::Path;

/// Compares the three tables of the README with the language, or brings them up to date.
pub fn check(path: &Path) {
    let old = std::fs::read_to_string(path).expect("the README");
    let mut new = old.clone();
    for (marker, table) in [("layers", layers()), ("activations", activations()), ("losses", losses())] {
        new = replaced(&new, marker, &table);
    }
    if old == new {
        return;
    }
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, new).expect("a writable README");
        return;
    }
    let stale: Vec<&str> = old.lines().filter(|line| !new.contains(line)).collect();
    let fresh: Vec<&str> = new.lines().filter(|line| !old.contains(line)).collect();
    panic!(
        "the README's tables are not those of nn-spec; `UPDATE_README=1 cargo test --test coverage` writes them.\n\
         stale: {stale:#?}\nmissing: {fresh:#?}"
    );
}

/// `text` with what stands between `<!-- marker -->` and `<!-- /marker -->` replaced.
fn replaced(text: &str, marker: &str, table: &str) -> String {
    let (open, close) = (format!("<!-- {marker} -->\n"), format!("<!-- /{marker} -->"));
    let from = text.find(&open).unwrap_or_else(|| panic!("no {open} in the README")) + open.len();
    let to = from + text[from..].find(&close).unwrap_or_else(|| panic!("no {close} in the README"));
    format!("{}{table}{}", &text[..from], &text[to..])
}

fn layers() -> String {
    let mut table = String::from("| layer | Keras | what it does |\n|---|---|---|\n");
    for def in LAYERS {
        table += &format!("| `{}` | `{}` | {} |\n", call(def), def.keras, def.doc.replace('|', "\\|"));
    }
    table
}

/// How the layer is written, with its defaults.
fn call(def: &LayerDef) -> String {
    let receiver = match def.accepts.first() {
        Some(KindName::Indices) => "tokens",
        _ => "x",
    };
    let (before, operands) = match def.inputs {
        Inputs::One | Inputs::Named(..) | Inputs::Between(..=1, _) => (format!("{receiver}."), None),
        several => (String::new(), Some(several.example().to_string())),
    };
    let args = def.args.iter().filter_map(argument);
    let values = match def.inputs {
        Inputs::Named(argument, _) => Some(format!("{argument} = …")),
        _ => None,
    };
    let inside: Vec<String> = operands.into_iter().chain(args).chain(values).collect();
    format!("{before}{}({})", def.keyword, inside.join(", "))
}

/// An argument with its default; none for those that every parameter has, which the README explains once.
fn argument(arg: &ArgDef) -> Option<String> {
    let default = match (arg.default, arg.kind) {
        (_, ArgKind::Initializer | ArgKind::Regularizer | ArgKind::Constraint) => return None,
        (Arg::None, _) if arg.required && arg.variadic => return Some(format!("{}…", arg.name)),
        (Arg::None, _) if arg.required => return Some(arg.name.to_string()),
        (Arg::Size(size), _) => size.to_string(),
        (Arg::Int(int), _) => int.to_string(),
        (Arg::Number(number), _) => number.to_string(),
        (Arg::Bool(on), _) => on.to_string(),
        (Arg::Activation(activation), _) => activation.name().to_string(),
        (Arg::Word(word), ArgKind::Word(words) | ArgKind::WordOrPairs(words)) => words[word].to_string(),
        (Arg::List(list), _) => match (0..list.len()).map(|i| list.get(i).to_string()).collect::<Vec<_>>() {
            one if one.len() == 1 => one[0].clone(),
            many => format!("({})", many.join(", ")),
        },
        // Left out and without a default: the layer's own choice, which its documentation tells.
        _ => "…".to_string(),
    };
    Some(format!("{} = {default}", arg.name))
}

fn activations() -> String {
    let mut table = String::from("| activation | formula |\n|---|---|\n");
    for def in ACTIVATIONS {
        let name = match def.arg {
            Some(ActivationArg::Number(arg, default)) => format!("{}({arg} = {default})", def.name),
            Some(ActivationArg::Switch(arg)) => format!("{}({arg} = false)", def.name),
            None => def.name.to_string(),
        };
        table += &format!("| {} | {} |\n", names(&name, def.aliases), def.doc.replace('|', "\\|"));
    }
    table
}

fn losses() -> String {
    let mut table = String::from("| loss | for |\n|---|---|\n");
    for def in LOSSES {
        let args: Vec<String> = def
            .args
            .iter()
            .map(|arg| match arg {
                LossArg::Number(arg, default) => format!("{arg} = {default}"),
                LossArg::Switch(arg) => format!("{arg} = false"),
            })
            .collect();
        let name = if args.is_empty() { def.name.to_string() } else { format!("{}({})", def.name, args.join(", ")) };
        table += &format!("| {} | {} |\n", names(&name, def.aliases), def.doc.replace('|', "\\|"));
    }
    table
}

fn names(name: &str, aliases: &[&str]) -> String {
    let aliases: String = aliases.iter().map(|alias| format!(", `{alias}`")).collect();
    format!("`{name}`{aliases}")
}
