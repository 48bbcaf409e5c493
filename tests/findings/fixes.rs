//! Fixes: what they write, when there is none, and that what does not hold is left out.

use std::collections::BTreeSet;

use wsgi_daemonize::findings::{Applicability, Finding, RULES};
use wsgi_daemonize::migration::{Mended, Mending};
use wsgi_daemonize::patch::Change;

use super::server::{findings, found, with_server};

/// Mends a server, with what `change` makes of the findings; returns its text then, the codes that are mended, and for each
/// that is not why.
fn mended_with(
    text: &str,
    applicability: Applicability,
    change: impl FnOnce(&mut Vec<Finding>),
) -> (String, Vec<&'static str>, Vec<String>) {
    with_server(text, |situation, runtime| {
        let mut findings = found(situation);
        change(&mut findings);
        let mending = Mending {
            situation,
            runtime,
            applicability,
        };
        let Mended {
            patch,
            mended,
            left,
            ..
        } = mending.mend(&findings);
        let mut after = text.to_owned();
        for (path, change) in patch.changes() {
            let Change::Modify { after: bytes, .. } = change else {
                panic!("a fix changes files that are there");
            };
            assert!(path.ends_with("site.conf"), "{}", path.display());
            after = String::from_utf8(bytes.to_vec()).unwrap();
        }
        let codes = mended.iter().map(|finding| finding.rule.code).collect();
        (after, codes, left.into_iter().map(|(_, why)| why).collect())
    })
}

fn mended(text: &str) -> (String, Vec<&'static str>, Vec<String>) {
    mended_with(text, Applicability::Safe, |_| {})
}

const SERVED: &str =
    "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop.wsgi process-group=shop\n";

/// Every fix that is safe, with what it makes of the lines.
const SAFE: [(&str, &str, &str); 19] = [
    (
        "WD203",
        "WSGIDaemonProcess a user=x\nWSGIDaemonProcess a user=x\n",
        "WSGIDaemonProcess a user=x\n",
    ),
    // What counts is the same.
    (
        "WD203",
        "WSGIDaemonProcess a user=x group=y\nWSGIDaemonProcess a group=y user=z user=x\n",
        "WSGIDaemonProcess a user=x group=y\n",
    ),
    (
        "WD209",
        "WSGIDaemonProcess b\n<Location /b>\n  WSGIProcessGroup %{GLOBAL}\n</Location>\nWSGIScriptAlias /b /srv/b.wsgi process-group=b\n",
        "WSGIDaemonProcess b\n<Location /b>\n</Location>\nWSGIScriptAlias /b /srv/b.wsgi process-group=b\n",
    ),
    (
        "WD303",
        "<VirtualHost *:80>\r\n\tServerName x\r\n\t<Location />\r\n\t\tWSGISocketPrefix /x\r\n\t</Location>\r\n</VirtualHost>\r\n",
        "WSGISocketPrefix /x\r\n<VirtualHost *:80>\r\n\tServerName x\r\n\t<Location />\r\n\t</Location>\r\n</VirtualHost>\r\n",
    ),
    (
        "WD303",
        "<VirtualHost *:80>\nServerName x\nWSGISocketPrefix /x\nWSGISocketPrefix /x\n</VirtualHost>\n",
        "WSGISocketPrefix /x\n<VirtualHost *:80>\nServerName x\n</VirtualHost>\n",
    ),
    (
        "WD303",
        "WSGISocketPrefix /x\n<VirtualHost *:80>\nServerName x\nWSGISocketPrefix /x\n</VirtualHost>\n",
        "WSGISocketPrefix /x\n<VirtualHost *:80>\nServerName x\n</VirtualHost>\n",
    ),
    (
        "WD302",
        "wsgiRestrictedEmbedded  On\n",
        "WSGIRestrictEmbedded  On\n",
    ),
    (
        "WD302",
        "WSGIProcesGroup \\\n  shop\n",
        "WSGIProcessGroup \\\n  shop\n",
    ),
    (
        "WD308",
        "LoadModule wsgi_module /x/mod_wsgi.so\n\nUser x\n",
        "\nUser x\n",
    ),
    (
        "WD310",
        "WSGIRestrictEmbedded Off\nWSGIRestrictEmbedded Off\nWSGIRestrictEmbedded On\n",
        "WSGIRestrictEmbedded On\n",
    ),
    (
        "WD401",
        "WSGIDaemonProcess a proceses=2 threads=5 requst-timeout=60\n",
        "WSGIDaemonProcess a processes=2 threads=5 request-timeout=60\n",
    ),
    (
        "WD401",
        "WSGIDaemonProcess a Threads=5\n",
        "WSGIDaemonProcess a threads=5\n",
    ),
    (
        "WD401",
        "WSGIDaemonProcess a Display-Name=\"a b\"\n",
        "WSGIDaemonProcess a display-name=\"a b\"\n",
    ),
    (
        "WD401",
        "WSGIScriptAlias /a /srv/a.wsgi proces-group=shop\n",
        "WSGIScriptAlias /a /srv/a.wsgi process-group=shop\n",
    ),
    (
        "WD405",
        "WSGIDaemonProcess a user=x user=y user=z\n",
        "WSGIDaemonProcess a user=z\n",
    ),
    (
        "WD405",
        "WSGIDaemonProcess a \\\n  user=x \\\n  user=y\n",
        "WSGIDaemonProcess a \\\n  user=y\n",
    ),
    (
        "WD405",
        "WSGIScriptAlias /a /srv/a.wsgi process-group=x application-group=a process-group=shop\n",
        "WSGIScriptAlias /a /srv/a.wsgi application-group=a process-group=shop\n",
    ),
    ("WD801", "\tWSGIRestrictStdout Off\r\nUser x\n", "User x\n"),
    (
        "WD902",
        "# wsgi-daemonize: allow WD202 because of that\nUser x\n",
        "User x\n",
    ),
];

