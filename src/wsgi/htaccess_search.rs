//! [`HtaccessSearch`]: what `.htaccess` files say of mod_wsgi, where lines of the configuration let them.
//!
//! Every directory below such a line's `<Directory>` is looked at, whether a URL leads there or not, up to a number. What is
//! found counts whatever classes are allowed: httpd refuses the rest by itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::beyond::{computes_handler, names_handler, names_wsgi};
use crate::host::{Host, Kind, Opened};
use crate::httpd::request::matches_path;
use crate::httpd::{ConfigTree, NodeId, Scope, SectionKind, ServerConfig, bytes_path, path_bytes};
use crate::source::printable;
use crate::syntax::{Document, LineKind, Words, word};

/// How many directories are looked at for all lines together.
const MOST: usize = 20_000;

/// How deep below a line's directory.
const DEPTH: usize = 40;

/// A line that lets `.htaccess` files speak.
#[derive(Clone, Copy, Debug)]
pub(super) struct Permission {
    pub(super) node: NodeId,
    pub(super) scope: Scope,
}

/// A line of a `.htaccess` that runs Python in Apache's own processes for every request below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HtaccessHook {
    /// The directive.
    pub directive: String,
    /// The file.
    pub file: PathBuf,
    /// The number of the line.
    pub line: u32,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct HtaccessSearch {
    /// The lines below which a `.htaccess` makes scripts of files.
    pub handlers: BTreeSet<NodeId>,
    /// Lines that crash a process without Python (mod_wsgi.md 5.2: measured).
    pub hooks: Vec<HtaccessHook>,
    /// The lines below which not everything could be looked at, and why.
    pub open: Vec<(NodeId, String)>,
    /// How many directories were looked at.
    pub directories: usize,
}

/// What a line of a `.htaccess` does.
enum Does {
    Handler,
    Hook,
    Unclear,
}

struct Search<'s> {
    host: &'s dyn Host,
    names: Vec<Vec<u8>>,
    found: HtaccessSearch,
}

/// Looks at the `.htaccess` files that lines allow.
pub(super) fn search(
    host: &dyn Host,
    tree: &ConfigTree,
    config: &ServerConfig,
    permissions: &[Permission],
) -> HtaccessSearch {
    let mut search = Search {
        host,
        names: file_names(tree, config),
        found: HtaccessSearch::default(),
    };
    for permission in permissions {
        let mut sections = config.sections_from(permission.scope.section);
        let directory = sections.find(|section| section.kind == SectionKind::Directory);
        let directory = directory.map(|section| section.argument.as_slice());
        if let Some(path) = directory.filter(|path| path.starts_with(b"/") && !path.contains(&b'['))
        {
            for directory in search.named(permission.node, path) {
                search.below(permission.node, &directory);
            }
        } else {
            let why = "its section names no directory from the root on".to_owned();
            search.found.open.push((permission.node, why));
        }
    }
    search.found
}

/// Returns the names that `AccessFileName` gives such files anywhere, and the usual one.
fn file_names(tree: &ConfigTree, config: &ServerConfig) -> Vec<Vec<u8>> {
    let mut names = vec![b".htaccess".to_vec()];
    for effective in config.named(&["AccessFileName"]) {
        let directive = tree.directive(effective.node);
        names.extend(Words::new(directive.arguments).map(std::borrow::Cow::into_owned));
    }
    names.dedup();
    names
}

