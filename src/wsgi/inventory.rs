//! [`Inventory`]: applications, process groups, who runs where and because of which line.

use std::collections::BTreeMap;

use super::application::{Application, ApplicationId, Mechanism, may_run_scripts};
use super::application_key::{ApplicationKeys, KeyParts};
use super::assigned_users::AssignedUsers;
use super::beyond::{Beyond, Concern, concern, names_types};
use super::daemon_process::DaemonProcess;
use super::delegation::{Chooser, Delegation, Part};
use super::errors::misplaced_restrictions;
use super::htaccess_search::{HtaccessSearch, Permission, search};
use super::import_script::ImportScript;
use super::selection::{Reach, Selection, is_below, is_within_mount, reach};
use crate::host::Host;
use crate::httpd::catalog::wsgi::is_wsgi;
use crate::httpd::{ConfigTree, Directive, Effective, NodeId, Scope, ServerConfig, ServerId};

/// What mod_wsgi makes of a configuration.
#[derive(Debug, Default)]
pub struct Inventory {
    /// The applications, in the order of the configuration.
    pub applications: Vec<Application>,
    /// Lines that make scripts of files in vain: `ExecCGI` is not allowed anywhere, so httpd answers 403.
    pub inert: Vec<Application>,
    /// What `.htaccess` files say, where they may.
    pub htaccess: HtaccessSearch,
    /// The process groups, in the order of the configuration.
    pub daemons: Vec<DaemonProcess>,
    /// The `WSGIRestrictEmbedded` directives, and whether each says On.
    pub restrict_embedded: Vec<(NodeId, bool)>,
    /// Those that stand where httpd refuses them: it does not start.
    pub misplaced_restrictions: Vec<NodeId>,
    /// What embedded interpreters have and groups do not, as the option that gives it to a group: `WSGIPythonPath` and its
    /// kin.
    pub embedded_settings: Vec<(NodeId, &'static str)>,
    /// The scripts that `WSGIImportScript` loads when processes start.
    pub imports: Vec<ImportScript>,
    /// As whom requests run, where virtual hosts have users of their own.
    pub assigned_users: AssignedUsers,
    /// What the model does not follow.
    pub beyond: Vec<Beyond>,
    /// How many directives of mod_wsgi there are at all.
    pub directives: usize,
    keys: ApplicationKeys,
    /// What `WSGIScriptAlias` mounts, by server.
    by_server: BTreeMap<ServerId, Vec<usize>>,
    /// The process groups by name; of two with one name the first.
    by_name: BTreeMap<Vec<u8>, usize>,
    process_groups: BTreeMap<ServerId, Vec<Selection>>,
    application_groups: BTreeMap<ServerId, Vec<Selection>>,
}

/// Takes the inventory of a server.
pub fn take_inventory(host: &dyn Host, tree: &ConfigTree, config: &ServerConfig) -> Inventory {
    let mut inventory = Inventory {
        assigned_users: AssignedUsers::of(tree, config),
        misplaced_restrictions: misplaced_restrictions(tree, config),
        ..Inventory::default()
    };
    let is_loaded = tree.modules.by_identifier(b"wsgi_module").is_some();
    let mut runs_scripts = false;
    for effective in &config.effective {
        let directive = tree.directive(effective.node);
        let is_of_module = is_wsgi(directive.name);
        if is_of_module || is_loaded {
            let application = Application::parse(host, tree, effective.node, effective.scope);
            inventory.directives += usize::from(is_of_module || application.is_some());
            if let Some(application) = application {
                inventory.applications.push(application);
                continue;
            }
        }
        runs_scripts = runs_scripts || may_run_scripts(directive);
        if is_of_module {
            inventory.take(directive, *effective);
        }
        let of_types = || names_types(host, tree, directive).then_some(Concern::OtherMount);
        if let Some(concern) = concern(directive).or_else(of_types) {
            inventory.beyond.push(Beyond {
                node: effective.node,
                scope: effective.scope,
                concern,
            });
        }
    }
    if is_loaded {
        inventory.search_htaccess_files(host, tree, config);
    }
    if !runs_scripts {
        let all = std::mem::take(&mut inventory.applications);
        let (inert, others) = all.into_iter().partition(Application::needs_exec_cgi);
        inventory.applications = others;
        inventory.inert = inert;
    }
    inventory.index_aliases();
    let applications = inventory.applications.iter();
    let parts = applications.map(|application| KeyParts::of(config, application));
    inventory.keys = ApplicationKeys::of(config, parts);
    inventory
}

impl Inventory {
    /// Returns what an application is called where a person has to name it.
    pub fn key(&self, application: &Application) -> &str {
        self.keys.key(application.node)
    }

    /// Returns what all applications are called.
    pub fn keys(&self) -> &ApplicationKeys {
        &self.keys
    }

