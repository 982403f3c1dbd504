//! The plans of random networks, run symbolically: every cell of the arena remembers which buffer was written there last, so
//! a read of what was never written, or was overwritten since, shows.

use super::random::{Random, chain, image, network};
use crate::diagnostics::Errors;
use crate::fuse::Mode;
use crate::graph::{Graph, Type, ValueId};
use crate::plan::{Call, Function, Len, Operand, Patches, Plan, Region, Slot, Step, Wanted, slots_of};
use crate::stream::Stream;
use crate::{evaluate, parse};
use std::collections::HashMap;

/// The arena: the buffer that was written last, by cell.
struct Arena<'p> {
    plan: &'p Plan,
    cells: [Vec<Option<usize>>; 2],
    /// Of some buffers, the part that a patch touches.
    parts: HashMap<usize, (usize, usize)>,
}

impl Arena<'_> {
    fn new<'p>(plan: &'p Plan, scaled: usize, fixed: usize) -> Arena<'p> {
        Arena { plan, cells: [vec![None; scaled], vec![None; fixed]], parts: HashMap::new() }
    }

    fn span(&mut self, b: usize) -> &mut [Option<usize>] {
        let placed = self.plan.placed.as_ref().expect("all lengths are numbers");
        let (offset, len) = (placed.offsets[b], placed.lens[b]);
        let region = match self.plan.buffers[b].region {
            Region::Scaled => 0,
            Region::Fixed => 1,
        };
        let (from, to) = self.parts.get(&b).copied().unwrap_or((0, len));
        &mut self.cells[region][offset + from..offset + to]
    }

    fn read(&mut self, slot: Slot) -> Result<(), String> {
        let Slot::Buffer(b) = slot else { return Ok(()) };
        let plan = self.plan;
        // What a part holds, the whole does.
        let holds = |owner: usize| {
            std::iter::successors(Some(owner), |&part| plan.buffers[part].within.map(|(whole, _)| whole))
                .any(|part| part == b)
        };
        match self.span(b).iter().find(|owner| !owner.is_some_and(holds)).copied() {
            None => Ok(()),
            Some(None) => Err(format!("b{b} is read before it is written")),
            Some(Some(other)) => Err(format!("b{b} is read, but b{other} was written over it")),
        }
    }

    fn write(&mut self, slot: Slot) {
        if let Slot::Buffer(b) = slot {
            self.span(b).fill(Some(b));
        }
    }

    /// Kernels get all buffers of a step at once, as slices that may be written.
    fn disjoint(&self, slots: &[Slot]) -> Result<(), String> {
        let placed = self.plan.placed.as_ref().expect("all lengths are numbers");
        let mut buffers: Vec<usize> =
            slots.iter().filter_map(|slot| if let Slot::Buffer(b) = slot { Some(*b) } else { None }).collect();
        buffers.sort_unstable();
        buffers.dedup();
        for (i, &a) in buffers.iter().enumerate() {
            for &b in &buffers[i + 1..] {
                let same_region = self.plan.buffers[a].region == self.plan.buffers[b].region;
                let end = |b: usize| placed.offsets[b] + placed.lens[b];
                let meet = placed.offsets[a] < end(b) && placed.offsets[b] < end(a);
                if same_region && meet && placed.lens[a] > 0 && placed.lens[b] > 0 {
                    return Err(format!("b{a} and b{b} overlap in one step"));
                }
            }
        }
        Ok(())
    }

    /// An output over its input starts as far in front of it as the layer's rule says.
    fn in_front(&self, graph: &Graph, (output, input): (usize, usize)) -> Result<(), String> {
        let placed = self.plan.placed.as_ref().expect("all lengths are numbers");
        let lead = self.plan.buffers[output].over.and_then(|(_, node)| graph.nodes[node.0].facts?.lead);
        match lead {
            Some(lead) if placed.offsets[output] + lead <= placed.offsets[input] => Ok(()),
            _ => Err(format!("b{output} is written over b{input}, which is still read: {lead:?}")),
        }
    }

    fn step(&mut self, graph: &Graph, step: &Step) -> Result<(), String> {
        match self.plan.overlap(step) {
            Some(pair) => self.in_front(graph, pair)?,
            // The steps of a patch come one after the other.
            None if matches!(step, Step::Patches(..)) => {}
            None => self.disjoint(&slots_of(step))?,
        }
        match step {
            Step::Copy { from, to } => {
                self.read(*from)?;
                self.write(Slot::Buffer(*to));
                Ok(())
            }
            Step::Add { from, to } => {
                self.read(Slot::Buffer(*from))?;
                self.read(Slot::Buffer(*to))
            }
            Step::Strips(steps) => steps.iter().try_for_each(|step| self.step(graph, step)),
            Step::Patches(patches, steps) => {
                let patch = |i| steps.iter().try_for_each(|step| self.step_of_rows(graph, patches, i, step));
                (0..patches.count).try_for_each(patch)
            }
            Step::Call(call) => self.call(graph, call),
            // What rests holds what it held: a plan is sound when all of it runs.
            Step::When { step, .. } => self.step(graph, step),
            Step::Tick { .. } => Ok(()),
        }
    }

    /// A step of patch `i`: of what it reads and writes, the rows of that patch.
    fn step_of_rows(&mut self, graph: &Graph, patches: &Patches, i: usize, step: &Step) -> Result<(), String> {
        let Step::Call(call) = step else { return Err(String::from("a patch makes a copy")) };
        let (rows, layer, plan) = (patches.rows(i), patches.layer_of(call.node), self.plan);
        let mut part = |slot: Slot, (from, to): (usize, usize), value: ValueId| {
            let (Slot::Buffer(b), Type::Known(value)) = (slot, graph.values[value.0].ty) else { return };
            let row = value.shape.len() / value.shape.dim(0);
            match plan.buffers[b].len {
                Len::Value(_) => self.parts.insert(b, (from * row, to * row)),
                Len::Rows(..) => self.parts.insert(b, (0, (to - from) * row)),
                _ => None,
            };
        };
        let node = &graph.nodes[call.node.0];
        for operand in &call.operands {
            match operand {
                Operand::Read(slot) => part(*slot, rows[layer], node.inputs[0]),
                Operand::Write(slot) => part(*slot, rows[layer + 1], node.output),
                _ => {}
            }
        }
        let done = self.step(graph, step);
        self.parts.clear();
        done
    }

    fn call(&mut self, graph: &Graph, call: &Call) -> Result<(), String> {
        // The first written operand also holds what is read: the input of a forward in place, the gradient in backward.
        let in_place = graph.nodes[call.node.0].traits().in_place;
        let mut holds_input = match call.function {
            Function::Forward | Function::InferAffine => in_place,
            Function::ForwardOver | Function::InferAffineOver | Function::ForwardStep | Function::Gather => false,
            Function::ForwardInto
            | Function::Infer
            | Function::Backward
            | Function::InferBackward
            | Function::GatherBackward => true,
        };
        for operand in &call.operands {
            match operand {
                Operand::Read(slot) => self.read(*slot)?,
                Operand::ReadAll(slots) => slots.iter().try_for_each(|&slot| self.read(slot))?,
                Operand::Write(slot) if std::mem::take(&mut holds_input) => self.read(*slot)?,
                _ => {}
            }
        }
        for operand in &call.operands {
            match operand {
                Operand::Write(slot) => self.write(*slot),
                Operand::WriteAll(slots) => slots.iter().for_each(|&slot| self.write(slot)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Runs a plan; the error says what went wrong where.
fn run(graph: &Graph, plan: &Plan) -> Result<(), String> {
    let placed = plan.placed.as_ref().ok_or("not all lengths are known")?;
    let end = |region: Region| plan.region(region).map(|(b, _)| placed.offsets[b] + placed.lens[b]).max().unwrap_or(0);
    assert_eq!(
        (placed.scaled, placed.fixed),
        (end(Region::Scaled), end(Region::Fixed)),
        "the arena is as long as needed"
    );
    let mut arena = Arena::new(plan, placed.scaled, placed.fixed);
    for step in plan.forward.iter().flatten() {
        arena.step(graph, step).map_err(|why| format!("forward, {step:?}: {why}"))?;
    }
    for (i, loss) in plan.losses.iter().enumerate() {
        arena
            .disjoint(&[loss.y, loss.dy])
            .and_then(|()| arena.read(loss.y))
            .map_err(|why| format!("loss {i}: {why}"))?;
        arena.write(loss.dy);
    }
    // The outputs are handed out after the losses, and what comes later must leave them alone.
    for step in plan.backward.iter().flatten() {
        arena.step(graph, step).map_err(|why| format!("backward, {step:?}: {why}"))?;
    }
    plan.outputs.iter().try_for_each(|&slot| match slot {
        Slot::Buffer(_) => arena.read(slot).map_err(|why| format!("output: {why}")),
        _ => Err(String::from("an output is in no buffer")),
    })
}

/// How many networks saved memory, and how.
#[derive(Default)]
struct Seen {
    over: usize,
    joined: usize,
    patched: usize,
}

/// Checks the plans of a declaration, that of one step among them where there is one.
fn check(source: &str, seen: &mut Seen) -> Result<(), String> {
    let mut errors = Errors::default();
    let tokens = source.parse().map_err(|error| format!("{error}"))?;
    let networks = parse::networks(tokens, &mut errors);
    for network in &networks {
        let graph = evaluate::network(network, &mut errors).graph;
        if !errors.is_empty() {
            return Err(errors.messages().join("\n"));
        }
        for mode in [Mode::Inference, Mode::Training] {
            let plan = Plan::new(&graph, mode);
            run(&graph, &plan).map_err(|why| format!("{why}\n{}", plan.dump(&graph)))?;
            if mode == Mode::Inference {
                in_patches(&graph, &plan, seen)?;
            }
            if let Some(one) = (mode == Mode::Inference).then(|| Plan::of_one(&graph, &plan)).flatten() {
                run(&graph, &one).map_err(|why| format!("{why}\n{}", one.dump(&graph)))?;
                seen.over += usize::from(one.forward.iter().flatten().any(|step| one.overlap(step).is_some()));
                seen.joined += usize::from(one.buffers.iter().any(|buffer| buffer.within.is_some()));
            }
        }
        if let Ok(stream) = Stream::new(&graph) {
            let plan = Plan::of_step(&stream);
            run(&stream.graph, &plan).map_err(|why| format!("{why}\n{}", plan.dump(&stream.graph)))?;
        }
    }
    Ok(())
}

/// Checks the plans in patches: none is as long as the one without.
fn in_patches(graph: &Graph, batch: &Plan, seen: &mut Seen) -> Result<(), String> {
    let one = Plan::of_one(graph, batch);
    let plain = one.as_ref().unwrap_or(batch);
    let scaled = |plan: &Plan| plan.placed.as_ref().map(|placed| placed.scaled);
    for wanted in [Wanted::Least, Wanted::Count(2), Wanted::Count(3)] {
        let Ok(plan) = Plan::in_patches(graph, plain, wanted) else { continue };
        run(graph, &plan).map_err(|why| format!("{wanted:?}: {why}\n{}", plan.dump(graph)))?;
        assert!(scaled(&plan) < scaled(plain), "{wanted:?}\n{}", plan.dump(graph));
        seen.patched += 1;
        let (Wanted::Least, Some(least)) = (wanted, scaled(&plan)) else { continue };
        let again = |plan: &Plan| plan.patches().map(|patches| patches.again(graph));
        let within = Plan::in_patches(graph, plain, Wanted::Within(least))?;
        assert!(scaled(&within) == Some(least) && again(&within) == again(&plan), "{}", within.dump(graph));
        assert!(Plan::in_patches(graph, plain, Wanted::Within(least - 1)).is_err());
    }
    Ok(())
}

#[test]
fn no_plan_reads_what_was_overwritten_or_never_written() {
    let mut seen = Seen::default();
    for seed in 0..500 {
        let source = network(&mut Random::new(seed));
        check(&source, &mut seen).unwrap_or_else(|why| panic!("seed {seed}:\n{source}\n{why}"));
    }
    for seed in 0..100 {
        let source = chain(&mut Random::new(seed));
        check(&source, &mut seen).unwrap_or_else(|why| panic!("seed {seed}:\n{source}\n{why}"));
    }
    for seed in 0..50 {
        let source = image(&mut Random::new(seed));
        check(&source, &mut seen).unwrap_or_else(|why| panic!("seed {seed}:\n{source}\n{why}"));
    }
    assert!(seen.patched > 60, "{} in patches", seen.patched);
    assert!(seen.over > 50 && seen.joined > 50, "{} lie over their input, {} are joined", seen.over, seen.joined);
}

/// What lasts from one step to the next is overwritten by nothing, whatever runs between.
#[test]
fn steps_disturb_no_state() {
    let body = [
        "x.conv1d(4, 3, padding = causal, dilation = 3).layer_norm().gru(5, return_sequences = true).dense(4).lstm(2)",
        "x.max_pool1d(2).conv1d(4, 3, activation = tanh).batch_norm().lstm(2)",
        "concat(x.gru(1), x.conv1d(3, 2, strides = 3, padding = causal).activation(relu).lstm(1))",
        "{ let slow = x.avg_pool1d(2).gru(2); let fast = x.lstm(2); slow * fast + slow }",
    ];
    for body in body {
        let source = format!("fn Net(x: Tensor<20, 4>) -> Tensor<2> {{ {body} }}");
        let mut errors = Errors::default();
        let networks = parse::networks(source.parse().expect("tokens"), &mut errors);
        let graph = evaluate::network(&networks[0], &mut errors).graph;
        let stream = Stream::new(&graph).unwrap_or_else(|refusal| panic!("{source}: {}", refusal.why.text()));
        let plan = Plan::of_step(&stream);
        let placed = plan.placed.as_ref().expect("all numbers are known");
        run(&stream.graph, &plan).unwrap_or_else(|why| panic!("{source}: {why}\n{}", plan.dump(&stream.graph)));
        let kept: usize = plan.region(Region::Fixed).map(|(b, _)| placed.lens[b]).sum();
        assert_eq!(kept, placed.fixed, "{source}: states share no memory");
        assert!(kept > 0);
    }
}

#[test]
fn a_plan_that_overlaps_is_found() {
    let mut errors = Errors::default();
    let source = "#[loss(mse)] fn Net(x: Tensor<3>) -> Tensor<3> { x.dense(3).layer_norm().dense(3) }";
    let networks = parse::networks(source.parse().expect("tokens"), &mut errors);
    let graph = evaluate::network(&networks[0], &mut errors).graph;
    let mut plan = Plan::new(&graph, Mode::Training);
    if let Some(placed) = &mut plan.placed {
        placed.offsets.fill(0);
        placed.scaled = placed.lens.iter().copied().max().unwrap_or(0);
    }
    assert!(run(&graph, &plan).is_err());
}
