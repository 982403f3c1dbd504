//! Which layers run in patches, and in how many: what `#[patches]` and the RAM of a `#[budget]` ask for.

use super::frugal::smallest;
use super::patches::Layer;
use super::{Builder, Operand, Patches, Plan, Region, Slot, Step};
use crate::ast::{BudgetItem, Limit};
use crate::constant::{Constant, Meaning, Number};
use crate::diagnostics::Extent;
use crate::fuse::{Fate, Fusion, Mode};
use crate::graph::{Graph, NodeId};
use nn_spec::budget::units;
use nn_spec::{Inputs, Text};

/// How many ways are planned, of those that may be the best.
const MOST_PLANS: usize = 200;
/// How many layers run in patches together, so that the ways to be looked at grow as the network does.
const MOST_LAYERS: usize = 12;
/// How many patches there are.
pub const MOST_PATCHES: usize = 64;

/// What patches are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// An arena of so many numbers at most, with as little done twice as that takes.
    Within(usize),
    /// The shortest arena.
    Least,
    /// The shortest arena with so many patches.
    Count(usize),
}

impl Wanted {
    /// What a network's attributes ask for; none where `plain`, the plan without patches, is good enough. A budget whose number only rustc knows
    /// asks for nothing.
    pub fn of(graph: &Graph, plain: &Plan) -> Option<Wanted> {
        if let Some(attr) = &graph.patches {
            return Some(attr.count.map_or(Wanted::Least, Wanted::Count));
        }
        let bytes = graph.budget.iter().find(|item| item.limit == Limit::Ram)?.known()?;
        let most = usize::try_from(bytes).ok()? / 4;
        (plain.placed.as_ref()?.scaled > most).then_some(Wanted::Within(most))
    }
}

impl BudgetItem {
    /// The number, where it consists of literals and the units of a budget.
    fn known(&self) -> Option<i128> {
        let unit = |text: &str, extent| match text {
            "KIB" => Meaning::Constant(Constant::integer(units::KIB as i128, extent)),
            "MIB" => Meaning::Constant(Constant::integer(units::MIB as i128, extent)),
            _ => Meaning::Unknown,
        };
        let extent = Extent::of(&self.value);
        match Constant::new(self.value.clone(), |text| unit(text, extent)).ok()??.number().ok()?? {
            Number::Int(number) => Some(number),
            Number::Float(_) => None,
        }
    }
}

/// Patches, the multiplications they repeat, and what no arena with them is shorter than.
struct Candidate {
    patches: Patches,
    again: u64,
    bound: usize,
}

impl Plan {
    /// The plan for one sample with patches, or why there is none that is better than `plain`, the one without.
    pub fn in_patches(graph: &Graph, plain: &Plan, wanted: Wanted) -> Result<Plan, String> {
        let Some(placed) = &plain.placed else {
            return Err(String::from(
                "patches need numbers that are known while the macro runs, and a size here is a const expression; write it as a number",
            ));
        };
        let (chains, live) = (chains(graph), live(plain));
        let mut candidates: Vec<Candidate> =
            chains.iter().flat_map(|chain| candidates(graph, &live, chain, wanted)).collect();
        candidates.retain(|candidate| candidate.bound < placed.scaled);
        match wanted {
            Wanted::Within(most) => {
                candidates.retain(|candidate| candidate.bound <= most);
                candidates.sort_by_key(|candidate| (candidate.again, candidate.patches.count));
            }
            Wanted::Least | Wanted::Count(_) => {
                candidates.sort_by_key(|candidate| (candidate.bound, candidate.again, candidate.patches.count));
            }
        }
        let mut best: Option<(usize, u64, Plan)> = None;
        for Candidate { patches, again, bound } in candidates.into_iter().take(MOST_PLANS) {
            if best.as_ref().is_some_and(|(scaled, ..)| bound > *scaled) {
                break;
            }
            let plan = planned(graph, &patches);
            let Some(scaled) = plan.placed.as_ref().map(|placed| placed.scaled) else { continue };
            if let Wanted::Within(most) = wanted {
                if scaled <= most {
                    return Ok(plan);
                }
                continue;
            }
            let better = best.as_ref().is_none_or(|(least, repeated, _)| (scaled, again) < (*least, *repeated));
            if scaled < placed.scaled && better {
                best = Some((scaled, again, plan));
            }
        }
        match best {
            Some((.., plan)) => Ok(plan),
            None => Err(nothing(plain, &chains, wanted)),
        }
    }

