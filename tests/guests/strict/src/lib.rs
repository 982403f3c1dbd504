//! A user's crate with the strictest lints: `cargo clippy` on the workspace shows that generated code fires none of them, and
//! that `forbid(unsafe_code)` holds.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]
#![deny(
    missing_copy_implementations,
    missing_debug_implementations,
    non_ascii_idents,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]

pub mod declared;
pub mod trained;
