//! Lines in macros: one line of a file, and as many directives as the macro has uses.

use super::server::{MAIN, Server};

/// A main file with a macro of these lines, and these lines after it.
fn with_macro(header: &str, body: &str, after: &str) -> Server {
    Server::with(&format!(
        "LoadModule macro_module /modules/mod_macro.so\n<Macro {header}>\n{body}</Macro>\n{after}"
    ))
}

/// The virtual host of a site, with its own process group.
const SITE: &str = "<VirtualHost *:80>\n  ServerName $domain\n  # Of $name.\n  WSGIDaemonProcess $name threads=3\n\n  \
                    WSGIScriptAlias / /srv/$name.wsgi process-group=$name\n</VirtualHost>\n";

const USES: &str = "Use Site a a.test\nUse Site b b.test\n";

#[test]
fn a_definition_in_a_macro_becomes_one_for_each_use() {
    let outcome = with_macro("Site $name $domain", SITE, USES).planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIDaemonProcess"),
        [
            "WSGIDaemonProcess a threads=3",
            "WSGIDaemonProcess b threads=3"
        ]
    );
    let text = outcome.after.text(MAIN);
    assert!(
        text.contains("# Of a.\nWSGIDaemonProcess a threads=3\n"),
        "{outcome}"
    );
    assert!(
        text.contains(
            "  ServerName $domain\n\n  WSGIScriptAlias / /srv/$name.wsgi process-group=$name\n"
        ),
        "{outcome}"
    );
}

/// Its group would not be defined.
#[test]
fn a_definition_in_a_macro_with_a_hidden_use_stays() {
    let hidden = format!("{USES}<IfDefine TEST>\n  use site c c.test\n</IfDefine>\n");
    let outcome = with_macro("Site $name $domain", SITE, &hidden).planned();
    assert_eq!(
        outcome.lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess $name threads=3"],
        "{outcome}"
    );
    assert_eq!(outcome.held.len(), 2, "{outcome}");
    assert!(
        outcome.held[0].ends_with(
            "its macro is also used under a condition that does not hold, for a group that is not known here; define its \
             groups by hand"
        ),
        "{outcome}"
    );
}

/// An embedded site.
const EMBEDDED: &str = "<VirtualHost *:80>\n  ServerName $domain\n  WSGIScriptAlias / /srv/$name.wsgi\n</VirtualHost>\n";

/// One line of the macro, and a group for each use.
#[test]
fn an_application_in_a_macro_is_delegated_by_a_parameter() {
    let outcome = with_macro("Site $name $domain", EMBEDDED, USES).planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/$name.wsgi process-group=$name application-group=%{GLOBAL}"]
    );
    let definitions = outcome.lines("WSGIDaemonProcess");
    assert!(
        definitions[0].starts_with("WSGIDaemonProcess a "),
        "{outcome}"
    );
    assert!(
        definitions[1].starts_with("WSGIDaemonProcess b "),
        "{outcome}"
    );
    assert_eq!(definitions.len(), 2);
    outcome.notes("each new `Use` of it needs a definition beside the others");
}

/// What a macro mounts besides is named for its mount; the plain and the TLS host of a site share a group.
#[test]
fn several_applications_in_a_macro_are_told_apart_by_their_mounts() {
    let host = |port: &str| {
        format!(
            "<VirtualHost *:{port}>\n  ServerName $domain\n  WSGIScriptAlias /api /srv/b.wsgi\n  \
             WSGIScriptAlias / /srv/$name.wsgi\n</VirtualHost>\n"
        )
    };
    let body = [host("80"), host("443")].concat();
    let outcome = with_macro("Site $name $domain", &body, USES).planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias /api /srv/b.wsgi process-group=$name-api application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/$name.wsgi process-group=$name application-group=%{GLOBAL}",
        ]
        .repeat(2)
    );
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 4, "{outcome}");
}

/// The first parameter has a name that is taken, the second the same value twice.
#[test]
fn a_parameter_that_tells_applications_apart_is_taken() {
    let outcome = with_macro(
        "Site $name $kind $domain",
        EMBEDDED,
        "WSGIDaemonProcess A\nUse Site a shop a.test\nUse Site b shop b.test\n",
    )
    .planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/$name.wsgi process-group=$domain application-group=%{GLOBAL}"]
    );
}

