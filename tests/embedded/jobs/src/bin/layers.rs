//! One call of every network of `networks::layers`.
#![no_std]
#![no_main]

use networks::layers;

#[board::entry]
fn main() -> ! {
    layers::ask(&mut |_, numbers| board::floats("result", numbers));
    board::exit()
}
