//! The catalog against the installed httpd: what it prints of its modules and what it refuses.
#![expect(
    clippy::string_slice,
    clippy::format_push_string,
    reason = "directive names are ASCII, and configurations are short"
)]

use std::collections::{BTreeMap, BTreeSet};

use wsgi_daemonize::httpd::catalog::wsgi::{ValueKind, WsgiOption};
use wsgi_daemonize::httpd::catalog::{
    Allowed, Arity, DirectiveEntry, Forbidden, directives, lookup,
};

use self::httpd::{Httpd, MPMS, skip};

mod httpd;

/// Where a directive may stand, as `-L` tells it.
#[derive(Debug, PartialEq, Eq, Default)]
struct Places {
    outside_of_sections: bool,
    inside_of_sections: bool,
    classes: BTreeSet<&'static str>,
}

const CLASSES: [(&str, Allowed); 5] = [
    ("Limit", Allowed::OR_LIMIT),
    ("Options", Allowed::OR_OPTIONS),
    ("FileInfo", Allowed::OR_FILEINFO),
    ("AuthConfig", Allowed::OR_AUTHCFG),
    ("Indexes", Allowed::OR_INDEXES),
];

impl Places {
    fn of(allowed: Allowed) -> Self {
        let classes = CLASSES.iter().filter(|(_, class)| allowed.meets(*class));
        Self {
            outside_of_sections: allowed.meets(Allowed::AT_SERVER_LEVEL),
            inside_of_sections: allowed.meets(Allowed::IN_SECTION),
            classes: classes.map(|(name, _)| *name).collect(),
        }
    }

    /// Reads the line "Allowed in *.conf ..." and the one after it.
    fn told_by(line: &str, next: Option<&str>) -> Self {
        let anywhere = line.contains("anywhere");
        let classes = next.and_then(|next| next.strip_prefix("\twhen AllowOverride "));
        let has =
            |class: &str| classes.is_some_and(|list| list == "isn't None" || list.contains(class));
        let classes = CLASSES.iter().map(|(name, _)| *name);
        Self {
            outside_of_sections: anywhere || line.contains("only outside"),
            inside_of_sections: anywhere || line.contains("only inside"),
            classes: classes.filter(|class| has(class)).collect(),
        }
    }
}

/// Reads what `-L` prints: the places of each directive of each module, by name and source name.
fn directives_listed(output: &str) -> BTreeMap<(String, String), Places> {
    let lines: Vec<_> = output.lines().collect();
    let mut listed = BTreeMap::new();
    let mut current = None;
    for (number, line) in lines.iter().enumerate() {
        if let Some((name, module)) = line
            .strip_suffix(')')
            .and_then(|line| line.split_once(" ("))
            .filter(|(name, module)| {
                !name.contains(char::is_whitespace) && module.strip_suffix(".c").is_some()
            })
        {
            current = Some((name.to_owned(), module.to_owned()));
        } else if line.starts_with("\tAllowed in *.conf ") {
            let next = lines.get(number + 1).copied();
            listed.insert(current.take().unwrap(), Places::told_by(line, next));
        }
    }
    listed
}

#[test]
fn directives_and_their_places_are_those_that_httpd_lists() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let exactly = httpd.is_the_measured_one();
    for mpm in MPMS {
        let modules = httpd.available(mpm);
        let sources: BTreeSet<_> = modules.iter().map(|module| module.source).collect();
        let (_, output, stderr) = httpd.run(&httpd.loading(&modules), &["-L"]);
        let mut listed = directives_listed(&output);
        let mut known: BTreeMap<_, _> = directives()
            .iter()
            .filter(|entry| sources.contains(entry.module))
            .map(|entry| (entry.name.to_owned(), entry.module.to_owned()))
            .zip(places_of(&sources))
            .collect();
        assert!(listed.len() > 400, "{mpm}: {stderr}");
        if !exactly {
            listed.retain(|directive, _| known.contains_key(directive));
            known.retain(|directive, _| listed.contains_key(directive));
        }
        assert_eq!(known, listed, "{mpm}");
    }
}

/// Returns the places of all directives of the modules called `sources`, in the table's order.
fn places_of(sources: &BTreeSet<&str>) -> Vec<Places> {
    let entries = directives()
        .iter()
        .filter(|entry| sources.contains(entry.module));
    entries.map(|entry| Places::of(entry.allowed)).collect()
}

#[test]
fn modules_go_by_the_names_that_httpd_knows() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    for mpm in MPMS {
        let modules = httpd.available(mpm);
        let mut configuration = httpd.loading(&modules);
        for name in modules
            .iter()
            .flat_map(|module| [module.identifier, module.source])
        {
            configuration += &format!("<IfModule !{name}>\nError {name}\n</IfModule>\n");
        }
        assert_eq!(httpd.complaint(&configuration), None, "{mpm}");
    }
}

