//! `WSGIRestrictProcess` for each virtual host, which the preset `hardened` wants.

use wsgi_daemonize::migration::Stage;

use super::server::Server;

/// A virtual host of this name.
fn host(name: &str, lines: &str) -> String {
    format!("<VirtualHost *:80>\n  ServerName {name}.test\n{lines}</VirtualHost>\n")
}

fn hardened(text: &str) -> Server {
    Server::with(text).preset("hardened")
}

const A: &str = "  WSGIScriptAlias / /srv/a.wsgi\n";
const B: &str = "  WSGIScriptAlias /x /srv/b.wsgi\n";

#[test]
fn each_virtual_host_may_use_the_groups_of_its_applications() {
    let text = format!(
        "WSGIScriptAlias /z /srv/b.wsgi\n{}{}{}",
        host("a", B),
        host("b", &format!("{B}{A}")),
        host("static", "  Redirect / http://a.test/\n").replace("  Redirect", "  #"),
    );
    let outcome = hardened(&text).planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIRestrictProcess"),
        [
            "WSGIRestrictProcess a-x z",
            "WSGIRestrictProcess b b-x",
            "WSGIRestrictProcess z"
        ],
        "{outcome}"
    );
    let main = outcome.after.text(super::server::MAIN);
    let placed = "<VirtualHost *:80>\n  WSGIRestrictProcess a-x z\n  ServerName a.test\n";
    assert!(main.contains(placed), "{outcome}");
    let balanced = Server::with(&text).planned();
    assert_eq!(balanced.lines("WSGIRestrictProcess"), Vec::<String>::new());
}

/// What is delegated already is as restricted as what is delegated now.
#[test]
fn a_server_in_daemons_gets_lists_and_nothing_else() {
    let outcome = hardened(&format!(
        "WSGIRestrictEmbedded On\nWSGIDaemonProcess a\nWSGIDaemonProcess \"my b\"\n{}{}",
        host("a", &format!("  WSGIProcessGroup a\n{A}")),
        host(
            "b",
            "  WSGIScriptAlias / /srv/b.wsgi process-group=\"my b\"\n"
        ),
    ))
    .planned();
    assert_eq!(
        outcome.lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess a", "WSGIRestrictProcess \"my b\""],
        "{outcome}"
    );
    assert_eq!(outcome.steps.len(), 2, "{outcome}");
}

/// Groups of sections, and of handlers of the main server, whose files every virtual host serves.
#[test]
fn a_list_has_the_groups_of_sections_and_of_what_every_virtual_host_serves() {
    let outcome = hardened(&format!(
        "WSGIDaemonProcess part\n<Directory /srv/scripts>\n  Options ExecCGI\n  AddHandler wsgi-script .wsgi\n</Directory>\n{}{}",
        host(
            "a",
            &format!("  <Location /admin>\n    WSGIProcessGroup part\n  </Location>\n{A}")
        ),
        host("b", ""),
    ))
    .planned();
    let lists = outcome.lines("WSGIRestrictProcess");
    assert_eq!(lists.len(), 2, "{outcome}");
    let handler = "main-scripts";
    assert!(
        lists[0].contains(" part") && lists[0].contains(handler),
        "{outcome}"
    );
    assert_eq!(
        lists[1],
        format!("WSGIRestrictProcess {handler}"),
        "{outcome}"
    );
}

/// A list that is there is somebody's decision.
#[test]
fn a_list_that_is_there_is_not_written_again() {
    for lines in [
        format!(
            "WSGIDaemonProcess d\n{}",
            host(
                "a",
                &format!("  WSGIRestrictProcess d e\n  WSGIProcessGroup d\n{A}")
            )
        ),
        format!(
            "WSGIDaemonProcess d\nWSGIRestrictProcess d e\n{}",
            host("a", &format!("  WSGIProcessGroup d\n{A}"))
        ),
    ] {
        let outcome = hardened(&lines).planned();
        assert_eq!(
            outcome.is_complete().lines("WSGIRestrictProcess"),
            ["WSGIRestrictProcess d e"]
        );
    }
}

/// Only the virtual hosts of which it cannot be shown that nothing is refused.
#[test]
fn a_virtual_host_with_something_unknown_gets_no_list() {
    for (lines, why) in [
        (
            "  SetEnv PG d\n  WSGIProcessGroup %{ENV:PG}\n  WSGIScriptAlias / /srv/b.wsgi\n",
            "the name of a process group depends on the request",
        ),
        (
            "  WSGIDispatchScript /srv/x.py\n  WSGIScriptAlias / /srv/b.wsgi process-group=d\n",
            "a script, or a .htaccess file, may choose where requests run",
        ),
        (
            "  SetHandler \"%{env:HH}\"\n  WSGIScriptAlias /x /srv/b.wsgi\n",
            "its handler may run applications that are not known",
        ),
        (
            "  WSGIScriptAlias / /srv/b.wsgi process-group=gone\n",
            "b.test/ is left as it is",
        ),
    ] {
        let load = "LoadModule env_module /modules/mod_env.so\nWSGIDaemonProcess d\n";
        let text = format!("{load}{}{}", host("b", lines), host("a", A));
        let outcome = hardened(&text).planned();
        assert_eq!(
            outcome.lines("WSGIRestrictProcess"),
            ["WSGIRestrictProcess a"],
            "{outcome}"
        );
        let start = "b.test is not restricted to its own process groups (";
        let mut held = outcome.held.iter();
        let held = held.find(|held| held.starts_with(start));
        assert!(held.is_some_and(|held| held.contains(why)), "{outcome}");
    }
}

