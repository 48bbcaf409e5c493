//! `check` for programs: JSON by its schema, SARIF, commands for GitHub; and the baseline.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use wsgi_daemonize::findings::RULES;

use crate::schemas::validator::assert_valid;
use crate::support::printable;
use crate::support::program::wsgi_daemonize;

const SCHEMA: &str = include_str!("../../src/report/schemas/check.json");

/// SARIF 2.1.0 as far as we use it, written from the specification: the schema of OASIS itself is not ours to copy.
const SARIF: &str = include_str!("sarif.json");

/// Something of each severity, with other places, and bytes that are no text in front of one.
const CONFIG: &[u8] = b"LoadModule wsgi_module modules/mod_wsgi.so
ServerName main.example
WSGIDaemonProcess caf\xe9 memory-limit=512M processes=1
WSGIScriptAlias / /nowhere/a.wsgi process-group=lost
<VirtualHost *:80>
  ServerName shop.example
  WSGIDaemonProcess shop display-name=x
  WSGIScriptAlias /old /nowhere/old.wsgi
</VirtualHost>
";

struct Server(TempDir);

impl Server {
    fn new(text: &[u8]) -> Self {
        let folder = TempDir::with_prefix("check, 50% ").unwrap();
        std::fs::write(folder.path().join("httpd.conf"), text).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Returns the exit status and what is printed; what is said instead when that is nothing.
    fn check(&self, options: &[&str]) -> (i32, Vec<u8>) {
        let config = self.path("httpd.conf");
        let arguments = ["check", "--config", &config].into_iter();
        let output = wsgi_daemonize(arguments.chain(options.iter().copied()));
        let said = printable(&output.stderr);
        let status = output.status.code().expect(&said);
        if output.stdout.is_empty() {
            return (status, output.stderr);
        }
        (status, output.stdout)
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let (status, text) = Server::new(CONFIG).check(&["--format", "json"]);
    let value = assert_valid(SCHEMA, &text);
    assert_eq!(status, 1);
    let findings = value["findings"].as_array().unwrap();
    let count = |severity: &str| {
        findings
            .iter()
            .filter(|found| found["severity"] == severity)
            .count()
    };
    for severity in ["error", "warning", "advice"] {
        assert!(count(severity) > 0, "{value:#}");
        assert_eq!(value["summary"][severity], count(severity), "{severity}");
    }
    let unit = findings
        .iter()
        .find(|found| found["code"] == "WD402")
        .unwrap();
    // The byte that is no text is one character of twenty-four.
    assert_eq!(
        (&unit["line"], &unit["column"], &unit["end_column"]),
        (&3.into(), &24.into(), &41.into())
    );
    assert!(
        findings
            .iter()
            .any(|found| found["related"][0]["line"].is_u64())
    );
}

/// What is to be written, as the schema of ours and SARIF 2.1.0 (3.55 to 3.57) have it.
#[test]
fn fixes_are_told_to_programs() {
    let server = Server::new(
        b"LoadModule wsgi_module modules/mod_wsgi.so\nServerName main.example\n\
          WSGIDaemonProcess caf\xe9 user=x \\\n  user=y\nWSGIRestrictStdout Off\n",
    );
    let options = |format| ["--mod-wsgi-version", "4.9.4", "--format", format];
    let (_, text) = server.check(&options("json"));
    let value = assert_valid(SCHEMA, &text);
    let fixes: Vec<&Value> = value["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| &found["fix"])
        .collect();
    let places = |fix: &Value| {
        let edit = &fix["edits"][0];
        ["line", "column", "end_line", "end_column"].map(|key| edit[key].as_u64().unwrap_or(0))
    };
    let written: Vec<[u64; 4]> = fixes
        .iter()
        .filter(|fix| !fix.is_null())
        .map(|fix| places(fix))
        .collect();
    // The byte that is no text is one character.
    assert_eq!(written, [[3, 1, 5, 1], [3, 23, 3, 30], [5, 1, 6, 1]]);
    assert!(fixes.iter().any(|fix| fix.is_null()));

    let (_, text) = server.check(&options("sarif"));
    let value: Value = serde_json::from_slice(&text).unwrap();
    let results = value["runs"][0]["results"].as_array().unwrap();
    let fixes: Vec<&Value> = results
        .iter()
        .filter_map(|found| found["fixes"].get(0))
        .collect();
    assert_eq!(fixes.len(), 3);
    for fix in fixes {
        assert!(fix["description"]["text"].is_string());
        let change = &fix["artifactChanges"][0];
        assert!(
            change["artifactLocation"]["uri"]
                .as_str()
                .unwrap()
                .ends_with("/httpd.conf")
        );
        let replacement = &change["replacements"][0];
        assert_eq!(replacement["insertedContent"]["text"], "");
        assert!(replacement["deletedRegion"]["endColumn"].as_u64() > Some(0));
    }
}

#[test]
fn a_configuration_that_is_not_read_is_told_in_json() {
    let (_, text) = Server::new(b"</Directory>\n").check(&["--format", "json"]);
    let value = assert_valid(SCHEMA, &text);
    assert_eq!(value["server"]["read"], false);
}

/// What the schema cannot say: that numbers lead to the rules meant, and what the URIs are of.
#[test]
fn sarif_has_what_the_specification_requires() {
    let server = Server::new(CONFIG);
    let (_, text) = server.check(&["--format", "sarif"]);
    let value = assert_valid(SARIF, &text);
    let run = &value["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "wsgi-daemonize");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    for rule in rules {
        assert!(rule["shortDescription"]["text"].is_string() && rule["help"]["text"].is_string());
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 3);
    let related = results
        .iter()
        .filter_map(|found| found["relatedLocations"].as_array());
    let related: Vec<&Value> = related.flatten().collect();
    assert!(!related.is_empty());
    for found in results {
        let index = usize::try_from(found["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], found["ruleId"]);
        assert!(["error", "warning", "note"].contains(&found["level"].as_str().unwrap()));
        assert!(found["message"]["text"].is_string());
        assert_eq!(found["locations"].as_array().unwrap().len(), 1);
    }
    let primary = results.iter().map(|found| &found["locations"][0]);
    for place in primary.chain(related) {
        let place = &place["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(
            uri.starts_with("file:///") && uri.contains("check%2C%2050%25%20"),
            "{uri}"
        );
        for key in ["startLine", "startColumn", "endColumn"] {
            assert!(place["region"][key].as_u64() > Some(0), "{place:#}");
        }
    }
}

/// Every rule's case: all kinds of findings, with what they rest on and with their fixes.
#[test]
fn sarif_is_as_its_specification_says_for_every_rule() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings/cases");
    let (mut related, mut fixes) = (0, 0);
    for case in std::fs::read_dir(cases).unwrap() {
        let text = std::fs::read(case.unwrap().path().join("fires.conf")).unwrap();
        let head = b"LoadModule wsgi_module modules/mod_wsgi.so\nServerName main.example\n";
        let server = Server::new(&[head, text.as_slice()].concat());
        let options = [
            "--mod-wsgi-version",
            "4.9.4",
            "--target",
            "6.0.5",
            "--format",
            "sarif",
        ];
        let (_, text) = server.check(&options);
        let value = assert_valid(SARIF, &text);
        for result in value["runs"][0]["results"].as_array().unwrap() {
            related += usize::from(result["relatedLocations"].is_array());
            fixes += usize::from(result["fixes"].is_array());
        }
    }
    assert!(related > 10 && fixes > 3, "{related} {fixes}");
}

#[test]
fn github_gets_one_line_for_each_finding() {
    let server = Server::new(CONFIG);
    let (_, json) = server.check(&["--format", "json"]);
    let json: Value = serde_json::from_slice(&json).unwrap();
    let (_, text) = server.check(&["--format", "github"]);
    let text = printable(&text);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), json["findings"].as_array().unwrap().len());
    let unit = lines.iter().find(|line| line.contains("WD402")).unwrap();
    let file = server
        .path("httpd.conf")
        .replace('%', "%25")
        .replace(',', "%2C");
    let expected = format!(
        "::warning file={file},line=3,col=24,endColumn=41,title=WD402 number-with-unit::mod_wsgi reads \
         `memory-limit=512M` as 512 bytes%0Ahelp: write `memory-limit=536870912`"
    );
    assert_eq!(*unit, expected);
}

#[test]
fn what_a_baseline_knows_is_not_shown_again() {
    let server = Server::new(CONFIG);
    let baseline = server.path("baseline.json");
    let (status, said) = server.check(&["--write-baseline", &baseline]);
    assert_eq!((status, said), (0, Vec::new()));
    let known = |options: &[&str]| server.check(&[&["--baseline", &baseline], options].concat());
    let (status, said) = known(&["--fail-on", "advice"]);
    assert_eq!(
        (status, printable(&said).as_str()),
        (0, "nothing was found\n")
    );
    let config = server.path("httpd.conf");
    let output = wsgi_daemonize(["check", "--config", &config, "--baseline", &baseline]);
    let talk = printable(&output.stderr);
    assert!(
        talk.contains(" findings of the baseline are not shown"),
        "{talk}"
    );

    // Lines move, and one mistake more is one more.
    let mut text = b"# a comment\n".to_vec();
    text.extend_from_slice(CONFIG);
    text.extend_from_slice(b"WSGIDaemonProcess more threads=many display-name=x\n");
    std::fs::write(server.path("httpd.conf"), text).unwrap();
    let (status, said) = known(&["--format", "json"]);
    let value = assert_valid(SCHEMA, &said);
    assert_eq!(status, 1);
    let new = value["findings"].as_array().unwrap();
    assert!(new.iter().all(|found| found["line"] == 11), "{value:#}");
    assert!(
        new.iter().any(|found| found["code"] == "WD402"),
        "{value:#}"
    );

    for other in ["{}", "{\"schema\":99,\"findings\":[]}"] {
        std::fs::write(&baseline, other).unwrap();
        let (status, said) = known(&[]);
        assert_eq!(status, 2, "{other}");
        assert!(printable(&said).contains("is no baseline"), "{other}");
    }
}
