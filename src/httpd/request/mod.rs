//! A request meets a [`ServerConfig`](super::ServerConfig): which server takes it, what its URL stands for, and which
//! sections it is in.
//!
//! The order of httpd (request.c: `ap_process_request_internal`) is the order of the methods of [`Router`]: choose the
//! server, normalise, rewrite, aliases, document root, file system, sections. What cannot be known is a [`Doubt`].

mod alias;
mod assumed;
mod canonical;
mod choose;
mod connection;
mod covers;
mod document_root;
mod expression;
mod host_name;
mod htaccess;
mod htaccess_check;
mod if_walk;
mod index_file;
mod layout;
mod merged;
mod normalise;
mod options;
mod origin;
mod overrides;
mod pattern;
mod previous;
mod redirect;
mod regex;
mod rewrite;
mod router;
mod sections;
mod storage;
#[cfg(test)]
mod tests;
mod undefined;
mod url;

pub(crate) use alias::after_prefix;
pub use alias::{AliasHit, AliasKind};
pub use choose::{Chosen, matches};
pub use htaccess::Htaccess;
pub use index_file::Index;
pub use merged::{Certainty, Layer, LayerKind, Merged, Setting};
pub use options::OptionSet;
pub use origin::{Doubt, Origin, Refused};
pub(crate) use pattern::matches_path;
pub use rewrite::{Assigned, Assignment, Outcome, Rewritten};
pub use router::{Resource, Router};
pub use storage::{Storage, StorageKind};
pub use undefined::undefined_in;
pub use url::{Request, RequestError};
