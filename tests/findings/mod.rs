//! What `check` finds and what it does not, rule by rule.

mod cases;
mod causes;
mod color;
mod command;
mod documentation;
mod evidence;
mod fixes;
mod formats;
mod log;
mod logged;
mod messages;
mod pages;
mod repaired;
mod server;
mod witness;
mod wording;
