//! Walks through the interview: each answer has the effect that it promises.

use std::path::{Path, PathBuf};

use wsgi_daemonize::migration::{Answer, Ask};
use wsgi_daemonize::wizard::{self, Broken, Ended, Product, Stop};

use super::scripted::Act::{Back, Leave, Mark, Say};
use super::scripted::{Act, Drawer, Scripted};
use super::session::{PATCH, drafting, hold, resume};
use crate::plans::server::{MAIN, Server};

/// Three applications of three virtual hosts.
pub(super) fn three() -> Server {
    let host = |name: &str, script: &str| {
        format!(
            "<VirtualHost *:80>\nServerName {name}.test\nWSGIScriptAlias / /srv/{script}\n</VirtualHost>\n"
        )
    };
    Server::with(
        &[
            host("shop", "a.wsgi"),
            host("blog", "b.wsgi"),
            host("wiki", "scripts/c.wsgi"),
        ]
        .concat(),
    )
}

#[test]
fn whoever_presses_enter_gets_what_plan_proposes() {
    let held = hold(&three(), []);
    held.is_written();
    assert_eq!(
        held.person.asked,
        [
            "preset",
            "leave",
            "share",
            "names",
            "size",
            "restrict",
            "look",
            "now",
            "now.patch",
            "now.answers"
        ]
    );
    assert_eq!(held.patch(), three().planned().diff);
}

#[test]
fn a_preset_is_chosen() {
    let held = hold(&three(), [("preset", Say("low-memory"))]);
    assert_eq!(
        held.is_written().patch(),
        three().preset("low-memory").planned().diff
    );
    assert!(held.answers().contains("extends = \"low-memory\""));
}

#[test]
fn some_are_left_as_they_are() {
    let script = [
        ("leave", Say("some")),
        ("leave.which", Mark(vec!["blog.test/"])),
    ];
    let held = hold(&three(), script);
    assert_eq!(
        held.is_written().patch(),
        three().deciding("blog.test/:leave=true").planned().diff
    );
    // It is no news that this holds the restriction back.
    assert!(!held.person.asked.contains(&"held".to_owned()));
    assert!(held.answers().contains("leave = true  # your answer"));
}

#[test]
fn some_share_a_group() {
    let script = [
        ("share", Say("some")),
        ("share.which", Mark(vec!["shop.test/", "wiki.test/"])),
        ("share.name", Say("sites")),
    ];
    let held = hold(&three(), script);
    let groups = held.is_written().added("WSGIDaemonProcess");
    assert_eq!(groups.len(), 2, "{}", held.patch());
    assert!(groups[0].starts_with("WSGIDaemonProcess sites "));
    let comment = "process-group = \"sites\"  # your answer; where it runs";
    assert_eq!(
        held.answers().matches(comment).count(),
        2,
        "{}",
        held.answers()
    );
}

#[test]
fn one_alone_is_put_together_with_none_and_that_is_said() {
    let script = [
        ("share", Say("some")),
        ("share.which", Mark(vec!["shop.test/"])),
    ];
    let held = hold(&three(), script);
    assert_eq!(held.is_written().patch(), three().planned().diff);
    let said = "\nWith fewer than two nothing is put together. Choose again?\n";
    assert!(held.person.said.contains(said), "{}", held.person.said);
}

/// The name that is proposed is the first one's; Enter takes it.
#[test]
fn those_that_share_a_group_are_called_as_the_first_one_if_nobody_says_more() {
    let script = [
        ("share", Say("some")),
        ("share.which", Mark(vec!["shop.test/", "wiki.test/"])),
    ];
    let held = hold(&three(), script);
    let groups = held.is_written().added("WSGIDaemonProcess");
    assert_eq!(groups.len(), 2, "{}", held.patch());
    let delegated = held.patch().matches("process-group=shop\n").count();
    assert_eq!(delegated, 2, "{}", held.patch());
}

