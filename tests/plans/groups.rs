//! Which group an embedded application gets, and how its line says so.

use super::server::Server;

#[test]
fn twins_on_two_ports_share_a_group() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n\
         <VirtualHost *:443>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    let line = "WSGIScriptAlias / /srv/a.wsgi process-group=shop application-group=%{GLOBAL}";
    assert_eq!(outcome.is_complete().lines("WSGIScriptAlias"), [line, line]);
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1);
}

#[test]
fn two_applications_of_one_host_get_two_groups() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias /api/v2 /srv/b.wsgi\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias /api/v2 /srv/b.wsgi process-group=shop-api-v2 application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop application-group=%{GLOBAL}",
        ]
    );
}

#[test]
fn a_twin_of_a_delegated_application_joins_its_group() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop threads=3\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n\
         <VirtualHost *:443>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    let line = "WSGIScriptAlias / /srv/a.wsgi process-group=shop";
    assert_eq!(outcome.is_complete().lines("WSGIScriptAlias"), [line, line]);
    assert_eq!(
        outcome.lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess shop threads=3"]
    );
}

/// The processes of such a group are another user: files would become unreadable.
#[test]
fn a_twin_does_not_join_a_group_of_another_user() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop user=nobody\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n\
         <VirtualHost *:443>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop",
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop-2 application-group=%{GLOBAL}",
        ]
    );
}

#[test]
fn an_explicitly_embedded_alias_is_rewritten_in_place() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi process-group=%{GLOBAL} pass-authorization=On\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=main application-group=%{GLOBAL} pass-authorization=On"
        ]
    );
}

/// mod_wsgi takes the last of several equal options (mod_wsgi.md 2.1).
#[test]
fn an_explicitly_embedded_alias_in_quotes_is_overruled() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi process-group=\"%{GLOBAL}\"\n</VirtualHost>\n",
    )
    .planned();
    let lines = outcome.is_complete().lines("WSGIScriptAlias");
    assert!(
        lines[0].contains("\"%{GLOBAL}\" process-group=main"),
        "{outcome}"
    );
}

#[test]
fn a_vhosts_application_group_is_kept() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIApplicationGroup %{SERVER}\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=main"]
    );
    assert_eq!(
        outcome.lines("WSGIApplicationGroup"),
        ["WSGIApplicationGroup %{SERVER}"]
    );
}

#[test]
fn a_sections_application_group_is_kept() {
    let outcome = Server::with(
        "<Directory /srv>\n  WSGIApplicationGroup shared\n</Directory>\n\
         <VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=main"]
    );
}

/// mod_wsgi would try to load the directory as a script at every start (mod_wsgi.md 3.4).
#[test]
fn an_alias_to_a_directory_gets_no_application_group() {
    let outcome =
        Server::with("<VirtualHost *:80>\n  WSGIScriptAlias /run /srv/scripts\n</VirtualHost>\n")
            .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        ["WSGIScriptAlias /run /srv/scripts process-group=main-run"]
    );
}

#[test]
fn a_script_that_is_not_there_gets_no_application_group() {
    let outcome =
        Server::with("<VirtualHost *:80>\n  WSGIScriptAlias / /srv/gone.wsgi\n</VirtualHost>\n")
            .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/gone.wsgi process-group=main"]
    );
}

/// An application of the main server is another application in every virtual host, unless all of them share one interpreter.
#[test]
fn an_application_of_the_main_server_keeps_its_interpreters() {
    let outcome = Server::with(
        "WSGIScriptAlias /status /srv/a.wsgi\n\
         <VirtualHost *:80>\n  ServerName one.test\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        ["WSGIScriptAlias /status /srv/a.wsgi process-group=status"]
    );
}

/// `WSGIRestrictProcess` compares names without regard to case.
#[test]
fn new_names_are_unique_ignoring_case() {
    let outcome = Server::with(
        "WSGIDaemonProcess SHOP\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName Shop.example\n  WSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop-2 application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/b.wsgi process-group=Shop-3 application-group=%{GLOBAL}",
        ]
    );
}

#[test]
fn a_name_is_made_of_plain_characters() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias \"/a b/=%c\" /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    let lines = outcome.is_complete().lines("WSGIScriptAlias");
    assert!(
        lines[0].contains(" process-group=shop-a-b---c "),
        "{outcome}"
    );
}

#[test]
fn a_path_in_quotes_keeps_them() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias \"/\" \"/srv/my site/a.wsgi\"\n</VirtualHost>\n",
    )
    .file("/srv/my site/a.wsgi", "")
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias \"/\" \"/srv/my site/a.wsgi\" process-group=main application-group=%{GLOBAL}"
        ]
    );
}

