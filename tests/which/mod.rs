//! `which` and `inspect`: what is known of mod_wsgi, row by row, on our model and on the real server.
//!
//! The tables are those of the measurements that the model was built from; each row is a test. Rows share a server where
//! they can, which is asked once.

mod access;
mod children;
mod embedded;
pub(crate) mod ground;
mod handled;
mod mechanisms;
mod media_types;
mod onward;
mod page;
mod pains;
mod reach;
mod refused;
mod resolution;
mod rows;
mod schemas;
mod told;
mod urls;
