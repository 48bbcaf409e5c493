//! Settings of embedded interpreters, which process groups do not have.

use crate::migration::judgement::first_word;
use crate::migration::situation::Situation;

/// Returns what embedded interpreters have and groups do not, as options: the last `WSGIPythonPath` and `WSGIPythonEggs`.
pub(in crate::migration) fn embedded_paths(situation: &Situation<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut options: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for (node, option) in &situation.inventory.embedded_paths {
        let option = option.as_bytes();
        options.retain(|(name, _)| name != option);
        options.push((option.to_owned(), first_word(situation, *node)));
    }
    options
}
