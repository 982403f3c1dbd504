//! Samples as arrays, as `infer` takes them.

use super::{Element, InputData, numbers};
use std::borrow::Cow;

/// Slices, arrays and vectors of samples whose axes are those named.
macro_rules! samples {
    ($($axis:ident)+: $Sample:ty, $($flat:ident)+, $($own:ident)+) => {
        impl<'a, E: Element, $(const $axis: usize),+> From<&'a [$Sample]> for InputData<'a> {
            fn from(samples: &'a [$Sample]) -> InputData<'a> {
                numbers(&[samples.len(), $($axis),+], Cow::Borrowed(samples$(.$flat())+))
            }
        }

        impl<'a, E: Element, $(const $axis: usize,)+ const N: usize> From<&'a [$Sample; N]> for InputData<'a> {
            fn from(samples: &'a [$Sample; N]) -> InputData<'a> {
                samples.as_slice().into()
            }
        }

        impl<'a, E: Element, $(const $axis: usize),+> From<&'a Vec<$Sample>> for InputData<'a> {
            fn from(samples: &'a Vec<$Sample>) -> InputData<'a> {
                samples.as_slice().into()
            }
        }

        impl<E: Element, $(const $axis: usize),+> From<Vec<$Sample>> for InputData<'_> {
            fn from(samples: Vec<$Sample>) -> InputData<'static> {
                numbers(&[samples.len(), $($axis),+], Cow::Owned(samples$(.$own())+))
            }
        }
    };
}
samples!(A: [E; A], as_flattened, into_flattened);
samples!(A B: [[E; B]; A], as_flattened as_flattened, into_flattened into_flattened);
samples!(A B C: [[[E; C]; B]; A], as_flattened as_flattened as_flattened, into_flattened into_flattened into_flattened);
samples!(
    A B C D: [[[[E; D]; C]; B]; A],
    as_flattened as_flattened as_flattened as_flattened,
    into_flattened into_flattened into_flattened into_flattened
);