/// An open quote would swallow what is added.
#[test]
fn an_alias_with_an_open_quote_is_left_alone() {
    let outcome =
        Server::with("<VirtualHost *:80>\n  WSGIScriptAlias / \"/srv/a.wsgi\n</VirtualHost>\n")
            .planned();
    outcome.changes_nothing();
    assert_eq!(outcome.held.len(), 1, "{outcome}");
    assert!(
        outcome.held[0].contains("an open quote, for instance, swallows it"),
        "{outcome}"
    );
}

#[test]
fn a_continued_alias_is_added_to_at_its_end() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias / \\\n      /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    let text = outcome.is_complete().after.text(super::server::MAIN);
    assert!(
        text.contains("  WSGIScriptAlias / \\\n      /srv/a.wsgi process-group=main application-group=%{GLOBAL}\n"),
        "{outcome}"
    );
}

/// What embedded interpreters get from these directives, groups do not (mod_wsgi.md 1).
#[test]
fn the_python_path_of_embedded_mode_becomes_an_option() {
    let outcome = Server::with(
        "WSGIPythonPath \"/srv/my lib:/srv/lib\"\nWSGIPythonEggs /var/eggs\n\
         <VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    let text = outcome.is_complete().after.text(super::server::MAIN);
    assert!(
        text.contains("python-path=\"/srv/my lib:/srv/lib\""),
        "{outcome}"
    );
    assert!(text.contains("python-eggs=/var/eggs"), "{outcome}");
}

/// To define it would give another application's requests, which fail now, to this one's processes.
#[test]
fn a_new_group_does_not_take_the_name_of_an_undefined_one() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  WSGIScriptAlias / /srv/b.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop-2 application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/b.wsgi process-group=shop",
        ]
    );
}

/// With both groups written out, mod_wsgi loads the script at start, and looks for the group while it reads the line
/// (wsgi_config.c: wsgi_add_script_alias): the definition has to stand above, also where there is no virtual host.
#[test]
fn an_application_group_on_the_alias_wants_the_definition_above() {
    let outcome =
        Server::with("WSGIScriptAlias / /srv/a.wsgi application-group=%{GLOBAL}\n").planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi application-group=%{GLOBAL} process-group=main"]
    );
    let text = outcome.after.text(super::server::MAIN);
    assert!(
        text.find("WSGIDaemonProcess") < text.find("WSGIScriptAlias"),
        "{outcome}"
    );
}

#[test]
fn loading_at_start_is_announced() {
    let host = |target: &str| {
        let lines = format!("<VirtualHost *:80>\n  WSGIScriptAlias / {target}\n</VirtualHost>\n");
        Server::with(&lines).planned()
    };
    host("/srv/a.wsgi")
        .notes("is loaded when a process of its group starts, no longer at its first request");
    let outcome = host("/srv/scripts");
    assert!(
        !outcome
            .notes
            .iter()
            .any(|note| note.contains("loaded when a process")),
        "{outcome}"
    );
}

/// mod_wsgi takes the first alias that matches, not the longest.
#[test]
fn an_application_behind_another_one_gets_no_group() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n  WSGIScriptAlias /b /srv/b.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.keeps_only(
        "*:80/b is left as it is (/etc/apache2/apache2.conf:8): it can never be asked for, because the alias at \
         /etc/apache2/apache2.conf:7 takes its URLs first; put it above that one, or take it away",
    );
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1, "{outcome}");
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias /b /srv/b.wsgi\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete();
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 2, "{outcome}");
}

/// The aliases of mod_alias come before those of mod_wsgi, wherever they stand (measured).
#[test]
fn an_application_behind_mod_alias_gets_no_group() {
    let hidden = |line: usize, by: usize| {
        format!(
            "*:80/b/c is left as it is (/etc/apache2/apache2.conf:{line}): it can never be asked for, because `Alias` at \
             /etc/apache2/apache2.conf:{by} takes its URLs first, wherever it stands; give that line another path, or take \
             the application away"
        )
    };
    let load = "LoadModule alias_module /modules/mod_alias.so\n";
    let host = |lines: &str| {
        Server::with(&format!(
            "{load}<VirtualHost *:80>\n{lines}</VirtualHost>\n"
        ))
        .planned()
    };
    for (lines, line, by) in [
        (
            "Alias /b /srv/x\nWSGIScriptAlias / /srv/a.wsgi\nWSGIScriptAlias /b/c /srv/b.wsgi\n",
            10,
            8,
        ),
        (
            "WSGIScriptAlias /b/c /srv/b.wsgi\nWSGIScriptAlias / /srv/a.wsgi\nAlias /b /srv/x\n",
            8,
            10,
        ),
        (
            "WSGIScriptAlias /b/c /srv/b.wsgi\nWSGIScriptAlias / /srv/a.wsgi\nAlias /b/c /srv/x\n",
            8,
            10,
        ),
    ] {
        let outcome = host(lines);
        outcome.keeps_only(&hidden(line, by));
        assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1, "{outcome}");
        assert_eq!(outcome.lines("WSGIRestrictEmbedded").len(), 1, "{outcome}");
    }
    for part in [
        "Alias /b/c/ /srv/x/\n",
        "Alias /b/c/static /srv/x\n",
        "AliasMatch ^/b/c/[^/]+$ /srv/x\n",
    ] {
        let outcome = host(&format!("{part}WSGIScriptAlias /b/c /srv/b.wsgi\n"));
        outcome.is_complete();
        assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1, "{outcome}");
    }
}

