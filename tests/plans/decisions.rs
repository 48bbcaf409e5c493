//! What somebody decides for single applications, and for all.

use super::server::{MAIN, Server};

const PASSWD: &str = "root:x:0:0::/root:/bin/sh\nshop:x:1001:1001::/home/shop:/bin/sh\nblog:x:1002:1002::/nonexistent:\n";

/// Two applications of two virtual hosts.
fn shop_and_blog() -> Server {
    Server::with(
        "<VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n\
         <VirtualHost *:80>\nServerName blog.test\nWSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n",
    )
    .file("/etc/passwd", PASSWD)
    .file("/etc/group", "shop:x:1001:\n")
    .directory("/home/shop")
}

fn aliases(server: &Server) -> Vec<String> {
    server.planned().lines("WSGIScriptAlias")
}

#[test]
fn an_application_that_is_to_be_left_alone_stays_and_holds_the_restriction() {
    let planned = shop_and_blog().deciding("shop.test/:leave=true").planned();
    planned.holds_only(
        "shop.test/ is left as it is (/etc/apache2/apache2.conf:8): `--application shop.test/:leave=true` leaves it alone; \
         take `leave` away",
    );
    assert_eq!(
        planned.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi",
            "WSGIScriptAlias / /srv/b.wsgi process-group=blog application-group=%{GLOBAL}"
        ]
    );
}

#[test]
fn the_twin_of_one_that_is_left_alone_on_the_same_line_is_left_alone() {
    let host = |name: &str| {
        format!("<VirtualHost *:80>\nServerName {name}\nInclude app.conf\n</VirtualHost>\n")
    };
    let planned = Server::with(&[host("one.test"), host("two.test")].concat())
        .file("/etc/apache2/app.conf", "WSGIScriptAlias / /srv/a.wsgi\n")
        .deciding("one.test/:leave=true")
        .planned();
    planned.changes_nothing();
    assert_eq!(planned.held.len(), 2, "{planned}");
}

#[test]
fn a_group_is_called_as_somebody_wants() {
    let server = shop_and_blog().deciding("shop.test/:process-group=laden");
    assert_eq!(
        aliases(&server),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=laden application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/b.wsgi process-group=blog application-group=%{GLOBAL}"
        ]
    );
}

#[test]
fn a_name_that_is_chosen_is_given_to_nobody_else() {
    let server = shop_and_blog().deciding("blog.test/:process-group=shop");
    assert_eq!(
        aliases(&server),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop-2 application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/b.wsgi process-group=shop application-group=%{GLOBAL}"
        ]
    );
}

#[test]
fn applications_share_a_group_if_somebody_wants_it_but_no_interpreter() {
    let server = shop_and_blog()
        .deciding("shop.test/:process-group=sites")
        .deciding("blog.test/:process-group=sites");
    let planned = server.planned();
    planned.is_complete();
    assert_eq!(
        planned.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=sites",
            "WSGIScriptAlias / /srv/b.wsgi process-group=sites"
        ]
    );
    assert_eq!(planned.lines("WSGIDaemonProcess").len(), 1);
    let refused = server
        .clone()
        .deciding("blog.test/:application-group=%{GLOBAL}")
        .refused();
    assert_eq!(
        refused,
        "`--application blog.test/:application-group=%{GLOBAL}` wants the main interpreter for `blog.test/`, and that cannot \
         be: it is to share the process group `sites` with `shop.test/`"
    );
    let refused = server
        .deciding("shop.test/:threads=2")
        .deciding("blog.test/:threads=3")
        .refused();
    assert_eq!(
        refused,
        "`shop.test/` and `blog.test/` share a process group, and `threads` is to be different for them"
    );
}

#[test]
fn an_application_joins_a_group_that_is_there() {
    let text = "WSGIDaemonProcess old threads=3\n\
                <VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
    let server = Server::with(text).deciding("shop.test/:process-group=old");
    let planned = server.planned();
    planned.is_complete();
    assert_eq!(
        planned.steps[0],
        "run shop.test/ (/srv/a.wsgi) in the process group `old`, which is there"
    );
    assert_eq!(
        planned.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=old"]
    );
    assert_eq!(
        planned.lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess old threads=3"]
    );
    assert_eq!(planned.risks[0], "safe");
}

