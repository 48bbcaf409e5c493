//! The interview, without a terminal: a script answers.

mod at_terminal;
mod equal_power;
mod lines;
mod many;
mod questions;
mod review;
mod scripted;
mod session;
mod walks;
