//! What certbot does to a server that was migrated: it copies virtual hosts of port 80 to port 443.
//!
//! A definition inside the virtual host would then be there twice, and httpd would not start
//! (`wsgi_daemon.c: wsgi_add_daemon_process`); an option on an alias is copied without harm.

use super::planned::{Planned, by_preset_alone};
use super::{Administrator, answers_to, apply};
use crate::requests::draft::Draft;
use crate::requests::reality::{Reality, Status};
use crate::support::httpd::Httpd;
use crate::support::printable;
use crate::support::program::patch;
use crate::support::request::Answer;
use crate::support::seeds::seeds;
use crate::support::site::{Site, Url, sites_folder};
use std::fs;
use std::path::{Path, PathBuf};

/// The files that certbot writes, as its Apache plugin names them.
const SUFFIX: &str = "-le-ssl.conf";

#[test]
fn copies_for_tls_are_served_by_the_same_daemons() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let (mut copies, mut answers) = (0, 0);
    for seed in seeds(0..8) {
        let draft = Administrator::draft(seed);
        let (more_copies, more_answers) = copied(&httpd, seed, &draft);
        copies += more_copies;
        answers += more_answers;
    }
    println!("{copies} virtual hosts are copied, {answers} answers of applications compared");
    assert!(copies >= 4 && answers >= 12, "{copies}, {answers}");
}

#[test]
fn copies_of_the_sample_servers_are_served_by_the_same_daemons() {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let (mut copies, mut answers) = (0, 0);
    for name in names_of_sites() {
        let site = Site::named(&name, Some(httpd.modules()));
        if site.hindrance(httpd.modules()).is_some() {
            continue;
        }
        let (more_copies, more_answers) = copied_sample(&httpd, &name, &site);
        println!("{name}: {more_copies} virtual hosts are copied, {more_answers} answers compared");
        copies += more_copies;
        answers += more_answers;
    }
    assert!(copies >= 40 && answers >= 70, "{copies}, {answers}");
}

/// Migrates a sample server, copies what certbot would, and compares; returns how much there was.
fn copied_sample(httpd: &Httpd, name: &str, site: &Site) -> (usize, usize) {
    let decisions = by_preset_alone(site.preset());
    let planned = Planned::of(site, &decisions);
    let diff = Planned::diff_as_printed(site, &decisions);
    if !diff.is_empty() {
        let applied = patch(&site.patch_base(), &diff);
        assert!(applied.status.success(), "{name}: {}", planned.said);
    }
    let names = copy_virtual_hosts(site);
    listen_on_both_ports(site);
    let explained = |problem: &str| format!("{name}: {problem}\n{}", planned.said);
    if let Err(message) = httpd.check(site) {
        // What is left as it is may be a definition, which is then there twice; and hosts that wait for mod_ssl wake up.
        let is_excused = planned.holds_restriction() || !starts_with_tls(httpd, name);
        assert!(is_excused, "{}", explained(&message));
        return (0, 0);
    }
    if names.is_empty() {
        return (0, 0);
    }
    let lost = lost_by_copying(httpd, name);
    let answers = both_answers(httpd, site, &names);
    let answers: Vec<_> = answers
        .iter()
        .filter(|(url, _, _)| !lost.contains(&(url.host.clone(), url.path.clone())))
        .collect();
    for (url, one, other) in &answers {
        let place = format!("{}{}: {one:?}{other:?}", url.host, url.path);
        assert!(is_same(one, other), "{}", explained(&place));
    }
    let again = Planned::of(site, &decisions);
    let more = Planned::diff_as_printed(site, &decisions);
    assert!(more.is_empty(), "{}", explained(&again.said));
    (names.len(), answers.len())
}

/// Returns the URLs of copied virtual hosts with their answers on both ports.
fn both_answers(httpd: &Httpd, site: &Site, names: &[String]) -> Vec<(Url, Answer, Answer)> {
    let is_copied = |url: &&Url| names.contains(&bare(&url.host)) && url.is_on_plain_port();
    let server = httpd.start(site);
    let copied = site.urls().iter().filter(is_copied);
    let answers = copied
        .map(|url| (url.clone(), server.get(url), server.get(&url.on_tls_port())))
        .collect();
    server.end();
    answers
}

/// Returns whether a server as it was starts with mod_ssl, without any copy.
fn starts_with_tls(httpd: &Httpd, name: &str) -> bool {
    let site = Site::named(name, Some(httpd.modules()));
    load_tls(&site);
    httpd.check(&site).is_ok()
}

