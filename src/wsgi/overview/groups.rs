//! [`GroupUse`]: a process group and the applications that use it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Mounted;
use crate::httpd::NodeId;
use crate::wsgi::answer::Status;
use crate::wsgi::daemon_process::DaemonProcess;

/// A process group and who uses it.
#[derive(Clone, Debug)]
pub struct GroupUse {
    /// The group.
    pub daemon: Arc<DaemonProcess>,
    /// The numbers of the applications that run in it, wholly or in part.
    pub used_by: Vec<usize>,
    /// The numbers of those that name it and cannot reach it.
    pub out_of_reach: Vec<usize>,
    /// The `WSGIImportScript` directives that load a script into it.
    pub imports: Vec<NodeId>,
    /// A line because of which requests that no application here stands for may run in it.
    pub perhaps: Option<NodeId>,
    /// Whether a line names it that is for something of which no answer tells that it runs: an alias that nobody gets to, or
    /// a section around one.
    pub(super) is_named: bool,
}

impl GroupUse {
    /// Returns whether it is known that nothing runs in it, and nothing asks for it.
    pub fn is_idle(&self) -> bool {
        self.used_by.is_empty()
            && self.out_of_reach.is_empty()
            && self.imports.is_empty()
            && self.perhaps.is_none()
            && !self.is_named
    }
}

/// Finds the users of every group.
pub(super) fn uses(daemons: &[Arc<DaemonProcess>], applications: &[Mounted]) -> Vec<GroupUse> {
    let mut users: BTreeMap<&[u8], (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for application in applications {
        let parts = application.parts.iter().map(|part| &part.answer);
        for answer in std::iter::once(&application.answer).chain(parts) {
            let Some(group) = &answer.process_group else {
                continue;
            };
            let (used_by, out_of_reach) = users.entry(group).or_default();
            let list = match answer.status {
                Status::Daemon => used_by,
                Status::Unreachable => out_of_reach,
                _ => continue,
            };
            if list.last() != Some(&application.number) {
                list.push(application.number);
            }
        }
    }
    let with_users = |daemon: &Arc<DaemonProcess>| {
        let found = users.get(daemon.name.as_slice());
        let (used_by, out_of_reach) = found.cloned().unwrap_or_default();
        GroupUse {
            daemon: Arc::clone(daemon),
            used_by,
            out_of_reach,
            imports: Vec::new(),
            perhaps: None,
            is_named: false,
        }
    };
    daemons.iter().map(with_users).collect()
}
