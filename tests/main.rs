//! Every test that needs more than one module: one program, so that it links once.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests arrange real files, run real programs, and say at once what does not hold"
)]

mod answers;
mod architecture;
mod catalog;
mod conformance;
mod definitions;
mod differential;
mod end_to_end;
mod errors;
mod extremes;
mod findings;
mod host;
mod large_server;
mod memory;
mod migrations;
mod patch;
mod plans;
mod properties;
mod read_again;
mod requests;
mod schemas;
mod shown;
mod support;
mod which;
mod wizard;