    /// Looks for `.htaccess` files; those that make scripts of files count as the line that allows it.
    fn search_htaccess_files(&mut self, host: &dyn Host, tree: &ConfigTree, config: &ServerConfig) {
        let beyond = self.beyond.iter();
        let allowing = beyond.filter(|beyond| beyond.concern == Concern::Htaccess);
        let permissions: Vec<Permission> = allowing
            .map(|beyond| Permission {
                node: beyond.node,
                scope: beyond.scope,
            })
            .collect();
        self.htaccess = search(host, tree, config, &permissions);
        let handlers = &self.htaccess.handlers;
        let with_handlers = permissions
            .iter()
            .filter(|permission| handlers.contains(&permission.node));
        let applications = with_handlers
            .map(|permission| Application::in_htaccess(permission.node, permission.scope));
        self.applications.extend(applications);
        self.applications
            .sort_by_key(|application| application.node);
    }

    fn index_aliases(&mut self) {
        for (index, application) in self.applications.iter().enumerate() {
            if application.mechanism == Mechanism::ScriptAlias {
                let of_server = self.by_server.entry(application.server).or_default();
                of_server.push(index);
            }
        }
    }

    fn take(&mut self, directive: Directive<'_>, effective: Effective) {
        let Effective { node, scope } = effective;
        let selection = || Selection {
            node,
            scope,
            value: directive.first_word().unwrap_or_default().into_owned(),
        };
        match &*directive.lower_name() {
            b"wsgidaemonprocess" => {
                if let Some(daemon) = DaemonProcess::parse(node, scope.server, directive.arguments)
                {
                    let index = self.daemons.len();
                    self.by_name.entry(daemon.name.clone()).or_insert(index);
                    self.daemons.push(daemon);
                }
            }
            b"wsgiprocessgroup" => {
                let of_server = self.process_groups.entry(scope.server).or_default();
                of_server.push(selection());
            }
            b"wsgiapplicationgroup" => {
                let of_server = self.application_groups.entry(scope.server).or_default();
                of_server.push(selection());
            }
            b"wsgirestrictembedded" => {
                let on = selection().value.eq_ignore_ascii_case(b"on");
                self.restrict_embedded.push((node, on));
            }
            b"wsgiimportscript" => {
                let import = ImportScript::parse(node, scope.server, directive.arguments);
                self.take_import(import.ok(), scope);
            }
            b"wsgipythonpath" => self.embedded_settings.push((node, "python-path")),
            b"wsgipythoneggs" => self.embedded_settings.push((node, "python-eggs")),
            b"wsgiservermetrics" => self.embedded_settings.push((node, "server-metrics")),
            b"wsgiswitchinterval" => self.embedded_settings.push((node, "switch-interval")),
            _ => {}
        }
    }

    fn take_import(&mut self, import: Option<ImportScript>, scope: Scope) {
        let Some(import) = import else { return };
        if import.is_embedded() {
            self.beyond.push(Beyond {
                node: import.node,
                scope,
                concern: Concern::PythonInChildren,
            });
        }
        self.imports.push(import);
    }

    /// Returns the scripts that are loaded into Apache's own processes.
    pub fn embedded_imports(&self) -> impl Iterator<Item = &ImportScript> {
        self.imports.iter().filter(|import| import.is_embedded())
    }

    /// Returns all applications with their ids.
    pub fn applications(&self) -> impl Iterator<Item = (ApplicationId, &Application)> {
        (0..).map(ApplicationId).zip(&self.applications)
    }

    /// Returns one application.
    pub fn application(&self, id: ApplicationId) -> &Application {
        let application = self.applications.get(id.0 as usize);
        application.expect("an application's id comes from its inventory")
    }

    /// Returns the application that a line mounts.
    pub fn application_at(&self, node: NodeId) -> Option<&Application> {
        let applications = &self.applications;
        let index = applications.binary_search_by_key(&node, |application| application.node);
        applications.get(index.ok()?)
    }

    /// Returns whether embedded mode is restricted, by one line that says so.
    pub fn is_restricted(&self) -> bool {
        matches!(self.restrict_embedded.as_slice(), [(_, true)])
    }

    /// Returns the process group of this name.
    pub fn daemon(&self, name: &[u8]) -> Option<&DaemonProcess> {
        self.daemons.get(*self.by_name.get(name)?)
    }

    /// Returns the process group that a directive defines.
    pub fn daemon_at(&self, node: NodeId) -> Option<&DaemonProcess> {
        let index = self
            .daemons
            .binary_search_by_key(&node, |daemon| daemon.node)
            .ok()?;
        self.daemons.get(index)
    }

