//! Structs of arrays of numbers, seen as one slice.
//!
//! A network's struct is its parameters: `#[repr(C)]`, nothing but nested arrays of `T`. This module is the one place,
//! besides the SIMD room, where `unsafe` is needed: to look at such a struct as the run of numbers it is.

use crate::simd::{F16, Weight};
use core::mem::{MaybeUninit, size_of};

/// A type that is nothing but a contiguous run of `T`.
///
/// # Safety
/// `Self` consists of values of type `T` only, without padding: it is `T` itself, an array of `Plain<T>`, or a `#[repr(C)]`
/// struct whose fields are all `Plain<T>`. `T` is `f32`, `f64` or `F16`, for which any bytes, zeros among them, are a value.
pub unsafe trait Plain<T>: Sized {
    /// How many `T` it holds.
    const LEN: usize = size_of::<Self>() / size_of::<T>();

    /// Its numbers, in memory order.
    #[inline]
    fn as_slice(&self) -> &[T] {
        // SAFETY: by this trait's contract the whole of `Self` is `LEN` values of `T`, at `T`'s alignment.
        unsafe { core::slice::from_raw_parts(core::ptr::from_ref(self).cast::<T>(), Self::LEN) }
    }

    /// Its numbers, in memory order, to be changed.
    #[inline]
    fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as above; any value written is a valid `T`, so `Self` stays valid, and the borrow is exclusive.
        unsafe { core::slice::from_raw_parts_mut(core::ptr::from_mut(self).cast::<T>(), Self::LEN) }
    }

    /// A slice of numbers seen as `Self`; `None` when the length differs.
    #[inline]
    fn from_slice(slice: &[T]) -> Option<&Self> {
        if slice.len() != Self::LEN || align_of::<Self>() != align_of::<T>() {
            return None;
        }
        // SAFETY: the slice holds exactly the `LEN` values of `T` that `Self` consists of, aligned as `T` is.
        Some(unsafe { &*slice.as_ptr().cast::<Self>() })
    }

    /// All zeros, made in place on the heap: a large network never passes through the stack.
    #[cfg(feature = "std")]
    fn zeroed() -> Box<Self> {
        if Self::LEN == 0 {
            // SAFETY: a type of size 0 made of `T`s has no bytes that could be invalid.
            return Box::new(unsafe { core::mem::zeroed() });
        }
        let layout = std::alloc::Layout::new::<Self>();
        // SAFETY: the size is not 0; the memory is zeroed, which is a valid `Self`; `Box` frees it with the same layout.
        unsafe {
            let memory = std::alloc::alloc_zeroed(layout);
            if memory.is_null() {
                std::alloc::handle_alloc_error(layout);
            }
            Box::from_raw(memory.cast::<Self>())
        }
    }

    /// A copy on the heap, which never passes through the stack.
    #[cfg(feature = "std")]
    fn boxed_copy(&self) -> Box<Self>
    where
        T: Copy,
    {
        let mut copy = Self::zeroed();
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }
}

/// Puts a value at the beginning of a cache line: an arena, or the weights themselves, for the last few percent of speed of
/// [`infer`](crate::Network) on a PC, where a vector that lies across two lines is read twice. It is used like the value:
///
/// ```
/// use nn_runtime::view::Aligned;
///
/// let mut arena = Aligned([0.0f32; 100]);
/// assert_eq!(arena.as_ptr().addr() % 64, 0);
/// let whole: &mut [f32; 100] = &mut arena;
/// whole[0] = 1.0;
/// ```
#[derive(Clone, Copy, PartialEq, Debug, Default)]
#[repr(C, align(64))]
pub struct Aligned<A>(pub A);

impl<A> core::ops::Deref for Aligned<A> {
    type Target = A;

    #[inline]
    fn deref(&self) -> &A {
        &self.0
    }
}

impl<A> core::ops::DerefMut for Aligned<A> {
    #[inline]
    fn deref_mut(&mut self) -> &mut A {
        &mut self.0
    }
}

/// The part of an arena that starts at `OFFSET`, as a nested array. That it fits is checked when the code is compiled.
#[inline(always)]
pub fn part<T, A: Plain<T>, const OFFSET: usize, const N: usize>(arena: &[T; N]) -> &A {
    const { assert!(OFFSET + A::LEN <= N && align_of::<A>() == align_of::<T>()) };
    // SAFETY: by the assertion `OFFSET..OFFSET + A::LEN` lies in the arena; `A` is that many `T`, aligned as `T` is.
    unsafe { &*arena.as_ptr().add(OFFSET).cast::<A>() }
}

