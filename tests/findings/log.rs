//! `check --log`: what stands in an error log, tied to the configuration; with logs of the real server, and damaged ones.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::schemas::validator::assert_valid;
use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::which::ground::Ground;

const SCHEMA: &str = include_str!("../../src/report/schemas/log.json");

/// What the log says; words of the lines behind it, in their order; and the rule that explains it.
const TIED: &[(&str, &[&str], &str)] = &[
    ("directory to '", &["WSGIDaemonProcess lost"], "WD609"),
    ("for uid=", &["WSGIDaemonProcess nobody"], "WD610"),
    ("Python home", &["WSGIDaemonProcess pythonless"], "WD602"),
    ("disabled by runtime", &["/embedded"], "WD102"),
    ("called 'undefined'", &["/undefined"], "WD201"),
    (
        "called 'other'",
        &["/other", "WSGIDaemonProcess other"],
        "WD202",
    ),
    ("script not found", &["/none"], "WD608"),
    ("does not contain", &["/empty"], ""),
    ("Failed to exec", &["/import"], ""),
    ("named 'no_such_module'", &["/import"], ""),
    (
        "called 'g' cannot",
        &["/fenced", "WSGIRestrictProcess", "WSGIDaemonProcess g"],
        "WD207",
    ),
    ("client denied", &["/denied", "Require all denied"], "WD311"),
    ("Truncated", &["/crash", "WSGIDaemonProcess g"], ""),
    ("exit signal", &["WSGIDaemonProcess g"], ""),
];

/// Fails unless each line of a log is tied to the lines behind it.
pub(super) fn assert_all_tied(ground: &Ground, log: &str) {
    let path = ground.path("logs/error.log");
    let path = path.to_str().unwrap();
    let output = ground.run(&["check", "--format", "json", "--log", path]);
    let value = assert_valid(SCHEMA, &output.stdout);
    let config = std::fs::read_to_string(ground.path("apache2.conf")).unwrap();
    let messages = value["messages"].as_array().unwrap();
    for (said, words, rule) in TIED {
        let message = messages
            .iter()
            .find(|message| message["said"].as_str().unwrap().contains(said))
            .unwrap_or_else(|| panic!("nothing says {said}: {value:#}\n{log}"));
        assert_tied(message, &config, words, rule);
    }
    let text = ground.run(&["check", "--log", path]);
    let text = printable(&text.stdout);
    assert!(text.contains("WSGIScriptAlias /undefined"), "{text}");
    let finding = "= WD201: there is no process group `undefined`";
    assert!(text.contains(finding), "{text}");
}

/// Fails unless lines with these words are behind a message, and a rule explains it.
fn assert_tied(message: &Value, config: &str, words: &[&str], rule: &str) {
    let places = message["places"].as_array().unwrap().iter();
    let places: Vec<&str> = places
        .map(|place| {
            let number = usize::try_from(place["line"].as_u64().unwrap()).unwrap();
            config.lines().nth(number - 1).unwrap()
        })
        .collect();
    let is_tied = places.len() == words.len()
        && places
            .iter()
            .zip(words)
            .all(|(place, word)| place.contains(word));
    assert!(is_tied, "{words:?}, not {places:?}: {message:#}");
    let mut findings = message["findings"].as_array().unwrap().iter();
    let is_explained = match rule {
        "" => findings.next().is_none(),
        rule => findings.any(|finding| finding["code"] == rule),
    };
    assert!(is_explained, "{rule}: {message:#}");
}

/// A configuration and a log, of which there need not be a server.
struct Told {
    folder: TempDir,
}

