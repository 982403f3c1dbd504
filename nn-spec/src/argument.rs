//! Arguments of layers: what they may be, and their values in a form that `const` code can read.

use crate::{Activation, Initializer, MAX_RANK, Shape};

/// The value of one argument. A layer's rule reads them by their position in [`crate::LayerDef::args`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Arg {
    /// Left out, and without a default.
    None,
    /// A size or count.
    Size(usize),
    /// A whole number that may be negative: an axis.
    Int(i64),
    /// One or several whole numbers: `3`, `(3, 5)`.
    List(List),
    /// A real number.
    Number(f64),
    /// A switch.
    Bool(bool),
    /// One of the words the argument lists, by its place in that list.
    Word(usize),
    /// An activation.
    Activation(Activation),
    /// An initializer.
    Initializer(Initializer),
    /// A penalty on weights.
    Regularizer(Regularizer),
    /// A rule that weights are brought back to after each step.
    Constraint(Constraint),
}

/// One to [`MAX_RANK`] whole numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct List {
    values: [i64; MAX_RANK],
    len: usize,
}

impl List {
    /// A list of these values; those beyond [`MAX_RANK`] make it empty, which every rule refuses.
    pub const fn new(values: &[i64]) -> List {
        let mut list = List { values: [0; MAX_RANK], len: 0 };
        if values.len() <= MAX_RANK {
            while list.len < values.len() {
                list.values[list.len] = values[list.len];
                list.len += 1;
            }
        }
        list
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// True for a list of no values.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Value `i`; a list of one value has it everywhere, as a scalar kernel size has.
    pub const fn get(&self, i: usize) -> i64 {
        if self.len == 1 {
            self.values[0]
        } else if i < self.len {
            self.values[i]
        } else {
            0
        }
    }
}

/// `l1 · Σ|w| + l2 · Σw²`, added to the loss.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Regularizer {
    /// Factor on the absolute values.
    pub l1: f64,
    /// Factor on the squares.
    pub l2: f64,
}

impl Regularizer {
    /// No penalty.
    pub const NONE: Regularizer = Regularizer { l1: 0.0, l2: 0.0 };
}

/// What weights are brought back to after each optimizer step (Keras' constraints, over the input axis).
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Constraint {
    /// Free.
    None,
    /// Each unit's incoming weights have at most this norm.
    MaxNorm(f64),
    /// No weight is negative.
    NonNeg,
    /// Each unit's incoming weights have norm 1.
    UnitNorm,
}

/// What an argument may be, and how it is read from the source.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ArgKind {
    /// A size: a const expression of type `usize`.
    Size,
    /// A whole number that may be negative: a const expression of type `i64`.
    Int,
    /// One whole number or a tuple of them.
    List,
    /// One whole number, one for each axis, or a pair for each: `1`, `(1, 2)`, `((1, 0), (2, 3))`. A list of all of them.
    Pairs,
    /// A real number: a const expression of type `f64` (a whole literal counts).
    Number,
    /// `true` or `false`, in letters: it decides what code there is.
    Bool,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, or numbers as in [`ArgKind::Pairs`].
    WordOrPairs(&'static [&'static str]),
    /// An activation by name.
    Activation,
    /// An initializer by name.
    Initializer,
    /// `l1(0.01)`, `l2(0.01)` or `l1_l2(l1 = 0.01, l2 = 0.01)`.
    Regularizer,
    /// `max_norm(2.0)`, `non_neg` or `unit_norm`.
    Constraint,
}

/// One argument of a layer.
#[derive(Clone, Copy)]
pub struct ArgDef {
    /// Keras' name for it.
    pub name: &'static str,
    /// What it may be.
    pub kind: ArgKind,
    /// Its value when left out; [`Arg::None`] with `required` means it must be given.
    pub default: Arg,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it takes all positional arguments that are left: `reshape(4, 8)`.
    pub variadic: bool,
    /// The layer that its value goes to, as its first argument, if it is not the default: that layer is put ahead of this one.
    pub ahead: Option<&'static str>,
    /// One line for a reader.
    pub doc: &'static str,
}

