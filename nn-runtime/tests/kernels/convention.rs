//! The kernels take what the convention says, and no layer is left out.

use crate::calls::SIGNATURES;
use crate::cases::cases;
use nn_spec::{Call, Inputs, KindName, LayerDef, Value, layers};

#[test]
fn every_layer_has_a_case() {
    let cases = cases();
    for def in layers::LAYERS {
        assert!(cases.iter().any(|case| case.def.keyword == def.keyword), "`{}` has no case", def.keyword);
        for kind in def.accepts {
            let tried = cases.iter().any(|case| case.def.keyword == def.keyword && case.inputs[0].kind.name() == *kind);
            assert!(tried, "`{}` has no case with {kind:?} input", def.keyword);
        }
    }
}

#[test]
fn kernels_take_what_the_convention_says() {
    for case in cases() {
        let traits = case.traits();
        if traits.view {
            continue;
        }
        let mut functions: Vec<&str> = match case.inputs[0].kind.name() {
            KindName::MultiHot => vec!["forward_multi_hot", "backward_multi_hot"],
            _ => vec!["forward", "backward"],
        };
        if traits.passes_gradient {
            functions.pop();
        }
        if traits.affine_epilogue && case.inputs[0].kind.name() == KindName::Real {
            functions.push("infer_affine");
        }
        if traits.couples_batch {
            functions.extend(["gather", "gather_backward", "infer", "infer_backward"]);
        }
        for function in functions {
            let found = SIGNATURES.iter().find(|(layer, name, _)| (*layer, *name) == (case.def.keyword, function));
            let (_, _, arguments) = found.unwrap_or_else(|| panic!("`{}` has no `{function}`", case.def.keyword));
            // An activation reads its output or its input, by one and the same function.
            let from = if traits.reads.output { "y" } else { "x0" };
            let expected = convention(case.def, &case.call(), function);
            assert_eq!(
                arguments.split_whitespace().collect::<Vec<_>>().join(" ").replace("from", from),
                expected,
                "{function} of {}",
                case.name()
            );
        }
    }
}

/// The arguments that the convention at [`LayerDef`] gives to a kernel of this call.
fn convention(def: &LayerDef, call: &Call, function: &str) -> String {
    let traits = (def.traits)(call.args);
    let inputs: Vec<String> = match (def.inputs, call.inputs) {
        (Inputs::Many, _) => vec!["xs".into()],
        (_, [Value { kind, .. }, ..]) if kind.name() == KindName::MultiHot => vec!["sets".into()],
        (_, [Value { kind, .. }, ..]) if kind.name() == KindName::Indices => vec!["ids".into()],
        (inputs, _) => (0..inputs.most()).map(|i| format!("x{i}")).collect(),
    };
    let gradients: Vec<String> = match def.inputs {
        Inputs::Many => vec!["dxs".into()],
        inputs => (0..inputs.most()).map(|i| format!("dx{i}")).collect(),
    };
    let numbered = |prefix: &str, count: usize| (0..count).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
    let (params, saves) = (numbered("p", def.params.len()), numbered("s", def.saves.len()));
    let only = |wanted: bool, list: &[String]| if wanted { list.to_vec() } else { vec![] };
    let one = |wanted: bool, name: &str| only(wanted, &[name.to_owned()]);
    let read = [
        only(traits.reads.inputs, &inputs),
        one(traits.reads.output, "y"),
        only(traits.reads.params, &params),
        saves.clone(),
    ]
    .concat();
    let scratch = |at: &str| one(traits.scratch, at);
    let list = match function {
        "gather" => [inputs, one(true, "sync")].concat(),
        "gather_backward" => [read, one(true, "dy"), one(true, "sync")].concat(),
        "infer_affine" => [inputs, params, one(true, "affine"), one(true, "y"), scratch("scratch")].concat(),
        "infer" => [params, one(true, "y")].concat(),
        "infer_backward" => [params, one(true, "d")].concat(),
        _ if function.starts_with("forward") => {
            let x = only(!traits.in_place, &inputs);
            [one(traits.couples_batch, "sync"), x, params, one(true, "y"), saves, scratch("scratch")].concat()
        }
        _ => {
            let d = if traits.in_place { one(true, "d") } else { [one(true, "dy"), gradients].concat() };
            let dparams = numbered("dp", def.params.len());
            [one(traits.couples_batch, "sync"), read, d, dparams, scratch("scratch")].concat()
        }
    };
    list.join(" ")
}
