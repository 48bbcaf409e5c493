//! Rendered definitions are read back by our own reader: the same values, whatever bytes they are.

use proptest::prelude::*;
use wsgi_daemonize::migration::{Definition, Definitions, TemplateError};
use wsgi_daemonize::source::Text;
use wsgi_daemonize::syntax::{Document, LineKind, Words, is_space, word};

type Pair = (Vec<u8>, Vec<u8>);

pub(super) fn new(name: &[u8], options: &[(&str, &[u8])]) -> Definition {
    let owned = |(name, value): &(&str, &[u8])| (name.as_bytes().to_vec(), value.to_vec());
    Definition::New {
        name: name.to_vec(),
        options: options.iter().map(owned).collect(),
        serves: vec![],
    }
}

pub(super) fn block(groups: Vec<Definition>) -> Definitions {
    Definitions {
        standalone: false,
        restrict_embedded: false,
        socket_prefix: None,
        groups,
    }
}

/// The directives of a text, as httpd's reader joins and trims them.
fn directives(text: &[u8]) -> Vec<Vec<u8>> {
    let document = Document::parse(Text::new(text));
    let lines = document.lines().iter();
    lines
        .filter(|line| !matches!(line.kind, LineKind::Blank | LineKind::Comment))
        .map(|line| document.logical(line).into_owned())
        .collect()
}

/// What wsgi_config.c: wsgi_parse_option does: a name up to `=`, then a word.
fn parsed_options(mut rest: &[u8]) -> Vec<Pair> {
    let mut options = Vec::new();
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'=').unwrap();
        let (name, mut value) = (&rest[..end], &rest[end + 1..]);
        assert!(!name.iter().any(|byte| is_space(*byte)));
        options.push((name.to_vec(), word(&mut value).into_owned()));
        rest = value;
    }
    options
}

/// The name and the options of the only directive of a text.
fn read_back(text: &[u8]) -> (Vec<u8>, Vec<Pair>) {
    let mut all = all_read_back(text);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The name and the options of each definition of a text that has nothing else.
pub(super) fn all_read_back(text: &[u8]) -> Vec<(Vec<u8>, Vec<Pair>)> {
    let directives = directives(text);
    let definition = |directive: &Vec<u8>| {
        let mut words = Words::new(directive);
        assert_eq!(&*words.next().unwrap(), b"WSGIDaemonProcess");
        let name = words.next().unwrap().into_owned();
        (name, parsed_options(words.rest()))
    };
    directives.iter().map(definition).collect()
}

#[test]
fn hostile_values_are_read_back_as_they_are() {
    let values: [&[u8]; 12] = [
        b"",
        b"/srv/my site",
        b"a \"quoted\" word",
        b"'single'",
        b"\"",
        b"back\\slash",
        b"at the end\\",
        b"%{GROUP}",
        b"$HOME {x} $",
        b"# no comment",
        b"caf\xe9 \xff\x85\xa0",
        b"\t\x0b\x0c",
    ];
    for value in values {
        let group = new(value, &[("home", value), ("python-path", value)]);
        if value.is_empty() {
            assert!(block(vec![group]).render().is_err());
            continue;
        }
        let text = block(vec![group]).render().unwrap();
        let expected = vec![
            (b"home".to_vec(), value.to_vec()),
            (b"python-path".to_vec(), value.to_vec()),
        ];
        assert_eq!(read_back(&text), (value.to_vec(), expected));
    }
    let text = block(vec![new(b"a", &[("home", b""), ("lang", b"C")])]).render();
    assert_eq!(
        read_back(&text.unwrap()).1,
        [
            (b"home".to_vec(), b"".to_vec()),
            (b"lang".to_vec(), b"C".to_vec())
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_value_is_read_back_or_refused(
        name in hostile(),
        values in prop::collection::vec(hostile(), 0..6),
    ) {
        let options: Vec<_> = values.iter().map(|value| ("home", &value[..])).collect();
        let rendered = block(vec![new(&name, &options)]).render();
        let impossible = |value: &Vec<u8>| {
            value.iter().any(|byte| b"\n\r\0".contains(byte))
                || value.windows(2).any(|pair| pair == b"${")
        };
        if name.is_empty() || impossible(&name) || values.iter().any(impossible) {
            let refused = matches!(rendered, Err(TemplateError::Inexpressible { .. }));
            prop_assert!(refused);
        } else {
            let (read_name, read_options) = read_back(&rendered.unwrap());
            prop_assert_eq!(read_name, name);
            let read: Vec<_> = read_options.into_iter().map(|(_, value)| value).collect();
            prop_assert_eq!(read, values);
        }
    }

    #[test]
    fn a_comment_never_reaches_the_next_line(serves in prop_oneof![any::<Vec<u8>>(), hostile()]) {
        let group = Definition::New {
            name: b"a".to_vec(),
            options: vec![],
            serves: vec![serves.clone(), serves],
        };
        let text = block(vec![group]).render().unwrap();
        prop_assert_eq!(read_back(&text).0, b"a");
    }
}

#[test]
fn moved_lines_are_the_same_lines() {
    let lines: Vec<Vec<u8>> = vec![
        b"    # caf\xe9 ${HOME} {{ nothing }}\r".to_vec(),
        b"\tWSGIDaemonProcess  shop \\\r".to_vec(),
        b"  home='/srv/a  b'   threads=3\r".to_vec(),
    ];
    let group = Definition::Moved {
        conditions: vec![],
        lines: lines.clone(),
        from: b"shop.conf, line 3".to_vec(),
    };
    let text = block(vec![group, new(b"next", &[])]).render().unwrap();
    let expected = lines.join(&b'\n');
    assert!(text.windows(expected.len()).any(|part| part == expected));
    assert_eq!(directives(&text).len(), 2);
}

#[test]
fn a_statement_is_continued_before_it_is_wider_than_a_hundred_columns() {
    let many: Vec<_> = (0..12).map(|_| ("socket-timeout", &b"300"[..])).collect();
    let text = block(vec![new(b"shop", &many)]).render().unwrap();
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<_> = text
        .lines()
        .skip_while(|line| !line.starts_with("WSGI"))
        .collect();
    let widths: Vec<_> = lines.iter().map(|line| line.len()).collect();
    assert_eq!(widths, [100, 100, 60], "{text}");
    assert!(lines[0].ends_with(" \\") && lines[1].starts_with("    socket"));
    assert_eq!(read_back(text.as_bytes()).1.len(), 12);
}

/// Bytes that mean something to httpd, close together; now and then those that it cannot express.
pub(super) fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let pieces: &[&[u8]] = &[
        b"\\",
        b"\"",
        b"'",
        b" ",
        b"\t",
        b"\x0b",
        b"=",
        b"#",
        b"$",
        b"{",
        b"}",
        b"%{GROUP}",
        b"a",
        b"\xe9",
        b"\xff",
        b"\x85",
    ];
    let impossible: &[&[u8]] = &[b"\n", b"\r", b"\0", b"${X}"];
    let piece = prop_oneof![
        60 => prop::sample::select(pieces),
        1 => prop::sample::select(impossible),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}
