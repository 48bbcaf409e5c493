//! The interview, without a terminal: a script answers.

mod at_terminal;
mod back;
pub(crate) mod case;
mod equal_power;
mod lines;
mod many;
mod questions;
mod review;
mod review_at_terminal;
mod scripted;
mod session;
mod walks;
