//! The server that `cargo bench` measures is one that httpd accepts, without a warning.

#[path = "benchmarks/tree.rs"]
mod tree;

use std::fs;
use std::process::Command;

use crate::support::httpd::Httpd;
use crate::support::printable;

#[test]
fn httpd_accepts_the_tree_of_the_benchmark() {
    if Httpd::installed().is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let root = folder.path().join("apache2");
    tree::write(&root, 16).expect("the tree can be written");
    let mut httpd = Command::new("/usr/sbin/apache2");
    httpd
        .arg("-d")
        .arg(&root)
        .arg("-f")
        .arg(root.join("apache2.conf"));
    httpd.arg("-t").env_clear().envs(tree::environment(&root));
    let output = httpd.output().expect("httpd can be started");
    assert_eq!(printable(&output.stderr), "Syntax OK\n");
    assert!(output.status.success());
}

#[test]
fn every_site_of_the_tree_has_its_own_name_and_is_enabled() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let root = folder.path().join("apache2");
    let tree = tree::write(&root, 16).expect("the tree can be written");
    let (mut lines, mut bytes) = (0, 0);
    for number in 0..tree.sites {
        let name = tree::name(number);
        let enabled = root.join(format!("sites-enabled/{name}.conf"));
        let text = fs::read_to_string(&enabled).expect("the link leads to the site");
        assert!(text.contains(&name), "{text}");
        for mark in ["@NAME@", "@NUMBER@", "@ROOT@"] {
            assert!(!text.contains(mark), "{text}");
        }
        lines += text.lines().count();
        bytes += text.len();
    }
    assert_eq!((lines, bytes), (tree.lines, tree.bytes));
}
