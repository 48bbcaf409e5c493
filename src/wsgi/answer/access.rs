//! Whether a request is refused whoever sends it.

use super::authorization::{self, Verdict};
use super::environment::{Environment, Inherited};
use super::settings::{Settings, Topic};
use crate::httpd::request::{Doubt, Merged, Origin, Resource, Router, Storage};

/// What access depends on, besides on who asks.
pub(super) struct Asked<'a> {
    pub(super) router: &'a Router<'a>,
    pub(super) resource: Resource<'a>,
    pub(super) storage: &'a Storage,
    pub(super) merged: &'a Merged<'a>,
    pub(super) settings: &'a Settings<'a>,
    /// Finds the variables that are there before mod_env sets its own: few requirements ask for one.
    pub(super) environment: &'a dyn Fn() -> Environment,
    pub(super) inherited: Inherited<'a>,
    /// Whether what depends on the URL counts as let in, as what depends on the client does.
    pub(super) is_probe: bool,
}

/// Why nobody is let in.
#[derive(Debug)]
pub(super) struct Denied {
    /// The answer of httpd.
    pub(super) status: u16,
    /// Why.
    pub(super) why: &'static str,
    /// The line.
    pub(super) by: Origin,
}

impl Asked<'_> {
    /// Returns what keeps a request out; one whose access depends on who asks counts as let in.
    pub(super) fn denied(&self) -> Result<Option<Denied>, Doubt> {
        let denied = |status, why, by| Ok(Some(Denied { status, why, by }));
        if let Some(by) = self.another_method() {
            return denied(405, "GET is not among the methods that are allowed", by);
        }
        if let Some(by) = self.without_tls()? {
            return denied(403, "it asks for an encrypted connection", by);
        }
        let any_suffices = self.settings.all(Topic::HostAccess).iter().any(|entry| {
            let arguments = self.settings.arguments(&entry.origin);
            self.settings.name(&entry.origin) == b"satisfy"
                && arguments.eq_ignore_ascii_case(b"any")
        });
        if any_suffices {
            return Ok(None);
        }
        let everybody = "access is denied to everybody";
        match authorization::verdict(self) {
            Some((Verdict::Denied | Verdict::Neutral, by)) => denied(403, everybody, by),
            Some((Verdict::NeedsUser, by)) => {
                let why = "it asks for a user, and no AuthType says how to ask for one";
                denied(500, why, by)
            }
            _ => match denied_by_host(self.settings) {
                Some(by) => denied(403, everybody, by),
                None => Ok(None),
            },
        }
    }

    /// Returns the `AllowMethods` that leaves GET out: the lines of the last layer count together
    /// (mod_allowmethods.c: `am_allowmethods`, `am_merge_dir_config`).
    fn another_method(&self) -> Option<Origin> {
        let entries = self.settings.all(Topic::AllowMethods);
        let layers = entries.chunk_by(|one, other| one.layer == other.layer);
        let mut methods: Vec<Vec<u8>> = Vec::new();
        for entry in layers.last()? {
            let words = self.settings.words(&entry.origin);
            let words: Vec<_> = words.map(|word| word.to_ascii_uppercase()).collect();
            match words.as_slice() {
                [reset] if reset == b"RESET" => methods.clear(),
                _ => methods.extend(words),
            }
        }
        let has_get = methods.iter().any(|method| method == b"GET");
        let last = entries.last().filter(|_| !methods.is_empty() && !has_get);
        last.map(|entry| entry.origin.clone())
    }

    /// Returns the `SSLRequireSSL` that refuses an open connection (ssl_engine_kernel.c: `ssl_hook_Access`).
    fn without_tls(&self) -> Result<Option<Origin>, Doubt> {
        let Some(entry) = self.settings.last(Topic::TlsOnly) else {
            return Ok(None);
        };
        let origin = entry.origin.clone();
        if self.settings.name(&origin) == b"sslrequire" {
            let why = "what `SSLRequire` asks for is not looked at";
            return Err(Doubt::at(origin, why));
        }
        Ok((!self.is_encrypted()?).then_some(origin))
    }

    /// Says whether the connection is encrypted.
    pub(super) fn is_encrypted(&self) -> Result<bool, Doubt> {
        self.holds(b"%{HTTPS} == 'on'")
    }

    /// Says whether a variable is set before mod_env is asked, if that is known.
    pub(super) fn is_set(&self, variable: &[u8]) -> Option<bool> {
        (self.environment)().is_set_before_access(variable, self.inherited)
    }

    /// Says whether an expression holds.
    pub(super) fn holds(&self, expression: &[u8]) -> Result<bool, Doubt> {
        let Self {
            router,
            resource,
            storage,
            merged,
            ..
        } = self;
        router.expression_holds(*resource, storage, merged, expression)
    }
}

/// `Order`, `Allow`, `Deny` of mod_access_compat: the last layer that has any counts. With `allow,deny` nobody is let in
/// unless allowed, and who is denied is not; with `deny,allow` who is denied is not let in unless allowed.
fn denied_by_host(settings: &Settings<'_>) -> Option<Origin> {
    let entries = settings.all(Topic::HostAccess);
    let last = entries
        .chunk_by(|one, other| one.layer == other.layer)
        .last()?;
    let named = |wanted: &[u8]| {
        let mut entries = last.iter().rev();
        entries.find(|entry| *settings.name(&entry.origin) == *wanted)
    };
    let is_for_all = |wanted: &[u8]| {
        let mut entries = last.iter();
        entries.any(|entry| {
            let words: Vec<_> = settings.words(&entry.origin).collect();
            let second = words.get(1);
            *settings.name(&entry.origin) == *wanted
                && second.is_some_and(|word| word.eq_ignore_ascii_case(b"all"))
        })
    };
    let order = named(b"order").map(|entry| settings.arguments(&entry.origin).to_ascii_lowercase());
    let allow_first = order.is_some_and(|order| order.starts_with(b"allow"));
    let denied = if allow_first {
        is_for_all(b"deny") || named(b"allow").is_none()
    } else {
        is_for_all(b"deny") && named(b"allow").is_none()
    };
    let by = named(b"deny").or(named(b"order"));
    by.filter(|_| denied).map(|entry| entry.origin.clone())
}
