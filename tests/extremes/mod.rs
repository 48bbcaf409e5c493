//! Configurations far larger than any that was meant: there is a result all the same.
//!
//! Every case runs in a test's thread, whose stack is small: nothing may recurse on the depth of a configuration.

mod many;
mod nested;
mod plans;
mod size;

use wsgi_daemonize::host::Memory;
use wsgi_daemonize::httpd::{self, ConfigTree, Runtime, ServerConfig};
use wsgi_daemonize::wsgi;

const MAIN: &str = "/etc/apache2/apache2.conf";

fn runtime() -> Runtime {
    Runtime {
        config: MAIN.into(),
        server_root: "/etc/apache2".into(),
        ..Runtime::default()
    }
}

/// Reads a server of one file, and makes of it what httpd does.
fn read(text: impl AsRef<[u8]>) -> (ConfigTree, ServerConfig) {
    read_host(&Memory::new().file(MAIN, text))
}

fn read_host(host: &Memory) -> (ConfigTree, ServerConfig) {
    let tree = httpd::read(host, &runtime()).unwrap();
    let config = httpd::evaluate(&tree);
    (tree, config)
}

/// Returns what httpd refuses, in its order.
fn errors((tree, config): &(ConfigTree, ServerConfig)) -> Vec<String> {
    let errors = wsgi::all_errors(tree, config, None).into_iter();
    errors
        .map(|error| String::from_utf8(error.message).unwrap())
        .collect()
}
