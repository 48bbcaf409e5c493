//! `inspect`: the page and its filters.

use std::fmt::Write as _;

use serde_json::Value;

use super::ground::Ground;
use crate::support::printable;

const CONFIG: &str = r#"
WSGIDaemonProcess shop threads=2 display-name=%{GROUP}
WSGIDaemonProcess spare threads=2
WSGIScriptAlias /everywhere @ROOT@/app/b.wsgi

<VirtualHost *:@PORT@>
    ServerName shop.test
    ServerAlias www.shop.test
    WSGIProcessGroup shop
    WSGIScriptAlias / @ROOT@/app/a.wsgi
    <Location /admin>
        WSGIProcessGroup %{GLOBAL}
    </Location>
    <If "%{QUERY_STRING} == 'slow'">
        WSGIProcessGroup spare
    </If>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName blog.test
    WSGIDaemonProcess blog threads=1
    WSGIScriptAliasMatch ^/(en|de)/ @ROOT@/app/$1.wsgi process-group=blog
    WSGIScriptAlias /lost @ROOT@/app/none.wsgi process-group=lost
    Redirect /moved /elsewhere
    RewriteEngine On
    RewriteCond %{HTTP_COOKIE} maintenance
    RewriteRule ^ - [F]
    WSGIScriptAlias /moved @ROOT@/app/a.wsgi
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName wiki.test
    WSGIScriptAlias /wiki @ROOT@/app/a.wsgi process-group=blog
    <Directory @ROOT@/www>
        Options ExecCGI
        AddHandler wsgi-script .wsgi
    </Directory>
</VirtualHost>
"#;

/// Returns a server with something of everything.
pub(super) fn server() -> Ground {
    Ground::new(CONFIG, &[])
}

fn text(arguments: &[&str]) -> String {
    let arguments = [&["inspect"], arguments].concat();
    printable(&server().run(&arguments).stdout)
}

fn json() -> Value {
    let output = server().run(&["inspect", "--format", "json"]);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns the application with a mount in a virtual host; an empty name is the main server.
fn application<'a>(page: &'a Value, host: &str, mount: &str) -> &'a Value {
    let applications = page["applications"].as_array().unwrap();
    let found = applications.iter().find(|found| {
        let name = found["virtual_host"]["name"].as_str().unwrap_or_default();
        name == host && found["mount"] == mount
    });
    found.unwrap_or_else(|| panic!("no {mount} in {host}: {page:#}"))
}

#[test]
fn the_first_line_counts() {
    let page = text(&[]);
    let first = page.lines().next().unwrap();
    let expected = "8 applications: 2 daemon, 3 embedded, 2 unreachable, 1 not served";
    assert_eq!(first, expected, "{page}");
}

#[test]
fn lines_fit_eighty_columns_unless_a_word_does_not() {
    let page = text(&[]);
    let long = |line: &&str| line.chars().count() > 80 && line.trim().contains(' ');
    assert_eq!(page.lines().find(long), None, "{page}");
}

#[test]
fn an_application_is_told_with_the_line_that_decides() {
    let page = json();
    let shop = application(&page, "shop.test", "/");
    assert_eq!(shop["mode"], "daemon");
    assert_eq!(shop["process_group"], "shop");
    assert_eq!(shop["because"]["directive"], "WSGIProcessGroup shop");
    let everywhere = application(&page, "blog.test", "/everywhere");
    assert_eq!(everywhere["mode"], "embedded");
    assert_eq!(everywhere["because"]["directive"], Value::Null);
}

#[test]
fn sections_that_send_a_part_elsewhere_are_told_under_it() {
    let page = json();
    let parts = application(&page, "shop.test", "/")["parts"]
        .as_array()
        .unwrap();
    let told = |part: &Value| {
        let text = |name: &str| part[name].as_str().unwrap().to_owned();
        (text("place"), text("mode"), text("process_group"))
    };
    let told: Vec<_> = parts.iter().map(told).collect();
    let expected = [
        ("/admin", "embedded", ""),
        ("%{QUERY_STRING} == 'slow'", "daemon", "spare"),
    ];
    let expected =
        expected.map(|(place, mode, group)| (place.to_owned(), mode.to_owned(), group.to_owned()));
    assert_eq!(told, expected);
    assert!(text(&[]).contains("but /admin embedded"));
}

