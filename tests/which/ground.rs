//! [`Ground`]: a server of one configuration text, asked by us and, where httpd is installed, by the real one.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tempfile::TempDir;

use super::told::Told;
use crate::support::program::wsgi_daemonize;
use crate::support::{printable, processes};

const APPLICATION: &str = include_str!("application.py");
const PROGRAM: &str = "/usr/sbin/apache2";
const MODULES: &str = "/usr/lib/apache2/modules";
const POLL: Duration = Duration::from_millis(20);
const START: Duration = Duration::from_secs(20);
/// What a process gets to end by itself; an embedded interpreter may need longer than anybody wants to wait.
const STOP: Duration = Duration::from_secs(3);

/// What every configuration here begins with.
const HEAD: &str = "\
PidFile @ROOT@/run/pid
ErrorLog @ROOT@/logs/error.log
LogLevel info
Listen 127.0.0.1:@PORT@
User www-data
Group www-data
TypesConfig /etc/mime.types
WSGISocketPrefix @ROOT@/run/wsgi
DocumentRoot @ROOT@/www
ServerName main.test
<Directory />
    Require all granted
    AllowOverride None
</Directory>
";

const LOADED: [&str; 11] = [
    "mpm_event",
    "authn_core",
    "authz_core",
    "authz_host",
    "alias",
    "dir",
    "mime",
    "env",
    "setenvif",
    "rewrite",
    "wsgi",
];

/// A server's files, in a folder of their own.
#[derive(Debug)]
pub(crate) struct Ground {
    root: TempDir,
    port: u16,
}

#[derive(Debug, Deserialize)]
struct Printed {
    answers: Vec<Told>,
}

impl Ground {
    /// Writes the configuration, with `@ROOT@` and `@PORT@` filled in, and files below the root; one without text is the
    /// application.
    pub(crate) fn new(config: &str, files: &[(&str, &str)]) -> Self {
        let root = tempfile::Builder::new().prefix("which-").tempdir().unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let ground = Self { root, port };
        for folder in ["", "run", "logs", "www", "app"] {
            ground.folder(&ground.path(folder));
        }
        for script in ["app/a.wsgi", "app/b.wsgi"] {
            ground.write(script, APPLICATION);
        }
        for (name, text) in files {
            ground.write(name, if text.is_empty() { APPLICATION } else { text });
        }
        let load = |name: &&str| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n");
        let modules: String = LOADED.iter().map(load).collect();
        ground.write("apache2.conf", &[&modules, HEAD, config].concat());
        ground
    }

