//! A folder of `tests/sites` becomes a server's files below a temporary root.
//!
//! Every regular file is copied byte for byte but for the placeholders `@ROOT@`, `@PORT@`,
//! `@TLS_PORT@` and `@MODULES@`; symbolic links are copied as links.

use std::ffi::OsString;
use std::fs;
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

use serde::Deserialize;
use tempfile::TempDir;

use super::copy::{copy_folder, make_directory, open_to_all, write_file};

/// Where Debian keeps the modules; also what a site says on a machine without any httpd.
const DEBIAN_MODULES: &str = "/usr/lib/apache2/modules";

/// The application behind all sites; it lands in `@ROOT@/opt/lib`.
const PROBE: &str = include_str!("probe.py");

/// What `site.toml` says about a site.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Manifest {
    server_root: PathBuf,
    config: PathBuf,
    pid_file: PathBuf,
    logs: PathBuf,
    /// Directories that must exist and would be empty.
    directories: Vec<PathBuf>,
    /// The link to the modules that httpd's own and Red Hat's layout have in the server root.
    modules_link: Option<PathBuf>,
    patch_base: PatchBase,
    /// A module that Debian has and `tests/run` does not install: without it the site is not started.
    needs_module: Option<String>,
    /// The preset that it is migrated with on the real server.
    #[serde(default = "balanced")]
    preset: String,
    /// Why httpd's children keep Python after the migration, if they do.
    python_stays: Option<String>,
    #[serde(rename = "url")]
    urls: Vec<Url>,
}

/// Where a patch of the site has to be applied.
#[derive(Debug, Clone, Copy, Deserialize)]
enum PatchBase {
    #[serde(rename = "server-root")]
    ServerRoot,
    #[serde(rename = "/")]
    FileSystem,
}

/// A URL and what is known of its answer: an application's, a file's, or no more than a status.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Url {
    #[serde(default)]
    port: Port,
    /// The loopback address that is connected to; 127.0.0.1 unless said.
    #[serde(default = "loopback")]
    pub(crate) address: Ipv4Addr,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) app: Option<String>,
    /// The process group before the migration; empty for embedded.
    pub(crate) process_group: Option<String>,
    /// What a file's text contains.
    pub(crate) text: Option<String>,
    /// The status before the migration.
    #[serde(default = "ok")]
    pub(crate) status: u16,
    /// The process group that serves after the migration what failed before.
    pub(crate) mended_by: Option<String>,
    /// Why the answer is the same after the migration, although it comes from an embedded application.
    pub(crate) stays_embedded: Option<String>,
}

/// Which of a site's two ports is meant.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Port {
    #[default]
    Plain,
    /// Stands in for 443; it speaks plain HTTP, too.
    Tls,
}

impl Url {
    pub(crate) fn is_on_plain_port(&self) -> bool {
        matches!(self.port, Port::Plain)
    }

    /// Returns the same on the port that stands in for 443.
    pub(crate) fn on_tls_port(&self) -> Self {
        let port = Port::Tls;
        Self {
            port,
            ..self.clone()
        }
    }
}

fn loopback() -> Ipv4Addr {
    Ipv4Addr::LOCALHOST
}

fn balanced() -> String {
    "balanced".to_owned()
}

fn ok() -> u16 {
    200
}