#[test]
fn an_application_of_the_main_server_is_there_for_each_virtual_host_that_has_it() {
    let page = json();
    assert_eq!(
        application(&page, "blog.test", "/everywhere")["mode"],
        "embedded"
    );
    assert_eq!(
        application(&page, "wiki.test", "/everywhere")["mode"],
        "embedded"
    );
    let applications = page["applications"].as_array().unwrap();
    let in_shop = applications.iter().any(|found| {
        found["virtual_host"]["name"] == "shop.test" && found["mount"] == "/everywhere"
    });
    assert!(!in_shop, "its own alias for / hides it");
    let in_main = applications
        .iter()
        .any(|found| found["virtual_host"].is_null());
    assert!(!in_main, "no request gets to the main server");
    let text = text(&[]);
    let told = text
        .lines()
        .filter(|line| line.trim_start().starts_with("/everywhere"));
    assert_eq!(told.count(), 1, "it is told once: {text}");
    assert!(text.contains("likewise in wiki.test"), "{text}");
}

#[test]
fn what_is_missing_hidden_or_out_of_reach_is_said() {
    let page = json();
    let lost = application(&page, "blog.test", "/lost");
    assert_eq!(
        (&lost["mode"], &lost["target"]),
        (&"unreachable".into(), &"missing".into())
    );
    assert_eq!(
        application(&page, "blog.test", "/moved")["mode"],
        "not-wsgi"
    );
    assert_eq!(
        application(&page, "wiki.test", "/wiki")["mode"],
        "unreachable"
    );
}

#[test]
fn an_expression_is_asked_with_a_path_that_it_matches() {
    let page = json();
    let expression = application(&page, "blog.test", "^/(en|de)/");
    assert_eq!(expression["mode"], "daemon", "{expression:#}");
    let group = expression["application_group"].as_str().unwrap();
    assert!(group.ends_with("|/en/"), "{group}");
}

#[test]
fn a_rule_that_depends_on_the_client_leaves_an_application_where_it_is() {
    let page = json();
    assert_eq!(page["summary"]["undecided"], 0, "{page:#}");
}

#[test]
fn process_groups_are_told_with_who_uses_them() {
    let page = json();
    let groups = page["process_groups"].as_array().unwrap();
    let users = |name: &str| {
        let group = groups.iter().find(|group| group["name"] == name).unwrap();
        let count = |list: &str| group[list].as_array().unwrap().len();
        (count("used_by"), count("out_of_reach_of"))
    };
    assert_eq!(users("shop"), (1, 0));
    assert_eq!(users("spare"), (1, 0));
    assert_eq!(users("blog"), (1, 1));
    let blog = groups.iter().find(|group| group["name"] == "blog").unwrap();
    assert_eq!(blog["scope"], "virtual-host");
}

#[test]
fn a_handler_is_told_with_its_section() {
    let page = json();
    let applications = page["applications"].as_array().unwrap();
    let handler = applications
        .iter()
        .find(|found| found["mechanism"] == "handler");
    let handler = handler.unwrap();
    assert_eq!(handler["mode"], "embedded");
    assert!(handler["mount"].as_str().unwrap().ends_with("/www"));
}

#[test]
fn filters_show_a_virtual_host_or_a_mode() {
    let page = text(&["--vhost", "WWW.shop.test"]);
    assert!(page.starts_with("1 application of 8: 1 daemon\n"), "{page}");
    assert!(page.contains("\n  shop threads=2"), "{page}");
    assert!(
        !page.contains("\n  blog threads=1"),
        "it serves none of these: {page}"
    );
    let page = text(&["--mode", "unreachable"]);
    assert!(
        page.starts_with("2 applications of 8: 2 unreachable\n"),
        "{page}"
    );
    let page = text(&["--mode", "embedded"]);
    assert!(
        page.contains("but /admin embedded"),
        "a part counts, too: {page}"
    );
}

/// Sections of every kind that are about parts of what stands in them.
const PARTS: &str = r#"
WSGIDaemonProcess one threads=1
WSGIDaemonProcess two threads=1
<VirtualHost *:@PORT@>
    ServerName shop.test
    WSGIScriptAlias /b @ROOT@/app/a.wsgi
    WSGIScriptAlias /dir @ROOT@/app
    <Location /b>
        WSGIProcessGroup one
    </Location>
    <Location "/b/c[de]">
        WSGIProcessGroup %{GLOBAL}
    </Location>
    <LocationMatch "^/b/p/(?!not)">
        WSGIProcessGroup two
    </LocationMatch>
    <LocationMatch "\.json$">
        WSGIProcessGroup two
    </LocationMatch>
    <LocationMatch "^/[^/]+/admin">
        WSGIProcessGroup two
    </LocationMatch>
    RewriteEngine On
    RewriteRule ^(.+)/$ $1 [R=301,L]
    <LocationMatch "^/b/v[12]/">
        WSGIProcessGroup two
    </LocationMatch>
    <LocationMatch "^/elsewhere/(.*)$">
        WSGIProcessGroup two
    </LocationMatch>
    <LocationMatch "^/b/(?=x)(?=y)">
        WSGIProcessGroup two
    </LocationMatch>
    <Location /b/own>
        WSGIApplicationGroup own
    </Location>
    <Location /b/overruled>
        WSGIProcessGroup one-of-old
    </Location>
    <Location /b/overruled>
        WSGIProcessGroup two
    </Location>
    <Files other.wsgi>
        <If "%{REQUEST_URI} =~ /zz/">
            WSGIProcessGroup two
        </If>
    </Files>
    <FilesMatch "^[b-c]\.wsgi$">
        WSGIProcessGroup one
    </FilesMatch>
