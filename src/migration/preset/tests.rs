//! What presets mean, what is wrong with one, and how they extend each other.

use std::path::Path;

use super::*;
use crate::migration::grouping::{NameContext, render_group_name};
use crate::migration::mpm::MpmKind;

const BALANCED: &str = include_str!("../../../presets/balanced.toml");

/// Reads a preset where these files are.
fn read(files: &[(&str, &str)], name: &str) -> Result<Preset, PresetError> {
    with_files(files, |library| library.preset(name))
}

fn with_files<T>(files: &[(&str, &str)], act: impl FnOnce(Library<'_>) -> T) -> T {
    let files: BTreeMap<&Path, &str> = files
        .iter()
        .map(|(path, text)| (Path::new(*path), *text))
        .collect();
    let read = |path: &Path| {
        let text = files.get(path).map(|text| (*text).to_owned());
        text.ok_or_else(|| "not there".to_owned())
    };
    act(Library::new(&read))
}

fn error_in(text: &str) -> (String, Option<String>) {
    match read(&[("./mine", text)], "./mine").unwrap_err() {
        PresetError::Invalid { source, help, .. } => (source.to_string(), help),
        error => panic!("{error}"),
    }
}

/// Returns the options that a preset gives to a new group, as one writes them.
fn options(preset: &Preset, kind: MpmKind) -> Vec<String> {
    let chosen = preset.options_for(Mpm::with_defaults(kind), Some((4, 9, 4)), &[]);
    let options = chosen.options.into_iter();
    options
        .map(|option| format!("{}={}", option.name, option.value))
        .collect()
}

fn changed(from: &str, to: &str) -> String {
    assert!(BALANCED.contains(from), "{from}");
    BALANCED.replacen(from, to, 1)
}

#[test]
fn every_embedded_preset_is_read_by_its_name() {
    for name in Preset::names() {
        assert_eq!(Preset::named(name).unwrap().name, name);
    }
}

#[test]
fn the_keys_for_hints_are_those_of_the_format() {
    let document: toml_edit::DocumentMut = BALANCED.parse().unwrap();
    let mut keys: Vec<(&str, &str)> =
        vec![("", "extends"), ("", "application"), ("", "process-group")];
    for (key, item) in document.iter() {
        keys.push(("", key));
        let table = item.as_table().into_iter().flat_map(toml_edit::Table::iter);
        keys.extend(table.map(|(name, _)| (key, name)));
    }
    let is_option = |(table, key): &(&str, &str)| *table == "daemon" && *key != "prefork";
    keys.retain(|key| !is_option(key));
    let mut known: Vec<_> = layer::KEYS.to_vec();
    known.retain(|(table, _)| !table.contains('.'));
    keys.sort_unstable();
    known.sort_unstable();
    assert_eq!(keys, known);
}

#[test]
fn an_unknown_preset_names_the_existing_ones_and_the_nearest() {
    let error = Preset::named("balancd").unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no preset `balancd`; there is `balanced`, `preserve`, `low-memory`, `hardened`, `express`"
    );
    assert_eq!(error.help().unwrap(), "did you mean `balanced`?");
    assert_eq!(Preset::named("").unwrap_err().help(), None);
}

#[test]
fn an_unknown_key_is_drawn_with_the_nearest_known_one() {
    let (drawn, help) = error_in("descripton = 'x'\n");
    assert!(
        drawn.starts_with("TOML parse error at line 1, column 1\n"),
        "{drawn}"
    );
    assert!(
        drawn.contains("1 | descripton = 'x'\n  | ^^^^^^^^^^\n"),
        "{drawn}"
    );
    assert!(drawn.contains("unknown field `descripton`"), "{drawn}");
    assert_eq!(help.unwrap(), "did you mean `description`?");
}

#[test]
fn an_unknown_option_is_drawn_with_the_nearest_known_one() {
    let (drawn, help) = error_in(&changed("\nthreads = ", "\n\"treads\" = "));
    assert!(drawn.contains("^^^^^^^^\n"), "{drawn}");
    assert!(
        drawn.contains("unknown option `treads` of WSGIDaemonProcess"),
        "{drawn}"
    );
    assert_eq!(help.unwrap(), "did you mean `threads`?");
}

