//! Whether data have the shape that a network declares, and what to write where they have not.

use crate::train::Error;

/// The number of samples in data whose samples have that shape; dimensions of 1 at the end may be left out.
pub(super) fn check_shape(given: &[usize], needed: &[usize], argument: &str) -> Result<usize, Error> {
    match given.split_first() {
        Some((&samples, dims)) if strip(dims) == strip(needed) => Ok(samples),
        _ => Err(Error::Shape {
            argument: argument.to_string(),
            given: given.to_vec(),
            needed: needed.to_vec(),
            hint: hint(given, needed),
        }),
    }
}

/// What to write instead, where the given shape shows what happened.
fn hint(given: &[usize], needed: &[usize]) -> String {
    let len: usize = needed.iter().product();
    let Some((&samples, dims)) = given.split_first() else {
        return String::from("the first axis counts the samples");
    };
    if strip(given) == strip(needed) {
        return String::from("for one sample, add the axis that counts them with `.insert_axis(Axis(0))`");
    }
    let channels_first = needed.split_last().map(|(&last, front)| {
        let mut dims = vec![last];
        dims.extend_from_slice(front);
        dims
    });
    if needed.len() > 1 && channels_first.as_deref() == Some(dims) {
        let axes: Vec<String> = [0].into_iter().chain(2..=needed.len()).chain([1]).map(|a| a.to_string()).collect();
        return format!("move the channels last with `.permuted_axes([{}])`", axes.join(", "));
    }
    if len > 0 && dims.iter().product::<usize>() == len {
        let dims: Vec<String> = std::iter::once(samples).chain(needed.iter().copied()).map(|d| d.to_string()).collect();
        return format!("reshape it with `.into_shape_with_order(({}))`", dims.join(", "));
    }
    String::new()
}

pub(super) fn strip(mut dims: &[usize]) -> &[usize] {
    while let [front @ .., 1] = dims {
        dims = front;
    }
    dims
}

/// The shape of a sample's classes: the output's without the last axis.
pub(super) fn class_dims(output: &[usize]) -> &[usize] {
    output.split_last().map_or(&[], |(_, front)| front)
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn hints_say_what_to_write() {
        assert_eq!(hint(&[5, 1, 28, 20], &[28, 20, 1]), "move the channels last with `.permuted_axes([0, 2, 3, 1])`");
        assert_eq!(hint(&[5, 560], &[28, 20, 1]), "reshape it with `.into_shape_with_order((5, 28, 20, 1))`");
        assert_eq!(
            hint(&[28, 20], &[28, 20, 1]),
            "for one sample, add the axis that counts them with `.insert_axis(Axis(0))`"
        );
        assert_eq!(hint(&[5, 27, 20], &[28, 20, 1]), "");
    }
}
