//! What was written, tokens kept: the part of Rust that is the language.

use crate::diagnostics::Extent;
use proc_macro2::{Ident, Span, TokenStream};
use std::rc::Rc;

/// One declaration.
pub struct Network {
    /// The type's name.
    pub name: Ident,
    /// Its visibility.
    pub vis: syn::Visibility,
    /// Doc comments and other attributes, for the struct.
    pub attrs: Vec<syn::Attribute>,
    /// What `#[loss(…)]` says.
    pub loss: Option<LossAttr>,
    /// What `#[weights("…")]` says.
    pub weights: Option<WeightsAttr>,
    /// Whether its layers share their innermost loops.
    pub shared: bool,
    /// What `#[budget(…)]` says.
    pub budget: Vec<BudgetItem>,
    /// What `#[patches]` says.
    pub patches: Option<PatchesAttr>,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// The declared outputs; none where they could not be read.
    pub outputs: Option<Vec<Declared>>,
    /// What is run; none where it could not be read.
    pub body: Option<Block>,
    /// Whether nothing was refused so far.
    pub sound: bool,
}

/// An identifier with its text, which is asked for often and costly to get from the compiler.
#[derive(Clone)]
pub struct Name {
    /// The text, without `r#`.
    pub text: String,
    /// The identifier.
    pub ident: Ident,
}

/// An input.
pub struct Input {
    /// Its name.
    pub name: Name,
    /// Whether it may be assigned to.
    pub mutable: bool,
    /// `Tensor`, `MultiHot` or `Indices`; none where the type could not be read.
    pub kind: Option<InputKind>,
    /// The kind's word.
    pub word: Span,
    /// The numbers in its angle brackets.
    pub dims: Vec<syn::Expr>,
}

/// What an input's elements are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InputKind {
    /// Real numbers.
    Tensor,
    /// The active positions of a vector of zeros and ones.
    MultiHot,
    /// Integers; the first number in the angle brackets is their bound.
    Indices,
    /// Real numbers in up to so many steps.
    Ragged,
    /// Up to so many integers; the first number is their bound.
    RaggedIndices,
}

/// A declared output.
pub struct Declared {
    /// Its dimensions.
    pub dims: Vec<syn::Expr>,
    /// The type as written.
    pub tokens: TokenStream,
}

/// The attribute `#[loss(…)]`.
pub enum LossAttr {
    /// `custom`: backward code without a loss of ours.
    Custom(Span),
    /// One loss, for a network with one output.
    Single(LossTerm),
    /// A loss for each output, by name.
    Named(Vec<(Name, LossTerm)>),
    /// It could not be read.
    Refused,
}

/// The attribute `#[weights("…")]`.
pub enum WeightsAttr {
    /// The file's path from the folder of Cargo.toml.
    Path(syn::LitStr),
    /// It could not be read.
    Refused,
}

/// `flash = 64 * KIB`
#[derive(Clone)]
pub struct BudgetItem {
    /// What is limited.
    pub limit: Limit,
    /// To how much: a const expression.
    pub value: syn::Expr,
}

/// What a budget limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Bytes of weights.
    Flash,
    /// Bytes of the inference arena.
    Ram,
    /// Multiply-accumulates of one inference.
    Macs,
}

/// The attribute `#[patches]`, or `#[patches(4)]`.
#[derive(Clone)]
pub struct PatchesAttr {
    /// Where it is written.
    pub extent: Extent,
    /// How many there have to be.
    pub count: Option<usize>,
}

/// `0.3 * huber(delta = 2.0)`
pub struct LossTerm {
    /// The factor.
    pub weight: Option<syn::Expr>,
    /// The loss' word.
    pub name: Name,
    /// Its arguments.
    pub args: Vec<Argument>,
}

/// `{ … }`: statements and the value they end in.
pub struct Block {
    /// The statements.
    pub stmts: Vec<Stmt>,
    /// The value.
    pub tail: Option<Expr>,
    /// Whether some part was refused already.
    pub refused: bool,
    /// The `;` that ends the last statement, where that is an expression: the value was probably meant to be returned.
    pub stray: Option<Span>,
    /// The closing brace.
    pub end: Span,
}

