//! The graph: what a declaration means, after blocks, loops and calls have run. Ids are integers; identifiers are kept for
//! messages and for the names of generated items only.

use crate::ast::{BudgetItem, PatchesAttr};
use crate::diagnostics::Extent;
use nn_spec::{Arg, Call, Facts, KindName, LayerDef, Loss, Traits};
use proc_macro2::{Ident, Span, TokenStream};

/// A value's place in [`Graph::values`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ValueId(pub usize);

/// A node's place in [`Graph::nodes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub usize);

/// A set of weights' place in [`Graph::groups`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GroupId(pub usize);

/// A walk's place in [`Graph::walks`]. A walk within another comes after it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct WalkId(pub usize);

/// A checked network.
pub struct Graph {
    /// The type's name.
    pub name: Ident,
    /// Its visibility.
    pub vis: syn::Visibility,
    /// Doc comments and other attributes, for the struct.
    pub attrs: Vec<syn::Attribute>,
    /// Every value.
    pub values: Vec<Value>,
    /// Every layer applied, in an order in which they can run.
    pub nodes: Vec<Node>,
    /// Every set of weights, in the order of the struct's fields.
    pub groups: Vec<Group>,
    /// Every `time_distributed`.
    pub walks: Vec<Walk>,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// The outputs.
    pub outputs: Vec<Output>,
    /// Whether backward code is wanted: some loss is declared, be it `custom`.
    pub trains: bool,
    /// Trained weights; empty ones where their file was refused.
    pub weights: Option<Weights>,
    /// Whether layers share their innermost loops.
    pub shared: bool,
    /// What it may take.
    pub budget: Vec<BudgetItem>,
    /// Whether some rows are to be computed at a time.
    pub patches: Option<PatchesAttr>,
    /// Words of the language where the user wrote them, for editors.
    pub words: Vec<Word>,
    /// Const assertions that only rustc can decide, besides those that every node with deferred facts gets: tokens of items.
    pub assertions: TokenStream,
}

/// Weights that become part of the program.
#[derive(Default)]
pub struct Weights {
    /// The file as the user calls it.
    pub file: String,
    /// Where it is.
    pub place: String,
    /// The bytes of each parameter in it, in the order of the struct.
    pub spans: Vec<(usize, usize)>,
    /// Whether they are numbers of 16 bits.
    pub half: bool,
}

/// A word of the language in the source.
pub struct Word {
    /// Its module in `nn_spec::language`.
    pub kind: &'static str,
    /// The word there, with the user's span.
    pub ident: Ident,
}

/// A value of the graph.
pub struct Value {
    /// What the user calls it.
    pub name: Option<Ident>,
    /// Where it comes from, for messages.
    pub span: Span,
    /// Its shape and kind.
    pub ty: Type,
    /// The node that makes it; none for an input.
    pub producer: Option<NodeId>,
    /// The innermost walk it is a step of.
    pub walk: Option<WalkId>,
    /// Which of its steps are real, where samples are of unequal length.
    pub mask: Option<Mask>,
}

/// Which steps are real: as many as in each sample of an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mask {
    /// The input.
    pub input: usize,
    /// Whether they stand in the opposite order, padding in front.
    pub turned: bool,
}

/// A layer or a block that goes along the first axis of a value.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// The walk it is itself a step of.
    pub outer: Option<WalkId>,
    /// The value it goes along.
    pub clip: ValueId,
}

impl Graph {
    /// The values that are gone along where a value is made, from the innermost: it is there once for each of their steps.
    pub fn clips(&self, value: ValueId) -> impl Iterator<Item = ValueId> + '_ {
        let walk = |id: Option<WalkId>| id.and_then(|id| self.walks.get(id.0)).copied();
        let first = self.values.get(value.0).and_then(|value| walk(value.walk));
        std::iter::successors(first, move |inner| walk(inner.outer)).map(|walk| walk.clip)
    }

    /// How often a value is there in each sample, where the macro knows it: once, or once for each step.
    pub fn times(&self, value: ValueId) -> Option<usize> {
        self.clips(value).try_fold(1usize, |times, clip| match self.values.get(clip.0)?.ty {
            Type::Known(clip) => Some(times.saturating_mul(clip.shape.dim(0))),
            _ => None,
        })
    }
}

