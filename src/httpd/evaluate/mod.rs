//! A [`ConfigTree`] becomes a [`ServerConfig`]: httpd's second pass.
//!
//! httpd executes the finished tree depth first and stops at the first directive that it does not know, that
//! stands in the wrong place, has the wrong number of words, or words that its own core refuses (config.c:
//! `ap_walk_config`, `invoke_cmd`). We go on, so that all errors are seen; the first is httpd's.

mod authorization;
pub(in crate::httpd) mod header;
mod refusal;
mod server;
pub(in crate::httpd) mod value;
mod walk;

use self::walk::Walk;
use super::server_config::ServerConfig;
use super::tree::ConfigTree;

/// Puts every directive into its server and section.
pub fn evaluate(tree: &ConfigTree) -> ServerConfig {
    let mut walk = Walk::new(tree);
    for directive in tree.directives() {
        walk.take(directive);
    }
    walk.finish()
}
