//! [`Redirect`]: what a line of `Redirect` and its kin says (mod_alias.c: `add_redirect_internal`).

use super::alias::{AliasHit, AliasKind, after_prefix};
use super::merged::{Certainty, Merged};
use super::origin::{Doubt, Origin};
use super::regex::Expressions;
use crate::syntax::Words;

/// The names of the directives.
const NAMES: &[&str] = &[
    "Redirect",
    "RedirectMatch",
    "RedirectTemp",
    "RedirectPermanent",
];

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Redirect {
    /// Every path in its section gets this status.
    All(u16),
    /// A path with this prefix gets it.
    Prefix(Vec<u8>, u16),
    /// A path that matches gets it.
    Match(Vec<u8>, u16),
}

impl Redirect {
    /// Reads a line; nothing when it is none of these directives.
    pub(super) fn parse(name: &[u8], arguments: &[u8], in_section: bool) -> Option<Self> {
        let (is_match, usual) = match name.to_ascii_lowercase().as_slice() {
            b"redirect" | b"redirecttemp" => (false, 302),
            b"redirectpermanent" => (false, 301),
            b"redirectmatch" => (true, 302),
            _ => return None,
        };
        let words: Vec<Vec<u8>> = Words::new(arguments)
            .map(std::borrow::Cow::into_owned)
            .collect();
        let first = words.first()?;
        let status = status(first);
        let redirects = status.is_none_or(|status| (300..400).contains(&status));
        // In a section the path can be left out: it is that of the section.
        let without_path = match (status, words.len()) {
            (Some(_), 1) => !redirects,
            (Some(_), 2) => redirects,
            (None, 1) => true,
            _ => false,
        };
        if in_section && without_path {
            return Some(Self::All(status.unwrap_or(usual)));
        }
        let path = if status.is_some() {
            words.get(1)?
        } else {
            first
        };
        let status = status.unwrap_or(usual);
        Some(if is_match {
            Self::Match(path.clone(), status)
        } else {
            Self::Prefix(path.clone(), status)
        })
    }

    /// Returns the path or the expression that it is about.
    pub(super) fn about(&self) -> &[u8] {
        match self {
            Self::All(_) => &[],
            Self::Prefix(text, _) | Self::Match(text, _) => text,
        }
    }

    /// Returns the answer for a path, if this is about it.
    pub(super) fn hit(
        &self,
        expressions: &Expressions,
        origin: Origin,
        path: &[u8],
    ) -> Result<Option<AliasHit>, Doubt> {
        let (found, status) = match self {
            Self::All(status) => (true, *status),
            Self::Prefix(prefix, status) => (after_prefix(path, prefix).is_some(), *status),
            Self::Match(expression, status) => {
                let found = expressions.matches(expression, path);
                (
                    found.map_err(|why| Doubt::at(origin.clone(), why))?,
                    *status,
                )
            }
        };
        let kind = AliasKind::Redirect(status);
        Ok(found.then_some(AliasHit { kind, origin }))
    }
}

/// Returns the status that the first word stands for, if it stands for one.
fn status(word: &[u8]) -> Option<u16> {
    match word.to_ascii_lowercase().as_slice() {
        b"permanent" => Some(301),
        b"temp" => Some(302),
        b"seeother" => Some(303),
        b"gone" => Some(410),
        [first, ..] if first.is_ascii_digit() => {
            let digits = word.iter().take_while(|byte| byte.is_ascii_digit());
            let value = digits.fold(0u32, |value, digit| {
                value
                    .saturating_mul(10)
                    .saturating_add(u32::from(digit - b'0'))
            });
            Some(u16::try_from(value).unwrap_or(u16::MAX))
        }
        _ => None,
    }
}

/// Returns whether a word has something to be replaced for each request.
pub(super) fn is_expression(word: &[u8]) -> bool {
    word.iter().any(|byte| matches!(byte, b'%' | b'$' | b'\\'))
}

/// Returns the answer that a redirect without a path in the sections around gives.
pub(super) fn in_section(merged: &Merged<'_>) -> Result<Option<AliasHit>, Doubt> {
    let mut hit: Option<AliasHit> = None;
    let mut doubt = None;
    for (origin, certainty) in merged.in_sections(NAMES) {
        let directive = origin.directive(merged.tree);
        let Some(Redirect::All(status)) =
            Redirect::parse(directive.name, directive.arguments, true)
        else {
            continue;
        };
        let kind = AliasKind::Redirect(status);
        match certainty {
            Certainty::Sure => {
                hit = Some(AliasHit { kind, origin });
                doubt = None;
            }
            Certainty::Doubt(why) => {
                if hit.as_ref().is_none_or(|hit| hit.kind != kind) {
                    doubt = Some(why.clone());
                }
            }
        }
    }
    doubt.map_or(Ok(hit), Err)
}

/// Returns the answer that a redirect with a path in the sections around gives; those merged last are tried first.
pub(super) fn of_directories(
    merged: &Merged<'_>,
    expressions: &Expressions,
    path: &[u8],
) -> Result<Option<AliasHit>, Doubt> {
    for (origins, certainty) in merged.by_layer(NAMES).rev() {
        for origin in origins {
            let directive = origin.directive(merged.tree);
            let redirect = Redirect::parse(directive.name, directive.arguments, true);
            let Some(redirect) = redirect.filter(|redirect| !matches!(redirect, Redirect::All(_)))
            else {
                continue;
            };
            let hit = redirect.hit(expressions, origin.clone(), path)?;
            match (hit, certainty) {
                (None, _) => {}
                (hit, Certainty::Sure) => return Ok(hit),
                (_, Certainty::Doubt(why)) => return Err(why.clone()),
            }
        }
    }
    Ok(None)
}
