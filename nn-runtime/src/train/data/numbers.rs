//! Numbers of any type, until it is known what the network takes in their place.

use crate::Scalar;
use std::borrow::Cow;

/// A number type that data may have: integers, `f32`, `f64`, and `bool` as 0 and 1. Sealed.
pub trait Element: Copy + private::Sealed + 'static {
    /// These numbers with their type noted.
    #[doc(hidden)]
    fn numbers(values: Cow<'_, [Self]>) -> Numbers<'_>;
}

mod private {
    pub trait Sealed {}
}

/// The number types of networks: numbers of their own type are borrowed, others converted.
#[doc(hidden)]
pub trait Own: Sized + Clone {
    fn of_f32(values: Cow<'_, [f32]>) -> Cow<'_, [Self]>;
    fn of_f64(values: Cow<'_, [f64]>) -> Cow<'_, [Self]>;
}

impl Own for f32 {
    fn of_f32(values: Cow<'_, [f32]>) -> Cow<'_, [f32]> {
        values
    }

    fn of_f64(values: Cow<'_, [f64]>) -> Cow<'_, [f32]> {
        values.iter().map(|&x| x as f32).collect()
    }
}

impl Own for f64 {
    fn of_f32(values: Cow<'_, [f32]>) -> Cow<'_, [f64]> {
        values.iter().map(|&x| f64::from(x)).collect()
    }

    fn of_f64(values: Cow<'_, [f64]>) -> Cow<'_, [f64]> {
        values
    }
}

/// A number that is not a whole one from 0 to 2³² − 1, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotWhole {
    pub at: usize,
    pub value: f64,
}

macro_rules! elements {
    ($($variant:ident $type:ty, $to:expr;)*) => {
        /// A run of numbers of some type.
        #[doc(hidden)]
        #[derive(Clone, Debug)]
        pub enum Numbers<'a> {
            $($variant(Cow<'a, [$type]>),)*
        }

        $(
            impl private::Sealed for $type {}
            impl Element for $type {
                fn numbers(values: Cow<'_, [Self]>) -> Numbers<'_> {
                    Numbers::$variant(values)
                }
            }
        )*

        impl<'a> Numbers<'a> {
            /// As numbers of the network's type.
            pub(crate) fn reals<T: Scalar>(self) -> Cow<'a, [T]> {
                match self {
                    Numbers::F32(values) => T::of_f32(values),
                    Numbers::F64(values) => T::of_f64(values),
                    $(
                        #[allow(unreachable_patterns)]
                        Numbers::$variant(values) => values.iter().map(|&x| T::of($to(x))).collect(),
                    )*
                }
            }

            /// As classes or indices.
            pub(crate) fn wholes(self) -> Result<Cow<'a, [u32]>, NotWhole> {
                match self {
                    Numbers::U32(values) => Ok(values),
                    $(
                        #[allow(unreachable_patterns)]
                        Numbers::$variant(values) => whole(values.iter().map(|&x| $to(x))),
                    )*
                }
            }
        }
    };
}

elements! {
    F32 f32, f64::from;
    F64 f64, f64::from;
    U8 u8, f64::from;
    U16 u16, f64::from;
    U32 u32, f64::from;
    U64 u64, |x| x as f64;
    Usize usize, |x| x as f64;
    I8 i8, f64::from;
    I16 i16, f64::from;
    I32 i32, f64::from;
    I64 i64, |x| x as f64;
    Isize isize, |x| x as f64;
    Bool bool, f64::from;
}

fn whole<'a>(values: impl Iterator<Item = f64>) -> Result<Cow<'a, [u32]>, NotWhole> {
    let convert = |(at, value): (usize, f64)| {
        // Casting saturates, so what comes back as it was is a whole number in range. (A `u64` that `f64` rounds is too large
        // anyway.)
        let index = value as u32;
        if f64::from(index) == value { Ok(index) } else { Err(NotWhole { at, value }) }
    };
    values.enumerate().map(convert).collect()
}