#[test]
fn a_known_key_in_the_wrong_table_is_sent_to_its_own() {
    let (_, help) = error_in("threads = 5\n");
    assert_eq!(help.unwrap(), "`threads` stands in the table `[daemon]`");
    let (_, help) = error_in(&format!("{BALANCED}\ndescription = 'again'\n"));
    assert_eq!(help.unwrap(), "`description` stands before the first table");
    let (_, help) = error_in("zzzzzz = 1\n");
    assert_eq!(help, None);
}

#[test]
fn wrong_types_and_values_are_drawn() {
    let cases = [
        (
            "restrict-embedded = true",
            "restrict-embedded = 'On'",
            "invalid type: string \"On\", expected a boolean",
        ),
        (
            "per = \"application\"",
            "per = \"planet\"",
            "unknown variant `planet`, expected `application`",
        ),
        (
            "definitions-file = \"wsgi-daemons\"",
            "definitions-file = \"../wsgi\"",
            "a file name without suffix is made of letters, digits, `-` and `_`",
        ),
        ("\n[daemon]\n", "\n[daemon\n", "unclosed table"),
    ];
    for (from, to, message) in cases {
        let (drawn, help) = error_in(&changed(from, to));
        assert!(drawn.contains(message), "{drawn}");
        assert!(drawn.contains(to.trim()) && drawn.contains('^'), "{drawn}");
        assert_eq!(help, None);
    }
}

#[test]
fn a_missing_key_is_named() {
    let text = changed("restrict-embedded = true\n", "");
    let error = read(&[("./mine", &text)], "./mine").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the preset `./mine` has no `restrict-embedded`"
    );
    assert!(error.help().unwrap().contains("extends"), "{error}");
}

#[test]
fn a_balanced_group_is_named_for_the_host_and_the_path() {
    let expression = Preset::named("balanced").unwrap().groups.name;
    let name = |host: &str, server_name: &str, path: &str| {
        let context = NameContext {
            host: host.into(),
            server_name: server_name.into(),
            path: path.into(),
            script: b"wsgi".to_vec(),
        };
        render_group_name(&expression, &context).unwrap()
    };
    assert_eq!(name("shop", "shop.example", ""), "shop");
    assert_eq!(name("shop", "shop.example", "api-v2"), "shop-api-v2");
    assert_eq!(name("www", "www.shop.example", "api"), "shop-api");
    assert_eq!(name("www", "www", ""), "www");
    assert_eq!(name("default", "", "wiki"), "default-wiki");
}

#[test]
fn an_expression_for_names_is_tried_at_once() {
    let text = "extends = 'balanced'\n[groups]\nname = '{{ hots }}'\n";
    let error = read(&[("./mine", text)], "./mine").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`groups.name` of the preset `./mine` makes no name"
    );
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        source.contains("Variable `hots` is not defined"),
        "{source}"
    );
    assert!(source.contains("server_name"), "{source}");
}

#[test]
fn a_preset_has_what_it_extends_where_it_says_nothing() {
    let files = [
        (
            "conf/mine.toml",
            "extends = 'base.toml'\ndescription = 'Mine'\n[daemon]\nthreads = 8\n",
        ),
        (
            "conf/base.toml",
            "extends = 'balanced'\n[groups]\napplication-group = 'keep'\n[daemon]\nqueue-timeout = false\n",
        ),
    ];
    let mine = read(&files, "conf/mine.toml").unwrap();
    assert_eq!(mine.name, "conf/mine.toml");
    assert_eq!(mine.description, "Mine");
    assert_eq!(mine.groups.application_group, ApplicationGroupPolicy::Keep);
    assert_eq!(
        options(&mine, MpmKind::Threaded),
        [
            "display-name=%{GROUP}",
            "processes=2",
            "threads=8",
            "request-timeout=60",
            "socket-timeout=300",
            "deadlock-timeout=60"
        ]
    );
    assert!(options(&mine, MpmKind::Prefork).contains(&"threads=1".to_owned()));
    assert_eq!(mine.origin("description"), "the preset `conf/mine.toml`");
    assert_eq!(
        mine.origin("groups.application-group"),
        "the preset `conf/base.toml`"
    );
    assert_eq!(mine.origin("restrict-embedded"), "the preset `balanced`");
}