#[test]
fn a_name_that_cannot_be_is_asked_for_again() {
    let script = [
        ("names", Say("some")),
        ("names.which", Mark(vec!["shop.test/"])),
        ("names.shop.test/", Say("two words")),
        ("names.shop.test/", Say("laden")),
    ];
    let held = hold(&three(), script);
    held.is_written();
    assert!(
        held.person.said.contains("That cannot be: "),
        "{}",
        held.person.said
    );
    assert!(held.added("WSGIDaemonProcess")[0].starts_with("WSGIDaemonProcess laden "));
}

/// A slip of the hand puts nothing together that was to stay apart.
#[test]
fn the_name_of_another_group_is_asked_for_again() {
    let script = [
        ("names", Say("some")),
        ("names.which", Mark(vec!["shop.test/"])),
        ("names.shop.test/", Say("blog")),
        ("names.shop.test/", Say("laden")),
    ];
    let held = hold(&three(), script);
    assert_eq!(held.is_written().added("WSGIDaemonProcess").len(), 3);
    let said = &held.person.said;
    assert!(said.contains("`blog` is another one already."), "{said}");
}

#[test]
fn another_size_for_all_and_for_some() {
    let script = [
        ("size", Say("all")),
        ("size.processes", Say("4")),
        ("size.threads", Say("2")),
    ];
    let held = hold(&three(), script);
    let groups = held.is_written().added("WSGIDaemonProcess");
    assert!(
        groups
            .iter()
            .all(|group| group.contains(" processes=4 threads=2 ")),
        "{groups:?}"
    );
    let script = [
        ("size", Say("some")),
        ("size.which", Mark(vec!["blog.test/"])),
        ("size.processes", Say("9")),
    ];
    let held = hold(&three(), script);
    let groups = held.is_written().added("WSGIDaemonProcess");
    let with = |size: &str| groups.iter().filter(|group| group.contains(size)).count();
    assert_eq!(
        (
            with(" processes=9 threads=5 "),
            with(" processes=2 threads=5 ")
        ),
        (1, 2)
    );
}

/// What the figures come to is said with the next question, and a slip of the hand is asked about again.
#[test]
fn a_size_that_is_hardly_meant_is_asked_about_again() {
    let script = [
        ("size", Say("all")),
        ("size.processes", Say("4000")),
        ("size.processes.sure", Say("no")),
        ("size.processes", Say("4")),
        ("size.threads", Say("2500")),
        ("size.threads.sure", Say("no")),
        ("size.threads", Say("25")),
    ];
    let held = hold(&three(), script);
    let groups = held.is_written().added("WSGIDaemonProcess");
    let has_size = |group: &String| group.contains(" processes=4 threads=25 ");
    assert!(groups.iter().all(has_size), "{groups:?}");
    for said in [
        // 4.2 MiB each, and three children of httpd.
        "12000 processes in all, about 50401 MiB. Is that meant?",
        "12 processes in all, about 51 MiB. How many threads, for 3 groups?",
        "2500 threads in each process. Is that meant?",
    ] {
        assert!(held.person.said.contains(said), "{}", held.person.said);
    }
    // Whoever means it gets it.
    let script = [
        ("size", Say("some")),
        ("size.which", Mark(vec!["blog.test/"])),
        ("size.processes", Say("101")),
        ("size.processes.sure", Say("yes")),
    ];
    let groups = hold(&three(), script)
        .is_written()
        .added("WSGIDaemonProcess");
    let has_size = |group: &&String| group.contains(" processes=101 threads=5 ");
    assert_eq!(groups.iter().filter(has_size).count(), 1, "{groups:?}");
}

