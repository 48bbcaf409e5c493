//! What the tests stand on: sample sites, a real httpd on loopback, and the programs a user runs.

pub(crate) mod copy;
pub(crate) mod dice;
pub(crate) mod httpd;
pub(crate) mod memory;
pub(crate) mod observation;
pub(crate) mod oracle;
pub(crate) mod processes;
pub(crate) mod program;
pub(crate) mod request;
pub(crate) mod seeds;
pub(crate) mod server;
pub(crate) mod sha256;
pub(crate) mod site;
pub(crate) mod terminal;
pub(crate) mod tree;

use std::io::Write as _;

/// Prints a line that is seen even when the test passes: the test runner captures `print!`, not this.
pub(crate) fn say(line: &str) {
    let mut stderr = std::io::stderr().lock();
    writeln!(stderr, "{line}").expect("standard error is open");
}

/// Returns bytes as text for a failure's message: line by line, with escapes for what is not UTF-8.
pub(crate) fn printable(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().escape_ascii().map(char::from));
    }
    text
}
