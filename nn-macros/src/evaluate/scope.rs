//! Names: who sees which, and what they stand for.

use super::template::Template;
use crate::ast::{Closure, Name};
use crate::constant::Constant;
use crate::graph::ValueId;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// What a name or an expression stands for.
#[derive(Clone)]
pub enum Binding {
    /// A value of the graph.
    Value(ValueId),
    /// A layer not yet applied: one set of weights for all its uses.
    Layer(Rc<Template>),
    /// A block, with the names it sees.
    Block(Rc<Block>),
    /// A number, or a word such as `relu`.
    Constant(Constant),
    /// Several.
    Tuple(Vec<Binding>),
    /// Something that was refused: whoever uses it stays silent.
    Poison,
}

/// A closure and where it was written.
pub struct Block {
    /// The closure.
    pub closure: Rc<Closure>,
    /// What it sees.
    pub scope: Rc<Scope>,
}

impl Binding {
    /// What it is, for messages.
    pub fn what(&self) -> &'static str {
        match self {
            Binding::Value(_) | Binding::Poison => "a value of the network",
            Binding::Layer(_) => "a layer that is not applied yet",
            Binding::Block(_) => "a block",
            Binding::Constant(_) => "a constant",
            Binding::Tuple(_) => "several values",
        }
    }
}

/// A variable's place in [`Variables`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VarId(usize);

/// A variable.
pub struct Variable {
    /// Its name.
    pub name: Name,
    /// What it stands for at the moment.
    pub binding: Binding,
    /// Whether it may be assigned to.
    pub mutable: bool,
    /// How many blocks enclose it: a block may not assign to its surroundings.
    pub level: usize,
    /// Whether anything used it.
    pub used: bool,
}

/// Every variable of the network.
#[derive(Default)]
pub struct Variables(Vec<Variable>);

impl Variables {
    /// A new variable.
    pub fn add(&mut self, variable: Variable) -> VarId {
        self.0.push(variable);
        VarId(self.0.len() - 1)
    }

    /// The variable.
    pub fn get(&self, id: VarId) -> Option<&Variable> {
        self.0.get(id.0)
    }

    /// The variable, to change it.
    pub fn get_mut(&mut self, id: VarId) -> Option<&mut Variable> {
        self.0.get_mut(id.0)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter()
    }
}

/// The names of one block, and the scope round it.
pub struct Scope {
    names: RefCell<HashMap<String, VarId>>,
    parent: Option<Rc<Scope>>,
    /// How many blocks enclose it.
    pub level: usize,
    /// Whether a closure looks at it: then later `let`s go to a scope of their own, as the closure does not see them.
    shared: Cell<bool>,
}

impl Scope {
    /// A scope inside another.
    pub fn new(parent: Option<Rc<Scope>>, level: usize) -> Rc<Scope> {
        Rc::new(Scope { names: RefCell::default(), parent, level, shared: Cell::new(false) })
    }

    /// The same scope, for a closure to keep.
    pub fn share(self: &Rc<Scope>) -> Rc<Scope> {
        self.shared.set(true);
        self.clone()
    }

    /// Adds a name; the scope that has it.
    pub fn with(self: &Rc<Scope>, name: &str, id: VarId) -> Rc<Scope> {
        let scope = if self.shared.get() { Scope::new(Some(self.clone()), self.level) } else { self.clone() };
        scope.names.borrow_mut().insert(name.to_owned(), id);
        scope
    }

    /// Finds a name.
    pub fn find(&self, name: &str) -> Option<VarId> {
        let mut scope = self;
        loop {
            if let Some(id) = scope.names.borrow().get(name) {
                return Some(*id);
            }
            scope = scope.parent.as_deref()?;
        }
    }

    /// Every variable in sight, for suggestions.
    pub fn all(&self) -> Vec<VarId> {
        let (mut scope, mut all) = (Some(self), Vec::new());
        while let Some(here) = scope {
            all.extend(here.names.borrow().values().copied());
            scope = here.parent.as_deref();
        }
        all
    }
}

impl Drop for Scope {
    /// One parent after another: thousands of them would not fit on the stack.
    fn drop(&mut self) {
        let mut parent = self.parent.take();
        while let Some(mut scope) = parent.and_then(Rc::into_inner) {
            parent = scope.parent.take();
        }
    }
}
