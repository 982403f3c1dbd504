//! Every layer's kernels against the convention, against central differences, and against themselves on parts of a batch.
#![cfg(feature = "train")]

mod affine;
mod calls;
mod cases;
mod convention;
mod cuts;
mod gradients;
mod keras;
mod losses;
mod over;
mod rows;
mod run;
mod squares;
mod time;
