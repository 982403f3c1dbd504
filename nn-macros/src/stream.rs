//! A network one step at a time: the graph of one step, made from the graph of whole sequences by what layers declare of time
//! ([`nn_spec::Time`]), or the layer that needs all steps at once.
//!
//! A value is a *sequence*, whose first axis is time and of size 1 here, or it is there once: the last result so far, or one step by
//! itself. Layers that take what is there once run as they are. Where a window moves by more than one step, or needs several before
//! it gives anything, what follows has a *clock* of its own, and rests when it does not tick.

mod inputs;
mod slide;

use crate::graph::{ArgValue, Graph, Group, GroupId, Node, NodeId, Output, Type, Value, ValueId, Walk, facts};
use nn_spec::{Arg, KindName, Slide, Time, Why};
use proc_macro2::{Span, TokenStream};
use quote::quote;

/// The clock of the steps themselves.
pub const EACH_STEP: usize = 0;

/// The graph of one step.
pub struct Stream {
    /// What a step does.
    pub graph: Graph,
    /// Clocks; the first is [`EACH_STEP`].
    pub clocks: Vec<Clock>,
    /// By node: the clock it runs at.
    pub runs: Vec<usize>,
    /// By node: whether it remembers.
    pub remembers: Vec<bool>,
    /// By value: whether it is read when its clock does not tick, and so has to last.
    pub held: Vec<bool>,
    /// Statements that only rustc can check.
    pub checks: TokenStream,
}

/// When a part of a network runs.
pub struct Clock {
    /// It ticks at some ticks of this one.
    pub parent: usize,
    /// Which tick of the parent is its first, counted from 1; then every how many: const expressions of type `usize`.
    pub numbers: [TokenStream; 2],
    known: Option<Slide>,
}

/// Why a network cannot run one step at a time.
pub struct Refusal {
    /// The layer, or the input.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// The reason.
    pub why: Why,
}

/// What a value is along time.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Sequence,
    Once,
}

impl Stream {
    /// The graph of one step, if there is one.
    pub fn new(graph: &Graph) -> Result<Stream, Refusal> {
        let mut maker = Maker {
            old: graph,
            network: graph.name.to_string(),
            seen: vec![None; graph.values.len()],
            stream: Stream {
                graph: Graph {
                    name: graph.name.clone(),
                    vis: graph.vis.clone(),
                    attrs: Vec::new(),
                    values: Vec::new(),
                    nodes: Vec::new(),
                    groups: Vec::new(),
                    walks: Vec::new(),
                    inputs: Vec::new(),
                    outputs: Vec::new(),
                    trains: false,
                    weights: None,
                    shared: graph.shared,
                    budget: Vec::new(),
                    patches: None,
                    words: Vec::new(),
                    assertions: TokenStream::new(),
                },
                clocks: vec![Clock { parent: EACH_STEP, numbers: [quote!(1), quote!(1)], known: Some(Slide::POINT) }],
                runs: Vec::new(),
                remembers: Vec::new(),
                held: Vec::new(),
                checks: TokenStream::new(),
            },
            clock: Vec::new(),
        };
        maker.inputs()?;
        for k in 0..graph.nodes.len() {
            maker.node(k)?;
        }
        maker.outputs();
        maker.hold();
        Ok(maker.stream)
    }
}

struct Maker<'g> {
    old: &'g Graph,
    network: String,
    /// By value of the old graph: its form, and its place in the new one.
    seen: Vec<Option<(Form, ValueId)>>,
    stream: Stream,
    /// By value of the new graph: its clock.
    clock: Vec<usize>,
}

