//! Bytes that mean something to httpd more often than chance would have it.

use proptest::prelude::*;
use proptest::sample::select;

/// What a configuration's lines are made of, and what breaks them.
const PARTS: &[&[u8]] = &[
    b"\\",
    b"\\",
    b"\n",
    b"\n",
    b"\n",
    b"\r",
    b"\r\n",
    b"\\\n",
    b"\\\r\n",
    b"\0",
    b"\"",
    b"'",
    b"<",
    b">",
    b"</",
    b"#",
    b"${",
    b"}",
    b"$",
    b"%{",
    b" ",
    b"\t",
    b"\x0b",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe9",
    b"=",
    b"!",
    b"/",
    b"a",
    b"1",
];

/// Names and words that are acted upon.
const WORDS: &[&[u8]] = &[
    b"Include ",
    b"IncludeOptional ",
    b"Define ",
    b"UnDefine ",
    b"ServerRoot ",
    b"ServerName ",
    b"Listen ",
    b"LoadModule ",
    b"Use ",
    b"<Macro ",
    b"</Macro>",
    b"UndefMacro ",
    b"<IfModule ",
    b"</IfModule>",
    b"<IfDefine ",
    b"</IfDefine>",
    b"<IfVersion ",
    b"</IfVersion>",
    b"<IfFile ",
    b"</IfFile>",
    b"<If ",
    b"</If>",
    b"<ElseIf ",
    b"<Else>",
    b"<VirtualHost ",
    b"</VirtualHost>",
    b"<Directory ",
    b"</Directory>",
    b"<Location ",
    b"</Location>",
    b"<Files ",
    b"</Files>",
    b"<LocationMatch ",
    b"</LocationMatch>",
    b"<Limit ",
    b"</Limit>",
    b"WSGIScriptAlias ",
    b"WSGIDaemonProcess ",
    b"WSGIProcessGroup ",
    b"WSGIApplicationGroup ",
    b"WSGIRestrictEmbedded ",
    b"WSGIImportScript ",
    b"WSGIPythonPath ",
    b"process-group=",
    b"application-group=",
    b"threads=",
    b"python-path=",
    b"%{GLOBAL}",
    b"%{ENV:X}",
    b"On",
    b"Off",
    b"/srv/a.wsgi",
    b"/srv",
    b"*:80",
    b"g1",
    b"X",
    b"more.conf",
    b"*.conf",
    b"main.conf",
    b"$1",
    b"wsgi_module",
    b"modules/mod_wsgi.so",
    b"mod_wsgi.c",
    b"AllowOverride All\n",
    b"SetHandler wsgi-script\n",
];

/// Returns any bytes, rich in what breaks lines and words.
pub(super) fn soup() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        6 => select(PARTS).prop_map(<[u8]>::to_vec),
        2 => select(WORDS).prop_map(<[u8]>::to_vec),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

/// Returns bytes that look like a configuration here and there.
pub(super) fn broth() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        2 => select(PARTS).prop_map(<[u8]>::to_vec),
        6 => select(WORDS).prop_map(<[u8]>::to_vec),
        3 => Just(b"\n".to_vec()),
        1 => Just(b" ".to_vec()),
        1 => select(WORDS).prop_map(|word| [b"\n", word].concat()),
    ];
    prop::collection::vec(part, 0..80).prop_map(|parts| parts.concat())
}

/// Returns a value for a directive.
pub(super) fn value() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        3 => select(PARTS).prop_map(<[u8]>::to_vec),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

/// Returns a value that can be written on a line: not empty, without a line end or a NUL byte.
pub(super) fn value_of_a_line() -> impl Strategy<Value = Vec<u8>> {
    value().prop_map(|mut value| {
        value.retain(|byte| !matches!(byte, b'\n' | 0));
        if value.is_empty() {
            value.push(b'\\');
        }
        value
    })
}
