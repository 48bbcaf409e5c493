//! What is answered can be said by options and by a file of answers, with the same result.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wsgi_daemonize::host::Local;
use wsgi_daemonize::httpd::{self, Runtime};
use wsgi_daemonize::migration::{
    Answer, Ask, Decisions, Drafting, Library, Question, Said, Saying, Transcript,
};
use wsgi_daemonize::wizard;

use super::scripted::Act::{self, Mark, Say};
use super::scripted::{Drawer, KEY, Scripted};
use super::session::{ANSWERS, PATCH, drafting, drafting_on};
use super::walks::three;
use crate::plans::server::{MAIN, Server};
use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::{Site, sites_folder};

/// A path of the copied server as that names it.
fn on_server(site: &Site, path: &Path) -> PathBuf {
    let path = path.strip_prefix(site.root()).expect("below the root");
    Path::new("/").join(path)
}

/// Does something with what a plan of a sample server is made from.
fn drafting_site<T>(site: &Site, with: impl FnOnce(&Drafting<'_>) -> T) -> T {
    let host = Local::below(site.root().to_owned());
    let mut runtime = Runtime {
        config: on_server(site, &site.config()),
        server_root: on_server(site, &site.server_root()),
        ..Runtime::default()
    };
    if let Ok(text) = std::fs::read(site.config().with_file_name("envvars")) {
        runtime.environment = httpd::Envvars::parse(&text).variables;
    }
    drafting_on(&host, &runtime, with)
}

/// Returns the diff that `plan` makes with these options.
fn plan(site: &Site, options: &[OsString]) -> Vec<u8> {
    let mut arguments: Vec<OsString> = ["plan", "--mod-wsgi-version", "4.9.4"]
        .map(Into::into)
        .into();
    for (option, path) in [
        ("--root", site.root().to_owned()),
        ("--config", on_server(site, &site.config())),
        ("--server-root", on_server(site, &site.server_root())),
    ] {
        arguments.extend([option.into(), path.into()]);
    }
    arguments.extend_from_slice(options);
    let output = wsgi_daemonize(&arguments);
    let said = printable(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    output.stdout
}

/// Interviews, and plans by the answers that they write.
fn is_replayed(name: &str, script: impl IntoIterator<Item = (&'static str, Act)>) {
    let site = Site::copied(name);
    let (mut person, mut drawer) = (Scripted::new(script), Drawer::default());
    let ended = drafting_site(&site, |drafting| {
        wizard::walk(drafting, &mut person, &mut drawer, &[])
    });
    let ended = ended.expect(name);
    person.is_through();
    let Some(answers) = drawer.files.get(Path::new(ANSWERS)) else {
        assert_eq!(ended, wizard::Ended::NothingToDo, "{name}");
        assert_eq!(printable(&plan(&site, &[])), "", "{name}");
        return;
    };
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let file = folder.path().join(ANSWERS);
    std::fs::write(&file, answers).expect("it can be written");
    let replayed = plan(&site, &["--answers".into(), file.into()]);
    let patch = &drawer.files[Path::new(PATCH)];
    assert_eq!(printable(&replayed), *patch, "{name}\n{answers}");
}

#[test]
fn what_an_interview_has_recorded_makes_the_same_change_on_every_sample_server() {
    let entries = std::fs::read_dir(sites_folder()).expect("there are sites");
    for entry in entries {
        let name = entry.expect("it can be read").file_name();
        let name = name.into_string().expect("names are plain");
        is_replayed(&name, []);
    }
}

#[test]
fn what_was_decided_by_a_person_is_recorded() {
    let script = [
        ("preset", Say("express")),
        ("leave", Say("some")),
        ("leave.which", Mark(vec!["library.example/"])),
        ("share", Say("some")),
        (
            "share.which",
            Mark(vec!["blog.example/", "www.shop.example/"]),
        ),
        ("share.name", Say("sites")),
        ("size", Say("all")),
        ("size.processes", Say("4")),
        ("size.threads", Say("2")),
        ("look", Say("hunks")),
        (KEY, Say("n")),
        (KEY, Say("a")),
    ];
    is_replayed("debian-embedded", script);
}

/// Three applications, and a fourth one with a definition in its virtual host.
fn four() -> Server {
    let text = three().text(MAIN);
    let forum = "<VirtualHost *:80>\nServerName forum.test\nWSGIDaemonProcess forum\n\
                 WSGIScriptAlias / /srv/b.wsgi process-group=forum\n</VirtualHost>\n";
    three().file(MAIN, format!("{text}{forum}"))
}

/// Answers that reach every question about them.
fn ways() -> Vec<Vec<(&'static str, Answer)>> {
    let one = |id: &str| Answer::One(id.to_owned());
    let all = || Answer::Many(vec!["shop.test/".to_owned(), "wiki.test/".to_owned()]);
    let forum = || Answer::Many(vec!["forum".to_owned()]);
    vec![
        vec![],
        vec![("leave", one("some")), ("leave.which", all())],
        vec![("share", one("some")), ("share.which", all())],
        vec![("names", one("some")), ("names.which", all())],
        vec![("size", one("all"))],
        vec![("size", one("some")), ("size.which", all())],
        vec![("preset", one("hardened")), ("users", one("same"))],
        vec![("preset", one("hardened")), ("users", one("each"))],
        vec![("move", one("some")), ("move.which", forum())],
    ]
}

/// Returns all that can be answered to a question.
fn answers(question: &Question) -> Vec<Answer> {
    match &question.ask {
        Ask::One { choices, .. } => {
            let ids = choices.iter().map(|choice| choice.id.clone());
            ids.map(Answer::One).collect()
        }
        Ask::Many { items, .. } => {
            let ids = items.iter().map(|item| item.id.clone());
            vec![Answer::Many(ids.collect())]
        }
        Ask::Text { .. } => vec![Answer::Text("7".to_owned())],
    }
}

/// Returns what somebody decides, in words.
fn decided(saying: &Saying, said: Said<'_>) -> String {
    let no_files = |_: &Path| Err("no files are read here".to_owned());
    match (Decisions::gather(&Library::new(&no_files), said), saying) {
        (Ok(decisions), Saying::Application { .. }) => drafting(&four(), |drafting| {
            let applications = drafting.situation.inventory.applications.iter();
            let decided = applications.map(|of| decisions.of(&drafting.situation, of));
            format!("{:?}", decided.collect::<Vec<_>>())
        }),
        (Ok(decisions), Saying::ProcessGroup { .. }) => format!("{decisions:?}"),
        (Ok(decisions), _) => format!("{:?}", decisions.preset),
        (Err(error), _) => format!("{error:?}"),
    }
}

fn decided_by_answer(saying: &Saying) -> String {
    let answered = std::slice::from_ref(saying);
    let said = Said {
        answered,
        ..Said::default()
    };
    decided(saying, said)
}

fn decided_by_option(saying: &Saying) -> String {
    let (option, value) = saying.option();
    let values = std::slice::from_ref(&value);
    let mut said = Said::default();
    match option {
        "--preset" => said.preset = Some(&value),
        "--set" => said.set = values,
        "--application" => said.applications = values,
        "--process-group" => said.groups = values,
        other => panic!("there is no option {other}"),
    }
    // Who decided is the one difference.
    decided(saying, said).replace(&format!("`{saying}`"), "your answer")
}

/// Whatever can be answered is an option of the command line with the same effect; the questions that decide nothing by
/// themselves lead to others, or to what the preset says.
#[test]
fn each_answer_has_its_option() {
    let mut keys = BTreeSet::new();
    for question in ways().iter().flat_map(|way| questions_on(way)) {
        for answer in answers(&question) {
            for saying in question.says(&answer).expect("an answer to it") {
                assert_eq!(decided_by_answer(&saying), decided_by_option(&saying));
                keys.insert(match saying {
                    Saying::Preset(_) => "preset".to_owned(),
                    Saying::Set { key, .. }
                    | Saying::Application { key, .. }
                    | Saying::ProcessGroup { key, .. } => key,
                });
            }
        }
    }
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "daemon.processes",
            "daemon.threads",
            "group",
            "leave",
            "preset",
            "process-group",
            "processes",
            "restrict-embedded",
            "threads",
            "user"
        ]
    );
}

/// Returns the questions that come up when these are answered so, and the others as most would.
fn questions_on(way: &[(&str, Answer)]) -> Vec<Question> {
    drafting(&four(), |drafting| {
        let mut transcript = Transcript::default();
        let mut questions = Vec::new();
        while let Some(question) = drafting.draft(&transcript).expect("a draft").next {
            let known = way.iter().find(|(id, _)| *id == question.id);
            let answer =
                known.map_or_else(|| question.default_answer(), |(_, answer)| answer.clone());
            assert!(transcript.note(&question, answer), "{question:?}");
            questions.push(question);
        }
        questions
    })
}
