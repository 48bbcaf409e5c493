//! [`Output`]: standard output for the product, standard error for talk; and what standard input says.

use std::io::{self, Read as _, Write as _};

use anstream::{AutoStream, ColorChoice};

use super::arguments::Color;
use super::exit::ExitStatus;
use crate::report::{COLUMNS, Look, painted_diff};

/// The two streams.
pub(super) struct Output {
    product: io::Stdout,
    talk: io::Stderr,
    is_colored: bool,
}

impl Output {
    pub(super) fn standard() -> Self {
        Self {
            product: io::stdout(),
            talk: io::stderr(),
            is_colored: false,
        }
    }

    /// Decides on colours: by itself for a terminal alone, and not where the environment is against it (`NO_COLOR`).
    pub(super) fn choose_colors(&mut self, color: Color) {
        self.is_colored = match color {
            Color::Auto => AutoStream::choice(&self.product) != ColorChoice::Never,
            Color::Always => true,
            Color::Never => false,
        };
    }

    /// Returns how the product is to look for a person.
    pub(super) fn look(&self) -> Look {
        Look {
            columns: self.columns(),
            is_colored: self.is_colored,
        }
    }

    /// Writes a diff as the product.
    pub(super) fn diff(&mut self, diff: &[u8]) -> io::Result<()> {
        if self.is_colored {
            return self.product(&painted_diff(diff));
        }
        self.product(diff)
    }

    /// Writes the product. A reader that stops reading (`| head`) is not an error.
    pub(super) fn product(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut stream = self.product.lock();
        let result = stream.write_all(bytes).and_then(|()| stream.flush());
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Returns how wide text for a person may be: as the terminal is, within what can be read with ease.
    pub(super) fn columns(&self) -> usize {
        match terminal_size::terminal_size_of(&self.product) {
            Some((width, _)) => usize::from(width.0).clamp(40, 200),
            None => COLUMNS,
        }
    }

    /// Returns how wide talk may be.
    pub(super) fn talk_columns(&self) -> usize {
        match terminal_size::terminal_size_of(&self.talk) {
            Some((width, _)) => usize::from(width.0).clamp(20, 100),
            None => COLUMNS,
        }
    }

    /// Returns how many lines are seen at a time.
    pub(super) fn talk_rows(&self) -> usize {
        match terminal_size::terminal_size_of(&self.talk) {
            Some((_, height)) => usize::from(height.0),
            None => usize::MAX,
        }
    }

    /// Says something to the person. There is nobody to tell when that fails.
    pub(super) fn talk(&mut self, text: &str) {
        self.talk
            .lock()
            .write_all(text.as_bytes())
            .unwrap_or_default();
    }

    /// Shows clap's answer: help and version are a product, mistakes are talk.
    pub(super) fn usage(error: &clap::Error) -> ExitStatus {
        error.print().unwrap_or_default();
        if error.use_stderr() {
            ExitStatus::Usage
        } else {
            ExitStatus::Done
        }
    }
}

/// Returns the lines of standard input with their numbers, blank ones left out.
pub(super) fn input_lines() -> io::Result<Vec<(usize, Vec<u8>)>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let lines = (1..).zip(lines).filter(|(_, line)| !line.is_empty());
    Ok(lines
        .map(|(number, line)| (number, line.to_owned()))
        .collect())
}
