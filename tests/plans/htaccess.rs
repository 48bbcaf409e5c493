//! What `.htaccess` files may say, where lines of the configuration let them.

use super::server::{MAIN, Server};

/// The main server lets files below a directory say what a class has; a virtual host has an embedded application.
fn allowing(line: &str) -> Server {
    Server::with(&format!(
        "<Directory /srv/www>\n  AllowOverride {line}\n</Directory>\n<VirtualHost *:80>\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    ))
}

#[test]
fn files_that_say_nothing_of_it_do_not_hold_the_restriction() {
    for (class, what) in [
        ("All", "handlers and hooks"),
        ("FileInfo", "handlers"),
        ("Options AuthConfig", "hooks"),
    ] {
        let outcome = allowing(class)
            .file(
                "/srv/www/blog/.htaccess",
                "RewriteEngine On\nAddType text/x-python .py\n",
            )
            .planned();
        outcome.is_complete().notes(&format!(
            ".htaccess files may set {what} of mod_wsgi (/etc/apache2/apache2.conf:7); 2 directories were looked at",
        ));
    }
}

/// The covering section delegates them (the decision table's row), for they cannot do it themselves.
#[test]
fn a_handler_is_delegated_in_the_covering_section() {
    let outcome = allowing("All")
        .file(
            "/srv/www/tools/deep/.htaccess",
            "Options ExecCGI\nAddHandler wsgi-script .wsgi\n",
        )
        .planned();
    outcome.is_complete();
    assert!(
        outcome.after.text(MAIN).contains(
            "<Directory /srv/www>\n  AllowOverride All\n  WSGIProcessGroup main-www\n</Directory>\n"
        ),
        "{outcome}"
    );
}

/// Without Python in the process the first request crashes it (mod_wsgi.md 5.2).
#[test]
fn a_hook_holds_the_restriction() {
    for (line, name) in [
        ("WSGIAccessScript /srv/b.wsgi", "WSGIAccessScript"),
        ("AuthBasicProvider file wsgi", "AuthBasicProvider"),
        ("Require wsgi-group staff", "Require"),
    ] {
        let outcome = allowing("AuthConfig")
            .file("/srv/www/.htaccess", format!("AuthType Basic\n{line}\n"))
            .planned();
        outcome.holds_only(&format!(
            "`WSGIRestrictEmbedded On` is not set (/srv/www/.htaccess:2): `{name}` in a .htaccess file runs Python in Apache's \
             own processes, and crashes those without it; write it in a <Directory> of the configuration"
        ));
    }
}

/// Each home has a directory of its own; the one section delegates what their files make scripts.
#[test]
fn directories_that_a_pattern_names_are_looked_at() {
    let server = Server::with(
        "<Directory /home/*/www>\n  AllowOverride All\n</Directory>\n<VirtualHost *:80>\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .file("/home/anna/www/index.html", "");
    server.planned().is_complete();
    let outcome = server
        .clone()
        .file("/home/bert/www/x/.htaccess", "SetHandler wsgi-script\n")
        .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup main-www"]
    );
    let outcome = server
        .file("/home/bert/www/.htaccess", "WSGIAccessScript /srv/b.wsgi\n")
        .planned();
    assert!(
        outcome.held[0].contains("(/home/bert/www/.htaccess:1)"),
        "{outcome}"
    );
}

#[test]
fn a_directory_that_does_not_count_from_the_root_holds_it() {
    let outcome = Server::with(
        "<Directory htdocs>\n  AllowOverride All\n</Directory>\n<VirtualHost *:80>\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.holds_only(
        "`WSGIRestrictEmbedded On` is not set (/etc/apache2/apache2.conf:7): `AllowOverride All` lets .htaccess files run \
         Python in Apache's own processes, and not all could be looked at: its section names no directory from the root on; \
         take what is not needed out of the line",
    );
}

/// A link leads to another directory; below it the section is in force, too. One leads in a circle.
#[test]
fn links_are_followed() {
    let outcome = allowing("All")
        .file("/data/app/.htaccess", "WSGIAccessScript /srv/b.wsgi\n")
        .file("/srv/www/index.html", "")
        .link("/srv/www/app", "/data/app")
        .planned();
    outcome.holds(
        "`WSGIRestrictEmbedded On` is not set (/srv/www/app/.htaccess:1): `WSGIAccessScript` in a .htaccess file runs Python \
         in Apache's own processes, and crashes those without it; write it in a <Directory> of the configuration",
    );
    let outcome = allowing("All")
        .file("/srv/www/index.html", "")
        .link("/srv/www/again", "/srv/www")
        .planned();
    outcome.is_complete();
}

#[test]
fn another_name_of_the_files_is_looked_for() {
    let outcome = Server::with(
        "AccessFileName .conf\n<Directory /srv/www>\n  AllowOverride All\n</Directory>\n<VirtualHost *:80>\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .file("/srv/www/.conf", "WSGIAuthUserScript /srv/b.wsgi\n")
    .planned();
    assert!(outcome.held[0].contains("(/srv/www/.conf:1)"), "{outcome}");
}

/// What a macro comes to in such a file is not worked out.
#[test]
fn a_macro_holds_it() {
    let outcome = allowing("All")
        .file("/srv/www/.htaccess", "Use Site shop\n")
        .planned();
    assert!(
        outcome.held[0].contains("line 1 may come to anything"),
        "{outcome}"
    );
}
