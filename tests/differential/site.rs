//! A generated server: files and links below one root, and how httpd is called.

use crate::conformance::case::provide_modules;
use crate::support::oracle::{Question, replace};
use crate::support::printable;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// Files, links and folders by their path below the root; `@ROOT@` in files stands for it.
#[derive(Debug, Default)]
pub(super) struct Site {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) links: BTreeMap<String, String>,
    pub(super) folders: Vec<String>,
    pub(super) defines: Vec<String>,
    pub(super) environment: Vec<(String, String)>,
    /// Where the lines that load modules end in the main file.
    pub(super) modules_end: usize,
}

impl Site {
    /// Writes the server below `root`.
    pub(super) fn write(&self, root: &Path) {
        let folder = |path: &Path| fs::create_dir_all(path).expect("a new folder");
        folder(&root.join("logs"));
        provide_modules(&root.join("modules"));
        for name in &self.folders {
            folder(&root.join(name));
        }
        for (name, bytes) in &self.files {
            let path = root.join(name);
            folder(path.parent().expect("a file is in a folder"));
            let bytes = replace(bytes, b"@ROOT@", root.as_os_str().as_encoded_bytes());
            fs::write(path, bytes).expect("a new file");
        }
        for (name, target) in &self.links {
            let path = root.join(name);
            folder(path.parent().expect("a link is in a folder"));
            symlink(target, path).expect("a new link");
        }
    }

    /// Says where it was written and how httpd is called on it.
    pub(super) fn question<'a>(&'a self, root: &'a Path) -> Question<'a> {
        Question {
            root,
            defines: &self.defines,
            environment: &self.environment,
        }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "defines {:?}, environment {:?}",
            self.defines, self.environment
        )?;
        for (name, target) in &self.links {
            writeln!(formatter, "--- {name} -> {target}")?;
        }
        for (name, bytes) in &self.files {
            writeln!(formatter, "--- {name}")?;
            let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
            for (at, line) in lines.iter().enumerate() {
                let line = printable(line).escape_debug().to_string();
                let line = line
                    .replace("\\\"", "\"")
                    .replace("\\'", "'")
                    .replace("\\\\", "\\");
                writeln!(formatter, "{:4} {line}", at + 1)?;
            }
        }
        Ok(())
    }
}
