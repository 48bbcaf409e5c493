//! What httpd refuses becomes a [`Failure`]: the lines that lead to the error, outermost first, and the error.

use super::failure::Failure;
use super::refusal_advice::advice;
use super::text::one_line;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::{ConfigError, ConfigTree, File, Place, SourceKind, path_bytes};
use crate::source::printable;

/// How many lines are shown that lead to an error. httpd itself allows 128.
const MOST_STEPS: usize = 8;

/// Returns why httpd does not start, with up to `most` of its errors in its order; nothing when it starts.
pub fn refusal(
    tree: &ConfigTree,
    errors: &[ConfigError],
    mod_wsgi: Option<Version>,
    most: usize,
) -> Option<Failure> {
    let first = errors.first()?;
    if let Some(file) = binary_file(tree, errors) {
        return Some(not_text(tree, file, first));
    }
    let mut failure = Failure::new("httpd does not start with this configuration");
    if let Some(place) = first.place {
        failure.causes.extend(steps(tree, place));
    }
    let shown = errors.iter().take(most);
    failure.causes.extend(shown.map(|error| line(tree, error)));
    if errors.len() > most {
        let more = errors.len() - most;
        failure.causes.push(format!("({more} more)"));
    }
    let unknown = tree.unknown.iter();
    let about_it = unknown.filter(|unknown| Some(unknown.place) == first.place);
    failure
        .help
        .extend(about_it.map(|unknown| format!("it is not known {}", unknown.what)));
    failure.help.extend(advice(tree, first, mod_wsgi));
    Some(failure)
}

/// Returns the file with the first error, if nobody can have written it as text.
pub fn binary_file<'tree>(tree: &'tree ConfigTree, errors: &[ConfigError]) -> Option<&'tree File> {
    let file = tree.file_of(errors.first()?.place?)?;
    Some(tree.file(file)).filter(|file| file.document.text().is_binary())
}

fn not_text(tree: &ConfigTree, file: &File, error: &ConfigError) -> Failure {
    let path = printable(path_bytes(&file.path));
    let mut failure = Failure::new(format!(
        "`{path}` does not look like a configuration: it is not text"
    ));
    failure
        .causes
        .extend(error.place.into_iter().flat_map(|place| steps(tree, place)));
    failure.causes.push(line(tree, error));
    let text = file.document.text();
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        return failure.help("it is text in UTF-16, which httpd does not read; save it as UTF-8");
    }
    failure
}

fn line(tree: &ConfigTree, error: &ConfigError) -> String {
    let message = one_line(&error.message);
    match error.place {
        Some(place) => format!("{}: {message}", tree.at(place)),
        None => message,
    }
}

/// Returns the Includes that lead to a line, outermost first; of a loop only the first round.
fn steps(tree: &ConfigTree, place: Place) -> Vec<String> {
    let mut chain: Vec<Place> = tree.chain(place).collect();
    chain.reverse();
    let inner = chain.iter().skip(1).chain([&place]);
    let pairs = chain.iter().zip(inner);
    let mut steps = Vec::new();
    let mut files = Vec::new();
    let mut left_out = 0;
    for (outer, inner) in pairs {
        let SourceKind::File(file) = tree.source(inner.source).kind else {
            continue;
        };
        if steps.len() == MOST_STEPS || files.contains(&file) {
            left_out += 1;
            continue;
        }
        files.push(file);
        let path = printable(path_bytes(&tree.file(file).path));
        steps.push(format!("{} includes `{path}`", tree.at(*outer)));
    }
    if left_out > 0 {
        steps.push(format!("(and so on, {left_out} more)"));
    }
    steps
}
