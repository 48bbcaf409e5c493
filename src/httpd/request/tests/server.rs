//! A server for the tests of this folder: a configuration read from memory.

use std::path::Path;

use crate::host::Memory;
use crate::httpd::request::{AliasKind, Merged, Request, Resource, Router};
use crate::httpd::{ConfigTree, Runtime, ServerConfig, evaluate, path_bytes, read};
use crate::source::printable;

/// The modules that every configuration of the tests has.
const MODULES: &[&str] = &[
    "mpm_event",
    "alias",
    "dir",
    "rewrite",
    "mime",
    "env",
    "setenvif",
    "userdir",
    "proxy",
    "wsgi",
    "macro",
    "authz_core",
];

/// A server that is read and evaluated.
pub(in crate::httpd::request) struct Server {
    host: Memory,
    tree: ConfigTree,
    config: ServerConfig,
}

impl Server {
    /// Reads a configuration; it must be one that httpd accepts.
    pub(in crate::httpd::request) fn new(configuration: &str) -> Self {
        Self::on(Memory::new(), configuration)
    }

    /// Reads a configuration on a machine with files.
    pub(in crate::httpd::request) fn on(host: Memory, configuration: &str) -> Self {
        let lines = MODULES
            .iter()
            .map(|module| format!("LoadModule {module}_module modules/mod_{module}.so\n"));
        let mut text: String = lines.collect();
        text.push_str("ServerName main.test\n");
        text.push_str(configuration);
        text.push('\n');
        let host = host.file("/etc/apache2/apache2.conf", text);
        let runtime = Runtime {
            config: "/etc/apache2/apache2.conf".into(),
            server_root: "/etc/apache2".into(),
            ..Runtime::default()
        };
        let tree = read(&host, &runtime).unwrap();
        assert!(tree.error.is_none(), "{:?}", tree.error);
        let config = evaluate(&tree);
        let errors: Vec<String> = config
            .errors
            .iter()
            .map(|found| printable(&found.error.message))
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        Self { host, tree, config }
    }

    /// Does something with a router.
    pub(in crate::httpd::request) fn with_router<T>(
        &self,
        work: impl FnOnce(&Router<'_>) -> T,
    ) -> T {
        work(&Router::new(&self.host, &self.tree, &self.config))
    }

    /// Does something with a router and a request that has chosen its server.
    pub(in crate::httpd::request) fn ask<T>(
        &self,
        url: &str,
        work: impl FnOnce(&Router<'_>, Resource<'_>) -> T,
    ) -> T {
        let request = Request::parse(url.as_bytes()).unwrap();
        self.with_router(|router| {
            let server = router.choose_server(&request).server;
            let path = router.normalise(&request, server).unwrap();
            work(
                router,
                Resource {
                    request: &request,
                    server,
                    path: &path,
                },
            )
        })
    }
}

/// Returns what a URL is under, by the values of `SetEnv LAYER`, in merge order; a doubtful one has a `?`.
pub(in crate::httpd::request) fn layers(server: &Server, url: &str) -> Result<String, u16> {
    server.ask(url, |router, resource| {
        let file = match router.mod_alias(resource).unwrap() {
            Some(hit) => match hit.kind {
                AliasKind::Alias(file) | AliasKind::ScriptAlias(file) => file,
                AliasKind::Redirect(status) => return Err(status),
            },
            None => router.document_root(resource).unwrap(),
        };
        let storage = router.map_to_storage(&file);
        let merged = router
            .sections(resource, &storage)
            .map_err(|refused| refused.status)?;
        assert!(merged.unknown.is_none(), "{:?}", merged.unknown);
        Ok(names(router, &merged))
    })
}

fn names(router: &Router<'_>, merged: &Merged<'_>) -> String {
    let names = merged.all("SetEnv").filter_map(|(origin, certainty)| {
        let arguments = printable(origin.directive(router.tree()).arguments);
        let name = arguments.strip_prefix("LAYER ")?;
        let mark = if certainty.doubt().is_some() { "?" } else { "" };
        Some(format!("{name}{mark}"))
    });
    names.collect::<Vec<_>>().join(" ")
}

/// Returns a path as text.
pub(in crate::httpd::request) fn text(path: impl AsRef<Path>) -> String {
    printable(path_bytes(path.as_ref()))
}