/// On the real server a script that answered as `www-data` answers as `nobody`.
#[test]
fn a_group_of_another_user_is_to_be_looked_at() {
    let site =
        "<VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
    let planned = |options: &str| {
        let text = format!("User www-data\nWSGIDaemonProcess old {options}\n{site}");
        let server = Server::with(&text).deciding("shop.test/:process-group=old");
        server.planned()
    };
    let planned_for_another = planned("user=nobody umask=027");
    assert_eq!(planned_for_another.risks[0], "review");
    let reason = &planned_for_another.reasons[0];
    assert!(
        reason.contains("its processes have `user=nobody`, `umask=027` ("),
        "{reason}"
    );
    assert_eq!(planned("user=www-data").risks[0], "safe");
}

#[test]
fn a_group_that_cannot_be_theirs_is_refused() {
    let cases = [
        ("WSGIDaemonProcess old threads=0\n", "old", "threads=0"),
        ("WSGIDaemonProcess old\n", "Old", "but for its case"),
        (
            "WSGIDaemonProcess old\nWSGIPythonPath /srv/lib\n",
            "old",
            "Python path",
        ),
    ];
    for (text, group, why) in cases {
        let host = "<VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
        let server = Server::with(&format!("{text}{host}"));
        let refused = server
            .deciding(&format!("shop.test/:process-group={group}"))
            .refused();
        assert!(refused.contains(why), "{refused}");
    }
}

#[test]
fn the_interpreter_is_kept_if_somebody_wants_it() {
    let server = shop_and_blog().deciding("shop.test/:application-group=keep");
    assert_eq!(
        aliases(&server).first().unwrap(),
        "WSGIScriptAlias / /srv/a.wsgi process-group=shop"
    );
    let server = shop_and_blog()
        .preset("preserve")
        .deciding("shop.test/:application-group=%{GLOBAL}");
    assert_eq!(
        aliases(&server),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/b.wsgi process-group=blog"
        ]
    );
}

#[test]
fn hardened_says_who_has_no_user_of_its_own() {
    let planned = shop_and_blog().preset("hardened").planned();
    planned.notes("asks for `group` and `user` of its own for each application");
    planned.notes("`shop.test/`, `blog.test/`");
    assert_eq!(
        planned.lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess shop", "WSGIRestrictProcess blog"]
    );
    assert!(
        !planned
            .lines("WSGIDaemonProcess")
            .concat()
            .contains("user=")
    );
    let planned = shop_and_blog()
        .preset("hardened")
        .deciding("shop.test/:user=shop")
        .deciding("shop.test/:group=shop")
        .planned();
    let definitions = planned.after.text("/etc/apache2/apache2.conf");
    assert!(definitions.contains("user=shop group=shop\n"), "{planned}");
    planned.notes("nobody has said which for `blog.test/`");
    assert!(!definitions.contains("home="), "{planned}");
}

#[test]
fn a_virtual_host_that_chooses_its_groups_by_the_request_is_not_told_to_restrict_them() {
    let host = "<VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n\
                <Location /x>\nWSGIProcessGroup %{ENV:GROUP}\n</Location>\n</VirtualHost>\n";
    let planned = Server::with(host).preset("hardened").planned();
    assert!(
        !planned.to_string().contains("WSGIRestrictProcess"),
        "{planned}"
    );
    let restricted = host.replace(
        "WSGIScriptAlias",
        "WSGIRestrictProcess %{GLOBAL}\nWSGIScriptAlias",
    );
    let restricted = restricted.replace("%{ENV:GROUP}", "%{GLOBAL}");
    let planned = Server::with(&restricted).preset("hardened").planned();
    assert!(!planned.to_string().contains("by hand"), "{planned}");
}

