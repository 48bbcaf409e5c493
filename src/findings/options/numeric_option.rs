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
