//! `cargo bench -- ARGUMENTS` becomes [`Options`].

use std::path::PathBuf;

/// How the benchmark is called.
pub(crate) const USAGE: &str = "\
usage: cargo bench -- [--sites LIST] [--keep DIR] [--runs N]
  --sites LIST  virtual host files per tree, default 1000,10000
  --keep DIR    write the trees to DIR/<sites> and leave them there
  --runs N      runs of each program, default 5, and 3 from 10000 files on";

/// What to measure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Numbers of virtual host files, one tree each.
    pub(crate) sites: Vec<usize>,
    /// Where the trees stay; otherwise they are removed.
    pub(crate) keep: Option<PathBuf>,
    /// Runs of each program, if the person chose.
    pub(crate) runs: Option<usize>,
}

impl Options {
    /// Reads the arguments after the program's name.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            sites: vec![1_000, 10_000],
            keep: None,
            runs: None,
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                let value = arguments.next().filter(|value| !value.starts_with("--"));
                value.ok_or(format!("{argument} needs a value"))
            };
            match argument.as_str() {
                "--bench" => {} // cargo's own
                "--sites" => options.sites = numbers(&value()?)?,
                "--keep" => options.keep = Some(absolute(&value()?)?),
                "--runs" => options.runs = Some(number(&value()?)?),
                _ => return Err(format!("unknown argument {argument}")),
            }
        }
        Ok(options)
    }

    /// Returns how often each program runs on a tree of `sites` files.
    pub(crate) fn runs(&self, sites: usize) -> usize {
        self.runs.unwrap_or(if sites < 10_000 { 5 } else { 3 })
    }
}

fn numbers(list: &str) -> Result<Vec<usize>, String> {
    list.split(',').map(number).collect()
}

/// Returns a path that means the same from every folder: httpd runs in the tree's.
fn absolute(path: &str) -> Result<PathBuf, String> {
    std::path::absolute(path).map_err(|error| format!("`{path}`: {error}"))
}

fn number(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or(format!("`{text}` is not a number above 0"))
}
