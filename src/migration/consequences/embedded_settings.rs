//! Settings of embedded interpreters, which process groups do not have (mod_wsgi.md 1): new groups get them as options, and
//! the lines go when nobody reads them any more.

use super::Consequences;
use crate::migration::declared::Declared;
use crate::migration::definitions::Removal;
use crate::migration::platform::mod_python;
use crate::migration::restriction::Restriction;
use crate::migration::situation::Situation;
use crate::migration::step::Step;
use crate::source::printable;
use crate::wsgi::Concern;

/// Why a setting goes.
const WHY: &str = "only embedded interpreters read it, and there are none any more";

/// Returns what embedded interpreters have and groups do not, as options: the last line of each kind counts.
pub(in crate::migration) fn embedded_settings(
    situation: &Situation<'_>,
) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut options: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for (node, option) in &situation.inventory.embedded_settings {
        let option = option.as_bytes();
        options.retain(|(name, _)| name != option);
        let value = situation.tree.directive(*node).first_word();
        options.push((option.to_owned(), value.unwrap_or_default().into_owned()));
    }
    options
}

impl Consequences<'_, '_> {
    /// Takes the settings away, unless a script in Apache's own processes still reads them.
    pub(super) fn drop_embedded_settings(&mut self, removal: &mut Removal<'_>) {
        let is_set = matches!(self.restriction, Restriction::Set { .. });
        let inventory = self.situation.inventory;
        if !is_set || keeps_python(&self.situation, self.declared) {
            return;
        }
        for (node, option) in &inventory.embedded_settings {
            let Ok(spot) = self.situation.spot(*node) else {
                continue;
            };
            removal.take_line(&spot, *node);
            self.declared.deleted.insert(*node);
            let name = printable(self.situation.tree.name_of(*node));
            let title = if self.groups.iter().any(|group| group.is_new) {
                format!("take `{name}` away: the new process groups have it as `{option}`")
            } else {
                format!("take `{name}` away")
            };
            let at = self.situation.at_node(*node);
            self.steps.push(Step::safe(title, WHY).at([at]));
        }
    }
}

/// Returns whether a line goes on to bring Python into Apache's own processes.
pub(in crate::migration) fn keeps_python(situation: &Situation<'_>, declared: &Declared) -> bool {
    let mut beyond = situation.inventory.beyond.iter();
    let any_hook = beyond.any(|beyond| {
        beyond.concern == Concern::PythonInChildren && !declared.edited.contains_key(&beyond.node)
    });
    any_hook || mod_python(situation).is_some()
}
