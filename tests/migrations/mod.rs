//! Random servers on the real httpd: migrated, they serve what they served before, from daemons.
//!
//! `WSGI_DAEMONIZE_SEEDS=500` tries so many seeds, `START..END` those; a seed always makes the same
//! server, on other ports. Every third is one of those that `which` is asked about, which have
//! everything; the others are as people write them. `WSGI_DAEMONIZE_KEEP=FOLDER` keeps what fails.

mod administrator;
mod alike;
mod applications;
mod certbot;
mod counts;
mod habits;
mod planned;
mod server_level;
mod site;

use crate::requests::author::Author;
use crate::requests::draft::Draft;
use crate::requests::reality::{Observer, Reality};
use crate::support::httpd::Httpd;
use crate::support::program::{git_apply, patch};
use crate::support::seeds::seeds;
use crate::support::site::{Site, Url};
use crate::support::{printable, say};
use administrator::Administrator;
use alike::{compare, newly_shared, parted};
use counts::Counts;
use planned::{Planned, by_preset_alone, decisions, presets};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

const SEEDS: Range<u64> = 0..24;

/// So many URLs of a server that asks for every corner.
const MOST: usize = 36;

#[test]
fn random_servers_serve_the_same_after_the_migration() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let presets = presets();
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    for seed in seeds(SEEDS) {
        let turn = usize::try_from(seed).expect("a small number");
        let preset = &presets[turn % presets.len()];
        let draft = draft(seed);
        if let Err(problem) = migrate(&httpd, seed, &draft, preset, &mut counts) {
            failures.push((
                seed,
                format!("seed {seed}, preset {preset}: {problem}\n{draft}"),
            ));
        }
    }
    println!("{counts:#?}");
    keep(&counts, &failures);
    let count = failures.len();
    let first: Vec<&str> = failures.iter().take(3).map(|(_, text)| &**text).collect();
    assert!(
        first.is_empty(),
        "{count} servers fail\n{}",
        first.join("\n\n")
    );
    counts.suffice();
}

/// Writes the server of a seed.
fn draft(seed: u64) -> Draft {
    if seed % 3 != 2 {
        return Administrator::draft(seed);
    }
    let mut draft = Author::draft(seed);
    let step = draft.probes.len().div_ceil(MOST).max(1);
    draft.probes = draft.probes.into_iter().step_by(step).collect();
    draft
}

