//! Whatever is written, the compiler answers: declarations are mutated, and none may make it panic.

use crate::compile::items;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

/// Every form of the language at least once.
const SEEDS: &[&str] = &[
    "/// Digits.
     #[loss(sparse_categorical_crossentropy)]
     pub fn Digits(image: Tensor<28, 28, 1>) -> Tensor<10> {
         let features = image.flatten();
         features.dense(64, activation = relu, name = \"hidden\").dropout(0.5).dense(10, activation = softmax)
     }",
    "#[loss(class = sparse_categorical_crossentropy, bbox = 0.3 * huber(delta = 2.0))]
     fn Detector(left: Tensor<W, 3>, right: Tensor<W, 3>, words: MultiHot<10_000>) -> (Tensor<W, 10>, Tensor<{ 2 * N }>) {
         let encoder = dense(64, tanh);
         let (l, r) = (encoder(left), right.encoder());
         let residual = |x, n, act| { let y = x.dense(n * 2).act(); x.dense(2 * n, activation = act) + y };
         let mut x = maximum(l, r);
         for i in 0..2 { x = x.residual(8 * (i + 1), relu); }
         let class = residual(x, 5, leaky_relu(0.1)).freeze().softmax();
         let bbox = words.dense(units = 2 * N, kernel_regularizer = l1_l2(l1 = 0.1, l2 = 0.2), trainable = false).dense(2 * N);
         (class, bbox)
     }",
    "#[loss(custom)] pub(crate) fn A(tokens: Indices<20_000, 80>, mut x: Tensor<{ M + 1 }>) -> Tensor<3> {
         let width = 2 * 8;
         for w in [width, 2 * width, N] { x += x.dense(M + 1, kernel_initializer = random_normal(stddev = 0.1)) * x; }
         let text = tokens.embedding(width).flatten();
         concat(text, x, axis = -1).reshape(4, -1).flatten().dense(3, use_bias = false, kernel_constraint = max_norm(2.0)) - x.dense(3)
     }
     #[loss(binary_crossentropy(from_logits = true))] fn B(x: Tensor<4>) -> Tensor<1> { dense(1)(x.batch_norm().elu(alpha = 0.5)) }",
];

/// What is put in the place of a token.
const POOL: &[&str] = &[
    "x",
    "image",
    "dense",
    "dens",
    "relu",
    "softmax",
    "concat",
    "freeze",
    "let",
    "mut",
    "for",
    "in",
    "while",
    "loop",
    "if",
    "else",
    "match",
    "return",
    "fn",
    "pub",
    "unsafe",
    "async",
    "move",
    "self",
    "Self",
    "crate",
    "_",
    "0",
    "1",
    "64",
    "-1",
    "0.5",
    "1e400",
    "1e-400",
    "99999999999999999999999999",
    "18446744073709551615",
    "9223372036854775807",
    "\"text\"",
    "'c'",
    "b'b'",
    "true",
    "name",
    "units",
    "N",
    "+",
    "-",
    "*",
    "/",
    "=",
    "==",
    "+=",
    ".",
    "..",
    "..=",
    ",",
    ";",
    ":",
    "::",
    "<",
    ">",
    "->",
    "=>",
    "|",
    "||",
    "&",
    "&&",
    "!",
    "?",
    "#",
    "()",
    "(x)",
    "(64)",
    "{}",
    "{ x }",
    "[]",
    "[1, 2]",
    "<3>",
    "Tensor",
    "Tensor<3>",
    "MultiHot",
    "Indices",
    "Ragged",
    "'a",
    "r#fn",
    "$",
    "#[loss(mse)]",
    "#[loss]",
    "as usize",
    "|x| x",
    "..",
    "0..3",
    "1_000_000_000",
    "usize::MAX",
    "{ N * N }",
    "dense(3)",
    "x.dense(4)",
    "const",
    "static",
    "where",
    "impl",
    "struct",
    "macro_rules!",
    "1u8",
    "3f32",
    "0x10",
    "-0.0",
    "None",
    "l2(0.1)",
    "f(f)",
];

/// A small generator of random numbers: Knuth's MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }
}

/// Tokens with the brackets opened, so that a mutation reaches every level.
enum Flat {
    Token(TokenTree),
    Open(Delimiter),
    Close,
}

fn flatten(tokens: TokenStream, flat: &mut Vec<Flat>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                flat.push(Flat::Open(group.delimiter()));
                flatten(group.stream(), flat);
                flat.push(Flat::Close);
            }
            token => flat.push(Flat::Token(token)),
        }
    }
}