/// Every other fix, the same way. Nothing of it is written unasked.
const RISKY: [(&str, &str, &str); 16] = [
    (
        "WD101",
        "WSGIDaemonProcess blog\nWSGIScriptAlias /b /srv/b.wsgi\n",
        "WSGIDaemonProcess blog\nWSGIScriptAlias /b /srv/b.wsgi process-group=blog\n",
    ),
    (
        "WD201",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=shopp\n",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=shop\n",
    ),
    (
        "WD201",
        "<Location /b>\n  WSGIProcessGroup shp\n</Location>\nWSGIScriptAlias /b /srv/b.wsgi\n",
        "<Location /b>\n  WSGIProcessGroup shop\n</Location>\nWSGIScriptAlias /b /srv/b.wsgi\n",
    ),
    (
        "WD204",
        "WSGIDaemonProcess blog \\\n  user=x group=x\nUser x\n",
        "User x\n",
    ),
    (
        "WD304",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=shop\nUser x\n  WSGIScriptAlias /b/c /srv/c.wsgi process-group=shop",
        "WSGIScriptAlias /b/c /srv/c.wsgi process-group=shop\nWSGIScriptAlias /b /srv/b.wsgi process-group=shop\nUser x\n",
    ),
    (
        "WD305",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=shop\nWSGIScriptAlias /b /srv/c.wsgi process-group=shop\n",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=shop\n",
    ),
    (
        "WD605",
        "# /v/pyvenv.cfg: version = 3.11.2\n# /p/x: x\nWSGIScriptAlias /b /p/b.wsgi process-group=b\n\
         WSGIDaemonProcess b python-path=/p:/v request-timeout=1 queue-timeout=1\n",
        "# /v/pyvenv.cfg: version = 3.11.2\n# /p/x: x\nWSGIScriptAlias /b /p/b.wsgi process-group=b\n\
         WSGIDaemonProcess b python-home=/v python-path=/p request-timeout=1 queue-timeout=1\n",
    ),
    (
        "WD605",
        "# /v/pyvenv.cfg: version = 3.11.2\nWSGIScriptAlias /b /p/b.wsgi process-group=b\n\
         WSGIDaemonProcess b python-path=/v/ request-timeout=1 queue-timeout=1\n",
        "# /v/pyvenv.cfg: version = 3.11.2\nWSGIScriptAlias /b /p/b.wsgi process-group=b\n\
         WSGIDaemonProcess b python-home=/v request-timeout=1 queue-timeout=1\n",
    ),
    (
        "WD307",
        "WSGIScriptAlias /b/ /srv/b.wsgi process-group=shop\n",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=shop\n",
    ),
    (
        "WD402",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=b\nWSGIDaemonProcess b restart-interval=2h request-timeout=1 queue-timeout=1\n",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=b\nWSGIDaemonProcess b restart-interval=7200 request-timeout=1 queue-timeout=1\n",
    ),
    (
        "WD406",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=b\nWSGIDaemonProcess b processes=1 request-timeout=1 queue-timeout=1\n",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=b\nWSGIDaemonProcess b request-timeout=1 queue-timeout=1\n",
    ),
    (
        "WD408",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=b\nWSGIDaemonProcess b \\\n  queue-timeout=1 \n",
        "WSGIScriptAlias /b /srv/b.wsgi process-group=b\nWSGIDaemonProcess b \\\n  queue-timeout=1 request-timeout=60 \n",
    ),
    ("WD550", "WSGILazyInitialization Off\nUser x\n", "User x\n"),
    (
        "WD614",
        "# /b/requirements.txt: numpy\n# /b/b.wsgi: x\nWSGIDaemonProcess b request-timeout=1 queue-timeout=1\nWSGIScriptAlias /b /b/b.wsgi process-group=b\n",
        "# /b/requirements.txt: numpy\n# /b/b.wsgi: x\nWSGIDaemonProcess b request-timeout=1 queue-timeout=1\n\
         WSGIScriptAlias /b /b/b.wsgi process-group=b application-group=%{GLOBAL}\n",
    ),
    (
        "WD617",
        "# /b.wsgi: x\n#@ directory /usr/lib/locale/C.utf8\nWSGIScriptAlias /b /b.wsgi process-group=b\n\
         WSGIDaemonProcess b locale=xx_YY.utf8 request-timeout=1 queue-timeout=1\n",
        "# /b.wsgi: x\n#@ directory /usr/lib/locale/C.utf8\nWSGIScriptAlias /b /b.wsgi process-group=b\n\
         WSGIDaemonProcess b locale=C.UTF-8 request-timeout=1 queue-timeout=1\n",
    ),
    (
        "WD619",
        "# /b.wsgi: import knox\nWSGIScriptAlias /b /b.wsgi process-group=shop\n",
        "# /b.wsgi: import knox\nWSGIScriptAlias /b /b.wsgi process-group=shop pass-authorization=On\n",
    ),
];

