//! What Python programs say, and what is installed for them, as far as files tell: nothing is run.

mod code;
mod extension;
mod extension_use;
mod import;
mod library;
mod program;
mod variable;

pub(super) use code::{Kind, lines};
pub(super) use extension_use::{Evidence, ExtensionUse};
pub(super) use program::Program;
pub(super) use variable::Variables;