</VirtualHost>
"#;

#[test]
fn parts_are_found_by_patterns_and_what_is_not_found_is_said() {
    let output = Ground::new(PARTS, &[]).run(&["inspect", "--format", "json"]);
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let parts = |mount: &str| -> Vec<(String, String)> {
        let parts = application(&page, "shop.test", mount)["parts"].as_array();
        let text = |part: &Value, name: &str| part[name].as_str().unwrap_or("-").to_owned();
        let told = |part: &Value| (text(part, "place"), text(part, "process_group"));
        parts.unwrap().iter().map(told).collect()
    };
    let owned = |told: &[(&str, &str)]| -> Vec<(String, String)> {
        let owned = |(place, group): &(&str, &str)| ((*place).to_owned(), (*group).to_owned());
        told.iter().map(owned).collect()
    };
    let of_script = [
        ("/b/c[de]", ""),
        ("^/b/p/(?!not)", "two"),
        ("\\.json$", "two"),
        ("^/[^/]+/admin", "two"),
        ("^/b/v[12]/", "two"),
        ("/b/own", "one"),
        ("/b/overruled", "two"),
    ];
    assert_eq!(parts("/b"), owned(&of_script));
    let of_directory = [
        ("\\.json$", "two"),
        ("^/[^/]+/admin", "two"),
        ("^[b-c]\\.wsgi$", "one"),
    ];
    assert_eq!(parts("/dir"), owned(&of_directory));
    let unknown = page["unknown"].as_array().unwrap();
    let open: Vec<_> = unknown
        .iter()
        .map(|open| open["what"].as_str().unwrap())
        .collect();
    let expected = "`WSGIProcessGroup two` may concern a part of an application: no request was found that is in \
                    `^/b/(?=x)(?=y)`";
    assert_eq!(open, [expected]);
}

/// The same handler's name for two scripts, a rule that leads to a file, a main server to which nothing gets.
const HANDLERS: &str = r"
WSGIDaemonProcess one threads=1
WSGIProcessGroup one
WSGIScriptAlias /m @ROOT@/app/a.wsgi
RewriteEngine On
<Directory @ROOT@/app>
    Options ExecCGI FollowSymLinks
</Directory>
<VirtualHost *:@PORT@>
    ServerName shop.test
    DocumentRoot @ROOT@/www
    WSGIProcessGroup %{GLOBAL}
    RewriteEngine On
    RewriteRule ^/r/(.*) @ROOT@/app/b.wsgi/$1 [H=wsgi-script]
    <Directory @ROOT@/www/first>
        WSGIHandlerScript mine @ROOT@/app/a.wsgi process-group=one
        AddHandler mine .foo
    </Directory>
    <Directory @ROOT@/www/second>
        WSGIHandlerScript mine @ROOT@/app/b.wsgi
        SetHandler mine
    </Directory>
</VirtualHost>
";

#[test]
fn handlers_and_rules_are_asked_for_their_own_files() {
    let output = Ground::new(HANDLERS, &[]).run(&["inspect", "--format", "json"]);
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let applications = page["applications"].as_array().unwrap();
    let told: Vec<_> = applications
        .iter()
        .map(|found| {
            let text = |name: &str| found[name].as_str().unwrap_or("-");
            let script = text("script").rsplit('/').next().unwrap();
            let host = found["virtual_host"]["name"].as_str().unwrap_or("-");
            (host, text("mechanism"), text("mode"), script)
        })
        .collect();
    let expected = [
        ("shop.test", "script-alias", "embedded", "a.wsgi"),
        ("shop.test", "rewrite-rule", "embedded", "-"),
        ("shop.test", "handler-script", "daemon", "a.wsgi"),
        ("shop.test", "handler-script", "embedded", "b.wsgi"),
    ];
    assert_eq!(told, expected, "{page:#}");
}

