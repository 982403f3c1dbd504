//! Buffers in the arena.

use nn_spec::place::{Buffer, least, place};
use proptest::prelude::*;

fn buffers() -> impl Strategy<Value = Vec<Buffer>> {
    let buffer =
        (0usize..200, 0usize..30, 0usize..12).prop_map(|(len, first, steps)| Buffer::new(len, first, first + steps));
    prop::collection::vec(buffer, 0..40)
}

/// Some of them with an input that is read last where they are written first, and how far in front of it they have to start.
fn pairs() -> impl Strategy<Value = Vec<Buffer>> {
    (buffers(), prop::collection::vec(0usize..120, 40)).prop_map(|(mut buffers, leads)| {
        for output in 0..buffers.len() {
            let first = buffers[output].first;
            let input = buffers.iter().position(|input| input.last == first && input.first < first);
            if let (Some(input), true) = (input, leads[output] < 100) {
                buffers[output] = buffers[output].over(input, Some(leads[output]));
            }
        }
        buffers
    })
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

    /// An output lies over its input only as far in front of it as it has to be, and never takes more room for that it may.
    #[test]
    fn outputs_stay_in_front_of_what_is_still_read(buffers in pairs()) {
        let (offsets, total) = placed(&buffers);
        for (i, a) in buffers.iter().enumerate() {
            for (j, b) in buffers.iter().enumerate().skip(i + 1) {
                if a.meets(b) && a.len > 0 && b.len > 0 {
                    let apart = offsets[i] + a.len <= offsets[j] || offsets[j] + b.len <= offsets[i];
                    let lead = |k: usize, input: usize| buffers[k].over.filter(|over| over.input == input).map(|over| over.lead);
                    let in_front = lead(i, j).is_some_and(|lead| offsets[i] + lead <= offsets[j])
                        || lead(j, i).is_some_and(|lead| offsets[j] + lead <= offsets[i]);
                    prop_assert!(apart || in_front, "{a:?} at {} and {b:?} at {}", offsets[i], offsets[j]);
                }
            }
        }
        prop_assert!(total >= least(&buffers));
        prop_assert!(total <= buffers.iter().map(|buffer| buffer.len).sum());
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
