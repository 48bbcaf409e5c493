//! A preset as one file, with what it extends resolved.
//!
//! Values take their place among those that they replace; a comment stays with its value until another takes its place.

use std::collections::BTreeSet;

use toml_edit::{Decor, DocumentMut, Item, RawString, Table};

use super::library::{Book, Library};
use super::option_table::PREFORK;
use super::{Preset, PresetError};

/// The key that is resolved.
const EXTENDS: &str = "extends";

impl Library<'_> {
    /// Returns a preset as a text that says everything itself: it can be used as a file.
    pub fn shown(&self, name: &str) -> Result<String, PresetError> {
        let books = self.books(name)?;
        let layers: Vec<_> = books.iter().map(|book| book.layer.clone()).collect();
        // What is shown is complete, or it is an error.
        Preset::from_layers(name, &layers)?;
        let mut shown = DocumentMut::new();
        for book in &books {
            lay_over(shown.as_table_mut(), parsed(book)?.as_table());
        }
        shown.remove(EXTENDS);
        without_absent(shown.as_table_mut());
        Ok(format!(
            "{}{}",
            heading(&books),
            shown.to_string().trim_start()
        ))
    }
}

fn parsed(book: &Book) -> Result<DocumentMut, PresetError> {
    let mut document: DocumentMut =
        book.text
            .parse()
            .map_err(|error: toml_edit::TomlError| PresetError::Invalid {
                title: book.layer.title.clone(),
                source: Box::new(error.into()),
                help: None,
            })?;
    // What heads the file is about the file, not about its first key.
    let (_, of_key) = split(&first_comment(&document));
    if let Some(mut key) = first_key(document.as_table_mut()) {
        key.leaf_decor_mut().set_prefix(of_key);
    }
    Ok(document)
}

/// Returns the comment that heads a preset, with a line that says what this is.
fn heading(books: &[Book]) -> String {
    let Some(book) = books.last() else {
        return String::new();
    };
    let document: Result<DocumentMut, _> = book.text.parse();
    let first = document.map_or_else(|_| String::new(), |document| first_comment(&document));
    let (of_file, _) = split(&first);
    let below: Vec<_> = books.iter().rev().skip(1).map(|book| &*book.name).collect();
    let mut heading = of_file.trim_end().to_owned();
    if !below.is_empty() {
        heading.push_str("\n#\n# (with all that it extends: ");
        heading.push_str(&below.join(", "));
        heading.push(')');
    }
    let heading = heading.trim_start();
    if heading.is_empty() {
        return String::new();
    }
    format!("{heading}\n\n")
}

/// Lays a table over another.
pub(in crate::migration) fn lay_over(below: &mut Table, above: &Table) {
    for (name, item) in above {
        let Some(key) = above.key(name) else { continue };
        match (below.get_mut(name), item) {
            (Some(Item::Table(below)), Item::Table(above)) => {
                replace_comment(below.decor_mut(), above.decor());
                lay_over(below, above);
            }
            (Some(known), item) => {
                *known = item.clone();
                if let Some(mut known) = below.key_mut(name) {
                    replace_comment(known.leaf_decor_mut(), key.leaf_decor());
                }
            }
            (None, item) => {
                below.insert_formatted(key, unplaced(item));
            }
        }
    }
}

/// Takes a comment over, if there is one.
fn replace_comment(below: &mut Decor, above: &Decor) {
    let comment = prefix(above);
    if comment.trim().is_empty() {
        return;
    }
    let known = prefix(below);
    let blank = known.len() - known.trim_start_matches('\n').len();
    below.set_prefix(format!(
        "{}{}",
        "\n".repeat(blank),
        comment.trim_start_matches('\n')
    ));
}

/// Returns an item that is written where it is inserted: a parsed table is written where it stood in its file.
fn unplaced(item: &Item) -> Item {
    let mut item = item.clone();
    if let Item::Table(table) = &mut item {
        table.set_position(None);
    }
    item
}

/// Takes away what `false` leaves out, unless one of the two tables has a value: then it says what the other has not.
fn without_absent(table: &mut Table) {
    let Some(Item::Table(daemon)) = table.get_mut("daemon") else {
        return;
    };
    let is_absent = |item: &Item| item.as_bool() == Some(false);
    let mut said = names(daemon, is_absent);
    if let Some(Item::Table(prefork)) = daemon.get_mut(PREFORK) {
        said.extend(names(prefork, is_absent));
        prefork.retain(|name, _| said.contains(name));
    }
    daemon.retain(|name, _| said.contains(name));
}

/// Returns the keys with a value that is one.
fn names(table: &Table, is_absent: impl Fn(&Item) -> bool) -> BTreeSet<String> {
    let said = table.iter().filter(|(_, item)| !is_absent(item));
    said.map(|(name, _)| name.to_owned()).collect()
}

fn first_key(table: &mut Table) -> Option<toml_edit::KeyMut<'_>> {
    let name = table.iter().next()?.0.to_owned();
    table.key_mut(&name)
}

fn first_comment(document: &DocumentMut) -> String {
    let table = document.as_table();
    let first = table.iter().next();
    let key = first.and_then(|(name, _)| table.key(name));
    key.map_or_else(String::new, |key| prefix(key.leaf_decor()))
}

fn prefix(decor: &Decor) -> String {
    let prefix = decor.prefix().and_then(RawString::as_str);
    prefix.unwrap_or_default().to_owned()
}

/// Splits a comment into what is said of the file, up to the last blank line, and what is said of what follows.
fn split(comment: &str) -> (String, String) {
    match comment.rfind("\n\n") {
        Some(at) => {
            let (of_file, of_key) = comment.split_at(at + 2);
            (of_file.to_owned(), of_key.to_owned())
        }
        None => (String::new(), comment.to_owned()),
    }
}
