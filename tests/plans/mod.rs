//! Small servers and what is planned for them, one situation each.
//!
//! Every plan is also proven on the model, and planned again on its result: the second plan must be empty and hold the same
//! back.

mod announced;
mod conditions;
mod decisions;
mod fences;
mod groups;
mod held;
mod htaccess;
mod in_vain;
mod interpreters;
mod lists;
mod macros;
mod moved;
mod named_by_request;
mod places;
mod platform;
mod proof;
mod remaining;
mod restriction;
pub(crate) mod server;
mod settings;
mod sources;
mod stages;
mod twins;
mod users;
