//! Documents become a [`ConfigTree`] and a [`ServerConfig`]: what Apache makes of them.
//!
//! Two passes, as in httpd itself: [`read`] acts on what is executed while reading, [`evaluate`] puts the rest
//! into servers and sections. Nothing is guessed: what cannot be known is an [`Unknown`] with its place.

mod by_name;
pub mod catalog;
mod envvars;
mod evaluate;
mod lower_name;
mod read;
pub mod request;
mod runtime;
mod server_config;
mod tree;
mod version;

pub use envvars::Envvars;
pub use evaluate::evaluate;
pub use lower_name::LowerName;
pub use read::{
    Answer, LoadedModule, MacroArguments, Modules, ReadError, Variables, merge, read, read_again,
};
pub use runtime::Runtime;
pub use server_config::{
    Effective, Scope, Section, SectionId, SectionKind, Server, ServerConfig, ServerId, WalkError,
};
pub use tree::{
    Condition, ConditionId, ConfigError, ConfigTree, Directive, File, FileId, NodeId, Phase, Place,
    Role, Source, SourceId, SourceKind, Unknown, Warning, bytes_path, path_bytes,
};
pub use version::{Program, Version};
