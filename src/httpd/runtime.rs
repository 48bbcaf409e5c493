//! [`Runtime`]: what httpd is started with.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a configuration's meaning depends on besides its files.
#[derive(Clone, Debug, Default)]
pub struct Runtime {
    /// The main configuration file (`-f`), absolute.
    pub config: PathBuf,
    /// The initial `ServerRoot` (`-d`), absolute.
    pub server_root: PathBuf,
    /// The flags given with `-D`.
    pub defines: Vec<Vec<u8>>,
    /// The environment that httpd runs in, as far as it is known. Our own is not httpd's and is not asked.
    pub environment: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Whether a part of it is not known, since it comes from a line that needs a shell.
    pub is_environment_partial: bool,
    /// What could not be known, in words.
    pub notes: Vec<String>,
}