#[test]
fn what_may_change_something_is_written_when_asked_for() {
    const SERVED: &str = "WSGIDaemonProcess shop request-timeout=1 queue-timeout=1\n\
        WSGIScriptAlias /s /srv/shop.wsgi process-group=shop\n";
    for (code, before, after) in RISKY {
        let text = |lines: &str| format!("{SERVED}{lines}");
        let (untouched, codes, _) = mended(&text(before));
        assert!(
            untouched == text(before) && codes.is_empty(),
            "{code}: {codes:?}"
        );
        let (changed, codes, left) = mended_with(&text(before), Applicability::Unsafe, |_| {});
        assert_eq!(changed, text(after), "{code}: {left:?}");
        assert!(codes.contains(&code), "{before}: {codes:?} {left:?}");
    }
}

#[test]
fn what_is_safe_is_written() {
    for (code, before, after) in SAFE {
        let text = |lines: &str| format!("{SERVED}{lines}");
        let (changed, codes, left) = mended(&text(before));
        assert_eq!(changed, text(after), "{code}: {left:?}");
        assert!(codes.contains(&code), "{before}: {codes:?}");
        assert!(
            !findings(&changed)
                .iter()
                .any(|finding| finding.rule.code == code),
            "{changed}"
        );
    }
}

/// No rule's safe fix is without a case above.
#[test]
fn every_rule_with_a_safe_fix_is_known_here() {
    let examples = RULES.iter().flat_map(|rule| findings(rule.page.example));
    let safe = examples.filter(|finding| {
        let fix = finding.fix.as_ref();
        fix.is_some_and(|fix| fix.applicability == Applicability::Safe)
    });
    let codes: BTreeSet<&str> = safe.map(|finding| finding.rule.code).collect();
    let known = [
        "WD209", "WD302", "WD303", "WD308", "WD401", "WD405", "WD801", "WD902",
    ];
    assert!(codes.is_superset(&BTreeSet::from(known)), "{codes:?}");
    let all = BTreeSet::from([
        "WD203", "WD209", "WD302", "WD303", "WD308", "WD310", "WD401", "WD405", "WD801", "WD902",
    ]);
    assert!(codes.is_subset(&all), "{codes:?}");
}

