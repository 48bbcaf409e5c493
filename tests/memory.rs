//! What all processes of a server need before and after its migration, under each MPM.
//!
//! The figures in README are from here: `cargo test memory -- --nocapture`.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread;

use crate::support::httpd::Httpd;
use crate::support::program::{is_installed, patch, wsgi_daemonize};
use crate::support::server::{Private, Server};
use crate::support::site::Site;
use crate::support::tree::Tree;
use crate::support::{printable, say};

/// The site that the figures are measured on: five applications, all embedded.
const SITE: &str = "debian-embedded";

/// The presets that are compared: they differ in how many processes a new group has.
const PRESETS: [&str; 2] = ["balanced", "low-memory"];

/// How many clients ask for every URL at the same time, so that every child comes to load every application.
const CLIENTS: usize = 4;
/// How often each of them does.
const ROUNDS: usize = 4;

#[test]
fn of_all_processes_under_each_mpm() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    if !is_installed("patch") {
        return;
    }
    for mpm in ["prefork", "worker", "event"] {
        let site = Site::named(SITE, Some(httpd.modules()));
        select(mpm, &site);
        let original = Tree::read(&site.server_root());
        let before = measured(&httpd, &site);
        say(&format!("{SITE}, {mpm}, before: {}", told(&before)));
        for preset in PRESETS {
            migrate(&site, preset);
            let after = measured(&httpd, &site);
            say(&format!("{SITE}, {mpm}, {preset}: {}", told(&after)));
            let [then, now] = [&before, &after].map(|memory| mean_of_children(memory));
            assert!(now * 4 < then, "{mpm}: a child has {then} KiB, then {now}");
            original.restore(&site.server_root());
        }
    }
}

/// Links the files of `mpm` in place of those of the MPM that the site has.
fn select(mpm: &str, site: &Site) {
    let enabled = site.server_root().join("mods-enabled");
    for end in ["load", "conf"] {
        let file = format!("mpm_{mpm}.{end}");
        fs::remove_file(enabled.join(format!("mpm_event.{end}"))).expect("the site has event");
        let available = Path::new("../mods-available").join(&file);
        symlink(available, enabled.join(file)).expect("the place is free");
    }
}

fn migrate(site: &Site, preset: &str) {
    let (config, server_root) = (site.config(), site.server_root());
    let plan = wsgi_daemonize([
        "plan".as_ref(),
        "--config".as_ref(),
        config.as_os_str(),
        "--server-root".as_ref(),
        server_root.as_os_str(),
        "--preset".as_ref(),
        preset.as_ref(),
    ]);
    assert!(plan.status.success(), "{}", printable(&plan.stderr));
    let applied = patch(&site.patch_base(), &plan.stdout);
    assert!(applied.status.success(), "{}", printable(&applied.stdout));
}

/// Starts the server, asks for all its URLs from many sides, and measures.
fn measured(httpd: &Httpd, site: &Site) -> Vec<Private> {
    let server = httpd.start(site);
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| ask_for_everything(&server, site));
        }
    });
    let memory = server.private_memory();
    server.end();
    memory
}

fn ask_for_everything(server: &Server<'_>, site: &Site) {
    for _ in 0..ROUNDS {
        for url in site.urls() {
            assert_eq!(server.get(url).status, 200, "{}{}", url.host, url.path);
        }
    }
}

fn told(memory: &[Private]) -> String {
    let of_children = of_children(memory);
    let sum = |figures: &[u64]| mebibytes(figures.iter().sum());
    let all: Vec<u64> = memory.iter().map(|process| process.kib).collect();
    format!(
        "{} of private memory in {} processes; {} in the {} children",
        sum(&all),
        all.len(),
        sum(&of_children),
        of_children.len(),
    )
}

fn of_children(memory: &[Private]) -> Vec<u64> {
    let children = memory.iter().filter(|process| process.is_child);
    children.map(|process| process.kib).collect()
}

fn mean_of_children(memory: &[Private]) -> u64 {
    let figures = of_children(memory);
    figures.iter().sum::<u64>() / u64::try_from(figures.len().max(1)).expect("few")
}

fn mebibytes(kibibytes: u64) -> String {
    let tenths = kibibytes * 10 / 1024;
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}
