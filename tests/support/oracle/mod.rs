//! The real httpd as the judge: what it reads, keeps and refuses of a configuration, by `-t`.
//!
//! It starts no server and writes nothing. Places come back with the server root as `@ROOT@`.

pub(crate) mod answer;
mod complaint;
mod dump;
pub(crate) mod ours;

use super::{printable, say};
use answer::{Directive, Include};
pub(crate) use complaint::Complaint;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PROGRAMS: [&str; 5] = [
    "/usr/sbin/apache2",
    "/usr/sbin/httpd",
    "/usr/local/sbin/httpd",
    "/usr/local/apache2/bin/httpd",
    "/opt/homebrew/bin/httpd",
];
const MODULE_FOLDERS: [&str; 5] = [
    "/usr/lib/apache2/modules",
    "/usr/lib64/httpd/modules",
    "/usr/lib/httpd/modules",
    "/usr/local/libexec/apache24",
    "/usr/local/apache2/modules",
];
const MOD_INFO: &str = "LoadModule info_module modules/mod_info.so";

/// An installed httpd.
pub(crate) struct Oracle {
    program: PathBuf,
    modules: PathBuf,
}

/// A configuration below one directory, and how httpd is called on it.
#[derive(Debug, Clone)]
pub(crate) struct Question<'a> {
    pub(crate) root: &'a Path,
    pub(crate) defines: &'a [String],
    pub(crate) environment: &'a [(String, String)],
}

impl Oracle {
    /// Finds the installed httpd, or nothing after saying that the test is skipped.
    ///
    /// `WSGI_DAEMONIZE_NO_SKIP=1` makes a missing httpd a failure.
    pub(crate) fn installed() -> Option<Self> {
        let mut programs = PROGRAMS.iter().map(PathBuf::from);
        let program = programs.find(|path| path.exists());
        if let (Some(program), Some(modules)) = (program, module_folder()) {
            return Some(Self { program, modules });
        }
        let must_run = std::env::var_os("WSGI_DAEMONIZE_NO_SKIP").is_some_and(|value| value == "1");
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        assert!(!must_run, "{test}: no httpd is installed");
        say(&format!("{test}: skipped, because no httpd is installed"));
        None
    }

    /// Tells whether httpd has a module in this file.
    pub(crate) fn has_module(&self, file: &str) -> bool {
        self.modules.join(file).exists()
    }

    /// Returns the numbers of `Server version: Apache/2.4.71 (Debian)`.
    pub(crate) fn version(&self) -> (u32, u32, u32) {
        let output = Command::new(&self.program).arg("-v").output();
        let printed = printable(&output.expect("httpd can be started").stdout);
        let (_, rest) = printed.split_once("Apache/").expect("-v names Apache");
        let end = rest.find(|byte: char| byte != '.' && !byte.is_ascii_digit());
        let digits = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let numbers: Vec<u32> = digits
            .split('.')
            .filter_map(|part| part.parse().ok())
            .collect();
        match numbers.as_slice() {
            [major, minor, patch] => (*major, *minor, *patch),
            _ => panic!("httpd -v prints {printed}"),
        }
    }

    /// Asks whether httpd accepts the configuration, and if not, why and where.
    pub(crate) fn check(&self, question: &Question<'_>) -> Complaint {
        let output = self.run(question, &[], &[]);
        complaint::read(output.status, &masked(&output.stderr, question.root))
    }

    /// Asks which files httpd opens, up to an error if there is one.
    pub(crate) fn includes(&self, question: &Question<'_>) -> Vec<Include> {
        let output = self.run(question, &[], &["DUMP_INCLUDES"]);
        dump::includes(&masked(&output.stdout, question.root))
    }

    /// Asks for the directives in effect; there are none when the configuration is refused.
    pub(crate) fn directives(&self, question: &Question<'_>) -> Vec<Directive> {
        let output = self.run(question, &["-C", MOD_INFO], &["DUMP_CONFIG"]);
        dump::directives(&masked(&output.stdout, question.root))
    }

    /// Asks for the virtual hosts as `-S` prints them, without the title.
    pub(crate) fn virtual_hosts(&self, question: &Question<'_>) -> Vec<String> {
        let output = self.run(question, &[], &["DUMP_VHOSTS"]);
        dump::virtual_hosts(&masked(&output.stdout, question.root))
    }

    /// Asks everything at once, at the price that mod_info is loaded and flags are defined.
    pub(crate) fn all(&self, question: &Question<'_>) -> (Complaint, Vec<Include>, Vec<Directive>) {
        let output = self.run(
            question,
            &["-C", MOD_INFO],
            &["DUMP_INCLUDES", "DUMP_CONFIG"],
        );
        let printed = masked(&output.stdout, question.root);
        (
            complaint::read(output.status, &masked(&output.stderr, question.root)),
            dump::includes(&printed),
            dump::directives(&printed),
        )
    }

    fn run(&self, question: &Question<'_>, before: &[&str], dumps: &[&str]) -> Output {
        let mut command = Command::new(&self.program);
        command.arg("-d").arg(question.root).args(before);
        command.arg("-f").arg(question.root.join("httpd.conf"));
        for define in question.defines {
            command.args(["-D", define]);
        }
        command.arg("-t");
        for dump in dumps {
            command.args(["-D", dump]);
        }
        scrub(&mut command, question);
        command.output().expect("httpd can be started")
    }
}

/// Returns the folder of httpd's modules, if there is one.
pub(crate) fn module_folder() -> Option<PathBuf> {
    let mut folders = MODULE_FOLDERS.iter().map(PathBuf::from);
    folders.find(|folder| folder.join("mod_info.so").exists())
}

/// Leaves nothing in the environment but what the question says; httpd expands `${NAME}` from it.
pub(crate) fn scrub(command: &mut Command, question: &Question<'_>) {
    command.current_dir(question.root).env_clear();
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command.env("LANG", "C");
    let pairs = question.environment.iter();
    command.envs(pairs.map(|(name, value)| (name, value)));
}

/// Writes the server root as `@ROOT@`.
pub(crate) fn masked(bytes: &[u8], root: &Path) -> Vec<u8> {
    replace(bytes, root.as_os_str().as_encoded_bytes(), b"@ROOT@")
}

/// Replaces every occurrence of `from`.
pub(crate) fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        if let Some(after) = rest.strip_prefix(from) {
            replaced.extend_from_slice(to);
            rest = after;
        } else {
            replaced.push(first);
            rest = &rest[1..];
        }
    }
    replaced
}
