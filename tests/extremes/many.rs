//! A great number of things of one kind.

use std::fmt::Write as _;

use wsgi_daemonize::host::Memory;

use super::{MAIN, errors, read, read_host};

#[test]
fn fifty_thousand_defines() {
    let make = |count| {
        let mut text = String::new();
        for number in 0..count {
            writeln!(text, "Define name_{number} value-{number}").unwrap();
        }
        for number in 0..count {
            writeln!(
                text,
                "<IfDefine name_{number}>\nServerAdmin ${{NAME_{number}}}\n</IfDefine>"
            )
            .unwrap();
        }
        text
    };
    let result = read(make(50_000));
    assert_eq!(errors(&result), [""; 0]);
    assert_eq!(result.1.effective.len(), 50_000);
    let last = result.0.directive(result.1.effective[49_999].node);
    assert_eq!(last.arguments, b"value-49999");
}

#[test]
fn a_macro_that_is_used_twenty_thousand_times() {
    let make = |count| {
        let mut text = String::from(
            "LoadModule macro_module /m/mod_macro.so\n\
             <Macro Site $name>\n<VirtualHost *>\nServerName $name.example\n</VirtualHost>\n</Macro>\n",
        );
        for number in 0..count {
            writeln!(text, "Use Site site-{number}").unwrap();
        }
        text
    };
    let result = read(make(20_000));
    assert_eq!(errors(&result), [""; 0]);
    let (_, last) = result.1.servers().last().unwrap();
    assert_eq!(result.1.servers().count(), 20_001);
    assert_eq!(last.name.as_ref().unwrap().0, b"site-19999.example");
}

#[test]
fn an_include_that_never_ends() {
    let recursion =
        "Exceeded maximum include depth of 128, There appears to be a recursion.".to_owned();
    for (main, other) in [
        ("Include apache2.conf\n", ""),
        ("Include other.conf\n", "Include apache2.conf\n"),
        ("Include *.conf\n", "IncludeOptional *.conf\n"),
        ("Include /etc/apache2\n", ""),
    ] {
        let host = Memory::new()
            .file(MAIN, main)
            .file("/etc/apache2/other.conf", other);
        let result = read_host(&host);
        assert_eq!(errors(&result), *std::slice::from_ref(&recursion), "{main}");
    }
}

#[test]
fn a_file_that_is_included_twenty_thousand_times() {
    let make = |count| {
        let main = "Include one.conf\n".repeat(count);
        Memory::new()
            .file(MAIN, main)
            .file("/etc/apache2/one.conf", "ServerAdmin me\n")
    };
    let (tree, config) = read_host(&make(20_000));
    assert_eq!(tree.files().count(), 2);
    assert_eq!(config.effective.len(), 20_000);
}

#[test]
fn variables_that_stand_for_nothing() {
    let make = |count| "ServerAdmin ${one} ${two}\n".repeat(count);
    let (tree, _) = read(make(20_000));
    assert_eq!(tree.warnings.len(), 40_000);
    assert_eq!(tree.unknown.len(), 40_000);
}