/// Returns the URLs that copying loses on the server as it was: a copy may lack a variable that its original unsets. Where
/// httpd refuses the copies, as it does definitions, none is known.
fn lost_by_copying(httpd: &Httpd, name: &str) -> Vec<(String, String)> {
    let site = Site::named(name, Some(httpd.modules()));
    let names = copy_virtual_hosts(&site);
    listen_on_both_ports(&site);
    if httpd.check(&site).is_err() {
        return Vec::new();
    }
    let answers = both_answers(httpd, &site, &names).into_iter();
    let lost = answers.filter(|(_, one, other)| one.status != other.status);
    lost.map(|(url, _, _)| (url.host, url.path)).collect()
}

/// The interpreter is named for the port unless something names it.
fn is_same(one: &Answer, other: &Answer) -> bool {
    let [one_facts, other_facts] = [one, other].map(|answer| {
        let mut facts = answer.facts();
        facts.remove("mod_wsgi.application_group");
        facts
    });
    one.status == other.status && one_facts == other_facts
}

/// Lets httpd listen on the port that stands in for 443, as certbot does.
fn listen_on_both_ports(site: &Site) {
    let files = files_below(&site.server_root());
    let listen = site.filled_in("Listen 127.0.0.1:@TLS_PORT@");
    let texts = files
        .iter()
        .map(|file| fs::read(file).expect("it can be read"));
    let mut texts = texts.map(|text| printable(&text));
    if texts.any(|text| text.contains(&listen)) {
        return;
    }
    let main = fs::read_to_string(site.config()).expect("there is a main file");
    fs::write(site.config(), format!("{listen}\n{main}")).expect("the file is ours");
}

fn names_of_sites() -> Vec<String> {
    let entries = fs::read_dir(sites_folder()).expect("there are sites");
    let names = entries.map(|entry| entry.expect("it can be read").file_name().into_string());
    let mut names: Vec<String> = names.map(|name| name.expect("a plain name")).collect();
    names.sort();
    names
}

/// Migrates a server, copies what certbot would, and compares; returns how much there was.
fn copied(httpd: &Httpd, seed: u64, draft: &Draft) -> (usize, usize) {
    let site = draft.site(httpd.modules());
    let planned = Planned::of(&site, &[]);
    // What is held back may be a definition, which is then there twice.
    if httpd.check(&site).is_err() || planned.holds_restriction() {
        return (0, 0);
    }
    if !planned.diff().is_empty() {
        apply(&planned, false).expect("the patch applies");
    }
    let explained = |problem: &str| format!("seed {seed}: {problem}\n{}\n{draft}", planned.said);
    let names = copy_virtual_hosts(&site);
    httpd
        .check(&site)
        .unwrap_or_else(|message| panic!("{}", explained(&message)));
    let is_copied = |url: &&Url| names.contains(&bare(&url.host)) && url.is_on_plain_port();
    let plain: Vec<Url> = site.urls().iter().filter(is_copied).cloned().collect();
    let tls: Vec<Url> = plain.iter().map(Url::on_tls_port).collect();
    let both = [plain.clone(), tls].concat();
    let answers = answers_to(httpd, &site, &both);
    let (then, now) = answers.split_at(plain.len());
    for ((url, one), other) in plain.iter().zip(then).zip(now) {
        let is_same = facts(one) == facts(other) && one.status == other.status;
        let place = format!("{}{}: {one}{other}", url.host, url.path);
        assert!(is_same, "{}", explained(&place));
    }
    let again = Planned::of(&site, &[]);
    let is_done = again.exit == Some(0) && again.diff().is_empty() && !again.holds_restriction();
    assert!(is_done, "{}", explained(&again.said));
    let served = then.iter().filter(|one| one.status == Status::Daemon);
    (names.len(), served.count())
}

/// What is the same on both ports; the interpreter is named for the port unless something names it.
fn facts(reality: &Reality) -> [Option<&String>; 4] {
    ["process_group", "script", "callable", "mount"].map(|name| reality.facts.get(name))
}

