//! The definitions of the embedded preset, as text and before the real httpd.

mod read_back;
mod refused;
mod templates;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use snapbox::Data;
use snapbox::data::DataFormat;
use wsgi_daemonize::migration::{Definition, Definitions, Mpm, MpmKind, Preset};
use wsgi_daemonize::syntax::quote;

use crate::support::httpd::Httpd;
use crate::support::site::Site;

/// Every rendered text and the file that it is compared with.
fn all() -> Vec<(&'static str, Definitions)> {
    vec![
        (
            "threaded.conf",
            balanced(MpmKind::Threaded, Some((4, 9, 4))),
        ),
        ("prefork.conf", balanced(MpmKind::Prefork, Some((4, 9, 4)))),
        ("version-unknown.conf", balanced(MpmKind::Unknown, None)),
        ("moved.conf", moved()),
        ("restriction-alone.conf", restriction_alone()),
        ("held-back.conf", held_back()),
        ("block.conf", block()),
        ("hostile.conf", hostile()),
    ]
}

fn balanced(mpm: MpmKind, version: Option<(u8, u8, u8)>) -> Definitions {
    let preset = Preset::named("balanced").expect("it is embedded");
    let chosen = preset.options_for(Mpm::with_defaults(mpm), version, &[]);
    let options: Vec<_> = chosen
        .options
        .into_iter()
        .map(|option| (option.name.into_bytes(), option.value.into_bytes()))
        .collect();
    let group = |name: &str, serves: &[&str]| Definition::New {
        name: name.into(),
        options: options.clone(),
        serves: serves
            .iter()
            .map(|application| application.as_bytes().to_vec())
            .collect(),
    };
    Definitions {
        standalone: true,
        restrict_embedded: preset.restrict_embedded,
        socket_prefix: None,
        groups: vec![
            group("shop", &["shop.example:80 /", "shop.example:443 /"]),
            group("shop-api-v2", &["shop.example:80 /api/v2"]),
        ],
    }
}

fn moved() -> Definitions {
    let mut definitions = balanced(MpmKind::Threaded, Some((4, 9, 4)));
    definitions.groups.truncate(1);
    definitions.groups.insert(
        0,
        Definition::Moved {
            lines: [
                &b"    # The blog's caf\xe9 needs much memory."[..],
                b"    WSGIDaemonProcess blog  threads=3 \\",
                b"        home='/'",
            ]
            .map(<[u8]>::to_vec)
            .to_vec(),
            conditions: vec![],
            from: b"sites-available/blog.conf, line 7".to_vec(),
        },
    );
    definitions
}

/// Every application has a group already.
fn restriction_alone() -> Definitions {
    Definitions {
        groups: vec![],
        ..block()
    }
}

fn held_back() -> Definitions {
    Definitions {
        restrict_embedded: false,
        socket_prefix: None,
        ..balanced(MpmKind::Threaded, Some((4, 9, 4)))
    }
}

fn block() -> Definitions {
    Definitions {
        standalone: false,
        ..balanced(MpmKind::Threaded, Some((4, 9, 4)))
    }
}

/// Values that need quotes, or look as if they did.
fn hostile() -> Definitions {
    let options: [(&[u8], &[u8]); 5] = [
        (b"display-name", b"(wsgi: a \"b\" 'c' \\)"),
        (b"python-path", b"/srv/caf\xe9 site:/srv/back\\slash\\"),
        (b"python-eggs", b"\"/srv/eggs\""),
        (b"lang", b"'C'"),
        (b"locale", b""),
    ];
    let group = Definition::New {
        name: b"a \"hostile\" name = #1".to_vec(),
        options: options
            .map(|(name, value)| (name.to_vec(), value.to_vec()))
            .to_vec(),
        serves: vec![b"an application whose path ends in \\".to_vec()],
    };
    Definitions {
        standalone: false,
        restrict_embedded: true,
        socket_prefix: None,
        groups: vec![group],
    }
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("snapshots")
        .join("definitions")
}

#[test]
fn definitions_are_rendered_as_their_snapshots() {
    for (name, definitions) in all() {
        let rendered = definitions.render().expect("all values can be expressed");
        let path = snapshots().join(name);
        snapbox::Assert::new()
            .action_env("SNAPSHOTS")
            .eq(rendered, Data::read_from(&path, Some(DataFormat::Binary)));
    }
}

#[test]
fn httpd_accepts_the_definitions() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    for (name, definitions) in all() {
        let site = Site::named("single-file", Some(httpd.modules()));
        let rendered = definitions.render().expect("all values can be expressed");
        append(&site, &rendered);
        if let Err(message) = httpd.check(&site) {
            panic!("{name}: {message}");
        }
    }
}

/// A group that an alias names together with an application group has to be defined before it
/// (wsgi_config.c: wsgi_add_script_alias), so httpd itself says whether it read the names as they were meant.
#[test]
fn httpd_reads_the_names_as_they_were_meant() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    for (name, definitions) in all() {
        let site = Site::named("single-file", Some(httpd.modules()));
        let rendered = definitions.render().expect("all values can be expressed");
        append(&site, &rendered);
        for group in &definitions.groups {
            if let Definition::New { name, .. } = group {
                append(&site, &alias_to(name));
            }
        }
        assert_eq!(httpd.check(&site), Ok(()), "{name}");
        append(&site, &alias_to(b"another"));
        let message = httpd.check(&site).expect_err("there is no such group");
        assert!(message.contains("not yet configured"), "{name}: {message}");
    }
}

fn alias_to(group: &[u8]) -> Vec<u8> {
    let start: &[u8] = b"WSGIScriptAlias /x /srv/x.wsgi application-group=%{GLOBAL} process-group=";
    [start, &quote(group), b"\n"].concat()
}

fn append(site: &Site, bytes: &[u8]) {
    let mut config = OpenOptions::new()
        .append(true)
        .open(site.config())
        .expect("the site's files are ours");
    config.write_all(bytes).expect("the site's files are ours");
}