/// A materialised site; the files go when it is dropped.
#[derive(Debug)]
pub(crate) struct Site {
    root: TempDir,
    manifest: Manifest,
    placeholders: [(&'static str, String); 4],
    plain_port: u16,
    tls_port: u16,
}

impl Site {
    /// Materialises the folder `name` of `tests/sites` for an httpd with these `modules`.
    pub(crate) fn named(name: &str, modules: Option<&Path>) -> Self {
        Self::in_folder(&sites_folder().join(name), modules)
    }

    /// Materialises a folder that has a `site.toml` as those of `tests/sites` have.
    pub(crate) fn in_folder(folder: &Path, modules: Option<&Path>) -> Self {
        let root = temporary_root();
        let seen = root.path().to_str().expect("a plain name").to_owned();
        let modules = modules.unwrap_or(Path::new(DEBIAN_MODULES));
        Self::materialised(folder, root, &seen, [free_port(), free_port()], modules)
    }

    /// Materialises the folder `name` of `tests/sites` as a copy of a whole machine: below the
    /// root, all names and ports are as on that machine.
    pub(crate) fn copied(name: &str) -> Self {
        let (folder, modules) = (sites_folder().join(name), Path::new(DEBIAN_MODULES));
        Self::materialised(&folder, temporary_root(), "", [80, 443], modules)
    }

    /// `seen` is the root as the configuration names it.
    fn materialised(
        folder: &Path,
        root: TempDir,
        seen: &str,
        [plain_port, tls_port]: [u16; 2],
        modules: &Path,
    ) -> Self {
        let text =
            fs::read_to_string(folder.join("site.toml")).expect("every site has a site.toml");
        let manifest: Manifest = toml_edit::de::from_str(&text)
            .unwrap_or_else(|error| panic!("{}/site.toml: {error}", folder.display()));
        let placeholders = [
            ("@ROOT@", seen.to_owned()),
            ("@PORT@", plain_port.to_string()),
            ("@TLS_PORT@", tls_port.to_string()),
            (
                "@MODULES@",
                modules.to_str().expect("a plain name").to_owned(),
            ),
        ];
        let site = Self {
            root,
            manifest,
            placeholders,
            plain_port,
            tls_port,
        };
        site.materialise(folder, modules);
        site
    }

    /// Returns why the site cannot be started: the module that it needs is not there, or only root could use it.
    pub(crate) fn hindrance(&self, modules: &Path) -> Option<String> {
        let module = modules.join(self.manifest.needs_module.as_ref()?);
        if !module.exists() {
            return Some(format!("{} is not installed", module.display()));
        }
        let own = fs::metadata("/proc/self").expect("it is this process's");
        (own.uid() != 0).then(|| format!("{} needs root to change users", module.display()))
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn server_root(&self) -> PathBuf {
        self.root().join(&self.manifest.server_root)
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.root().join(&self.manifest.config)
    }

    /// Returns the options that name the copy of a server, which is looked at as if it were the machine.
    pub(crate) fn source(&self) -> Vec<OsString> {
        let below_root = |path: PathBuf| {
            let path = path.strip_prefix(self.root()).expect("below the root");
            Path::new("/").join(path).into_os_string()
        };
        vec![
            "--root".into(),
            self.root().into(),
            "--config".into(),
            below_root(self.config()),
            "--server-root".into(),
            below_root(self.server_root()),
        ]
    }

    pub(crate) fn pid_file(&self) -> PathBuf {
        self.root().join(&self.manifest.pid_file)
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.root().join(&self.manifest.logs)
    }

    /// Returns the directory in which a patch of this site has to be applied.
    pub(crate) fn patch_base(&self) -> PathBuf {
        match self.manifest.patch_base {
            PatchBase::ServerRoot => self.server_root(),
            PatchBase::FileSystem if self.is_a_copy() => self.root().to_owned(),
            PatchBase::FileSystem => PathBuf::from("/"),
        }
    }

    pub(crate) fn urls(&self) -> &[Url] {
        &self.manifest.urls
    }

    pub(crate) fn preset(&self) -> &str {
        &self.manifest.preset
    }

    /// Returns whether httpd's children keep Python after the migration.
    pub(crate) fn keeps_python(&self) -> bool {
        self.manifest.python_stays.is_some()
    }

    /// Returns whether the configuration's names are to be taken below the root.
    fn is_a_copy(&self) -> bool {
        self.filled_in("@ROOT@").is_empty()
    }

    /// Returns where `url` is asked.
    pub(crate) fn address(&self, url: &Url) -> SocketAddrV4 {
        let port = match url.port {
            Port::Plain => self.plain_port,
            Port::Tls => self.tls_port,
        };
        SocketAddrV4::new(url.address, port)
    }

    /// Returns `text` with this site's root and ports in it.
    pub(crate) fn filled_in(&self, text: &str) -> String {
        let fill_in = |text: String, (name, value): &(&str, String)| text.replace(name, value);
        self.placeholders.iter().fold(text.to_owned(), fill_in)
    }

    fn materialise(&self, folder: &Path, modules: &Path) {
        let root = self.root();
        open_to_all(root);
        copy_folder(folder, root, &self.placeholders);
        make_directory(&root.join("opt/lib"));
        write_file(&root.join("opt/lib/probe.py"), PROBE.as_bytes());
        let manifest = &self.manifest;
        let pid_directory = manifest.pid_file.parent().expect("a file has a directory");
        for directory in manifest
            .directories
            .iter()
            .map(PathBuf::as_path)
            .chain([pid_directory, &manifest.logs])
        {
            make_directory(&root.join(directory));
        }
        if let Some(link) = &manifest.modules_link {
            symlink(modules, root.join(link)).expect("the site has no `modules` of its own");
        }
    }
}

fn temporary_root() -> TempDir {
    let mut builder = tempfile::Builder::new();
    let root = builder.prefix("site-").tempdir();
    root.expect("a temporary directory can be made")
}

/// Returns the folder with all sites.
pub(crate) fn sites_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

/// Returns a port that nothing listens on and that no other site of this process gets.
///
/// It lies below the ephemeral ports (32768 and up on Linux), because a server that is stopped
/// and started again must find its port free, whatever connections were made in between.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const FIRST: u16 = 10_000;
    const COUNT: u16 = 20_000;
    let spread =
        u16::try_from(std::process::id() % u32::from(COUNT)).expect("the remainder is small");
    loop {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + (spread.wrapping_mul(37).wrapping_add(step)) % COUNT;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