/// What nearly has a fix, and the rule that finds it.
const OPEN: [(&str, &str); 20] = [
    (
        "WD203",
        "WSGIDaemonProcess a user=x\nWSGIDaemonProcess a user=y\n",
    ),
    // The first one is gone where the name is not defined.
    (
        "WD203",
        "Define X\n<IfDefine X>\nWSGIDaemonProcess a\n</IfDefine>\nWSGIDaemonProcess a\n",
    ),
    (
        "WD203",
        "<VirtualHost *:80>\nServerName x\nWSGIDaemonProcess a\n</VirtualHost>\nWSGIDaemonProcess a\n",
    ),
    // It is in no line which of them is meant.
    (
        "WD303",
        "WSGISocketPrefix /x\n<VirtualHost *:80>\nServerName x\nWSGISocketPrefix /y\n</VirtualHost>\n",
    ),
    // At the top it would stand without the condition.
    (
        "WD303",
        "Define X\n<VirtualHost *:80>\nServerName x\n<IfDefine X>\nWSGISocketPrefix /x\n</IfDefine>\n</VirtualHost>\n",
    ),
    (
        "WD303",
        "<VirtualHost *:80>\nServerName x\nWSGISocketPrefix \\\n/x\n</VirtualHost>\n",
    ),
    (
        "WD304",
        "Define X\nWSGIScriptAlias /b /srv/b.wsgi\n<IfDefine X>\nWSGIScriptAlias /b/c /srv/c.wsgi\n</IfDefine>\n",
    ),
    (
        "WD605",
        "# /v/pyvenv.cfg: x\n# /w/pyvenv.cfg: x\nWSGIDaemonProcess a python-home=/w python-path=/v\n",
    ),
    (
        "WD605",
        "# /v/pyvenv.cfg: x\nWSGIDaemonProcess a \"python-path=/v\"\nWSGIPythonPath /v\n",
    ),
    ("WD302", "WSGIRestrictStd On\n"),
    ("WD302", "WSGINothingLikeThat On\n"),
    ("WD302", "#@ mod_wsgi 3.4\nWSGIDestroyInterpreter1 On\n"),
    (
        "WD310",
        "WSGIRestrictEmbedded On\nWSGIRestrictEmbedded Off\n",
    ),
    (
        "WD310",
        "WSGIRestrictEmbedded Off\nDefine X\n<IfDefine X>\nWSGIRestrictEmbedded On\n</IfDefine>\n",
    ),
    ("WD401", "WSGIDaemonProcess a something=5\n"),
    ("WD401", "WSGIDaemonProcess a = 5\n"),
    ("WD401", "WSGIDaemonProcess a \"python-path=/srv\"\n"),
    // The line is not what the rule has read.
    (
        "WD405",
        "Define U user=x\nWSGIDaemonProcess a ${U} user=y\n",
    ),
    ("WD801", "WSGIRestrictStdout Off\nWSGIRestrictStdout Off\n"),
    (
        "WD902",
        "# wsgi-daemonize: allow WD202, WD000 because of that\nUser x\n",
    ),
];

#[test]
fn where_more_than_one_thing_may_be_meant_there_is_no_fix() {
    for (code, text) in OPEN {
        let found = findings(&format!("{SERVED}{text}"));
        let own: Vec<&Finding> = found
            .iter()
            .filter(|finding| finding.rule.code == code)
            .collect();
        let without = own.iter().filter(|finding| finding.fix.is_none()).count();
        assert!(without > 0, "{code}: {text}{own:#?}");
    }
}

