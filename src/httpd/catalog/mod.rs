//! What httpd's own modules and mod_wsgi know: directives, their places and arguments, module names.
//!
//! Facts alone, read from the running server's command tables and confirmed by its answers:
//! Apache/2.4.71 with mod_wsgi 4.9.4. An older server may know fewer directives, a newer one more; a
//! module that [`Module::knows_all`] denies has directives that are not listed here.

mod allowed;
mod arity;
mod entry;
mod forbidden;
mod index;
mod module;
mod modules;
mod table;
mod value_kind;
pub mod wsgi;

pub use allowed::Allowed;
pub use arity::Arity;
pub use entry::DirectiveEntry;
pub use forbidden::Forbidden;
pub use module::{ALWAYS_STATIC, Module, STATIC_ON_DEBIAN, guess_identifier, guess_source};

/// The httpd that the tables were measured on.
pub const HTTPD_VERSION: (u8, u8, u8) = (2, 4, 71);

/// Returns all directives, sorted by their names in lower case.
pub fn directives() -> &'static [DirectiveEntry] {
    table::TABLE
}

/// Returns the directive `name` of every module that has one so named, in any case.
///
/// A section's name starts with `<` and has no `>`.
pub fn lookup(name: &[u8]) -> &'static [DirectiveEntry] {
    index::entries_named(name)
}

#[cfg(test)]
mod tests;
