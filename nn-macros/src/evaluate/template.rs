//! A layer with its arguments, before it is applied.

use super::word::Neighbour;
use crate::constant::Constant;
use crate::graph::{ArgValue, GroupId};
use nn_spec::LayerDef;
use proc_macro2::{Ident, Span};
use std::cell::{Cell, RefCell};

/// A layer with its arguments: applied at once, or later and several times.
pub struct Template {
    /// Which layer.
    pub def: &'static LayerDef,
    /// Its word in the source.
    pub word: Ident,
    /// One for each of its arguments.
    pub args: Vec<ArgValue>,
    /// The activation that follows it as a node of its own.
    pub activation: Option<Neighbour>,
    /// The layer ahead of it that its first input goes through ([`nn_spec::ArgDef::ahead`]).
    pub ahead: Option<Neighbour>,
    /// What `name = "…"` says.
    pub name: Option<(String, Span)>,
    /// Whether its weights are trained.
    pub trainable: Cell<bool>,
    /// Its name, once it was applied.
    pub applied: RefCell<Option<Applied>>,
    /// Whether some argument was refused: then its outputs are poisoned.
    pub refused: bool,
    /// The same as a constant, where it was given as a block's argument: it may be meant as an activation.
    pub source: Option<Constant>,
}

/// What the first application of a layer settled.
#[derive(Clone)]
pub struct Applied {
    /// Its name, that of its activation, and that of the layer ahead.
    pub names: [String; 3],
    /// Its weights.
    pub group: Option<GroupId>,
}
