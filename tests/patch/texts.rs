//! Random files and edits, made of what configuration files and patches trip over.

use proptest::collection::vec;
use proptest::prelude::*;
use wsgi_daemonize::patch::{Edit, Edits, Patch};
use wsgi_daemonize::source::{Span, Text};

use super::cases;

/// What random files are made of: few different pieces, so that lines come again.
const PIECES: [&[u8]; 20] = [
    b"\n",
    b"\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"a",
    b"SetEnv A b\n",
    b"<VirtualHost *:80>\n",
    b"</VirtualHost>\n",
    b"# caf\xe9\n",
    b" ",
    b"\t",
    b"\\",
    b"\\\n",
    b"-- a",
    b"++ b",
    b"@@ -1 +1 @@\n",
    b"\\ No newline at end of file\n",
    b"diff --git a/x b/x\n",
];

/// Returns any bytes, mostly such as look like lines.
pub(super) fn text() -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec(proptest::sample::select(&PIECES[..]), 0..60);
    prop_oneof![
        4 => pieces.prop_map(|pieces| pieces.concat()),
        1 => vec(any::<u8>(), 0..200),
    ]
}

/// Returns bytes and edits of them, of which some may overlap.
pub(super) fn text_and_edits() -> impl Strategy<Value = (Vec<u8>, Vec<Edit>)> {
    text().prop_flat_map(|text| {
        let length = u32::try_from(text.len()).unwrap();
        let replacement = prop_oneof![Just(Vec::new()), text_piece()];
        let edit = (0..=length, 0..=12_u32, replacement).prop_map(move |(start, extent, bytes)| {
            Edit::replace(Span::new(start, length.min(start + extent)), bytes)
        });
        (Just(text), vec(edit, 0..12))
    })
}

fn text_piece() -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec(proptest::sample::select(&PIECES[..]), 1..4);
    pieces.prop_map(|pieces| pieces.concat())
}

/// Returns patches of one to four files, changed by edits, and now and then a new file or link.
pub(super) fn patches() -> impl Strategy<Value = Patch> {
    let names = proptest::sample::subsequence(vec!["x.conf", "a/b.conf", "c d", "\u{e9}"], 1..4);
    let changed = (names, vec(text_and_edits(), 4));
    let made = proptest::option::of((text(), any::<bool>()));
    let patches = (changed, made).prop_map(|((names, files), made)| {
        let mut patch = Patch::new();
        for (name, (before, edits)) in names.into_iter().zip(files) {
            let after = some_of(edits).apply(&before).unwrap();
            let file = cases::path(name.as_bytes());
            patch
                .modify(file, Text::new(before), Text::new(after))
                .unwrap();
        }
        if let Some((text, linked)) = made {
            patch
                .create(cases::path(b"new/file"), Text::new(text))
                .unwrap();
            if linked {
                patch.link(cases::path(b"on/link"), "../new/file").unwrap();
            }
        }
        patch
    });
    patches.prop_filter("changes nothing", |patch| !patch.is_empty())
}

/// Returns those edits that do not overlap an earlier one.
pub(super) fn some_of(edits: impl IntoIterator<Item = Edit>) -> Edits {
    let mut some = Edits::new();
    for edit in edits {
        let _refused = some.add(edit);
    }
    some
}