/// The interpreter is written on the one line, too.
#[test]
fn the_interpreter_is_chosen_for_all_uses_of_a_macro() {
    let uses = format!("{USES}<Location /x>\n</Location>\n");
    let body = EMBEDDED.replace(
        "  WSGIScriptAlias",
        "  IncludeOptional own/$name.conf\n  WSGIScriptAlias",
    );
    let outcome = with_macro("Site $name $domain", &body, &uses)
        .file("/etc/apache2/own/b.conf", "WSGIApplicationGroup own\n")
        .planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/$name.wsgi process-group=$name"]
    );
}

#[test]
fn an_application_in_a_macro_that_no_parameter_names_stays() {
    let outcome = with_macro(
        "Site $script",
        "<VirtualHost *:80>\n  WSGIScriptAlias / $script\n</VirtualHost>\n",
        "Use Site /srv/a.wsgi\nUse Site /srv/b.wsgi\n",
    )
    .planned();
    outcome.changes_nothing();
    assert_eq!(outcome.held.len(), 2, "{outcome}");
    assert!(
        outcome.held[0].ends_with(
            "its line stands in a macro, and no parameter of it has another value for each application that could name its \
             process group; give the macro a parameter with the name of the group"
        ),
        "{outcome}"
    );
}

/// Its group would not be defined.
#[test]
fn an_application_in_a_macro_with_a_hidden_use_stays() {
    let hidden = format!("{USES}<IfDefine TEST>\n  Use Site c c.test\n</IfDefine>\n");
    let outcome = with_macro("Site $name $domain", EMBEDDED, &hidden).planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("its macro is also used under a condition that does not hold"),
        "{outcome}"
    );
}

/// One use names a group by another file, the other none.
#[test]
fn an_application_in_a_macro_that_is_delegated_in_one_use_stays() {
    let body = EMBEDDED.replace(
        "  WSGIScriptAlias",
        "  IncludeOptional own/$name.conf\n  WSGIScriptAlias",
    );
    let uses = format!("WSGIDaemonProcess shop\n{USES}");
    let outcome = with_macro("Site $name $domain", &body, &uses)
        .file("/etc/apache2/own/b.conf", "WSGIProcessGroup shop\n")
        .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("another use of it does not ask for the same"),
        "{outcome}"
    );
}

/// The lines behind a handler, and in place of a line that keeps it embedded, name the group by the macro's parameter.
#[test]
fn a_handler_in_a_macro_is_delegated_by_a_parameter() {
    for (line, written) in [
        ("", ["WSGIProcessGroup $name"].as_slice()),
        (
            "    WSGIProcessGroup %{GLOBAL}\n",
            &["WSGIProcessGroup $name"],
        ),
    ] {
        let body = format!(
            "<VirtualHost *:80>\n  ServerName $domain\n  <Directory /srv/$name>\n    Options ExecCGI\n{line}    \
             AddHandler wsgi-script .wsgi\n  </Directory>\n</VirtualHost>\n"
        );
        let outcome = with_macro("Site $name $domain", &body, USES).planned();
        outcome.is_complete();
        assert_eq!(outcome.lines("WSGIProcessGroup"), written, "{outcome}");
        let definitions = outcome.lines("WSGIDaemonProcess");
        assert_eq!(definitions.len(), 2, "{outcome}");
        assert!(
            definitions[0].starts_with("WSGIDaemonProcess a "),
            "{outcome}"
        );
    }
}

#[test]
fn a_handler_beside_an_alias_in_a_macro_is_named_for_its_directory() {
    let body = EMBEDDED.replace(
        "</VirtualHost>",
        "  <Directory /srv/$name/tools>\n    Options ExecCGI\n    SetHandler wsgi-script\n  </Directory>\n</VirtualHost>",
    );
    let outcome = with_macro("Site $name $domain", &body, USES).planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIProcessGroup"),
        ["WSGIProcessGroup $name-tools"]
    );
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 4, "{outcome}");
}

/// In each use the list has the names of that use.
#[test]
fn a_list_in_a_macro_gets_the_parameter() {
    let body = EMBEDDED.replace(
        "  WSGIScriptAlias",
        "  WSGIRestrictProcess other %{GLOBAL}\n  WSGIScriptAlias /api /srv/b.wsgi\n  WSGIScriptAlias",
    );
    let outcome = with_macro("Site $name $domain", &body, USES).planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess other $name-api $name"]
    );
}

