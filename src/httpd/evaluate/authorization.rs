//! `<RequireAll>` and its kin: what is negated has no effect where any other may let in, and httpd refuses it (mod_authz_core.c:
//! `add_authz_section`, `add_authz_provider`).

use super::walk::OpenSection;
use crate::httpd::server_config::SectionKind;
use crate::source::printable;
use crate::syntax::Words;

/// What a section of requirements asks for.
#[derive(Clone, Copy)]
pub(super) struct Requirements {
    spelling: &'static str,
    is_any: bool,
    negates: bool,
    /// Whether anything is required in it.
    is_filled: bool,
}

impl Requirements {
    pub(super) fn of(spelling: &'static str) -> Self {
        Self {
            spelling,
            is_any: spelling != "<RequireAll",
            negates: spelling == "<RequireNone",
            is_filled: false,
        }
    }

    /// Returns what httpd says of `what` in the innermost of these sections, if that is negated there in vain. Outside of all
    /// of them it is as in `<RequireAny>`.
    fn refusal(around: Option<&Self>, what: &str) -> Option<String> {
        let is_any = around.is_none_or(|around| around.is_any);
        let spelling = around.map_or("<RequireAny", |around| around.spelling);
        is_any.then(|| format!("{what} directive has no effect in {spelling}> directive"))
    }
}

/// Returns the requirements among which a directive stands. `<Limit>` is about methods alone.
fn innermost(open: &mut [OpenSection]) -> Option<&mut Requirements> {
    let mut sections = open.iter_mut().rev();
    let section = sections.find(|section| section.kind != Some(SectionKind::Limit))?;
    section.requirements.as_mut()
}

/// Takes a `Require`; returns what httpd says of one that is in vain.
pub(super) fn require(open: &mut [OpenSection], name: &[u8], arguments: &[u8]) -> Option<String> {
    let around = innermost(open);
    let is_negated = Words::new(arguments)
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case(b"not"));
    if is_negated {
        let what = format!("negative {}", printable(name));
        if let Some(message) = Requirements::refusal(around.as_deref(), &what) {
            return Some(message);
        }
    }
    if let Some(around) = around {
        around.is_filled = true;
    }
    None
}

/// Takes a section that was left; returns what httpd says of one that is empty or in vain.
pub(super) fn leave(open: &mut [OpenSection], section: Requirements) -> Option<String> {
    if !section.is_filled {
        return Some(format!(
            "{}> directive contains no authorization directives",
            section.spelling
        ));
    }
    let around = innermost(open);
    if section.negates {
        let what = format!("{}>", section.spelling);
        if let Some(message) = Requirements::refusal(around.as_deref(), &what) {
            return Some(message);
        }
    }
    if let Some(around) = around {
        around.is_filled = true;
    }
    None
}
