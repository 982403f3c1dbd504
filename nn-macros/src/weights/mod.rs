//! `#[weights("digits.safetensors")]`: the file is read and compared with the declaration while the macro runs. The numbers
//! themselves never become tokens: the expansion includes the file, so that rustc tracks it, and says where each array is.

mod json;
mod safetensors;

use crate::diagnostics::{Errors, Extent, verdict};
use crate::graph::{Graph, Group, NodeId, Weights};
use crate::suggest;
use nn_spec::{MAX_RANK, Shape};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use safetensors::{Array, KEPT};
use std::path::{Path, PathBuf};
use syn::LitStr;

/// Reads the file, and reports whatever does not fit. What only rustc can compare becomes const assertions of the graph.
pub fn read(graph: &mut Graph, path: &LitStr, errors: &mut Errors) {
    let before = errors.len();
    let file = path.value();
    // Paths start where Cargo.toml is, wherever the source that says so lies.
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let place = root.join(&file);
    let bytes = match std::fs::read(&place) {
        Ok(bytes) => bytes,
        Err(error) => return errors.at(path.span(), unreadable(&file, &place, &error)),
    };
    let arrays = match safetensors::read(&bytes) {
        Ok(arrays) => arrays,
        Err(why) => {
            let what = "write it anew with `net.save(…)`, or from Python with `safetensors.numpy.save_file`";
            return errors.at(path.span(), format!("`{file}` {why}; {what}"));
        }
    };
    if graph.groups.is_empty() {
        return errors.at(path.span(), format!("no layer of `{}` has weights; remove this attribute", graph.name));
    }
    let (mut spans, mut used) = (Vec::new(), Vec::new());
    let mut checks = TokenStream::new();
    for group in &graph.groups {
        match arrays_of(graph, group, &arrays) {
            Some(found) => {
                checks.extend(compare(graph, group, &found, &file, errors));
                spans.extend(found.iter().flatten().map(|array| (array.span.start, array.span.end)));
                used.extend(found.into_iter().flatten());
            }
            None => errors.at(group.span, missing(graph, group, &arrays, &file)),
        }
    }
    // Arrays of a layer with another name are left over as well: that was said where the layer is.
    if errors.len() == before {
        let left = left_over(graph, &arrays);
        if !left.is_empty() {
            let why = format!(
                "`{file}` also holds {}, which no layer of `{}` has; save the weights of this network alone",
                listed(&left),
                graph.name
            );
            errors.at(path.span(), why);
        }
    }
    let half = used.first().is_some_and(|array| array.dtype == "F16");
    if errors.len() == before
        && let [first, rest @ ..] = used.as_slice()
        && let Some(other) = rest.iter().find(|array| array.dtype != first.dtype)
    {
        errors.at(path.span(), mixed(&file, first, other));
    }
    let Some(place) = place.to_str().filter(|_| errors.len() == before) else {
        if errors.len() == before {
            errors.at(path.span(), "the path of this crate is not Unicode, so that no file can be included");
        }
        return;
    };
    graph.weights = Some(Weights { file, place: place.to_owned(), spans, half });
    graph.assertions.extend(checks);
}

/// How files of weights end.
const EXTENSION: &str = ".safetensors";

fn unreadable(file: &str, place: &Path, error: &std::io::Error) -> String {
    if error.kind() != std::io::ErrorKind::NotFound {
        return format!("cannot read `{file}`: {error}");
    }
    let folder = place.parent().and_then(|folder| std::fs::read_dir(folder).ok());
    let others: Vec<String> = folder
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(EXTENSION)?.to_owned()))
        .collect();
    let name = place.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let how = match suggest::nearest(name, others.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}{EXTENSION}`?"),
        None => format!("to make it, train without this attribute and call `net.save(\"{file}\")`"),
    };
    format!("there is no file `{file}` beside Cargo.toml, where paths start; {how}")
}

/// The names of a group's parameters in files.
fn names<'g>(graph: &'g Graph, group: &'g Group) -> impl Iterator<Item = String> + 'g {
    graph.nodes[group.node.0].def.params.iter().map(|param| format!("{}.{}", group.name, param.name))
}

/// The arrays of a group's parameters; none when one is missing. A parameter without numbers, such as the bias of a layer
/// without one, need not be there. Where only rustc knows whether it has numbers, `compare` lets it decide.
fn arrays_of<'a>(graph: &Graph, group: &Group, arrays: &'a [Array]) -> Option<Vec<Option<&'a Array>>> {
    let found: Vec<Option<&Array>> =
        names(graph, group).map(|name| arrays.iter().find(|array| array.name == name)).collect();
    let dispensable = |i: usize| match graph.nodes[group.node.0].facts {
        Some(facts) => facts.params[i].is_empty(),
        // The first is the kernel, which every layer has.
        None => i > 0 && found[0].is_some(),
    };
    found.iter().enumerate().all(|(i, array)| array.is_some() || dispensable(i)).then_some(found)
}