/// A statement.
pub enum Stmt {
    /// `let a = …;`
    Let { pattern: Pattern, value: Expr },
    /// `a = …;`
    Assign { name: Name, value: Expr },
    /// `for i in 0..3 { … }`
    For { var: Option<Name>, keyword: Span, over: Steps, body: Block },
    /// An expression whose value nobody takes.
    Expr(Expr),
    /// Something that was refused already: what it might have assigned to is unknown.
    Refused(Rc<Refused>),
}

/// A part of the source that was refused.
pub struct Refused {
    /// Where it starts.
    pub span: Span,
    /// Every identifier in it.
    pub names: Vec<String>,
}

/// What `let` binds.
pub enum Pattern {
    /// `a`, `mut a`
    Name { name: Name, mutable: bool },
    /// `_`
    Ignore,
    /// `(a, b)`
    Tuple { items: Vec<Pattern>, span: Span },
}

/// What a loop runs over.
pub enum Steps {
    /// `a..b`, `a..=b`
    Range { from: syn::Expr, to: syn::Expr, inclusive: bool },
    /// `[16, 32, 64]`
    List(Vec<Argument>),
}

/// An expression.
pub enum Expr {
    /// A name: of a value, a layer, a block, or a number.
    Name(Name),
    /// `base.dense(64).relu()`: flat, because chains are long.
    Chain { base: Box<Expr>, calls: Vec<Method> },
    /// `dense(64)`, `concat(a, b)`, `encoder(left)`
    Call { callee: Box<Expr>, args: Vec<Argument>, span: Span },
    /// `a + b`
    Binary { op: Op, op_span: Span, left: Box<Expr>, right: Box<Expr> },
    /// `|x, filters| { … }`
    Closure(Rc<Closure>),
    /// `{ … }`
    Block(Box<Block>),
    /// `(a, b)`
    Tuple(Vec<Expr>, Span),
    /// Something that was refused already, with the names in it: they are not unused.
    Refused(Rc<Refused>),
    /// Anything that only makes sense as a number, a word or another constant.
    Const(syn::Expr),
}

/// An operator between values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
}

/// One link of a chain.
pub struct Method {
    /// The layer's, block's or function's word.
    pub name: Name,
    /// What is in the parentheses.
    pub args: Vec<Argument>,
    /// Whether some part of it was refused already.
    pub refused: bool,
}

/// An argument: what it is depends on who is called, so both readings are kept.
pub struct Argument {
    /// Its name, when it is given by name.
    pub name: Option<Name>,
    /// As a constant.
    pub source: syn::Expr,
    /// As an expression of the language, or why it is none.
    pub expr: Result<Expr, syn::Error>,
}

/// A block of the user's: run at each call.
pub struct Closure {
    /// The parameters.
    pub params: Vec<(Name, bool)>,
    /// What is run.
    pub body: Expr,
    /// The opening `|`.
    pub span: Span,
}

impl Name {
    /// The name an identifier has.
    pub fn new(ident: Ident) -> Name {
        let text = ident.to_string();
        let text = text.strip_prefix("r#").map(str::to_owned).unwrap_or(text);
        Name { text, ident }
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.ident.span()
    }
}

impl Op {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Op::Add => "+",
            Op::Sub => "-",
            Op::Mul => "*",
        }
    }

    /// The layer it stands for.
    pub fn layer(self) -> &'static str {
        match self {
            Op::Add => "add",
            Op::Sub => "subtract",
            Op::Mul => "multiply",
        }
    }
}

impl Expr {
    /// The first token, for messages.
    pub fn span(&self) -> Span {
        match self {
            Expr::Name(name) => name.span(),
            Expr::Chain { base, .. } => base.span(),
            Expr::Call { callee, .. } => callee.span(),
            Expr::Binary { left, .. } => left.span(),
            Expr::Closure(closure) => closure.span,
            Expr::Block(block) => block.tail.as_ref().map_or(block.end, Expr::span),
            Expr::Tuple(_, span) => *span,
            Expr::Refused(refused) => refused.span,
            Expr::Const(expr) => syn::spanned::Spanned::span(expr),
        }
    }
}