/// What is known of a value's shape.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// All of it.
    Known(nn_spec::Value),
    /// Only rustc knows the numbers.
    Deferred(KindName),
    /// Its layer was refused: whoever uses it stays silent.
    Poisoned,
}

/// A layer applied to values.
pub struct Node {
    /// What layer.
    pub def: &'static LayerDef,
    /// Its name in tables and messages: `dense_1`, or what `name = "…"` says. Calls of a shared layer have the same name.
    pub name: String,
    /// The layer's word in the source.
    pub span: Span,
    /// One for each argument of the layer, defaults filled in. With [`Traits::epilogue`], the `activation` argument is always
    /// linear here: the activation is a node of its own, and fusion puts it back.
    pub args: Vec<ArgValue>,
    /// Its inputs.
    pub inputs: Vec<ValueId>,
    /// Where each input is written in the source, for messages.
    pub input_spans: Vec<Span>,
    /// Its output.
    pub output: ValueId,
    /// Its weights, when the layer has parameters.
    pub group: Option<GroupId>,
    /// Its rule's answer; none where only rustc can ask it, or where it was refused.
    pub facts: Option<Facts>,
}

/// The value of an argument.
#[derive(Clone)]
pub struct ArgValue {
    /// What the macro knows. For an activation with a number that only rustc knows: the activation with its default number.
    pub known: Option<Arg>,
    /// True when `known` is the whole truth.
    pub exact: bool,
    /// A const expression of type `nn_spec::Arg`, with `__nk::spec` for the path to nn-spec.
    pub tokens: TokenStream,
    /// Where it is written; none for a default.
    pub extent: Option<Extent>,
}

/// A set of weights: one layer, applied once or several times.
pub struct Group {
    /// The field's name.
    pub name: String,
    /// Where the name or the layer is written.
    pub span: Span,
    /// The first node that uses it: its inputs and arguments give the parameters' shapes.
    pub node: NodeId,
    /// Whether its weights are trained.
    pub trainable: bool,
}

/// An input of the network.
pub struct Input {
    /// Its name.
    pub name: Ident,
    /// Its value.
    pub value: ValueId,
    /// A const expression of type `nn_spec::Value`.
    pub tokens: TokenStream,
    /// Each dimension as a const expression of type `usize`.
    pub dims: Vec<TokenStream>,
    /// Whether its samples are of unequal length.
    pub ragged: bool,
}

/// An output of the network.
pub struct Output {
    /// Its name; `output` for a single one that is not a named value.
    pub name: Ident,
    /// Its value.
    pub value: ValueId,
    /// Each declared dimension as a const expression of type `usize`.
    pub dims: Vec<TokenStream>,
    /// The declared shape's place in the source.
    pub span: Span,
    /// Its loss; none with `custom` or without a loss.
    pub loss: Option<OutputLoss>,
}

/// The loss of an output.
pub struct OutputLoss {
    /// Which.
    pub loss: Loss,
    /// Its weight in the sum: a const expression of type `f64`.
    pub weight: TokenStream,
}

impl Node {
    /// The arguments as far as the macro knows them, for [`Traits`].
    pub fn known_args(&self) -> Vec<Arg> {
        self.args.iter().zip(self.def.args).map(|(arg, def)| arg.known.unwrap_or(def.default)).collect()
    }

    /// What the compiler may do with it.
    pub fn traits(&self) -> Traits {
        (self.def.traits)(&self.known_args())
    }
}

/// Asks a layer's rule when everything is known.
pub fn facts(def: &LayerDef, inputs: &[Type], args: &[ArgValue]) -> Option<Result<Facts, nn_spec::Reject>> {
    let inputs: Vec<nn_spec::Value> = inputs
        .iter()
        .map(|ty| match ty {
            Type::Known(value) => Some(*value),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let args: Vec<Arg> = args.iter().map(|arg| arg.known.filter(|_| arg.exact)).collect::<Option<_>>()?;
    Some((def.facts)(&Call { inputs: &inputs, args: &args }))
}
