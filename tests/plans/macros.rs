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
