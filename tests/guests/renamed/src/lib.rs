//! A user's crate that knows netkiln as `nk`: generated code has to find its way back by that name, from any module, without
//! the help of anything that is in scope.

pub mod bare;
pub mod dimensions;
pub mod forms;
pub mod places;
