//! mod_wsgi's directives and options by version.
//!
//! Those of 4.9.4 are measured and stand in the general table, too. The others, and the versions, come
//! from mod_wsgi's sources and release tags 1.0 to 6.0.5.

use super::Arity::{Raw, Take1, Take12};
pub use super::value_kind::{Numbers, ValueKind};
use super::{Allowed, Arity, Forbidden};

/// A version of mod_wsgi: major, minor, patch.
pub type Version = (u8, u8, u8);

/// The mod_wsgi that the general table was measured on.
pub const MEASURED_VERSION: Version = (4, 9, 4);

/// Returns whether a directive may be one of mod_wsgi, by the beginning of its name.
pub fn is_wsgi(name: &[u8]) -> bool {
    name.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"WSGI"))
}

/// The releases that know something: from one version up to, not including, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Releases {
    /// The first version that knows it.
    pub since: Version,
    /// The first version that does not know it any more.
    pub removed: Option<Version>,
}

impl Releases {
    /// Returns whether `version` is one of them.
    pub fn include(self, version: Version) -> bool {
        self.since <= version && self.removed.is_none_or(|removed| version < removed)
    }
}

/// The builds of mod_wsgi that have a directive, within its releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// All of them (on Unix).
    Any,
    /// Those for Python 2.6 and 2.7.
    Python2,
    /// Those for Apache 2.0: none on an httpd 2.4.
    Apache20,
}

/// A directive of mod_wsgi.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WsgiDirective {
    /// The name; a section as `<WSGIInterpreterOptions`.
    pub name: &'static str,
    /// The releases that have it.
    pub releases: Releases,
    /// The builds that have it.
    pub build: Build,
    /// How many words it takes.
    pub arity: Arity,
    /// Where the command table allows it.
    pub allowed: Allowed,
    /// Where its code refuses it. From 6.0.0 on some may stand in `<WSGIInterpreterOptions>` all the same.
    pub forbidden: Forbidden,
}

impl WsgiDirective {
    /// Returns all directives that any version has, sorted by their names in lower case.
    pub fn all() -> &'static [Self] {
        DIRECTIVES
    }

    /// Returns the directive `name`, in any case.
    pub fn named(name: &[u8]) -> Option<&'static Self> {
        DIRECTIVES
            .iter()
            .find(|directive| directive.name.as_bytes().eq_ignore_ascii_case(name))
    }

    /// Returns whether a version for httpd 2.4 has it. From 5.0 on there are no builds for Python 2.
    pub fn is_in(&self, version: Version) -> bool {
        let has_build = match self.build {
            Build::Any => true,
            Build::Python2 => version < (5, 0, 0),
            Build::Apache20 => false,
        };
        has_build && self.releases.include(version)
    }

    /// Returns whether it may stand at the top of the configuration alone.
    pub fn is_global_only(&self) -> bool {
        self.forbidden.contains(Forbidden::GLOBAL_ONLY)
    }

    const fn global_only(self) -> Self {
        Self {
            forbidden: Forbidden::GLOBAL_ONLY,
            ..self
        }
    }

    const fn until(self, removed: Version) -> Self {
        Self {
            releases: Releases {
                removed: Some(removed),
                ..self.releases
            },
            ..self
        }
    }

    const fn only_in(self, build: Build) -> Self {
        Self { build, ..self }
    }
}

/// An option of a directive: `name=value`, the name in exactly this case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WsgiOption {
    /// The name.
    pub name: &'static str,
    /// The releases that take it.
    pub releases: Releases,
    /// The values that it takes.
    pub value: ValueKind,
}

impl WsgiOption {
    /// Returns all options that `WSGIDaemonProcess` has in any version, sorted by name.
    pub fn of_daemon_process() -> &'static [Self] {
        DAEMON_OPTIONS
    }

    /// Returns the option `name` of `WSGIDaemonProcess`.
    pub fn named(name: &str) -> Option<&'static Self> {
        let found = DAEMON_OPTIONS.binary_search_by_key(&name, |option| option.name);
        DAEMON_OPTIONS.get(found.ok()?)
    }

    /// Returns the options that `directive`, another one than `WSGIDaemonProcess`, has in any version.
    pub fn of_directive(directive: &[u8]) -> impl Iterator<Item = &'static Self> {
        OTHER_OPTIONS
            .iter()
            .filter(move |(name, _)| name.as_bytes().eq_ignore_ascii_case(directive))
            .map(|(_, option)| option)
    }

    const fn until(self, removed: Version) -> Self {
        Self {
            releases: Releases {
                removed: Some(removed),
                ..self.releases
            },
            ..self
        }
    }

    const fn of(self, value: ValueKind) -> Self {
        Self { value, ..self }
    }
}

