//! Wrong presets and decisions, and what the right ones do.

use super::folder::{APPLICATION, Folder, MODULES};

fn folder() -> Folder {
    Folder::with(format!("{MODULES}{APPLICATION}"))
}

/// Returns the definition that is proposed.
fn definition(folder: &Folder, options: &[&str]) -> String {
    let version = ["--mod-wsgi-version", "4.9.4"];
    let said = folder.says("plan", &[&version, options].concat());
    said.exits(0);
    let added = said
        .product
        .lines()
        .filter_map(|line| line.strip_prefix('+'));
    let mut definition = String::new();
    for line in added.skip_while(|line| !line.starts_with("WSGIDaemonProcess ")) {
        definition.push_str(line.trim_end_matches('\\'));
        if !line.ends_with('\\') {
            break;
        }
    }
    definition.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn presets_are_listed_with_what_they_are_good_for() {
    let said = Folder::new().run(&["presets", "list"]);
    said.exits(0);
    let lines = said.product.lines();
    let names: Vec<_> = lines.filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(
        names,
        [
            "balanced (the default)",
            "preserve",
            "low-memory",
            "hardened",
            "express"
        ]
    );
}

#[test]
fn a_shown_preset_can_be_used_as_a_file() {
    for name in ["balanced", "preserve", "low-memory", "hardened", "express"] {
        let shown = Folder::new().run(&["presets", "show", name]);
        shown.exits(0);
        let folder = folder().file("mine.toml", &shown.product);
        assert_eq!(
            definition(&folder, &["--preset", "DIR/mine.toml"]),
            definition(&folder, &["--preset", name]),
            "{name}"
        );
    }
}

#[test]
fn a_preset_that_cannot_be_shown() {
    Folder::new().run(&["presets", "show", "expres"]).exits(2).only_talks(
        "error: there is no preset `expres`; there is `balanced`, `preserve`, `low-memory`, `hardened`, `express`\n  \
         help: did you mean `express`?\n",
    );
    Folder::new()
        .file("mine.toml", "extends = 'other.toml'\n")
        .file("other.toml", "extends = 'mine.toml'\n")
        .run(&["presets", "show", "DIR/mine.toml"])
        .exits(2)
        .only_talks(
            "error: the preset `DIR/mine.toml` extends itself: \
             DIR/mine.toml extends DIR/other.toml extends DIR/mine.toml\n",
        );
}

#[test]
fn a_preset_that_is_not_whole() {
    Folder::with(format!("{MODULES}{APPLICATION}"))
        .file("mine.toml", "description = 'Mine'\n")
        .says("plan", &["--preset", "DIR/mine.toml"])
        .exits(2)
        .only_talks(
            "error: the preset `DIR/mine.toml` has no `restrict-embedded`\n  \
             help: write it, or `extends = \"balanced\"` for all that is not written\n",
        );
}

#[test]
fn a_key_of_the_preset_is_set_under_every_mpm() {
    let prefork =
        format!("LoadModule mpm_prefork_module modules/mod_mpm_prefork.so\n{MODULES}{APPLICATION}");
    let folder = Folder::with(prefork);
    assert!(definition(&folder, &[]).contains(" threads=1 "));
    assert!(definition(&folder, &["--set", "daemon.threads=3"]).contains(" threads=3 "));
    let both = ["--set", "daemon.threads=3", "--set", "daemon.lang=a b"];
    let definition = definition(&folder, &both);
    assert!(definition.contains(" threads=3 "), "{definition}");
    assert!(definition.ends_with(" lang=\"a b\""), "{definition}");
}

#[test]
fn an_option_for_one_application_beats_those_for_all() {
    let options = [
        "--set",
        "daemon.threads=3",
        "--application",
        "shop.test/:threads=2",
    ];
    assert!(definition(&folder(), &options).contains(" threads=2 "));
}

#[test]
fn templates_of_ones_own() {
    let folder = folder()
        .file("ours/header.conf.tera", "# Of the shop.\n")
        .file("ours/README", "not read")
        .file("misspelt/heder.conf.tera", "")
        .file("broken/header.conf.tera", "{{ nobody }}\n")
        .folder("empty");
    let said = folder.says("plan", &["--templates", "DIR/ours"]);
    said.exits(0);
    assert!(said.product.contains("\n+# Of the shop.\n"), "{said}");
    folder.says("plan", &["--templates", "DIR/misspelt"]).exits(2).only_talks(
        "error: cannot use the templates in `DIR/misspelt`\n  \
         because: there is no template `heder.conf.tera`; there is definitions.conf.tera, header.conf.tera\n  \
         help: did you mean `header.conf.tera`?\n",
    );
    folder.says("plan", &["--templates", "DIR/empty"]).exits(2).only_talks(
        "error: cannot read `DIR/empty`\n  because: it has no file whose name ends in `.tera`\n",
    );
    let said = folder.says("plan", &["--templates", "DIR/broken"]);
    said.exits(2);
    assert!(
        said.talk.contains("Variable `nobody` is not defined"),
        "{said}"
    );
    assert!(said.product.is_empty());
}

#[test]
fn a_key_that_cannot_be_set() {
    let refused = |option: &str| {
        let said = folder().says("plan", &["--set", option]);
        said.exits(2);
        said.talk
    };
    assert_eq!(
        refused("daemon.treads=3"),
        "error: `--set daemon.treads=3`: unknown option `treads` of WSGIDaemonProcess\n  \
         help: did you mean `threads`?\n"
    );
    assert_eq!(
        refused("daemon.threads"),
        "error: `--set daemon.threads` cannot be used\n  \
         help: write `--set KEY=VALUE`, for instance `--set daemon.threads=3`\n"
    );
    assert_eq!(
        refused("extends=express"),
        "error: `--set extends=express` cannot be used\n  help: use `--preset NAME`\n"
    );
    assert_eq!(
        refused("a b=1"),
        "error: `--set a b=1` cannot be used\n  \
         help: a key is one of a preset's, with its table: `daemon.threads`\n"
    );
}

#[test]
fn a_value_that_mod_wsgi_would_refuse_or_read_as_another() {
    let refused = |options: &[&str]| {
        let said = folder().says("plan", options);
        said.exits(2);
        assert!(said.product.is_empty());
        said.talk
    };
    assert_eq!(
        refused(&["--set", "daemon.threads=3.5"]),
        "error: `--set daemon.threads=3.5`: `threads` must be a whole number from 1 to 65533\n"
    );
    assert_eq!(
        refused(&["--application", "shop.test/:processes=abc"]),
        "error: `--application shop.test/:processes=abc`: `processes` must be a whole number from 1\n"
    );
    let answers = folder().file("answers.toml", "[application.\"shop.test/\"]\numask = 9\n");
    answers
        .says("plan", &["--answers", "DIR/answers.toml"])
        .exits(2)
        .only_talks(
            "error: the file of answers `DIR/answers.toml` cannot be read\n  \
             because: TOML parse error at line 2, column 9\n      \
             |\n    \
             2 | umask = 9\n      \
             |         ^\n    \
             `umask` must be the bits of a file mode in octal, as 022\n",
        );
}

#[test]
fn an_option_for_all_that_the_answers_overrule_is_told() {
    let folder = folder().file(
        "answers.toml",
        "[application.\"shop.test/\"]\nthreads = 2\n",
    );
    let said = folder.says(
        "plan",
        &["--answers", "DIR/answers.toml", "--set", "daemon.threads=9"],
    );
    said.exits(0);
    let talk = said.talk.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        talk.contains(
            "`--set daemon.threads=9` does not count for `shop.test/`: the file of answers `DIR/answers.toml` decides for \
             each of them alone"
        ),
        "{said}"
    );
    let said = folder.says(
        "plan",
        &[
            "--answers",
            "DIR/answers.toml",
            "--set",
            "daemon.processes=9",
        ],
    );
    assert!(!said.exits(0).talk.contains("does not count"), "{said}");
}

