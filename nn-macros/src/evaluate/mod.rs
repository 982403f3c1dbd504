//! Runs a declaration: `let`, assignment, blocks, loops and calls are executed here, and what remains is a [`Graph`].

mod apply;
mod arguments;
mod bidirectional;
mod block;
mod call;
mod expression;
mod input;
mod loss;
mod mask;
mod names;
mod operands;
mod output;
mod read;
mod scope;
mod statement;
mod states;
mod template;
mod values;
mod walk;
mod word;

use crate::ast::{Network, WeightsAttr};
use crate::diagnostics::Errors;
use crate::graph::{Graph, Group, Node, Type, Value, ValueId, Walk, Weights, Word};
use crate::{check, weights};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use scope::{Scope, Variables};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// The most layers a network may have.
const MOST_NODES: usize = 20_000;
/// The most words noted for editors: nobody hovers over more, and each costs rustc a look-up.
const MOST_WORDS: usize = 1_000;
/// The most steps evaluation may take: loops may turn without making layers.
const MOST_STEPS: usize = 500_000;
/// How deep expressions may nest while they run.
const DEEPEST: usize = 192;
/// How much deeper a call of a block goes than an operator: it takes that much more stack.
const BLOCK_DEPTH: usize = 3;

/// The state of a run.
struct Evaluator<'a> {
    errors: &'a mut Errors,
    /// The hidden type that emission hangs deferred shapes on.
    carrier: Ident,
    values: Vec<Value>,
    nodes: Vec<Node>,
    groups: Vec<Group>,
    variables: Variables,
    scope: Rc<Scope>,
    /// How many layers of each keyword have a name so far.
    counts: HashMap<String, usize>,
    /// The names in use, and whether the user gave them.
    names: HashMap<String, bool>,
    /// Values that went into something that was refused: they are not unused.
    consumed: HashSet<ValueId>,
    /// Whether the value the body ends in could be read: without it, everything would seem unused.
    rooted: bool,
    /// Set when a name could stand for any value: nothing is called unused then.
    uncertain: bool,
    /// Every `time_distributed`.
    walks: Vec<Walk>,
    assertions: TokenStream,
    words: Vec<Word>,
    depth: usize,
    steps: usize,
    /// Set when a limit was passed: the rest is not run.
    stopped: bool,
}

/// What a run leaves.
pub struct Evaluated {
    /// The graph; where something was refused, as much of it as could be read.
    pub graph: Graph,
    /// Whether nothing was refused.
    pub sound: bool,
}

/// Runs a declaration; `errors` has what was refused.
pub fn network(network: &Network, errors: &mut Errors) -> Evaluated {
    let before = errors.len();
    let mut run = Evaluator {
        errors,
        carrier: format_ident!("__{}Plan", network.name),
        values: Vec::new(),
        nodes: Vec::new(),
        groups: Vec::new(),
        walks: Vec::new(),
        variables: Variables::default(),
        scope: Scope::new(None, 0),
        counts: HashMap::new(),
        names: HashMap::new(),
        consumed: HashSet::new(),
        rooted: false,
        uncertain: false,
        assertions: TokenStream::new(),
        words: Vec::new(),
        depth: 0,
        steps: 0,
        stopped: false,
    };
    let inputs: Vec<_> = network.inputs.iter().enumerate().map(|(i, input)| run.input(i, input)).collect();
    let outputs = network.body.as_ref().and_then(|body| {
        let result = run.top(body);
        run.outputs(network, body, result)
    });
    let found = outputs.is_some();
    let mut outputs = outputs.unwrap_or_else(|| run.stand_ins(network));
    run.losses(network, &mut outputs);
    let complete = run.rooted && !run.uncertain && !run.stopped;
    if complete {
        run.never_called();
    }
    let Evaluator { errors, carrier, values, nodes, groups, walks, consumed, words, assertions, .. } = run;
    let mut graph = Graph {
        name: network.name.clone(),
        vis: network.vis.clone(),
        attrs: network.attrs.clone(),
        values,
        nodes,
        groups,
        walks,
        inputs,
        outputs,
        trains: network.loss.is_some(),
        weights: network.weights.as_ref().map(|_| Weights::default()),
        shared: network.shared,
        budget: network.budget.clone(),
        patches: network.patches.clone(),
        words,
        assertions,
    };
    if complete {
        check::unused(&graph, &consumed, errors);
    }
    if found && errors.len() == before {
        check::size(&graph, errors);
        let assertions = check::losses(&graph, network, &carrier, errors);
        graph.assertions.extend(assertions);
    }
    if let (Some(WeightsAttr::Path(path)), true) = (&network.weights, found && errors.len() == before) {
        weights::read(&mut graph, path, errors);
    }
    Evaluated { sound: found && network.sound && errors.len() == before, graph }
}

impl Evaluator<'_> {
    /// A new value.
    fn value(&mut self, name: Option<Ident>, span: Span, ty: Type) -> ValueId {
        self.values.push(Value { name, span, ty, producer: None, walk: None, mask: None });
        ValueId(self.values.len() - 1)
    }

    /// Notes a word of the language for editors.
    fn word_used(&mut self, kind: &'static str, text: &str, span: Span) {
        if self.words.len() < MOST_WORDS {
            self.words.push(Word { kind, ident: Ident::new(text, span.resolved_at(Span::call_site())) });
        }
    }

    /// A value that stands for something that was refused.
    fn poison(&mut self, span: Span) -> ValueId {
        self.value(None, span, Type::Poisoned)
    }

    /// Counts a step; false where the run must end.
    fn step(&mut self, span: Span) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS && !self.stopped {
            self.stopped = true;
            self.errors.at(span, "the loops and blocks of this network run for too long; lay out fewer turns");
        }
        !self.stopped
    }

    /// Reports layers that were never applied and blocks that were never called.
    fn never_called(&mut self) {
        for variable in self.variables.iter().filter(|variable| !variable.used) {
            let name = &variable.name.text;
            let why = match &variable.binding {
                scope::Binding::Layer(_) => format!("layer `{name}` is applied to nothing: `{name}(x)`"),
                scope::Binding::Block(_) => {
                    format!("block `{name}` is never called, so its layers are nowhere; call or remove it")
                }
                _ => continue,
            };
            self.errors.at(variable.name.span(), why);
        }
    }

    /// A const expression for a value's shape, where the emitter puts assertions.
    fn shape_tokens(&self, id: ValueId) -> TokenStream {
        match self.ty(id) {
            Type::Known(value) => {
                let dims = value.shape.dims();
                quote!(__nk::spec::Shape::new(&[#(#dims),*]))
            }
            _ => {
                let (carrier, name) = (&self.carrier, format_ident!("V{}", id.0));
                quote!(#carrier::#name.shape)
            }
        }
    }

    fn ty(&self, id: ValueId) -> Type {
        self.values.get(id.0).map_or(Type::Poisoned, |value| value.ty)
    }
}
