//! What `Require` says of a request whoever sends it (mod_authz_core.c: `apply_authz_sections`).

use super::settings::{Entry, Settings, Topic};
use crate::httpd::request::Origin;
use crate::httpd::{Directive, NodeId};
use crate::syntax::{Words, word};

/// What is asked whether a request is let in.
pub(super) struct Asked<'a> {
    pub(super) settings: &'a Settings<'a>,
    /// Whether an expression holds, if that is known.
    pub(super) expression: &'a dyn Fn(&[u8]) -> Option<bool>,
    /// Whether a variable is set, if that is known.
    pub(super) variable: &'a dyn Fn(&[u8]) -> Option<bool>,
}

/// What a requirement comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Granted,
    Denied,
    /// It has no say.
    Neutral,
    /// It depends on who asks.
    Depends,
}

/// How a container puts its requirements together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Any,
    All,
    None,
}

impl Verdict {
    /// Returns the verdict of something that holds or does not, if that is known.
    fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Self::Granted,
            Some(false) => Self::Denied,
            None => Self::Depends,
        }
    }

    /// Returns the verdict of a `Require not`, which denies or has no say.
    fn negated(self) -> Self {
        match self {
            Self::Granted => Self::Denied,
            Self::Denied | Self::Neutral => Self::Neutral,
            Self::Depends => Self::Depends,
        }
    }
}

impl Container {
    fn named(name: &[u8]) -> Option<Self> {
        match name.to_ascii_lowercase().as_slice() {
            b"<requireany" => Some(Self::Any),
            b"<requireall" => Some(Self::All),
            b"<requirenone" => Some(Self::None),
            _ => None,
        }
    }

    fn verdict(self, inside: &[Verdict]) -> Verdict {
        let has = |verdict| inside.contains(&verdict);
        match self {
            Self::Any if has(Verdict::Granted) => Verdict::Granted,
            Self::All if has(Verdict::Denied) => Verdict::Denied,
            Self::None if has(Verdict::Granted) => Verdict::Denied,
            _ if has(Verdict::Depends) => Verdict::Depends,
            Self::Any if has(Verdict::Denied) => Verdict::Denied,
            Self::All if has(Verdict::Granted) => Verdict::Granted,
            _ => Verdict::Neutral,
        }
    }
}

/// Returns what all layers come to, and the line that counts; nothing where nobody requires anything.
///
/// The last layer that requires something counts alone, unless its `AuthMerging` says otherwise.
pub(super) fn verdict(asked: &Asked<'_>) -> Option<(Verdict, Origin)> {
    let settings = asked.settings;
    let mut result: Option<(Verdict, Origin)> = None;
    let entries = settings.all(Topic::Authorization);
    for layer in entries.chunk_by(|one, other| one.layer == other.layer) {
        let (merging, requires): (Vec<&Entry>, Vec<&Entry>) = layer
            .iter()
            .partition(|entry| settings.name(&entry.origin) == b"authmerging");
        let Some(last) = requires.last() else {
            continue;
        };
        let own = of_layer(asked, &requires);
        let how = merging
            .last()
            .map(|entry| settings.arguments(&entry.origin));
        let how = how.and_then(|arguments| Words::new(arguments).next());
        let how = how.map(|word| word.to_ascii_lowercase());
        let merged = match (how.as_deref(), &result) {
            (Some(b"and"), Some((earlier, _))) => Container::All.verdict(&[*earlier, own]),
            (Some(b"or"), Some((earlier, _))) => Container::Any.verdict(&[*earlier, own]),
            _ => own,
        };
        result = Some((merged, last.origin.clone()));
    }
    result
}

/// A container that is open, and the verdicts in it so far.
type Open = (NodeId, Container, Vec<Verdict>);

fn of_layer(asked: &Asked<'_>, requires: &[&Entry]) -> Verdict {
    let mut top = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for entry in requires {
        let around = containers(asked.settings, entry);
        let common = open
            .iter()
            .zip(&around)
            .take_while(|((own, ..), (other, _))| own == other)
            .count();
        close(&mut open, &mut top, common);
        let entered = around.iter().skip(common);
        open.extend(entered.map(|(node, container)| (*node, *container, Vec::new())));
        let verdict = of_directive(asked, entry);
        inner(&mut open, &mut top).push(verdict);
    }
    close(&mut open, &mut top, 0);
    Container::Any.verdict(&top)
}

