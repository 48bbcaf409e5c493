//! What httpd makes of the generated configurations: enough is accepted, and of every kind.

use crate::support::oracle::Complaint;
use crate::support::oracle::answer::{Directive, Include, Phase};

/// Counts over many configurations.
#[derive(Debug, Default)]
pub(super) struct Variety {
    tried: usize,
    accepted: usize,
    refused_while_reading: usize,
    refused_by_the_walk: usize,
    files: usize,
    nested_files: usize,
    directives: usize,
    nested_directives: usize,
    sections: usize,
    from_macros: usize,
    from_nested_macros: usize,
    /// Seed and reason of each refusal.
    refusals: Vec<String>,
}

impl Variety {
    /// Counts what httpd said of one configuration.
    pub(super) fn count(
        &mut self,
        seed: u64,
        complaint: &Complaint,
        includes: &[Include],
        directives: &[Directive],
    ) {
        self.tried += 1;
        self.accepted += usize::from(complaint.accepted);
        if let Some(refusal) = &complaint.refusal {
            let is_read = refusal.phase == Phase::Read;
            self.refused_while_reading += usize::from(is_read);
            self.refused_by_the_walk += usize::from(!is_read);
            let message = refusal.message.as_deref().unwrap_or_default();
            self.refusals.push(format!("{seed}: {message}"));
        }
        self.files += includes.len();
        self.nested_files += includes.iter().filter(|include| include.depth > 1).count();
        self.directives += directives.len();
        let macro_level = |directive: &Directive| directive.file.matches("macro '").count();
        for directive in directives {
            self.nested_directives += usize::from(directive.depth > 1);
            self.sections += usize::from(directive.name.starts_with('<'));
            self.from_macros += usize::from(macro_level(directive) > 0);
            self.from_nested_macros += usize::from(macro_level(directive) > 1);
        }
    }

    /// Fails when too little is accepted to compare much, or a kind is missing.
    pub(super) fn suffices(&self) {
        assert!(
            self.accepted * 10 >= self.tried * 7,
            "too few accepted: {self:#?}"
        );
        let each = [
            ("refusals while reading", self.refused_while_reading, 20),
            ("refusals by the walk", self.refused_by_the_walk, 60),
            ("files included by included files", self.nested_files, 2),
            (
                "directives in sections in sections",
                self.nested_directives,
                2,
            ),
            ("sections", self.sections, 1),
            ("directives from macros", self.from_macros, 1),
            (
                "directives from macros in macros",
                self.from_nested_macros,
                10,
            ),
        ];
        for (what, count, seeds_for_one) in each {
            assert!(
                count >= self.tried / seeds_for_one,
                "too few {what}: {self:#?}"
            );
        }
    }
}
