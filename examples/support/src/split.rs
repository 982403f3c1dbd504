//! Which rows train and which validate.

/// The numbers `0..n` in an order given by the seed.
pub fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut order);
    order
}

/// Rows for training and rows held out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Rows to train on.
    pub train: Vec<usize>,
    /// Rows to validate on; none of them in `train`.
    pub held_out: Vec<usize>,
}

/// Holds out `count` of `n` rows, in an order given by the seed.
pub fn hold_out(n: usize, count: usize, seed: u64) -> Split {
    let mut train = shuffled(n, seed);
    let held_out = train.split_off(n - count.min(n));
    Split { train, held_out }
}

/// Cuts `n` shuffled rows into `k` parts of equal size (the first `n % k` have one row more); each part is held out once.
pub fn k_fold(n: usize, k: usize, seed: u64) -> Vec<Split> {
    let order = shuffled(n, seed);
    let bound = |fold: usize| fold * (n / k) + fold.min(n % k);
    (0..k)
        .map(|fold| {
            let (start, end) = (bound(fold), bound(fold + 1));
            Split { train: [&order[..start], &order[end..]].concat(), held_out: order[start..end].to_vec() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_held_out_exactly_once() {
        let folds = k_fold(10, 4, 7);
        let sizes: Vec<usize> = folds.iter().map(|fold| fold.held_out.len()).collect();
        assert_eq!(sizes, [3, 3, 2, 2]);
        let mut seen: Vec<usize> = folds.iter().flat_map(|fold| fold.held_out.clone()).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..10).collect::<Vec<_>>());
        for fold in &folds {
            let mut all = [fold.train.clone(), fold.held_out.clone()].concat();
            all.sort_unstable();
            assert_eq!(all, (0..10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_seed_gives_one_order_and_another_seed_another() {
        assert_eq!(shuffled(100, 1), shuffled(100, 1));
        assert_ne!(shuffled(100, 1), shuffled(100, 2));
        assert_ne!(shuffled(100, 1), (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn holding_out_more_than_there_is_leaves_nothing_to_train_on() {
        assert_eq!(hold_out(5, 2, 0).held_out.len(), 2);
        assert!(hold_out(5, 9, 0).train.is_empty());
    }
}
