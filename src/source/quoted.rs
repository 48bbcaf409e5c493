//! [`quoted`]: names in a sentence.

use std::fmt::Display;

/// Lists names in back-quotes: `` `a`, `b` ``.
pub fn quoted<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let names = names.into_iter().map(|name| format!("`{name}`"));
    names.collect::<Vec<_>>().join(", ")
}
