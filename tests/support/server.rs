//! A running httpd: asked for URLs, measured, stopped.

use std::fs;
use std::net::TcpStream;
use std::os::unix::ffi::OsStrExt as _;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::httpd::Httpd;
use super::request::{Answer, get};
use super::site::{Site, Url};
use super::{memory, printable, processes};

/// Far more than a start takes on a busy machine.
const START: Duration = Duration::from_secs(20);
/// What a process gets to end by itself; with an embedded interpreter it may need longer than anybody wants to wait.
const STOP: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_millis(20);

/// The private memory of one process.
#[derive(Debug)]
pub(crate) struct Private {
    /// Whether it is a child that serves connections, and not the parent or a daemon.
    pub(crate) is_child: bool,
    pub(crate) kib: u64,
}

/// A server on loopback; it is stopped when dropped.
#[derive(Debug)]
pub(crate) struct Server<'a> {
    httpd: &'a Httpd,
    site: &'a Site,
}

impl<'a> Server<'a> {
    pub(crate) fn started(httpd: &'a Httpd, site: &'a Site) -> Self {
        Self { httpd, site }
    }

    /// Waits for every port that the site's URLs use.
    pub(crate) fn wait_until_it_listens(&self) {
        let deadline = Instant::now() + START;
        for url in self.site.urls() {
            while TcpStream::connect(self.site.address(url)).is_err() {
                assert!(
                    Instant::now() < deadline,
                    "httpd does not listen\n{}",
                    logs(self.site)
                );
                sleep(POLL);
            }
        }
    }

    /// Asks for a URL; the error log goes into the failure when there is no answer at all.
    pub(crate) fn get(&self, url: &Url) -> Answer {
        get(self.site.address(url), &url.host, &url.path).unwrap_or_else(|error| {
            panic!("{} {}: {error}\n{}", url.host, url.path, logs(self.site))
        })
    }

    /// Returns the private memory of every process: parent, children and daemons.
    pub(crate) fn private_memory(&self) -> Vec<Private> {
        let parent = self.pid().expect("the server runs");
        let of_process = |pid: u32| {
            Some(Private {
                is_child: processes::parent(pid) == Some(parent) && memory::listens(pid),
                kib: memory::private_kib(pid)?,
            })
        };
        self.processes()
            .into_iter()
            .filter_map(of_process)
            .collect()
    }

    /// Ends the server without waiting for its interpreters to finish.
    ///
    /// The parent alone ends by itself: it has semaphores to give back.
    pub(crate) fn end(self) {
        let parent = self.pid();
        if let Some(pid) = parent.filter(|pid| self.processes().contains(pid)) {
            processes::send("TERM", pid);
        }
        for pid in self.processes() {
            if Some(pid) != parent {
                processes::send("KILL", pid);
            }
        }
    }

    fn pid(&self) -> Option<u32> {
        fs::read_to_string(self.site.pid_file())
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    /// Our own processes: this httpd's program with the site's root on its command line.
    fn processes(&self) -> Vec<u32> {
        let root = self.site.root().as_os_str().as_bytes();
        let ours = |pid: &u32| {
            processes::command_line_names(*pid, root)
                && self.httpd.runs_in(&processes::folder(*pid))
        };
        processes::all().into_iter().filter(ours).collect()
    }

    fn gone_within(&self, time: Duration) -> bool {
        let deadline = Instant::now() + time;
        while !self.processes().is_empty() {
            if Instant::now() > deadline {
                return false;
            }
            sleep(POLL);
        }
        true
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        if let Some(pid) = self.pid().filter(|pid| self.processes().contains(pid)) {
            processes::send("TERM", pid);
        }
        while !self.gone_within(STOP) {
            self.processes()
                .into_iter()
                .for_each(|pid| processes::send("KILL", pid));
        }
        // A server that was killed leaves it; the next start would mistake it for a running one.
        drop(fs::remove_file(self.site.pid_file()));
    }
}

/// Returns the error logs of a site, each under its name, for a failure's message.
pub(crate) fn logs(site: &Site) -> String {
    let mut text = String::new();
    let Ok(entries) = fs::read_dir(site.logs()) else {
        return text;
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if let (true, Ok(log)) = (name.contains("error"), fs::read(&path)) {
            text.extend(["--- ", name, "\n", &printable(&log)]);
        }
    }
    text
}
