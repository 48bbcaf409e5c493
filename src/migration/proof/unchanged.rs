//! [`no_more_changes`]: a change of some lines, of which it is known what they come to, changes nothing else.

use std::collections::BTreeSet;
use std::mem::discriminant;

use super::Comparison;
use super::directives::added;
use super::requests::told;
use crate::httpd::NodeId;
use crate::migration::declared::Declared;
use crate::migration::situation::Situation;
use crate::wsgi::{Answer, Status};

/// The directives on the lines that a change is about.
#[derive(Debug, Default)]
pub(in crate::migration) struct Touched {
    /// Those that are there now.
    pub(in crate::migration) before: BTreeSet<NodeId>,
    /// Those that will be.
    pub(in crate::migration) after: BTreeSet<NodeId>,
}

/// Makes sure that every directive on another line is as it was; and, if httpd starts as the server is, that every process
/// group has the same options, every request is answered as before, and Python is where it was. The error is what is not.
pub(in crate::migration) fn no_more_changes(
    before: &Situation<'_>,
    after: &Situation<'_>,
    touched: Touched,
    does_start: bool,
) -> Result<(), String> {
    let declared = Declared {
        added: added(after, &touched.after),
        deleted: touched.before,
        ..Declared::default()
    };
    let comparison = Comparison {
        before: *before,
        after: *after,
        declared: &declared,
        restricts: false,
    };
    comparison.servers()?;
    comparison.directives()?;
    if !does_start {
        return Ok(());
    }
    comparison.groups()?;
    comparison.applications()?;
    comparison.answers()?;
    comparison.python()
}

impl Comparison<'_> {
    /// Every request is answered as before.
    fn answers(&self) -> Result<(), String> {
        let asked = self.asked();
        let mut others = asked.iter().filter(|asked| !is_same(&asked.was, &asked.is));
        match others.next() {
            None => Ok(()),
            Some(asked) => Err(format!(
                "{}: {} would become {}",
                self.label(asked),
                told(&asked.was),
                told(&asked.is)
            )),
        }
    }

    /// Python is in Apache's own processes if it was, and embedded mode is restricted if it was.
    fn python(&self) -> Result<(), String> {
        let (was, is) = (
            &self.before.overview.embedding,
            &self.after.overview.embedding,
        );
        let is_same = was.python_in_children == is.python_in_children
            && discriminant(&was.mode) == discriminant(&is.mode);
        if is_same {
            return Ok(());
        }
        Err("whether Python is in Apache's own processes would change".to_owned())
    }
}

fn is_same(was: &Answer, is: &Answer) -> bool {
    let says_why = matches!(was.status, Status::Undecided | Status::NotWsgi);
    was.status == is.status
        && was.process_group == is.process_group
        && was.application_group == is.application_group
        && was.script == is.script
        && was.callable == is.callable
        && was.mount == is.mount
        && was.http_status == is.http_status
        && (!says_why || was.because == is.because)
}
