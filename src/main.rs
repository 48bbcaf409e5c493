//! Starts [`wsgi_daemonize::cli`]; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    wsgi_daemonize::cli::run()
}