/// Returns `count` directives of this arity that the modules in reach define for the server level.
fn samples(arity: Arity, sources: &BTreeSet<&str>, count: usize) -> Vec<&'static DirectiveEntry> {
    directives()
        .iter()
        .filter(|entry| entry.arity == arity && sources.contains(entry.module))
        .filter(|entry| entry.allowed.meets(Allowed::AT_SERVER_LEVEL))
        .filter(|entry| !entry.allowed.is_executed_on_read())
        .take(count)
        .collect()
}

#[test]
fn wrong_numbers_of_words_are_what_httpd_says_they_are() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let modules = httpd.available("event.c");
    let sources: BTreeSet<_> = modules.iter().map(|module| module.source).collect();
    let words: [&[u8]; 6] = [b"on", b"x", b"y", b"z", b"", b"w"];
    for arity in COUNTED {
        let samples = samples(arity, &sources, 2);
        assert!(!samples.is_empty(), "{arity:?}");
        for entry in samples {
            let loading = httpd.loading_only(&[entry.module, "mod_proxy.c"]);
            for words in [
                &words[..0],
                &words[..1],
                &words[..2],
                &words[..3],
                &words[..4],
                &words[3..],
            ] {
                let line = quoted(entry.name, words);
                let said = httpd.complaint(&format!("{loading}{line}\n"));
                let expected = arity
                    .complaint(words)
                    .map(|complaint| format!("{} {complaint}", entry.name));
                let about_words = said.as_deref().filter(|said| is_about_words(entry, said));
                match expected {
                    Some(expected) => assert!(
                        about_words.is_some_and(|said| said.starts_with(&expected)),
                        "{line}: {expected}, not {said:?}"
                    ),
                    None => assert_eq!(about_words, None, "{line}"),
                }
            }
        }
    }
}

/// The kinds whose words httpd counts itself, but for those that no module of its own uses.
const COUNTED: [Arity; 9] = [
    Arity::Take1,
    Arity::Take2,
    Arity::Take12,
    Arity::Take3,
    Arity::Take23,
    Arity::Take123,
    Arity::Iterate,
    Arity::Iterate2,
    Arity::Flag,
];

fn quoted(name: &str, words: &[&[u8]]) -> String {
    let words = words
        .iter()
        .map(|word| format!(" \"{}\"", std::str::from_utf8(word).unwrap()));
    format!("{name}{}", words.collect::<String>())
}

/// Returns whether `message` complains of the number of words, in httpd's own terms.
fn is_about_words(entry: &DirectiveEntry, message: &str) -> bool {
    let complaint = message
        .strip_prefix(entry.name)
        .and_then(|rest| rest.strip_prefix(' '))
        .unwrap_or_default();
    let starts = ["takes ", "requires at least ", "must be On or Off"];
    starts.iter().any(|start| complaint.starts_with(start))
}

#[test]
fn messages_with_help_are_those_of_httpd() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    if !httpd.is_the_measured_one() {
        return;
    }
    let loading = httpd.loading_only(&["mod_env.c", "mod_wsgi.c", "mod_macro.c"]);
    let counted = directives()
        .iter()
        .filter(|entry| entry.help.is_some() && entry.arity.complaint::<&str>(&[]).is_some())
        .filter(|entry| !entry.is_section());
    let mut compared = 0;
    for entry in counted {
        let open = if entry.allowed.meets(Allowed::AT_SERVER_LEVEL) {
            entry.name.to_owned()
        } else {
            format!("<Directory />\n{}\n</Directory>", entry.name)
        };
        let complaint = entry.arity.complaint::<&str>(&[]).unwrap();
        let expected = format!("{} {complaint}, {}", entry.name, entry.help.unwrap());
        let said = httpd.complaint(&format!("{loading}{open}\n"));
        assert_eq!(said, Some(expected));
        compared += 1;
    }
    assert!(compared > 40, "only {compared}");
}

/// Returns as many words as such a directive needs.
fn acceptable(arity: Arity) -> String {
    let words: [&[u8]; 3] = [b"on"; 3];
    let enough = (1..=3).find(|&count| arity.complaint(&words[..count]).is_none());
    vec!["on"; enough.unwrap()].join(" ")
}

#[test]
fn virtual_hosts_refuse_what_is_global_only() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let loading = httpd.loading(&httpd.available("event.c"));
    let said = |text: &str| httpd.complaint(&format!("{loading}{text}\n"));
    let host = |line| said(&format!("<VirtualHost *:1>\n{line}\n</VirtualHost>"));
    let global_only = directives()
        .iter()
        .filter(|entry| entry.forbidden.contains(Forbidden::GLOBAL_ONLY))
        .filter(|entry| !MPMS.contains(&entry.module) || entry.module == "event.c");
    for entry in global_only.step_by(10) {
        let words = acceptable(entry.arity);
        let line = if entry.is_section() {
            format!("{} {words}>\n</{}>", entry.name, &entry.name[1..])
        } else {
            format!("{} {words}", entry.name)
        };
        let end = if entry.is_section() { ">" } else { "" };
        let refused = format!(
            "{}{end} cannot occur within <VirtualHost> section",
            entry.name
        );
        assert_eq!(host(line), Some(refused));
    }
}