impl Told {
    fn new(config: &str, log: &[u8]) -> Self {
        let folder = TempDir::with_prefix("log-").unwrap();
        let config = [
            "LoadModule wsgi_module modules/mod_wsgi.so\nServerName main.example\n",
            config,
        ];
        std::fs::write(folder.path().join("httpd.conf"), config.concat()).unwrap();
        std::fs::write(folder.path().join("error.log"), log).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Returns the exit status, and what is printed and said.
    fn check(&self, options: &[&str]) -> (Option<i32>, String, String) {
        let (config, log) = (self.path("httpd.conf"), self.path("error.log"));
        let arguments = ["check", "--config", &config, "--log", &log];
        let output = wsgi_daemonize([&arguments, options].concat());
        (
            output.status.code(),
            printable(&output.stdout),
            printable(&output.stderr),
        )
    }

    fn messages(&self) -> Vec<Value> {
        let (_, json, _) = self.check(&["--format", "json"]);
        let value = assert_valid(SCHEMA, json.as_bytes());
        value["messages"].as_array().unwrap().clone()
    }
}

#[test]
fn bytes_that_are_no_text_and_lines_that_are_cut_off_are_read() {
    let log = b"[Sun Nov 22 22:44:36 2026] [error] [client 192.0.2.1] No WSGI daemon process called 'caf\xe9' has been configured: /srv/a.wsgi\n\
        \xff\xfe[\n\
        [Sun Nov 22 22:44:37 2026] [error] [client 192.0.2.1] No WSGI daemon process called 'caf\xe9' has been configured: /srv/a.w\n\
        [Sun Nov 22 22:44:38 2026] [error] No WSGI daemon proc";
    let told = Told::new("WSGIScriptAlias / /srv/a.wsgi process-group=x\n", log);
    let config = std::fs::read(told.path("httpd.conf")).unwrap();
    let config: Vec<u8> = config
        .into_iter()
        .flat_map(|byte| {
            if byte == b'x' {
                b"caf\xe9".to_vec()
            } else {
                vec![byte]
            }
        })
        .collect();
    std::fs::write(told.path("httpd.conf"), config).unwrap();
    let messages = told.messages();
    // The cut line has the process group and not the script: another set of lines is behind it.
    assert_eq!(messages.len(), 2, "{messages:#?}");
    let said = "No WSGI daemon process called 'caf\\xe9' has been configured";
    for (message, (line, time)) in messages.iter().zip([
        (1, "Sun Nov 22 22:44:36 2026"),
        (3, "Sun Nov 22 22:44:37 2026"),
    ]) {
        assert_eq!(message["said"], said);
        assert_eq!(message["places"][0]["line"], 3);
        assert_eq!(message["first"]["line"], line);
        assert_eq!(message["first"]["time"], time);
        assert_eq!(message["findings"][0]["code"], "WD201");
    }
}

#[test]
fn what_cannot_be_tied_says_why() {
    let log = b"[error] Queue timeout expired for WSGI daemon process 'gone'.: /srv/a.wsgi\n\
        [error] Queue timeout expired for WSGI daemon process 'lost'.: /srv/a.wsgi\n\
        child pid 12 exit signal Segmentation fault (11)\n\
        WSGI0999: news\n\
        all is well\n";
    let told = Told::new("WSGIDaemonProcess here\n", log);
    let messages = told.messages();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0]["count"], 2);
    assert_eq!(messages[0]["places"], json!([]));
    let strange = json!(["the process group `gone`", "the process group `lost`"]);
    assert_eq!(messages[0]["strange"], strange);
    let (_, text, said) = told.check(&[]);
    assert!(
        text.contains("nothing in this configuration is called like what it names"),
        "{text}"
    );
    assert!(text.contains("does not say which line"), "{text}");
    assert!(
        text.ends_with("5 lines, 3 with a message that is known here: 2 messages, 0 of them with a line of the configuration behind it\n"),
        "{text}"
    );
    // Only the configuration is here.
    let notes = [
        "note: mod_wsgi's `WSGI0999` is not known here\n",
        "note: the file of mod_wsgi's module is not on this machine: which files are missing was not looked at\n",
    ];
    assert_eq!(said, notes.concat());
}