#[test]
fn more_than_the_machine_has_is_asked_about_again() {
    let server = || three().file("/proc/meminfo", "MemTotal:  40960 kB\n");
    let script = [
        ("size", Say("all")),
        ("size.processes", Say("4")),
        ("size.processes.sure", Say("no")),
        ("size.processes", Say("3")),
    ];
    let held = hold(&server(), script);
    held.is_written();
    let said = "12 processes in all, about 51 MiB, and this machine has 40 MiB. Is that meant?";
    assert!(held.person.said.contains(said), "{}", held.person.said);
    // Of the presets it is said, too.
    drafting(
        &three().file("/proc/meminfo", "MemTotal: 30720 kB\n"),
        |drafting| {
            let questions = drafting.questions().expect("questions");
            let Ask::One { choices, .. } = &questions[0].ask else {
                panic!("{:?}", questions[0]);
            };
            let too_much = choices.iter().filter(|choice| {
                let text = "about 38 MiB, more than the 30 MiB of this machine";
                choice.consequence.contains(text)
            });
            let too_much: Vec<&str> = too_much.map(|choice| &*choice.id).collect();
            assert_eq!(too_much, ["preserve"]);
        },
    );
}

/// What is asked about one is not asked as if there were several.
#[test]
fn a_single_application_is_asked_about_by_itself() {
    let one = || {
        Server::with(
            "<VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
        )
    };
    let script = [
        ("names", Say("some")),
        ("names.shop.test/", Say("laden")),
        ("size", Say("all")),
        ("size.processes", Say("3")),
    ];
    let held = hold(&one(), script);
    let groups = held.is_written().added("WSGIDaemonProcess");
    assert!(
        groups[0].contains("laden ") && groups[0].contains(" processes=3 "),
        "{groups:?}"
    );
    for said in [
        "Run 1 embedded application in daemons?",
        "New process group: shop. Is the name right?",
        "It gets 2 processes of 5 threads. Is that right?",
    ] {
        assert!(held.person.said.contains(said), "{}", held.person.said);
    }
    // Nothing is left to be changed then.
    let held = hold(&one(), [("leave", Say("none"))]);
    assert!(
        matches!(held.ended, Ok(Ended::NothingToDo)),
        "{:?}",
        held.ended
    );
    assert!(!held.person.asked.contains(&"leave.which".to_owned()));
}

#[test]
fn users_are_asked_for_where_the_preset_asks() {
    let server = three()
        .file("/etc/passwd", "web:x:1001:1001::/nonexistent:\n")
        .file("/etc/group", "web:x:1001:\n");
    let script = [
        ("preset", Say("hardened")),
        ("users", Say("same")),
        ("users.user", Say("nobody-has-this-name")),
        ("users.user", Say("web")),
        ("users.group", Say("web")),
    ];
    let held = hold(&server, script);
    let groups = held
        .is_written()
        .patch()
        .matches("user=web group=web")
        .count();
    assert_eq!(groups, 3, "{}", held.patch());
    assert!(held.person.said.contains("has no such user"));
}

#[test]
fn the_restriction_can_wait() {
    let held = hold(&three(), [("restrict", Say("later"))]);
    assert!(held.is_written().added("WSGIRestrictEmbedded").is_empty());
    assert!(held.answers().contains("restrict-embedded = false"));
}

#[test]
fn back_takes_the_last_answer_away() {
    let script = [
        ("preset", Say("low-memory")),
        ("leave", Back),
        ("preset", Say("express")),
        ("names", Back),
        ("share", Say("own")),
    ];
    let held = hold(&three(), script);
    assert_eq!(
        held.is_written().patch(),
        three().preset("express").planned().diff
    );
}

#[test]
fn back_from_the_plan_leads_to_the_last_question_and_from_the_first_nowhere() {
    let script = [
        ("preset", Back),
        ("look", Back),
        ("restrict", Say("later")),
        ("now", Back),
        ("look", Say("on")),
    ];
    let held = hold(&three(), script);
    assert!(held.is_written().added("WSGIRestrictEmbedded").is_empty());
    assert!(held.person.said.contains("This is the first question."));
}