#[test]
fn users_and_groups_must_be_there() {
    let refused = |option: &str| {
        let server = shop_and_blog().deciding(&format!("shop.test/:{option}"));
        server.refused()
    };
    assert!(refused("user=nobody").contains("`/etc/passwd` has no such user"));
    assert!(refused("group=web").contains("`/etc/group` has no such group"));
    assert!(refused("supplementary-groups=shop,web").contains("the group `web`"));
    assert!(refused("socket-user=web").contains("`/etc/passwd` has no such user"));
    for root in ["user=root", "user=#0"] {
        assert!(refused(root).contains("mod_wsgi runs nothing as root"));
    }
}

/// Measured: httpd does not start with one that has no name ("Couldn't determine user name from uid"); a group needs none.
#[test]
fn a_user_given_by_its_number_must_have_a_name() {
    let refused = shop_and_blog().deciding("shop.test/:user=#99999").refused();
    assert_eq!(
        refused,
        "`--application shop.test/:user=#99999` wants the user `#99999`, and that cannot be: `/etc/passwd` has no such user, \
         and httpd does not start without it; make it first, or write it yourself if another service knows it"
    );
    let planned = shop_and_blog()
        .deciding("shop.test/:user=#1001")
        .deciding("shop.test/:group=#99999")
        .planned();
    let definitions = planned.after.text("/etc/apache2/apache2.conf");
    assert!(
        definitions.contains("user=#1001 group=#99999\n"),
        "{planned}"
    );
}

/// Measured: with the socket of somebody else, an application answers 503.
#[test]
fn a_socket_belongs_to_the_user_of_apache() {
    let server = |apache: &str| {
        let server = shop_and_blog();
        let text = format!("{}{apache}", server.text(MAIN));
        let server = server.file(MAIN, text);
        server.deciding("shop.test/:socket-user=blog")
    };
    for own in ["User blog\n", "User #1002\n"] {
        let planned = server(own).planned();
        let definitions = planned.after.text(MAIN);
        assert!(definitions.contains("socket-user=blog\n"), "{planned}");
    }
    for (other, whose) in [
        ("User shop\n", "Apache's own processes run as `shop`"),
        ("", "no `User` says as whom Apache's own processes run"),
    ] {
        assert_eq!(
            server(other).refused(),
            format!(
                "`--application shop.test/:socket-user=blog` wants `socket-user=blog`, and that cannot be: only that user \
                 could connect to the process group, and {whose}; take it away"
            )
        );
    }
}

#[test]
fn a_user_of_several_applications_is_told_of_all() {
    let planned = shop_and_blog()
        .deciding("shop.test/:process-group=both")
        .deciding("blog.test/:process-group=both")
        .deciding("shop.test/:user=shop")
        .planned();
    planned.notes(
        "`shop` must be able to read the applications that share the process group `both` (blog.test/, shop.test/), and to \
         write what Apache's user has written for them;",
    );
}

/// mod_wsgi ignores them then (mod_wsgi.md 2.1: measured), and no line of a configuration says how httpd is started.
#[test]
fn a_user_counts_only_for_a_httpd_that_is_started_as_root() {
    let planned = shop_and_blog().deciding("shop.test/:user=shop").planned();
    planned.notes(
        "a httpd that is not started as root ignores `user` and `group` without a word, and how it is started no \
         configuration tells",
    );
    assert!(
        !shop_and_blog().planned().to_string().contains("as root"),
        "nobody has chosen a user"
    );
}

#[test]
fn who_may_own_scripts_is_left_to_a_person() {
    for option in ["script-user=shop", "script-group=shop"] {
        let server = shop_and_blog().deciding(&format!("shop.test/:{option}"));
        let refused = server.refused();
        assert!(refused.contains("refused then (403)"), "{refused}");
    }
}

