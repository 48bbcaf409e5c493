//! Files become a [`ConfigTree`]: httpd's first pass.
//!
//! While it reads, httpd acts on what is marked `EXEC_ON_READ` (`Include`, `Define`, `LoadModule`, `<IfModule>`,
//! `<Macro>`, …), so which lines there are depends on the lines before. This is config.c: `ap_build_config`,
//! `ap_build_config_sub` and `ap_build_cont_config`, as one loop with an explicit stack: no nesting is too deep.

mod closing;
mod command;
mod condition;
mod directories;
mod execute;
mod files;
mod fnmatch;
mod frame;
mod hidden;
mod include;
mod load_module;
mod macros;
mod modules;
mod path;
mod reader;
mod variables;
mod version;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use self::files::Content;
pub(in crate::httpd) use self::fnmatch::{is_pattern, matches_rest};
pub use self::macros::MacroArguments;
pub use self::modules::{Answer, LoadedModule, Modules};
pub use self::path::merge;
use self::reader::Reader;
pub use self::variables::Variables;
use super::runtime::Runtime;
use super::tree::ConfigTree;
use crate::host::Host;
use crate::source::Text;

/// Why there is nothing to read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The main file could not be opened.
    #[error("cannot read the configuration `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The main file is a directory or a device.
    #[error("the configuration `{}` is not a regular file", path.display())]
    NotAFile {
        /// What was given.
        path: PathBuf,
    },
}

/// Reads a configuration as httpd does, up to its first error.
pub fn read(host: &dyn Host, runtime: &Runtime) -> Result<ConfigTree, ReadError> {
    read_with(Reader::new(host, runtime), &runtime.config)
}

/// Reads a configuration anew after a change.
///
/// The bytes and lines of files that did not change are those of `before`; all that httpd makes of them is made anew.
pub fn read_again(
    host: &dyn Host,
    runtime: &Runtime,
    before: &ConfigTree,
    is_changed: &dyn Fn(&Path) -> bool,
) -> Result<ConfigTree, ReadError> {
    let mut reader = Reader::new(host, runtime);
    for (_, file) in before.files() {
        if !is_changed(&file.path) {
            reader.files.put(&file.path, &file.document);
        }
    }
    read_with(reader, &runtime.config)
}

fn read_with(mut reader: Reader<'_>, main: &Path) -> Result<ConfigTree, ReadError> {
    let path = main.to_owned();
    match reader.open(main) {
        Ok(Content::File(file)) => Ok(reader.read_main(file)),
        Ok(_) => Err(ReadError::NotAFile { path }),
        Err(source) => Err(ReadError::Unreadable { path, source }),
    }
}

/// Reads a `.htaccess` with the variables and modules that a configuration ends with (config.c: `ap_parse_htaccess`).
///
/// What is not allowed there is read as well; whoever asks looks for it.
pub(in crate::httpd) fn read_htaccess(
    host: &dyn Host,
    of: &ConfigTree,
    path: &Path,
    text: Text,
) -> ConfigTree {
    let runtime = Runtime {
        config: path.to_owned(),
        server_root: of.server_root.clone(),
        ..Runtime::default()
    };
    let mut reader = Reader::new(host, &runtime);
    reader.tree.variables = of.variables.clone();
    reader.tree.modules = of.modules.clone();
    let file = reader.add_text(path, text);
    reader.read_main(file)
}
