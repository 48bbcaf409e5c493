//! [`Htaccess`]: a `.htaccess`, read as httpd reads one.

use std::path::PathBuf;

use crate::httpd::tree::ConfigTree;

/// A `.htaccess`, or what `AccessFileName` names.
#[derive(Debug)]
pub struct Htaccess {
    /// The file.
    pub file: PathBuf,
    /// Its directives.
    pub tree: ConfigTree,
}