#[test]
fn what_stands_in_the_way_is_told_and_can_be_mended_first() {
    let server = || {
        let text = three().text(MAIN);
        let wild = "<VirtualHost *:80>\nServerName wild.test\nWSGIScriptAlias / /srv/a.wsgi\n\
                    WSGIDispatchScript /srv/a.wsgi\n</VirtualHost>\n";
        three().file(MAIN, format!("{text}{wild}"))
    };
    let held = hold(&server(), [("held", Say("stop"))]);
    assert!(matches!(held.ended, Err(Broken::Stop(Stop::Wish))));
    let said = &held.person.said;
    let question = said.lines().last().expect("it is asked");
    assert!(
        question.starts_with(
            "WSGIRestrictEmbedded On has to wait for 2 things. The first: wild.test/ "
        ) && question.contains("(/etc/apache2/apache2.conf:")
            && question.ends_with(". Go on without the restriction?"),
        "{said}"
    );
    assert!(held.drawer.files.is_empty());
    let held = hold(&server(), [("held", Say("on"))]);
    assert_eq!(held.is_written().patch(), server().planned().diff);
}

#[test]
fn a_server_without_anything_to_do_is_asked_nothing() {
    let server = Server::with("WSGIRestrictEmbedded On\n");
    let held = hold(&server, []);
    assert!(matches!(held.ended, Ok(Ended::NothingToDo)));
    assert_eq!(held.person.asked, Vec::<String>::new());
    assert!(
        held.person.said.contains("nothing to change"),
        "{}",
        held.person.said
    );
}

#[test]
fn a_file_that_cannot_be_written_is_asked_for_again() {
    let mut person = Scripted::new([
        ("now", Say("patch")),
        ("now.patch", Say(PATCH)),
        ("now.patch", Say("other")),
    ]);
    let mut drawer = Drawer {
        broken: Some(PathBuf::from(PATCH)),
        ..Drawer::default()
    };
    let server = three();
    let ended = drafting(&server, |drafting| {
        wizard::walk(drafting, &mut person, &mut drawer, &[])
    });
    assert!(matches!(ended, Ok(Ended::Written)));
    assert!(person.said.contains("the disk is full"));
    assert!(drawer.files.contains_key(Path::new("other")));
}

/// Whoever answers another question writes no file called `y`.
#[test]
fn a_letter_or_a_number_is_no_name_of_a_file() {
    for slip in ["y", "1", "12", "no"] {
        let script = [
            ("now", Say("patch")),
            ("now.patch", Say(slip)),
            ("now.patch", Say("./y")),
        ];
        let held = hold(&three(), script);
        let files: Vec<_> = held.is_written().drawer.files.keys().collect();
        assert_eq!(files, [Path::new("./y")]);
    }
}

