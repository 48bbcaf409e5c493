//! `ServerRoot` and `DefaultRuntimeDir`: directories that must be there.

use super::command::Command;
use super::path::merge;
use super::reader::Reader;
use crate::host::Kind;
use crate::httpd::tree::path_bytes;

impl Reader<'_> {
    pub(super) fn set_server_root(&mut self, command: &Command<'_>) -> Result<(), Vec<u8>> {
        let [path] = command.words()?;
        let path = merge(&self.tree.server_root, &path);
        if !matches!(self.host.kind(&path), Ok(Kind::Directory)) {
            return Err(b"ServerRoot must be a valid directory".to_vec());
        }
        self.tree.server_root = path;
        Ok(())
    }

    /// The directory is made at start-up on many systems, so that it is missing now says nothing; a variable that
    /// stands for nothing does.
    pub(super) fn default_runtime_dir(&mut self, command: &Command<'_>) -> Result<(), Vec<u8>> {
        let [path] = command.words()?;
        if path.starts_with(b"${") {
            let text =
                "DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot";
            return Err(text.into());
        }
        let path = merge(&self.tree.server_root, &path);
        if !matches!(self.host.kind(&path), Ok(Kind::Directory)) {
            let message = [
                b"core:warn DefaultRuntimeDir '".as_slice(),
                path_bytes(&path),
                b"' is not there now; httpd needs it at start-up",
            ];
            self.warn(message.concat(), command.place);
        }
        Ok(())
    }
}
