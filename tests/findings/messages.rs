//! `explain` for what stands in error logs: lines of the real server, and lines as mod_wsgi 6 writes them.

use wsgi_daemonize::findings::{MESSAGES, RULES, code_in, message_in};
use wsgi_daemonize::report::{Look, explain_text, rule_markdown};

use crate::support::printable;
use crate::support::program::{wsgi_daemonize, wsgi_daemonize_reading};
use crate::which::ground::Ground;

/// Returns the rules that are named for a log, line by line.
fn rules_named(log: &str) -> Vec<&'static str> {
    let messages = log.lines().filter_map(|line| message_in(line.as_bytes()));
    messages
        .flat_map(|message| message.rules)
        .copied()
        .collect()
}

/// Fails unless a log leads to the rules that find what is behind its lines.
pub(super) fn assert_all_explained(log: &str) {
    let named = rules_named(log);
    for rule in [
        "WD102", "WD201", "WD202", "WD207", "WD311", "WD601", "WD604", "WD608", "WD609",
    ] {
        assert!(named.contains(&rule), "{rule}: {log}");
    }
    let output = wsgi_daemonize_reading(&["explain", "-"], log.as_bytes());
    let said = printable(&output.stdout);
    assert!(
        output.status.success() && said.contains("WD201 undefined-group:"),
        "{said}"
    );
    assert!(said.contains("has no callable of this name"), "{said}");
}

#[test]
fn what_keeps_the_real_server_from_starting_leads_to_the_rules() {
    for (config, rule) in [
        ("WSGIDaemonProcess a\nWSGIDaemonProcess a\n", "WD203"),
        (
            "WSGIScriptAlias / /a.wsgi process-group=a application-group=b\nWSGIDaemonProcess a\n",
            "WD208",
        ),
        (
            "<Location />\nWSGIRestrictEmbedded On\n</Location>\n",
            "WD303",
        ),
        (
            "<VirtualHost *:80>\nWSGIRestrictEmbedded On\n</VirtualHost>\n",
            "WD303",
        ),
        ("WSGIRestrictedEmbedded On\n", "WD302"),
        ("WSGIDaemonProcess a Threads=3\n", "WD401"),
        ("WSGIDaemonProcess a interrupt-timeout=5\n", "WD403"),
    ] {
        let Some(said) = Ground::new(config, &[]).check() else {
            return;
        };
        assert!(rules_named(&said).contains(&rule), "{rule}: {said}");
    }
}

/// As the error reference of mod_wsgi 6 words them: the code leads, whatever the words are.
#[test]
fn lines_of_mod_wsgi_6_are_known_by_their_code() {
    for (line, rule) in [
        (
            "[Mon Jan 01 12:00:00.000000 2026] [wsgi:error] [pid 7:tid 9] [client 192.0.2.1:5] \
             WSGI0143: Embedded mode of mod_wsgi disabled by runtime configuration.",
            "WD102",
        ),
        ("[wsgi:error] [pid 7] WSGI0151: in other words", "WD201"),
        ("[wsgi:alert] [pid 7] WSGI0010: in other words", "WD610"),
    ] {
        assert!(rules_named(line).contains(&rule), "{line}");
    }
    assert_eq!(code_in(b"WSGI0999: new").as_deref(), Some("WSGI0999"));
}

/// A rule's page has the messages whose page has the rule, and no others.
#[test]
fn the_pages_of_rules_name_the_messages_that_lead_to_them() {
    for rule in RULES {
        let look = Look {
            columns: 200,
            is_colored: false,
        };
        let (text, markdown) = (explain_text(rule, look), rule_markdown(rule));
        let mut has_any = false;
        for message in MESSAGES {
            let is_named = message.rules.contains(&rule.code);
            has_any |= is_named;
            for wording in message.shown() {
                let shown = markdown.contains(&format!("`{wording}`"));
                assert_eq!(shown, is_named, "{rule:?}: {wording}");
                assert!(!is_named || text.contains(&wording), "{rule:?}: {wording}");
            }
        }
        for page in [&text, &markdown] {
            assert_eq!(page.contains("In the error log\n"), has_any, "{page}");
        }
    }
}

#[test]
fn a_code_a_line_and_what_is_neither() {
    let said = |arguments: &[&str]| {
        let output = wsgi_daemonize(arguments);
        let (stdout, stderr) = (printable(&output.stdout), printable(&output.stderr));
        (output.status.code(), stdout, stderr)
    };
    let line = "[error] No WSGI daemon process called 'x' has been configured: /srv/a.wsgi";
    let (by_code, by_line) = (said(&["explain", "wsgi0151"]), said(&["explain", line]));
    assert_eq!(by_code, by_line);
    assert_eq!(by_code.0, Some(0));
    assert!(
        by_code.1.contains("  WD201 undefined-group: "),
        "{by_code:?}"
    );
    let expected = |text: &str| (Some(2), String::new(), text.to_owned());
    assert_eq!(
        said(&["explain", "WSGI0999"]),
        expected(
            "error: mod_wsgi's `WSGI0999` is not known here\n  \
             help: the error reference in mod_wsgi's documentation has all codes\n"
        )
    );
    assert_eq!(
        said(&["explain", "nothing of the kind"]),
        expected(
            "error: this line has no message that is known here\n  \
             help: `wsgi-daemonize explain -` reads lines of an error log from standard input\n"
        )
    );
}

#[test]
fn standard_input_is_told_line_by_line() {
    let log = "[core:notice] AH00094: Command line\n\
        WSGI0143: Embedded mode\n\
        WSGI0999: news\n\
        WSGI0143: Embedded mode\n";
    let output = wsgi_daemonize_reading(&["explain", "-"], log.as_bytes());
    let said = printable(&output.stdout);
    assert!(said.contains("in 2 lines, the first is 2\n"), "{said}");
    assert_eq!(
        printable(&output.stderr),
        "note: line 3: mod_wsgi's `WSGI0999` is not known here\n"
    );
    let output = wsgi_daemonize_reading(&["explain", "-"], b"\nall is well\n");
    assert!(output.status.success() && output.stdout.is_empty());
    assert_eq!(
        printable(&output.stderr),
        "note: standard input has no message that is known here\n"
    );
}