/// Answers of an interview that somebody went away from.
fn broken_off(script: impl IntoIterator<Item = (&'static str, Act)>) -> Vec<(String, Answer)> {
    let held = hold(&three(), script);
    assert!(matches!(held.ended, Err(Broken::Stop(Stop::Ended))));
    let answers = held.drawer.kept.answers();
    answers
        .map(|(id, answer)| (id.to_owned(), answer.clone()))
        .collect()
}

#[test]
fn an_interview_goes_on_where_it_was_broken_off() {
    let before = broken_off([
        ("preset", Say("express")),
        ("leave", Say("some")),
        ("leave.which", Mark(vec!["wiki.test/"])),
        ("names", Leave),
    ]);
    let held = resume(&three(), [], &before);
    assert_eq!(held.is_written().person.asked.first().unwrap(), "names");
    let told = "\nWhat was answered before:\n  Which preset? (now: about 26 MiB) express\n  Run 3 embedded applications in \
                daemons? Leave some as they are\n  Which stay as they are? wiki.test/\n";
    assert!(held.person.said.starts_with(told), "{}", held.person.said);
    assert_eq!(
        held.patch(),
        three()
            .preset("express")
            .deciding("wiki.test/:leave=true")
            .planned()
            .diff
    );
}

#[test]
fn an_answer_to_what_is_not_asked_any_more_is_named() {
    let before = broken_off([
        ("leave", Say("some")),
        ("leave.which", Mark(vec!["wiki.test/"])),
        ("share", Leave),
    ]);
    let host =
        "<VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
    let held = resume(&Server::with(host), [], &before);
    assert!(
        held.is_written()
            .person
            .said
            .contains("do not count: leave, leave.which"),
        "{}",
        held.person.said
    );
}

#[test]
fn what_is_wanted_before_is_written_and_not_asked_for() {
    let mut person = Scripted::new([]);
    let wanted = |file: &str| (Product::Patch, PathBuf::from(file));
    let mut drawer = Drawer {
        wanted: vec![wanted("x.patch")],
        ..Drawer::default()
    };
    let server = three();
    let ended = drafting(&server, |drafting| {
        wizard::walk(drafting, &mut person, &mut drawer, &[])
    });
    assert!(matches!(ended, Ok(Ended::Written)));
    assert_eq!(person.asked.last().unwrap(), "look");
    assert_eq!(drawer.files[Path::new("x.patch")], server.planned().diff);
    // What cannot be written is asked for.
    let mut person = Scripted::new([("now", Say("patch")), ("now.patch", Say("other"))]);
    let mut drawer = Drawer {
        wanted: vec![wanted("x.patch")],
        broken: Some(PathBuf::from("x.patch")),
        ..Drawer::default()
    };
    let ended = drafting(&server, |drafting| {
        wizard::walk(drafting, &mut person, &mut drawer, &[])
    });
    assert!(matches!(ended, Ok(Ended::Written)));
    person.is_through();
    assert!(
        person
            .said
            .contains("`x.patch` cannot be written: the disk is full")
    );
    assert!(drawer.files.contains_key(Path::new("other")));
}

/// Definitions in two virtual hosts, one of which has an error log.
fn defined_in_virtual_hosts() -> Server {
    let host = |name: &str, line: &str| {
        format!(
            "<VirtualHost *:80>\nServerName {name}.test\n{line}WSGIDaemonProcess {name}\n\
             WSGIScriptAlias / /srv/a.wsgi process-group={name}\n</VirtualHost>\n"
        )
    };
    Server::with(&[host("shop", "ErrorLog shop.log\n"), host("blog", "")].concat())
}

#[test]
fn definitions_move_with_what_their_processes_write_unless_somebody_leaves_them() {
    let held = hold(&defined_in_virtual_hosts(), [("move", Say("all"))]);
    assert_eq!(
        held.is_written().patch(),
        defined_in_virtual_hosts().planned().diff
    );
    let script = [("move", Say("some")), ("move.which", Mark(vec!["shop"]))];
    let held = hold(&defined_in_virtual_hosts(), script);
    let expected = defined_in_virtual_hosts().deciding_group("shop:leave=true");
    assert_eq!(held.is_written().patch(), expected.planned().diff);
    // It is no news that this definition stays, and nothing rests on it.
    assert!(!held.person.asked.contains(&"held".to_owned()));
}

#[test]
fn whose_log_moves_is_told() {
    let questions =
        |server: &Server| drafting(server, |drafting| drafting.questions().expect("questions"));
    let of = |server: &Server| {
        let questions = questions(server);
        let question = questions.into_iter().find(|question| question.id == "move");
        question.expect("it is asked")
    };
    let question = of(&defined_in_virtual_hosts());
    assert!(
        question.why.iter().any(|why| why.contains("`shop`")
            && why.contains("it goes where /etc/apache2/apache2.conf:8 says now")),
        "{question:?}"
    );
    assert!(!question.why.iter().any(|why| why.contains("`blog`")));
}

/// There is nothing to decide about it.
#[test]
fn a_part_that_a_section_keeps_embedded_is_told() {
    let server = Server::with(
        "WSGIDaemonProcess shop\n<VirtualHost *:80>\nServerName shop.test\nWSGIProcessGroup shop\n\
         WSGIScriptAlias / /srv/a.wsgi\n<Location /admin>\nWSGIProcessGroup %{GLOBAL}\n</Location>\n</VirtualHost>\n",
    );
    drafting(&server, |drafting| {
        let questions = drafting.questions().expect("questions");
        let restrict = questions.iter().find(|question| question.id == "restrict");
        let why = restrict.expect("it is asked").why.concat();
        assert!(
            why.contains("moves into a process group for itself"),
            "{why}"
        );
    });
}
