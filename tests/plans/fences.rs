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

#[test]
fn a_virtual_host_in_a_macro_gets_no_list() {
    let outcome = hardened(&format!(
        "LoadModule macro_module /modules/mod_macro.so\n<Macro Host $n>\n{}</Macro>\nUse Host a\nUse Host b\n",
        host("$n", A)
    ))
    .planned();
    assert_eq!(outcome.lines("WSGIRestrictProcess"), Vec::<String>::new());
    let held = outcome.held.iter();
    let held = held.filter(|held| held.contains("it stands in the body of a macro"));
    assert_eq!(held.count(), 2, "{outcome}");
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
