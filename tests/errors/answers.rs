//! What `tree` and `plan` print beside the obvious.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::folder::Folder;

/// As in `wsgi-daemonize tree | head -1`.
#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let folder = Folder::with("ServerAdmin somebody@shop.test\n".repeat(10_000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_wsgi-daemonize"))
        .args(["tree", "--config"])
        .arg(folder.path().join("main.conf"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("our program can be run");
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    assert!(line.starts_with("# In file: "), "{line}");
    let output = child.wait_with_output().unwrap();
    folder.said(&output).exits(0).talks("");
}

#[test]
fn the_includes_name_the_lines_that_lead_to_them() {
    let folder = Folder::with(
        "Include a.conf\nIncludeOptional gone/*.conf\n<IfDefine X>\nInclude never.conf\n</IfDefine>\nInclude b/*.conf\n",
    )
    .file("a.conf", "\nIncludeOptional gone.conf\nInclude b/2.conf\n")
    .file("b/1.conf", "")
    .file("b/2.conf", "");
    let said = folder.says("tree", &["--includes"]);
    said.exits(0).talks("");
    assert_eq!(
        said.product,
        "DIR/main.conf\n  \
         DIR/a.conf  (line 1 of DIR/main.conf)\n    \
         nothing: IncludeOptional gone.conf  (line 2 of DIR/a.conf)\n    \
         DIR/b/2.conf  (line 3 of DIR/a.conf)\n  \
         nothing: IncludeOptional gone/*.conf  (line 2 of DIR/main.conf)\n  \
         DIR/b/1.conf  (line 6 of DIR/main.conf)\n  \
         DIR/b/2.conf  (line 6 of DIR/main.conf)\n"
    );
}

#[test]
fn an_include_in_a_macro_names_its_use() {
    let folder = Folder::with(
        "LoadModule macro_module modules/mod_macro.so\n<Macro Site $name>\nInclude $name.conf\n</Macro>\nUse Site shop\n",
    )
    .file("shop.conf", "");
    assert_eq!(
        folder.says("tree", &["--includes"]).exits(0).product,
        "DIR/main.conf\n  \
         DIR/shop.conf  (line 1 of macro 'site' (defined on line 2 of \"DIR/main.conf\") used on line 5 of \
         \"DIR/main.conf\")\n"
    );
}