/// `ErrorLogFormat` may name the virtual host, and `LogLevel info` the group of a process: then others of the same script or
/// without a name are not meant.
#[test]
fn what_the_log_says_more_is_used() {
    let config = "
        WSGIDaemonProcess one
        <VirtualHost *:80>
            ServerName a.example
            WSGIScriptAlias /a /srv/x.wsgi process-group=one
        </VirtualHost>
        <VirtualHost *:80>
            ServerName B.example
            WSGIScriptAlias /b /srv/x.wsgi process-group=one
        </VirtualHost>";
    let log = b"[x] [b.example:80] Target WSGI script not found or unable to stat: /srv/x.wsgi, referer: http://a.example/\n\
        Target WSGI script not found or unable to stat: /srv/x.wsgi\n\
        [pid 7] mod_wsgi (pid=7): Starting process 'one' with threads=15.\n\
        [pid 1] child pid 7 exit signal Segmentation fault (11)\n\
        [pid 1] child pid 8 exit signal Segmentation fault (11)\n";
    let messages = Told::new(config, log).messages();
    let lines = |index: usize| {
        let places = messages[index]["places"].as_array().unwrap().iter();
        places
            .map(|place| place["line"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(messages.len(), 4, "{messages:#?}");
    assert_eq!(lines(0), [11]);
    assert_eq!(lines(1), [7, 11]);
    assert_eq!(lines(2), [4]);
    assert_eq!(lines(3), Vec::<u64>::new());
}

/// What `apachectl configtest` says stands in the log, too, where a reload fails.
#[test]
fn the_line_that_httpd_refuses_is_shown() {
    let config = "WSGIDaemonProcess a\nWSGIDaemonProcess a\n";
    let told = Told::new(config, b"");
    let path = told.path("httpd.conf");
    let log = format!(
        "AH00526: Syntax error on line 4 of {path}:\nName duplicates previous WSGI daemon definition.\n"
    );
    std::fs::write(told.path("error.log"), log).unwrap();
    let messages = told.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["places"][0]["line"], 4);
    assert_eq!(messages[0]["findings"][0]["code"], "WD203");
}

#[test]
fn formats_and_files_that_are_not_for_logs_are_refused() {
    let told = Told::new("", b"");
    let (status, text, said) = told.check(&["--format", "sarif"]);
    assert_eq!((status, text.as_str()), (Some(2), ""));
    assert!(said.contains("a log is shown as text or JSON"), "{said}");
    std::fs::remove_file(told.path("error.log")).unwrap();
    let (status, _, said) = told.check(&[]);
    assert_eq!(status, Some(2));
    assert!(
        said.contains("cannot read `") && said.contains("No such file"),
        "{said}"
    );
}

/// A log of a gigabyte is read with 64 MB at hand, although it has long lines and names what nobody has ever called anything.
#[test]
fn a_long_log_is_not_held_in_memory() {
    let told = Told::new("WSGIDaemonProcess here\n", b"");
    let mut log = File::create(told.path("error.log")).unwrap();
    for number in 0..100 {
        let name = format!("n{number}");
        writeln!(
            log,
            "\n[error] No WSGI daemon process called '{name}' has been configured"
        )
        .unwrap();
        // A hole: ten million bytes of which no disk has any.
        log.seek(SeekFrom::Current(10_000_000)).unwrap();
    }
    log.write_all(b"\n").unwrap();
    assert!(log.metadata().unwrap().len() > 1_000_000_000);
    let config = told.path("httpd.conf");
    let output = Command::new("sh")
        .args(["-c", "ulimit -d 64000 && exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_wsgi-daemonize"))
        .args([
            "check",
            "--config",
            &config,
            "--log",
            "-",
            "--fail-on",
            "never",
        ])
        .stdin(File::open(told.path("error.log")).unwrap())
        .output()
        .unwrap();
    let text = printable(&output.stdout);
    assert!(output.status.success(), "{}", printable(&output.stderr));
    assert!(
        text.contains("= seen: 100 times: line 2 to line 200\n"),
        "{text}"
    );
}
