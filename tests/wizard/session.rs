//! An interview about a small server, from the first question to the files that it writes.

use std::path::Path;

use wsgi_daemonize::host::Host;
use wsgi_daemonize::httpd::request::Router;
use wsgi_daemonize::httpd::{self, Runtime};
use wsgi_daemonize::migration::{Answer, Drafting, Library, Said};
use wsgi_daemonize::wizard::{self, Broken, Ended, Interview};
use wsgi_daemonize::wsgi::{self, Answerer, Situation};

use super::scripted::{Act, Drawer, Scripted};
use crate::plans::server::Server;

/// The file that a patch is written to.
pub(crate) const PATCH: &str = "wsgi-daemonize.patch";
/// The file that answers are written to.
pub(crate) const ANSWERS: &str = "wsgi-daemonize.toml";

/// Does something with what a plan of a server is made from.
pub(crate) fn drafting<T>(server: &Server, with: impl FnOnce(&Drafting<'_>) -> T) -> T {
    drafting_on(&server.memory(), &server.runtime(), with)
}

/// Does the same with what is on a machine.
pub(crate) fn drafting_on<T>(
    host: &dyn Host,
    runtime: &Runtime,
    with: impl FnOnce(&Drafting<'_>) -> T,
) -> T {
    let tree = httpd::read(host, runtime).expect("the main file is there");
    let config = httpd::evaluate(&tree);
    let mod_wsgi = Some((4, 9, 4));
    let router = Router::new(host, &tree, &config);
    let answerer = Answerer::new(&router, mod_wsgi);
    let (inventory, overview) = wsgi::examine(&answerer);
    let no_files = |_: &Path| Err("no files are read here".to_owned());
    with(&Drafting {
        situation: Situation::new(&answerer, &inventory, &overview),
        runtime,
        library: Library::new(&no_files),
        said: Said::default(),
        templates: None,
    })
}

/// An interview that was held.
pub(crate) struct Held {
    pub(crate) ended: Result<Ended, Broken>,
    pub(crate) person: Scripted,
    pub(crate) drawer: Drawer,
}

/// Holds an interview by a script.
pub(crate) fn hold(server: &Server, script: impl IntoIterator<Item = (&'static str, Act)>) -> Held {
    resume(server, script, &[])
}

/// Holds an interview in which something was answered before.
pub(crate) fn resume(
    server: &Server,
    script: impl IntoIterator<Item = (&'static str, Act)>,
    before: &[(String, Answer)],
) -> Held {
    let (mut person, mut drawer) = (Scripted::new(script), Drawer::default());
    let ended = drafting(server, |drafting| {
        wizard::walk(drafting, &mut person, &mut drawer, before)
    });
    Held {
        ended,
        person,
        drawer,
    }
}

/// Holds an interview with somebody else; returns what was written.
pub(crate) fn hold_with(server: &Server, person: &mut dyn Interview) -> Drawer {
    let mut drawer = Drawer::default();
    let ended = drafting(server, |drafting| {
        wizard::walk(drafting, person, &mut drawer, &[])
    });
    assert!(matches!(ended, Ok(Ended::Written)), "{ended:?}");
    drawer
}

impl Held {
    /// Fails unless all of the script came up, and both files were written.
    pub(crate) fn is_written(&self) -> &Self {
        assert!(
            matches!(self.ended, Ok(Ended::Written)),
            "{:?}\n{}",
            self.ended,
            self.person.said
        );
        self.person.is_through();
        self
    }

    pub(crate) fn patch(&self) -> &str {
        &self.drawer.files[Path::new(PATCH)]
    }

    pub(crate) fn answers(&self) -> &str {
        &self.drawer.files[Path::new(ANSWERS)]
    }

    /// Returns the lines that the patch adds and that begin with a directive's name.
    pub(crate) fn added(&self, directive: &str) -> Vec<String> {
        let lines = self
            .patch()
            .lines()
            .filter_map(|line| line.strip_prefix('+'));
        let lines = lines.map(|line| line.trim().to_owned());
        lines.filter(|line| line.starts_with(directive)).collect()
    }
}
