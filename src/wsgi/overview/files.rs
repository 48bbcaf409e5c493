//! Files that a handler serves: one in the reach of sections, and where it runs.

use super::Asked;
use super::aliases::below;
use super::choices::{Choice, Found, Parts, Selections, Topic};
use super::sample::{Literal, candidates, named_by, start_of};
use crate::httpd::request::Request;
use crate::httpd::{NodeId, Section, SectionId, SectionKind, ServerId, bytes_path, path_bytes};
use crate::wsgi::answer::{Answer, Answerer, Probe};
use crate::wsgi::selection::{is_pattern, without_slash};

/// The server that is asked, and how.
#[derive(Clone, Copy)]
pub(super) struct Probing<'a> {
    pub(super) answerer: &'a Answerer<'a>,
    pub(super) server: ServerId,
    pub(super) request: &'a Request,
    /// The handler of a rule that counts as matching.
    pub(super) handler: Option<(&'a [u8], NodeId)>,
}

/// What sections say of a file, innermost first.
#[derive(Default)]
struct Said {
    directory: Option<Vec<u8>>,
    path: Option<Vec<u8>>,
    name: Option<Vec<u8>>,
}

impl Said {
    fn by(sections: &[&Section]) -> Self {
        let mut said = Self::default();
        for section in sections {
            let argument = section.argument.as_slice();
            let named = || named_by(argument).into_iter().next();
            let matched = || candidates(argument).into_iter().next();
            match section.kind {
                SectionKind::Directory => said.directory = said.directory.or_else(named),
                SectionKind::Location => said.path = said.path.or_else(named),
                SectionKind::LocationMatch => said.path = said.path.or_else(matched),
                SectionKind::Files => said.name = said.name.or_else(named),
                _ => {}
            }
        }
        said
    }
}

impl Probing<'_> {
    /// Returns a file that sections may be about: `name`, or as they say; or the file that a rule leads to.
    pub(super) fn sample(&self, sections: &[&Section], name: &[u8], file: Option<&[u8]>) -> Asked {
        let said = Said::by(sections);
        let name = said.name.as_deref().unwrap_or(name);
        let path = said.path.map(|path| below(&path, name));
        if let Some(file) = file {
            let path = path.unwrap_or_else(|| below(b"", name));
            return Asked {
                path,
                script: file.to_owned(),
            };
        }
        let leads_to = |path: &[u8]| self.answerer.file_at(self.server, self.request, path);
        match (path, said.directory) {
            (Some(path), directory) => {
                let directory = || below(&directory.unwrap_or_default(), name);
                let file = leads_to(&path);
                let script = file.map_or_else(directory, |file| path_bytes(&file).to_owned());
                Asked { path, script }
            }
            (None, Some(directory)) => {
                let script = below(&directory, name);
                let path = self.path_to(&script).unwrap_or_else(|| below(b"", name));
                Asked { path, script }
            }
            (None, None) => {
                let path = below(b"", name);
                let script = leads_to(&path)
                    .map_or_else(|| path.clone(), |file| path_bytes(&file).to_owned());
                Asked { path, script }
            }
        }
    }

    /// Returns the path below the document root that a file has, if it is there.
    fn path_to(&self, file: &[u8]) -> Option<Vec<u8>> {
        let root = self.answerer.document_root(self.server, self.request)?;
        let rest = file.strip_prefix(without_slash(path_bytes(&root)))?;
        rest.starts_with(b"/").then(|| rest.to_owned())
    }

    /// Returns whether all sections are about a file; conditions are not looked at.
    pub(super) fn cover(&self, sections: &[SectionId], sample: &Asked) -> bool {
        let config = self.answerer.config();
        let mut plain = sections
            .iter()
            .filter(|id| config.section(**id).kind != SectionKind::If);
        plain.all(|id| self.answerer.covers(*id, &sample.path, &sample.script))
    }

    /// Asks what becomes of a file, which counts as there.
    pub(super) fn ask(&self, sample: &Asked, assumed_group: Option<(&[u8], NodeId)>) -> Answer {
        self.answerer.ask_file(Probe {
            server: self.server,
            request: self.request,
            path: &sample.path,
            script: &sample.script,
            assumed_group,
            assumed_handler: self.handler,
        })
    }
}

