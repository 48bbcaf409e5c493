//! What a server has becomes what it shall have: the daemon-only layout.
//!
//! A [`Preset`] says how new process groups are named and sized; [`Definitions`] become the text of the file
//! that holds them.

mod daemon_options;
mod nearest;
mod preset;
mod template;

pub use daemon_options::{DaemonOptions, Mpm};
pub use preset::{ApplicationGroupPolicy, Grouping, Groups, Preset, PresetError};
pub use template::{Definition, Definitions, NameContext, TemplateError, render_group_name};