#[test]
fn a_preset_that_extends_itself_is_refused_with_the_chain() {
    let files = [
        ("a.toml", "extends = './sub/../b.toml'"),
        ("sub/../b.toml", "extends = 'b.toml'"),
        ("loop.toml", "extends = './loop.toml'"),
    ];
    let message = |name| read(&files, name).unwrap_err().to_string();
    assert_eq!(
        message("a.toml"),
        "the preset `a.toml` extends itself: a.toml extends sub/../b.toml extends sub/../b.toml"
    );
    assert_eq!(
        message("loop.toml"),
        "the preset `loop.toml` extends itself: loop.toml extends loop.toml"
    );
    let down = [("a.toml", "extends = 'x/../a.toml'")];
    let deeper = |path: &Path| {
        let found = path.ends_with("a.toml").then(|| down[0].1.to_owned());
        found.ok_or_else(|| "not there".to_owned())
    };
    let error = Library::new(&deeper).preset("a.toml").unwrap_err();
    assert!(matches!(error, PresetError::Cycle { .. }), "{error}");
}

#[test]
fn what_is_extended_and_not_there_is_named_with_who_extends_it() {
    let files = [
        ("a.toml", "extends = 'balancd'"),
        ("b.toml", "extends = 'gone.toml'"),
        (
            "c.toml",
            "extends = 'balanced'\n[application.'x/']\nleave = true",
        ),
    ];
    let error = read(&files, "a.toml").unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with(
            "there is no preset `balancd`, which `a.toml` extends; there is `balanced`"
        ),
        "{message}"
    );
    assert_eq!(error.help().unwrap(), "did you mean `balanced`?");
    let error = read(&files, "b.toml").unwrap_err();
    assert_eq!(error.to_string(), "cannot read `gone.toml`");
    let error = read(&files, "c.toml").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the preset `c.toml` decides for `x/` alone"
    );
}

#[test]
fn what_is_shown_of_a_preset_can_be_used_in_its_place() {
    for name in Preset::names() {
        let shown = with_files(&[], |library| library.shown(name)).unwrap();
        let as_file = read(&[("./shown", &shown)], "./shown").unwrap();
        let embedded = Preset::named(name).unwrap();
        assert_eq!(as_file.description, embedded.description);
        assert_eq!(as_file.groups, embedded.groups);
        let same = [
            (as_file.restrict_embedded, embedded.restrict_embedded),
            (as_file.restrict_process, embedded.restrict_process),
        ];
        assert!(same.iter().all(|(one, other)| one == other), "{name}");
        for kind in [MpmKind::Prefork, MpmKind::Threaded, MpmKind::Unknown] {
            assert_eq!(options(&as_file, kind), options(&embedded, kind), "{name}");
        }
        assert!(!shown.contains("\nextends"), "{shown}");
        assert!(shown.starts_with(&format!("# {name}: ")), "{shown}");
    }
    assert_eq!(
        with_files(&[], |library| library.shown("balanced")).unwrap(),
        BALANCED
    );
}

#[test]
fn the_sizes_of_the_embedded_presets_are_those_of_their_comments() {
    let sizes = |name: &str, kind| -> Vec<String> {
        let all = options(&Preset::named(name).unwrap(), kind);
        let is_size = |option: &String| {
            ["processes=", "threads=", "request-timeout="]
                .iter()
                .any(|start| option.starts_with(start))
        };
        all.into_iter().filter(is_size).collect()
    };
    let cases: [(&str, &[&str], &[&str]); 5] = [
        (
            "balanced",
            &["processes=2", "threads=5", "request-timeout=60"],
            &["processes=5", "threads=1", "request-timeout=300"],
        ),
        (
            "preserve",
            &["processes=3", "threads=15"],
            &["processes=5", "threads=1"],
        ),
        (
            "low-memory",
            &["processes=1", "threads=15", "request-timeout=60"],
            &["processes=2", "threads=1", "request-timeout=300"],
        ),
        (
            "hardened",
            &["processes=2", "threads=5", "request-timeout=60"],
            &["processes=5", "threads=1", "request-timeout=300"],
        ),
        (
            "express",
            &["threads=5", "request-timeout=60"],
            &["processes=5", "threads=1", "request-timeout=300"],
        ),
    ];
    for (name, threaded, prefork) in cases {
        assert_eq!(sizes(name, MpmKind::Threaded), threaded, "{name}");
        assert_eq!(sizes(name, MpmKind::Prefork), prefork, "{name}");
    }
}
