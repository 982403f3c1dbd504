//! Runs a case forward and backward as the compiler's code would.

use crate::calls::{Buffers, call};
use crate::cases::Case;
use nn_runtime::{Lengths, Pass, Scalar, kernels};
use nn_spec::{Activation, Arg, Call, Facts, Kind, MAX_PARAMS, Traits, Value};

/// Numbers that look random, are the same on each run, and hit no kink: at least 0.01 from 0, and no two of a case the same.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(name: &str) -> Numbers {
        Numbers(name.bytes().fold(0x1234_5678, |seed, byte| nn_runtime::pass::mix(seed ^ u64::from(byte))))
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        nn_runtime::pass::mix(self.0)
    }

    /// Between `low` and `high`.
    pub fn between<T: Scalar>(&mut self, len: usize, low: f64, high: f64) -> Vec<T> {
        (0..len)
            .map(|_| {
                loop {
                    let unit = (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0;
                    let value = low + unit * (high - low);
                    if value.abs() > 0.01 {
                        return T::of(value);
                    }
                }
            })
            .collect()
    }
}

impl Case {
    pub fn call(&self) -> Call<'_> {
        Call { inputs: &self.inputs, args: &self.args }
    }

    pub fn facts(&self) -> Facts {
        match (self.def.facts)(&self.call()) {
            Ok(facts) => facts,
            Err(reject) => panic!("{}: refused: {}", self.name(), reject.why),
        }
    }

    pub fn traits(&self) -> Traits {
        (self.def.traits)(&self.args)
    }

    pub fn is_multi_hot(&self) -> bool {
        self.inputs[0].kind == Kind::MultiHot
    }

    pub fn is_real(&self) -> bool {
        self.inputs[0].kind == Kind::Real
    }

    /// The activation given as an argument, and where.
    fn epilogue(&self) -> Option<(usize, Activation)> {
        let at = self.def.args.iter().position(|arg| arg.name == "activation").filter(|_| self.traits().epilogue)?;
        Some((at, self.args[at].activation()))
    }

    /// Samples with inputs and parameters drawn, gradients zero.
    pub fn buffers<T: Scalar>(&self, samples: usize) -> Buffers<T> {
        let facts = self.facts();
        let mut numbers = Numbers::new(&self.name());
        // A root has none below 0.
        let low =
            if self.args.iter().any(|arg| matches!(arg, Arg::Activation(Activation::Sqrt))) { 0.25 } else { -1.5 };
        let mut input = |i: usize| match self.inputs.get(i) {
            Some(Value { shape, kind: Kind::Real }) => numbers.between(samples * shape.len(), low, 1.5),
            _ => vec![],
        };
        let x = [input(0), input(1), input(2)];
        let (mut ids, mut offsets) = (vec![], vec![0]);
        match self.inputs[0].kind {
            Kind::Indices { below } => {
                ids.extend((0..samples * self.inputs[0].shape.len()).map(|_| (numbers.bits() % below as u64) as u32));
            }
            Kind::MultiHot => {
                for _ in 0..samples {
                    ids.extend((0..self.inputs[0].shape.len() as u32).filter(|_| numbers.bits().is_multiple_of(2)));
                    offsets.push(ids.len());
                }
            }
            Kind::Real => {}
        }
        let param = |i: usize| match self.def.params.get(i) {
            // A scale stays away from 0, a variance above it.
            Some(def) => {
                let (low, high) = match def.name {
                    "gamma" => (0.5, 1.5),
                    "moving_variance" => (0.5, 2.0),
                    _ => (-1.0, 1.0),
                };
                numbers.between(facts.params[i].len(), low, high)
            }
            None => vec![],
        };
        let p: [Vec<T>; MAX_PARAMS] = std::array::from_fn(param);
        let mut channels = |low: f64, high: f64| numbers.between(facts.output.last(), low, high);
        let a = [channels(0.5, 1.5), channels(-1.0, 1.0), channels(-1.0, 1.0), channels(0.5, 2.0)];
        let zeros = |len: usize| vec![T::zero(); len];
        let save = |i: usize| match self.def.saves.get(i) {
            Some(def) if def.per_sample => zeros(samples * facts.saves[i]),
            Some(_) => zeros(facts.saves[i]),
            None => vec![],
        };
        let pass = Pass {
            samples,
            first: 0,
            batch: samples,
            training: self.training,
            seed: 99,
            offset: 0,
            shared: false,
            relu: false,
            lengths: [Lengths::ALL; 2],
        };
        Buffers {
            pass,
            lengths: [vec![], vec![]],
            inputs: self.inputs.len(),
            y: zeros(samples * facts.output.len()),
            s: std::array::from_fn(save),
            scratch: zeros(samples * facts.scratch[0].max(facts.scratch[1])),
            sync: vec![0.0; facts.sync[0].max(facts.sync[1])],
            dy: zeros(samples * facts.output.len()),
            dx: x.each_ref().map(|x| zeros(x.len())),
            dp: p.each_ref().map(|p| zeros(p.len())),
            x,
            p,
            ids,
            offsets,
            a,
        }
    }

    /// The upstream gradient of a case.
    pub fn upstream<T: Scalar>(&self, samples: usize) -> Vec<T> {
        Numbers::new(&format!("upstream of {}", self.name())).between(samples * self.facts().output.len(), -1.0, 1.0)
    }

    pub fn forward<T: Scalar>(&self, b: &mut Buffers<T>) {
        let traits = self.traits();
        if traits.couples_batch {
            call(self.def.keyword, "gather", &self.call(), b);
        }
        self.forward_with_sums(b);
    }

    /// Without `gather`: `b.sync` holds the sums already.
    pub fn forward_with_sums<T: Scalar>(&self, b: &mut Buffers<T>) {
        let traits = self.traits();
        if traits.view || traits.in_place {
            b.y.copy_from_slice(&b.x[0]);
        }
        if !traits.view {
            let function = if self.is_multi_hot() { "forward_multi_hot" } else { "forward" };
            call(self.def.keyword, function, &self.call(), b);
        }
    }

    pub fn backward<T: Scalar>(&self, b: &mut Buffers<T>) {
        if self.traits().couples_batch {
            call(self.def.keyword, "gather_backward", &self.call(), b);
        }
        self.backward_with_sums(b);
    }

    /// Without `gather_backward`: `b.sync` holds the sums already.
    pub fn backward_with_sums<T: Scalar>(&self, b: &mut Buffers<T>) {
        let traits = self.traits();
        if traits.view || traits.passes_gradient {
            for dx in b.dx.iter_mut().take(self.inputs.len()) {
                dx.copy_from_slice(&b.dy);
            }
            return;
        }
        if let Some((at, activation)) = self.epilogue() {
            // What the derivative is read from: the output, or the layer's output without its activation.
            let from = if activation.derivative_from_output() {
                b.y.clone()
            } else {
                let mut plain = self.clone();
                plain.args[at] = Arg::Activation(Activation::Linear);
                let mut copy = b.clone();
                plain.forward_with_sums(&mut copy);
                copy.y
            };
            kernels::activation::backward(&activation, &b.pass, &from, &mut b.dy);
        }
        let function = if self.is_multi_hot() { "backward_multi_hot" } else { "backward" };
        call(self.def.keyword, function, &self.call(), b);
        if traits.in_place {
            b.dx[0].copy_from_slice(&b.dy);
        }
    }
}
