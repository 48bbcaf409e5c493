//! The parts of an application that sections send elsewhere.

use super::Asked;
use super::aliases::{Ask, below};
use super::choices::{Choice, Found, Parts, Selections, Topic};
use super::sample::{Literal, candidates_below, named_by, start_of};
use crate::httpd::{Section, SectionId, SectionKind};
use crate::wsgi::answer::{Answer, Answerer, Probe, Status};
use crate::wsgi::application::Target;
use crate::wsgi::script_alias::Hit;
use crate::wsgi::selection::{is_below, is_pattern, without_slash};

impl Selections {
    /// Returns the parts of an application that run elsewhere than the whole.
    pub(super) fn parts(&self, answerer: &Answerer<'_>, ask: &Ask<'_>, whole: &Answer) -> Parts {
        let mut parts = Parts::default();
        let choices = self.choices_in(ask.server);
        for choice in choices.filter(|choice| !choice.topic.is_option_of(ask)) {
            let section = answerer.config().section(choice.section);
            let is_told = parts.found.iter().any(|part| part.section == section.node);
            if is_told {
                continue;
            }
            let found = part_answer(answerer, ask, *choice);
            parts.take(*choice, section, found, whole);
        }
        parts
    }
}

/// Asks for a request that is in the section, for a part of the application.
fn part_answer(answerer: &Answerer<'_>, ask: &Ask<'_>, choice: Choice) -> Found {
    let config = answerer.config();
    let chain: Vec<SectionId> = config.section_ids_from(Some(choice.section)).collect();
    let (conditions, plain): (Vec<SectionId>, Vec<SectionId>) = chain
        .iter()
        .partition(|id| config.section(**id).kind == SectionKind::If);
    let covers = |place: &Asked| {
        plain
            .iter()
            .all(|id| answerer.covers(*id, &place.path, &place.script))
    };
    let whole = Asked {
        path: ask.path.clone(),
        script: ask.script.clone(),
    };
    let is_whole = covers(&whole);
    if !conditions.is_empty() && is_whole {
        return under_condition(answerer, ask, choice, whole);
    }
    if !conditions.is_empty() || is_whole {
        return Found::Nothing;
    }
    let sections: Vec<&Section> = plain.iter().map(|id| config.section(*id)).collect();
    let places = places(ask, &sections).into_iter().filter(covers);
    // What a redirect or another rule takes says nothing of the rest of the section.
    let mut answers = places.map(|place| at(answerer, ask, place)).peekable();
    let first = answers.peek().cloned();
    let served = answers.find(|(_, answer)| answer.status != Status::NotWsgi);
    match served.or(first) {
        Some((asked, answer)) => Found::Answer(asked, Box::new(answer)),
        None if sections.iter().any(|section| is_apart(ask, section)) => Found::Nothing,
        None => Found::Open,
    }
}

/// Returns requests for parts of the application that may be in all of the sections.
fn places(ask: &Ask<'_>, sections: &[&Section]) -> Vec<Asked> {
    let is_path = |section: &&&Section| {
        matches!(
            section.kind,
            SectionKind::Location | SectionKind::LocationMatch
        )
    };
    match sections.iter().find(is_path) {
        Some(section) if section.kind == SectionKind::LocationMatch => paths_at(
            ask,
            candidates_below(&section.argument, without_slash(mount(ask))),
        ),
        Some(section) => paths_at(ask, paths_in(ask, &section.argument)),
        None if ask.target == Target::Directory => scripts_in(ask, sections),
        None => Vec::new(),
    }
}

/// Returns paths in a `<Location>`, of those that the application may have. An expression may take them anywhere below it:
/// `WSGIScriptAliasMatch \.do$` takes `/app/x.do`.
fn paths_in(ask: &Ask<'_>, argument: &[u8]) -> Vec<Vec<u8>> {
    let named = named_by(argument);
    if !ask.alias.is_match {
        return named;
    }
    let below = named.iter().flat_map(|path| {
        let path = without_slash(path);
        candidates_below(&ask.alias.location, path)
    });
    let below: Vec<Vec<u8>> = below.collect();
    [named, below].concat()
}

/// Returns the path of the alias, or one that its expression takes.
fn mount<'a>(ask: &'a Ask<'_>) -> &'a [u8] {
    if ask.alias.is_match {
        return &ask.path;
    }
    &ask.alias.location
}

