//! Numbers on the command line that have to make sense.

/// A whole number above 0, such as the samples of a batch: for clap's `value_parser`.
///
/// # Errors
/// What to write instead.
pub fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("it must be 1 or more".into()),
        Ok(number) => Ok(number),
        Err(_) => Err("it must be a whole number, 1 or more".into()),
    }
}

/// A whole number of 2 or more, such as the parts of a cross-validation: for clap's `value_parser`.
///
/// # Errors
/// What to write instead.
pub fn several(text: &str) -> Result<usize, String> {
    positive(text).ok().filter(|&number| number > 1).ok_or_else(|| "it must be a whole number, 2 or more".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        assert_eq!(positive("32"), Ok(32));
        assert!(["0", "-1", "2.5", "many", ""].iter().all(|text| positive(text).is_err()));
        assert_eq!(several("4"), Ok(4));
        assert!(["0", "1", "x"].iter().all(|text| several(text).is_err()));
    }
}
