//! The patch, held against what it promises and against the tools that people apply it with.

mod applier;
mod cases;
mod placement;
mod properties;
mod texts;
mod tools;
mod tree;
