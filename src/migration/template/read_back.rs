//! What a template made is read by our own reader before it is accepted: the same directives in the same order, and no other.

use super::{Definition, Definitions, TemplateError};
use crate::migration::definitions::closing_tag;
use crate::source::{Text, printable};
use crate::syntax::{Document, LineKind, word};
use crate::wsgi::parse_option;

/// A directive as httpd takes it: words as they are meant, not as they are quoted.
type Statement = Vec<Vec<u8>>;

/// Makes sure that a text says what the definitions say.
pub(super) fn read_back(definitions: &Definitions, text: &[u8]) -> Result<(), TemplateError> {
    let differs = |difference: String| Err(TemplateError::Changed { difference });
    let document = Document::parse(Text::new(text));
    let unfinished = |line: &crate::syntax::Line| line.dangling || line.cut;
    if document.lines().iter().any(unfinished) {
        return differs("ends within a line".to_owned());
    }
    let mut found = statements(&document);
    let mut expected = expected(definitions);
    let restriction = b"WSGIRestrictEmbedded On".to_vec();
    let prefix = definitions.socket_prefix;
    let prefix = prefix.map(|prefix| [b"WSGISocketPrefix ", prefix.as_bytes()].concat());
    let restriction = definitions.restrict_embedded.then_some(restriction);
    // Where they stand among the definitions does not matter.
    for line in restriction.into_iter().chain(prefix) {
        match found
            .iter()
            .position(|statement| *statement == [line.as_slice()])
        {
            Some(at) => drop(found.remove(at)),
            None => return differs(format!("has no `{}`", printable(&line))),
        }
    }
    if found == expected {
        return Ok(());
    }
    if let Some(lost) = first_not_in(&expected, &found) {
        return differs(format!("has no `{}`", shown(lost)));
    }
    if let Some(added) = first_not_in(&found, &expected) {
        return differs(format!("has `{}`, which is not to be there", shown(added)));
    }
    found.dedup();
    expected.dedup();
    if found == expected {
        return differs("says something twice".to_owned());
    }
    differs("has the definitions in another order".to_owned())
}

fn first_not_in<'a>(statements: &'a [Statement], others: &[Statement]) -> Option<&'a Statement> {
    let mut statements = statements.iter();
    statements.find(|statement| !others.contains(statement))
}

fn shown(statement: &Statement) -> String {
    printable(&statement.join(&b' '))
}

/// Returns all directives of a text.
fn statements(document: &Document) -> Vec<Statement> {
    let lines = document.lines().iter();
    lines
        .filter(|line| !matches!(line.kind, LineKind::Blank | LineKind::Comment))
        .map(|line| statement(&document.logical(line)))
        .collect()
}

/// Takes a logical line; of a definition the words count, not how they are written.
fn statement(line: &[u8]) -> Statement {
    let mut rest = line;
    let name = word(&mut rest);
    if !name.eq_ignore_ascii_case(b"WSGIDaemonProcess") {
        return vec![line.to_vec()];
    }
    let mut words = vec![name.to_ascii_lowercase(), word(&mut rest).into_owned()];
    while let Some(option) = parse_option(&mut rest) {
        let Ok((name, value)) = option else {
            words.push(rest.to_vec());
            break;
        };
        words.push([name, b"=", &value].concat());
    }
    words
}

fn expected(definitions: &Definitions) -> Vec<Statement> {
    let groups = definitions.groups.iter();
    groups.flat_map(statements_of).collect()
}

fn statements_of(definition: &Definition) -> Vec<Statement> {
    match definition {
        Definition::New { name, options, .. } => {
            let mut words = vec![b"wsgidaemonprocess".to_vec(), name.clone()];
            let options = options.iter();
            words.extend(options.map(|(name, value)| [name.as_slice(), b"=", value].concat()));
            vec![words]
        }
        Definition::Moved {
            lines, conditions, ..
        } => {
            let mut text = Vec::new();
            let closing: Vec<_> = conditions
                .iter()
                .rev()
                .map(|header| closing_tag(header))
                .collect();
            for line in conditions.iter().chain(lines).chain(&closing) {
                text.extend_from_slice(line);
                text.push(b'\n');
            }
            statements(&Document::parse(Text::new(text)))
        }
    }
}
