//! Files that a handler serves: one in the reach of sections, and where it runs.

use super::Asked;
use super::aliases::below;
use super::choices::{Choice, Found, Parts, Selections, Topic};
use super::sample::{Literal, candidates, named_by, start_of};
use crate::httpd::request::Request;
use crate::httpd::{
    NodeId, Section, SectionId, SectionKind, ServerId, bytes_path, merge, path_bytes,
};
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

/// How many files are tried before none is taken to be in the reach of sections.
const TRIED: usize = 200;

/// What sections say of a file, innermost first; of each the texts that it may be, the simplest first.
#[derive(Default)]
struct Said {
    directories: Vec<Vec<u8>>,
    paths: Vec<Vec<u8>>,
    names: Vec<Vec<u8>>,
}

impl Said {
    /// `name` is a file that the handler serves.
    fn by(sections: &[&Section], name: &[u8]) -> Self {
        let mut said = Self::default();
        for section in sections {
            let argument = section.argument.as_slice();
            let (known, texts) = match section.kind {
                SectionKind::Directory => (&mut said.directories, named_by(argument)),
                SectionKind::DirectoryMatch => (&mut said.directories, candidates(argument)),
                SectionKind::Location => (&mut said.paths, named_by(argument)),
                SectionKind::LocationMatch => (&mut said.paths, candidates(argument)),
                SectionKind::Files => (&mut said.names, named_by(argument)),
                SectionKind::FilesMatch => (&mut said.names, names_by(argument, name)),
                SectionKind::If | SectionKind::Limit | SectionKind::Proxy => continue,
            };
            if known.is_empty() {
                *known = texts;
            }
        }
        if said.names.is_empty() {
            said.names.push(name.to_owned());
        }
        said
    }

    /// Returns where the file may be; at last what a path leads to by itself.
    fn places(&self) -> impl Iterator<Item = Place<'_>> {
        let names = self.names.iter().map(|name| Some(name.as_slice()));
        let alone = (!self.paths.is_empty()).then_some(None);
        names.chain(alone).flat_map(move |name| {
            each_or_none(&self.directories).flat_map(move |directory| {
                each_or_none(&self.paths).map(move |path| Place {
                    path,
                    directory,
                    name,
                })
            })
        })
    }
}

/// Where a file may be: at or below the path of a URL, in a directory, or both, and its name.
#[derive(Clone, Copy, Default)]
struct Place<'said> {
    path: Option<&'said [u8]>,
    directory: Option<&'said [u8]>,
    name: Option<&'said [u8]>,
}

impl Place<'_> {
    /// Returns the file with its name below a path.
    fn at(&self, start: &[u8]) -> Vec<u8> {
        self.name
            .map_or_else(|| start.to_owned(), |name| below(start, name))
    }
}

fn each_or_none(texts: &[Vec<u8>]) -> impl Iterator<Item = Option<&[u8]>> {
    let each = texts.iter().map(|text| Some(text.as_slice()));
    each.chain(texts.is_empty().then_some(None))
}

/// Returns names that an expression may match: one that the handler serves, then those that may be one, with its extension.
fn names_by(expression: &[u8], name: &[u8]) -> Vec<Vec<u8>> {
    let found = candidates(expression);
    let found = found.iter().map(|found| found.get(1..).unwrap_or_default());
    let found: Vec<&[u8]> = found.filter(|found| !found.contains(&b'/')).collect();
    let extension = name.iter().rposition(|byte| *byte == b'.');
    let extension = extension
        .and_then(|dot| name.get(dot..))
        .unwrap_or_default();
    let before = found.iter().map(|found| [found, extension].concat());
    let behind = found.iter().map(|found| [name, found].concat());
    let plain = found.iter().filter(|found| !found.is_empty());
    let plain = plain.map(|found| found.to_vec());
    let served = std::iter::once(name.to_owned());
    served.chain(before).chain(behind).chain(plain).collect()
}

impl Probing<'_> {
    /// Returns a file that sections are about: `name`, or as they say; or the file that a rule leads to. The error is one that
    /// they may not be about.
    pub(super) fn sample(
        &self,
        chain: &[SectionId],
        name: &[u8],
        file: Option<&[u8]>,
    ) -> Result<Asked, Asked> {
        let config = self.answerer.config();
        let sections: Vec<&Section> = chain.iter().map(|id| config.section(*id)).collect();
        let said = Said::by(&sections, name);
        let mut first = None;
        for place in said.places().take(TRIED) {
            let asked = self.asked(place, file);
            if self.cover(chain, &asked) {
                return Ok(asked);
            }
            first.get_or_insert(asked);
        }
        Err(first.unwrap_or_else(|| self.asked(Place::default(), file)))
    }

    /// Returns what is to be asked for a file in a place, or for the one that a rule leads to.
    fn asked(&self, place: Place<'_>, file: Option<&[u8]>) -> Asked {
        let path = place.path.map(|path| place.at(path));
        if let Some(file) = file {
            return Asked {
                path: path.unwrap_or_else(|| place.at(b"")),
                script: file.to_owned(),
            };
        }
        let leads_to = |path: &[u8]| {
            let file = self.answerer.file_at(self.server, self.request, path);
            file.map(|file| path_bytes(&file).to_owned())
        };
        match (path, place.directory) {
            (Some(path), directory) => {
                let script = leads_to(&path);
                let script = script.unwrap_or_else(|| place.at(directory.unwrap_or_default()));
                Asked { path, script }
            }
            (None, Some(directory)) => {
                let root = &self.answerer.tree().server_root;
                let script = place.at(path_bytes(&merge(root, directory)));
                let path = self.path_to(&script).unwrap_or_else(|| place.at(b""));
                Asked { path, script }
            }
            (None, None) => {
                let path = place.at(b"");
                let script = leads_to(&path).unwrap_or_else(|| path.clone());
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
    fn cover(&self, sections: &[SectionId], sample: &Asked) -> bool {
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
    let Ok(sample) = probing.sample(&chain, handled.name, handled.file) else {
        let is_known = sections.iter().all(|section| is_plain(section));
        return if is_known || are_apart(&sections) {
            Found::Nothing
        } else {
            Found::Open
        };
    };
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
