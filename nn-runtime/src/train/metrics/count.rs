//! The counting behind metrics, compiled in this crate.

routines! { Counts, T =>
    /// Rows whose largest number stands at their class; of equal ones the first counts.
    pub fn hits(predictions: &[T], width: usize, classes: &[u32]) -> usize {
        let rows = predictions.chunks_exact(width.max(1)).zip(classes);
        rows.filter(|(row, class)| largest(row) == **class as usize).count()
    }

    /// Rows whose largest number stands where their target's does.
    pub fn matches(predictions: &[T], width: usize, targets: &[T]) -> usize {
        let rows = predictions.chunks_exact(width.max(1)).zip(targets.chunks_exact(width.max(1)));
        rows.filter(|(row, target)| largest(row) == largest(target)).count()
    }

    /// Rows in which fewer than `k` numbers are larger than the one at their class.
    pub fn hits_among(predictions: &[T], width: usize, classes: &[u32], k: usize) -> usize {
        let rows = predictions.chunks_exact(width.max(1)).zip(classes);
        rows.filter(|(row, class)| rank(row, **class as usize) < k).count()
    }

    /// [`hits_among`] for one-hot targets.
    pub fn matches_among(predictions: &[T], width: usize, targets: &[T], k: usize) -> usize {
        let rows = predictions.chunks_exact(width.max(1)).zip(targets.chunks_exact(width.max(1)));
        rows.filter(|(row, target)| rank(row, largest(target)) < k).count()
    }

    /// Numbers that lie on the same side as their target: above `threshold`, and above `half`.
    pub fn agreements(predictions: &[T], targets: &[T], threshold: T, half: T) -> usize {
        predictions.iter().zip(targets).filter(|(p, t)| (**p > threshold) == (**t > half)).count()
    }

    /// Of yes-or-no outputs: true positives, false positives, false negatives, each weighted by the target.
    pub fn confusion(predictions: &[T], targets: &[T], threshold: T) -> [f64; 3] {
        let mut counts = [0.0; 3];
        for (&p, &t) in predictions.iter().zip(targets) {
            let t = t.f64();
            if p > threshold {
                counts[0] += t;
                counts[1] += 1.0 - t;
            } else {
                counts[2] += t;
            }
        }
        counts
    }

    /// Adds each target to the bucket of its prediction: buckets of positives, then of negatives.
    pub fn fill_buckets(predictions: &[T], targets: &[T], buckets: &mut [f64]) {
        let (positive, negative) = buckets.split_at_mut(buckets.len() / 2);
        let steps = positive.len().saturating_sub(1) as f64;
        for (&p, &t) in predictions.iter().zip(targets) {
            // Casting saturates: what lies below the first bucket or is no number counts there.
            let bucket = ((p.f64() * steps).ceil() - 1.0).min(steps) as usize;
            if let (Some(positive), Some(negative)) = (positive.get_mut(bucket), negative.get_mut(bucket)) {
                *positive += t.f64();
                *negative += 1.0 - t.f64();
            }
        }
    }

    /// `Σ |p − t|` and `Σ (p − t)²`
    pub fn errors(predictions: &[T], targets: &[T]) -> [f64; 2] {
        predictions.iter().zip(targets).fold([0.0; 2], |[absolute, squared], (&p, &t)| {
            let error = p.f64() - t.f64();
            [absolute + error.abs(), squared + error * error]
        })
    }

    /// For each column: `Σ t`, `Σ t²`, `Σ (t − p)²`, one after another.
    pub fn variances(predictions: &[T], targets: &[T], sums: &mut [f64]) {
        let width = (sums.len() / 3).max(1);
        for (p, t) in predictions.chunks_exact(width).zip(targets.chunks_exact(width)) {
            for (sums, (p, t)) in sums.chunks_exact_mut(3).zip(p.iter().zip(t)) {
                let (p, t) = (p.f64(), t.f64());
                if let [total, squares, residual] = sums {
                    *total += t;
                    *squares += t * t;
                    *residual += (t - p) * (t - p);
                }
            }
        }
    }
}

fn largest<T: crate::Scalar>(row: &[T]) -> usize {
    let mut best = (0, T::neg_infinity());
    for (i, &x) in row.iter().enumerate() {
        if x > best.1 {
            best = (i, x);
        }
    }
    best.0
}

fn rank<T: crate::Scalar>(row: &[T], class: usize) -> usize {
    row.get(class).map_or(usize::MAX, |&at| row.iter().filter(|&&x| x > at).count())
}