#[test]
fn a_decision_for_an_application_that_is_not_there() {
    let refused = |option: &str| {
        let said = folder().says("plan", &["--application", option]);
        said.exits(2);
        said.talk
    };
    assert_eq!(
        refused("shop.tset/:threads=3"),
        "error: `--application shop.tset/:threads=3` decides for `shop.tset/`, and there is no such application\n  \
         help: did you mean `shop.test/`?\n"
    );
    assert_eq!(
        refused("/elsewhere:threads=3"),
        "error: `--application /elsewhere:threads=3` decides for `/elsewhere`, and there is no such application\n  \
         help: the applications here are `shop.test/`\n"
    );
    assert_eq!(
        refused("shop.test/"),
        "error: `--application shop.test/` cannot be used\n  \
         help: write `--application ID:KEY=VALUE`, for instance `--application shop.example/:threads=3`\n"
    );
}

/// The options of `[daemon]` are for new process groups: to name that table would lead astray.
#[test]
fn an_option_of_a_process_group_that_is_there() {
    let folder = Folder::with(format!("{MODULES}WSGIDaemonProcess d\n{APPLICATION}"))
        .file("answers.toml", "[process-group.d]\nthreads = 3\n");
    let why = "cannot be decided for a process group that is there: it keeps the options of its definition; `leave` alone can";
    for key in ["threads", "leav"] {
        let option = format!("d:{key}=3");
        let said = folder.says("plan", &["--process-group", &option]);
        let expected = format!("error: `--process-group {option}`: `{key}` {why}\n");
        said.exits(2).only_talks(&expected);
    }
    let said = folder.says("plan", &["--answers", "DIR/answers.toml"]);
    let talk = said.exits(2).talk.split_whitespace().collect::<Vec<_>>();
    assert!(
        talk.join(" ").contains(&format!("`threads` {why}")),
        "{said}"
    );
    assert!(said.talk.contains("2 | threads = 3"), "{said}");
}

/// Whoever says a key last decides on that key alone.
#[test]
fn each_decision_is_traced_back_to_who_made_it() {
    let folder = folder();
    let options = [
        "--application",
        "shop.test/:process-group=laden",
        "--application",
        "shop.test/:threads=3",
        "--write-answers",
        "DIR/answers.toml",
    ];
    folder.says("plan", &options).exits(0);
    let answers = std::fs::read_to_string(folder.path().join("answers.toml")).unwrap();
    for (key, by) in [
        ("process-group = \"laden\"", "process-group=laden"),
        ("threads = 3", "threads=3"),
    ] {
        let line = answers.lines().find(|line| line.starts_with(key));
        let expected = format!("# `--application shop.test/:{by}`; ");
        assert!(
            line.is_some_and(|line| line.contains(&expected)),
            "{answers}"
        );
    }
}
