//! [`Version`]: a version of httpd, and where the program says it.

use std::path::Path;

use crate::host::{Host, Opened};

/// Where the programs of distributions and source builds stand.
const PROGRAMS: &[&str] = &[
    "/usr/sbin/apache2",
    "/usr/sbin/httpd",
    "/usr/bin/httpd",
    "/usr/sbin/httpd2",
    "/usr/local/apache2/bin/httpd",
    "/usr/local/sbin/httpd",
    "/opt/homebrew/bin/httpd",
    "/usr/local/bin/httpd",
];

/// A version of httpd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// 2 in 2.4.71.
    pub major: u32,
    /// 4 in 2.4.71.
    pub minor: u32,
    /// 71 in 2.4.71.
    pub patch: u32,
}

/// What an installed httpd program tells of itself.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its version.
    pub version: Version,
    /// The sources of the modules that are part of it: `core.c`, `mod_so.c`, ….
    pub built_in: Vec<&'static str>,
}

/// The modules that may or may not be part of the program, by the distribution's choice.
const MAYBE_BUILT_IN: &[&str] = &[
    "mod_log_config.c",
    "mod_logio.c",
    "mod_unixd.c",
    "mod_version.c",
    "mod_watchdog.c",
    "event.c",
    "prefork.c",
    "worker.c",
];

/// The modules that are part of every program that can load modules.
const ALWAYS_BUILT_IN: &[&str] = &["core.c", "http_core.c", "mod_so.c"];

impl Program {
    /// Reads the installed program, if there is one.
    ///
    /// The version is the text `Apache/2.4.71` in it; a module that is part of it leaves the name of its source
    /// there (http_config.h: `STANDARD20_MODULE_STUFF` has `__FILE__`).
    pub fn find(host: &dyn Host) -> Option<Self> {
        PROGRAMS
            .iter()
            .find_map(|path| match host.open(Path::new(path)) {
                Ok(Opened::File(bytes)) => Self::read(&bytes),
                _ => None,
            })
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let at = memchr::memmem::find(bytes, b"Apache/2.")?;
        let text = bytes.get(at + b"Apache/".len()..)?;
        let is_built_in = |source: &&&str| {
            let terminated = [b"\0", source.as_bytes(), b"\0"].concat();
            memchr::memmem::find(bytes, &terminated).is_some()
        };
        let built_in = MAYBE_BUILT_IN.iter().filter(is_built_in);
        Some(Self {
            version: Version::parse_prefix(text)?,
            built_in: ALWAYS_BUILT_IN.iter().chain(built_in).copied().collect(),
        })
    }

    /// Returns what Debian's program is like, for a server whose program is not at hand.
    pub fn debian_modules() -> Vec<&'static str> {
        let modules = MAYBE_BUILT_IN
            .iter()
            .filter(|source| source.starts_with("mod_"));
        ALWAYS_BUILT_IN.iter().chain(modules).copied().collect()
    }
}

impl Version {
    fn parse_prefix(text: &[u8]) -> Option<Self> {
        let mut numbers = text.split(|byte| !byte.is_ascii_digit());
        let mut next = || std::str::from_utf8(numbers.next()?).ok()?.parse().ok();
        Some(Self {
            major: next()?,
            minor: next()?,
            patch: next()?,
        })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}
