//! How fast the configuration of a large server is read, beside httpd itself: `cargo bench`.
//!
//! Prints, for a tree of 1,000 and one of 10,000 virtual host files: `cat` of all of them, our
//! verbs, and `apache2 -t`; the median of several runs, taken in turn, with warm caches.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "programs are run, timed and reported on here"
)]

mod contest;
mod measure;
mod options;
mod table;
mod tree;

use std::env;
use std::io;
use std::process::ExitCode;

use options::Options;
use table::Row;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).peekable();
    if arguments.next_if_eq(measure::MEASURE).is_some() {
        return measure::run_one(arguments);
    }
    let arguments: Vec<String> = arguments.collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("not measured: this is for `cargo bench`");
        return ExitCode::SUCCESS;
    }
    match Options::parse(arguments) {
        Ok(options) => report(&options),
        Err(error) => {
            eprintln!("{error}\n{}", options::USAGE);
            ExitCode::from(2)
        }
    }
}

fn report(options: &Options) -> ExitCode {
    if !contest::httpd_is_installed() {
        println!(
            "httpd is not installed here (apt-get install apache2-bin libapache2-mod-wsgi-py3):"
        );
        println!("only our own times are shown.");
    }
    let mut measured = Vec::new();
    for &sites in &options.sites {
        match measure_tree(options, sites) {
            Ok(rows) => measured.push((sites, rows)),
            Err(error) => {
                eprintln!("the tree of {sites} files: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    if let [(small, before), .., (large, after)] = measured.as_slice() {
        println!(
            "\nfrom {small} to {large} files\n{}",
            table::growth(before, after)
        );
    }
    ExitCode::SUCCESS
}

/// Writes one tree, runs everybody on it and prints the table.
fn measure_tree(options: &Options, sites: usize) -> io::Result<Vec<Row>> {
    let temporary = tempfile::tempdir()?;
    let root = match &options.keep {
        Some(folder) => folder.join(sites.to_string()),
        None => temporary.path().join("apache2"),
    };
    let tree = tree::write(&root, sites)?;
    let runs = options.runs(sites);
    println!(
        "\n{sites} virtual host files, {} lines, {}; median of {runs}",
        tree.lines,
        table::megabytes(tree.bytes as u64),
    );
    let rows = contest::run(contest::contestants(&root, tree), runs);
    print!("{}", table::costs(&rows, "apache2 -t"));
    Ok(rows)
}
