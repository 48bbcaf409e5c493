//! The real tools, `git apply` and `patch -p1`, make of a patch what it says.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use proptest::test_runner::{Config, TestRunner};
use tempfile::TempDir;
use wsgi_daemonize::patch::{CONTEXT, Headers, Patch};

use super::cases::{self, BASE, Case};
use super::texts;
use super::tree::Tree;
use crate::support::program::is_installed;

#[test]
fn patch_makes_what_the_patch_says() {
    if is_installed("patch") {
        holds_for_all_cases(with_patch);
    }
}

#[test]
fn git_apply_makes_what_the_patch_says_outside_a_work_tree() {
    if is_installed("git") {
        holds_for_all_cases(|patch| with_git(patch, Stand::Outside, &[]));
    }
}

#[test]
fn git_apply_makes_what_the_patch_says_at_the_top_of_a_work_tree() {
    if is_installed("git") {
        holds_for_all_cases(|patch| with_git(patch, Stand::Top, &[]));
    }
}

#[test]
fn git_apply_makes_what_the_patch_says_below_the_top_of_a_work_tree() {
    if is_installed("git") {
        holds_for_all_cases(|patch| match patch.headers() {
            Headers::Plain => with_git(patch, Stand::Below, &[]),
            Headers::Git => with_git(patch, Stand::Below, &["--directory=etc/apache2"]),
        });
    }
}

// The reason for `Headers`: were both kinds mixed, git would apply one half and keep silent about the other.
#[test]
fn git_apply_skips_a_patch_with_git_headers_below_the_top_as_a_whole() {
    if !is_installed("git") {
        return;
    }
    let site = cases::all().pop().unwrap().patch;
    assert_eq!(site.headers(), Headers::Git);
    let applied = Applied::prepare(&site, Stand::Below);
    applied.run(git().args(["apply", "-p1"])).unwrap();
    let before = Tree::before(&site, Path::new(BASE));
    assert_eq!(Tree::read(&applied.folder), before);
}

#[test]
fn random_patches_are_taken_by_patch() {
    if is_installed("patch") {
        holds_for_random_patches(with_patch);
    }
}

#[test]
fn random_patches_are_taken_by_git_apply() {
    if is_installed("git") {
        holds_for_random_patches(|patch| with_git(patch, Stand::Outside, &[]));
    }
}

/// Tries all cases and names all that fail.
fn holds_for_all_cases(check: impl Fn(&Patch) -> Result<(), String>) {
    let failed = |case: &Case| Some(format!("{}: {}", case.name, check(&case.patch).err()?));
    let failures: Vec<String> = cases::all().iter().filter_map(failed).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn holds_for_random_patches(check: impl Fn(&Patch) -> Result<(), String>) {
    let config = Config {
        cases: 48,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&texts::patches(), |patch| {
            check(&patch).map_err(proptest::test_runner::TestCaseError::fail)
        })
        .unwrap();
}

/// Where somebody stands who runs `git apply`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Outside,
    Top,
    Below,
}

fn with_patch(patch: &Patch) -> Result<(), String> {
    let applied = Applied::prepare(patch, Stand::Outside);
    applied.run(command("patch").args(["-p1", "-i"]))?;
    applied.compare(patch)
}

fn with_git(patch: &Patch, stand: Stand, options: &[&str]) -> Result<(), String> {
    let applied = Applied::prepare(patch, stand);
    applied.run(git().args(["apply", "-p1"]).args(options))?;
    applied.compare(patch)
}

/// A folder with the files that a patch starts from, and the patch beside it.
struct Applied {
    folder: PathBuf,
    patch: PathBuf,
    whole: TempDir,
}

impl Applied {
    fn prepare(patch: &Patch, stand: Stand) -> Self {
        let whole = TempDir::new().unwrap();
        let top = whole.path().join("top");
        let folder = match stand {
            Stand::Outside | Stand::Top => top.clone(),
            Stand::Below => top.join("etc/apache2"),
        };
        std::fs::create_dir_all(&folder).unwrap();
        Tree::before(patch, Path::new(BASE)).write(&folder);
        let file = whole.path().join("change.patch");
        let diff = patch.unified_diff(Path::new(BASE), CONTEXT).unwrap();
        std::fs::write(&file, diff).unwrap();
        let patch = file;
        let applied = Self {
            folder,
            patch,
            whole,
        };
        if stand != Stand::Outside {
            let mut init = git();
            init.args(["init", "-q"]).arg(&top);
            applied.finish(&mut init).unwrap();
        }
        applied
    }

    /// Runs a tool on the patch, which is its last argument.
    fn run(&self, tool: &mut Command) -> Result<(), String> {
        self.finish(tool.arg(&self.patch))
    }

    fn finish(&self, tool: &mut Command) -> Result<(), String> {
        let tool = tool
            .current_dir(&self.folder)
            .env("HOME", self.whole.path())
            .env("GIT_CEILING_DIRECTORIES", self.whole.path());
        let output = tool.output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        let said = [output.stdout, output.stderr].concat();
        Err(said.escape_ascii().to_string())
    }

    /// Compares the folder with what the patch says; no other file may be there either.
    fn compare(&self, patch: &Patch) -> Result<(), String> {
        let (found, expected) = (
            Tree::read(&self.folder),
            Tree::after(patch, Path::new(BASE)),
        );
        if found == expected {
            return Ok(());
        }
        Err(format!("\n   found {found:?}\nexpected {expected:?}"))
    }
}

fn git() -> Command {
    let mut git = command("git");
    git.env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

/// Returns a command that nothing around the test can influence or be asked by.
fn command(name: &str) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut command = Command::new(name);
    command.env_clear().env("PATH", path).env("LC_ALL", "C");
    command.stdin(Stdio::null());
    command
}
