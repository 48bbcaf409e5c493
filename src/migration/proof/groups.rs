//! Every process group is as it was, and one that takes over what was embedded finds the same modules.

use super::Comparison;
use crate::source::printable;
use crate::syntax::word;
use crate::wsgi::DaemonProcess;

impl Comparison<'_> {
    /// Every group that was there is there, with the same options.
    pub(super) fn groups(&self) -> Result<(), String> {
        for daemon in &self.before.inventory.daemons {
            let name = printable(&daemon.name);
            match self.after.inventory.daemon(&daemon.name) {
                None => return Err(format!("the process group `{name}` would be lost")),
                Some(after) if !after.says_the_same(daemon) => {
                    return Err(format!("the options of `{name}` would change"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// The import path of Apache's own processes is in a group that takes over from them: the last `WSGIPythonPath` and
    /// `WSGIPythonEggs` count.
    pub(super) fn import_path(&self, daemon: &DaemonProcess) -> Result<(), String> {
        for wanted in ["python-path", "python-eggs"] {
            let mut settings = self.before.inventory.embedded_settings.iter().rev();
            let Some((node, option)) = settings.find(|(_, option)| *option == wanted) else {
                continue;
            };
            let mut rest = self.before.tree.directive(*node).arguments;
            let value = word(&mut rest);
            let own = daemon.option(option).unwrap_or_default();
            let has = |wanted: &[u8]| own.split(|byte| *byte == b':').any(|path| path == wanted);
            if !value.split(|byte| *byte == b':').all(has) {
                return Err(format!(
                    "`{}` would not have the {option} `{}` of Apache's own processes",
                    printable(&daemon.name),
                    printable(&value)
                ));
            }
        }
        Ok(())
    }
}
