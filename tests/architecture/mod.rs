//! The shape of the repository: imports go one way, every file is a chapter and in use.
//!
//! A rule is a function from text and names to complaints, so that one test can show that it does
//! complain about a bad example before another runs it over the repository.
#![expect(
    clippy::string_slice,
    reason = "a place that was found in a text can be sliced at"
)]

mod files;
mod layers;
mod registers;

use std::fs;
use std::path::{Path, PathBuf};

/// A Rust file of the repository.
#[derive(Clone)]
struct Source {
    /// Its path from the top of the repository.
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let (path, text) = (path.to_owned(), text.to_owned());
        Self { path, text }
    }

    /// Returns the text without comments.
    fn code(&self) -> String {
        let code = |line: &str| line.split("//").next().map(str::to_owned);
        let lines: Vec<String> = self.text.lines().filter_map(code).collect();
        lines.join("\n")
    }

    /// Returns where the test module at the foot of `code` begins.
    fn tests_begin(code: &str) -> usize {
        code.find("\nmod tests {").unwrap_or(code.len())
    }
}

/// Returns the folder of the repository called `name`.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Returns the files below `name`, by their paths from the top; links are not followed.
fn files_below(name: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder(name)) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.expect("a folder can be listed");
        let Ok(file) = entry.file_name().into_string() else {
            continue; // sample servers may have any name; nothing here is about them
        };
        let path = format!("{name}/{file}");
        if entry.file_type().expect("an entry has a type").is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Returns the Rust files below `name`.
fn sources_below(name: &str) -> Vec<Source> {
    let mut paths = files_below(name);
    paths.retain(|path| Path::new(path).extension().is_some_and(|end| end == "rs"));
    let read = |path: String| {
        let text = fs::read_to_string(folder(&path)).expect("Rust files are UTF-8");
        Source { path, text }
    };
    paths.into_iter().map(read).collect()
}

/// Returns whether the tests have one of this name.
pub(crate) fn has_test(name: &str) -> bool {
    let declared = format!("#[test]\nfn {name}()");
    let sources = sources_below("tests");
    sources.iter().any(|source| source.text.contains(&declared))
}

/// Fails with all complaints at once.
fn nothing_to_complain(complaints: impl IntoIterator<Item = String>) {
    let complaints: Vec<String> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