/// A virtual host of a name that is taken, and one on a port that nobody listens on.
const UNREACHED: &str = r"
WSGIDaemonProcess one threads=1
<VirtualHost *:@PORT@>
    ServerName shop.test
    RedirectMatch ^/$ /home/
    WSGIScriptAlias / @ROOT@/app/a.wsgi process-group=one
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName shop.test
    WSGIScriptAlias /second @ROOT@/app/a.wsgi process-group=one
</VirtualHost>
<VirtualHost *:9>
    ServerName other.test
    WSGIScriptAlias /third @ROOT@/app/a.wsgi process-group=one
</VirtualHost>
";

#[test]
fn what_no_request_gets_to_is_not_served() {
    let output = Ground::new(UNREACHED, &[]).run(&["inspect", "--format", "json"]);
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |host: &str, mount: &str| {
        let found = application(&page, host, mount);
        let why = found["because"]["why"].as_str().unwrap_or("-").to_owned();
        (found["mode"].as_str().unwrap().to_owned(), why)
    };
    let owned = |mode: &str, why: &str| (mode.to_owned(), why.to_owned());
    assert_eq!(of("shop.test", "/"), owned("daemon", "-"));
    let taken = "other virtual hosts take every request for its names";
    assert_eq!(of("shop.test", "/second"), owned("not-wsgi", taken));
    let closed = "httpd listens on none of its ports";
    assert_eq!(of("other.test", "/third"), owned("not-wsgi", closed));
    assert_eq!(
        page["process_groups"][0]["used_by"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// Scripts that handlers run: below an alias, under sections that send some of them elsewhere, by files.
const SCRIPTS: &str = r#"
WSGIDaemonProcess one threads=1
WSGIDaemonProcess two threads=1
<VirtualHost *:@PORT@>
    ServerName shop.test
    DocumentRoot @ROOT@/www
    Alias /al @ROOT@/app
    <Directory @ROOT@/app>
        Options ExecCGI
    </Directory>
    <Location /al>
        SetHandler wsgi-script
    </Location>
    <Directory @ROOT@/www>
        AddHandler wsgi-script .wsgi
    </Directory>
    <Files only.wsgi>
        Options +ExecCGI
    </Files>
    <LocationMatch "^/d1/">
        WSGIProcessGroup one
    </LocationMatch>
    <Location /al/b.wsgi>
        WSGIProcessGroup two
    </Location>
    SetEnv G one
    WSGIScriptAlias /env @ROOT@/app/a.wsgi process-group=%{ENV:G}
    <Location /env/other>
        SetEnv G two
    </Location>
</VirtualHost>
"#;

#[test]
fn scripts_of_handlers_are_found_where_they_lie_and_where_sections_send_them() {
    let output = Ground::new(SCRIPTS, &[]).run(&["inspect", "--format", "json"]);
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let applications = page["applications"].as_array().unwrap();
    let told: Vec<String> = applications
        .iter()
        .map(|found| {
            let text = |value: &Value, name: &str| value[name].as_str().unwrap_or("-").to_owned();
            let mount = text(found, "mount").rsplit('/').next().unwrap().to_owned();
            let mut line = format!(
                "{mount} {}{}",
                text(found, "mode"),
                text(found, "process_group")
            );
            for part in found["parts"].as_array().unwrap() {
                let _ = write!(
                    line,
                    ", {} {}",
                    text(part, "place"),
                    text(part, "process_group")
                );
            }
            line
        })
        .collect();
    let expected = [
        "env daemonone, /env/other two",
        "al embedded, /al/b.wsgi two",
        "only.wsgi embedded, ^/d1/ one",
    ];
    assert_eq!(told, expected, "{page:#}");
}

#[test]
fn handlers_of_the_main_server_are_named_where_virtual_hosts_have_them() {
    let lines = "\
        WSGIDaemonProcess one threads=1\n\
        AddHandler wsgi-script .wsgi\n\
        <Directory @ROOT@/www>\nOptions ExecCGI\n</Directory>\n\
        <VirtualHost *:@PORT@>\n\
        ServerName shop.test\nDocumentRoot @ROOT@/www\nWSGIProcessGroup one\n\
        </VirtualHost>\n";
    let ground = Ground::new(lines, &[]);
    let page = printable(&ground.run(&["inspect"]).stdout);
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        page.contains("`AddHandler wsgi-script .wsgi` counts in every virtual host"),
        "{page}"
    );
    assert!(page.contains("used by nothing that is known"), "{page}");
}