const RSRC: Allowed = Allowed::RSRC_CONF;
const RSRC_ACCESS: Allowed = RSRC.or(Allowed::ACCESS_CONF);
const FILEINFO: Allowed = Allowed::OR_FILEINFO;
const AUTHCFG: Allowed = Allowed::OR_AUTHCFG;

/// All directives, sorted by their names in lower case.
static DIRECTIVES: &[WsgiDirective] = &[
    since((6, 0, 0), "<WSGIInterpreterOptions", Raw, RSRC).global_only(),
    since((1, 0, 0), "WSGIAcceptMutex", Take1, RSRC).global_only(),
    since((2, 0, 0), "WSGIAccessScript", Raw, AUTHCFG),
    since((2, 0, 0), "WSGIApacheExtensions", Take1, RSRC_ACCESS).until((3, 0, 0)),
    since((1, 0, 0), "WSGIApplicationGroup", Take1, RSRC_ACCESS),
    since((2, 0, 0), "WSGIAuthGroupScript", Raw, AUTHCFG),
    since((2, 0, 0), "WSGIAuthUserScript", Raw, AUTHCFG),
    since((1, 0, 0), "WSGICallableObject", Take1, FILEINFO),
    since((1, 0, 0), "WSGICaseSensitivity", Take1, RSRC).global_only(),
    since((3, 0, 0), "WSGIChunkedRequest", Take1, FILEINFO),
    since((1, 0, 0), "WSGIDaemonProcess", Raw, RSRC),
    since((4, 9, 1), "WSGIDestroyInterpreter", Take1, RSRC).global_only(),
    since((2, 0, 0), "WSGIDispatchScript", Raw, RSRC_ACCESS),
    since((3, 4, 0), "WSGIDontWriteBytecode", Take1, RSRC).global_only(),
    since((3, 4, 0), "WSGIEnableSendfile", Take1, FILEINFO),
    since((3, 0, 0), "WSGIErrorOverride", Take1, FILEINFO),
    since((6, 0, 0), "WSGIFreeThreading", Take1, RSRC).global_only(),
    since((2, 0, 0), "WSGIGroupAuthoritative", Take1, AUTHCFG),
    since((3, 0, 0), "WSGIHandlerScript", Raw, RSRC_ACCESS),
    since((4, 5, 8), "WSGIIgnoreActivity", Take1, FILEINFO),
    since((2, 0, 0), "WSGIImportScript", Raw, RSRC),
    since((3, 0, 0), "WSGILazyInitialization", Take1, RSRC)
        .global_only()
        .until((6, 0, 0)),
    since((4, 3, 0), "WSGIMapHEADToGET", Take1, FILEINFO),
    since((4, 1, 0), "WSGINewRelicConfigFile", Take1, RSRC)
        .global_only()
        .until((6, 0, 0)),
    since((4, 1, 0), "WSGINewRelicEnvironment", Take1, RSRC)
        .global_only()
        .until((6, 0, 0)),
    since((1, 0, 0), "WSGIOutputBuffering", Take1, FILEINFO).until((2, 0, 0)),
    since((3, 0, 0), "WSGIPassApacheRequest", Take1, RSRC_ACCESS),
    since((1, 0, 0), "WSGIPassAuthorization", Take1, FILEINFO),
    since((6, 0, 0), "WSGIPerInterpreterGIL", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIProcessGroup", Take1, RSRC_ACCESS),
    since((3, 0, 0), "WSGIPy3kWarningFlag", Take1, RSRC)
        .global_only()
        .until((6, 0, 0))
        .only_in(Build::Python2),
    since((2, 0, 0), "WSGIPythonEggs", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIPythonExecutable", Take1, RSRC).until((2, 0, 0)),
    since((4, 1, 0), "WSGIPythonHashSeed", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIPythonHome", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIPythonOptimize", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIPythonPath", Take1, RSRC).global_only(),
    since((3, 0, 0), "WSGIPythonWarnings", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIReloadMechanism", Take1, FILEINFO).until((3, 0, 0)),
    since((2, 0, 0), "WSGIRestrictEmbedded", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIRestrictProcess", Raw, RSRC_ACCESS),
    since((1, 0, 0), "WSGIRestrictSignal", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIRestrictStdin", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIRestrictStdout", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGIScriptAlias", Raw, RSRC),
    since((1, 0, 0), "WSGIScriptAliasMatch", Raw, RSRC),
    since((1, 0, 0), "WSGIScriptReloading", Take1, FILEINFO),
    since((4, 2, 0), "WSGIServerMetrics", Take1, RSRC).global_only(),
    since((6, 0, 0), "WSGISlowRequests", Take1, RSRC).global_only(),
    since((1, 0, 0), "WSGISocketPrefix", Take1, RSRC).global_only(),
    since((4, 6, 0), "WSGISocketRotation", Take1, RSRC).global_only(),
    since((6, 0, 0), "WSGISwitchInterval", Take1, RSRC).global_only(),
    since((6, 0, 0), "WSGITelemetryOptions", Raw, RSRC).global_only(),
    since((6, 0, 0), "WSGITelemetryService", Take12, RSRC).global_only(),
    since((4, 4, 10), "WSGITrustedProxies", Raw, FILEINFO),
    since((4, 4, 9), "WSGITrustedProxyHeaders", Raw, FILEINFO),
    since((2, 0, 0), "WSGIUserAuthoritative", Take1, AUTHCFG)
        .until((6, 0, 0))
        .only_in(Build::Apache20),
    since((3, 0, 0), "WSGIVerboseDebugging", Take1, RSRC).global_only(),
];

/// The options of `WSGIDaemonProcess`, sorted by name.
static DAEMON_OPTIONS: &[WsgiOption] = &[
    option((3, 0, 0), "chroot").of(ValueKind::Directory),
    option((4, 1, 0), "connect-timeout").of(ValueKind::SECONDS),
    option((3, 0, 0), "cpu-priority").of(ValueKind::count(-20, 19)),
    option((3, 0, 0), "cpu-time-limit").of(ValueKind::SECONDS),
    option((2, 0, 0), "deadlock-timeout").of(ValueKind::SECONDS),
    option((2, 0, 0), "display-name"),
    option((4, 4, 7), "eviction-timeout").of(ValueKind::SECONDS),
    option((4, 1, 0), "graceful-timeout").of(ValueKind::SECONDS),
    option((1, 0, 0), "group").of(ValueKind::Group),
    option((4, 1, 0), "header-buffer-size").of(ValueKind::buffer(8192)),
    option((1, 0, 0), "home").of(ValueKind::Directory),
    option((2, 0, 0), "inactivity-timeout").of(ValueKind::SECONDS),
    option((6, 0, 0), "interrupt-timeout").of(ValueKind::SECONDS),
    option((3, 4, 0), "lang"),
    option((4, 1, 0), "listen-backlog").of(ValueKind::from(0)),
    option((3, 4, 0), "locale"),
    option((1, 0, 0), "maximum-requests").of(ValueKind::from(0)),
    option((3, 4, 0), "memory-limit").of(ValueKind::LIMIT),
    option((4, 1, 0), "newrelic-config-file").until((6, 0, 0)),
    option((4, 1, 0), "newrelic-environment").until((6, 0, 0)),
    option((1, 0, 0), "processes").of(ValueKind::from(1)),
    option((4, 3, 1), "proxy-buffer-size")
        .of(ValueKind::buffer(65_536))
        .until((4, 4, 7)),
    option((2, 0, 0), "python-eggs").of(ValueKind::Paths),
    option((3, 4, 0), "python-home").of(ValueKind::Directory),
    option((2, 0, 0), "python-path").of(ValueKind::Paths),
    option((4, 1, 0), "queue-timeout").of(ValueKind::SECONDS),
    option((2, 0, 0), "receive-buffer-size").of(ValueKind::buffer(512)),
    option((4, 1, 0), "request-timeout").of(ValueKind::SECONDS),
    option((4, 4, 7), "response-buffer-size").of(ValueKind::buffer(65_536)),
    option((6, 0, 2), "response-flush-delay").of(ValueKind::MILLISECONDS),
    option((4, 5, 13), "response-socket-timeout").of(ValueKind::SECONDS),
    option((4, 5, 12), "restart-interval").of(ValueKind::SECONDS),
    option((3, 0, 0), "script-group").of(ValueKind::Group),
    option((3, 0, 0), "script-user").of(ValueKind::User),
    option((2, 0, 0), "send-buffer-size").of(ValueKind::buffer(512)),
    option((4, 2, 0), "server-metrics").of(ValueKind::Switch),
    option((1, 0, 0), "shutdown-timeout").of(ValueKind::SECONDS),
    option((4, 1, 0), "socket-timeout").of(ValueKind::SECONDS),
    option((4, 4, 1), "socket-user").of(ValueKind::User),
    option((2, 0, 0), "stack-size").of(ValueKind::BYTES),
    option((4, 5, 6), "startup-timeout").of(ValueKind::SECONDS),
    option((3, 4, 0), "supplementary-groups").of(ValueKind::Groups),
    option((6, 0, 0), "switch-interval").of(ValueKind::Fraction),
    option((1, 0, 0), "threads").of(ValueKind::count(0, 65_533)),
    option((1, 0, 0), "umask").of(ValueKind::Mode),
    option((1, 0, 0), "user").of(ValueKind::User),
    option((3, 4, 0), "virtual-memory-limit").of(ValueKind::LIMIT),
];

/// The options of the other directives.
static OTHER_OPTIONS: &[(&str, WsgiOption)] = &[
    (
        "<WSGIInterpreterOptions",
        option((6, 0, 0), "application-group"),
    ),
    (
        "<WSGIInterpreterOptions",
        option((6, 0, 0), "process-group"),
    ),
    ("WSGIAccessScript", option((2, 0, 0), "application-group")),
    (
        "WSGIAuthGroupScript",
        option((2, 0, 0), "application-group"),
    ),
    ("WSGIAuthUserScript", option((2, 0, 0), "application-group")),
    ("WSGIDispatchScript", option((2, 0, 0), "application-group")),
    ("WSGIHandlerScript", option((3, 0, 0), "application-group")),
    ("WSGIHandlerScript", option((3, 0, 0), "pass-authorization")),
    ("WSGIHandlerScript", option((3, 0, 0), "process-group")),
    ("WSGIImportScript", option((2, 0, 0), "application-group")),
    ("WSGIImportScript", option((2, 0, 0), "process-group")),
    ("WSGIScriptAlias", option((3, 0, 0), "application-group")),
    ("WSGIScriptAlias", option((3, 0, 0), "callable-object")),
    ("WSGIScriptAlias", option((3, 0, 0), "pass-authorization")),
    ("WSGIScriptAlias", option((3, 0, 0), "process-group")),
    ("WSGIScriptAliasMatch", option((3, 0, 0), "callable-object")),
    (
        "WSGIScriptAliasMatch",
        option((3, 0, 0), "pass-authorization"),
    ),
    (
        "WSGIScriptAliasMatch",
        option((4, 6, 0), "application-group"),
    ),
    ("WSGIScriptAliasMatch", option((4, 6, 0), "process-group")),
];

/// Returns a directive that was not removed, is in any build and has no forbidden place.
const fn since(
    since: Version,
    name: &'static str,
    arity: Arity,
    allowed: Allowed,
) -> WsgiDirective {
    WsgiDirective {
        name,
        releases: Releases {
            since,
            removed: None,
        },
        build: Build::Any,
        arity,
        allowed,
        forbidden: Forbidden::NOWHERE,
    }
}

/// Returns an option that was not removed.
const fn option(since: Version, name: &'static str) -> WsgiOption {
    WsgiOption {
        name,
        releases: Releases {
            since,
            removed: None,
        },
        value: ValueKind::Text,
    }
}
