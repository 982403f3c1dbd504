//! What a rule is asked with: a use of a layer, and the values it takes.

use crate::{Arg, Shape};

/// One use of a layer: what its rule is asked with.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The inputs, in order.
    pub inputs: &'a [Value],
    /// The arguments, one for each [`LayerDef::args`](crate::LayerDef::args), defaults filled in.
    pub args: &'a [Arg],
}

impl Call<'_> {
    /// The shape of input `i`; poison where there is none.
    pub const fn shape(&self, i: usize) -> Shape {
        if i < self.inputs.len() { self.inputs[i].shape } else { Shape::POISON }
    }

    /// Argument `i`.
    pub const fn arg(&self, i: usize) -> Arg {
        if i < self.args.len() { self.args[i] } else { Arg::None }
    }

    /// True when some input comes from a refused layer: then the rule says nothing.
    pub const fn is_poisoned(&self) -> bool {
        let mut i = 0;
        while i < self.inputs.len() {
            if self.inputs[i].shape.is_poison() {
                return true;
            }
            i += 1;
        }
        false
    }
}

/// A value of the graph, as rules see it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Value {
    /// Its shape, without the batch.
    pub shape: Shape,
    /// What its elements are.
    pub kind: Kind,
}

impl Value {
    /// Real numbers of that shape.
    pub const fn real(shape: Shape) -> Value {
        Value { shape, kind: Kind::Real }
    }

    /// One step of it, its axis of time being of size 1.
    pub const fn one_step(self) -> Value {
        Value { shape: self.shape.with(0, 1), kind: self.kind }
    }
}

/// What the elements of a value are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Real numbers.
    Real,
    /// The set of active positions of a vector of zeros and ones.
    MultiHot,
    /// Integers below a bound.
    Indices {
        /// The bound.
        below: usize,
    },
}

/// [`Kind`] without its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KindName {
    /// Real numbers.
    Real,
    /// Active positions.
    MultiHot,
    /// Integers below a bound.
    Indices,
}

impl Kind {
    /// Which kind it is.
    pub const fn name(self) -> KindName {
        match self {
            Kind::Real => KindName::Real,
            Kind::MultiHot => KindName::MultiHot,
            Kind::Indices { .. } => KindName::Indices,
        }
    }
}
