//! [`Htaccess`]: a `.htaccess`, read and checked as httpd does for each request (config.c: `ap_parse_htaccess`).

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::htaccess_check::check;
use super::merged::{Certainty, Layer, LayerKind};
use super::origin::{Doubt, Origin, Refused};
use super::overrides::Overrides;
use super::regex::Expressions;
use super::router::Router;
use super::sections::matches_literally_or_as_pattern;
use crate::host::Opened;
use crate::httpd::read::read_htaccess;
use crate::httpd::server_config::{SectionKind, ServerId};
use crate::httpd::tree::{ConfigTree, NodeId, bytes_path, path_bytes};
use crate::source::Text;
use crate::syntax::Words;

/// The longest logical line, in bytes, with its line end (config.c: `ap_build_config`; `HUGE_STRING_LEN`).
const MAX_LINE: usize = 8192;

/// A `.htaccess`, or what `AccessFileName` names.
#[derive(Debug)]
pub struct Htaccess {
    /// The file.
    pub file: PathBuf,
    /// Its directives.
    pub tree: ConfigTree,
    /// Those outside of its sections.
    pub(super) directives: Vec<NodeId>,
    /// Its sections.
    pub(super) sections: Vec<HtaccessSection>,
    /// Those that are passed over because they are not allowed.
    pub(super) passed_over: Vec<NodeId>,
}

/// A section in a `.htaccess`.
#[derive(Debug)]
pub(super) struct HtaccessSection {
    /// Its header.
    pub(super) node: NodeId,
    /// Which requests it is for.
    pub(super) kind: SectionKind,
    /// The name, pattern or expression.
    pub(super) argument: Vec<u8>,
    /// The section around it.
    pub(super) within: Option<usize>,
    /// The directives in it.
    pub(super) directives: Vec<NodeId>,
}

/// Why there is no `.htaccess` to go on with.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    Refused(Refused),
    Doubt(Doubt),
}

impl Htaccess {
    /// Returns the layers of the `<Files>` that a file name is in.
    pub(super) fn files_layers<'r>(
        self: Arc<Self>,
        expressions: &Expressions,
        name: &[u8],
    ) -> Vec<Layer<'r>> {
        let outermost = |(_, section): &(usize, &HtaccessSection)| section.within.is_none();
        let sections = self.sections.iter().enumerate().filter(outermost);
        let layers = sections.filter_map(|(index, section)| {
            let applies = match section.kind {
                SectionKind::Files => Ok(matches_literally_or_as_pattern(&section.argument, name)),
                SectionKind::FilesMatch => expressions.matches(&section.argument, name),
                _ => Ok(false),
            };
            let certainty = match applies {
                Ok(false) => return None,
                Ok(true) => Certainty::Sure,
                Err(why) => {
                    let header = Origin::Htaccess(Arc::clone(&self), section.node);
                    Certainty::Doubt(Doubt::at(header, why))
                }
            };
            self.layer(index, certainty)
        });
        layers.collect()
    }

    /// Returns a section as a layer.
    pub(super) fn layer<'r>(
        self: &Arc<Self>,
        index: usize,
        certainty: Certainty,
    ) -> Option<Layer<'r>> {
        Some(Layer {
            kind: LayerKind::HtaccessSection(index),
            directives: Cow::Owned(self.sections.get(index)?.directives.clone()),
            htaccess: Some(Arc::clone(self)),
            certainty,
        })
    }
}

impl Router<'_> {
    /// Returns the `.htaccess` of a directory, if there is one.
    pub(super) fn htaccess(
        &self,
        server: ServerId,
        directory: &Path,
        overrides: &Overrides,
    ) -> Result<Option<Arc<Htaccess>>, Trouble> {
        for name in self.access_file_names(server) {
            let path = [path_bytes(directory), &name].concat();
            let path = bytes_path(&path);
            match self.host.open(path) {
                Ok(Opened::File(text)) => {
                    return self.read_cached(path, &text, overrides).map(Some);
                }
                Ok(Opened::Directory | Opened::Other) => {
                    let why = format!("`{}` is not a file", path.display());
                    return Err(Trouble::Doubt(Doubt::general(why)));
                }
                Err(error)
                    if matches!(
                        error.kind(),
                        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
                    ) => {}
                Err(error) => {
                    let why = format!("`{}` cannot be read: {error}", path.display());
                    return Err(Trouble::Doubt(Doubt::general(why)));
                }
            }
        }
        Ok(None)
    }

    fn access_file_names(&self, server: ServerId) -> Vec<Vec<u8>> {
        match self.inherited_directive(server, "AccessFileName") {
            Some(node) => Words::new(self.tree.directive(node).arguments)
                .map(Cow::into_owned)
                .collect(),
            None => vec![b".htaccess".to_vec()],
        }
    }

    fn read_cached(
        &self,
        path: &Path,
        text: &Text,
        overrides: &Overrides,
    ) -> Result<Arc<Htaccess>, Trouble> {
        let key = (path.to_owned(), overrides.clone());
        if let Some(known) = self.htaccess_files().get(&key) {
            return known.clone();
        }
        let result = self.read(path, text, overrides);
        let mut files = self.htaccess_files();
        files.insert(key, result.clone());
        result
    }

    fn read(
        &self,
        path: &Path,
        text: &Text,
        overrides: &Overrides,
    ) -> Result<Arc<Htaccess>, Trouble> {
        let tree = read_htaccess(self.host, self.tree, path, text.clone());
        let checked = check(&tree, overrides);
        let error = if has_long_line(&tree) {
            Some((None, "Line too long".to_owned()))
        } else {
            checked.error
        };
        let file = Arc::new(Htaccess {
            file: path.to_owned(),
            tree,
            directives: checked.directives,
            sections: checked.sections,
            passed_over: checked.passed_over,
        });
        if let Some((node, because)) = error {
            return Err(Trouble::Refused(Refused {
                status: 500,
                because: format!("{}: {because}", path.display()),
                origin: node.map(|node| Origin::Htaccess(Arc::clone(&file), node)),
                config_error: true,
            }));
        }
        if let Some((node, why)) = checked.unknown {
            return Err(Trouble::Doubt(Doubt::at(Origin::Htaccess(file, node), why)));
        }
        Ok(file)
    }
}

fn has_long_line(tree: &ConfigTree) -> bool {
    tree.files().any(|(_, file)| {
        let mut lines = file.document.lines().iter();
        lines.any(|line| file.document.joined(line).len() > MAX_LINE)
    })
}
