//! Word vectors of chars2vec (Apache-2.0): two LSTMs read a word letter by letter, and words that are written alike lie close together.

use crate::close::{assert_close, wide};
use crate::{TOLERANCE, numbers, references};
use ndarray::Array2;
use netkiln::prelude::*;

/// Characters it knows.
const CHARACTERS: usize = 59;
/// Numbers of a word.
const VECTOR: usize = 50;
/// Letters of the longest word here.
const LETTERS: usize = 28;

network! {
    /// `eng_50` as today's Keras runs it.
    #[weights("tests/imported/chars2vec_eng_50.safetensors")]
    pub fn WordVector(word: Ragged<LETTERS, CHARACTERS>) -> Tensor<VECTOR> {
        word.lstm(VECTOR, return_sequences = true, name = "lstm_1").lstm(VECTOR, name = "lstm_2")
    }

    /// As the Keras of its time, 2.2, where gates were hard by default.
    pub fn HardGates(word: Ragged<LETTERS, CHARACTERS>) -> Tensor<VECTOR> {
        word.lstm(VECTOR, recurrent_activation = hard_sigmoid, return_sequences = true, name = "lstm_1")
            .lstm(VECTOR, recurrent_activation = hard_sigmoid, name = "lstm_2")
    }
}

/// Words, one row for each letter, 1 where the letter is. Letters that it does not know are rows of zeros, as in the original.
struct Words {
    letters: Vec<Array2<f32>>,
}

impl Words {
    fn read(reference: &serde_json::Value) -> Words {
        let characters: Vec<char> = reference["characters"].as_str().expect("a string").chars().collect();
        assert_eq!(characters.len(), CHARACTERS);
        let encode = |word: &str| {
            let letters: Vec<char> = word.to_lowercase().chars().collect();
            Array2::from_shape_fn((letters.len(), CHARACTERS), |(t, c)| {
                f32::from(u8::from(letters[t] == characters[c]))
            })
        };
        let words = reference["words"].as_array().expect("a list of words");
        Words { letters: words.iter().map(|word| encode(word.as_str().expect("a word"))).collect() }
    }

    /// In front of each, zeros as many as the longest word is longer: real steps, which the network reads.
    fn padded_in_front(&self) -> Vec<Array2<f32>> {
        let longest = self.letters.iter().map(Array2::nrows).max().unwrap_or(0);
        let pad = |word: &Array2<f32>| {
            let zeros = Array2::zeros((longest - word.nrows(), CHARACTERS));
            ndarray::concatenate![ndarray::Axis(0), zeros, *word]
        };
        self.letters.iter().map(pad).collect()
    }
}

#[test]
fn vectors_are_those_of_the_package() -> Result<(), netkiln::Error> {
    let reference = references("chars2vec.json");
    let words = Words::read(&reference);
    let original = &reference["keras_3"];
    let net = WordVector::PRETRAINED;
    assert_eq!(words.letters.iter().map(Array2::nrows).max(), Some(LETTERS));

    let vectors = net.predict(&words.letters)?;
    assert_close(&wide(vectors.as_slice().unwrap()), &numbers(&original["alone"]), TOLERANCE, "words alone");
    let together = net.predict(words.padded_in_front())?;
    assert_close(&wide(together.as_slice().unwrap()), &numbers(&original["together"]), TOLERANCE, "words together");

    // Letter by letter, each word with a state of its own.
    for (word, vector) in words.letters.iter().zip(vectors.outer_iter()) {
        let mut state = WordVector::state();
        let mut read = [0.0; VECTOR];
        for letter in word.outer_iter() {
            let letter: &[f32; CHARACTERS] = letter.to_slice().unwrap().try_into().unwrap();
            read = *net.step(letter, &mut state);
        }
        assert_close(&wide(&read), &wide(vector.as_slice().unwrap()), 1e-6, "a word, letter by letter");
    }
    Ok(())
}

#[test]
fn vectors_are_those_of_the_keras_it_was_trained_with() -> Result<(), netkiln::Error> {
    let reference = references("chars2vec.json");
    let words = Words::read(&reference);
    let original = &reference["keras_2_2"];
    let mut net = HardGates::load("tests/imported/chars2vec_eng_50.safetensors")?;
    // The slope of a hard sigmoid was 1/5 and is 1/6: the gates (i, f and o; the candidate is third) see 6/5 of what they saw.
    for (i, weight) in net.as_mut_slice().iter_mut().enumerate() {
        if i / VECTOR % 4 != 2 {
            *weight *= 1.2;
        }
    }
    let alone = net.predict(&words.letters)?;
    assert_close(&wide(alone.as_slice().unwrap()), &numbers(&original["alone"]), TOLERANCE, "words alone");
    let together = net.predict(words.padded_in_front())?;
    assert_close(&wide(together.as_slice().unwrap()), &numbers(&original["together"]), TOLERANCE, "words together");
    Ok(())
}

#[test]
fn words_that_are_written_alike_lie_close_together() -> Result<(), netkiln::Error> {
    let reference = references("chars2vec.json");
    let vectors = WordVector::PRETRAINED.predict(&Words::read(&reference).letters)?;
    let words = reference["words"].as_array().unwrap();
    let vector = |word: &str| vectors.row(words.iter().position(|known| known == word).unwrap());
    let distance = |a: &str, b: &str| (&vector(a) - &vector(b)).mapv(|d| d * d).sum().sqrt();
    for (word, slip) in [("natural", "nautral"), ("language", "lnaguage"), ("Shakespeare", "shakespaere")] {
        for other in ["fox", "lazy", "jumps"] {
            assert!(2.0 * distance(word, slip) < distance(word, other), "{word}, {slip}, {other}");
        }
    }
    Ok(())
}