#[test]
fn directories_without_which_no_process_lives_must_be_there() {
    let refused = |option: &str| {
        let server = shop_and_blog().deciding(&format!("shop.test/:{option}"));
        server.refused()
    };
    assert_eq!(
        refused("home=/nonexistent"),
        "`--application shop.test/:home=/nonexistent` wants `home=/nonexistent`, and that cannot be: `/nonexistent` is not \
         there, so that the processes would end as soon as they start"
    );
    assert!(refused("chroot=/srv/jail").contains("`/srv/jail` is not there"));
    assert!(refused("python-home=/srv/a.wsgi").contains("is not a directory"));
    assert!(refused("python-home=/srv").contains("`/srv/lib` is not there"));
    let python = shop_and_blog().directory("/opt/python/lib64");
    python
        .deciding("shop.test/:python-home=/opt/python")
        .planned();
    let in_jail = in_jail().deciding("shop.test/:chroot=/srv/jail");
    let refused = in_jail.clone().deciding("shop.test/:home=/srv").refused();
    assert!(
        refused.contains("`/srv/jail/srv` is not there"),
        "{refused}"
    );
    in_jail.deciding("shop.test/:home=/home").planned();
}

/// An application below another root directory.
fn in_jail() -> Server {
    Server::with(
        "<VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/jail/a.wsgi\n</VirtualHost>\n",
    )
    .file("/srv/jail/a.wsgi", "")
    .directory("/srv/jail/home")
}

/// The real server answers 500 (measured with `/` and `//`): the path of the script must begin with the root and a slash.
#[test]
fn a_script_must_be_below_the_root_directory_of_its_group() {
    let refused = |root: &str| {
        let server = in_jail().deciding(&format!("shop.test/:chroot={root}"));
        server.refused()
    };
    assert_eq!(
        refused("/"),
        "`--application shop.test/:chroot=/` wants `chroot=/`, and that cannot be: requests would get a 500, because \
         `/srv/jail/a.wsgi` does not begin with `//`"
    );
    assert!(refused("/srv/jail/").contains("does not begin with `/srv/jail//`"));
    assert!(refused("/srv/jail/home").contains("does not begin with `/srv/jail/home/`"));
}

/// With 32 MiB the real server does not get its five threads, and answers 504 (measured).
#[test]
fn a_limit_that_is_too_low_for_python_is_for_a_person_to_look_at() {
    for (limit, risk) in [
        ("memory-limit=1", "review"),
        ("virtual-memory-limit=33554432", "review"),
        ("memory-limit=134217728", "safe"),
        ("memory-limit=0", "safe"),
    ] {
        let planned = in_jail().deciding(&format!("shop.test/:{limit}")).planned();
        assert_eq!(planned.risks[0], risk, "{planned}");
        let is_told = planned.reasons[0].contains(&format!("`{limit}` is hardly enough"));
        assert_eq!(is_told, risk == "review", "{}", planned.reasons[0]);
    }
}

#[test]
fn a_directory_of_a_python_path_that_is_not_there_is_told() {
    let planned = shop_and_blog()
        .deciding("shop.test/:python-path=/srv:/srv/gone")
        .planned();
    planned.notes("`/srv/gone` of `python-path` is not there");
}

#[test]
fn a_user_without_a_home_directory_starts_at_the_top() {
    let planned = shop_and_blog().deciding("shop.test/:user=blog").planned();
    planned.notes("`user` alone does not change it");
    let definitions = planned.after.text("/etc/apache2/apache2.conf");
    assert!(definitions.contains("user=blog home=/\n"), "{planned}");
    let given = shop_and_blog()
        .deciding("shop.test/:user=#1002")
        .deciding("shop.test/:home=/srv");
    let definitions = given.planned().after.text("/etc/apache2/apache2.conf");
    assert!(definitions.contains("user=#1002 home=/srv\n"));
}

#[test]
fn a_python_path_that_is_chosen_comes_before_the_one_that_is_set() {
    let host = "WSGIPythonPath /srv/lib\n\
                <VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
    let server = Server::with(host).deciding("shop.test/:python-path=/srv/own");
    let definitions = server.planned().after.text("/etc/apache2/apache2.conf");
    assert!(
        definitions.contains("python-path=/srv/own:/srv/lib\n"),
        "{definitions}"
    );
}

