//! A folder of small files, and the program run on them.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::support::printable;
use crate::support::program::wsgi_daemonize;

/// What a configuration needs for directives of mod_wsgi; there is no folder `modules`, so their files are not missed.
pub(super) const MODULES: &str =
    "ServerName main.test\nLoadModule wsgi_module modules/mod_wsgi.so\n";

/// One embedded application that can be moved.
pub(super) const APPLICATION: &str =
    "<VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/app.wsgi\n</VirtualHost>\n";

/// A temporary folder; its path reads `DIR` in all that the program says.
pub(super) struct Folder(TempDir);

/// What the program said.
#[derive(Debug)]
pub(super) struct Said {
    status: Option<i32>,
    pub(super) product: String,
    pub(super) talk: String,
}

impl Folder {
    pub(super) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("errors-").tempdir();
        Self(folder.expect("a temporary directory can be made"))
    }

    /// A folder with a main file.
    pub(super) fn with(main: impl AsRef<[u8]>) -> Self {
        Self::new().file("main.conf", main)
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Adds a file, and the folders above it.
    pub(super) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("the folder is ours");
        fs::write(path, bytes).expect("the folder is ours");
        self
    }

    pub(super) fn folder(self, path: &str) -> Self {
        fs::create_dir_all(self.path().join(path)).expect("the folder is ours");
        self
    }

    pub(super) fn link(self, path: &str, target: &str) -> Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a link has a folder"))
            .expect("the folder is ours");
        symlink(target, path).expect("the folder is ours");
        self
    }

    /// Runs the program; `DIR` in an argument is the folder.
    pub(super) fn run(&self, arguments: &[&str]) -> Said {
        let arguments = arguments.iter().map(|argument| self.filled_in(argument));
        self.said(&wsgi_daemonize(arguments))
    }

    /// Runs a verb on the main file.
    pub(super) fn says(&self, verb: &str, options: &[&str]) -> Said {
        self.run(&[&[verb, "--config", "DIR/main.conf"], options].concat())
    }

    fn filled_in(&self, argument: &str) -> OsString {
        let Some((before, after)) = argument.split_once("DIR") else {
            return argument.into();
        };
        let parts = [
            OsStr::new(before),
            self.path().as_os_str(),
            OsStr::new(after),
        ];
        parts.into_iter().collect()
    }

    pub(super) fn said(&self, output: &Output) -> Said {
        let path = self
            .path()
            .to_str()
            .expect("temporary directories have plain names");
        let text = |bytes: &[u8]| printable(bytes).replace(path, "DIR");
        Said {
            status: output.status.code(),
            product: text(&output.stdout),
            talk: text(&output.stderr),
        }
    }
}

impl Said {
    /// Fails unless the program ended so.
    pub(super) fn exits(&self, status: i32) -> &Self {
        assert_eq!(self.status, Some(status), "{self}");
        self
    }

    /// Fails unless there was no product and exactly this was said.
    pub(super) fn only_talks(&self, talk: &str) -> &Self {
        assert_eq!(self.product, "", "{self}");
        self.talks(talk)
    }

    /// Fails unless exactly this was said beside the product.
    pub(super) fn talks(&self, talk: &str) -> &Self {
        assert_eq!(self.talk, talk, "{self}");
        self
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            status,
            product,
            talk,
        } = self;
        write!(formatter, "status {status:?}\n{product}--\n{talk}")
    }
}
