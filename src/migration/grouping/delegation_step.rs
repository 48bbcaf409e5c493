//! The step of a plan that sends applications to their process group.

use super::Group;
use crate::migration::judgement::How;
use crate::migration::step::Step;
use crate::source::printable;

/// Why applications are delegated.
const DELEGATED: &str = "it runs in every one of Apache's own processes";
/// Why a part of an application gets a group of its own.
const KEPT_APART: &str = "its section kept it apart from the rest, in Apache's own processes, and still does, in a daemon";
/// Why a line is written at the level of a server.
const BELOW_THE_OTHERS: &str = "other lines send a part of it to process groups already and count before the new one, \
                                which is for the rest, and for what else the server leaves to Apache's own processes";
/// Returns the step for a group that serves these.
pub(in crate::migration) fn step_of(group: &Group, serves: &[Vec<u8>]) -> Step {
    let name = printable(&group.name);
    let shown: Vec<_> = serves.iter().map(|text| printable(text)).collect();
    let shown = shown.join(", ");
    let title = if group.is_new {
        format!("run {shown} in the new process group `{name}`")
    } else {
        format!("run {shown} in the process group `{name}`, as its twin is")
    };
    let together = group.reason_to_be_one();
    let because = |why: &str| match &together {
        Some(together) => format!("{why}; {together}"),
        None => why.to_owned(),
    };
    if group.part.is_some() {
        Step::review(title, because(KEPT_APART))
    } else if group.seats.iter().any(|seat| seat.how == How::Before) {
        Step::review(title, because(BELOW_THE_OTHERS))
    } else {
        Step::safe(title, because(DELEGATED))
    }
}
