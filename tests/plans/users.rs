//! Virtual hosts with users of their own: a process group for each user, who alone may connect to it.
//!
//! Under mpm-itk 2.4.7 a group without the right `socket-user=` answered 503, one with it 200 (measured with mod_wsgi 4.9.4;
//! mod_wsgi.md 4.6).

use wsgi_daemonize::migration::Restriction;

use super::server::{Outcome, Server};

const LOAD: &str = "LoadModule mpm_itk_module /modules/mpm_itk.so\n";
const PASSWORDS: &str =
    "shop:x:1001:1001::/home/shop:/bin/sh\nblog:x:1002:1002::/home/blog:/bin/sh\n";

/// A virtual host whose requests run as a user.
fn host(name: &str, port: u16, user: &str) -> String {
    format!(
        "<VirtualHost *:{port}>\n  ServerName {name}.test\n  {user}\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    )
}

fn server(text: &str) -> Server {
    Server::with(&[LOAD, text].concat())
        .file("/etc/passwd", PASSWORDS)
        .file("/etc/group", "shop:x:1001:\nblog:x:1002:\n")
        .directory("/home/shop")
        .directory("/home/blog")
}

/// Returns the options of each process group that say whose it is.
fn owners(outcome: &Outcome) -> Vec<String> {
    let texts = outcome
        .after
        .text(super::server::MAIN)
        .replace(" \\\n   ", "");
    let definitions = texts
        .lines()
        .filter_map(|line| line.trim().strip_prefix("WSGIDaemonProcess "));
    let is_owner = |word: &&str| {
        ["user=", "group=", "socket-user=", "home="]
            .iter()
            .any(|name| word.starts_with(name))
    };
    definitions
        .map(|line| {
            let name = line.split(' ').take(1);
            let words: Vec<_> = name.chain(line.split(' ').filter(is_owner)).collect();
            words.join(" ")
        })
        .collect()
}

#[test]
fn each_user_gets_a_process_group() {
    let outcome = server(
        &[
            host("shop", 80, "AssignUserID shop shop"),
            host("shop", 443, "AssignUserID shop shop"),
            host(
                "blog",
                80,
                "<IfModule mpm_itk_module>\n  AssignUserId blog www-data\n  </IfModule>",
            ),
            host("main", 80, ""),
        ]
        .concat(),
    )
    .planned();
    outcome.is_complete().notes(
        "processes run as `shop`, as the requests of their virtual host do (/etc/apache2/apache2.conf:9); they start in that \
         user's home directory, no longer in `/`",
    );
    assert_eq!(
        owners(&outcome),
        [
            "shop user=shop group=shop socket-user=shop",
            "blog user=blog group=www-data socket-user=blog",
            "main",
        ],
        "{outcome}"
    );
}

/// One site, two users: what is one application elsewhere is two here.
#[test]
fn twins_of_two_users_share_nothing() {
    let outcome = server(
        &[
            host("shop", 80, "AssignUserID shop shop"),
            host("shop", 443, "AssignUserID blog blog"),
        ]
        .concat(),
    )
    .planned();
    outcome.is_complete();
    assert_eq!(
        owners(&outcome),
        [
            "shop user=shop group=shop socket-user=shop",
            "shop-2 user=blog group=blog socket-user=blog",
        ],
        "{outcome}"
    );
}

/// Measured: a virtual host without a line of its own has that of the main server.
#[test]
fn the_main_servers_user_is_that_of_virtual_hosts_without_one() {
    let text = [
        "AssignUserID blog blog\n",
        &host("shop", 80, "AssignUserID shop shop"),
        &host("main", 80, ""),
    ]
    .concat();
    let outcome = server(&text).planned();
    outcome.is_complete();
    assert_eq!(
        owners(&outcome),
        [
            "shop user=shop group=shop socket-user=shop",
            "main user=blog group=blog socket-user=blog",
        ],
        "{outcome}"
    );
}

/// mod_wsgi stops a process that cannot change to its user's home directory.
#[test]
fn a_user_without_a_home_directory_starts_at_the_top() {
    let outcome = server(&host("shop", 80, "AssignUserID nobody nogroup")).planned();
    outcome.is_complete();
    assert_eq!(
        owners(&outcome),
        ["shop user=nobody group=nogroup socket-user=nobody home=/"],
        "{outcome}"
    );
}

/// Somebody may want another user for the processes, but the socket is for requests.
#[test]
fn a_user_that_is_chosen_does_not_get_the_socket() {
    let outcome = server(&host("shop", 80, "AssignUserID shop shop"))
        .deciding("shop.test/:user=blog")
        .planned();
    outcome.is_complete();
    assert_eq!(
        owners(&outcome),
        ["shop user=blog socket-user=shop"],
        "{outcome}"
    );
}

#[test]
fn a_socket_for_somebody_else_is_refused() {
    let refused = server(&host("shop", 80, "AssignUserID shop shop"))
        .deciding("shop.test/:socket-user=blog")
        .refused();
    assert!(
        refused.contains("who could not connect to the process group"),
        "{refused}"
    );
}

#[test]
fn an_application_of_several_users_is_left_as_it_is() {
    let several = "virtual hosts of several users have it on one line, and the socket of a process group belongs to one user; \
                   write the line in each virtual host";
    let hosts = |line: &str| {
        ["shop", "blog"].map(|name| {
            format!("<VirtualHost *:80>\n  ServerName {name}.test\n  AssignUserID {name} {name}\n  {line}\n</VirtualHost>\n")
        }).concat()
    };
    let of_all = server(&["WSGIScriptAlias /a /srv/a.wsgi\n", &hosts("")].concat()).planned();
    of_all.changes_nothing().holds_only(&format!(
        "/a of every virtual host is left as it is (/etc/apache2/apache2.conf:10): {several}"
    ));
    let included = server(&hosts("Include site.conf"))
        .file("/etc/apache2/site.conf", "WSGIScriptAlias / /srv/a.wsgi\n")
        .planned();
    included.changes_nothing();
    assert_eq!(included.held.len(), 2, "{included}");
    assert!(
        included.held.iter().all(|held| held.ends_with(several)),
        "{included}"
    );
}

/// In a section, or by an expression, one virtual host has several users.
#[test]
fn a_virtual_host_of_several_users_is_left_as_it_is() {
    for line in [
        "<Location /x>\n  AssignUserID blog blog\n  </Location>",
        "AssignUserIDExpr %{reqenv:X}",
        "AssignGroupIDExpr %{reqenv:X}",
    ] {
        let outcome = server(&host("shop", 80, line)).planned();
        outcome.changes_nothing();
        assert!(
            outcome.held[0].contains("makes some requests run as another user"),
            "{outcome}"
        );
        assert_eq!(outcome.restriction, Restriction::Held);
    }
}

#[test]
fn a_mod_wsgi_without_socket_user_cannot_do_it() {
    let text = host("shop", 80, "AssignUserID shop shop");
    let outcome = server(&text).mod_wsgi(Some((4, 4, 0))).planned();
    outcome.changes_nothing().holds_only(
        "shop.test/ is left as it is (/etc/apache2/apache2.conf:9): its requests run as `shop`, who cannot connect to a process \
         group without `socket-user=`, which came with mod_wsgi 4.4.1; bring mod_wsgi up to date first",
    );
    let outcome = server(&text).mod_wsgi(None).planned();
    assert!(
        outcome.held[0].ends_with("tell it with --mod-wsgi-version"),
        "{outcome}"
    );
}

/// It answers 503 now, and would afterwards.
#[test]
fn a_process_group_that_is_closed_to_the_user_is_named() {
    let text = |options: &str| {
        format!(
            "WSGIDaemonProcess own{options}\n<VirtualHost *:80>\n  AssignUserID shop shop\n  \
             WSGIScriptAlias / /srv/a.wsgi process-group=own\n</VirtualHost>\n"
        )
    };
    let outcome = server(&text("")).planned();
    assert!(
        outcome.held[0]
            .contains("the process group `own` is not open to the user as whom requests"),
        "{outcome}"
    );
    server(&text(" user=shop socket-user=shop"))
        .planned()
        .is_complete();
}

#[test]
fn root_gets_no_process_group() {
    let outcome = server(&host("shop", 80, "AssignUserID root root")).planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("mod_wsgi runs no daemon as root"),
        "{outcome}"
    );
}

#[test]
fn applications_of_two_users_cannot_be_put_together() {
    let hosts = [
        host("shop", 80, "AssignUserID shop shop"),
        host("blog", 80, "AssignUserID blog blog"),
    ];
    let refused = server(&hosts.concat())
        .deciding("shop.test/:process-group=both")
        .deciding("blog.test/:process-group=both")
        .refused();
    assert!(
        refused.contains("virtual hosts of several users"),
        "{refused}"
    );
    let refused = server(&["WSGIDaemonProcess own\n", &hosts[0]].concat())
        .deciding("shop.test/:process-group=own")
        .refused();
    assert!(refused.contains("do not run as the requests"), "{refused}");
}

/// Their lines are not followed.
#[test]
fn hosts_with_users_of_other_modules_keep_their_applications() {
    for module in ["ruid2_module", "privileges_module"] {
        let load = format!("LoadModule {module} /modules/x.so\n");
        let outcome = Server::with(&(load + &host("shop", 80, ""))).planned();
        outcome.changes_nothing();
        let expected = format!(
            "shop.test/ is left as it is (/etc/apache2/apache2.conf:6): `{module}` lets virtual hosts"
        );
        assert!(outcome.held[0].starts_with(&expected), "{outcome}");
    }
}
