//! What holds for any bytes, and for any server that can be written down.

mod bytes;
mod lines;
mod plans;
mod servers;
mod sources;
mod syntax;
mod total;

use proptest::prelude::*;

/// Returns how many cases are tried, unless `PROPTEST_CASES` says it; nothing is written beside the tests when one fails.
fn tried(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let is_given = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if is_given { default.cases } else { cases },
        max_global_rejects: 1 << 20,
        failure_persistence: None,
        ..default
    }
}
