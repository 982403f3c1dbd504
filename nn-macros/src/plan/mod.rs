//! The plan: an order of steps and, for each buffer, from when to when it is live.

mod backward;
mod choose;
mod dump;
mod forward;
mod frugal;
mod layout;
mod patches;
mod strips;

use crate::fuse::{Fusion, Mode};
use crate::graph::{Graph, NodeId, ValueId};
use crate::stream::{EACH_STEP, Stream};
pub use choose::{MOST_PATCHES, Wanted};
use frugal::{Frugal, smallest};
pub use layout::Placed;
pub use patches::{Layer, Patches};

/// How a network runs in one mode.
pub struct Plan {
    /// What it is for.
    pub mode: Mode,
    /// Who was fused into whom.
    pub fusion: Fusion,
    /// Every buffer.
    pub buffers: Vec<Buffer>,
    /// The forward pass; batch-coupling layers cut it into stages.
    pub forward: Vec<Vec<Step>>,
    /// Where outputs, losses and their gradients meet; one for each output, for training only.
    pub losses: Vec<LossStep>,
    /// The backward pass, likewise in stages.
    pub backward: Vec<Vec<Step>>,
    /// Where each output is.
    pub outputs: Vec<Slot>,
    /// By time: what runs then.
    pub moments: Vec<String>,
    /// The layout of the two regions, where the macro knows all lengths.
    pub placed: Option<Placed>,
    /// How many places in rings and ticks are counted.
    pub counters: usize,
}

/// A run of numbers in the arena.
pub struct Buffer {
    /// What it holds, for the plan's text.
    pub label: String,
    /// How long it is.
    pub len: Len,
    /// Which part of the arena it lies in.
    pub region: Region,
    /// The first and the last step that touches it.
    pub live: (usize, usize),
    /// The input that it may lie over, and the node whose rule says so.
    pub over: Option<(usize, NodeId)>,
    /// The buffer that it is a part of, and from where on.
    pub within: Option<(usize, usize)>,
}

/// The length of a buffer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Len {
    /// That of a value.
    Value(ValueId),
    /// That of what a node keeps for backward.
    Save(NodeId, usize),
    /// That of a state of numbers of a node.
    State(NodeId, usize),
    /// That of some rows of a value.
    Rows(ValueId, usize),
    /// That of a node's scratch memory, forward (0), backward (1) or of a step (2).
    Scratch(NodeId, usize),
}

/// A part of the arena.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Region {
    /// Grows with the samples.
    Scaled,
    /// Does not; of a step: what lasts from one to the next.
    Fixed,
}

/// Where data is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// In an input of the network.
    Input(usize),
    /// In a buffer.
    Buffer(usize),
    /// Nowhere: nobody wants it.
    Nowhere,
}

/// One step.
#[derive(Debug)]
pub enum Step {
    /// A kernel.
    Call(Call),
    /// `to ← from`
    Copy { from: Slot, to: usize },
    /// `to ← to + from`
    Add { from: usize, to: usize },
    /// A clock ticks or not, when its parent does.
    Tick { clock: usize, counter: usize },
    /// A step that runs when its clock ticks.
    When { clock: usize, step: Box<Step> },
    /// Elementwise steps over buffers of one length, run together, strip by strip.
    Strips(Vec<Step>),
    /// Steps over some rows, run again and again until all rows are there.
    Patches(Patches, Vec<Step>),
}

/// A kernel's function, by the convention at `nn_spec::LayerDef`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    /// `forward`
    Forward,
    /// `forward_into`
    ForwardInto,
    /// `forward_over`
    ForwardOver,
    /// `forward_step`
    ForwardStep,
    /// `backward`
    Backward,
    /// `gather`
    Gather,
    /// `gather_backward`
    GatherBackward,
    /// `infer`
    Infer,
    /// `infer_backward`
    InferBackward,
    /// `infer_affine`
    InferAffine,
    /// `infer_affine_over`
    InferAffineOver,
}

/// A call of a kernel.
#[derive(Debug)]
pub struct Call {
    /// Whose.
    pub node: NodeId,
    /// The activation it applies while it writes.
    pub epilogue: Option<NodeId>,
    /// Which function.
    pub function: Function,
    /// What it is given, in order.
    pub operands: Vec<Operand>,
}

/// What a kernel is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operand {
    /// Numbers to read.
    Read(Slot),
    /// Several runs of numbers to read.
    ReadAll(Vec<Slot>),
    /// Numbers to write.
    Write(Slot),
    /// Several runs of numbers to write.
    WriteAll(Vec<Slot>),
    /// A place in a ring, to be moved.
    Counter(usize),
    /// The node's parameters.
    Params,
    /// The gradients of the node's parameters.
    Gradients,
    /// The scale and shift of another node.
    Affine(NodeId),
    /// Memory with an output at its start, and where in it the input begins.
    Over,
    /// This lane's sums, to be written.
    SyncOut,
    /// All lanes' sums.
    SyncIn,
}

/// Where an output meets its target.
#[derive(Debug)]
pub struct LossStep {
    /// Where the output is.
    pub y: Slot,
    /// Where its gradient goes.
    pub dy: Slot,
    /// Whether the last activation is left to the loss.
    pub fused: bool,
}

impl Plan {
    /// Plans a graph.
    pub fn new(graph: &Graph, mode: Mode) -> Plan {
        let mut builder = Builder::new(graph, mode);
        builder.forward();
        if mode == Mode::Training {
            builder.backward();
        }
        builder.placed(graph)
    }

    /// Plans one step of a sequence.
    pub fn of_step(stream: &Stream) -> Plan {
        smallest(|frugal| {
            let mut builder = Builder::new(&stream.graph, Mode::Step);
            builder.stream = Some(stream);
            builder.frugal = frugal;
            builder.forward();
            builder.placed(&stream.graph)
        })
    }