#[test]
fn sections_refuse_what_the_catalog_says_they_refuse() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let loading = httpd.loading_only(&["mod_alias.c", "mod_mime.c"]);
    let refused = [
        (
            "Location",
            "<Files y>\n</Files>",
            "<Files> cannot occur within <Location> section",
        ),
        (
            "Files",
            "Alias /x",
            "Alias cannot occur within <Files> section",
        ),
        (
            "Location",
            "Alias /x /y",
            "Alias cannot occur within directory context",
        ),
        (
            "Location",
            "MultiviewsMatch Any",
            "MultiviewsMatch cannot occur within <Location> section",
        ),
        (
            "Directory",
            "<Limit GET>\nMultiviewsMatch Any\n</Limit>",
            "MultiviewsMatch cannot occur within <Limit> or <LimitExcept> section",
        ),
    ];
    let said =
        |section, line| httpd.complaint(&format!("{loading}<{section} x>\n{line}\n</{section}>\n"));
    for (section, line, message) in refused {
        assert_eq!(said(section, line).as_deref(), Some(message), "{line}");
    }
    assert_eq!(said("Location", "Alias /y"), None);
    assert_eq!(said("Files", "MultiviewsMatch Any"), None);
    let forbids = |name: &[u8], place| lookup(name)[0].forbidden.contains(place);
    assert!(forbids(b"<Files", Forbidden::NOT_IN_LOCATION));
    assert!(forbids(b"Alias", Forbidden::NOT_IN_FILES));
    assert!(!forbids(b"Alias", Forbidden::NOT_IN_LOCATION));
    assert!(forbids(b"MultiviewsMatch", Forbidden::NOT_IN_LOCATION));
    assert!(!forbids(b"MultiviewsMatch", Forbidden::NOT_IN_FILES));
}

#[test]
fn daemon_process_options_are_those_of_the_installed_mod_wsgi() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let Some(version) = httpd.mod_wsgi_version() else {
        return skip("no mod_wsgi is installed");
    };
    let loading = httpd.loading_only(&["mod_wsgi.c"]);
    for option in WsgiOption::of_daemon_process() {
        let line = format!("WSGIDaemonProcess app {}=1", option.name);
        let said = httpd.complaint(&format!("{loading}{line}\n"));
        let unknown = said.as_deref() == Some("Invalid option to WSGI daemon process definition.");
        assert_eq!(
            !unknown,
            option.releases.include(version),
            "{line}: {said:?}"
        );
    }
}

/// Values at the edges of what options take, and beyond.
const VALUES: [&str; 26] = [
    "",
    "0",
    "1",
    "-1",
    "3.5",
    "abc",
    "512M",
    "511",
    "512",
    "8191",
    "8192",
    "65533",
    "65534",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "022",
    "9",
    "On",
    "maybe",
    "/",
    "srv",
    "www-data",
    "#33",
    "a,,b",
];

/// What a value is taken for is not said; so what is refused here and taken there is another number than is written, or
/// has a reason of its own.
#[test]
fn what_options_take_here_mod_wsgi_takes() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let Some(version) = httpd.mod_wsgi_version() else {
        return skip("no mod_wsgi is installed");
    };
    let loading = httpd.loading_only(&["mod_wsgi.c"]);
    let options = WsgiOption::of_daemon_process().iter();
    let mut taken = loading.clone();
    for option in options.filter(|option| option.releases.include(version)) {
        for (number, value) in VALUES.iter().enumerate() {
            if is_of_nobody(option, value) {
                continue;
            }
            let line = format!(
                "WSGIDaemonProcess {0}{number} {0}=\"{value}\"\n",
                option.name
            );
            if option.value.takes(value) {
                taken += &line;
            } else if !is_taken_for_another(option, value) {
                let said = httpd.complaint(&format!("{loading}{line}"));
                assert!(said.is_some(), "{line}");
            }
        }
    }
    assert_eq!(httpd.complaint(&taken), None);
}

/// Whether the machine has a user or a group is another question.
fn is_of_nobody(option: &WsgiOption, value: &str) -> bool {
    let is_name = matches!(
        option.value,
        ValueKind::User | ValueKind::Group | ValueKind::Groups
    );
    is_name && !matches!(value, "" | "#33" | "www-data")
}

/// C's `atoi` reads a number where there is none, and wraps around; the system makes a priority of any number; and an empty
/// or relative path is one from where httpd was started.
fn is_taken_for_another(option: &WsgiOption, value: &str) -> bool {
    match option.value {
        _ if option.name == "cpu-priority" => !value.is_empty(),
        _ if option.name == "python-home" => true,
        ValueKind::Number(_) => value.parse::<i32>().is_err() && !value.is_empty(),
        // umask(2) has nine bits.
        ValueKind::Mode => u32::from_str_radix(value, 8).is_ok(),
        ValueKind::Groups | ValueKind::Paths => value.is_empty(),
        _ => false,
    }
}