fn nest(flat: Vec<Flat>) -> TokenStream {
    let mut stack = vec![(Delimiter::None, TokenStream::new())];
    for item in flat {
        match item {
            Flat::Token(token) => stack.last_mut().unwrap().1.extend([token]),
            Flat::Open(delimiter) => stack.push((delimiter, TokenStream::new())),
            Flat::Close if stack.len() > 1 => {
                let (delimiter, inner) = stack.pop().unwrap();
                stack.last_mut().unwrap().1.extend([TokenTree::Group(Group::new(delimiter, inner))]);
            }
            Flat::Close => {}
        }
    }
    while stack.len() > 1 {
        let (delimiter, inner) = stack.pop().unwrap();
        stack.last_mut().unwrap().1.extend([TokenTree::Group(Group::new(delimiter, inner))]);
    }
    stack.pop().unwrap().1
}

fn mutate(source: &str, random: &mut Random) -> TokenStream {
    let mut flat = Vec::new();
    flatten(source.parse().unwrap(), &mut flat);
    for _ in 0..=random.below(3) {
        let (at, n) = (random.below(flat.len()), flat.len());
        match random.below(5) {
            0 => drop(flat.remove(at)),
            1 => {
                let to = random.below(n);
                flat.swap(at, to);
            }
            // A run of tokens again.
            2 => {
                let to = (at + 1 + random.below(12)).min(n);
                let again: Vec<Flat> = flat[at..to]
                    .iter()
                    .map(|item| match item {
                        Flat::Token(token) => Flat::Token(token.clone()),
                        Flat::Open(delimiter) => Flat::Open(*delimiter),
                        Flat::Close => Flat::Close,
                    })
                    .collect();
                flat.splice(at..at, again);
            }
            kind => {
                let mut new = Vec::new();
                flatten(POOL[random.below(POOL.len())].parse().unwrap(), &mut new);
                flat.splice(at..at + usize::from(kind == 3), new);
            }
        }
    }
    nest(flat)
}

#[test]
fn mutated_declarations_never_panic() {
    let mut random = Random(0x5EED);
    let root = quote!(::netkiln);
    let mut compiled = 0;
    for round in 0..12_000 {
        let tokens = mutate(SEEDS[round % SEEDS.len()], &mut random);
        let copy = tokens.clone();
        // Emission takes most of the time, so only some go through all stages.
        let sound = std::panic::catch_unwind(|| match round % 8 {
            0 => !items(tokens, &root).to_string().contains("compile_error"),
            _ => super::is_sound(tokens),
        });
        match sound {
            Ok(sound) => compiled += usize::from(sound),
            Err(_) => panic!("round {round}: {copy}"),
        }
    }
    // Some mutations are harmless; most are not.
    assert!((100..6_000).contains(&compiled), "{compiled}");
}

#[test]
fn the_seeds_are_accepted() {
    for seed in SEEDS {
        assert_eq!(super::errors(seed), []);
    }
}

#[test]
fn deep_nesting_is_refused() {
    let root = quote!(::netkiln);
    let wrap = |open: &str, inner: &str, close: &str, n: usize| {
        format!("fn N(x: Tensor<3>) -> Tensor<3> {{ {}{inner}{} }}", open.repeat(n), close.repeat(n))
    };
    for n in [10, 100, 150, 1_000] {
        for source in [
            wrap("(", "x", ")", n),
            wrap("{", "x", "}", n),
            wrap("x + (", "x", ")", n),
            wrap("- ", "x", "", n),
            wrap("|a| ", "x", "", n),
            wrap("let y = ", "x", ";", n),
            wrap("relu(", "x", ")", n),
            wrap("x.concat(", "x", ")", n),
            wrap("x.dense(", "3", ")", n),
            wrap("for _ in 0..1 {", "x", "}", n),
            wrap("if a { } else ", "{ x }", "", n),
            wrap("x.dense(3).relu() + ", "x", "", n),
            wrap("let f = |x| x.relu(); ", "x.f()", "", n),
            format!("fn N(x: {}3{}) -> Tensor<3> {{ x }}", "Tensor<".repeat(n), ">".repeat(n)),
            format!("fn N(x: {}3{}) -> Tensor<3> {{ x }}", "(".repeat(n), ")".repeat(n)),
            format!("#[loss({}mse{})] fn N(x: Tensor<3>) -> Tensor<3> {{ x }}", "(".repeat(n), ")".repeat(n)),
        ] {
            items(source.parse().unwrap(), &root);
        }
    }
}
