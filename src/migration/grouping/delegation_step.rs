//! The step of a plan that sends applications to their process group.

use super::Group;
use super::clusters::Bond;
use crate::migration::judgement::How;
use crate::migration::step::Step;
use crate::source::{printable, quoted};

/// Why applications are delegated.
const DELEGATED: &str = "it runs in every one of Apache's own processes";
/// Why a part of an application gets a group of its own.
const KEPT_APART: &str = "its section kept it apart from the rest, in Apache's own processes, and still does, in a daemon";
/// Why a line is written at the level of a server.
const BELOW_THE_OTHERS: &str = "other lines send a part of it to process groups already and count before the new one, \
                                which is for the rest, and for what else the server leaves to Apache's own processes";

/// Returns the step for a group that serves these, with what a person should look at.
pub(in crate::migration) fn step_of(
    group: &Group,
    serves: &[Vec<u8>],
    to_review: Vec<String>,
) -> Step {
    let name = printable(&group.name);
    let shown: Vec<_> = serves.iter().map(|text| printable(text)).collect();
    let shown = shown.join(", ");
    let title = if group.is_new {
        format!("run {shown} in the new process group `{name}`")
    } else if group.is_of_twins {
        format!("run {shown} in the process group `{name}`, as its twin is")
    } else {
        format!("run {shown} in the process group `{name}`, which is there")
    };
    let is_below = group.seats.iter().any(|seat| seat.how == How::Before);
    let (reason, is_safe) = if group.part.is_some() {
        (KEPT_APART, false)
    } else if is_below {
        (BELOW_THE_OTHERS, false)
    } else {
        (DELEGATED, to_review.is_empty())
    };
    let whys = group.reason_to_be_one().into_iter().chain(to_review);
    let reasons: Vec<String> = std::iter::once(reason.to_owned()).chain(whys).collect();
    let reason = reasons.join("; ");
    if is_safe {
        Step::safe(title, reason)
    } else {
        Step::review(title, reason)
    }
}

impl Group {
    /// Says why applications that are not one stay together, if there are some.
    pub(in crate::migration) fn reason_to_be_one(&self) -> Option<String> {
        let names = self.bonds.iter().filter_map(|bond| match bond {
            Bond::Interpreter(name) => Some(printable(name)),
            Bond::Line => None,
        });
        let names = quoted(names);
        if !names.is_empty() {
            return Some(format!(
                "lines give them one interpreter, {names}, where each finds what another put, so they stay together"
            ));
        }
        let is_named_once = self.bonds.contains(&Bond::Line);
        is_named_once.then(|| "one line names the process group of all of them".to_owned())
    }
}