    /// Returns the servers in which an application can be asked for: its own, and for one of the main server all virtual
    /// hosts that have no alias of their own in its place.
    ///
    /// mod_wsgi takes the first alias that matches, those of the virtual host before those of the main server
    /// (mod_wsgi.c: `wsgi_hook_intercept`).
    pub fn serving(&self, config: &ServerConfig, application: &Application) -> Vec<ServerId> {
        if application.server != ServerId::MAIN {
            return vec![application.server];
        }
        // An alias of `/app/` does not take `/app` (mod_wsgi.c: `wsgi_alias_matches`).
        let leaves_bare = |own: &Application| {
            own.needs_slash && !application.needs_slash && own.mount == application.mount
        };
        let is_in_front = |own: &Application| match application.mechanism {
            Mechanism::ScriptAlias => is_below(&application.mount, &own.mount) && !leaves_bare(own),
            Mechanism::ScriptAliasMatch => own.mount.is_empty(),
            Mechanism::Handler | Mechanism::HandlerScript | Mechanism::RewriteRule => false,
        };
        let hides = |server: ServerId| {
            let mut own = self.applications_of(server);
            server != ServerId::MAIN && own.any(is_in_front)
        };
        let servers = config.servers().map(|(id, _)| id);
        servers.filter(|server| !hides(*server)).collect()
    }

    /// Returns what `WSGIScriptAlias` mounts in a server.
    fn applications_of(&self, server: ServerId) -> impl Iterator<Item = &Application> {
        let ids = self.by_server.get(&server).into_iter().flatten();
        ids.filter_map(|index| self.applications.get(*index))
    }

    /// Returns where an application runs when it is asked for in a server, and what sections may send elsewhere.
    ///
    /// A section for URLs that an earlier alias takes is not about another alias.
    pub fn delegation(
        &self,
        config: &ServerConfig,
        application: &Application,
        server: ServerId,
    ) -> (Delegation, Vec<Part>) {
        let chooser = chooser(&self.process_groups, config, server);
        let (whole, mut parts) = chooser.delegation(application);
        if application.mechanism.is_alias() {
            parts.retain(|part| {
                !self
                    .before(application, server)
                    .any(|earlier| is_within_mount(config, part.scope, &earlier.mount))
            });
        }
        (whole, parts)
    }

    /// Returns the aliases that are tried before that of `application` in a server.
    fn before(
        &self,
        application: &Application,
        server: ServerId,
    ) -> impl Iterator<Item = &Application> {
        let of_host = (server != ServerId::MAIN).then(|| self.applications_of(server));
        let of_main =
            (application.server == ServerId::MAIN).then(|| self.applications_of(ServerId::MAIN));
        let tried = of_host
            .into_iter()
            .flatten()
            .chain(of_main.into_iter().flatten());
        let (node, own) = (application.node, application.server);
        tried.filter(move |earlier| earlier.server != own || earlier.node < node)
    }

    /// Returns the alias that takes all URLs of an application before its own is tried, wherever it is asked for.
    pub fn hidden_by(&self, config: &ServerConfig, application: &Application) -> Option<NodeId> {
        if !application.mechanism.is_alias() {
            return None;
        }
        let is_match = application.mechanism == Mechanism::ScriptAliasMatch;
        let mut hiding = None;
        for server in self.serving(config, application) {
            let mut earlier = self.before(application, server);
            let above = |earlier: &&Application| {
                // What an expression takes is not told, but that it is below `/`.
                (is_match && earlier.mount.is_empty())
                    || earlier.mount != application.mount
                        && is_below(&application.mount, &earlier.mount)
            };
            hiding = Some(earlier.find(above)?.node);
        }
        hiding
    }

    /// Returns the `WSGIApplicationGroup` directives that concern an application in a server; an option on the alias beats
    /// them.
    pub fn application_groups<'inventory>(
        &'inventory self,
        config: &'inventory ServerConfig,
        application: &Application,
        server: ServerId,
    ) -> Vec<&'inventory Selection> {
        let chooser = chooser(&self.application_groups, config, server);
        let (whole, parts) = chooser.choose(application);
        let parts = parts.into_iter().map(|(selection, _)| selection);
        whole.into_iter().chain(parts).collect()
    }

    /// Returns whether a directive in `scope` may be in effect for some request of an application.
    pub fn is_touched(
        &self,
        config: &ServerConfig,
        scope: Scope,
        application: &Application,
    ) -> bool {
        reach(config, scope, application) != Reach::None
    }

    /// Returns a `WSGIProcessGroup` directive that concerns a server.
    pub fn process_group_at(&self, server: ServerId, node: NodeId) -> Option<&Selection> {
        let servers = [server, ServerId::MAIN].into_iter();
        let mut own = servers
            .filter_map(|server| self.process_groups.get(&server))
            .flatten();
        own.find(|selection| selection.node == node)
    }

    /// Returns all `WSGIProcessGroup` directives.
    pub fn process_groups(&self) -> impl Iterator<Item = &Selection> {
        self.process_groups.values().flatten()
    }
}

fn chooser<'inventory>(
    selections: &'inventory BTreeMap<ServerId, Vec<Selection>>,
    config: &'inventory ServerConfig,
    server: ServerId,
) -> Chooser<'inventory> {
    let of = |server| selections.get(&server).into_iter().flatten();
    let own = (server != ServerId::MAIN)
        .then(|| of(server))
        .into_iter()
        .flatten();
    Chooser {
        config,
        selections: of(ServerId::MAIN).chain(own).collect(),
    }
}
