//! A number becomes a Debian-like server of that many virtual host files, which httpd accepts.
//!
//! The files stand in `server/` as one would read them on a server; `@ROOT@`, `@NAME@` and
//! `@NUMBER@` are filled in. No randomness: the same number is the same tree.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;

/// Where Debian keeps httpd's modules.
const MODULES: &str = "/usr/lib/apache2/modules";

/// The virtual host files that alternate: half of all virtual hosts run an application in Apache's own processes.
const SITES: [&str; 14] = [
    EMBEDDED,
    include_str!("server/sites/daemon.conf"),
    EMBEDDED,
    include_str!("server/sites/twins.conf"),
    EMBEDDED,
    include_str!("server/sites/static.conf"),
    EMBEDDED,
    include_str!("server/sites/redirect.conf"),
    EMBEDDED,
    include_str!("server/sites/macro.conf"),
    EMBEDDED,
    include_str!("server/sites/define.conf"),
    EMBEDDED,
    include_str!("server/sites/delegated.conf"),
];

/// The most usual of them.
const EMBEDDED: &str = include_str!("server/sites/embedded.conf");

/// What Debian's `envvars` sets; the values below the server's own folder begin with `@ROOT@`.
const VARIABLES: [(&str, &str); 5] = [
    ("APACHE_RUN_USER", "www-data"),
    ("APACHE_RUN_GROUP", "www-data"),
    ("APACHE_PID_FILE", "@ROOT@/run/apache2.pid"),
    ("APACHE_RUN_DIR", "@ROOT@/run"),
    ("APACHE_LOG_DIR", "@ROOT@/log"),
];

/// A server that has been written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tree {
    /// Number of virtual host files.
    pub(crate) sites: usize,
    /// Number of lines in them.
    pub(crate) lines: usize,
    /// Number of bytes in them.
    pub(crate) bytes: usize,
}

/// Writes a server of `sites` virtual host files into the folder `root`, which it makes.
pub(crate) fn write(root: &Path, sites: usize) -> io::Result<Tree> {
    for folder in ["run", "log", "www/htdocs", "snippets"] {
        fs::create_dir_all(root.join(folder))?;
    }
    symlink(MODULES, root.join("modules"))?;
    write_main_files(root)?;
    let mut tree = Tree {
        sites,
        lines: 0,
        bytes: 0,
    };
    for number in 0..sites {
        let text = site(number);
        tree.lines += text.lines().count();
        tree.bytes += text.len();
        enable(root, "sites", &name(number), &text)?;
    }
    Ok(tree)
}

/// Returns the name of a site, which its file and its ServerName have in them.
pub(crate) fn name(number: usize) -> String {
    format!("site-{number:05}")
}

/// Returns the variables that httpd wants in its environment, as `envvars` sets them.
pub(crate) fn environment(root: &Path) -> Vec<(&'static str, String)> {
    let value = |value: &str| value.replace("@ROOT@", &display(root));
    let variables = VARIABLES.iter();
    variables.map(|(name, text)| (*name, value(text))).collect()
}

fn write_main_files(root: &Path) -> io::Result<()> {
    let main = include_str!("server/apache2.conf").replace("@ROOT@", &display(root));
    let exports = environment(root).into_iter();
    let exports: Vec<String> = exports
        .map(|(name, value)| format!("export {name}={value}\n"))
        .collect();
    fs::write(root.join("apache2.conf"), main)?;
    fs::write(root.join("envvars"), exports.concat())?;
    fs::write(root.join("ports.conf"), include_str!("server/ports.conf"))?;
    fs::write(
        root.join("snippets/hardening.conf"),
        include_str!("server/snippets/hardening.conf"),
    )?;
    enable(root, "conf", "macros", include_str!("server/macros.conf"))?;
    enable(root, "conf", "wsgi", include_str!("server/wsgi.conf"))
}

/// Writes a file into `KIND-available` and links to it from `KIND-enabled`.
fn enable(root: &Path, kind: &str, name: &str, text: &str) -> io::Result<()> {
    let (available, enabled) = (format!("{kind}-available"), format!("{kind}-enabled"));
    fs::create_dir_all(root.join(&available))?;
    fs::create_dir_all(root.join(&enabled))?;
    let file = format!("{available}/{name}.conf");
    fs::write(root.join(&file), text)?;
    symlink(
        format!("../{file}"),
        root.join(enabled).join(format!("{name}.conf")),
    )
}

fn site(number: usize) -> String {
    let text = SITES.iter().cycle().nth(number % SITES.len());
    let text = text.expect("a cycle has no end");
    let text = text.replace("@NAME@", &name(number));
    text.replace("@NUMBER@", &format!("{number:05}"))
}

fn display(root: &Path) -> String {
    root.display().to_string()
}
