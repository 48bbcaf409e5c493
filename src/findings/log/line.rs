//! [`Line`]: the head of a line of an error log, apart from what it says.

/// A line as httpd writes it, or another program: then there is no head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'l> {
    /// When, as it is written.
    pub(super) time: Option<&'l [u8]>,
    /// Which process and thread wrote it: two lines with the same stand behind each other.
    pub(super) thread: Option<&'l [u8]>,
    /// What else stands in brackets in front of the message.
    pub(super) fields: Vec<&'l [u8]>,
    /// All of it.
    pub(super) text: &'l [u8],
}

impl<'l> Line<'l> {
    /// Takes the head apart: `[time] [module:level] [pid 1:tid 2] [client …] …` (log.c: `do_errorlog_default`).
    pub(super) fn new(text: &'l [u8]) -> Self {
        let mut line = Self {
            time: None,
            thread: None,
            fields: Vec::new(),
            text,
        };
        let mut rest = text;
        while let Some((field, behind)) = field(rest) {
            if field.starts_with(b"pid ") {
                line.thread = Some(field);
            } else if line.time.is_none() && is_time(field) {
                line.time = Some(field);
            } else {
                line.fields.push(field);
            }
            rest = behind;
        }
        line
    }

    /// Returns what may be the name of a virtual host, without a port (`ErrorLogFormat` with `%v` or `%V`).
    pub(super) fn hosts(&self) -> Vec<&'l [u8]> {
        let hosts = self.fields.iter().filter_map(|field| {
            let word = field.rsplit(|byte| *byte == b' ').next()?;
            word.split(|byte| *byte == b':').next()
        });
        hosts.collect()
    }

    /// Returns the file and line that httpd refuses; why stands in the line behind (config.c: `ap_process_config_tree`).
    pub(super) fn refused(&self) -> Option<(&'l [u8], u32)> {
        const START: &[u8] = b"yntax error on line ";
        let at = memchr::memmem::find(self.text, START)?;
        let rest = self.text.get(at + START.len()..)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = rest.split_at_checked(digits)?;
        let file = rest.strip_prefix(b" of ")?.strip_suffix(b":")?;
        let number = std::str::from_utf8(number).ok()?.parse().ok()?;
        Some((file, number))
    }

    /// Returns the number of a process that its parent saw crash (mpm_common.c: `ap_process_child_status`).
    pub(super) fn crashed(&self) -> Option<u32> {
        let (_, rest) = split_at(self.text, b"child pid ")?;
        let (number, _) = split_at(rest, b" exit signal ")?;
        std::str::from_utf8(number).ok()?.parse().ok()
    }

    /// Returns a process and the process group for which it starts (`LogLevel info`).
    pub(super) fn started(&self) -> Option<(u32, &'l [u8])> {
        let (_, rest) = split_at(self.text, b"mod_wsgi (pid=")?;
        let (number, rest) = split_at(rest, b"): Starting process '")?;
        let (group, _) = split_at(rest, b"' with ")?;
        let number = std::str::from_utf8(number).ok()?.parse().ok()?;
        Some((number, group))
    }
}

/// Returns whether a field tells when: a day and a time, in whatever form.
fn is_time(field: &[u8]) -> bool {
    let digits = field.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_address = field.starts_with(b"client ") || field.starts_with(b"remote ");
    digits >= 6 && field.contains(&b':') && !is_address
}

/// Splits a text at the first place where another one stands.
fn split_at<'l>(text: &'l [u8], other: &[u8]) -> Option<(&'l [u8], &'l [u8])> {
    let at = memchr::memmem::find(text, other)?;
    Some((text.get(..at)?, text.get(at + other.len()..)?))
}

/// Returns what stands in brackets at the beginning, and the rest.
fn field(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = text.trim_ascii_start().strip_prefix(b"[")?;
    let end = memchr::memchr(b']', inner)?;
    Some((inner.get(..end)?, inner.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_taken_apart() {
        let line = Line::new(b"[Sun Nov 22 22:44:36.164418 2026] [wsgi:error] [pid 6:tid 9] [client 127.0.0.1:5] Text");
        assert_eq!(
            line.time,
            Some(b"Sun Nov 22 22:44:36.164418 2026".as_slice())
        );
        assert_eq!(line.thread, Some(b"pid 6:tid 9".as_slice()));
        for text in [
            "",
            "Text",
            "[",
            "[cut off",
            "] x",
            "[error] [client 192.0.2.10:80] x",
        ] {
            let line = Line::new(text.as_bytes());
            assert_eq!((line.time, line.thread), (None, None), "{text}");
        }
    }

    #[test]
    fn a_virtual_host_may_be_named_in_the_head() {
        let line = Line::new(
            b"[Sun Nov 22 22:44:36 2026] [vhost a.example:443] [wsgi:error] x [b.example]",
        );
        assert_eq!(line.hosts(), [b"a.example".as_slice(), b"wsgi"]);
    }

    #[test]
    fn a_refused_line_is_read() {
        let refused = |text: &'static str| Line::new(text.as_bytes()).refused();
        assert_eq!(
            refused("AH00526: Syntax error on line 12 of /etc/a b.conf:"),
            Some((b"/etc/a b.conf".as_slice(), 12))
        );
        assert_eq!(refused("Syntax error on line x of /etc/a.conf:"), None);
        assert_eq!(refused("Syntax error on line 1"), None);
    }

    #[test]
    fn processes_are_known_by_their_numbers() {
        let line = b"[wsgi:info] [pid 7] mod_wsgi (pid=7): Starting process 'a' with uid=33, gid=33 and threads=1.";
        assert_eq!(Line::new(line).started(), Some((7, b"a".as_slice())));
        let line = b"[core:notice] AH00052: child pid 7 exit signal Segmentation fault (11)";
        assert_eq!(Line::new(line).crashed(), Some(7));
    }
}