#[test]
fn what_is_set_holds_for_all() {
    let planned = shop_and_blog().set("daemon.threads=3").planned();
    let definitions = planned.after.text("/etc/apache2/apache2.conf");
    assert_eq!(definitions.matches(" threads=3 ").count(), 2, "{planned}");
    let planned = shop_and_blog().set("restrict-embedded=false").planned();
    assert!(planned.lines("WSGIRestrictEmbedded").is_empty());
}

/// In a group the applications stand in the order of the configuration, whatever brought them together first
/// (seed 3026 of `migrations`).
#[test]
fn a_name_for_all_makes_the_plan_that_lines_in_common_make() {
    let host = |at: &str, name: &str| {
        format!(
            "<VirtualHost {at}>\nServerName {name}\nWSGIProcessGroup %{{GLOBAL}}\nAddHandler wsgi-script .own\n</VirtualHost>\n"
        )
    };
    let hosts = [
        host("*:80", "one.test"),
        host("*:80", "two.test"),
        host("*:443", "ONE.test"),
    ];
    let server = Server::with(&format!(
        "<Directory /srv/www>\nOptions +ExecCGI\n</Directory>\n{}AddHandler wsgi-script .wsgi\n",
        hosts.concat()
    ));
    let ids = ["one.test#/", "two.test#/", "#/"].into_iter();
    let named = ids.fold(server.clone(), |server, id| {
        server.deciding(&format!("{id}:process-group=one"))
    });
    let expected = "# Serves the scripts of `AddHandler` (`one.test#/`)\n\
         #        the scripts of `AddHandler` (`two.test#/`)\n\
         #        the scripts of `AddHandler` (`#/` of every virtual host)\n\
         WSGIDaemonProcess one ";
    for server in [server, named] {
        let outcome = server.planned();
        let text = outcome.is_complete().after.text(MAIN);
        assert!(text.contains(expected), "{outcome}");
    }
}

/// The plain and the TLS virtual host of one site, in different groups; and one more that nothing delegates.
fn three_twins() -> Server {
    let host = |port: &str, line: &str| {
        format!(
            "<VirtualHost *:{port}>\nServerName shop.test\n{line}WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
        )
    };
    Server::with(
        &[
            "WSGIDaemonProcess plain\nWSGIDaemonProcess tls\n".to_owned(),
            host("80", "WSGIProcessGroup plain\n"),
            host("443", "WSGIProcessGroup tls\n"),
            host("8080", ""),
        ]
        .concat(),
    )
}

#[test]
fn twins_that_run_in_different_places_are_told_apart() {
    assert_eq!(
        three_twins().ids(),
        ["shop.test:80/", "shop.test:443/", "shop.test:8080/"]
    );
    let planned = three_twins()
        .deciding("shop.test:8080/:process-group=other")
        .planned();
    assert!(
        planned.steps[0].starts_with("run shop.test:8080/ (/srv/a.wsgi) in"),
        "{planned}"
    );
    assert_eq!(
        planned.lines("WSGIScriptAlias").last().unwrap(),
        "WSGIScriptAlias / /srv/a.wsgi process-group=other application-group=%{GLOBAL}"
    );
}

#[test]
fn one_of_two_twins_can_be_sent_elsewhere() {
    let host = |port: &str| {
        format!(
            "<VirtualHost *:{port}>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
        )
    };
    let server = Server::with(&[host("80"), host("443")].concat());
    let planned = server
        .clone()
        .deciding("shop.test/:threads=3")
        .deciding("shop.test:443/:process-group=secure")
        .planned();
    assert_eq!(
        planned.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/a.wsgi process-group=secure application-group=%{GLOBAL}"
        ]
    );
    let definitions = planned.after.text("/etc/apache2/apache2.conf");
    assert_eq!(definitions.matches(" threads=3 ").count(), 2, "{planned}");
    // Each step calls what it is about as `--application` does.
    assert!(
        planned.steps[0].starts_with("run shop.test:80/ (/srv/a.wsgi) in"),
        "{planned}"
    );
    assert!(
        planned.steps[1].starts_with("run shop.test:443/ (/srv/a.wsgi) in"),
        "{planned}"
    );
}

