//! One weight a sample, from sample weights and class weights.

use super::Error;
use super::data::{Column, Dataset};
use crate::{OutputInfo, Scalar};

/// The weight of each sample: its own times its class'. None where there are neither.
pub(super) fn sample_weights<T: Scalar>(
    own: Option<&[f64]>,
    by_class: &[(u32, f64)],
    y: &Dataset<'_, T>,
    outputs: &[OutputInfo],
) -> Result<Vec<T>, Error> {
    if own.is_none() && by_class.is_empty() {
        return Ok(Vec::new());
    }
    let mut weights = vec![1.0; y.samples];
    if let Some(own) = own {
        const ARGUMENT: &str = "sample_weights";
        if own.len() != y.samples {
            let (argument, other) = (String::from(ARGUMENT), String::from("x"));
            return Err(Error::Samples { argument, given: own.len(), other, needed: y.samples });
        }
        if let Some((sample, &value)) = own.iter().enumerate().find(|(_, weight)| !weight.is_finite()) {
            return Err(Error::NotFinite { argument: String::from(ARGUMENT), sample, value });
        }
        weights.copy_from_slice(own);
    }
    if !by_class.is_empty() {
        let refuse = |given: String, needed| Err(Error::Setting { setting: "class_weights", given, needed });
        if let Some((class, weight)) = by_class.iter().find(|(_, weight)| !(*weight >= 0.0 && weight.is_finite())) {
            return refuse(format!("{weight} for class {class}"), "0 or more");
        }
        let ([column], [output]) = (y.columns.as_slice(), outputs) else {
            let given = format!("given for {} outputs", outputs.len());
            return refuse(given, "for a network with one output");
        };
        let Some(class) = classifier(column) else {
            let given = format!("given for an output of shape {}", output.shape);
            return refuse(given, "for one class a sample");
        };
        // One number a sample: a class among many where targets are whole, else a yes or a no.
        let classes = match column {
            Column::Whole { .. } => output.shape.last(),
            _ => output.shape.last().max(2),
        };
        if let Some((class, _)) = by_class.iter().find(|(class, _)| *class as usize >= classes) {
            return refuse(format!("given for class {class}"), "for classes that the output has");
        }
        for (sample, weight) in weights.iter_mut().enumerate() {
            let class = class(sample);
            *weight *= by_class.iter().find(|(known, _)| *known == class).map_or(1.0, |(_, factor)| *factor);
        }
    }
    Ok(weights.into_iter().map(T::of).collect())
}

/// What gives the class of a sample: its number, the side of a yes-or-no target, or the place of the one in a one-hot row.
fn classifier<'c, T: Scalar>(column: &'c Column<'_, T>) -> Option<Box<dyn Fn(usize) -> u32 + 'c>> {
    match column {
        Column::Whole { values, width: 1, .. } => Some(Box::new(|sample| values.get(sample).copied().unwrap_or(0))),
        Column::Real { values, width: 1, .. } => {
            Some(Box::new(|sample| values.get(sample).map_or(0, |value| value.f64().round() as u32)))
        }
        Column::Real { values, width, .. } => Some(Box::new(move |sample| {
            let row = values.get(sample * width..(sample + 1) * width).unwrap_or(&[]);
            let largest =
                (0u32..).zip(row).fold(
                    (0, T::neg_infinity()),
                    |best, (class, &value)| {
                        if value > best.1 { (class, value) } else { best }
                    },
                );
            largest.0
        })),
        _ => None,
    }
}
