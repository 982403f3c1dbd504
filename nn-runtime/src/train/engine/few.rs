//! A short list that needs no heap: the inputs of a pass.

/// Up to eight items in place, more on the heap.
pub(crate) enum Few<I> {
    Inline([I; Few::<()>::INLINE], usize),
    Heap(Vec<I>),
}

impl Few<()> {
    const INLINE: usize = 8;
}

impl<I: Copy> Few<I> {
    /// The items; `blank` fills the places that are left over.
    pub fn new(blank: I, items: impl ExactSizeIterator<Item = I>) -> Few<I> {
        let len = items.len();
        if len > Few::<()>::INLINE {
            return Few::Heap(items.collect());
        }
        let mut inline = [blank; Few::<()>::INLINE];
        inline.iter_mut().zip(items).for_each(|(place, item)| *place = item);
        Few::Inline(inline, len)
    }

    pub fn as_slice(&self) -> &[I] {
        match self {
            Few::Inline(items, len) => items.get(..*len).unwrap_or(&[]),
            Few::Heap(items) => items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_few_and_many() {
        for len in [0, 1, 8, 9, 20] {
            let items: Vec<usize> = (1..=len).collect();
            assert_eq!(Few::new(0, items.iter().copied()).as_slice(), items);
        }
    }
}
