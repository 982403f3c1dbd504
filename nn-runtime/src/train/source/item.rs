//! What an iterator of batches may yield.

/// Whatever kept a batch from being made.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Inputs, targets, and a weight for each sample or none.
type Weighted<X, Y> = Result<(X, Y, Option<Vec<f64>>), Cause>;

/// One batch: `(x, y)`, or `(x, y, weights)` with a weight for each sample, as Keras' generators yield them; and a `Result` of either, where a
/// batch may fail to be read. See [`Trainer::fit_batches`](crate::train::Trainer::fit_batches).
pub trait IntoBatch {
    /// The inputs.
    type X;
    /// The targets.
    type Y;

    /// Inputs, targets, and a weight for each sample or none.
    ///
    /// # Errors
    /// Why there is no batch: any error, or a text.
    fn into_batch(self) -> Weighted<Self::X, Self::Y>;
}

impl<X, Y> IntoBatch for (X, Y) {
    type X = X;
    type Y = Y;

    fn into_batch(self) -> Weighted<X, Y> {
        Ok((self.0, self.1, None))
    }
}

impl<X, Y, W: IntoIterator<Item: Into<f64>>> IntoBatch for (X, Y, W) {
    type X = X;
    type Y = Y;

    fn into_batch(self) -> Weighted<X, Y> {
        Ok((self.0, self.1, Some(self.2.into_iter().map(Into::into).collect())))
    }
}

impl<B: IntoBatch, E: Into<Cause>> IntoBatch for Result<B, E> {
    type X = B::X;
    type Y = B::Y;

    fn into_batch(self) -> Weighted<B::X, B::Y> {
        self.map_err(Into::into)?.into_batch()
    }
}