impl Maker<'_> {
    fn node(&mut self, k: usize) -> Result<(), Refusal> {
        let node = &self.old.nodes[k];
        let Some(inputs) = node.inputs.iter().map(|input| self.seen[input.0]).collect::<Option<Vec<_>>>() else {
            // Only in a stand-in for a refused network.
            return Ok(());
        };
        let refuse = |why: Why| Err(Refusal { name: node.name.clone(), span: node.span, why });
        let time = node.traits().time;
        let values: Vec<ValueId> = inputs.iter().map(|&(_, value)| value).collect();
        let mut clocks: Vec<usize> = values.iter().map(|value| self.clock[value.0]).collect();
        clocks.dedup();
        let clock = if let [clock] = clocks.as_slice() { *clock } else { EACH_STEP };
        let over_time = inputs.iter().filter(|(form, _)| *form == Form::Sequence).count();
        if over_time == 0 {
            let sequence = match (time, self.old.values[node.inputs[0].0].walk) {
                (Time::Leaves(_), Some(walk)) => self.form(self.old.walks[walk.0].clip) == Some(Form::Sequence),
                _ => false,
            };
            let mut args = node.args.clone();
            if let (true, Time::Leaves(steps)) = (sequence, time) {
                args[steps] = argument(Arg::Size(1), quote!(Size(1)));
            }
            let form = if sequence { Form::Sequence } else { Form::Once };
            return self.add(k, args, values, clock, form);
        }
        if over_time < inputs.len() {
            return refuse(Why::Once);
        }
        if clocks.len() > 1 {
            return refuse(Why::Apart);
        }
        match time {
            Time::EachStep => self.add(k, node.args.clone(), values, clock, Form::Sequence),
            Time::Enters => self.add(k, node.args.clone(), values, clock, Form::Once),
            Time::Remembers { sequences, .. } => {
                let form = if sequences { Form::Sequence } else { Form::Once };
                self.add(k, node.args.clone(), values, clock, form)?;
                if let Some(remembers) = self.stream.remembers.last_mut() {
                    *remembers = true;
                }
                Ok(())
            }
            Time::Slides(sliding) => self.slide(k, &sliding, values[0], clock),
            Time::Leaves(_) => refuse(Why::AllSteps),
            Time::Whole(why) => refuse(why),
        }
    }

    /// Node `k` of the old graph, with these arguments and inputs.
    fn add(
        &mut self,
        k: usize,
        args: Vec<ArgValue>,
        inputs: Vec<ValueId>,
        clock: usize,
        form: Form,
    ) -> Result<(), Refusal> {
        let old = &self.old.nodes[k];
        let node = Node {
            def: old.def,
            name: old.name.clone(),
            span: old.span,
            args,
            inputs,
            input_spans: old.input_spans.clone(),
            output: ValueId(0),
            group: old.group,
            facts: None,
        };
        let value = self.push(node, clock, Some(old.output))?;
        self.seen[old.output.0] = Some((form, value));
        Ok(())
    }

    fn push(&mut self, mut node: Node, clock: usize, old: Option<ValueId>) -> Result<ValueId, Refusal> {
        let types: Vec<Type> = node.inputs.iter().map(|input| self.stream.graph.values[input.0].ty).collect();
        let ty = match facts(node.def, &types, &node.args) {
            None => Type::Deferred(KindName::Real),
            Some(Ok(facts)) => {
                node.facts = Some(facts);
                Type::Known(nn_spec::Value::real(facts.output))
            }
            Some(Err(_)) => {
                return Err(Refusal { name: node.name, span: node.span, why: Why::AllAtOnce });
            }
        };
        let old = old.map(|old| &self.old.values[old.0]);
        let name = old.and_then(|old| old.name.clone());
        let walk = old.and_then(|old| old.walk).or_else(|| {
            let first = node.inputs.first()?;
            self.stream.graph.values[first.0].walk
        });
        let producer = Some(NodeId(self.stream.graph.nodes.len()));
        let output = self.value(Value { name, span: node.span, ty, producer, walk, mask: None }, clock);
        node.output = output;
        self.stream.graph.nodes.push(node);
        self.stream.runs.push(clock);
        self.stream.remembers.push(false);
        Ok(output)
    }

    fn value(&mut self, value: Value, clock: usize) -> ValueId {
        self.stream.graph.values.push(value);
        self.clock.push(clock);
        ValueId(self.stream.graph.values.len() - 1)
    }

    fn form(&self, value: ValueId) -> Option<Form> {
        Some(self.seen.get(value.0).copied().flatten()?.0)
    }

    fn outputs(&mut self) {
        for walk in &self.old.walks {
            let clip = self.seen[walk.clip.0].map_or(walk.clip, |(_, value)| value);
            self.stream.graph.walks.push(Walk { outer: walk.outer, clip });
        }
        for (g, group) in self.old.groups.iter().enumerate() {
            let first = self.stream.graph.nodes.iter().position(|node| node.group == Some(GroupId(g)));
            self.stream.graph.groups.push(Group {
                name: group.name.clone(),
                span: group.span,
                node: NodeId(first.unwrap_or(0)),
                trainable: group.trainable,
            });
        }
        for output in &self.old.outputs {
            let (form, value) = match self.seen[output.value.0] {
                Some(seen) => seen,
                None => {
                    // Only in a stand-in, where nothing makes it.
                    let old = &self.old.values[output.value.0];
                    let made = Value {
                        name: old.name.clone(),
                        span: old.span,
                        ty: old.ty,
                        producer: None,
                        walk: None,
                        mask: None,
                    };
                    (Form::Once, self.value(made, EACH_STEP))
                }
            };
            let skip = usize::from(form == Form::Sequence);
            self.stream.graph.outputs.push(Output {
                name: output.name.clone(),
                value,
                dims: output.dims.iter().skip(skip).cloned().collect(),
                span: output.span,
                loss: None,
            });
        }
    }

    /// What is read at other times than it is made.
    fn hold(&mut self) {
        let stream = &mut self.stream;
        stream.held = vec![false; stream.graph.values.len()];
        let ticks_within = |clocks: &[Clock], mut clock: usize, wanted: usize| loop {
            if clock == wanted {
                return true;
            }
            if clock == EACH_STEP {
                return false;
            }
            clock = clocks[clock].parent;
        };
        for output in &stream.graph.outputs {
            stream.held[output.value.0] = self.clock[output.value.0] != EACH_STEP;
        }
        for (node, &runs) in stream.graph.nodes.iter().zip(&stream.runs) {
            for input in &node.inputs {
                stream.held[input.0] |= !ticks_within(&stream.clocks, runs, self.clock[input.0]);
            }
        }
        // A view is its input's memory.
        for node in stream.graph.nodes.iter().rev() {
            let traits = node.traits();
            if stream.held[node.output.0] && (traits.view || traits.training_only) {
                stream.held[node.inputs[0].0] = true;
            }
        }
    }
}

fn argument(known: Arg, tokens: TokenStream) -> ArgValue {
    ArgValue { known: Some(known), exact: true, tokens: quote!(__nk::spec::Arg::#tokens), extent: None }
}
