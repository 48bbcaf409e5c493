//! What mod_wsgi says of the value of an option of `WSGIDaemonProcess`, where it refuses it.

use super::option::is_switch;
use crate::httpd::catalog::wsgi::{Numbers, ValueKind, WsgiOption};
use crate::source::atoi;

/// Returns mod_wsgi's message about a value that it refuses while it reads (wsgi_daemon.c: `wsgi_add_daemon_process`). Whether
/// a user or a group is there is another question.
pub fn refused_value(option: &WsgiOption, value: &[u8]) -> Option<String> {
    let is_refused = match option.value {
        // It would not be root's: the number 0 under another name is left to the machine.
        ValueKind::User if option.name == "user" && is_root(value) => {
            return Some("WSGI process blocked from running as root.".to_owned());
        }
        ValueKind::Number(numbers) if numbers.zero && is_between(numbers, value) => {
            return Some(too_small(option.name, numbers.from));
        }
        ValueKind::Number(_) if UNKNOWN_WORDING.contains(&option.name) => false,
        ValueKind::Number(_) if option.name == "cpu-priority" => value.is_empty(),
        ValueKind::Number(numbers) => value.is_empty() || is_outside(numbers, value),
        ValueKind::Mode => !is_mode(value),
        ValueKind::Switch => !is_switch(value),
        ValueKind::User | ValueKind::Group => value.is_empty(),
        // `python-home` takes any path.
        ValueKind::Directory if matches!(option.name, "chroot" | "home") => {
            !value.starts_with(b"/")
        }
        _ => false,
    };
    is_refused.then(|| format!("Invalid {} for WSGI daemon process.", called(option.name)))
}

/// The options of versions whose messages were not seen.
const UNKNOWN_WORDING: [&str; 3] = [
    "interrupt-timeout",
    "proxy-buffer-size",
    "response-flush-delay",
];

/// Returns what mod_wsgi calls an option.
fn called(option: &str) -> String {
    match option {
        "chroot" | "home" => format!("{option} directory"),
        "cpu-priority" => "CPU priority".to_owned(),
        "cpu-time-limit" => "CPU time limit".to_owned(),
        "maximum-requests" => "request count".to_owned(),
        "processes" => "process count".to_owned(),
        "server-metrics" => "server metrics flag".to_owned(),
        "threads" => "thread count".to_owned(),
        _ => option.replace('-', " "),
    }
}

/// Returns whether a number is none of those that an option takes. What is more than an `int` holds is not told.
fn is_outside(numbers: Numbers, value: &[u8]) -> bool {
    let (number, _) = atoi(value);
    let is_int = i32::try_from(number).is_ok() || numbers.to == i64::MAX;
    let is_taken = (numbers.from..=numbers.to).contains(&number) || numbers.zero && number == 0;
    is_int && !is_taken
}

/// Returns whether a number is written, and too small.
fn is_between(numbers: Numbers, value: &[u8]) -> bool {
    !value.is_empty() && is_outside(numbers, value)
}

fn too_small(option: &str, least: i64) -> String {
    let otherwise = match option {
        "send-buffer-size" | "receive-buffer-size" => "system default",
        _ => "default",
    };
    let name = option.replace('-', " ");
    let (first, rest) = name.split_at(1);
    format!(
        "{}{rest} must be >= {least} bytes, or 0 for {otherwise}.",
        first.to_ascii_uppercase()
    )
}

/// Returns whether `strtol` reads all of a value as an octal number from zero on.
fn is_mode(value: &[u8]) -> bool {
    let text = std::str::from_utf8(value.trim_ascii_start());
    text.is_ok_and(|text| i64::from_str_radix(text, 8).is_ok_and(|mode| mode >= 0))
}

/// Returns whether a name is root's, or a number 0 (server/util.c: `ap_uname2id`).
fn is_root(name: &[u8]) -> bool {
    name == b"root" || name.strip_prefix(b"#").is_some_and(|id| atoi(id).0 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str, value: &str) -> String {
        let option = WsgiOption::named(name).unwrap();
        refused_value(option, value.as_bytes()).unwrap_or_default()
    }

    /// Each as `apache2 -t` says with mod_wsgi 4.9.4.
    #[test]
    fn values_are_refused_with_mod_wsgis_words() {
        let of = |what: &str| format!("Invalid {what} for WSGI daemon process.");
        for (option, value, expected) in [
            ("processes", "0", of("process count")),
            ("processes", "x", of("process count")),
            ("threads", "-1", of("thread count")),
            ("threads", "1000000", of("thread count")),
            ("threads", "", of("thread count")),
            ("umask", "8", of("umask")),
            ("umask", "-1", of("umask")),
            ("umask", "", of("umask")),
            ("stack-size", "x", of("stack size")),
            ("maximum-requests", "-1", of("request count")),
            ("virtual-memory-limit", "-1", of("virtual memory limit")),
            ("cpu-time-limit", "-1", of("CPU time limit")),
            (
                "response-socket-timeout",
                "-1",
                of("response socket timeout"),
            ),
            ("header-buffer-size", "", of("header buffer size")),
            ("server-metrics", "1", of("server metrics flag")),
            ("chroot", "rel", of("chroot directory")),
            ("home", "", of("home directory")),
            ("script-user", "", of("script user")),
        ] {
            assert_eq!(message(option, value), expected, "{option}={value}");
        }
        assert_eq!(
            message("send-buffer-size", "100"),
            "Send buffer size must be >= 512 bytes, or 0 for system default."
        );
        assert_eq!(
            message("header-buffer-size", "-1"),
            "Header buffer size must be >= 8192 bytes, or 0 for default."
        );
        assert_eq!(
            message("user", "#0"),
            "WSGI process blocked from running as root."
        );
    }

    #[test]
    fn what_mod_wsgi_takes_for_another_value_is_not_refused() {
        for (option, value) in [
            ("threads", "0"),
            ("threads", "x"),
            ("threads", "1.5"),
            ("umask", "0022"),
            ("request-timeout", "5m"),
            ("request-timeout", "x"),
            ("listen-backlog", "x"),
            ("cpu-priority", "-100"),
            ("cpu-priority", "x"),
            ("header-buffer-size", "0"),
            ("stack-size", "1"),
            ("server-metrics", "on"),
            ("python-home", "rel"),
            ("python-home", ""),
            ("supplementary-groups", ""),
            ("request-timeout", "99999999999"),
            ("user", "#33"),
        ] {
            assert_eq!(message(option, value), "", "{option}={value}");
        }
    }
}
