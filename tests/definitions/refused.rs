//! What cannot be written as a definition is refused by name.

use wsgi_daemonize::migration::{Definition, Definitions};

use super::read_back::{block, new};

fn message(definitions: &Definitions) -> String {
    definitions.render().unwrap_err().to_string()
}

#[test]
fn what_httpd_cannot_express_is_refused_by_name() {
    let option = |value: &'static [u8]| block(vec![new(b"shop", &[("home", value)])]);
    assert_eq!(
        message(&option(b"/srv\n/shop")),
        "the option `home` of the process group `shop` cannot be written: a line end ends the directive"
    );
    assert_eq!(
        message(&option(b"/srv\0")),
        "the option `home` of the process group `shop` cannot be written: a NUL byte ends the line"
    );
    assert_eq!(
        message(&option(b"/srv/${SITE}")),
        "the option `home` of the process group `shop` cannot be written: \
         httpd replaces `${…}` before it splits words, and nothing hides it"
    );
    assert_eq!(
        message(&block(vec![new(b"", &[])])),
        "the process group `` cannot be written: it has no name"
    );
    assert_eq!(
        message(&block(vec![new(b"shop", &[("ho me", b"/")])])),
        "the option `ho me` of the process group `shop` cannot be written: mod_wsgi has no such names"
    );
}

#[test]
fn moved_lines_do_not_reach_the_next_one() {
    let moved = |line: &[u8]| {
        block(vec![Definition::Moved {
            lines: vec![line.to_vec()],
            conditions: vec![],
            from: b"shop.conf".to_vec(),
        }])
    };
    assert_eq!(
        message(&moved(b"WSGIDaemonProcess shop \\")),
        "the definition from shop.conf cannot be written: its last line is continued"
    );
    assert!(
        moved(b"WSGIDaemonProcess a\nWSGIDaemonProcess b")
            .render()
            .is_err()
    );
}

#[test]
fn the_template_is_ascii() {
    assert!(include_str!("../../templates/definitions.conf.tera").is_ascii());
}