    /// The buffer that patches are put together in, and the layer that makes them.
    pub fn whole(&self) -> Option<(usize, NodeId)> {
        let (patches, steps) = self.forward.iter().flatten().find_map(|step| match step {
            Step::Patches(patches, steps) => Some((patches, steps)),
            _ => None,
        })?;
        let Layer { node, .. } = patches.last()?;
        steps.iter().rev().find_map(|step| match step {
            Step::Call(call) if call.node == *node => call.operands.iter().find_map(|operand| match operand {
                Operand::Write(Slot::Buffer(b)) => Some((*b, *node)),
                _ => None,
            }),
            _ => None,
        })
    }

    /// What runs in patches.
    pub fn patches(&self) -> Option<&Patches> {
        self.forward.iter().flatten().find_map(|step| match step {
            Step::Patches(patches, _) => Some(patches),
            _ => None,
        })
    }
}

fn planned(graph: &Graph, patches: &Patches) -> Plan {
    smallest(|frugal| {
        let mut builder = Builder::new(graph, Mode::One);
        builder.frugal = frugal;
        builder.patches = Some(patches.clone());
        builder.forward();
        builder.placed(graph)
    })
}

/// Layers with windows, one behind the other: nothing between two of them is read by anybody else, or needs more than a row.
fn chains(graph: &Graph) -> Vec<Vec<Layer>> {
    let fusion = Fusion::new(graph, Mode::One);
    let (mut chains, mut chain) = (Vec::new(), Vec::new());
    for (k, node) in graph.nodes.iter().enumerate() {
        let follows = k > 0 && node.inputs == [graph.nodes[k - 1].output] && {
            let alone = fusion.users[node.inputs[0].0].len() == 1;
            alone && graph.outputs.iter().all(|output| output.value != node.inputs[0])
        };
        let traits = node.traits();
        let by_itself = match fusion.fates[k] {
            Fate::Epilogue(_) | Fate::Affine(_) => true,
            Fate::Infer => traits.affine,
            Fate::View => traits.training_only,
            Fate::Kernel(_) => traits.elementwise && traits.in_place && node.def.params.is_empty(),
            Fate::Loss => false,
        };
        let plain = graph.values[node.output.0].mask.is_none() && graph.clips(node.output).next().is_none();
        let slides = matches!(fusion.fates[k], Fate::Kernel(_)) && node.def.inputs == Inputs::One && plain;
        match node.facts.and_then(|facts| facts.rows).filter(|_| slides) {
            Some((at, axis)) => {
                if !follows {
                    chains.push(std::mem::take(&mut chain));
                }
                chain.push(Layer { node: NodeId(k), at, axis });
            }
            None if follows && by_itself && plain => {}
            None => chains.push(std::mem::take(&mut chain)),
        }
    }
    chains.push(chain);
    chains.retain(|chain| chain.len() > 1);
    chains
}

