//! Other lines that have to follow when applications move, and what is decided about each.

mod allowed_groups;
mod embedded_settings;

pub(super) use allowed_groups::{Lists, allow_groups};
pub(super) use embedded_settings::embedded_paths;