/// Runs a server, migrates it, and runs it again.
fn migrate(
    httpd: &Httpd,
    seed: u64,
    draft: &Draft,
    preset: &str,
    counts: &mut Counts,
) -> Result<(), String> {
    let site = draft.site(httpd.modules());
    counts.servers += 1;
    if let Err(message) = httpd.check(&site) {
        counts.not_started.push(format!("{seed}: {message}"));
        return Ok(());
    }
    let mut decisions = decisions(&site, preset, seed);
    let mut planned = Planned::of(&site, &decisions);
    if planned.is_impossible() {
        counts.impossible += 1;
        decisions = by_preset_alone(preset);
        planned = Planned::of(&site, &decisions);
    }
    match planned.exit {
        Some(0) if planned.withdraws() => {
            let (said, decisions) = (&planned.said, decisions.join(" "));
            return Err(format!("plan {decisions} does not pass as a whole\n{said}"));
        }
        Some(0) => counts.plan(preset, &planned),
        Some(3) => {
            counts.refuse(&planned.said);
            return Ok(());
        }
        exit => {
            let (said, decisions) = (&planned.said, decisions.join(" "));
            return Err(format!("plan {decisions} ends with {exit:?}\n{said}"));
        }
    }
    if planned.diff().is_empty() {
        return Ok(());
    }
    replay(&site, &decisions, &planned)?;
    let before = answers(httpd, &site);
    apply(&planned, seed % 10 == 9)?;
    let explained = |problem: String| {
        let (said, diff) = (&planned.said, planned.diff());
        let decisions = decisions.join(" ");
        format!("{problem}\nplan {decisions}\n{said}\n{diff}")
    };
    httpd
        .check(&site)
        .map_err(|message| explained(format!("httpd refuses the result: {message}")))?;
    let after = answers(httpd, &site);
    let mut problems = differences(&site, &before, &after, &planned);
    problems.extend(second_plan(&site, &decisions, &planned).err());
    for (then, now) in before.iter().zip(&after) {
        counts.answer(then, now);
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(explained(problems.join("\n")))
}

/// Starts the server, asks everything, and ends it.
fn answers(httpd: &Httpd, site: &Site) -> Vec<Reality> {
    answers_to(httpd, site, site.urls())
}

fn answers_to(httpd: &Httpd, site: &Site, urls: &[Url]) -> Vec<Reality> {
    let mut urls = urls.to_vec();
    for url in &mut urls {
        url.host = site.filled_in(&url.host);
    }
    let server = httpd.start(site);
    let answers = Observer::new(site).ask_all(&urls);
    server.end();
    answers
}

fn apply(planned: &Planned, by_git: bool) -> Result<(), String> {
    let tool = if by_git { git_apply } else { patch };
    let output = tool(planned.base(), planned.diff().as_bytes());
    if output.status.success() {
        return Ok(());
    }
    let (said, errors) = (printable(&output.stdout), printable(&output.stderr));
    let diff = planned.diff();
    Err(format!("the patch does not apply: {said}{errors}\n{diff}"))
}

/// Says everything that is worse than before.
fn differences(
    site: &Site,
    before: &[Reality],
    after: &[Reality],
    planned: &Planned,
) -> Vec<String> {
    let mut problems = Vec::new();
    for ((url, then), now) in site.urls().iter().zip(before).zip(after) {
        if let Err(problem) = compare(then, now, planned) {
            let (host, address, path) = (&url.host, site.address(url), &url.path);
            let mut text = String::new();
            write!(
                text,
                "http://{host}{path} at {address}: {problem}\n  before {then}  after {now}"
            )
            .expect("a string takes everything");
            problems.push(text);
        }
    }
    for (one, other) in newly_shared(before, after) {
        problems.push(format!("{one} and {other} share an interpreter now"));
    }
    for (one, other) in parted(before, after) {
        problems.push(format!("{one} and {other} shared an interpreter"));
    }
    problems
}

/// Records what was decided, and makes the same plan from the record.
fn replay(site: &Site, decisions: &[String], planned: &Planned) -> Result<(), String> {
    let record = site.root().join("answers.toml");
    let record = record.to_str().expect("a plain name");
    let writing = ["--write-answers", record].map(str::to_owned);
    let recorded = Planned::patch_alone(site, &[decisions, &writing].concat());
    let replayed = Planned::patch_alone(site, &["--answers", record].map(str::to_owned));
    for again in [recorded, replayed] {
        if again.as_deref() != Ok(planned.diff()) {
            let decisions = decisions.join(" ");
            let (Ok(again) | Err(again)) = again;
            return Err(format!(
                "another plan from {decisions} by its record:\n{again}"
            ));
        }
    }
    Ok(())
}

/// Plans the result again: nothing more is to be done, and what was held stays so.
fn second_plan(site: &Site, decisions: &[String], first: &Planned) -> Result<(), String> {
    let second = Planned::of(site, decisions);
    if second.exit != Some(0) || !second.diff().is_empty() {
        let (said, diff) = (&second.said, second.diff());
        return Err(format!(
            "the second plan is not empty: {:?}\n{said}{diff}",
            second.exit
        ));
    }
    if second.holds_restriction() != first.holds_restriction() {
        return Err(format!(
            "the second plan holds other things back: {}",
            second.said
        ));
    }
    Ok(())
}

/// Keeps every failure where `WSGI_DAEMONIZE_KEEP` says, and the figures.
fn keep(counts: &Counts, failures: &[(u64, String)]) {
    let Some(folder) = std::env::var_os("WSGI_DAEMONIZE_KEEP") else {
        return;
    };
    let folder = Path::new(&folder);
    for (seed, text) in failures {
        std::fs::write(folder.join(format!("{seed}.txt")), text).expect("the folder is there");
    }
    let figures = format!("{counts:#?}\n");
    std::fs::write(folder.join("counts.txt"), figures).expect("the folder is there");
    say(&format!(
        "{} of {} servers fail",
        failures.len(),
        counts.servers
    ));
}
