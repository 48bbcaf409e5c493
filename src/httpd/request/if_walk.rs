//! `<If>`, `<ElseIf>` and `<Else>`, merged after everything else (request.c: `ap_if_walk_sub`).

use std::sync::Arc;

use super::expression::{Condition, Facts, RequestVariables, parse};
use super::htaccess::Htaccess;
use super::merged::{Certainty, Layer, LayerKind, Merged};
use super::origin::{Doubt, Origin};
use super::router::{Resource, Router};
use super::storage::Storage;
use crate::httpd::server_config::{SectionId, SectionKind};
use crate::source::printable;
use crate::syntax::Words;

/// How deep `<If>` may be nested in `<If>`.
const MAX_DEPTH: usize = 20;

/// A section of this kind: one of the configuration, or one of a `.htaccess`.
#[derive(Clone, Debug)]
enum If {
    Config(SectionId),
    Htaccess(Arc<Htaccess>, usize),
}

/// What the sections before said.
#[derive(Clone, Debug)]
enum Before {
    /// None of the chain has applied.
    No,
    /// One has.
    Yes,
    /// One may have.
    Perhaps(Doubt),
}

impl Router<'_> {
    /// Merges the sections that are in the layers so far, then those in these, and so on.
    pub(super) fn walk_ifs<'r>(
        &'r self,
        resource: Resource<'_>,
        storage: Option<&Storage>,
        merged: &mut Merged<'r>,
    ) {
        // Those before are done.
        let mut done = 0;
        for depth in 0..MAX_DEPTH {
            let around = merged.layers.get(done..).unwrap_or_default();
            let mut sections: Vec<(If, Certainty)> =
                around.iter().flat_map(|layer| self.ifs_in(layer)).collect();
            if sections.is_empty() {
                return;
            }
            if depth > 0 && resource.request.previous.is_some() {
                self.doubt_all(&mut sections);
            }
            done = merged.layers.len();
            let inside = self.applying(resource, storage, merged, sections);
            merged.layers.extend(inside);
        }
    }

    /// Doubts sections inside of others in a request that httpd makes itself: it forgets them where it finds what the
    /// request before had merged, which depends on how often it has walked.
    fn doubt_all(&self, sections: &mut [(If, Certainty)]) {
        for (section, certainty) in sections {
            let why =
                "httpd may pass over an `<If>` in an `<If>` in a request that it makes itself";
            *certainty = Certainty::Doubt(Doubt::at(self.origin(section), why));
        }
    }

    /// Returns the sections that are directly in a layer.
    fn ifs_in(&self, layer: &Layer<'_>) -> Vec<(If, Certainty)> {
        let certainty = || layer.certainty.clone();
        let of_config = |ids: &[SectionId]| {
            let ids = ids.iter();
            ids.map(|id| (If::Config(*id), certainty())).collect()
        };
        let of_file = |file: &Arc<Htaccess>, around: Option<usize>| {
            let sections = file.sections.iter().enumerate();
            let ifs = sections
                .filter(|(_, section)| section.within == around && section.kind == SectionKind::If);
            ifs.map(|(index, _)| (If::Htaccess(Arc::clone(file), index), certainty()))
                .collect()
        };
        match (layer.kind, &layer.htaccess) {
            (LayerKind::Server(server), _) => of_config(&self.layout().inside_server(server).ifs),
            (LayerKind::Section(id), _) => of_config(&self.layout().section(id).1.ifs),
            (LayerKind::Htaccess, Some(file)) => of_file(file, None),
            (LayerKind::HtaccessSection(index), Some(file)) => of_file(file, Some(index)),
            _ => Vec::new(),
        }
    }

    /// Returns the layers of the sections that apply, or may.
    fn applying<'r>(
        &'r self,
        resource: Resource<'_>,
        storage: Option<&Storage>,
        merged: &Merged<'r>,
        sections: Vec<(If, Certainty)>,
    ) -> Vec<Layer<'r>> {
        let variables = RequestVariables {
            router: self,
            resource,
            merged,
            file: storage.map(|storage| (storage.file.as_path(), storage.path_info.as_slice())),
        };
        let mut before = Before::No;
        let mut layers = Vec::new();
        for (section, around) in sections {
            let (name, arguments) = self.header(&section);
            if !name.starts_with(b"<else") {
                before = Before::No;
            }
            if matches!(before, Before::Yes) {
                continue;
            }
            let holds = if name == b"<else" {
                Ok(true)
            } else {
                self.holds(&variables, &arguments)
            };
            let origin = self.origin(&section);
            let certainty = match (holds, &before) {
                (Ok(false), _) => continue,
                (Ok(true), Before::Perhaps(doubt)) => {
                    let doubt = doubt.clone();
                    // Either this one or one before it: those that follow do not apply.
                    before = Before::Yes;
                    Certainty::Doubt(doubt)
                }
                (Ok(true), _) => {
                    before = Before::Yes;
                    Certainty::Sure
                }
                (Err(doubt), _) => {
                    let doubt = Doubt::at(origin, format!("`<If>`: {}", doubt.why));
                    before = Before::Perhaps(doubt.clone());
                    Certainty::Doubt(doubt)
                }
            };
            let certainty = match around {
                Certainty::Sure => certainty,
                doubt @ Certainty::Doubt(_) => doubt,
            };
            layers.extend(self.if_layer(&section, certainty));
        }
        layers
    }

    fn origin(&self, section: &If) -> Origin {
        match section {
            If::Config(id) => Origin::Config(self.config.section(*id).node),
            If::Htaccess(file, index) => {
                let node = file.sections.get(*index).map(|section| section.node);
                let node = node.expect("an index comes from its file");
                Origin::Htaccess(Arc::clone(file), node)
            }
        }
    }

    /// Returns the name in lower case and the argument text.
    fn header(&self, section: &If) -> (Vec<u8>, Vec<u8>) {
        let origin = self.origin(section);
        let directive = origin.directive(self.tree);
        (
            directive.name.to_ascii_lowercase(),
            directive.arguments.to_owned(),
        )
    }

    fn if_layer<'r>(&'r self, section: &If, certainty: Certainty) -> Option<Layer<'r>> {
        match section {
            If::Config(id) => Some(self.section_layer(*id, certainty)),
            If::Htaccess(file, index) => file.layer(*index, certainty),
        }
    }

    fn holds(&self, variables: &RequestVariables<'_>, arguments: &[u8]) -> Result<bool, Doubt> {
        let end = arguments.iter().rposition(|byte| *byte == b'>');
        let text = arguments.get(..end.unwrap_or(arguments.len()));
        let text = Words::new(text.unwrap_or_default())
            .next()
            .unwrap_or_default();
        self.condition_holds(variables, &text)
    }

    /// Says whether an expression of a `Require expr` holds for a file.
    pub fn expression_holds(
        &self,
        resource: Resource<'_>,
        storage: &Storage,
        merged: &Merged<'_>,
        text: &[u8],
    ) -> Result<bool, Doubt> {
        let variables = RequestVariables {
            router: self,
            resource,
            merged,
            file: Some((&storage.file, &storage.path_info)),
        };
        self.condition_holds(&variables, text)
    }

    /// Says whether an expression holds.
    pub(super) fn condition_holds(
        &self,
        variables: &RequestVariables<'_>,
        text: &[u8],
    ) -> Result<bool, Doubt> {
        let condition: Option<Condition> = parse(text);
        let condition = condition.ok_or_else(|| {
            Doubt::general(format!(
                "`{}` is not an expression that is understood here",
                printable(text)
            ))
        })?;
        let facts = Facts {
            host: self.host,
            expressions: &self.expressions,
            variables: &|name| variables.value(name),
        };
        facts.hold(&condition)
    }
}