/// A user above all: what one is to run as is nothing that its twin gets along with it.
#[test]
fn an_option_for_one_of_two_twins_gives_it_a_group_of_its_own() {
    let host = |port: &str| {
        format!(
            "<VirtualHost *:{port}>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
        )
    };
    for (wish, option) in [("user=shop", " user=shop"), ("threads=4", " threads=4 ")] {
        let planned = Server::with(&[host("80"), host("443")].concat())
            .deciding(&format!("shop.test:443/:{wish}"))
            .planned();
        let aliases = planned.lines("WSGIScriptAlias");
        assert_ne!(aliases[0], aliases[1], "{planned}");
        let definitions = planned.after.text("/etc/apache2/apache2.conf");
        let definitions = definitions.replace("\\\n", "");
        let mut with_option = definitions.lines().filter(|line| line.contains(option));
        let own = with_option.next().unwrap_or_else(|| panic!("{planned}"));
        assert!(with_option.next().is_none(), "{planned}");
        let name = own.split(' ').nth(1).unwrap();
        assert!(
            aliases[1].contains(&format!("process-group={name} ")),
            "{planned}"
        );
        assert!(
            planned.steps[1].starts_with("run shop.test:443/ (/srv/a.wsgi) in"),
            "{planned}"
        );
    }
}

/// One application is called by its port, which the virtual host of another one's twin has, too.
#[test]
fn a_decision_is_for_nobody_else_who_has_the_same_port() {
    let host = |address: &str, script: &str| {
        format!(
            "<VirtualHost {address}>\nServerName shop.test\nWSGIScriptAlias / /srv/{script}.wsgi\n</VirtualHost>\n"
        )
    };
    let hosts = [("*:443", "a"), ("10.0.0.1:80", "b"), ("10.0.0.2:80", "a")];
    let hosts = hosts.map(|(address, script)| host(address, script));
    let server = Server::with(&hosts.concat());
    assert_eq!(
        aliases(&server.clone().deciding("shop.test:80/:process-group=own")),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/b.wsgi process-group=own application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop application-group=%{GLOBAL}",
        ]
    );
    assert_eq!(
        aliases(&server.deciding("shop.test:80/@2:process-group=own")),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=shop application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/b.wsgi process-group=shop-2 application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/a.wsgi process-group=own application-group=%{GLOBAL}",
        ]
    );
}

#[test]
fn what_was_meant_is_found_without_server_and_port() {
    let server = Server::with("WSGIScriptAlias /mensa /srv/a.wsgi\n");
    for (id, meant) in [("main.test/mensa", "/mensa"), ("/menza", "/mensa")] {
        let help = server.clone().deciding(&format!("{id}:threads=3")).helped();
        assert_eq!(help, format!("did you mean `{meant}`?"));
    }
    let help = shop_and_blog().deciding("shop.test:80/:threads=3").helped();
    assert_eq!(help, "did you mean `shop.test/`?");
    let help = shop_and_blog().deciding("/nowhere:threads=3").helped();
    assert_eq!(help, "the applications here are `blog.test/`, `shop.test/`");
}

/// Two virtual hosts with definitions, and a third that names the first one's.
fn defined_in_virtual_hosts() -> Server {
    Server::with(
        "<VirtualHost *:80>\nServerName shop.test\nWSGIDaemonProcess shop\n\
         WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n\
         <VirtualHost *:80>\nServerName blog.test\nWSGIDaemonProcess blog\n\
         WSGIScriptAlias / /srv/b.wsgi process-group=blog\n</VirtualHost>\n",
    )
}