/// Compares what the file has with what the layer needs; tells of the first parameter that differs. Const assertions, where
/// only rustc knows.
fn compare(graph: &Graph, group: &Group, found: &[Option<&Array>], file: &str, errors: &mut Errors) -> TokenStream {
    let NodeId(node) = group.node;
    let unknown = |array: &&&Array| KEPT.iter().all(|(dtype, _)| *dtype != array.dtype);
    if let Some(array) = found.iter().flatten().find(unknown) {
        let (name, dtype) = (&array.name, &array.dtype);
        let why = format!("`{name}` is {dtype} in `{file}`, but programs hold F32 or F16; save the network as `f32`");
        errors.at(group.span, why);
        return TokenStream::new();
    }
    // No parameter has more dimensions than that, so what is cut off differs all the same.
    let shown = |array: &Array| array.shape.get(..MAX_RANK).unwrap_or(&array.shape).to_vec();
    let Some(facts) = graph.nodes[node].facts else {
        let (carrier, facts) = (format_ident!("__{}Plan", graph.name), format_ident!("F{node}"));
        // What is not in the file has no numbers, if the layer needs none.
        let given = names(graph, group).zip(found).map(|(name, array)| {
            let dims = array.map_or(vec![0], shown);
            quote!((#name, &[#(#dims),*]))
        });
        return verdict(Extent::at(group.span), "weights", quote!(&#carrier::#facts, &[#(#given),*], #file));
    };
    for (needed, array) in facts.params.iter().zip(found) {
        if let Some(array) = array.filter(|array| array.shape != needed.dims()) {
            let why = nn_spec::verdict::other_shape(needed, &Shape::new(&shown(array)), &array.name, file);
            errors.at(group.span, why.as_str());
            break;
        }
    }
    TokenStream::new()
}

/// That some of a network's weights have half the bits, and others have not: a program keeps all alike, in one struct.
fn mixed(file: &str, first: &Array, other: &Array) -> String {
    format!(
        "`{}` is {} in `{file}`, but `{}` is {}; a network keeps all its weights alike: save it with `net.half()?.save(…)` for F16, or with \
         `net.save(…)` for F32",
        first.name, first.dtype, other.name, other.dtype
    )
}

/// That a layer's weights are not in the file, and under what name they probably are.
fn missing(graph: &Graph, group: &Group, arrays: &[Array], file: &str) -> String {
    let left = left_over(graph, arrays);
    let lost: Vec<String> = names(graph, group).filter(|name| arrays.iter().all(|array| &array.name != name)).collect();
    let all = graph.nodes[group.node.0].def.params.len();
    if lost.len() < all {
        let meant = lost.first().map(|name| suggest::did_you_mean(name, left.iter().copied())).unwrap_or_default();
        let lost: Vec<&str> = lost.iter().map(String::as_str).collect();
        return format!("`{file}` has no {}{meant}; save the weights of this very network", listed(&lost));
    }
    let mut layers: Vec<&str> = left.iter().filter_map(|name| Some(name.rsplit_once('.')?.0)).collect();
    layers.dedup();
    let similar = suggest::nearest(&group.name, layers.iter().copied());
    let meant = similar.or_else(|| same_shapes(graph, group, arrays, &layers));
    match meant {
        Some(name) => {
            format!("`{file}` has no weights for `{}`; did you mean `name = \"{name}\"`?", group.name)
        }
        None if layers.is_empty() => {
            format!("`{file}` has no weights for `{}`; train and save the network with this layer", group.name)
        }
        None => format!("`{file}` has no weights for `{}`; it has some for {}", group.name, listed(&layers)),
    }
}

/// The one layer among those left over in the file whose arrays have the shapes that this layer needs.
fn same_shapes<'l>(graph: &Graph, group: &Group, arrays: &[Array], layers: &[&'l str]) -> Option<&'l str> {
    let node = &graph.nodes[group.node.0];
    let facts = node.facts?;
    let fits = |layer: &&&str| {
        node.def.params.iter().zip(&facts.params).all(|(param, needed)| {
            let name = format!("{layer}.{}", param.name);
            arrays.iter().any(|array| array.name == name && array.shape == needed.dims())
        })
    };
    let mut fitting = layers.iter().filter(fits);
    let only = fitting.next()?;
    fitting.next().is_none().then_some(*only)
}

/// Arrays that belong to no layer. What training needs besides the weights has a `/` in its name.
fn left_over<'a>(graph: &Graph, arrays: &'a [Array]) -> Vec<&'a str> {
    let taken: std::collections::HashSet<String> = graph.groups.iter().flat_map(|group| names(graph, group)).collect();
    let mut left: Vec<&str> = arrays.iter().map(|array| array.name.as_str()).collect();
    left.retain(|name| !taken.contains(*name) && !name.contains('/'));
    left
}

/// "`a`, `b` and 3 more"
fn listed(names: &[&str]) -> String {
    const MOST: usize = 4;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
