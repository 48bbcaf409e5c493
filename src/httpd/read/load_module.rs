//! `LoadModule` (mod_so.c: `load_module`), as far as it can be told without running the module.

use std::path::Path;

use super::command::Command;
use super::include::reason;
use super::path::merge;
use super::reader::Reader;
use crate::host::Opened;
use crate::httpd::catalog::Module;
use crate::httpd::tree::path_bytes;

impl Reader<'_> {
    pub(super) fn load_module(&mut self, command: &Command<'_>) -> Result<(), Vec<u8>> {
        let [identifier, file] = command.words()?;
        let loaded = self.tree.modules.by_identifier(&identifier);
        if loaded.is_some_and(|loaded| loaded.place.is_some()) {
            let message = [
                b"so:warn AH01574: module ",
                &*identifier,
                b" is already loaded, skipping",
            ];
            self.warn(message.concat(), command.place);
            return Ok(());
        }
        let path = merge(&self.tree.server_root, &file);
        let directory_is_here = path
            .parent()
            .is_some_and(|directory| self.host.kind(directory).is_ok());
        if directory_is_here {
            self.check_module(&identifier, &file, &path)?;
        }
        let place = command.place;
        self.tree.modules.load(&identifier, path, place);
        Ok(())
    }

    /// Says why a module file cannot be loaded: it is not there, or it is another module.
    fn check_module(&self, identifier: &[u8], file: &[u8], path: &Path) -> Result<(), Vec<u8>> {
        let name = path_bytes(path);
        if let Err(error) = self.host.kind(path) {
            // A name without a slash is looked for once more, on the linker's own path (mod_so.c: `dso_load`).
            let name = if file.contains(&b'/') { name } else { file };
            let reason = reason(&error);
            let parts: &[&[u8]] = &[
                b"Cannot load ",
                file,
                b" into server: ",
                name,
                b": cannot open shared object file: ",
                reason.as_bytes(),
            ];
            return Err(parts.concat());
        }
        if self.has_symbol(identifier, path) {
            return Ok(());
        }
        let parts: &[&[u8]] = &[
            b"Can't locate API module structure `",
            identifier,
            b"' in file ",
            name,
            b": ",
            name,
            b": undefined symbol: ",
            identifier,
        ];
        Err(parts.concat())
    }

    /// Returns whether a module file can have the structure that `LoadModule` names. A file by its usual name is
    /// trusted; any other must hold the identifier as text.
    fn has_symbol(&self, identifier: &[u8], path: &Path) -> bool {
        let mut usual = Module::by_identifier(identifier).iter();
        if usual.any(|module| module.file.is_some_and(|file| path.ends_with(file))) {
            return true;
        }
        match self.host.open(path) {
            Ok(Opened::File(bytes)) => memchr::memmem::find(&bytes, identifier).is_some(),
            _ => true,
        }
    }
}