/// The application is not one of the macro, so that no parameter is for it.
#[test]
fn a_list_in_a_macro_is_not_changed_for_others() {
    let outcome = Server::with(
        "LoadModule macro_module /modules/macro.so\n<Macro Fence>\nWSGIRestrictProcess %{GLOBAL}\n</Macro>\n\
         <VirtualHost *:80>\n  Use Fence\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("it stands in the body of a macro, which other uses share"),
        "{outcome}"
    );
}

/// A line that keeps applications embedded is left alone if another use of its macro, or another macro, needs it.
#[test]
fn a_line_in_a_macro_that_another_use_needs_stays() {
    let handler = "<Directory /srv/$name>\n    Options ExecCGI\n    AddHandler wsgi-script .wsgi\n  </Directory>";
    let in_another_macro = format!(
        "<Macro Own>\nWSGIProcessGroup %{{GLOBAL}}\n</Macro>\n<Macro Site $name>\n<VirtualHost *:80>\n  ServerName $name.test\n  \
         {}\n</VirtualHost>\n</Macro>\nUse Site a\nUse Site b\n",
        handler.replace("    AddHandler", "    Use Own\n    AddHandler")
    );
    let in_another_use = format!(
        "<Macro Site $name $flag>\n<VirtualHost *:80>\n  ServerName $name.test\n  <Directory /srv/$name>\n    \
         WSGIProcessGroup %{{GLOBAL}}\n  </Directory>\n  <IfDefine $flag>\n  {handler}\n  </IfDefine>\n</VirtualHost>\n</Macro>\n\
         Define ON\nUse Site a ON\nUse Site b OFF\n"
    );
    for text in [in_another_macro, in_another_use] {
        let outcome = Server::with(&format!(
            "LoadModule macro_module /modules/macro.so\n{text}"
        ))
        .planned();
        outcome.changes_nothing();
        assert!(
            outcome.held[0].contains("it stands in the body of a macro, which other uses share"),
            "{outcome}"
        );
    }
}

/// A site whose application a line delegates, and a section keeps a part apart.
const APART: &str = "<VirtualHost *:80>\n  ServerName $domain\n  WSGIProcessGroup own\n  WSGIScriptAlias / /srv/$name.wsgi\n  \
                     <Location /part/x>\n    WSGIProcessGroup %{GLOBAL}\n  </Location>\n</VirtualHost>\n";

/// Its name has a word of the section, which is the same in every use.
#[test]
fn a_part_in_a_macro_is_named_by_a_parameter() {
    let with = |body: &str| {
        let uses = format!("WSGIDaemonProcess own\n{USES}");
        with_macro("Site $name $domain", body, &uses).planned()
    };
    let body = APART.replace(
        "  WSGIScriptAlias",
        "  WSGIScriptAlias /api /srv/b.wsgi\n  WSGIScriptAlias",
    );
    let outcome = with(&body);
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup own", "WSGIProcessGroup $name-x"]
    );
    let definitions = outcome.lines("WSGIDaemonProcess");
    let names: Vec<_> = definitions
        .iter()
        .map(|line| line.split(' ').nth(1))
        .collect();
    assert_eq!(names, [Some("own"), Some("a-x"), Some("b-x")]);
    let outcome = with(&APART.replace("/part/x", "/$name"));
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup own", "WSGIProcessGroup $name-part"]
    );
}

/// The plain and the TLS virtual host of a macro have one part, as they have one application.
#[test]
fn the_twins_of_a_part_in_a_macro_share_a_group() {
    let both = format!("{APART}{}", APART.replace(":80", ":443"));
    let uses = "WSGIDaemonProcess own\nUse Site a\nUse Site b\n";
    let body = both.replace("$domain", "$name.test");
    let outcome = with_macro("Site $name", &body, uses).planned();
    let lines = outcome.is_complete().lines("WSGIProcessGroup");
    let (own, part) = ("WSGIProcessGroup own", "WSGIProcessGroup $name-x");
    assert_eq!(lines, [own, part, own, part]);
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 3, "{outcome}");
}

/// The part runs in a group that the list must have.
#[test]
fn a_list_in_a_macro_gets_the_group_of_a_part() {
    let body = APART.replace(
        "  WSGIScriptAlias",
        "  WSGIRestrictProcess own %{GLOBAL}\n  WSGIScriptAlias",
    );
    let uses = format!("WSGIDaemonProcess own\n{USES}");
    let outcome = with_macro("Site $name $domain", &body, &uses).planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess own $name-x"]
    );
}

