//! [`Folder`]: the folder that somebody stands in, as the desk of an interview.

use std::path::{Path, PathBuf};

use super::{answers_of, told};
use crate::cli::arguments::{SourceOptions, WizardOptions};
use crate::cli::settings::Settings;
use crate::cli::sign_of_life::SignOfLife;
use crate::migration::{Draft, Transcript};
use crate::patch::CONTEXT;
use crate::wizard::{Desk, Product};

/// The folder that somebody stands in, and the file for what was answered so far.
pub(super) struct Folder<'s> {
    pub(super) settings: &'s Settings,
    pub(super) source: &'s SourceOptions,
    pub(super) options: &'s WizardOptions,
    pub(super) file: Option<PathBuf>,
    pub(super) sign_of_life: Option<SignOfLife>,
}

impl Desk for Folder<'_> {
    fn work_begins(&mut self) {
        self.sign_of_life = Some(SignOfLife::show("planning"));
    }

    fn work_ends(&mut self) {
        self.sign_of_life = None;
    }

    fn wanted(&self) -> Vec<(Product, PathBuf)> {
        let named = [
            (Product::Patch, &self.options.output),
            (Product::Answers, &self.options.decisions.write_answers),
        ];
        let named = named.into_iter();
        named
            .filter_map(|(product, file)| Some((product, file.clone()?)))
            .collect()
    }

    fn keep(&mut self, transcript: &Transcript) {
        if let Some(file) = &self.file {
            self.settings.keep(file, &transcript.draft_of_answers());
        }
    }

    fn write(
        &mut self,
        product: Product,
        file: &Path,
        draft: &Draft,
        transcript: &Transcript,
    ) -> Result<(), String> {
        let text = match product {
            Product::Patch => {
                let plan = &draft.plan;
                let diff = plan.patch.unified_diff(&plan.base, CONTEXT);
                diff.map_err(|error| error.to_string())?
            }
            Product::Answers => answers_of(draft, transcript)
                .map_err(|error| error.to_string())?
                .into_bytes(),
        };
        // A file that was named on the command line is replaced, as by `plan`.
        if self.wanted().iter().any(|(_, wanted)| wanted == file) {
            let written = self.settings.write(file, &text);
            return written.map_err(|(_, failure)| failure.causes.join(": "));
        }
        self.settings.write_new(file, &text)
    }

    fn planning_by(&self, answers: &Path) -> String {
        told::planning(self.source, self.options, answers)
    }

    fn on_this_machine(&self, directory: &Path) -> PathBuf {
        self.settings.on_this_machine(directory)
    }
}