impl ArgDef {
    /// An argument that must be given.
    pub const fn required(name: &'static str, kind: ArgKind, doc: &'static str) -> ArgDef {
        ArgDef { name, kind, default: Arg::None, required: true, variadic: false, ahead: None, doc }
    }

    /// An argument with a default.
    pub const fn optional(name: &'static str, kind: ArgKind, default: Arg, doc: &'static str) -> ArgDef {
        ArgDef { name, kind, default, required: false, variadic: false, ahead: None, doc }
    }

    /// The same argument, taking every positional argument from its place on.
    pub const fn variadic(mut self) -> ArgDef {
        self.variadic = true;
        self
    }

    /// The same argument, which is the first one of the layer `keyword`, put ahead of this one.
    pub const fn ahead(mut self, keyword: &'static str) -> ArgDef {
        self.ahead = Some(keyword);
        self
    }

    /// An initializer argument with its default.
    pub const fn initializer(name: &'static str, default: Initializer) -> ArgDef {
        ArgDef::optional(name, ArgKind::Initializer, Arg::Initializer(default), "how the parameter starts")
    }

    /// A regularizer argument, none by default.
    pub const fn regularizer(name: &'static str) -> ArgDef {
        let none = Arg::Regularizer(Regularizer::NONE);
        ArgDef::optional(name, ArgKind::Regularizer, none, "a penalty on the parameter, added to the loss")
    }

    /// A constraint argument, none by default.
    pub const fn constraint(name: &'static str) -> ArgDef {
        let none = Arg::Constraint(Constraint::None);
        ArgDef::optional(name, ArgKind::Constraint, none, "what the parameter is brought back to after each step")
    }

    /// The `activation` argument, linear by default.
    pub const fn activation() -> ArgDef {
        let linear = Arg::Activation(Activation::Linear);
        ArgDef::optional("activation", ArgKind::Activation, linear, "the function the output goes through")
    }
}

impl Arg {
    /// The size, or 0 where the argument is something else.
    pub const fn size(&self) -> usize {
        match *self {
            Arg::Size(size) => size,
            Arg::Int(int) if int > 0 => int as usize,
            _ => 0,
        }
    }

    /// The whole number, or 0.
    pub const fn int(&self) -> i64 {
        match *self {
            Arg::Int(int) => int,
            Arg::Size(size) => size as i64,
            _ => 0,
        }
    }

    /// The list, a single number counting as a list of one.
    pub const fn list(&self) -> List {
        match *self {
            Arg::List(list) => list,
            Arg::Int(int) => List::new(&[int]),
            Arg::Size(size) => List::new(&[size as i64]),
            _ => List::new(&[]),
        }
    }

    /// The real number, or 0.
    pub const fn number(&self) -> f64 {
        match *self {
            Arg::Number(number) => number,
            _ => 0.0,
        }
    }

    /// The switch, or off.
    pub const fn bool(&self) -> bool {
        matches!(*self, Arg::Bool(true))
    }

    /// The word's place in the list of words, or 0.
    pub const fn word(&self) -> usize {
        match *self {
            Arg::Word(word) => word,
            _ => 0,
        }
    }

    /// The activation, or linear.
    pub const fn activation(&self) -> Activation {
        match *self {
            Arg::Activation(activation) => activation,
            _ => Activation::Linear,
        }
    }

    /// The initializer, or zeros.
    pub const fn initializer(&self) -> Initializer {
        match *self {
            Arg::Initializer(initializer) => initializer,
            _ => Initializer::Zeros,
        }
    }

    /// The penalty, or none.
    pub const fn regularizer(&self) -> Regularizer {
        match *self {
            Arg::Regularizer(regularizer) => regularizer,
            _ => Regularizer::NONE,
        }
    }

    /// The constraint, or none.
    pub const fn constraint(&self) -> Constraint {
        match *self {
            Arg::Constraint(constraint) => constraint,
            _ => Constraint::None,
        }
    }

    /// The list as a shape; `None` when a value is not positive.
    pub const fn shape(&self) -> Option<Shape> {
        let list = self.list();
        let mut shape = Shape::new(&[]);
        let mut i = 0;
        while i < list.len() {
            if list.get(i) <= 0 {
                return None;
            }
            shape = shape.push(list.get(i) as usize);
            i += 1;
        }
        Some(shape)
    }
}