/// Another use of the macro may need the line as it is.
#[test]
fn a_line_of_a_macro_is_shown_and_not_written() {
    let text = format!("{SERVED}<Macro Off>\nWSGIRestrictStdout Off\n</Macro>\nUse Off\n");
    let found = findings(&text);
    let own = found.iter().find(|finding| finding.rule.code == "WD801");
    let shown = own.and_then(Finding::applicability);
    assert_eq!(shown, Some(Applicability::DisplayOnly));
    for applicability in [
        Applicability::Safe,
        Applicability::Unsafe,
        Applicability::DisplayOnly,
    ] {
        let (after, codes, left) = mended_with(&text, applicability, |_| {});
        assert!(after.contains("WSGIRestrictStdout Off"), "{after}");
        assert!(!codes.contains(&"WD801") && left.is_empty(), "{left:?}");
    }
}

/// With the right name, embedded mode would be restricted, and the application refused.
#[test]
fn a_fix_that_brings_an_error_is_left_out() {
    let text = "WSGIRestrictedEmbedded On\nWSGIDaemonProcess g Threads=2\n# /srv/a.wsgi: x\nWSGIScriptAlias / /srv/a.wsgi\n";
    let (after, codes, left) = mended(text);
    assert_eq!(after, text.replace("Threads", "threads"));
    assert_eq!(codes, ["WD401"]);
    let [why] = left.as_slice() else {
        panic!("{left:?}");
    };
    assert!(why.starts_with("WD102 would come: "), "{why}");
}

/// The line would be reached, with the mistake that it has.
#[test]
fn a_line_is_not_made_to_be_reached_with_an_error() {
    let text = "WSGIDaemonProcess g request-timeout=1 queue-timeout=1\n\
        WSGIScriptAlias / /srv/a.wsgi process-group=g\nWSGIScriptAlias /x/ /srv/b.wsgi process-group=g\n";
    let (after, codes, left) = mended_with(text, Applicability::Unsafe, |_| {});
    assert_eq!((after.as_str(), codes.len()), (text, 0));
    let [why] = left.as_slice() else {
        panic!("{left:?}");
    };
    assert!(why.starts_with("WD307 would come: "), "{why}");
}

/// The same again with fixes that no rule would make: the trial does not depend on what rules believe.
#[test]
fn a_fix_that_does_not_hold_is_left_out() {
    let text = format!(
        "{SERVED}WSGIDaemonProcess other\nWSGIScriptAlias /o /srv/o.wsgi process-group=other\n\
         WSGIRestrictStdout Off\nSetEnv A b\nWSGIDaemonProcess a user=x user=y\n"
    );
    for (gone, come, expected) in [
        (
            "process-group=shop",
            "process-group=other",
            "main.example/: daemon `shop` with the interpreter `main.example|` would become daemon `other`",
        ),
        (
            "process-group=shop",
            "",
            "main.example/: daemon `shop` with the interpreter `main.example|` would become embedded",
        ),
        ("SetEnv A b", "SetEnv A c", "WD801 would still be there"),
        (
            "WSGIDaemonProcess a user=x user=y",
            "",
            "the process group `a` would be lost",
        ),
        ("user=y", "user=z", "the options of `a` would change"),
        (
            "WSGIScriptAlias /o /srv/o.wsgi process-group=other\n",
            "",
            "2 applications would become 1",
        ),
        (
            "WSGIRestrictStdout Off",
            "WSGIRestrictEmbedded On",
            "whether Python is in Apache's own processes would change",
        ),
        (
            "WSGIRestrictStdout Off",
            "Nonsense",
            "httpd would refuse it: ",
        ),
    ] {
        let (after, codes, left) = mended_with(&text, Applicability::Safe, |findings| {
            let own = findings
                .iter_mut()
                .find(|finding| finding.rule.code == "WD801");
            let edit = &mut own.unwrap().fix.as_mut().unwrap().edits[0].edit;
            let start = u32::try_from(text.find(gone).unwrap()).unwrap();
            edit.span.start = start;
            edit.span.end = start + u32::try_from(gone.len()).unwrap();
            edit.replacement = come.as_bytes().to_vec();
        });
        // The other fix holds all the same.
        assert_eq!(after, text.replace("user=x ", ""), "{gone}");
        assert_eq!(codes, ["WD405"], "{gone}");
        assert_eq!(left.len(), 1, "{gone}: {left:?}");
        assert!(left[0].starts_with(expected), "{gone}: {left:?}");
    }
}
