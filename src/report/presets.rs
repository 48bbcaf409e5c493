//! The presets, in words.

use super::page::Page;
use crate::migration::Preset;

/// Returns what each preset is good for; the first one is used when nobody names one.
pub fn presets_text(presets: &[Preset], columns: usize) -> String {
    let mut page = Page::new(columns);
    for (place, preset) in presets.iter().enumerate() {
        let default = if place == 0 { " (the default)" } else { "" };
        page.line(&format!("{}{default}", preset.name));
        page.wrapped(4, &preset.description);
    }
    page.into_text()
}
