//! The configuration in effect, as text and as JSON.

use std::fmt::Write as _;
use std::io::Write as _;

use serde::Serialize;

use super::text::log_escaped;
use crate::httpd::{
    ConfigError, ConfigTree, Directive, Phase, Place, Role, Source, SourceKind, path_bytes,
};
use crate::source::printable;

/// `tree --format json`.
#[derive(Debug, Serialize)]
pub struct TreeJson {
    schema: u32,
    ok: bool,
    includes: Vec<IncludeJson>,
    directives: Vec<DirectiveJson>,
    errors: Vec<ErrorJson>,
    warnings: Vec<String>,
    unknown: Vec<UnknownJson>,
}

#[derive(Debug, Serialize)]
struct IncludeJson {
    path: String,
    depth: u32,
}

#[derive(Debug, Serialize)]
struct DirectiveJson {
    depth: u32,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args_hex: Option<String>,
    file: String,
    line: u32,
}

#[derive(Debug, Serialize)]
struct ErrorJson {
    phase: &'static str,
    message: String,
    file: Option<String>,
    line: Option<u32>,
}

#[derive(Debug, Serialize)]
struct UnknownJson {
    what: String,
    file: String,
    line: u32,
}

impl TreeJson {
    /// Returns the tree with all that is wrong with it, `errors` in httpd's order.
    pub fn new(
        tree: &ConfigTree,
        errors: &[ConfigError],
        unknown: &[crate::httpd::Unknown],
    ) -> Self {
        let accepted = errors.is_empty();
        let directives = tree
            .directives()
            .filter(|directive| directive.role != Role::Executed);
        Self {
            schema: 1,
            ok: accepted,
            includes: tree
                .sources()
                .filter_map(|(_, source)| include(tree, source))
                .collect(),
            directives: if accepted {
                directives
                    .map(|directive| directive_json(tree, directive))
                    .collect()
            } else {
                Vec::new()
            },
            errors: errors.iter().map(|error| error_json(tree, error)).collect(),
            warnings: tree
                .warnings
                .iter()
                .map(|warning| log_escaped(&warning.message))
                .collect(),
            unknown: unknown
                .iter()
                .map(|unknown| UnknownJson {
                    what: unknown.what.clone(),
                    file: file_name(tree, unknown.place),
                    line: unknown.place.line,
                })
                .collect(),
        }
    }
}

fn include(tree: &ConfigTree, source: &Source) -> Option<IncludeJson> {
    let SourceKind::File(file) = source.kind else {
        return None;
    };
    Some(IncludeJson {
        path: printable(path_bytes(&tree.file(file).path)),
        depth: source.depth,
    })
}

fn directive_json(tree: &ConfigTree, directive: Directive<'_>) -> DirectiveJson {
    let (args, args_hex) = match std::str::from_utf8(directive.arguments) {
        Ok(text) => (Some(text.to_owned()), None),
        Err(_) => (None, Some(hex(directive.arguments))),
    };
    DirectiveJson {
        depth: directive.depth,
        name: printable(spelling(directive)),
        args,
        args_hex,
        file: file_name(tree, directive.place),
        line: directive.place.line,
    }
}

fn error_json(tree: &ConfigTree, error: &ConfigError) -> ErrorJson {
    ErrorJson {
        phase: match error.phase {
            Phase::Read => "read",
            Phase::Walk => "walk",
            Phase::Check => "check",
        },
        message: log_escaped(&error.message),
        file: error
            .place
            .map(|place| log_escaped(&tree.source_name(place.source))),
        line: error.place.map(|place| place.line),
    }
}

/// Returns a directive's name as its module spells it.
fn spelling(directive: Directive<'_>) -> &[u8] {
    let first = directive.entries.first();
    first.map_or(directive.name, |entry| entry.name.as_bytes())
}

fn file_name(tree: &ConfigTree, place: Place) -> String {
    printable(&tree.source_name(place.source))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Returns the directives that are in effect, as httpd's own `-D DUMP_CONFIG` writes them: `# In file:` where the
/// source changes, `#  12:` before each, two blanks for each section around it.
pub fn tree_text(tree: &ConfigTree) -> Vec<u8> {
    let mut text = Vec::new();
    let mut source = None;
    let mut open: Vec<Directive<'_>> = Vec::new();
    for directive in tree.directives() {
        if directive.role == Role::Executed {
            continue;
        }
        close_to(&mut text, &mut open, directive.depth);
        if source != Some(directive.place.source) {
            source = Some(directive.place.source);
            text.extend_from_slice(b"# In file: ");
            text.extend_from_slice(&tree.source_name(directive.place.source));
            text.push(b'\n');
        }
        writeln!(text, "# {:>4}:", directive.place.line).unwrap_or_default();
        indent(&mut text, directive.depth);
        text.extend_from_slice(spelling(directive));
        if directive.arguments != b">" {
            text.push(b' ');
        }
        text.extend_from_slice(directive.arguments);
        text.push(b'\n');
        if directive.role == Role::Section {
            open.push(directive);
        }
    }
    close_to(&mut text, &mut open, 0);
    text
}

/// Writes the close tags of the sections that are not around `depth`.
fn close_to(text: &mut Vec<u8>, open: &mut Vec<Directive<'_>>, depth: u32) {
    while let Some(section) = open.pop_if(|section| section.depth >= depth) {
        let name = spelling(section).get(1..).unwrap_or_default();
        indent(text, section.depth);
        for part in [b"</", name, b">\n"] {
            text.extend_from_slice(part);
        }
    }
}

/// How many sections around a line are shown by blanks: twenty thousand would make a thousand times more blanks than
/// text.
const DEEPEST: u32 = 100;

/// Writes two blanks for each section around a line.
fn indent(text: &mut Vec<u8>, depth: u32) {
    for _ in 0..depth.min(DEEPEST) {
        text.extend_from_slice(b"  ");
    }
}
