//! From text to sets or sequences of frequent words.

use rustc_hash::FxHashMap;

use super::reviews::Half;

/// Reviews as sets of words, in two halves.
#[derive(Debug, Clone)]
pub struct Imdb {
    /// 25,000 reviews to train on.
    pub train: Part,
    /// 25,000 reviews to test on.
    pub test: Part,
    /// The words by number, the most frequent first.
    pub vocabulary: Vec<String>,
    /// Whether reviews are sequences of words, not sets.
    pub in_order: bool,
}

impl Imdb {
    /// The words of `text` that are in the vocabulary, as [`Part::words`] has them.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let mut review = Vec::new();
        for_each_word(text, |word| {
            review.extend((0..).zip(&self.vocabulary).find_map(|(number, known)| (known == word).then_some(number)));
        });
        if !self.in_order {
            review.sort_unstable();
            review.dedup();
        }
        review
    }
}

/// Reviews and whether they are positive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// The words each review holds: numbers of the vocabulary, rising, each once; or all in their order.
    pub words: Vec<Vec<u32>>,
    /// 1 for a positive review, 0 for a negative one.
    pub labels: Vec<f32>,
}

impl Part {
    /// Words and labels of the reviews with these numbers, in their order.
    ///
    /// # Panics
    /// When there is no such review.
    pub fn select(&self, rows: &[usize]) -> (Vec<&[u32]>, Vec<f32>) {
        rows.iter().map(|&row| (self.words[row].as_slice(), self.labels[row])).unzip()
    }
}

/// Numbers all words as they come and counts those of the training half; the most frequent are chosen at the end.
#[derive(Debug, Default)]
pub struct Collector {
    in_order: bool,
    numbers: FxHashMap<Box<str>, u32>,
    /// How often each word occurs in the training half. The test half must not choose the words.
    counts: Vec<u32>,
    train: Part,
    test: Part,
}

impl Collector {
    /// For sequences of words, or for sets.
    pub fn new(in_order: bool) -> Self {
        Self { in_order, ..Self::default() }
    }

    /// Takes in one review.
    pub fn add(&mut self, half: Half, text: &str, positive: bool) {
        let mut review = Vec::new();
        for_each_word(text, |word| {
            let number = match self.numbers.get(word) {
                Some(&number) => number,
                None => {
                    let number = self.counts.len() as u32;
                    self.counts.push(0);
                    self.numbers.insert(word.into(), number);
                    number
                }
            };
            self.counts[number as usize] += u32::from(half == Half::Train);
            review.push(number);
        });
        if !self.in_order {
            review.sort_unstable();
            review.dedup();
        }
        review.shrink_to_fit();
        let part = match half {
            Half::Train => &mut self.train,
            Half::Test => &mut self.test,
        };
        part.words.push(review);
        part.labels.push(f32::from(u8::from(positive)));
    }

    /// Keeps the `size` words most frequent in the training half, numbered from the most frequent down; of equally
    /// frequent ones the first in the alphabet, so that the numbers do not depend on the order of the reviews.
    pub fn finish(mut self, size: usize) -> Imdb {
        let counts = &self.counts;
        let mut ranked: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        ranked.retain(|&(_, number)| counts[number as usize] > 0);
        ranked.sort_unstable_by(|(a, i), (b, j)| counts[*j as usize].cmp(&counts[*i as usize]).then_with(|| a.cmp(b)));
        ranked.truncate(size);

        let mut rank = vec![None; self.counts.len()];
        for (index, &(_, number)) in (0..).zip(&ranked) {
            rank[number as usize] = Some(index);
        }
        for review in self.train.words.iter_mut().chain(&mut self.test.words) {
            review.retain_mut(|number| rank[*number as usize].map(|rank| *number = rank).is_some());
            if !self.in_order {
                review.sort_unstable();
            }
            review.shrink_to_fit();
        }
        let vocabulary = ranked.into_iter().map(|(word, _)| word.into()).collect();
        Imdb { train: self.train, test: self.test, vocabulary, in_order: self.in_order }
    }
}

/// Calls `each` with every word, as Keras' `Tokenizer` cuts them: lower case, cut at white space and punctuation but not at
/// the apostrophe. Line breaks, which the reviews keep as `<br />`, are no words.
fn for_each_word(text: &str, each: impl FnMut(&str)) {
    let text = text.replace("<br />", " ");
    let text = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
    text.split(is_separator).filter(|word| !word.is_empty()).for_each(each);
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || (c.is_ascii_punctuation() && c != '\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for_each_word(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_cut_as_keras_cuts_them() {
        assert_eq!(words("It's GREAT!<br /><br />10/10, \"truly\"..."), ["it's", "great", "10", "10", "truly"]);
        assert_eq!(words("Amélie — ÉTÉ\u{a0}a_b"), ["amélie", "—", "été", "a", "b"]);
        // The default filter of Keras' Tokenizer.
        let filters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";
        assert!(filters.chars().all(is_separator));
        let punctuation = (0..128u8).map(char::from).filter(|c| c.is_ascii_punctuation() && *c != '\'');
        assert!(punctuation.into_iter().all(|c| filters.contains(c)));
    }

    #[test]
    fn words_are_ranked_by_the_training_half_alone() {
        let mut collector = Collector::default();
        collector.add(Half::Test, "zoo zoo zoo zoo bad", false);
        collector.add(Half::Train, "bad film bad", false);
        collector.add(Half::Train, "good film, zoo", true);
        let imdb = collector.finish(3);
        // Twice: bad, film, by alphabet; once: good before zoo, which the test half has more often than any.
        assert_eq!(imdb.vocabulary, ["bad", "film", "good"]);
        assert_eq!(imdb.train.words, [vec![0, 1], vec![1, 2]]);
        assert_eq!(imdb.train.labels, [0.0, 1.0]);
        assert_eq!(imdb.test, Part { words: vec![vec![0]], labels: vec![0.0] });
    }

    #[test]
    fn a_new_text_is_encoded_like_the_reviews() {
        let mut collector = Collector::default();
        collector.add(Half::Train, "bad film bad", false);
        let imdb = collector.finish(10);
        assert_eq!(imdb.encode("A film, and a BAD film!"), [0, 1]);
    }

    #[test]
    fn sequences_keep_their_order() {
        let mut collector = Collector::new(true);
        collector.add(Half::Train, "bad film, bad bad film of", false);
        let imdb = collector.finish(2);
        assert_eq!(imdb.train.words, [[0, 1, 0, 0, 1]]);
        assert_eq!(imdb.encode("A film, BAD film"), [1, 0, 1]);
    }

    #[test]
    fn rows_are_selected_in_order() {
        let part = Part { words: vec![vec![1], vec![2], vec![3]], labels: vec![1.0, 0.0, 1.0] };
        assert_eq!(part.select(&[2, 1]), (vec![&[3][..], &[2][..]], vec![1.0, 0.0]));
    }
}