    /// Puts a text of the configuration in the place of another.
    pub(crate) fn replace(&self, text: &str, other: &str) {
        let config = fs::read_to_string(self.path("apache2.conf")).unwrap();
        assert!(config.contains(text), "{config}");
        self.write("apache2.conf", &config.replace(text, other));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn folder(&self, path: &Path) {
        use std::os::unix::fs::PermissionsExt as _;
        for folder in path
            .ancestors()
            .take_while(|folder| folder.starts_with(self.root.path()))
        {
            fs::create_dir_all(folder).unwrap();
            fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        self.folder(path.parent().unwrap());
        let text = text.replace("@ROOT@", self.root.path().to_str().unwrap());
        fs::write(path, text.replace("@PORT@", &self.port.to_string())).unwrap();
    }

    /// Returns the arguments that name the server.
    pub(super) fn source(&self) -> Vec<String> {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        vec![
            "--config".to_owned(),
            text(self.path("apache2.conf")),
            "--server-root".to_owned(),
            text(self.path("")),
        ]
    }

    /// Returns where the server listens.
    pub(super) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Runs one of our verbs on the server.
    pub(crate) fn run(&self, verb: &[&str]) -> std::process::Output {
        let verb = verb.iter().map(|word| (*word).to_owned());
        wsgi_daemonize(verb.chain(self.source()))
    }

    /// Returns our answers.
    pub(super) fn ours(&self, urls: &[&str], more: &[&str]) -> Vec<Told> {
        let address = format!("127.0.0.1:{}", self.port);
        let arguments = ["which", "--format", "json", "--address", &address];
        let output = self.run(&[&arguments, more, urls].concat());
        let talk = printable(&output.stderr);
        let printed: Printed = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {talk}"));
        printed.answers
    }

    /// Returns what the real server answers, and its whole log; nothing where it is not installed.
    pub(crate) fn real(&self, urls: &[&str]) -> Option<(Vec<Told>, String)> {
        // The same question with the same message as elsewhere.
        crate::support::httpd::Httpd::installed()?;
        let running = Running::start(self);
        let answers = urls.iter().map(|url| running.ask(url)).collect();
        sleep(Duration::from_millis(100));
        let log = self.log();
        drop(running);
        Some((answers, log))
    }

    /// Returns the statuses with which the real server answers, and its log as soon as that has a text; nothing where it is
    /// not installed.
    pub(crate) fn watched(&self, urls: &[&str], text: &str) -> Option<(Vec<u16>, String)> {
        crate::support::httpd::Httpd::installed()?;
        let running = Running::start(self);
        let statuses = urls.iter().map(|url| running.get(url).0).collect();
        let deadline = Instant::now() + START;
        while !self.log().contains(text) && Instant::now() < deadline {
            sleep(POLL);
        }
        let log = self.log();
        drop(running);
        Some((statuses, log))
    }

    /// Returns the log of the real server, which must not start; nothing where it is not installed.
    pub(crate) fn started_in_vain(&self) -> Option<String> {
        crate::support::httpd::Httpd::installed()?;
        let output = self.httpd(&["-k", "start"]);
        // Should it have started after all, this stops it.
        let running = Running { ground: self };
        let log = self.log();
        drop(running);
        assert!(!output.status.success(), "it has started: {log}");
        Some(log)
    }

    /// Returns what the real `-t` says; nothing where it is not installed.
    pub(crate) fn check(&self) -> Option<String> {
        crate::support::httpd::Httpd::installed()?;
        let output = self.httpd(&["-t"]);
        Some(printable(&output.stderr))
    }

    fn log(&self) -> String {
        let bytes = fs::read(self.path("logs/error.log")).unwrap_or_default();
        printable(&bytes)
    }

    fn httpd(&self, arguments: &[&str]) -> std::process::Output {
        Command::new(PROGRAM)
            .arg("-d")
            .arg(self.path(""))
            .arg("-f")
            .arg(self.path("apache2.conf"))
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LANG", "C")
            .current_dir("/")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }
}

/// The real server; it is stopped when dropped.
struct Running<'a> {
    ground: &'a Ground,
}

impl<'a> Running<'a> {
    fn start(ground: &'a Ground) -> Self {
        let output = ground.httpd(&["-k", "start"]);
        assert!(output.status.success(), "{}", printable(&output.stderr));
        let deadline = Instant::now() + START;
        while TcpStream::connect(("127.0.0.1", ground.port)).is_err() {
            assert!(Instant::now() < deadline, "no start\n{}", ground.log());
            sleep(POLL);
        }
        Self { ground }
    }

    /// Asks for a URL; the host in it selects the virtual host, not the connection.
    fn ask(&self, url: &str) -> Told {
        let before = self.ground.log().len();
        let (status, body) = self.get(url);
        let log = self.ground.log();
        Told::observed(status, &body, log.get(before..).unwrap_or_default())
    }

    /// Returns the status and the body of an answer; 0 where there is none.
    fn get(&self, url: &str) -> (u16, String) {
        let rest = url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_at(rest.find('/').unwrap());
        let mut connection = TcpStream::connect(("127.0.0.1", self.ground.port)).unwrap();
        connection.set_read_timeout(Some(START)).unwrap();
        write!(connection, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n").unwrap();
        let mut bytes = Vec::new();
        // A child that dies resets the connection: no bytes say so, too.
        drop(connection.read_to_end(&mut bytes));
        let text = printable(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        (status.unwrap_or(0), body.to_owned())
    }

    fn processes(&self) -> Vec<u32> {
        let root = self.ground.root.path().as_os_str().as_encoded_bytes();
        let is_ours = |pid: &u32| {
            let program = fs::read_link(processes::folder(*pid).join("exe"));
            processes::command_line_names(*pid, root)
                && program.is_ok_and(|program| program == Path::new(PROGRAM))
        };
        processes::all().into_iter().filter(is_ours).collect()
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let pid = fs::read_to_string(self.ground.path("run/pid")).unwrap_or_default();
        let pid: Option<u32> = pid.trim().parse().ok();
        if let Some(pid) = pid.filter(|pid| self.processes().contains(pid)) {
            processes::send("TERM", pid);
        }
        let deadline = Instant::now() + STOP;
        while !self.processes().is_empty() {
            if Instant::now() > deadline {
                for pid in self.processes() {
                    processes::send("KILL", pid);
                }
            }
            sleep(POLL);
        }
    }
}
