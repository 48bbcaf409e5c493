//! The tree of Includes: which files are read, by which lines, and which Includes name none.

use std::collections::BTreeMap;

use crate::httpd::{ConfigTree, Directive, Place, Role, Source, SourceId, SourceKind, path_bytes};

/// What a line of a source leads to.
enum Branch<'tree> {
    /// A file or a macro.
    Source(SourceId, &'tree Source),
    /// An Include that names no file.
    Nothing(Directive<'tree>),
}

/// Returns the tree of Includes in reading order: a file a line, indented below the one that includes it.
pub fn includes_text(tree: &ConfigTree) -> Vec<u8> {
    let mut branches = branches(tree);
    let mut text = Vec::new();
    let mut open: Vec<Branch<'_>> = tree
        .sources()
        .take(1)
        .map(|(id, main)| Branch::Source(id, main))
        .collect();
    while let Some(branch) = open.pop() {
        match branch {
            Branch::Nothing(directive) => nothing(&mut text, tree, directive),
            Branch::Source(id, source) => {
                file(&mut text, tree, source);
                let below = branches.remove(&id).into_iter().flatten();
                let below: Vec<_> = below.map(|(_, branch)| branch).collect();
                open.extend(below.into_iter().rev());
            }
        }
    }
    text
}

/// Returns what the lines of each source lead to, in their order.
fn branches(tree: &ConfigTree) -> BTreeMap<SourceId, Vec<(u32, Branch<'_>)>> {
    let mut branches: BTreeMap<SourceId, Vec<(u32, Branch<'_>)>> = BTreeMap::new();
    let mut leading: Vec<Place> = tree
        .unknown
        .iter()
        .map(|unknown| unknown.place)
        .chain(tree.error.iter().filter_map(|error| error.place))
        .collect();
    for (id, source) in tree.sources() {
        if let Some(from) = source.from {
            leading.push(from);
            let of_source = branches.entry(from.source).or_default();
            of_source.push((from.line, Branch::Source(id, source)));
        }
    }
    leading.sort();
    for directive in tree.directives().filter(is_include) {
        let place = directive.place;
        if leading.binary_search(&place).is_err() {
            let of_source = branches.entry(place.source).or_default();
            of_source.push((place.line, Branch::Nothing(directive)));
        }
    }
    for of_source in branches.values_mut() {
        of_source.sort_by_key(|(line, _)| *line);
    }
    branches
}

fn is_include(directive: &Directive<'_>) -> bool {
    directive.role == Role::Executed
        && (directive.name.eq_ignore_ascii_case(b"Include")
            || directive.name.eq_ignore_ascii_case(b"IncludeOptional"))
}

fn file(text: &mut Vec<u8>, tree: &ConfigTree, source: &Source) {
    let SourceKind::File(file) = source.kind else {
        return;
    };
    indent(text, source.depth);
    text.extend_from_slice(path_bytes(&tree.file(file).path));
    if let Some(from) = source.from {
        by(text, tree, from);
    }
    text.push(b'\n');
}

fn nothing(text: &mut Vec<u8>, tree: &ConfigTree, directive: Directive<'_>) {
    indent(text, tree.source(directive.place.source).depth + 1);
    let written = [directive.name, b" ", directive.arguments].concat();
    text.extend_from_slice(&[b"nothing: ", written.as_slice()].concat());
    by(text, tree, directive.place);
    text.push(b'\n');
}

fn indent(text: &mut Vec<u8>, depth: u32) {
    text.extend_from_slice("  ".repeat(depth as usize).as_bytes());
}

fn by(text: &mut Vec<u8>, tree: &ConfigTree, place: Place) {
    let line = format!("  (line {} of ", place.line);
    text.extend_from_slice(line.as_bytes());
    text.extend_from_slice(&tree.source_name(place.source));
    text.push(b')');
}