/// What nobody can ask for does not fail, whatever it names.
#[test]
fn an_application_behind_another_one_does_not_hold_the_restriction() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n  WSGIScriptAlias /b /srv/b.wsgi process-group=gone\n\
         </VirtualHost>\n",
    )
    .preset("hardened")
    .planned();
    assert_eq!(outcome.held.len(), 1, "{outcome}");
    assert_eq!(outcome.lines("WSGIRestrictEmbedded").len(), 1, "{outcome}");
    assert_eq!(outcome.lines("WSGIRestrictProcess").len(), 1, "{outcome}");
}

/// Measured: c.test answers 500 before and after, the others are served.
#[test]
fn a_virtual_host_that_fails_does_not_hold_what_others_serve() {
    for lines in [
        "<Directory /srv/scripts>\n  Options ExecCGI\n  AddHandler wsgi-script .wsgi\n</Directory>\n",
        "WSGIScriptAlias /m /srv/a.wsgi\n",
    ] {
        let outcome = Server::with(&format!(
            "{lines}<VirtualHost *:80>\n  ServerName a.test\n</VirtualHost>\n\
             <VirtualHost *:80>\n  ServerName c.test\n  WSGIProcessGroup gone\n</VirtualHost>\n"
        ))
        .planned();
        assert_eq!(outcome.held.len(), 1, "{outcome}");
        let held = &outcome.held[0];
        assert!(
            held.contains("asked for in c.test, is left as it is"),
            "{outcome}"
        );
        assert!(
            held.contains("`gone`, which is defined nowhere"),
            "{outcome}"
        );
        assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1, "{outcome}");
        let groups = outcome.lines("WSGIProcessGroup");
        assert_eq!(groups.len(), 2, "{outcome}");
        assert!(
            groups.contains(&"WSGIProcessGroup gone".to_owned()),
            "{outcome}"
        );
        assert_eq!(outcome.lines("WSGIRestrictEmbedded").len(), 1, "{outcome}");
    }
}

/// A section whose requests fail keeps its line, and they fail as before; the rest of the application is delegated below it.
#[test]
fn a_part_that_fails_does_not_hold_the_rest() {
    let section = "<Location /x>\n    WSGIProcessGroup gone\n  </Location>";
    let outcome = Server::with(&format!(
        "WSGIDaemonProcess g\n<VirtualHost *:80>\n  ServerName a.test\n  WSGIScriptAlias / /srv/a.wsgi\n  {section}\n\
         </VirtualHost>\n<VirtualHost *:80>\n  ServerName b.test\n  WSGIProcessGroup g\n  \
         WSGIScriptAlias / /srv/b.wsgi\n  {section}\n</VirtualHost>\n"
    ))
    .planned();
    let why = "it names the process group `gone`, which is defined nowhere: its requests fail now; define the group or correct \
               the name";
    let of = |label: &str, line: u32| {
        format!(
            "what a section sends elsewhere of {label} is left as it is (/etc/apache2/apache2.conf:{line}): {why}"
        )
    };
    assert_eq!(outcome.held, [of("a.test/", 11), of("b.test/", 19)]);
    assert_eq!(
        outcome.lines("WSGIProcessGroup"),
        [
            "WSGIProcessGroup a",
            "WSGIProcessGroup gone",
            "WSGIProcessGroup g",
            "WSGIProcessGroup gone"
        ]
    );
    assert_eq!(outcome.lines("WSGIRestrictEmbedded").len(), 1, "{outcome}");
}

