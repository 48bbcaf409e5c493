//! Brings an Apache httpd configuration with mod_wsgi to a daemon-only layout.
//!
//! The folders are the pipeline; each turns one type into the next:
//!
//! ```text
//!  host       syntax        httpd            wsgi          migration      patch
//! bytes ──▶ Document ──▶ ConfigTree ──▶ Inventory ──────▶ Plan ───────▶ Patch
//!                        ServerConfig       └──▶ Finding (findings)
//! ```

pub mod source;

pub mod host;

pub mod syntax;

pub mod patch;

pub mod httpd;

pub mod wsgi;

pub mod findings;

pub mod migration;

pub mod report;

pub mod wizard;

pub mod cli;