/// A server whose virtual hosts stand in a macro.
fn in_macro(lines: &str, uses: &str) -> Server {
    let site = host("$n", lines);
    hardened(&format!(
        "LoadModule macro_module /modules/mod_macro.so\nWSGIDaemonProcess d\n<Macro Host $n $f>\n{site}</Macro>\n{uses}"
    ))
}

/// In each use the list comes to the names of that use.
#[test]
fn a_virtual_host_in_a_macro_gets_a_list_by_its_parameters() {
    let part = "  <Location /admin>\n    WSGIProcessGroup d\n  </Location>\n";
    let lines = format!("{B}{A}{part}");
    let outcome = in_macro(&lines, "Use Host a x\nUse Host b y\n").planned();
    let lists = outcome.is_complete().lines("WSGIRestrictProcess");
    assert_eq!(lists, ["WSGIRestrictProcess $n $n-x d"], "{outcome}");
    let step =
        "restrict a.test and b.test to their own process groups: `WSGIRestrictProcess $n $n-x d`";
    assert!(outcome.steps.iter().any(|title| title == step), "{outcome}");
}

/// The line would be in every use of the macro.
#[test]
fn a_virtual_host_in_a_macro_gets_no_list_that_is_wrong_in_another_use() {
    let apart =
        "  <IfDefine $f>\n    WSGIScriptAlias / /srv/a.wsgi process-group=d\n  </IfDefine>\n";
    let (static_use, unknown) = (
        "Use Host a ON\nUse Host b OFF\n",
        "  WSGIProcessGroup %{SERVER}\n",
    );
    for (lines, uses, who, why) in [
        (
            apart.to_owned(),
            static_use,
            "a.test is not",
            "no parameters of that come to the process groups of every use",
        ),
        (
            apart.to_owned(),
            "Use Host a ON\n<IfDefine NO>\n  Use Host b ON\n</IfDefine>\n",
            "a.test is not",
            "also used under a condition that does not hold",
        ),
        (
            format!(
                "  <IfFile /srv/$n.wsgi>\n  {unknown}  WSGIScriptAlias /u /srv/b.wsgi\n  </IfFile>\n{apart}"
            ),
            "Use Host a ON\nUse Host c ON\n",
            "c.test is not",
            "also that of a virtual host that cannot have a list",
        ),
    ] {
        let outcome = in_macro(&lines, &format!("Define ON\n{uses}")).planned();
        assert_eq!(
            outcome.lines("WSGIRestrictProcess"),
            Vec::<String>::new(),
            "{outcome}"
        );
        let mut held = outcome.held.iter();
        let is_it = |held: &&String| held.starts_with(who) && held.contains(why);
        assert!(held.any(|held| is_it(&held)), "{outcome}");
    }
}

/// Many virtual hosts without a list for one reason are one sentence.
#[test]
fn virtual_hosts_without_a_list_for_one_reason_are_named_together() {
    let lines = "  WSGIProcessGroup %{SERVER}\n  WSGIScriptAlias / /srv/a.wsgi\n";
    let names = ["a", "b", "c", "e", "f", "g", "h"];
    let groups = names.map(|name| format!("WSGIDaemonProcess {name}.test\n"));
    let hosts = names.map(|name| host(name, lines));
    let outcome = hardened(&(groups.concat() + &hosts.concat())).planned();
    let start = "a.test, b.test, c.test, e.test, f.test and 2 more are not restricted to their own process groups (";
    let all = outcome
        .held
        .iter()
        .filter(|held| held.contains("not restricted to"));
    let all: Vec<_> = all.collect();
    assert!(all.len() == 1 && all[0].starts_with(start), "{outcome}");
}

/// One line stands for the virtual hosts of both readings.
#[test]
fn a_virtual_host_that_is_read_twice_gets_one_list() {
    let outcome = hardened("Include one.conf\nListen 81\nInclude one.conf\n")
        .file("/etc/apache2/one.conf", host("a", A))
        .planned();
    assert_eq!(
        outcome.lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess a"],
        "{outcome}"
    );
}

/// A first step changes nothing but where applications run.
#[test]
fn lists_are_left_for_the_second_step() {
    let outcome = hardened(&host("a", A)).stage(Stage::Delegate).planned();
    assert_eq!(outcome.lines("WSGIRestrictProcess"), Vec::<String>::new());
}
