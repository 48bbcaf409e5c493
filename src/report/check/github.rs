//! `check --format github`: commands by which a workflow of GitHub marks lines.

use std::fmt::Write as _;

use super::Checked;
use crate::findings::Severity;
use crate::httpd::path_bytes;
use crate::source::printable;

/// Returns one command for each finding.
pub fn github_text(checked: Checked<'_>) -> String {
    let mut text = String::new();
    for finding in checked.findings {
        let at = &finding.primary.location;
        let command = match finding.rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        let (start, end) = at.columns();
        let file = printable(path_bytes(&checked.on_this_machine(&at.file)));
        let title = format!("{} {}", finding.rule.code, finding.rule.name);
        let mut message = finding.message.clone();
        for help in &finding.help {
            let _ = write!(message, "\nhelp: {help}");
        }
        let _ = writeln!(
            text,
            "::{command} file={},line={},col={start},endColumn={end},title={}::{}",
            property(&file),
            at.line,
            property(&title),
            escaped(&message)
        );
    }
    text
}

/// The message runs to the end of the line.
fn escaped(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

/// A property ends at a comma or colon.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(escaped("50%\nnext: a,b"), "50%25%0Anext: a,b");
        assert_eq!(property("/a,b:c"), "/a%2Cb%3Ac");
    }
}
