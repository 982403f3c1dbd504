//! What makes this crate a firmware: a function for a program in C, and no way to panic.

/// The sine of `angle`, for 0 to π/2.
#[unsafe(no_mangle)]
pub extern "C" fn netkiln_sine(angle: f32) -> f32 {
    super::sine(angle)
}

unsafe extern "C" {
    /// Defined nowhere. Where the linker finds a use of it, something that can panic is left in the program.
    safe fn netkiln_can_panic() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    netkiln_can_panic()
}