/// Copies every virtual host of the plain port whose name has none on the other; returns the names.
fn copy_virtual_hosts(site: &Site) -> Vec<String> {
    let [plain, tls] = ["*:@PORT@", "*:@TLS_PORT@"].map(|address| site.filled_in(address));
    let files = files_below(&site.server_root());
    let texts = files
        .iter()
        .map(|file| fs::read(file).expect("it can be read"));
    let texts: Vec<String> = texts
        .map(|text| text.into_iter().map(char::from).collect())
        .collect();
    let known = texts.iter().flat_map(|text| blocks(text, &tls));
    let known: Vec<String> = known.map(|block| name_of(&block)).collect();
    let mut names = Vec::new();
    let read = files.iter().zip(&texts);
    for (file, text) in read.filter(|(file, _)| is_enabled(site, file)) {
        let mut copy = String::new();
        for block in blocks(text, &plain) {
            let name = name_of(&block);
            if !known.contains(&name) && !names.contains(&name) {
                copy.push_str(&block.join("\n").replace(&plain, &tls));
                copy.push('\n');
                names.push(name);
            }
        }
        if !copy.is_empty() {
            let copy = format!("<IfModule mod_ssl.c>\n{copy}</IfModule>\n");
            enable(
                site,
                file,
                &copy.replace("</VirtualHost>", &certificate(site)),
            );
        }
    }
    load_tls(site);
    names
}

fn load_tls(site: &Site) {
    let main = fs::read_to_string(site.config()).expect("there is a main file");
    let load = site.filled_in("LoadModule ssl_module @MODULES@/mod_ssl.so\n");
    fs::write(site.config(), load + &main).expect("the file is ours");
}

/// Returns whether httpd reads a file, as far as its name and place tell.
fn is_enabled(site: &Site, file: &Path) -> bool {
    let is_conf = |path: &Path| path.extension().is_some_and(|end| end == "conf");
    let folder = file.parent().expect("a file is in a folder");
    if !folder.ends_with("sites-available") {
        return is_conf(file);
    }
    let enabled = fs::read_dir(site.server_root().join("sites-enabled")).expect("it is there");
    let mut enabled = enabled.map(|entry| entry.expect("it can be read").path());
    enabled.any(|link| is_conf(&link) && link.canonicalize().is_ok_and(|path| path == file))
}

/// Writes a copy where its layout reads it.
fn enable(site: &Site, file: &Path, copy: &str) {
    let stem = file.file_stem().expect("a file has a name");
    let name = format!("{}{SUFFIX}", stem.to_str().expect("a plain name"));
    let path = file.with_file_name(&name);
    let bytes: Result<Vec<u8>, _> = copy.chars().map(u8::try_from).collect();
    fs::write(&path, bytes.expect("each is a byte")).expect("the folder is ours");
    let folder = file.parent().expect("a file is in a folder");
    if folder.ends_with("sites-available") {
        let link = site.server_root().join("sites-enabled").join(&name);
        let target = Path::new("../sites-available").join(&name);
        std::os::unix::fs::symlink(target, link).expect("the place is free");
    } else if folder.ends_with("conf") {
        let mut main = fs::read_to_string(site.config()).expect("there is a main file");
        main.extend(["Include ", path.to_str().expect("a plain name"), "\n"]);
        fs::write(site.config(), main).expect("the file is ours");
    }
}

/// Returns the end of a copied virtual host, with the options file that certbot includes in each.
fn certificate(site: &Site) -> String {
    let folder = site.root().join("letsencrypt");
    fs::create_dir_all(&folder).expect("the folder is ours");
    let options = folder.join("options-ssl-apache.conf");
    fs::write(&options, "SSLOptions +StrictRequire\n").expect("the file is ours");
    let options = options.display();
    format!("Include {options}\n</VirtualHost>")
}

/// Returns the virtual hosts of an address that stand in a file as they are, not in a macro.
fn blocks(text: &str, address: &str) -> Vec<Vec<String>> {
    let header = format!("<VirtualHost {address}>");
    let mut found: Vec<Vec<String>> = Vec::new();
    let (mut is_inside, mut in_macro) = (false, false);
    for line in text.lines() {
        let start = line.trim();
        in_macro |= start.starts_with("<Macro");
        if start == header && !in_macro {
            is_inside = true;
            found.push(Vec::new());
        }
        if let (true, Some(block)) = (is_inside, found.last_mut()) {
            block.push(line.to_owned());
        }
        is_inside &= start != "</VirtualHost>";
        in_macro &= start != "</Macro>";
    }
    found
}

fn name_of(block: &[String]) -> String {
    let mut names = block
        .iter()
        .filter_map(|line| line.trim().strip_prefix("ServerName "));
    names.next().unwrap_or_default().to_lowercase()
}

fn bare(host: &str) -> String {
    host.split(':').next().unwrap_or(host).to_lowercase()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("it can be read").path();
        let kind = path.symlink_metadata().expect("it is there").file_type();
        if kind.is_dir() {
            files.extend(files_below(&path));
        } else if kind.is_file() {
            files.push(path);
        }
    }
    files.sort();
    files
}
