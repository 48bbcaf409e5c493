//! [`Library`]: where presets are found by their names, and which of them extends which.

use std::path::{Component, Path, PathBuf};

use super::layer::Layer;
use super::{Preset, PresetError, Reason};

/// The presets that are part of the program, the one that is used when nobody names one first.
const EMBEDDED: &[(&str, &str)] = &[
    ("balanced", include_str!("../../../presets/balanced.toml")),
    ("preserve", include_str!("../../../presets/preserve.toml")),
    (
        "low-memory",
        include_str!("../../../presets/low-memory.toml"),
    ),
    ("hardened", include_str!("../../../presets/hardened.toml")),
    ("express", include_str!("../../../presets/express.toml")),
];

/// How many presets may extend each other: what goes round under ever new names ends, too.
const DEPTH: usize = 32;

/// Reads a file; the error says why it cannot be read.
pub type ReadText<'a> = dyn Fn(&Path) -> Result<String, String> + 'a;

/// Where presets are found.
#[derive(Clone, Copy)]
pub struct Library<'a> {
    read: &'a ReadText<'a>,
}

/// A preset as it stands.
#[derive(Clone, Debug)]
pub(super) struct Book {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) layer: Layer,
}

impl<'a> Library<'a> {
    /// Returns the embedded presets and the files that can be read.
    pub fn new(read: &'a ReadText<'a>) -> Self {
        Self { read }
    }

    /// Returns the preset of this name, or the one that stands in a file: a path has a slash or ends in `.toml`.
    pub fn preset(&self, name: &str) -> Result<Preset, PresetError> {
        Preset::from_layers(name, &self.layers(name)?)
    }

    /// Returns the layers of a preset, the lowest first.
    pub(in crate::migration) fn layers(&self, name: &str) -> Result<Vec<Layer>, PresetError> {
        let books = self.books(name)?;
        Ok(books.into_iter().map(|book| book.layer).collect())
    }

    /// Returns a preset and what it extends, the lowest first.
    pub(super) fn books(&self, name: &str) -> Result<Vec<Book>, PresetError> {
        let mut books: Vec<Book> = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(name) = next {
            if books.len() == DEPTH || books.iter().any(|book| book.name == name) {
                let chain = books.into_iter().map(|book| book.name);
                return Err(PresetError::Cycle {
                    chain: chain.chain([name]).collect(),
                });
            }
            let text = self.text(&name, books.last().map(|book| book.name.as_str()))?;
            let layer = Layer::parse(&title(&name), &text)?;
            if let Some(id) = layer.single().next() {
                return Err(PresetError::ForOneApplication {
                    title: layer.title.clone(),
                    id: id.to_owned(),
                });
            }
            let extends = layer.extends.as_deref();
            next = extends.map(|extended| as_seen_from(&name, extended));
            books.push(Book { name, text, layer });
        }
        books.reverse();
        Ok(books)
    }

    fn text(&self, name: &str, extended_by: Option<&str>) -> Result<String, PresetError> {
        let embedded = EMBEDDED.iter().find(|(known, _)| *known == name);
        if let Some((_, text)) = embedded {
            return Ok((*text).to_owned());
        }
        if !is_path(name) {
            return Err(PresetError::Unknown {
                name: name.to_owned(),
                extended_by: extended_by.map(ToOwned::to_owned),
            });
        }
        (self.read)(Path::new(name)).map_err(|reason| PresetError::Unreadable {
            path: name.to_owned(),
            reason: Reason(reason),
        })
    }
}

/// Returns the names of the embedded presets.
pub(super) fn names() -> Vec<&'static str> {
    EMBEDDED.iter().map(|(name, _)| *name).collect()
}

/// Returns how a person calls a preset.
pub(in crate::migration) fn title(name: &str) -> String {
    format!("the preset `{name}`")
}

/// Returns whether one of the embedded presets decided on something.
pub(in crate::migration) fn is_from_embedded(origin: &str) -> bool {
    names().into_iter().any(|name| origin == title(name))
}

/// Returns whether a preset is named by its path: a name has neither slashes nor a suffix.
pub fn is_path(name: &str) -> bool {
    let end = Path::new(name).extension();
    name.contains('/') || end.is_some_and(|end| end.eq_ignore_ascii_case("toml"))
}

/// Returns the name of a preset that is extended by another: a path begins where that one stands.
pub(in crate::migration) fn as_seen_from(extending: &str, extended: &str) -> String {
    if !is_path(extended) {
        return extended.to_owned();
    }
    let directory = Path::new(extending).parent().unwrap_or(Path::new(""));
    let path: PathBuf = directory
        .join(extended)
        .components()
        .filter(|component| *component != Component::CurDir)
        .collect();
    // A path, be it that of a file beside.
    let path = path.to_string_lossy().into_owned();
    if is_path(&path) {
        path
    } else {
        format!("./{path}")
    }
}
