//! Templates of one's own: they decide how the definitions look, not what they say.

use proptest::prelude::*;
use wsgi_daemonize::migration::{Definition, Definitions, Templates};

use super::read_back::{all_read_back, hostile};

/// A template that quotes nothing.
const CARELESS: &str = "\
{% for group in groups %}# {{ group.serves | join(sep=\" \") }}
WSGIDaemonProcess {{ group.name }}{% for option in group.options %} {{ option.name }}={{ option.value }}{% endfor %}
{% endfor %}";

fn groups(values: &[(&[u8], &[u8], &[u8])]) -> Definitions {
    let new = |(name, home, serves): &(&[u8], &[u8], &[u8])| Definition::New {
        name: name.to_vec(),
        options: vec![(b"home".to_vec(), home.to_vec())],
        serves: vec![serves.to_vec()],
    };
    Definitions {
        standalone: true,
        restrict_embedded: false,
        socket_prefix: None,
        groups: values.iter().map(new).collect(),
    }
}

fn with(template: &str) -> Templates {
    let file = ("definitions.conf.tera".to_owned(), template.to_owned());
    Templates::with(&[file]).expect("it is a template")
}

fn refused(definitions: &Definitions, template: &str) -> String {
    let rendered = definitions.render_with(&with(template));
    rendered.unwrap_err().to_string()
}

#[test]
fn a_template_of_ones_own_takes_the_place_of_the_programs() {
    let definitions = groups(&[(b"shop", b"/srv/shop", b"shop.test/")]);
    let text = definitions.render_with(&with(CARELESS)).unwrap();
    assert_eq!(
        text,
        b"# shop.test/\nWSGIDaemonProcess shop home=/srv/shop\n"
    );
    let header = ("header.conf.tera".to_owned(), "# Ours.\n".to_owned());
    let text = definitions.render_with(&Templates::with(&[header]).unwrap());
    let text = text.unwrap();
    assert!(text.starts_with(b"# Ours.\n"), "{}", text.escape_ascii());
    assert!(text.ends_with(b"WSGIDaemonProcess shop home=/srv/shop\n"));
}

#[test]
fn values_that_a_template_does_not_quote_are_refused() {
    for home in [
        &b"/srv/my shop"[..],
        b"/srv/shop threads=1",
        b"'/srv/shop'",
        b"\"/srv/shop",
        b"/srv/shop \\",
    ] {
        let definitions = groups(&[
            (b"shop", home, b"shop.test/"),
            (b"blog", b"/", b"blog.test/"),
        ]);
        let message = refused(&definitions, CARELESS);
        assert!(
            message.starts_with("the text of the template `definitions.conf` has "),
            "{}: {message}",
            home.escape_ascii()
        );
    }
    for serves in [&b"a\nLoadModule x y"[..], b"a \\"] {
        let definitions = groups(&[(b"shop", b"/", serves)]);
        refused(&definitions, CARELESS);
    }
}

#[test]
fn a_template_neither_adds_nor_loses_nor_turns_anything_round() {
    let two = groups(&[(b"shop", b"/", b""), (b"blog", b"/", b"")]);
    let one = "WSGIDaemonProcess {{ group.name }} home=/\n";
    let both = format!("{{% for group in groups %}}{one}{{% endfor %}}");
    assert!(two.render_with(&with(&both)).is_ok());
    let is = |template: &str, difference: &str| {
        assert_eq!(
            refused(&two, template),
            format!("the text of the template `definitions.conf` {difference}")
        );
    };
    is("# nothing\n", "has no `wsgidaemonprocess shop home=/`");
    is(
        &format!("{both}LoadModule x y\n"),
        "has `LoadModule x y`, which is not to be there",
    );
    is(
        &format!("{both}WSGIRestrictEmbedded On\n"),
        "has `WSGIRestrictEmbedded On`, which is not to be there",
    );
    is(
        &format!("{{% for group in groups %}}{one}{one}{{% endfor %}}"),
        "says something twice",
    );
    is(
        &format!("{{% for group in groups | reverse %}}{one}{{% endfor %}}"),
        "has the definitions in another order",
    );
    is(&format!("{both}# and \\"), "ends within a line");
    let restricted = Definitions {
        restrict_embedded: true,
        socket_prefix: None,
        ..two
    };
    let message = restricted
        .render_with(&with(&both))
        .unwrap_err()
        .to_string();
    assert!(
        message.ends_with("has no `WSGIRestrictEmbedded On`"),
        "{message}"
    );
    let below = with(&format!("{both}WSGIRestrictEmbedded On\n"));
    assert!(restricted.render_with(&below).is_ok());
}

#[test]
fn a_file_that_is_no_template_is_refused_with_the_nearest() {
    let file = ("definition.conf.tera".to_owned(), String::new());
    let error = Templates::with(&[file]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no template `definition.conf.tera`; there is definitions.conf.tera, header.conf.tera"
    );
    assert_eq!(
        error.help().unwrap(),
        "did you mean `definitions.conf.tera`?"
    );
    let broken = ("header.conf.tera".to_owned(), "{% if %}".to_owned());
    assert!(Templates::with(&[broken]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// What a template that quotes nothing makes is refused, or means the same.
    #[test]
    fn no_value_passes_as_another(name in hostile(), home in hostile(), serves in hostile()) {
        let definitions = groups(&[(&name, &home, &serves), (b"next", b"/", b"")]);
        if let Ok(text) = definitions.render_with(&with(CARELESS)) {
            let option = |value: &[u8]| vec![(b"home".to_vec(), value.to_vec())];
            let expected = [(name, option(&home)), (b"next".to_vec(), option(b"/"))];
            prop_assert_eq!(all_read_back(&text), expected);
        }
    }
}
