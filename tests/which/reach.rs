//! From which virtual hosts a process group can be used.

use std::sync::LazyLock;

use super::rows::Rows;
use super::told::Expected::{Daemon, Unreachable};

const CONFIG: &str = r"
WSGIDaemonProcess global threads=1
WSGIScriptAlias /of-x @ROOT@/app/a.wsgi process-group=of-x
WSGIScriptAlias /of-nobody @ROOT@/app/a.wsgi process-group=of-nobody
WSGIScriptAlias /of-global @ROOT@/app/a.wsgi process-group=global
WSGIScriptAlias /undefined @ROOT@/app/a.wsgi process-group=undefined

<VirtualHost *:@PORT@>
    ServerName x.test
    ServerAlias alias.test
    WSGIDaemonProcess of-x threads=1
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName x.test:443
    ServerAlias twin.test
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName other.test
    ServerAlias x.test
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName X.test
    ServerAlias capital.test
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerAlias nobody.test
    WSGIDaemonProcess of-nobody threads=1
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerAlias nobody-else.test
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName main.test
    ServerAlias like-main.test
</VirtualHost>
";

const URLS: &[&str] = &[
    "http://x.test/of-x",
    "http://alias.test/of-x",
    "http://twin.test/of-x",
    "http://other.test/of-x",
    "http://capital.test/of-x",
    "http://nobody.test/of-x",
    "http://nobody.test/of-nobody",
    "http://nobody-else.test/of-nobody",
    "http://like-main.test/of-nobody",
    "http://other.test/of-nobody",
    "http://other.test/of-global",
    "http://x.test/undefined",
];

static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows::ask(CONFIG, &[], URLS));

/// Nothing takes the connection from the main server here.
static MAIN: LazyLock<Rows> = LazyLock::new(|| {
    let config = "
        WSGIScriptAlias /of-x @ROOT@/app/a.wsgi process-group=of-x
        WSGIScriptAlias /of-nobody @ROOT@/app/a.wsgi process-group=of-nobody
        <VirtualHost *:1>
            ServerName x.test
            WSGIDaemonProcess of-x threads=1
        </VirtualHost>
        <VirtualHost *:1>
            WSGIDaemonProcess of-nobody threads=1
        </VirtualHost>";
    let urls = ["http://main.test/of-x", "http://main.test/of-nobody"];
    Rows::ask(config, &[], &urls)
});

#[test]
fn a_group_of_the_main_server_is_in_reach_of_all() {
    ROWS.is("http://other.test/of-global", Daemon("global"));
}

#[test]
fn a_group_is_in_reach_of_its_own_virtual_host_by_its_alias_too() {
    ROWS.is("http://x.test/of-x", Daemon("of-x"));
    ROWS.is("http://alias.test/of-x", Daemon("of-x"));
}

#[test]
fn a_group_is_in_reach_of_a_virtual_host_of_the_same_name_whatever_its_port() {
    ROWS.is("http://twin.test/of-x", Daemon("of-x"));
}

#[test]
fn an_alias_of_the_same_name_does_not_reach_a_group() {
    ROWS.is("http://other.test/of-x", Unreachable);
}

#[test]
fn names_of_servers_are_compared_with_their_case() {
    ROWS.is("http://capital.test/of-x", Unreachable);
}

#[test]
fn the_main_server_does_not_reach_a_group_of_a_virtual_host() {
    MAIN.is("http://main.test/of-x", Unreachable);
}

#[test]
fn virtual_hosts_without_a_name_have_that_of_the_main_server() {
    ROWS.is("http://nobody.test/of-nobody", Daemon("of-nobody"));
    ROWS.is("http://nobody-else.test/of-nobody", Daemon("of-nobody"));
    ROWS.is("http://like-main.test/of-nobody", Daemon("of-nobody"));
    ROWS.is("http://nobody.test/of-x", Unreachable);
    ROWS.is("http://other.test/of-nobody", Unreachable);
    MAIN.is("http://main.test/of-nobody", Daemon("of-nobody"));
}

#[test]
fn a_group_that_is_not_defined_is_out_of_reach_of_all() {
    ROWS.is("http://x.test/undefined", Unreachable);
}
