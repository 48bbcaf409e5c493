//! Random servers on the real httpd: `which` must answer as they do.
//!
//! `WSGI_DAEMONIZE_SEEDS=500` tries so many seeds, `START..END` those; a seed always makes the same
//! server, on other ports. `WSGI_DAEMONIZE_KEEP=FOLDER` keeps there all that differs; the
//! test itself shows the first three servers.

mod aliases;
pub(crate) mod author;
mod comparison;
mod conditions;
mod directives;
pub(crate) mod draft;
mod expressions;
pub(crate) mod ground;
mod groups;
mod hosts;
pub(crate) mod layout;
mod ours;
mod overrides;
mod probes;
pub(crate) mod reality;
mod rewriting;
mod sections;
mod server;
mod variety;

use crate::support::httpd::Httpd;
use crate::support::seeds::seeds;
use crate::support::site::{Site, Url};
use author::Author;
use comparison::{Outcome, compare};
use ours::Ours;
use reality::{Observer, Reality};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::ops::Range;
use std::path::Path;
use variety::Variety;

const SEEDS: Range<u64> = 0..24;

#[test]
fn which_answers_as_random_servers_do() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let mut variety = Variety::default();
    let mut differences = Vec::new();
    for seed in seeds(SEEDS) {
        differences.extend(differences_of(&httpd, seed, &mut variety));
    }
    println!("{variety:#?}");
    report(&differences);
    variety.suffices();
}

/// Runs the server of a seed, and says where our answers part from its own.
fn differences_of(httpd: &Httpd, seed: u64, variety: &mut Variety) -> Option<(u64, String)> {
    let draft = Author::draft(seed);
    let site = draft.site(httpd.modules());
    variety.server(&draft);
    if let Err(message) = httpd.check(&site) {
        variety.refuse(seed, &message);
        return None;
    }
    let mut urls = site.urls().to_vec();
    for url in &mut urls {
        url.host = site.filled_in(&url.host);
    }
    let server = httpd.start(&site);
    let real = Observer::new(&site).ask_all(&urls);
    server.end();
    urls.truncate(real.len());
    for reality in &real {
        variety.count(reality);
    }
    let mut found = Vec::new();
    for (address, asked) in rounds(&site, &urls) {
        let urls: Vec<&Url> = asked.iter().map(|&at| &urls[at]).collect();
        let real = asked.iter().map(|&at| &real[at]);
        match ours::answers(&site, address, &urls) {
            Err(problem) => found.push(problem),
            Ok(ours) => {
                for ((url, reality), ours) in urls.iter().zip(real).zip(&ours) {
                    let outcome = compare(reality, ours);
                    if address.is_some() {
                        variety.compare(reality, ours, &outcome);
                    }
                    found.extend(description(url, address, reality, ours, outcome));
                }
            }
        }
    }
    print!("{}", logged(seed, &urls, &real));
    let root = site.root().display();
    let details = || format!("seed {seed} in {root}\n{}\n{draft}", found.join("\n"));
    (!found.is_empty()).then(|| (seed, details()))
}

/// Returns which URLs to ask our program for at once: those of each address, and without any
/// address those that have the port in their host.
fn rounds(site: &Site, urls: &[Url]) -> Vec<(Option<SocketAddrV4>, Vec<usize>)> {
    let mut rounds: BTreeMap<Option<SocketAddrV4>, Vec<usize>> = BTreeMap::new();
    for (at, url) in urls.iter().enumerate() {
        let address = site.address(url);
        rounds.entry(Some(address)).or_default().push(at);
        let says_port = url.host.ends_with(&format!(":{}", address.port()));
        // A host that is an address would be connected to.
        let is_name = !url
            .host
            .starts_with(|c: char| c == '[' || c.is_ascii_digit());
        if says_port && is_name && url.address == Ipv4Addr::LOCALHOST {
            rounds.entry(None).or_default().push(at);
        }
    }
    rounds.into_iter().collect()
}

/// Describes a difference.
fn description(
    url: &Url,
    address: Option<SocketAddrV4>,
    reality: &Reality,
    ours: &Ours,
    outcome: Outcome,
) -> Option<String> {
    let Outcome::Different(what) = outcome else {
        return None;
    };
    let (host, path) = (&url.host, &url.path);
    let address = address.map(|address| format!(" at {address}"));
    let address = address.unwrap_or_default();
    Some(format!(
        "{what}: http://{host}{path}{address}\n  real {reality}  ours {ours}"
    ))
}

/// Says what was asked and answered, which only a failure or `--nocapture` shows.
fn logged(seed: u64, urls: &[Url], real: &[Reality]) -> String {
    let lines = urls.iter().zip(real).map(|(url, reality)| {
        let (host, path) = (&url.host, &url.path);
        format!("{seed} http://{host}{path} {reality}")
    });
    lines.collect()
}

/// Fails with the first differences in full, and with all where `WSGI_DAEMONIZE_KEEP` says.
fn report(differences: &[(u64, String)]) {
    if let Some(folder) = std::env::var_os("WSGI_DAEMONIZE_KEEP") {
        for (seed, text) in differences {
            let file = Path::new(&folder).join(format!("{seed}.txt"));
            std::fs::write(file, text).expect("the folder is there");
        }
    }
    let count = differences.len();
    let first = differences.iter().take(3).map(|(_, text)| text.as_str());
    let first: Vec<&str> = first.collect();
    assert!(
        first.is_empty(),
        "{count} servers differ\n{}",
        first.join("\n\n")
    );
}
