//! Servers with applications and groups of all kinds, a few lines each.

use proptest::prelude::*;
use proptest::sample::select;

use crate::plans::server::Server;

const ALIASES: &[&str] = &[
    "WSGIScriptAlias / /srv/a.wsgi",
    "WSGIScriptAlias / /srv/a.wsgi",
    "WSGIScriptAlias /x /srv/b.wsgi",
    "WSGIScriptAlias /x/y /srv/b.wsgi",
    "WSGIScriptAlias \"/x y\" '/srv/a.wsgi'",
    "wsgiscriptalias /run/ /srv/scripts/",
    "WSGIScriptAlias /gone /srv/gone.wsgi",
];

const OPTIONS: &[&str] = &[
    "",
    "",
    "",
    " process-group=g1",
    " process-group=g2 application-group=%{GLOBAL}",
    " process-group=%{GLOBAL}",
    " process-group=\"%{GLOBAL}\" application-group=own",
    " application-group=%{GLOBAL}",
    " application-group=%{SERVER}",
    " callable-object=app",
    " process-group=%{ENV:X}",
    " \\\n    pass-authorization=On",
];

const GROUPS: &[&str] = &[
    "WSGIProcessGroup g1",
    "WSGIProcessGroup g2",
    "WSGIProcessGroup %{GLOBAL}",
    "WSGIProcessGroup %{ENV:X}",
    "WSGIProcessGroup shop",
    "WSGIApplicationGroup %{GLOBAL}",
    "WSGIApplicationGroup own",
    "WSGIRestrictProcess g1 g2",
];

const DAEMONS: &[&str] = &[
    "WSGIDaemonProcess g1",
    "# A comment.\nWSGIDaemonProcess g1 threads=2 \\\n  processes=1",
    "WSGIDaemonProcess g2 user=nobody",
    "WSGIDaemonProcess g2 threads=0",
    "WSGIDaemonProcess G1",
    "WSGIDaemonProcess shop",
    "<IfDefine !X>\nWSGIDaemonProcess g3\n</IfDefine>",
];

const OTHERS: &[&str] = &[
    "",
    "# A comment.",
    "ServerAdmin somebody@shop.test",
    "Include app.inc",
    "DocumentRoot /srv",
    "<Directory /srv>\nAllowOverride None\n</Directory>",
];

const GLOBALS: &[&str] = &[
    "WSGIRestrictEmbedded On",
    "WSGIRestrictEmbedded Off",
    "WSGIPythonPath /srv/lib",
    "WSGIPythonPath \"/srv/my lib\"",
    "<Directory /srv>\nAllowOverride All\n</Directory>",
    "<Directory /srv>\nSetHandler wsgi-script\n</Directory>",
    "WSGIImportScript /srv/b.wsgi process-group=%{GLOBAL} application-group=own",
    "WSGIErrorOverride On",
];

const SECTIONS: &[(&str, &str)] = &[
    ("<Location /x>", "</Location>"),
    ("<Location />", "</Location>"),
    ("<Directory /srv>", "</Directory>"),
    ("<Files a.wsgi>", "</Files>"),
    ("<LocationMatch ^/x>", "</LocationMatch>"),
];

fn of(lines: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(lines).prop_map(str::to_owned)
}

fn alias() -> impl Strategy<Value = String> {
    (select(ALIASES), select(OPTIONS)).prop_map(|(alias, options)| format!("{alias}{options}"))
}

fn section() -> impl Strategy<Value = String> {
    (select(SECTIONS), select(GROUPS))
        .prop_map(|((open, close), line)| format!("{open}\n{line}\n{close}"))
}

/// Returns a line or two that may stand in the main server and in a virtual host.
fn item() -> impl Strategy<Value = String> {
    let item = prop_oneof![
        6 => alias(),
        2 => of(GROUPS),
        2 => of(DAEMONS),
        2 => of(OTHERS),
        2 => section(),
    ];
    (item, 0..8_u8).prop_map(|(item, wrapped)| match wrapped {
        0 => format!("<IfModule wsgi_module>\n{item}\n</IfModule>"),
        1 => format!("<IfDefine !X>\n{item}\n</IfDefine>"),
        _ => item,
    })
}

fn items(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(item(), 0..=most).prop_map(|items| lines(&items))
}

fn lines(items: &[String]) -> String {
    items.iter().flat_map(|item| [item, "\n"]).collect()
}

const HOSTS: &[&str] = &[
    "<VirtualHost *:80>\nServerName shop.test\n",
    "<VirtualHost *:443>\nServerName shop.test\n",
    "<VirtualHost *:80>\nServerName blog.test\n",
    "<VirtualHost *:80>\nServerName SHOP.test\n",
    "<VirtualHost *:8080>\n",
];

fn host() -> impl Strategy<Value = String> {
    (select(HOSTS), items(4)).prop_map(|(head, body)| format!("{head}{body}</VirtualHost>\n"))
}

/// What the main server says before and behind its virtual hosts, these, and what they may include.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    before: String,
    hosts: Vec<String>,
    behind: String,
    included: String,
}

pub(super) fn parts() -> impl Strategy<Value = Parts> {
    let globals = prop::collection::vec(of(GLOBALS), 0..2).prop_map(|globals| lines(&globals));
    let main = (globals, items(2)).prop_map(|(globals, items)| format!("{globals}{items}"));
    let hosts = prop::collection::vec(host(), 0..4);
    let included = prop_oneof![alias(), of(GROUPS), section()];
    (main, hosts, items(1), included).prop_map(|(before, hosts, behind, included)| Parts {
        before,
        hosts,
        behind,
        included: format!("{included}\n"),
    })
}

/// Lays a server out: all in one file, as Debian does, or as Red Hat does.
fn laid_out(parts: &Parts, layout: u8) -> Server {
    let Parts {
        before,
        hosts,
        behind,
        included,
    } = parts;
    let app = "/etc/apache2/app.inc";
    if layout == 0 {
        let text = format!("{before}{}{behind}", hosts.concat());
        return Server::with(&text).file(app, included.replace("Include app.inc", ""));
    }
    let (pattern, folder) = match layout {
        1 => (
            "conf-enabled/*.conf\nIncludeOptional sites-enabled/*.conf",
            "sites-available",
        ),
        _ => ("conf.d/*.conf", "conf.d"),
    };
    let mut server = Server::with(&format!("{before}IncludeOptional {pattern}\n{behind}"))
        .directory("/etc/apache2/conf-available")
        .directory("/etc/apache2/conf-enabled")
        .directory("/etc/apache2/conf.d")
        .file(app, included.replace("Include app.inc", ""));
    for (number, host) in hosts.iter().enumerate() {
        server = server.file(&format!("/etc/apache2/{folder}/{number}.conf"), host);
        if layout == 1 {
            let target = format!("../{folder}/{number}.conf");
            server = server.link(
                &format!("/etc/apache2/sites-enabled/{number}.conf"),
                &target,
            );
        }
    }
    server
}

/// Returns servers, most of which httpd accepts.
pub(super) fn server() -> impl Strategy<Value = Server> {
    (parts(), 0..3_u8).prop_map(|(parts, layout)| laid_out(&parts, layout))
}
