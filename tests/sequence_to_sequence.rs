//! An encoder and a decoder (Sutskever, Vinyals & Le 2014): what one has read of a sequence is where the other begins.

use netkiln::prelude::*;

/// Digits, and what a decoder begins with.
const SYMBOLS: usize = 7;
const START: u32 = 6;
const MOST: usize = 5;

network! {
    /// Says a sequence of unequal length backwards; while it learns it is told what comes before each symbol.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Reverser(source: RaggedIndices<SYMBOLS, MOST>, before: RaggedIndices<SYMBOLS, MOST>) -> Tensor<MOST, SYMBOLS> {
        let (_, h, c) = source.embedding(12).lstm(40, return_state = true);
        before
            .embedding(12)
            .lstm(40, initial_state = (h, c), return_sequences = true)
            .dense(SYMBOLS, activation = softmax)
    }
}

/// Sequences of one digit to five, what is told of their answers, and the answers.
fn pairs(samples: usize, seed: u64) -> [Vec<Vec<u32>>; 3] {
    let mut z = seed;
    let mut next = |below: u64| {
        z = z.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((z >> 33) % below) as u32
    };
    let source: Vec<Vec<u32>> = (0..samples).map(|_| (0..1 + next(MOST as u64)).map(|_| next(6)).collect()).collect();
    let answer: Vec<Vec<u32>> = source.iter().map(|digits| digits.iter().rev().copied().collect()).collect();
    let before = answer.iter().map(|digits| [&[START], &digits[..digits.len() - 1]].concat()).collect();
    [source, before, answer]
}

#[test]
fn learns_to_say_it_backwards() -> Result<(), netkiln::train::Error> {
    let mut net = Reverser::new(3);
    let [source, before, answer] = pairs(3000, 1);
    let x = ReverserInputs { source: &source, before: &before };
    net.trainer(Adam::new(5e-3)).epochs(30).batch_size(64).verbose(Verbosity::Silent).fit(x, &answer)?;
    let [source, before, answer] = pairs(400, 2);
    let scores = net.evaluate(ReverserInputs { source: &source, before: &before }, &answer)?;
    assert!(scores["accuracy"] > 0.97, "{:.1} % of the symbols are right", 100.0 * scores["accuracy"]);

    // By itself, it goes on from what it said.
    let (mut arena, mut right) = (Reverser::arena(), 0);
    for (digits, answer) in source.iter().zip(&answer).take(200) {
        let (mut source, len) = ([0; MOST], digits.len());
        source[..len].copy_from_slice(digits);
        let (mut said, mut before) = ([0; MOST], [START; MOST]);
        for step in 0..len {
            let x = ReverserInputs { source: (&source, len), before: (&before, step + 1) };
            let found = net.infer(x, &mut arena);
            let best = (0..SYMBOLS).max_by(|&a, &b| found[step][a].total_cmp(&found[step][b]));
            said[step] = best.unwrap_or(0) as u32;
            if let Some(next) = before.get_mut(step + 1) {
                *next = said[step];
            }
        }
        right += usize::from(said[..len] == answer[..]);
    }
    assert!(right > 180, "{right} of 200 sequences come out backwards");
    Ok(())
}
