//! Refusals in generated `const` items: what the macro cannot decide, rustc does, in the same words at the same token.
//!
//! Each function panics, which in a `const` is a build error whose caret is on the tokens of the call.

use crate::budget::Report;
use crate::{Facts, Message, Reject, Shape, Site};

/// The most numbers a value or the parameters of a layer may hold: what a pointer can reach, at 8 bytes each.
pub const MOST_VALUES: usize = isize::MAX as usize / 8;

/// Panics when a layer's rule refused its use because of the argument or input at `site`.
#[track_caller]
pub const fn refuse_at(facts: &Result<Facts, Reject>, site: Site) {
    if let Err(reject) = facts {
        let guilty = match (reject.site, site) {
            (Site::Arg(a), Site::Arg(b)) | (Site::Input(a), Site::Input(b)) => a == b,
            _ => false,
        };
        if guilty {
            fail(&reject.why);
        }
    }
}

/// Panics when a layer's rule refused its use as a whole, or because of an argument that is not among the `given` ones.
#[track_caller]
pub const fn refuse_at_layer(facts: &Result<Facts, Reject>, layer: &str, given: &[usize]) {
    match facts {
        Ok(facts) => {
            if facts.output.len() > MOST_VALUES || facts.parameters() > MOST_VALUES {
                fail(&too_large(layer, &facts.output));
            }
        }
        Err(reject) => {
            let guilty = match reject.site {
                Site::Layer => true,
                Site::Arg(at) => {
                    let (mut i, mut left_out) = (0, true);
                    while i < given.len() {
                        left_out = left_out && given[i] != at;
                        i += 1;
                    }
                    left_out
                }
                Site::Input(_) => false,
            };
            if guilty {
                fail(&reject.why);
            }
        }
    }
}

/// Panics for a dimension of 0.
#[track_caller]
pub const fn dimension(size: usize) {
    if size == 0 {
        fail(&Message::of("a dimension is at least 1, got 0"));
    }
}

/// Panics when `maker` gives another shape than the one declared for the output; a poisoned one stays silent.
#[track_caller]
pub const fn output(got: &Shape, declared: &Shape, maker: &str, flatten: &str) {
    if !got.is_poison() && !got.same(declared) {
        fail(&mismatch(got, declared, maker, flatten));
    }
}

/// Panics when two calls of the shared layer `layer` need different weights, of those called `names`.
#[track_caller]
pub const fn same_weights(first: &Facts, again: &Facts, layer: &str, names: &[&str]) {
    if first.output.is_poison() || again.output.is_poison() {
        return;
    }
    if let Some(why) = other_weights(first, again, layer, names) {
        fail(&why);
    }
}

/// Panics when an output is too narrow for a loss over classes.
#[track_caller]
pub const fn classes(output: &Shape, loss: &str) {
    if !output.is_poison() && output.last() < 2 {
        fail(&one_class(output, loss));
    }
}

/// Panics when `given`, the names and shapes of a layer's parameters in a file, are not what the layer needs.
#[track_caller]
pub const fn weights(facts: &Result<Facts, Reject>, given: &[(&str, &[usize])], file: &str) {
    let Ok(facts) = facts else { return };
    let mut i = 0;
    while i < given.len() && i < facts.params.len() && !facts.output.is_poison() {
        let (name, shape) = (given[i].0, Shape::new(given[i].1));
        if !facts.params[i].same(&shape) {
            fail(&other_shape(&facts.params[i], &shape, name, file));
        }
        i += 1;
    }
}

/// Panics for a network that is over its budget.
#[track_caller]
pub const fn budget(report: &Option<Report>) {
    if let Some(report) = report {
        panic!("{}", report.as_str());
    }
}

/// That a file has a parameter in another shape than its layer needs.
pub const fn other_shape(needed: &Shape, given: &Shape, name: &str, file: &str) -> Message {
    let why = Message::of("`").text(name).text("` is ").shape(needed).text(" here, but ").shape(given).text(" in `");
    why.text(file).text("`; change the layer, or train it anew and save it")
}

/// That an output has another shape than declared. `flatten` names a layer that was probably meant for a vector; it may be
/// empty.
pub const fn mismatch(got: &Shape, declared: &Shape, maker: &str, flatten: &str) -> Message {
    let why =
        Message::of("declared to return ").shape(declared).text(", but `").text(maker).text("` gives ").shape(got);
    if !flatten.is_empty() && got.rank() > declared.rank() && declared.rank() == 1 && got.last() == declared.last() {
        return why.text("; `").text(flatten).text("` works along the last axis alone: put `.flatten()` before it");
    }
    if got.len() == declared.len() {
        return why.text("; add `.reshape(").list(declared).text(")`, or declare `Tensor<").list(got).text(">`");
    }
    why.text("; change the layer, or declare `Tensor<").list(got).text(">`")
}

/// That a shared layer would need two sets of weights; none where one does.
pub const fn other_weights(first: &Facts, again: &Facts, layer: &str, names: &[&str]) -> Option<Message> {
    let mut i = 0;
    while i < first.params.len() {
        if !first.params[i].same(&again.params[i]) {
            let name = if i < names.len() { names[i] } else { "" };
            let why = Message::of("every call of this `").text(layer).text("` shares its weights, but `").text(name);
            return Some(
                why.text("` was ").shape(&first.params[i]).text(" and is ").shape(&again.params[i]).text(" here"),
            );
        }
        i += 1;
    }
    None
}

/// That a loss over classes has one unit to choose from.
pub const fn one_class(output: &Shape, loss: &str) -> Message {
    let why = Message::of("`").text(loss).text("` needs a unit for each class, but this output is ").shape(output);
    why.text("; for yes or no, use `sigmoid` and `binary_crossentropy`")
}

/// That something is larger than any memory.
pub const fn too_large(layer: &str, output: &Shape) -> Message {
    Message::of("this `").text(layer).text("` does not fit into any memory: its output is ").shape(output)
}

#[track_caller]
pub(crate) const fn fail(why: &Message) -> ! {
    panic!("{}", why.as_str())
}
