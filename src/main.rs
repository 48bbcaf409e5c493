//! Starts [`wsgi_daemonize::cli`], with an allocator that is quick with many small pieces of memory; nothing else.

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    wsgi_daemonize::cli::run()
}