    /// The buffers of one region, in order, with their places in `buffers`.
    pub fn region(&self, region: Region) -> impl Iterator<Item = (usize, &Buffer)> {
        self.buffers.iter().enumerate().filter(move |(_, buffer)| buffer.region == region)
    }
}

/// What is being planned.
struct Builder<'g> {
    graph: &'g Graph,
    mode: Mode,
    fusion: Fusion,
    buffers: Vec<Buffer>,
    /// By value: where it is.
    slots: Vec<Slot>,
    /// By value: the buffer of its gradient.
    gradients: Vec<Option<usize>>,
    /// By node: the buffers of what it keeps.
    saves: Vec<Vec<Slot>>,
    /// Steps with the time they run at.
    stages: Vec<Vec<(usize, Step)>>,
    forward_stages: usize,
    losses: Vec<LossStep>,
    clock: usize,
    stream: Option<&'g Stream>,
    /// The clock that steps run at now.
    gate: usize,
    /// The clocks that have ticked.
    ticked: Vec<usize>,
    counters: usize,
    frugal: Frugal,
    /// What runs some rows at a time.
    patches: Option<Patches>,
    /// While that is planned: the value that comes of it, and its buffer.
    whole: Option<(ValueId, usize)>,
}

impl<'g> Builder<'g> {
    fn new(graph: &'g Graph, mode: Mode) -> Builder<'g> {
        Builder {
            graph,
            mode,
            fusion: Fusion::new(graph, mode),
            buffers: Vec::new(),
            slots: vec![Slot::Nowhere; graph.values.len()],
            gradients: vec![None; graph.values.len()],
            saves: vec![Vec::new(); graph.nodes.len()],
            stages: vec![Vec::new()],
            forward_stages: 0,
            losses: Vec::new(),
            clock: 0,
            stream: None,
            gate: EACH_STEP,
            ticked: vec![EACH_STEP],
            counters: 0,
            frugal: Frugal::default(),
            patches: None,
            whole: None,
        }
    }

    /// A new buffer, live at the step that comes next.
    fn buffer(&mut self, label: String, len: Len, region: Region) -> usize {
        self.buffers.push(Buffer { label, len, region, live: (self.clock, self.clock), over: None, within: None });
        self.buffers.len() - 1
    }

    fn touch(&mut self, slot: Slot) {
        if let Slot::Buffer(b) = slot {
            let live = &mut self.buffers[b].live;
            live.1 = live.1.max(self.clock);
        }
    }

    /// Appends a step and moves the clock.
    fn step(&mut self, step: Step) {
        for slot in slots_of(&step) {
            self.touch(slot);
        }
        let clock = self.clock;
        let step = match self.gate {
            EACH_STEP => step,
            clock => Step::When { clock, step: Box::new(step) },
        };
        if let Some(stage) = self.stages.last_mut() {
            stage.push((clock, step));
        }
        self.clock += 1;
    }

    /// Ends a stage.
    fn cut(&mut self) {
        self.stages.push(Vec::new());
    }

    fn placed(self, graph: &Graph) -> Plan {
        let mut plan = self.finish();
        plan.placed = layout::place(graph, &plan.buffers);
        plan
    }

    fn finish(mut self) -> Plan {
        let outputs: Vec<Slot> = self.graph.outputs.iter().map(|output| self.slots[output.value.0]).collect();
        // Outputs are read after the last step.
        for &slot in &outputs {
            self.touch(slot);
        }
        if self.mode == Mode::Step {
            // What lasts from one step to the next is live throughout.
            let all = self.clock;
            self.buffers.iter_mut().filter(|buffer| buffer.region == Region::Fixed).for_each(|b| b.live = (0, all));
        }
        let moment = |step: &Step| match step {
            Step::Call(call) => self.graph.nodes[call.node.0].name.clone(),
            Step::Copy { to, .. } | Step::Add { to, .. } => self.buffers[*to].label.clone(),
            _ => String::new(),
        };
        let moments = self.stages.iter().flatten().flat_map(|(_, step)| match step {
            Step::Patches(_, steps) => steps.iter().map(moment).collect(),
            step => vec![moment(step)],
        });
        let moments = moments.collect();
        let mut stages = Vec::new();
        for stage in core::mem::take(&mut self.stages) {
            stages.push(match self.mode {
                // One step of a sequence is short.
                Mode::Step => stage.into_iter().map(|(_, step)| step).collect(),
                _ => self.group_strips(stage),
            });
        }
        self.settle();
        let backward = stages.split_off(self.forward_stages.min(stages.len()));
        Plan {
            mode: self.mode,
            fusion: self.fusion,
            buffers: self.buffers,
            forward: stages,
            losses: self.losses,
            backward,
            outputs,
            moments,
            placed: None,
            counters: self.counters,
        }
    }
}

/// Every place a step touches.
pub fn slots_of(step: &Step) -> Vec<Slot> {
    match step {
        Step::Call(call) => call
            .operands
            .iter()
            .flat_map(|operand| match operand {
                Operand::Read(slot) | Operand::Write(slot) => vec![*slot],
                Operand::ReadAll(slots) | Operand::WriteAll(slots) => slots.clone(),
                _ => Vec::new(),
            })
            .collect(),
        Step::Copy { from, to } => vec![*from, Slot::Buffer(*to)],
        Step::Add { from, to } => vec![Slot::Buffer(*from), Slot::Buffer(*to)],
        Step::Tick { .. } => Vec::new(),
        Step::When { step, .. } => slots_of(step),
        Step::Strips(steps) | Step::Patches(_, steps) => steps.iter().flat_map(slots_of).collect(),
    }
}
