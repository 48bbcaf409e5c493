//! Which seeds a random test tries.

use std::ops::Range;

/// Returns the seeds that `WSGI_DAEMONIZE_SEEDS=COUNT` or `START..END` asks for, else `usual`.
pub(crate) fn seeds(usual: Range<u64>) -> Range<u64> {
    let Some(wanted) = std::env::var_os("WSGI_DAEMONIZE_SEEDS") else {
        return usual;
    };
    let wanted = wanted.to_str().expect("digits");
    let number = |digits: &str| {
        digits
            .parse()
            .expect("WSGI_DAEMONIZE_SEEDS=COUNT or START..END")
    };
    match wanted.split_once("..") {
        Some((start, end)) => number(start)..number(end),
        None => 0..number(wanted),
    }
}
