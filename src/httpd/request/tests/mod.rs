//! What requests meet, on small servers in memory.

mod choose;
mod htaccess;
mod ifs;
mod index;
mod rewrite;
mod sections;
mod server;

pub(super) use server::{Server, layers, text};