/// Weights from the bytes of a file, in `const` code: `spans` are the bytes of its parameters there, in the order of `A`. Where
/// they are too few, the rest is 0; the macro and its assertions have compared them with the declaration.
pub const fn pretrained<W: Weight, A: Plain<W>>(file: &[u8], spans: &[(usize, usize)]) -> A {
    let mut weights = MaybeUninit::<A>::zeroed();
    let to = weights.as_mut_ptr().cast::<u8>();
    let (mut i, mut at) = (0, 0);
    while i < spans.len() {
        let (from, end) = spans[i];
        if from <= end && end <= file.len() && end - from <= size_of::<A>() - at {
            // SAFETY: `from..end` lies in `file`, and as many bytes from `at` on lie in `weights`; they are two objects.
            unsafe { core::ptr::copy_nonoverlapping(file.as_ptr().add(from), to.add(at), end - from) };
            at += end - from;
        }
        i += 1;
    }
    let mut byte = 0;
    // Files have the least significant byte first, whatever the target.
    while cfg!(target_endian = "big") && byte < size_of::<A>() {
        let opposite = byte - byte % size_of::<W>() + (size_of::<W>() - 1 - byte % size_of::<W>());
        if byte < opposite {
            // SAFETY: both are bytes of the same `W` in `weights`, all of which are initialised.
            unsafe { core::ptr::swap(to.add(byte), to.add(opposite)) };
        }
        byte += 1;
    }
    // SAFETY: every byte is 0 or comes from the file, and any bytes are an `A`, which is nothing but `W`.
    unsafe { weights.assume_init() }
}

// SAFETY: a number is a run of one number.
unsafe impl Plain<f32> for f32 {}
// SAFETY: a number is a run of one number.
unsafe impl Plain<f64> for f64 {}
// SAFETY: a number is a run of one number.
unsafe impl Plain<F16> for F16 {}
// SAFETY: an array is its elements without padding.
unsafe impl<T, A: Plain<T>, const N: usize> Plain<T> for [A; N] {}

/// Declares the struct of a layer's parameters: generic over the type of each, and [`Plain`] when all of them are.
macro_rules! params {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $generic:ident),* $(,)? }) => {
        $(#[$meta])*
        #[repr(C)]
        #[derive(Clone, PartialEq, Debug)]
        pub struct $name<$($generic),*> {
            $($(#[$field_meta])* pub $field: $generic),*
        }

        // SAFETY: `repr(C)`, and every field is a run of `T`, so there is nothing to pad.
        #[allow(unsafe_code)]
        unsafe impl<T, $($generic: $crate::Plain<T>),*> $crate::Plain<T> for $name<$($generic),*> {}
    };
}
pub(crate) use params;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_arrays_are_one_run() {
        let mut grid = [[1.0f32, 2.0], [3.0, 4.0], [5.0, 6.0]];
        assert_eq!(Plain::as_slice(&grid), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        Plain::<f32>::as_mut_slice(&mut grid)[3] = 9.0;
        assert_eq!(grid[1][1], 9.0);
        assert_eq!(<[[f32; 3]; 2]>::from_slice(&[0.0; 6]), Some(&[[0.0; 3]; 2]));
        assert_eq!(<[[f32; 3]; 2]>::from_slice(&[0.0; 5]), None);
    }

    #[test]
    fn bytes_of_a_file_become_weights() {
        const FILE: [u8; 14] = [9, 9, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64];
        static WEIGHTS: [[f32; 1]; 3] = pretrained::<f32, _>(&FILE, &[(10, 14), (2, 10)]);
        assert_eq!(WEIGHTS, [[3.0], [1.0], [2.0]]);
        assert_eq!(pretrained::<F16, [F16; 2]>(&FILE, &[(4, 6), (8, 10)]), [0x3f80, 0x4000].map(F16::from_bits));
        // What does not fit is left out.
        assert_eq!(pretrained::<f32, [f32; 2]>(&FILE, &[(10, 99), (2, 10), (2, 6)]), [1.0, 2.0]);
        assert_eq!(pretrained::<f32, [f32; 2]>(&FILE, &[]), [0.0; 2]);
    }

    #[cfg(feature = "std")]
    #[test]
    fn zeroed_needs_no_stack() {
        let big = <[[f64; 4096]; 4096] as Plain<f64>>::zeroed();
        assert!(Plain::<f64>::as_slice(&*big).iter().all(|&x| x == 0.0));
    }
}
