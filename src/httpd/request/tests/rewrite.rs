//! What mod_rewrite makes of paths; the rules were compared with httpd 2.4.71 on random servers.

use super::{Server, text};
use crate::host::Memory;
use crate::httpd::request::{Assigned, Outcome, Rewritten};

fn shown(rewritten: &Rewritten) -> String {
    match &rewritten.outcome {
        Outcome::Unchanged => "unchanged".to_owned(),
        Outcome::Path(path) => format!("path {}", crate::source::printable(path)),
        Outcome::File(file) => format!("file {}", text(file)),
        Outcome::Status(status) => status.to_string(),
        Outcome::Proxy => "proxy".to_owned(),
        Outcome::Doubt(_) => "?".to_owned(),
    }
}

fn host() -> Memory {
    Memory::new()
        .file("/srv/www/a/index.html", "")
        .file("/srv/www/a/b.txt", "")
        .file("/srv/app/hello.wsgi", "")
}

/// Says what the rules of a server make of a URL.
fn ask(rules: &str, url: &str) -> String {
    let text = format!("DocumentRoot /srv/www\nRewriteEngine On\n{rules}");
    Server::on(host(), &text).ask(url, |router, resource| shown(&router.rewrite(resource)))
}

/// Says what rules in `/srv/www/a` make of a URL.
fn ask_in_directory(rules: &str, url: &str) -> String {
    let text = format!(
        "DocumentRoot /srv/www\n<Directory /srv/www/a>\nRewriteEngine On\n{rules}\n</Directory>"
    );
    Server::on(host(), &text).ask(url, |router, resource| {
        let file = router.document_root(resource).unwrap();
        let storage = router.map_to_storage(&file);
        let merged = router.sections(resource, &storage).unwrap();
        shown(&router.rewrite_in_directory(resource, &storage, &merged))
    })
}

#[test]
fn rules_of_a_server_see_the_whole_path() {
    let rules = "RewriteRule ^/gone - [G]\nRewriteRule ^/no - [F]\nRewriteRule ^/old/(.*) /new/$1 [PT]\n\
                 RewriteRule ^/away(.*) http://other.test$1\nRewriteRule ^/moved /x [R=301,L]\n\
                 RewriteRule ^/here /srv/app/hello.wsgi [L]\nRewriteRule ^/there /a/index.html [L]\n\
                 RewriteRule ^/proxied http://back.test/ [P]\nRewriteRule ^/found - [R=404]\n";
    let cases = [
        ("/gone/x", "410"),
        ("/no", "403"),
        ("/old/x", "path /new/x"),
        ("/away/x", "302"),
        ("/moved", "301"),
        ("/here", "file /srv/app/hello.wsgi"),
        ("/there", "file /srv/www/a/index.html"),
        ("/proxied", "proxy"),
        ("/found", "404"),
        ("/other", "unchanged"),
    ];
    for (path, expected) in cases {
        assert_eq!(ask(rules, &format!("http://h{path}")), expected, "{path}");
    }
}

#[test]
fn rules_wait_for_the_engine_and_are_not_inherited() {
    assert_eq!(
        ask("RewriteEngine Off\nRewriteRule ^ - [F]", "http://h/"),
        "unchanged"
    );
    let own = "RewriteRule ^ - [F]\n<VirtualHost *>\nRewriteRule ^/x - [G]\n</VirtualHost>";
    assert_eq!(ask(own, "http://h/"), "unchanged");
    assert_eq!(ask(own, "http://h/x"), "410");
    let none = "RewriteRule ^ - [F]\nRewriteOptions InheritDown\n<VirtualHost *>\n</VirtualHost>";
    assert_eq!(ask(none, "http://h/"), "unchanged");
    let inherited = "RewriteRule ^ - [F]\n<VirtualHost *>\nRewriteOptions Inherit\nRewriteRule ^/x - [G]\n</VirtualHost>";
    assert_eq!(ask(inherited, "http://h/"), "403");
    assert_eq!(ask(inherited, "http://h/x"), "410");
}