/// Returns what all paths start with that the alias takes.
fn start_of_mount(ask: &Ask<'_>) -> Vec<u8> {
    if ask.alias.is_match {
        return start_of(&ask.alias.location).text;
    }
    ask.alias.location.clone()
}

/// Returns the places of those paths that the alias takes.
fn paths_at(ask: &Ask<'_>, paths: Vec<Vec<u8>>) -> Vec<Asked> {
    let places = paths.into_iter().filter_map(|path| {
        let is_normal = memchr::memmem::find(&path, b"//").is_none();
        let Hit::File(file) = ask.alias.hit(&path) else {
            return None;
        };
        let script = match ask.target {
            Target::Directory => file,
            _ => ask.script.clone(),
        };
        is_normal.then_some(Asked { path, script })
    });
    places.collect()
}

/// Returns scripts in a directory of scripts that the sections may name.
fn scripts_in(ask: &Ask<'_>, sections: &[&Section]) -> Vec<Asked> {
    let target = without_slash(&ask.alias.target);
    let mut directories = vec![target.to_vec()];
    let mut names = vec![b"x.wsgi".to_vec()];
    for section in sections {
        let argument = without_slash(&section.argument);
        match section.kind {
            SectionKind::Directory => directories = named_by(argument),
            SectionKind::DirectoryMatch => directories = candidates_below(argument, target),
            SectionKind::Files => names = named_by(argument),
            SectionKind::FilesMatch => names = candidates_below(argument, b""),
            _ => {}
        }
    }
    let scripts = directories.iter().flat_map(|directory| {
        let name = |name: &Vec<u8>| below(directory, name.strip_prefix(b"/").unwrap_or(name));
        names.iter().map(name)
    });
    let places = scripts.filter_map(|script| {
        let rest = script.strip_prefix(target)?;
        let path = [without_slash(&ask.alias.location), rest].concat();
        rest.starts_with(b"/").then_some(Asked { path, script })
    });
    places.collect()
}

/// Returns whether no request for the application can be in a section: what it names lies elsewhere.
fn is_apart(ask: &Ask<'_>, section: &Section) -> bool {
    let argument = without_slash(&section.argument);
    let is_file = ask.target == Target::File && !ask.alias.target.contains(&b'$');
    match section.kind {
        SectionKind::Location if !is_pattern(argument) && !ask.alias.is_match => {
            !is_below(argument, without_slash(&ask.alias.location))
        }
        SectionKind::Location => {
            lies_elsewhere(&Literal::of_pattern(argument), &start_of_mount(ask))
        }
        SectionKind::LocationMatch => lies_elsewhere(&start_of(argument), &start_of_mount(ask)),
        SectionKind::Directory
        | SectionKind::DirectoryMatch
        | SectionKind::Files
        | SectionKind::FilesMatch
            if is_file =>
        {
            true
        }
        SectionKind::Directory if !is_pattern(argument) => {
            !is_below(argument, without_slash(&ask.alias.target))
        }
        SectionKind::Directory => lies_elsewhere(&Literal::of_pattern(argument), &ask.alias.target),
        SectionKind::DirectoryMatch => lies_elsewhere(&start_of(argument), &ask.alias.target),
        SectionKind::Limit | SectionKind::Proxy => true,
        SectionKind::Files | SectionKind::FilesMatch | SectionKind::If => false,
    }
}

/// Returns whether what starts with a text cannot lie at or below a path.
fn lies_elsewhere(start: &Literal, path: &[u8]) -> bool {
    let path = without_slash(path);
    !start.text.starts_with(path) && !path.starts_with(&start.text)
}

/// Asks for a part of the application.
fn at(answerer: &Answerer<'_>, ask: &Ask<'_>, place: Asked) -> (Asked, Answer) {
    let probe = Probe {
        path: &place.path,
        script: &place.script,
        ..ask.probe()
    };
    let answer = answerer.ask_alias(probe, ask.alias.node);
    (place, answer)
}

/// Asks as if the conditions held, where the sections around them are about the application.
fn under_condition(answerer: &Answerer<'_>, ask: &Ask<'_>, choice: Choice, whole: Asked) -> Found {
    if choice.topic != Topic::ProcessGroup {
        return Found::Nothing;
    }
    let directive = answerer.tree().directive(choice.node);
    let Some(value) = directive.first_word() else {
        return Found::Nothing;
    };
    let probe = Probe {
        assumed_group: Some((&value, choice.node)),
        ..ask.probe()
    };
    let answer = answerer.ask_alias(probe, ask.alias.node);
    Found::Answer(whole, Box::new(answer))
}