/// The commonest mistake of all: a group is defined, and the section that names it does not hold the script.
#[test]
fn a_group_that_nothing_uses_is_named_while_its_site_gets_another_one() {
    let server = |section: &str| {
        let lines = format!(
            "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIDaemonProcess shop\n  WSGIScriptAlias / /srv/a.wsgi\n\
             <Directory {section}>\n  WSGIProcessGroup shop\n</Directory>\n</VirtualHost>\n\
             <VirtualHost *:80>\n  ServerName blog.test\n  WSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n"
        );
        Server::with(&lines).planned()
    };
    let idle = "nothing is known to use the process group `shop` (/etc/apache2/apache2.conf:8)";
    server("/srv/shop").is_complete().notes(idle);
    let outcome = server("/srv");
    assert!(
        !outcome
            .notes
            .iter()
            .any(|note| note.contains("known to use")),
        "{outcome}"
    );
}

/// An alias with both groups is looked up while it is read, so a group that is defined below it is out of its reach.
#[test]
fn a_twin_does_not_join_a_group_that_is_defined_below_it() {
    let outcome = Server::with(
        "<VirtualHost *:443>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi application-group=own\n</VirtualHost>\n\
         WSGIDaemonProcess shop\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi application-group=own process-group=shop-2",
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop",
        ]
    );
}

/// A group without threads never answers.
#[test]
fn a_twin_does_not_join_a_group_for_services() {
    for threads in ["0", "00", "none"] {
        let outcome = Server::with(&format!(
            "WSGIDaemonProcess shop threads={threads}\n\
             <VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n\
             <VirtualHost *:443>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
        ))
        .planned();
        assert_eq!(
            outcome.is_complete().lines("WSGIScriptAlias"),
            [
                "WSGIScriptAlias / /srv/a.wsgi process-group=shop",
                "WSGIScriptAlias / /srv/a.wsgi process-group=shop-2 application-group=%{GLOBAL}",
            ]
        );
    }
}

/// The second of two aliases for one URL path is never asked for; it goes with the first.
#[test]
fn an_alias_that_another_hides_for_all_hosts_goes_with_it() {
    let outcome = Server::with(
        "<IfModule wsgi_module>\nWSGIScriptAlias / /srv/a.wsgi process-group=%{GLOBAL}\n</IfModule>\n\
         <IfModule wsgi_module>\nWSGIScriptAlias / /srv/a.wsgi\n</IfModule>\n\
         <VirtualHost *:80>\nServerName shop.test\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete();
}

/// httpd does not start with two groups of one name: `apache2 -t -D X` says so.
#[test]
fn a_name_that_waits_under_a_false_condition_is_taken() {
    let server = Server::with(
        "<IfDefine X>\nWSGIDaemonProcess shop\n</IfDefine>\n\
         <VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    );
    let planned = server.planned();
    assert_eq!(
        planned.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=shop-2 application-group=%{GLOBAL}"]
    );
    assert!(planned.after.define("X").is_accepted());
}

/// The line that names it stays as it is, the definition moves.
#[test]
fn a_group_that_a_virtual_host_names_for_all_its_applications_is_kept() {
    let own = "WSGIProcessGroup shop";
    let outcome = Server::with(&format!(
        "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIDaemonProcess shop threads=2\n  {own}\n  \
         WSGIScriptAlias /api /srv/b.wsgi\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    ))
    .planned();
    outcome.is_complete();
    assert_eq!(outcome.lines("WSGIProcessGroup"), [own]);
    assert_eq!(
        outcome.lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess shop threads=2"]
    );
    assert_eq!(outcome.steps.len(), 2, "{outcome}");
}

/// They share an interpreter already: nothing of that changes.
#[test]
fn applications_that_share_a_group_and_its_interpreter_are_left_alone() {
    let host = |name: &str, script: &str| {
        format!(
            "<VirtualHost *:80>\n  ServerName {name}.test\n  WSGIProcessGroup all\n  WSGIApplicationGroup %{{GLOBAL}}\n  \
             WSGIScriptAlias / /srv/{script}.wsgi\n</VirtualHost>\n"
        )
    };
    let hosts = [host("shop", "a"), host("blog", "b")].concat();
    let outcome = Server::with(&format!("WSGIDaemonProcess all\n{hosts}")).planned();
    outcome.is_complete();
    assert_eq!(outcome.steps.len(), 1, "{outcome}");
    assert!(
        outcome.steps[0].starts_with("restrict embedded mode"),
        "{outcome}"
    );
    outcome.notes(
        "shop.test/, blog.test/ share the main interpreter of the process group `all` already, with their modules and \
         `os.environ`: if they are in each other's way, give each a group of its own",
    );
    // Twins are one application.
    let hosts = [host("shop", "a"), host("shop", "a")].concat();
    let outcome = Server::with(&format!("WSGIDaemonProcess all\n{hosts}")).planned();
    assert!(!outcome.to_string().contains("share the"), "{outcome}");
}
