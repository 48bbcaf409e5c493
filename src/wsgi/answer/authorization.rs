//! What `Require` says of a request whoever sends it (mod_authz_core.c: `apply_authz_sections`).

use std::borrow::Cow;

use super::access::Asked;
use super::settings::{Entry, Settings, Topic};
use crate::httpd::request::Origin;
use crate::httpd::{Directive, LowerName, NodeId};
use crate::syntax::{Words, word};

/// What a requirement comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Granted,
    Denied,
    /// It has no say.
    Neutral,
    /// It depends on who asks.
    Depends,
    /// It asks who the user is, and nothing says how to find out.
    NeedsUser,
}

/// How a container puts its requirements together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Any,
    All,
    None,
}

impl Verdict {
    /// Returns the verdict of a `Require not`, which denies or has no say.
    fn negated(self) -> Self {
        match self {
            Self::Granted => Self::Denied,
            Self::Denied => Self::Neutral,
            other => other,
        }
    }
}

impl Container {
    fn named(name: &[u8]) -> Option<Self> {
        match &*LowerName::of(name) {
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
            Self::Any if has(Verdict::Depends) => Verdict::Depends,
            _ if has(Verdict::NeedsUser) => Verdict::NeedsUser,
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
    let before = rest;
    let negated = word(&mut rest).eq_ignore_ascii_case(b"not");
    if !negated {
        rest = before;
    }
    let verdict = of_provider(asked, rest);
    if !negated {
        return verdict;
    }
    verdict.negated()
}

/// Returns what a requirement comes to whose text begins with its kind.
fn of_provider(asked: &Asked<'_>, text: &[u8]) -> Verdict {
    let mut rest = text;
    let kind = word(&mut rest).to_ascii_lowercase();
    let words: Vec<Vec<u8>> = Words::new(rest).map(Cow::into_owned).collect();
    let has = |wanted: &[u8]| words.iter().any(|word| word.eq_ignore_ascii_case(wanted));
    match kind.as_slice() {
        b"all" if has(b"granted") => Verdict::Granted,
        b"all" if has(b"denied") => Verdict::Denied,
        b"method" => told(Some(has(b"GET"))),
        b"valid-user" | b"user" | b"group" | b"wsgi-group" if !names_auth_type(asked.settings) => {
            Verdict::NeedsUser
        }
        b"expr" | b"env" | b"ssl" if asked.is_probe => Verdict::Depends,
        b"expr" => told(asked.holds(without_quotes(rest)).ok()),
        b"ssl" => told(asked.is_encrypted().ok()),
        b"env" => {
            let set: Vec<Option<bool>> = words.iter().map(|name| asked.is_set(name)).collect();
            let any = set.contains(&Some(true));
            told((any || !set.contains(&None)).then_some(any))
        }
        _ => Verdict::Depends,
    }
}

/// Returns the verdict of something that holds or does not; what is not known here mostly depends on who asks.
fn told(holds: Option<bool>) -> Verdict {
    match holds {
        Some(true) => Verdict::Granted,
        Some(false) => Verdict::Denied,
        None => Verdict::Depends,
    }
}

/// Returns an expression without the quotes around it (mod_authz_core.c: `expr_parse_config`).
fn without_quotes(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    let inside = text.strip_prefix(b"\"");
    let inside = inside.and_then(|inside| inside.strip_suffix(b"\""));
    inside.unwrap_or(text)
}

/// Returns whether something says how to find out who the user is (mod_authn_core.c: `authn_ap_auth_type`).
fn names_auth_type(settings: &Settings<'_>) -> bool {
    let last = settings.last_word(Topic::AuthType);
    last.is_some_and(|(kind, _)| !kind.eq_ignore_ascii_case(b"none"))
}

/// Returns whether a `<Limit>` or `<LimitExcept>` leaves GET alone.
fn is_for_other_methods(section: Directive<'_>) -> bool {
    let names_get = || {
        let arguments = section.arguments.strip_suffix(b">");
        let mut words = Words::new(arguments.unwrap_or(section.arguments));
        words.any(|word| word.eq_ignore_ascii_case(b"GET"))
    };
    match &*section.lower_name() {
        b"<limit" => !names_get(),
        b"<limitexcept" => names_get(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Denied, Depends, Granted, NeedsUser, Neutral};

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
        assert_eq!(Container::All.verdict(&[Depends, NeedsUser]), NeedsUser);
        assert_eq!(Container::Any.verdict(&[NeedsUser, Denied]), NeedsUser);
    }
}
