//! What `check` finds and what it does not, rule by rule.

mod cases;
mod command;
mod documentation;
mod formats;
mod messages;
mod pages;
mod server;
mod witness;
mod wording;