/// Every part of a chain in every number of patches that may be worth it.
fn candidates(graph: &Graph, live: &[(Option<NodeId>, usize)], chain: &[Layer], wanted: Wanted) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for first in 0..chain.len() {
        for last in first + 1..chain.len().min(first + MOST_LAYERS) {
            let layers = &chain[first..=last];
            let inner = chain[first].node..=chain[last].node;
            let outside = live.iter().filter(|(node, _)| node.is_none_or(|node| !inner.contains(&node)));
            let outside = outside.map(|(_, len)| *len).max().unwrap_or(0);
            let rows = chain[last].axis.output;
            let counts: Vec<usize> = match wanted {
                Wanted::Count(count) => vec![count].into_iter().filter(|count| (2..=rows).contains(count)).collect(),
                // Of those with equally large patches the fewest.
                _ => (2..=rows.min(MOST_PATCHES))
                    .filter(|count| rows.div_ceil(*count) < rows.div_ceil(count - 1))
                    .collect(),
            };
            for count in counts {
                let patches = Patches { layers: layers.to_vec(), count };
                let Some(most) = patches.most() else { continue };
                let row = |layer: &Layer| {
                    let facts = graph.nodes[layer.node.0].facts;
                    facts.map_or(0, |facts| facts.output.len_of(1, facts.output.rank()))
                };
                let whole = row(&chain[last]).saturating_mul(rows);
                let between =
                    layers.iter().zip(&most).rev().skip(1).map(|(layer, rows)| row(layer).saturating_mul(*rows));
                let bound = outside.max(whole.saturating_add(between.max().unwrap_or(0)));
                let again = patches.again(graph);
                candidates.push(Candidate { patches, again, bound });
            }
        }
    }
    candidates
}

/// By step: whose it is, and what has to be live then, what it makes lying over what was there as far as that goes.
fn live(plan: &Plan) -> Vec<(Option<NodeId>, usize)> {
    let lens = plan.placed.as_ref().map_or(&[][..], |placed| &placed.lens);
    let mut nodes = Vec::new();
    for step in plan.forward.iter().flatten() {
        let steps = if let Step::Strips(steps) = step { steps.as_slice() } else { std::slice::from_ref(step) };
        nodes.extend(steps.iter().map(|step| if let Step::Call(call) = step { Some(call.node) } else { None }));
    }
    let live = |step: usize| {
        let (mut made, mut kept) = (0usize, 0usize);
        for (b, buffer) in plan.region(Region::Scaled).filter(|(_, buffer)| buffer.within.is_none()) {
            if buffer.live.0 == step {
                made = made.saturating_add(lens[b]);
            } else if buffer.live.0 < step && step <= buffer.live.1 {
                kept = kept.saturating_add(lens[b]);
            }
        }
        made.max(kept)
    };
    nodes.into_iter().enumerate().map(|(step, node)| (node, live(step))).collect()
}

/// Why patches do not help, and what to do.
fn nothing(plain: &Plan, chains: &[Vec<Layer>], wanted: Wanted) -> String {
    let most = chains.iter().filter_map(|chain| chain.last()).map(|layer| layer.axis.output).max();
    let Some(most) = most else {
        return String::from(
            "nothing here can run in patches: that takes two layers with windows, convolutions or pooling, one behind the other, with \
             nothing between them that needs more than a row; remove `#[patches]`",
        );
    };
    if let Wanted::Count(count) = wanted
        && count > most
    {
        return format!(
            "there are no {count} patches: no chain of convolutions and pooling ends with more than {most} rows"
        );
    }
    let Some(placed) = &plain.placed else { return String::new() };
    let taken = |step: usize| {
        let live = plain.region(Region::Scaled).filter(|(_, buffer)| buffer.live.0 <= step && step <= buffer.live.1);
        placed.taken(live.map(|(b, _)| b))
    };
    let peak = (0..plain.moments.len()).rev().max_by_key(|&step| taken(step)).and_then(|step| plain.moments.get(step));
    let peak = peak.map_or_else(String::new, |name| format!(", which `{name}` needs"));
    let bytes = Text::<27>::new().grouped(placed.scaled.saturating_mul(4));
    let other = if let Wanted::Count(_) = wanted { "ask for another number, or remove it" } else { "remove it" };
    format!("patches save nothing of the {} bytes of the arena{peak}; {other}", bytes.as_str())
}
