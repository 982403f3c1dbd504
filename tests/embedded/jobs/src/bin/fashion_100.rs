//! A hundred images through `Fashion`.
#![no_std]
#![no_main]

use networks::{Fashion, inputs};

static mut ARENA: [f32; Fashion::ARENA_BYTES / 4] = Fashion::arena();

#[board::entry]
// The lint takes the pointer for a reference.
#[allow(clippy::deref_addrof)]
fn main() -> ! {
    // SAFETY: this function runs once, and nothing else knows the arena.
    let arena = unsafe { &mut *(&raw mut ARENA) };
    for i in 0..100 {
        board::floats("result", Fashion::PRETRAINED.infer(&inputs::clothes(i), arena));
    }
    board::exit()
}