#[test]
fn conditions_decide_what_a_url_tells() {
    let cases = [
        ("%{REQUEST_URI} ^/x", "403"),
        ("%{HTTP_HOST} =h", "403"),
        ("%{HTTP_HOST} !=h", "unchanged"),
        ("%{HTTP_HOST} ^H$ [NC]", "403"),
        ("%{QUERY_STRING} ^q=(1|2)$", "403"),
        ("%{DOCUMENT_ROOT}/a/b.txt -f", "403"),
        ("%{DOCUMENT_ROOT}%{REQUEST_URI} -d", "unchanged"),
        ("%{SERVER_PORT} -eq80", "403"),
        ("$1 =y", "403"),
        ("expr \"%{REQUEST_URI} =~ m#^/x#\"", "403"),
        ("%{HTTP_USER_AGENT} x", "?"),
        ("%{REMOTE_ADDR} ^10", "?"),
        // One that is joined to nothing holds.
        ("%{HTTP_HOST} !=h [OR]", "403"),
        (
            "%{HTTP_USER_AGENT} x\nRewriteCond %{HTTP_HOST} !=h",
            "unchanged",
        ),
        (
            "%{HTTP_USER_AGENT} x [OR]\nRewriteCond %{HTTP_HOST} =h",
            "403",
        ),
    ];
    for (condition, expected) in cases {
        let rules = format!("RewriteCond {condition}\nRewriteRule ^/x/(.) - [F]");
        assert_eq!(ask(&rules, "http://h/x/y?q=1"), expected, "{condition}");
    }
}

#[test]
fn flags_chain_skip_and_end() {
    let rules = "RewriteRule ^/a - [C]\nRewriteRule ^/b - [F]\nRewriteRule ^/s - [S=1]\nRewriteRule ^/ - [G]";
    assert_eq!(ask(rules, "http://h/b"), "410");
    assert_eq!(ask(rules, "http://h/s"), "unchanged");
    let rules = "RewriteRule ^/x /y [NC,E=v:1]\nRewriteRule ^/y - [F]";
    assert_eq!(ask(rules, "http://h/X"), "403");
}

#[test]
fn a_rule_that_only_sets_a_variable_leaves_everything_decided() {
    let rules = "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]\nRewriteRule ^/x - [E=A:$0,H=wsgi-script]";
    let text = format!("RewriteEngine On\n{rules}");
    let server = Server::new(&text);
    let rewritten = server.ask("http://h/x", |router, resource| {
        let rewritten = router.rewrite(resource);
        assert_eq!(rewritten.matched.len(), 2);
        rewritten
    });
    assert!(matches!(rewritten.outcome, Outcome::Unchanged));
    assert_eq!(rewritten.handler.unwrap().0, b"wsgi-script");
    let [unknown, known] = rewritten.environment.as_slice() else {
        panic!("{:?}", rewritten.environment);
    };
    assert_eq!(unknown.name, b"HTTP_AUTHORIZATION");
    assert!(matches!(unknown.value, Assigned::Unknown(_)));
    assert_eq!(known.name, b"A");
    assert!(matches!(&known.value, Assigned::Set(value) if value == b"/x"));
}

#[test]
fn what_is_not_followed_is_a_doubt() {
    for rule in [
        "^/x /y [N]",
        "^/x ${map:x}",
        "^/x(.*) /y?z=${m:$1}",
        "^/(x.*) /$1/%{HTTP_COOKIE}",
        "^/x http://h/y",
    ] {
        assert_eq!(
            ask(&format!("RewriteRule {rule}"), "http://h/x"),
            "?",
            "{rule}"
        );
        assert_eq!(
            ask(&format!("RewriteRule {rule}"), "http://h/other"),
            "unchanged",
            "{rule}"
        );
    }
    assert_eq!(
        ask("RewriteRule ^/(.*) /app/$1 [PT]", "http://h/x%3fy"),
        "?"
    );
}

#[test]
fn rules_of_a_directory_see_what_is_below_it() {
    let cases = [
        ("RewriteRule ^b.txt$ - [F]", "/a/b.txt", "403"),
        ("RewriteRule ^/a/b.txt$ - [F]", "/a/b.txt", "unchanged"),
        (
            "RewriteRule ^b.txt$ index.html",
            "/a/b.txt",
            "path /a/index.html",
        ),
        (
            "RewriteRule ^(.*)$ ../x.wsgi/$1",
            "/a/none/y",
            "path /x.wsgi/none/y",
        ),
        (
            "RewriteBase /base\nRewriteRule ^b.txt$ c.txt",
            "/a/b.txt",
            "path /base/c.txt",
        ),
        ("RewriteRule ^b.txt$ b.txt", "/a/b.txt", "unchanged"),
        (
            "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ index.html",
            "/a/b.txt",
            "unchanged",
        ),
        ("RewriteRule ^ - [F]", "/a", "unchanged"),
        ("Options None\nRewriteRule ^never - [G]", "/a/b.txt", "403"),
        ("RewriteRule ^b.txt$ c.txt [H=x]", "/a/b.txt", "?"),
    ];
    for (rules, path, expected) in cases {
        assert_eq!(
            ask_in_directory(rules, &format!("http://h{path}")),
            expected,
            "{rules}"
        );
    }
}
