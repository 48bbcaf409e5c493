//! What mod_dir makes of a directory and of what is missing: `DirectoryIndex`, `DirectorySlash`, `FallbackResource`
//! (mod_dir.c: `fixup_dir`, `fixup_dflt`).

use super::merged::{Layer, Merged};
use super::normalise::remove_dots;
use super::origin::{Doubt, Origin};
use super::router::{Resource, Router};
use super::storage::{Storage, StorageKind};
use crate::httpd::tree::ConfigTree;
use crate::source::printable;
use crate::syntax::Words;

/// What mod_dir makes of a request.
#[derive(Clone, Debug)]
pub enum Index {
    /// Nothing: other handlers are asked.
    Nothing,
    /// The slash at the end is missing: httpd redirects.
    Slash,
    /// httpd looks at these paths, one after the other, each as a request of its own, with the directive that names them.
    ///
    /// The first that leads to a regular file is what the request goes on as; what mod_rewrite makes of the path after
    /// that file was found counts only then. One that is redirected answers at once; if there is no file, the last answer
    /// that was neither 200 nor 404 counts.
    Candidates(Vec<Vec<u8>>, Option<Origin>),
    /// It cannot be told.
    Doubt(Doubt),
}

impl Router<'_> {
    /// Returns what mod_dir does with a directory when nothing before it has answered. It does nothing where a handler is
    /// set that `DirectoryCheckHandler On` respects.
    pub fn directory_index(
        &self,
        resource: Resource<'_>,
        storage: &Storage,
        merged: &Merged<'_>,
    ) -> Index {
        if self.tree.modules.by_source(b"mod_dir.c").is_none() {
            return Index::Nothing;
        }
        let result = match storage.kind {
            StorageKind::Directory => index_of_directory(resource, merged),
            _ => Ok(Index::Nothing),
        };
        result.unwrap_or_else(Index::Doubt)
    }

    /// Returns what mod_dir does with what is missing when no handler is set.
    pub fn fallback_resource(&self, resource: Resource<'_>, merged: &Merged<'_>) -> Index {
        if self.tree.modules.by_source(b"mod_dir.c").is_none() {
            return Index::Nothing;
        }
        fallback(resource, merged).unwrap_or_else(Index::Doubt)
    }
}

fn index_of_directory(resource: Resource<'_>, merged: &Merged<'_>) -> Result<Index, Doubt> {
    if !resource.path.ends_with(b"/") {
        let slash = merged.decided("DirectorySlash")?;
        let off = slash.is_some_and(|(value, _)| is(&value, b"off"));
        return Ok(if off { Index::Nothing } else { Index::Slash });
    }
    let redirect = merged.decided("DirectoryIndexRedirect")?;
    if let Some((_, origin)) = redirect.filter(|(value, _)| !is(value, b"off")) {
        let why = "`DirectoryIndexRedirect` is not followed here";
        return Err(Doubt::at(origin, why));
    }
    let (names, origin) = index_names(merged)?;
    let paths: Result<Vec<_>, _> = names
        .iter()
        .map(|name| candidate(resource.path, name, origin.as_ref()))
        .collect();
    Ok(Index::Candidates(paths?, origin))
}

fn fallback(resource: Resource<'_>, merged: &Merged<'_>) -> Result<Index, Doubt> {
    let Some((value, origin)) = merged.decided("FallbackResource")? else {
        return Ok(Index::Nothing);
    };
    if is(&value, b"disabled") {
        return Ok(Index::Nothing);
    }
    let path = candidate(resource.path, &value, Some(&origin))?;
    if path == resource.path {
        return Ok(Index::Nothing);
    }
    Ok(Index::Candidates(vec![path], Some(origin)))
}

fn is(value: &[u8], expected: &[u8]) -> bool {
    value.eq_ignore_ascii_case(expected)
}

/// Returns the names of the last layer that has any; within one, all lines count together (mod_dir.c: `add_index`).
fn index_names(merged: &Merged<'_>) -> Result<(Vec<Vec<u8>>, Option<Origin>), Doubt> {
    let mut names = vec![b"index.html".to_vec()];
    let mut origin = None;
    let mut doubt = None;
    for layer in &merged.layers {
        let Some((own, first)) = names_of_layer(layer, merged.tree) else {
            continue;
        };
        match layer.certainty.doubt() {
            None => (names, origin, doubt) = (own, Some(first), None),
            Some(why) if own != names => doubt = Some(why.clone()),
            Some(_) => {}
        }
    }
    doubt.map_or(Ok((names, origin)), Err)
}

fn names_of_layer(layer: &Layer<'_>, tree: &ConfigTree) -> Option<(Vec<Vec<u8>>, Origin)> {
    let mut names = Vec::new();
    let mut first = None;
    for origin in layer.origins() {
        let directive = origin.directive(tree);
        if !directive.name.eq_ignore_ascii_case(b"DirectoryIndex") {
            continue;
        }
        let words: Vec<_> = Words::new(directive.arguments).collect();
        match words.as_slice() {
            [only] if is(only, b"disabled") => names.clear(),
            words => names.extend(words.iter().map(|word| word.to_vec())),
        }
        first.get_or_insert(origin);
    }
    Some((names, first?))
}

/// Returns the path of a name seen from a directory's path; httpd reads it like a URL.
fn candidate(directory: &[u8], name: &[u8], origin: Option<&Origin>) -> Result<Vec<u8>, Doubt> {
    if name.iter().any(|byte| matches!(byte, b'%' | b'?' | b'#')) {
        return Err(Doubt {
            why: format!("`{}` is more than a name", printable(name)),
            origin: origin.cloned(),
        });
    }
    let end = directory.iter().rposition(|byte| *byte == b'/');
    let parent = directory.get(..=end.unwrap_or(0)).unwrap_or(b"/");
    let path = if name.starts_with(b"/") {
        name.to_owned()
    } else {
        [parent, name].concat()
    };
    remove_dots(&path, true).ok_or_else(|| Doubt {
        why: format!("`{}` leads above the root", printable(name)),
        origin: origin.cloned(),
    })
}