impl Search<'_> {
    /// Returns the directories that a section names, one for each directory that a pattern in it matches.
    fn named(&mut self, node: NodeId, path: &[u8]) -> Vec<PathBuf> {
        let mut found = vec![PathBuf::from("/")];
        for component in path.split(|byte| *byte == b'/') {
            if component.iter().any(|byte| matches!(byte, b'*' | b'?')) {
                let parents = std::mem::take(&mut found);
                for parent in parents {
                    found.extend(self.matching(node, &parent, component));
                }
            } else if !component.is_empty() {
                for directory in &mut found {
                    directory.push(bytes_path(component));
                }
            }
        }
        found
    }

    /// Returns what a pattern matches in a directory.
    fn matching(&mut self, node: NodeId, parent: &Path, pattern: &[u8]) -> Vec<PathBuf> {
        let entries = match self.host.list(parent) {
            Ok(entries) => entries,
            Err(error) => {
                if !is_nothing(&error) {
                    self.leave(node, parent, &error.to_string());
                }
                return Vec::new();
            }
        };
        let names = entries.into_iter().map(|entry| entry.name);
        let matching = names.filter(|name| matches_path(pattern, path_bytes(Path::new(name))));
        matching.map(|name| parent.join(name)).collect()
    }

    /// Looks at a directory and all below it.
    fn below(&mut self, node: NodeId, directory: &Path) {
        let root = self.host.real_path(directory);
        let root = root.unwrap_or_else(|_| directory.to_owned());
        let mut linked = BTreeSet::new();
        let mut next = vec![(directory.to_owned(), 0)];
        while let Some((directory, depth)) = next.pop() {
            let entries = match self.host.list(&directory) {
                Ok(entries) => entries,
                Err(error) if is_nothing(&error) => continue,
                Err(error) => return self.leave(node, &directory, &error.to_string()),
            };
            self.found.directories += 1;
            if self.found.directories > MOST || depth > DEPTH {
                let why = format!("more than {MOST} directories, or {DEPTH} below each other");
                return self.leave(node, &directory, &why);
            }
            for entry in entries {
                let path = directory.join(&entry.name);
                if self
                    .names
                    .iter()
                    .any(|name| name == path_bytes(Path::new(&entry.name)))
                {
                    self.read(node, &path);
                } else if entry.kind == Kind::Directory {
                    next.push((path, depth + 1));
                } else if entry.kind == Kind::Link
                    && let Some(real) = self.linked_directory(&path)
                    && !real.starts_with(&root)
                    && linked.insert(real)
                {
                    next.push((path, depth + 1));
                }
            }
        }
    }

    /// Returns the directory that a link leads to.
    fn linked_directory(&self, link: &Path) -> Option<PathBuf> {
        let is_directory = matches!(self.host.kind(link), Ok(Kind::Directory));
        is_directory.then(|| {
            let real = self.host.real_path(link);
            real.unwrap_or_else(|_| link.to_owned())
        })
    }

    fn leave(&mut self, node: NodeId, at: &Path, why: &str) {
        let why = format!("`{}`: {why}", printable(path_bytes(at)));
        self.found.open.push((node, why));
    }

    fn read(&mut self, node: NodeId, path: &Path) {
        let text = match self.host.open(path) {
            Ok(Opened::File(text)) => text,
            Ok(_) => return,
            Err(error) => return self.leave(node, path, &error.to_string()),
        };
        let document = Document::parse(text);
        for line in document.lines() {
            if matches!(line.kind, LineKind::Blank | LineKind::Comment) {
                continue;
            }
            let logical = document.logical(line);
            let mut arguments = &*logical;
            let name = word(&mut arguments);
            match does(&name, arguments) {
                None => {}
                Some(Does::Handler) => {
                    self.found.handlers.insert(node);
                }
                Some(Does::Hook) => self.found.hooks.push(HtaccessHook {
                    directive: printable(&name),
                    file: path.to_owned(),
                    line: line.number,
                }),
                Some(Does::Unclear) => {
                    let why = format!("line {} may come to anything", line.number);
                    self.leave(node, path, &why);
                }
            }
        }
    }
}

/// Returns whether there is no directory of that name.
fn is_nothing(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// Says what a line does, if it concerns mod_wsgi.
fn does(name: &[u8], arguments: &[u8]) -> Option<Does> {
    let has_variable = memchr::memmem::find(arguments, b"${").is_some();
    match name.to_ascii_lowercase().as_slice() {
        b"sethandler" | b"addhandler" | b"addtype" | b"forcetype" | b"rewriterule"
            if has_variable || names_handler(arguments) =>
        {
            Some(Does::Handler)
        }
        b"sethandler" if memchr::memmem::find(arguments, b"%{").is_some() => Some(Does::Handler),
        b"rewriterule" if computes_handler(arguments) => Some(Does::Handler),
        b"wsgiaccessscript" | b"wsgiauthuserscript" | b"wsgiauthgroupscript" => Some(Does::Hook),
        b"authbasicprovider" | b"authdigestprovider" if names_wsgi(arguments) => Some(Does::Hook),
        b"require" if arguments.to_ascii_lowercase().starts_with(b"wsgi-group") => Some(Does::Hook),
        b"use" | b"<macro" => Some(Does::Unclear),
        _ => None,
    }
}
