//! What requests meet, on small servers in memory.

mod choose;
mod htaccess;
mod ifs;
mod sections;
mod server;

pub(super) use server::{Server, layers, text};