/// What a section delegates keeps its group; the rest is delegated by a line of the macro's virtual host.
#[test]
fn the_rest_of_an_application_in_a_macro_is_named_by_a_parameter() {
    let body = APART
        .replace("  WSGIProcessGroup own\n", "")
        .replace("%{GLOBAL}", "own");
    let uses = format!("WSGIDaemonProcess own\n{USES}");
    let outcome = with_macro("Site $name $domain", &body, &uses).planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup $name", "WSGIProcessGroup own"]
    );
}

/// One line cannot be for two applications that are to be apart.
#[test]
fn the_rests_of_two_applications_in_a_macro_stay() {
    let section =
        |mount: &str| format!("  <Location /{mount}/x>\n    WSGIProcessGroup own\n  </Location>\n");
    let body = format!(
        "<VirtualHost *:80>\n  ServerName $domain\n  WSGIScriptAlias /one /srv/$name.wsgi\n  \
         WSGIScriptAlias /two /srv/scripts/c.wsgi\n{}{}</VirtualHost>\n",
        section("one"),
        section("two")
    );
    let uses = format!("WSGIDaemonProcess own\n{USES}");
    let outcome = with_macro("Site $name $domain", &body, &uses).planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("no parameter of it has another value"),
        "{outcome}"
    );
}

/// A use in which nothing runs has the line as well, and there it would name a group that is not defined.
#[test]
fn a_part_in_a_macro_that_another_use_does_not_have_stays() {
    let body = APART.replace(
        "  WSGIScriptAlias / /srv/$name.wsgi\n",
        "  IncludeOptional own/$name.conf\n",
    );
    let uses = format!("WSGIDaemonProcess own\n{USES}");
    let outcome = with_macro("Site $name $domain", &body, &uses)
        .file("/etc/apache2/own/b.conf", "WSGIScriptAlias / /srv/b.wsgi\n")
        .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("it stands in the body of a macro, which other uses share"),
        "{outcome}"
    );
}

#[test]
fn a_part_in_a_macro_with_a_hidden_use_stays() {
    let uses =
        format!("WSGIDaemonProcess own\n{USES}<IfDefine TEST>\n  Use Site c c.test\n</IfDefine>\n");
    let outcome = with_macro("Site $name $domain", APART, &uses).planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains(
            "the section of a part of it stands in a macro that is also used under a condition"
        ),
        "{outcome}"
    );
}

#[test]
fn a_part_in_a_macro_that_no_parameter_names_stays() {
    let body = APART
        .replace("/srv/$name.wsgi", "$script")
        .replace("$domain", "$$");
    let body = body.replace("  ServerName $$\n", "");
    let uses = "WSGIDaemonProcess own\nUse Site /srv/a.wsgi\nUse Site /srv/b.wsgi\n";
    let outcome = with_macro("Site $script", &body, uses).planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("no parameter of that has another value for each application"),
        "{outcome}"
    );
}

/// Before mod_wsgi 4.6 its line takes no process group.
#[test]
fn an_expression_in_a_macro_is_delegated_by_a_section_in_the_macro() {
    let body = EMBEDDED.replace("WSGIScriptAlias /", "WSGIScriptAliasMatch ^/$name/(.*)$");
    let outcome = with_macro("Site $name $domain", &body, USES)
        .mod_wsgi(Some((4, 5, 0)))
        .planned();
    outcome.is_complete();
    let text = outcome.after.text(MAIN);
    let section =
        "  <LocationMatch \"^/$name/(.*)$\">\n      WSGIProcessGroup $name\n  </LocationMatch>\n";
    assert!(text.contains(section), "{text}");
}

#[test]
fn a_line_of_a_macro_is_one_step_that_names_the_macro_as_it_is_written() {
    let outcome = with_macro("Site $name $domain", EMBEDDED, USES).planned();
    let runs: Vec<_> = outcome
        .steps
        .iter()
        .filter(|step| step.starts_with("run "))
        .collect();
    assert_eq!(
        runs,
        [
            "run a.test/ (/srv/a.wsgi) in the new process group `a`; run b.test/ (/srv/b.wsgi) in the new process group `b`"
        ],
        "{outcome}"
    );
    outcome.notes("the macro `Site` names process groups");
}
