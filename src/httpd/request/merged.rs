//! [`Merged`]: the layers of directives that a request is under, in httpd's merge order; the later wins.

use std::borrow::Cow;
use std::sync::Arc;

use crate::httpd::server_config::{SectionId, ServerId};
use crate::httpd::tree::{ConfigTree, NodeId};

use super::htaccess::Htaccess;
use super::origin::{Doubt, Origin};
use crate::syntax::Words;

/// What applies to a request.
#[derive(Clone, Debug)]
pub struct Merged<'r> {
    /// The layers, in the order in which httpd merges them.
    pub layers: Vec<Layer<'r>>,
    /// Why all of this may be otherwise: a `.htaccess` that cannot be read, a link whose owner decides.
    pub unknown: Option<Doubt>,
    pub(super) tree: &'r ConfigTree,
}

/// The directives of one section, of one level of a server, or of one `.htaccess`.
#[derive(Clone, Debug)]
pub struct Layer<'r> {
    /// What it is.
    pub kind: LayerKind,
    /// Its directives.
    pub directives: Cow<'r, [NodeId]>,
    /// The `.htaccess` whose tree they are in; none for those of the configuration.
    pub htaccess: Option<Arc<Htaccess>>,
    /// Whether it applies.
    pub certainty: Certainty,
}

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// The server level.
    Server(ServerId),
    /// A section of the configuration.
    Section(SectionId),
    /// A `.htaccess`.
    Htaccess,
    /// A section inside of a `.htaccess`: which of its sections.
    HtaccessSection(usize),
}

/// Whether a layer applies.
#[derive(Clone, Debug)]
pub enum Certainty {
    /// It does.
    Sure,
    /// It may.
    Doubt(Doubt),
}

impl Certainty {
    /// Returns why a layer may not apply, if it may not.
    pub fn doubt(&self) -> Option<&Doubt> {
        match self {
            Self::Sure => None,
            Self::Doubt(doubt) => Some(doubt),
        }
    }
}

/// The value of a directive of which the last one counts.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The directive that counts, and its argument text.
    pub value: Option<(Vec<u8>, Origin)>,
    /// Why it may be another one.
    pub doubt: Option<Doubt>,
}

impl Layer<'_> {
    /// Returns its directives.
    pub fn origins(&self) -> impl Iterator<Item = Origin> {
        self.directives
            .iter()
            .map(move |node| match &self.htaccess {
                Some(file) => Origin::Htaccess(Arc::clone(file), *node),
                None => Origin::Config(*node),
            })
    }

    /// Returns the header of a section; nothing for the level of a server and for a whole `.htaccess`.
    pub fn header(&self, config: &crate::httpd::ServerConfig) -> Option<Origin> {
        match (self.kind, &self.htaccess) {
            (LayerKind::Section(id), _) => Some(Origin::Config(config.section(id).node)),
            (LayerKind::HtaccessSection(index), Some(file)) => {
                let section = file.sections.get(index)?;
                Some(Origin::Htaccess(Arc::clone(file), section.node))
            }
            _ => None,
        }
    }
}

impl Merged<'_> {
    /// Returns the directives of these names that are in sections and `.htaccess`, by layer, in merge order.
    pub(super) fn by_layer<'m>(
        &'m self,
        names: &'m [&str],
    ) -> impl DoubleEndedIterator<Item = (Vec<Origin>, &'m Certainty)> {
        let is_one = |origin: &Origin| {
            let found = origin.name(self.tree);
            let mut names = names.iter();
            names.any(|name| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        let layers = self.layers.iter();
        let sections = layers.filter(|layer| !matches!(layer.kind, LayerKind::Server(_)));
        sections.map(move |layer| (layer.origins().filter(is_one).collect(), &layer.certainty))
    }

    /// Returns the directives of these names that are in sections and `.htaccess`, in merge order.
    pub(super) fn in_sections<'m>(
        &'m self,
        names: &'m [&str],
    ) -> impl Iterator<Item = (Origin, &'m Certainty)> {
        self.by_layer(names).flat_map(|(origins, certainty)| {
            origins.into_iter().map(move |origin| (origin, certainty))
        })
    }

    /// Returns all directives of a name, in merge order, each with the certainty of its layer.
    pub fn all(&self, name: &str) -> impl Iterator<Item = (Origin, &Certainty)> {
        let is_named = move |origin: &Origin| {
            let found = origin.name(self.tree);
            found.eq_ignore_ascii_case(name.as_bytes())
        };
        self.layers.iter().flat_map(move |layer| {
            let origins = layer.origins().filter(is_named);
            origins.map(move |origin| (origin, &layer.certainty))
        })
    }

    /// Returns the first word of the directive of a name that counts, and the directive.
    pub(super) fn decided(&self, name: &str) -> Result<Option<(Vec<u8>, Origin)>, Doubt> {
        let Setting { value, doubt } = self.last_value(name);
        match doubt {
            Some(doubt) => Err(doubt),
            None => Ok(value.map(|(arguments, origin)| {
                let word = Words::new(&arguments).next();
                (word.unwrap_or_default().into_owned(), origin)
            })),
        }
    }

    /// Returns whether the directive of a name that counts says On.
    pub(super) fn is_on(&self, name: &str) -> Result<bool, Doubt> {
        let decided = self.decided(name)?;
        Ok(decided.is_some_and(|(value, _)| value.eq_ignore_ascii_case(b"on")))
    }

    /// Returns the directive of a name that counts. It is in doubt only if a layer that may apply would change it.
    pub fn last_value(&self, name: &str) -> Setting {
        let mut value: Option<(Vec<u8>, Origin)> = None;
        let mut doubt = None;
        for (origin, certainty) in self.all(name) {
            let arguments = origin.directive(self.tree).arguments.to_owned();
            match certainty {
                Certainty::Sure => {
                    value = Some((arguments, origin));
                    doubt = None;
                }
                Certainty::Doubt(why) => {
                    let same = value.as_ref().is_some_and(|(old, _)| *old == arguments);
                    if !same && doubt.is_none() {
                        doubt = Some(why.clone());
                    }
                }
            }
        }
        Setting { value, doubt }
    }
}