/// What runs in it runs in a daemon all the same: nothing needs embedded mode because of it.
#[test]
fn a_definition_that_is_to_stay_stays() {
    let planned = defined_in_virtual_hosts()
        .deciding_group("shop:leave=true")
        .planned();
    planned.keeps_only(
        "the process group `shop` stays inside its virtual host (/etc/apache2/apache2.conf:8): \
         `--process-group shop:leave=true` leaves it there; take `leave` away",
    );
    let text = planned.after.text(MAIN);
    let definition = |name: &str| text.find(&format!("WSGIDaemonProcess {name}"));
    let first_host = text.find("<VirtualHost");
    assert!(definition("blog") < first_host, "{planned}");
    assert!(definition("shop") > first_host, "{planned}");
}

/// The requests of the third virtual host get a 500 now; with the definition at the main server they would be served.
#[test]
fn what_rests_on_a_definition_that_is_to_stay_holds_the_restriction() {
    let text = defined_in_virtual_hosts().text(MAIN);
    let third = "<VirtualHost *:80>\nServerName third.test\nWSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n";
    let server = defined_in_virtual_hosts().file(MAIN, format!("{text}{third}"));
    server.planned().is_complete();
    let planned = server.deciding_group("shop:leave=true").planned();
    planned.holds(
        "third.test/ is left as it is (/etc/apache2/apache2.conf:18): the process group `shop` belongs to a virtual host of \
         another ServerName: its requests fail now; let the definition move (take its `leave` away), or name a group that \
         can be reached",
    );
}

#[test]
fn a_group_that_is_to_stay_is_not_for_applications_of_other_virtual_hosts() {
    let host =
        "<VirtualHost *:80>\nServerName wiki.test\nWSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n";
    let text = defined_in_virtual_hosts().text(MAIN);
    let server = defined_in_virtual_hosts()
        .file(MAIN, format!("{text}{host}"))
        .deciding("wiki.test/:process-group=shop");
    server.planned().is_complete();
    assert_eq!(
        server.deciding_group("shop:leave=true").refused(),
        "`--application wiki.test/:process-group=shop` wants the process group `shop`, and that cannot be: it belongs to a \
         virtual host of another ServerName and stays there"
    );
}

/// An application of the virtual host in which it is defined, or of one with the same ServerName, reaches it where it is.
#[test]
fn a_group_that_is_to_stay_is_for_applications_of_its_own_server_name() {
    let text = defined_in_virtual_hosts().text(MAIN);
    let own = text.replace(
        "WSGIDaemonProcess shop\n",
        "WSGIDaemonProcess shop\nWSGIScriptAlias /more /srv/b.wsgi\n",
    );
    let twin = "<VirtualHost *:443>\nServerName shop.test\nWSGIScriptAlias /more /srv/b.wsgi\n</VirtualHost>\n";
    for text in [own, format!("{text}{twin}")] {
        let planned = defined_in_virtual_hosts()
            .file(MAIN, text)
            .deciding_group("shop:leave=true")
            .deciding("shop.test/more:process-group=shop")
            .planned();
        planned.keeps_only(
            "the process group `shop` stays inside its virtual host (/etc/apache2/apache2.conf:8): \
             `--process-group shop:leave=true` leaves it there; take `leave` away",
        );
        let lines = planned.lines("WSGIScriptAlias");
        let expected = "WSGIScriptAlias /more /srv/b.wsgi process-group=shop";
        assert!(lines.iter().any(|line| line == expected), "{planned}");
    }
}

#[test]
fn a_process_group_that_is_not_there_is_refused() {
    let server = defined_in_virtual_hosts().deciding_group("shopp:leave=true");
    assert_eq!(
        server.refused(),
        "`--process-group shopp:leave=true` decides for the process group `shopp`, and there is no such group"
    );
    assert_eq!(server.helped(), "did you mean `shop`?");
    let other = defined_in_virtual_hosts().deciding_group("x:leave=true");
    assert_eq!(other.helped(), "process groups here are `blog`, `shop`");
}

#[test]
fn a_definition_in_the_main_server_need_not_be_left_there() {
    Server::with("WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/a.wsgi process-group=shop\n")
        .deciding_group("shop:leave=true")
        .planned()
        .notes("`leave` of the process group `shop` does not count: it stands in the main server already");
}
