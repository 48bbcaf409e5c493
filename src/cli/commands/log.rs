//! `check --log`: what is behind the lines of an error log.

use std::io::{self, BufRead, Read as _};
use std::path::Path;

use super::{Problem, not_read, not_written};
use crate::cli::arguments::CheckFormat;
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::settings::{Settings, unreadable};
use crate::findings::{Facts, Log};
use crate::report::{self, Checked, Failure, LogJson};

/// How much of a line is looked at; what is behind that in one line is left out.
const LONGEST: u64 = 64 * 1024;

/// Shows each message of a log with what is behind it.
pub(super) fn show_log(
    output: &mut Output,
    path: &Path,
    facts: &Facts<'_>,
    checked: Checked<'_>,
    format: CheckFormat,
) -> Result<(), Problem> {
    let log = read_log(path, facts)?;
    let found = log.report(checked.findings);
    let written = match format {
        CheckFormat::Text => {
            let text = report::log_text(checked, &found, output.look());
            output.product(text.as_bytes())
        }
        CheckFormat::Json => {
            let json = report::json(&LogJson::new(checked, &found))
                .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?;
            output.product(&json)
        }
        CheckFormat::Sarif | CheckFormat::Github => {
            let failure = Failure::new("a log is shown as text or JSON")
                .help("leave `--format` out, or write `--format json`");
            return Err((ExitStatus::Usage, failure));
        }
    };
    written.map_err(|error| not_written(&error))?;
    for code in &found.unknown_codes {
        output.talk(&format!("note: mod_wsgi's `{code}` is not known here\n"));
    }
    Ok(())
}

/// Reads a log of this machine, or standard input for `-`, line by line: it may be longer than the memory.
fn read_log<'f, 's>(path: &Path, facts: &'f Facts<'s>) -> Result<Log<'f, 's>, Problem> {
    let mut log = Log::new(facts);
    if path.as_os_str() == "-" {
        for_each_line(io::stdin().lock(), |line| log.read(line))
            .map_err(|error| not_read(&error))?;
    } else {
        let reader = Settings::stream(path)?;
        for_each_line(reader, |line| log.read(line))
            .map_err(|error| unreadable(path, error.to_string()))?;
    }
    Ok(log)
}

/// Shows the lines of a text to somebody, one after the other, without their ends.
pub(super) fn for_each_line(
    mut reader: impl BufRead,
    mut see: impl FnMut(&[u8]),
) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if (&mut reader).take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if !line.ends_with(b"\n") {
            reader.skip_until(b'\n')?;
        }
        see(line.trim_ascii_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        for_each_line(text, |line| lines.push(line.to_owned())).unwrap();
        lines
    }

    #[test]
    fn every_line_is_seen_once_and_the_last_without_an_end_too() {
        assert_eq!(
            lines(b"a\r\n\n\xff b\ncut"),
            [b"a".as_slice(), b"", b"\xff b", b"cut"]
        );
        assert!(lines(b"").is_empty());
    }

    #[test]
    fn of_a_line_without_end_only_the_beginning_is_kept() {
        let long = usize::try_from(LONGEST).unwrap() + 7;
        let text = [vec![b'x'; long], b"\nnext".to_vec()].concat();
        let lengths: Vec<usize> = lines(&text).iter().map(Vec::len).collect();
        assert_eq!(lengths, [long - 7, 4]);
        let exact = [vec![b'x'; long - 8], b"\nnext\n".to_vec()].concat();
        let lengths: Vec<usize> = lines(&exact).iter().map(Vec::len).collect();
        assert_eq!(lengths, [long - 8, 4]);
    }
}
