//! Starts [`wsgi_daemonize::cli`]; nothing else.

fn main() {}
