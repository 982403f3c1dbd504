//! Graph and plans of many networks: `plans.txt`. `BLESS=1 cargo test -p nn-macros plans` writes it anew; read the difference
//! before keeping it.

use super::snapshot;
use crate::diagnostics::Errors;
use crate::fuse::Mode;
use crate::plan::{Plan, Wanted};
use crate::stream::Stream;
use crate::{dump, evaluate, parse};

/// Graph, plan of inference, that of one sample where it takes less, in patches where that is asked for, and, with a loss, plan of training.
fn plans(source: &str) -> String {
    let mut errors = Errors::default();
    let tokens = source.parse().expect("tokens");
    let networks = parse::networks(tokens, &mut errors);
    let mut text = String::new();
    for network in &networks {
        let graph = evaluate::network(network, &mut errors).graph;
        assert!(errors.is_empty(), "{source}\n{}", errors.messages().join("\n"));
        text += &dump::graph(&graph);
        let infer = Plan::new(&graph, Mode::Inference);
        text += &infer.dump(&graph);
        let one = Plan::of_one(&graph, &infer);
        text += &one.as_ref().map_or(String::new(), |one| one.dump(&graph));
        let plain = one.as_ref().unwrap_or(&infer);
        if let Some(Ok(plan)) = Wanted::of(&graph, plain).map(|wanted| Plan::in_patches(&graph, plain, wanted)) {
            text += &plan.dump(&graph);
        }
        if network.loss.is_some() {
            text += &Plan::new(&graph, Mode::Training).dump(&graph);
        }
        if let Ok(stream) = Stream::new(&graph) {
            text += &Plan::of_step(&stream).dump(&stream.graph);
        }
    }
    text
}

#[test]
fn plans_are_as_written_down() {
    let path = snapshot::path("plans.txt");
    let expected = std::fs::read_to_string(&path).unwrap();
    let mut got = String::new();
    let cases: Vec<&str> = expected.split("=== ").skip(1).collect();
    assert!(cases.len() >= 20);
    for case in cases {
        let (title, rest) = case.split_once('\n').unwrap();
        let source = rest.split("\n---\n").next().unwrap().trim_end();
        got += &format!("=== {title}\n{source}\n---\n{}\n", plans(source));
    }
    snapshot::check(&path, &got, "=== ");
}