/// Returns whether what a section is about is written without wildcards.
pub(super) fn is_plain(section: &Section) -> bool {
    match section.kind {
        SectionKind::Directory | SectionKind::Location | SectionKind::Files => {
            !is_pattern(&section.argument)
        }
        SectionKind::Limit | SectionKind::Proxy => true,
        _ => false,
    }
}

/// Returns the file to which a rule leads as it is taken apart: its path up to what it takes from the request.
pub(super) fn fixed_start(substitution: &[u8]) -> Option<Vec<u8>> {
    let taken = |byte: &u8| matches!(byte, b'$' | b'%');
    let end = substitution.iter().position(taken);
    let file = without_slash(substitution.get(..end.unwrap_or(substitution.len()))?);
    let is_file = file.starts_with(b"/") && bytes_path(file).file_name().is_some();
    is_file.then(|| file.to_owned())
}

/// Files that a handler serves: the sections in which they are, and one of their names.
pub(super) struct Handled<'a> {
    pub(super) chain: &'a [SectionId],
    pub(super) name: &'a [u8],
    pub(super) file: Option<&'a [u8]>,
}

impl Selections {
    /// Returns the parts of the files that a handler serves that run elsewhere than the one that was asked for.
    pub(super) fn parts_of_files(
        &self,
        probing: &Probing<'_>,
        handled: &Handled<'_>,
        whole: &Answer,
    ) -> Parts {
        let mut parts = Parts::default();
        let choices = self.choices_in(probing.server);
        for choice in choices.filter(|choice| choice.topic.chooses_groups()) {
            let section = probing.answerer.config().section(choice.section);
            match file_answer(probing, handled, *choice) {
                // What another line makes scripts is that line's.
                Found::Answer(_, answer) if answer.is_by_another_handler(whole) => {}
                found => parts.take(*choice, section, found, whole),
            }
        }
        parts
    }
}

/// Asks for a file that is in the section of a choice, and in those of the handler.
fn file_answer(probing: &Probing<'_>, handled: &Handled<'_>, choice: Choice) -> Found {
    let config = probing.answerer.config();
    let own: Vec<SectionId> = config.section_ids_from(Some(choice.section)).collect();
    if own.iter().all(|id| handled.chain.contains(id)) {
        return Found::Nothing;
    }
    let is_condition = own
        .iter()
        .any(|id| config.section(*id).kind == SectionKind::If);
    if is_condition && choice.topic != Topic::ProcessGroup {
        return Found::Nothing;
    }
    let chain: Vec<SectionId> = own.iter().chain(handled.chain).copied().collect();
    let sections: Vec<&Section> = chain.iter().map(|id| config.section(*id)).collect();
    let sample = probing.sample(&sections, handled.name, handled.file);
    if !probing.cover(&chain, &sample) {
        let is_known = sections.iter().all(|section| is_plain(section));
        return if is_known || are_apart(&sections) {
            Found::Nothing
        } else {
            Found::Open
        };
    }
    let directive = probing.answerer.tree().directive(choice.node);
    let value = directive.first_word().unwrap_or_default();
    let assumed = is_condition.then_some((&*value, choice.node));
    let answer = probing.ask(&sample, assumed);
    Found::Answer(sample, Box::new(answer))
}

/// Returns whether two of the sections are about paths that lie apart.
fn are_apart(sections: &[&Section]) -> bool {
    let starts: Vec<Literal> = sections
        .iter()
        .filter_map(|section| match section.kind {
            SectionKind::Location => Some(Literal::of_pattern(&section.argument)),
            SectionKind::LocationMatch => Some(start_of(&section.argument)),
            _ => None,
        })
        .collect();
    let is_apart = |one: &Literal, other: &Literal| {
        !one.text.starts_with(&other.text) && !other.text.starts_with(&one.text)
    };
    let mut pairs = starts.iter().zip(starts.iter().skip(1));
    pairs.any(|(one, other)| is_apart(one, other))
}
