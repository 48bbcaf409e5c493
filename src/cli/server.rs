//! [`Server`]: a configuration that is read. Every verb that is about one begins with it.

use std::mem::ManuallyDrop;

use super::arguments::SourceOptions;
use super::commands::Problem;
use super::exit::ExitStatus;
use super::settings::{Settings, mod_wsgi_version};
use crate::httpd;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::request::Router;
use crate::httpd::{ConfigError, ConfigTree, ServerConfig};
use crate::report::{self, Lines};
use crate::wsgi::{self, Answerer, Situation};

/// A configuration that is read.
///
/// The process ends soon after: the memory goes back as a whole, not node by node.
pub(super) struct Server<'s> {
    settings: &'s Settings,
    pub(super) tree: ManuallyDrop<ConfigTree>,
    pub(super) config: ManuallyDrop<ServerConfig>,
    /// The version of mod_wsgi, if it was given or is known.
    pub(super) mod_wsgi: Option<Version>,
}

impl<'s> Server<'s> {
    pub(super) fn read(settings: &'s Settings, source: &SourceOptions) -> Result<Self, Problem> {
        let given_version = mod_wsgi_version(source)?;
        let tree = ManuallyDrop::new(settings.read()?);
        let config = ManuallyDrop::new(httpd::evaluate(&tree));
        let mod_wsgi = given_version.or_else(|| wsgi::find_version(&settings.host, &tree));
        Ok(Self {
            settings,
            tree,
            config,
            mod_wsgi,
        })
    }

    /// Returns what follows requests.
    pub(super) fn router(&self) -> Router<'_> {
        Router::new(&self.settings.host, &self.tree, &self.config)
    }

    /// Does something with all that is known of it.
    pub(super) fn examined<T>(&self, then: impl FnOnce(Situation<'_>) -> T) -> T {
        let router = self.router();
        let answerer = Answerer::new(&router, self.mod_wsgi);
        let (inventory, overview) = wsgi::examine(&answerer);
        let (inventory, overview) = (ManuallyDrop::new(inventory), ManuallyDrop::new(overview));
        then(Situation::new(&answerer, &inventory, &overview))
    }

    /// Returns where its lines are looked up.
    pub(super) fn lines(&self) -> Lines<'_> {
        Lines {
            tree: &self.tree,
            config: &self.config,
        }
    }

    /// Returns why httpd does not start with it.
    pub(super) fn errors(&self) -> Vec<ConfigError> {
        wsgi::all_errors(&self.tree, &self.config, self.mod_wsgi)
    }

    /// What is said of a configuration that does not start would be a guess.
    pub(super) fn refuse_what_httpd_refuses(&self) -> Result<(), Problem> {
        let Some(failure) = report::refusal(&self.tree, &self.errors(), self.mod_wsgi, 1) else {
            return Ok(());
        };
        let failure =
            failure.help("correct this first; `wsgi-daemonize tree` shows what httpd reads");
        Err((ExitStatus::Configuration, failure))
    }

    /// The same, unless a plan takes the refused line away.
    pub(super) fn refuse_what_stays_refused(&self) -> Result<(), Problem> {
        if wsgi::lasting_errors(&self.tree, &self.config, self.mod_wsgi).is_empty() {
            return Ok(());
        }
        self.refuse_what_httpd_refuses()
    }
}
