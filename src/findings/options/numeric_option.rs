//! The options of `WSGIDaemonProcess` that are numbers, and how mod_wsgi reads them.

/// The options whose values go through C's `atoi` or its kin (mod_wsgi wsgi_daemon.c: `wsgi_add_daemon_process`), and what they
/// count.
const NUMBERS: &[(&str, &str)] = &[
    ("connect-timeout", "seconds"),
    ("cpu-time-limit", "seconds"),
    ("deadlock-timeout", "seconds"),
    ("eviction-timeout", "seconds"),
    ("graceful-timeout", "seconds"),
    ("header-buffer-size", "bytes"),
    ("inactivity-timeout", "seconds"),
    ("interrupt-timeout", "seconds"),
    ("listen-backlog", "connections"),
    ("maximum-requests", "requests"),
    ("memory-limit", "bytes"),
    ("processes", "processes"),
    ("queue-timeout", "seconds"),
    ("receive-buffer-size", "bytes"),
    ("request-timeout", "seconds"),
    ("response-buffer-size", "bytes"),
    ("response-socket-timeout", "seconds"),
    ("restart-interval", "seconds"),
    ("send-buffer-size", "bytes"),
    ("shutdown-timeout", "seconds"),
    ("socket-timeout", "seconds"),
    ("stack-size", "bytes"),
    ("startup-timeout", "seconds"),
    ("threads", "threads"),
    ("virtual-memory-limit", "bytes"),
];

/// Returns what an option counts, if it is a number.
pub(super) fn unit(option: &[u8]) -> Option<&'static str> {
    let found = NUMBERS.iter().find(|(name, _)| name.as_bytes() == option);
    found.map(|(_, unit)| *unit)
}

/// Returns the number that `atoi` reads, and whether there is text behind it.
pub(super) fn atoi(value: &[u8]) -> (i64, bool) {
    let start = value.trim_ascii_start();
    let negative = start.starts_with(b"-");
    let unsigned = start.strip_prefix(b"-").or(start.strip_prefix(b"+"));
    let digits = unsigned.unwrap_or(start);
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let mut number: i64 = 0;
    for byte in digits.iter().take(length) {
        number = number
            .saturating_mul(10)
            .saturating_add(i64::from(byte - b'0'));
    }
    let is_followed = length < digits.len() || length == 0;
    (if negative { -number } else { number }, is_followed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_c_does() {
        assert_eq!(atoi(b"5"), (5, false));
        assert_eq!(atoi(b" -5"), (-5, false));
        assert_eq!(atoi(b"512M"), (512, true));
        assert_eq!(atoi(b"abc"), (0, true));
        assert_eq!(atoi(b""), (0, true));
        assert_eq!(atoi(b"99999999999999999999"), (i64::MAX, false));
    }
}
