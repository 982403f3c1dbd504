//! Where a kernel reads its input and writes its output: apart, or one over the other.

/// An input and an output. A kernel that may run over its input reads all it needs of a place before it writes there.
pub trait Buffers<T> {
    /// The input, as far as it has not been written over.
    fn input(&self) -> &[T];

    /// The output.
    fn output(&mut self) -> &mut [T];

    /// Both, from the given places on, where what is written ends before what is read begins.
    fn both(&mut self, input: usize, output: core::ops::Range<usize>) -> Option<(&[T], &mut [T])>;
}

/// Input and output by themselves.
pub struct Apart<'a, T> {
    /// The input.
    pub x: &'a [T],
    /// The output.
    pub y: &'a mut [T],
}

impl<T> Buffers<T> for Apart<'_, T> {
    #[inline(always)]
    fn input(&self) -> &[T] {
        self.x
    }

    #[inline(always)]
    fn output(&mut self) -> &mut [T] {
        self.y
    }

    #[inline(always)]
    fn both(&mut self, input: usize, output: core::ops::Range<usize>) -> Option<(&[T], &mut [T])> {
        Some((self.x.get(input..)?, self.y.get_mut(output)?))
    }
}

/// The output at the start of some memory, the input in it from `from` on.
pub struct Over<'a, T> {
    /// Both.
    pub memory: &'a mut [T],
    /// Where the input begins.
    pub from: usize,
}

impl<T> Buffers<T> for Over<'_, T> {
    #[inline(always)]
    fn input(&self) -> &[T] {
        self.memory.get(self.from..).unwrap_or(&[])
    }

    #[inline(always)]
    fn output(&mut self) -> &mut [T] {
        self.memory
    }

    #[inline(always)]
    fn both(&mut self, input: usize, output: core::ops::Range<usize>) -> Option<(&[T], &mut [T])> {
        let (front, back) = self.memory.split_at_mut_checked(self.from.checked_add(input)?)?;
        Some((back, front.get_mut(output)?))
    }
}
