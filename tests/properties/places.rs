//! Buffers in the arena.

use nn_spec::place::{Buffer, least, place};
use proptest::prelude::*;

fn buffers() -> impl Strategy<Value = Vec<Buffer>> {
    let buffer = (0usize..200, 0usize..30, 0usize..12).prop_map(|(len, first, steps)| Buffer {
        len,
        first,
        last: first + steps,
    });
    prop::collection::vec(buffer, 0..40)
}

fn placed(buffers: &[Buffer]) -> (Vec<usize>, usize) {
    let (mut order, mut offsets) = (vec![0; buffers.len()], vec![0; buffers.len()]);
    let total = place(buffers, &mut order, &mut offsets);
    (offsets, total)
}

proptest! {
    #[test]
    fn no_two_live_buffers_overlap(buffers in buffers()) {
        let (offsets, _) = placed(&buffers);
        for (i, a) in buffers.iter().enumerate() {
            for (j, b) in buffers.iter().enumerate().skip(i + 1) {
                if a.meets(b) && a.len > 0 && b.len > 0 {
                    let apart = offsets[i] + a.len <= offsets[j] || offsets[j] + b.len <= offsets[i];
                    prop_assert!(apart, "{a:?} at {} and {b:?} at {}", offsets[i], offsets[j]);
                }
            }
        }
    }

    #[test]
    fn the_arena_holds_all_and_wastes_little(buffers in buffers()) {
        let (offsets, total) = placed(&buffers);
        let end = offsets.iter().zip(&buffers).map(|(at, buffer)| at + buffer.len).max().unwrap_or(0);
        prop_assert_eq!(total, end);
        // No plan is smaller than what is live at once; none needs more than all together.
        let live = |step| buffers.iter().filter(|b| (b.first..=b.last).contains(&step)).map(|b| b.len).sum::<usize>();
        let most = (0..42).map(live).max().unwrap_or(0);
        prop_assert_eq!(least(&buffers), most);
        prop_assert!(total >= most);
        prop_assert!(total <= buffers.iter().map(|buffer| buffer.len).sum());
    }

    #[test]
    fn one_list_has_one_layout(buffers in buffers()) {
        prop_assert_eq!(placed(&buffers), placed(&buffers));
    }
}
