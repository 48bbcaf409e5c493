//! The interview in plain lines.

use wsgi_daemonize::wizard::Plain;

use super::session::{PATCH, hold_with};
use super::walks::three;
use std::path::Path;

/// Holds an interview in lines; returns the patch and what was shown.
fn typed(input: &str, columns: usize) -> (String, String) {
    let mut shown = Vec::new();
    let mut person = Plain::new(input.as_bytes(), &mut shown, columns, 24);
    let drawer = hold_with(&three(), &mut person);
    let shown = String::from_utf8(shown).expect("UTF-8");
    (drawer.files[Path::new(PATCH)].clone(), shown)
}

#[test]
fn lines_lead_to_the_patch() {
    // The fourth preset but one, all else as proposed; the plan's end is skipped, both files are written.
    let input = "9\n3\n?\n\n\n\n\n\nn\n3\n1\n\n\n";
    let (patch, shown) = typed(input, 80);
    assert_eq!(
        patch,
        three().preset("low-memory").planned().diff,
        "{shown}"
    );
    assert!(shown.contains("Type a number from 1 to 5."), "{shown}");
    assert!(shown.contains("  Lines concerned"), "{shown}");
}

#[test]
fn nothing_is_wider_than_forty_columns_but_what_stands_in_files() {
    let (_, shown) = typed("\n\n\n\n\n\na\n3\n1\n\n\n", 40);
    let is_copied = |line: &str| {
        line.contains('/') || line.contains("wsgi-daemonize") || line.contains(": why")
    };
    // A prompt ends where the answer to it would be typed.
    let lines = shown.lines().filter(|line| !is_copied(line));
    for line in lines.flat_map(|line| line.split("--  ")) {
        assert!(line.chars().count() <= 40, "{line}\n{shown}");
    }
}