/// Closes containers until so many are open.
fn close(open: &mut Vec<Open>, top: &mut Vec<Verdict>, depth: usize) {
    while open.len() > depth {
        if let Some((_, container, inside)) = open.pop() {
            let verdict = container.verdict(&inside);
            inner(open, top).push(verdict);
        }
    }
}

fn inner<'a>(open: &'a mut [Open], top: &'a mut Vec<Verdict>) -> &'a mut Vec<Verdict> {
    match open.last_mut() {
        Some((.., inside)) => inside,
        None => top,
    }
}

/// Returns the containers around a `Require`, outermost first.
fn containers(settings: &Settings<'_>, entry: &Entry) -> Vec<(NodeId, Container)> {
    let tree = entry.origin.tree(settings.tree());
    let around = tree.sections_around(entry.origin.node());
    let mut containers: Vec<_> = around
        .filter_map(|section| Some((section.id, Container::named(section.name)?)))
        .collect();
    containers.reverse();
    containers
}

fn of_directive(asked: &Asked<'_>, entry: &Entry) -> Verdict {
    let settings = asked.settings;
    let tree = entry.origin.tree(settings.tree());
    let mut around = tree.sections_around(entry.origin.node());
    if around.any(|section| is_for_other_methods(section)) {
        return Verdict::Granted;
    }
    let mut rest = settings.arguments(&entry.origin);
    let mut provider = word(&mut rest).to_ascii_lowercase();
    let is_negated = provider == b"not";
    if is_negated {
        provider = word(&mut rest).to_ascii_lowercase();
    }
    let verdict = of_provider(asked, &provider, rest.trim_ascii());
    if is_negated {
        verdict.negated()
    } else {
        verdict
    }
}

fn of_provider(asked: &Asked<'_>, provider: &[u8], line: &[u8]) -> Verdict {
    let mut words = Words::new(line);
    match provider {
        b"all" => match words.next().unwrap_or_default().to_ascii_lowercase() {
            word if word == b"granted" => Verdict::Granted,
            word if word == b"denied" => Verdict::Denied,
            _ => Verdict::Depends,
        },
        b"method" => Verdict::of(Some(words.any(|word| word.eq_ignore_ascii_case(b"GET")))),
        b"env" => {
            let of_each: Vec<Option<bool>> = words.map(|name| (asked.variable)(&name)).collect();
            let any = of_each.contains(&Some(true));
            let unknown = of_each.contains(&None);
            Verdict::of((any || !unknown).then_some(any))
        }
        b"expr" => {
            let inside = line.strip_prefix(b"\"");
            let inside = inside.and_then(|inside| inside.strip_suffix(b"\""));
            Verdict::of((asked.expression)(inside.unwrap_or(line)))
        }
        _ => Verdict::Depends,
    }
}

/// Returns whether a `<Limit>` or `<LimitExcept>` leaves GET alone.
fn is_for_other_methods(section: Directive<'_>) -> bool {
    let name = section.name.to_ascii_lowercase();
    let arguments = section
        .arguments
        .strip_suffix(b">")
        .unwrap_or(section.arguments);
    let names_get = Words::new(arguments).any(|word| word.eq_ignore_ascii_case(b"GET"));
    match name.as_slice() {
        b"<limit" => !names_get,
        b"<limitexcept" => names_get,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Denied, Depends, Granted, Neutral};

    #[test]
    fn a_negated_requirement_never_lets_in() {
        assert_eq!(Granted.negated(), Denied);
        assert_eq!(Denied.negated(), Neutral);
        assert_eq!(Depends.negated(), Depends);
    }

    #[test]
    fn containers_put_verdicts_together() {
        assert_eq!(Container::Any.verdict(&[Denied, Granted]), Granted);
        assert_eq!(Container::Any.verdict(&[Denied, Depends]), Depends);
        assert_eq!(Container::Any.verdict(&[Denied, Neutral]), Denied);
        assert_eq!(Container::All.verdict(&[Depends, Denied]), Denied);
        assert_eq!(Container::All.verdict(&[Neutral, Granted]), Granted);
        assert_eq!(Container::None.verdict(&[Granted, Denied]), Denied);
        assert_eq!(Container::None.verdict(&[Denied]), Neutral);
        assert_eq!(Container::None.verdict(&[Denied, Depends]), Depends);
    }
}
