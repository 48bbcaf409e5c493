//! What the program shows, compared with `snapshots/` byte for byte: its help, and its plan for every sample server.

use std::path::{Path, PathBuf};

use snapbox::Data;
use snapbox::data::DataFormat;

use crate::support::program::wsgi_daemonize;
use crate::support::site::{Site, sites_folder};

/// Compares bytes with a snapshot; `SNAPSHOTS=overwrite` writes it instead.
fn is_as_in(folder: &str, file: &str, bytes: Vec<u8>) {
    let path = snapshots().join(folder).join(file);
    let snapshot = Data::read_from(&path, Some(DataFormat::Binary));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(bytes, snapshot);
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots")
}

#[test]
fn every_help_is_as_its_snapshot() {
    for (arguments, snapshot) in [
        (vec!["--help"], "wsgi-daemonize.txt"),
        (vec!["tree", "--help"], "tree.txt"),
        (vec!["plan", "--help"], "plan.txt"),
        (vec!["inspect", "--help"], "inspect.txt"),
        (vec!["which", "--help"], "which.txt"),
    ] {
        let output = wsgi_daemonize(arguments);
        assert!(output.status.success() && output.stderr.is_empty());
        is_as_in("help", snapshot, output.stdout);
    }
}

/// The version of mod_wsgi is given: what is proposed depends on it, not on the machine.
#[test]
fn every_sample_server_is_planned_for_as_its_snapshots() {
    let mut names: Vec<_> = std::fs::read_dir(sites_folder())
        .expect("there are sites")
        .map(|entry| entry.expect("it can be read").file_name())
        .map(|name| name.into_string().expect("names are plain"))
        .collect();
    names.sort();
    for name in names {
        let site = Site::named(&name, None);
        let (config, server_root) = (site.config(), site.server_root());
        let output = wsgi_daemonize([
            "plan".as_ref(),
            "--config".as_ref(),
            config.as_os_str(),
            "--server-root".as_ref(),
            server_root.as_os_str(),
            "--mod-wsgi-version".as_ref(),
            "4.9.4".as_ref(),
        ]);
        assert_eq!(output.status.code(), Some(0), "{name}");
        is_as_in(&name, "plan.txt", site.with_placeholders(&output.stderr));
        is_as_in(
            &name,
            "migration.diff",
            site.with_placeholders(&output.stdout),
        );
    }
}
