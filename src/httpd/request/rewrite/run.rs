//! [`Run`]: the rules of one server or directory on one request (mod_rewrite.c: `apply_rewrite_list`,
//! `apply_rewrite_rule`).

use super::Rewritten;
use super::condition::Asker;
use super::expand::{Found, Sources, expand};
use super::rule::Rule;
use crate::httpd::request::expression::RequestVariables;
use crate::httpd::request::merged::Merged;
use crate::httpd::request::origin::{Doubt, Origin};
use crate::httpd::request::router::{Resource, Router};
use crate::httpd::request::url::Request;
use crate::httpd::tree::bytes_path;

/// How the rules end.
pub(super) enum End {
    /// No rule has changed the path.
    Unchanged,
    /// httpd answers with this status.
    Status(u16),
    /// The path is another.
    Changed {
        /// Whether other modules are asked for it (`[PT]`).
        passed_through: bool,
        /// Whether it is for a proxy (`[P]`).
        proxy: bool,
        /// The output of the last rule that has changed it, as written.
        output: Vec<u8>,
    },
    /// It cannot be told.
    Doubt(Doubt),
}

/// What an `[E=...]` has, as written and with everything replaced.
type Assignment = (Vec<u8>, Result<Vec<u8>, Doubt>);

/// A request on its way through rules.
pub(super) struct Run<'r> {
    pub(super) router: &'r Router<'r>,
    pub(super) resource: Resource<'r>,
    pub(super) merged: &'r Merged<'r>,
    /// The request, with the query that the rules leave.
    pub(super) request: Request,
    /// httpd's `r->filename`.
    pub(super) file: Vec<u8>,
    /// What is behind the file.
    pub(super) path_info: Vec<u8>,
    /// The directory of the rules; it is taken off before they are compared. None at server level.
    pub(super) directory: Option<Vec<u8>>,
    /// The status of a redirect.
    pub(super) redirect: Option<u16>,
    /// What is found besides.
    pub(super) rewritten: Rewritten,
    output: Option<Vec<u8>>,
    /// Why no rule after a certain one may be tried.
    perhaps_over: Option<Doubt>,
}

impl<'r> Run<'r> {
    pub(super) fn new(
        router: &'r Router<'r>,
        resource: Resource<'r>,
        merged: &'r Merged<'r>,
        file: Vec<u8>,
    ) -> Self {
        Self {
            router,
            resource,
            merged,
            request: resource.request.clone(),
            file,
            path_info: Vec::new(),
            directory: None,
            redirect: None,
            rewritten: Rewritten::unchanged(),
            output: None,
            perhaps_over: None,
        }
    }

    /// Applies the rules in their order.
    pub(super) fn apply(&mut self, rules: &[Rule]) -> End {
        let mut rest = rules.iter();
        while let Some(rule) = rest.next() {
            if self.is_for_others(rule) {
                continue;
            }
            let end = match self.matches(rule) {
                Ok(Some((found, condition))) => self.carry_out(rule, &found, &condition),
                Ok(None) => {
                    let mut chained = rule;
                    while chained.flags.chain {
                        let Some(next) = rest.next() else {
                            break;
                        };
                        chained = next;
                    }
                    continue;
                }
                Err(doubt) => self.carry_out_perhaps(rule, doubt),
            };
            if let Some(end) = end {
                return end;
            }
            for _ in 0..rule.flags.skip {
                rest.next();
            }
        }
        self.finish(false, false)
    }

    /// Some rules are not for subrequests.
    fn is_for_others(&self, rule: &Rule) -> bool {
        let limited = rule.flags.not_in_sub_requests || rule.flags.redirects;
        limited && self.request.is_sub_request()
    }

    /// Returns what a rule's expression and its conditions have found, if they hold.
    fn matches(&self, rule: &Rule) -> Result<Option<(Found, Found)>, Doubt> {
        let subject = self.subject();
        let expressions = &self.router.expressions;
        let groups = expressions.find(&rule.pattern, &subject, rule.flags.ignore_case);
        let groups = groups.map_err(Doubt::general)?;
        if groups.is_some() == rule.negated {
            return Ok(None);
        }
        let found = match groups {
            Some(groups) => Found {
                text: subject,
                groups,
            },
            None => Found::default(),
        };
        let mut condition = Found::default();
        let asker = Asker {
            router: self.router,
            variables: &self.variables(),
            rule: &found,
        };
        let holds = asker.hold(&rule.conditions, &mut condition)?;
        Ok(holds.then_some((found, condition)))
    }

    /// Returns the text that expressions are compared with.
    fn subject(&self) -> Vec<u8> {
        let Some(directory) = &self.directory else {
            return self.file.clone();
        };
        let whole = [self.file.as_slice(), &self.path_info].concat();
        match whole.strip_prefix(directory.as_slice()) {
            Some(rest) => rest.to_owned(),
            None => whole,
        }
    }

    fn variables(&self) -> RequestVariables<'_> {
        RequestVariables {
            router: self.router,
            resource: Resource {
                request: &self.request,
                ..self.resource
            },
            merged: self.merged,
            file: Some((bytes_path(&self.file), &self.path_info)),
        }
    }

    /// Does what a rule says that matches; the result is the end, if it is one.
    fn carry_out(&mut self, rule: &Rule, found: &Found, condition: &Found) -> Option<End> {
        if let Some(doubt) = &self.perhaps_over
            && !rule.is_harmless()
        {
            return Some(End::Doubt(doubt.clone()));
        }
        self.rewritten.matched.push(rule.origin.clone());
        let doubt = |why: String| Some(End::Doubt(Doubt::at(rule.origin.clone(), why)));
        if let Some(other) = rule.flags.other {
            return doubt(format!("`{other}` is not followed here"));
        }
        match self.effect(rule, found, condition) {
            Ok(Some(end)) => return Some(end),
            Ok(None) => {}
            Err(unknown) => return doubt(unknown.why),
        }
        if rule.flags.answers {
            return Some(End::Status(rule.flags.status.unwrap_or(302)));
        }
        if rule.flags.pass_through {
            let output = self.file.clone();
            self.output.get_or_insert(output);
        }
        self.rewritten.is_final |= rule.flags.end;
        let is_last = rule.flags.last;
        is_last.then(|| self.finish(rule.flags.pass_through, rule.flags.proxy))
    }

    /// Sets the variables, the file, the handler.
    fn effect(
        &mut self,
        rule: &Rule,
        found: &Found,
        condition: &Found,
    ) -> Result<Option<End>, Doubt> {
        let (path, handler, media_type, assignments) = {
            let variables = self.variables();
            let sources = Sources {
                rule: found,
                condition,
                variables: &variables,
            };
            let expanded = |text: &Option<Vec<u8>>| {
                let text = text.as_ref();
                text.map(|text| expand(text, &sources)).transpose()
            };
            let assignments: Vec<_> = rule
                .flags
                .environment
                .iter()
                .map(|text| (text, expand(text, &sources)))
                .collect();
            let assignments = assignments
                .into_iter()
                .map(|(text, value)| (text.clone(), value))
                .collect();
            (
                expanded(&rule.output)?,
                expanded(&rule.flags.handler)?,
                expanded(&rule.flags.media_type)?,
                assignments,
            )
        };
        self.assign(assignments, &rule.origin);
        let of_rule = |name: Vec<u8>| (name.to_ascii_lowercase(), rule.origin.clone());
        if let Some(handler) = handler {
            self.rewritten.handler = Some(of_rule(handler));
        }
        if let Some(media_type) = media_type {
            self.rewritten.media_type = Some(of_rule(media_type));
        }
        match path {
            Some(path) => self.substitute(rule, path),
            None => Ok(None),
        }
    }

    fn assign(&mut self, assignments: Vec<Assignment>, origin: &Origin) {
        let doubt = self.perhaps_over.clone();
        for (text, value) in assignments {
            let value = match &doubt {
                Some(doubt) => Err(doubt.clone()),
                None => value,
            };
            match value {
                Ok(assignment) => {
                    let (name, value) = split_assignment(&assignment);
                    self.rewritten
                        .environment
                        .push((name, value, origin.clone()));
                }
                Err(doubt) => {
                    let (name, _) = split_assignment(&text);
                    self.rewritten.unknown_environment.push((name, doubt));
                }
            }
        }
    }

    /// Does what a rule says that may match: only what does not matter for the path is done.
    fn carry_out_perhaps(&mut self, rule: &Rule, doubt: Doubt) -> Option<End> {
        let doubt = Doubt::at(rule.origin.clone(), doubt.why);
        if !rule.is_harmless() {
            return Some(End::Doubt(doubt));
        }
        let names = rule.flags.environment.iter();
        let unknown = names.map(|text| (text.clone(), Err(doubt.clone())));
        let unknown = unknown.collect();
        self.assign(unknown, &rule.origin);
        if rule.flags.last {
            self.perhaps_over.get_or_insert(doubt);
        }
        None
    }

    /// Puts a rule's output in the place of the path.
    fn substitute(&mut self, rule: &Rule, path: Vec<u8>) -> Result<Option<End>, Doubt> {
        let mut path = path;
        if !path.starts_with(b"/") && !is_absolute_url(&path) {
            let prefix = match &self.directory {
                Some(directory) => directory.as_slice(),
                None if rule.flags.proxy || rule.flags.redirects => b"",
                None => b"/",
            };
            path = [prefix, &path].concat();
        }
        if rule.flags.discard_path_info && self.directory.is_some() {
            self.path_info.clear();
        }
        self.output.clone_from(&rule.output);
        self.split_query(rule, &mut path);
        self.file = path;
        if rule.flags.proxy {
            return Ok(None);
        }
        if rule.flags.redirects {
            self.redirect = rule.flags.status;
            if !is_absolute_url(&self.file) {
                self.file = self.qualified()?;
            }
            return Ok(None);
        }
        if is_absolute_url(&self.file) {
            if self.is_own_url() {
                return Err(Doubt::general(
                    "a URL of this very server is not followed here",
                ));
            }
            self.redirect = Some(302);
        }
        let output = rule.output.as_deref().unwrap_or_default();
        if !output.starts_with(b"//") {
            while self.file.starts_with(b"//") {
                self.file.remove(0);
            }
        }
        Ok(None)
    }

    /// Takes the query off a new path (mod_rewrite.c: `splitout_queryargs`).
    fn split_query(&mut self, rule: &Rule, path: &mut Vec<u8>) {
        if rule.without_query {
            self.request.query = None;
        }
        let Some(at) = path.iter().position(|byte| *byte == b'?') else {
            return;
        };
        let own = path.get(at + 1..).unwrap_or_default().to_owned();
        path.truncate(at);
        let query = match (&self.request.query, rule.flags.append_query) {
            (Some(old), true) if !own.is_empty() => [own.as_slice(), b"&", old].concat(),
            (Some(old), true) => old.clone(),
            _ => own,
        };
        self.request.query = (!query.is_empty()).then_some(query);
    }

    /// Returns the path as a whole URL of this server.
    fn qualified(&self) -> Result<Vec<u8>, Doubt> {
        let variables = self.variables();
        let scheme = variables.value(b"REQUEST_SCHEME")?;
        let name = variables.value(b"SERVER_NAME")?;
        let port = variables.value(b"SERVER_PORT")?;
        let usual: &[u8] = if scheme == b"https" { b"443" } else { b"80" };
        let port = if port == usual {
            Vec::new()
        } else {
            [b":", port.as_slice()].concat()
        };
        let slash: &[u8] = if self.file.starts_with(b"/") {
            b""
        } else {
            b"/"
        };
        Ok([&scheme, b"://".as_slice(), &name, &port, slash, &self.file].concat())
    }

    /// Returns whether a URL may be one of this server, which httpd takes for a path of its own
    /// (mod_rewrite.c: `reduce_uri`).
    fn is_own_url(&self) -> bool {
        let after = memchr::memmem::find(&self.file, b"://").map(|at| at + 3);
        let host = after.and_then(|at| self.file.get(at..)).unwrap_or_default();
        let end = host.iter().position(|byte| matches!(byte, b'/' | b':'));
        let host = host.get(..end.unwrap_or(host.len())).unwrap_or_default();
        let server = self.router.config.server(self.resource.server);
        let mut names = server
            .aliases
            .iter()
            .chain(server.addresses.iter())
            .map(Vec::as_slice);
        host.eq_ignore_ascii_case(&self.request.host)
            || self
                .router
                .config
                .server_name(self.resource.server)
                .is_some_and(|name| name.eq_ignore_ascii_case(host))
            || names.any(|name| {
                crate::httpd::request::choose::matches(host, name) || name.starts_with(host)
            })
    }

    fn finish(&mut self, passed_through: bool, proxy: bool) -> End {
        self.rewritten.query.clone_from(&self.request.query);
        if self.redirect.is_some() && !proxy && !is_absolute_url(&self.file) {
            let why = "a redirect is rewritten once more: `[R]` is without `[L]`";
            return End::Doubt(Doubt::general(why));
        }
        match self.output.take() {
            Some(output) => End::Changed {
                passed_through,
                proxy,
                output,
            },
            None => End::Unchanged,
        }
    }
}

impl Rule {
    /// Returns whether a rule does no more than set variables and perhaps end the rules.
    fn is_harmless(&self) -> bool {
        let flags = &self.flags;
        self.output.is_none()
            && !flags.answers
            && flags.handler.is_none()
            && flags.media_type.is_none()
            && flags.other.is_none()
            && !(flags.pass_through || flags.proxy || flags.chain || flags.end)
            && flags.skip == 0
    }
}

/// Splits `name:value`; `!name` takes the variable away.
fn split_assignment(text: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let text = text.strip_prefix(b"!").unwrap_or(text);
    let colon = text.iter().position(|byte| *byte == b':');
    let (name, value) = text.split_at(colon.unwrap_or(text.len()));
    (
        name.to_owned(),
        value.get(1..).unwrap_or_default().to_owned(),
    )
}

/// Returns whether a text is a whole URL (mod_rewrite.c: `is_absolute_uri`).
pub(super) fn is_absolute_url(text: &[u8]) -> bool {
    const SCHEMES: &[&[u8]] = &[
        b"ajp://",
        b"balancer://",
        b"ftp://",
        b"fcgi://",
        b"gopher://",
        b"http://",
        b"https://",
        b"h2://",
        b"h2c://",
        b"ldap://",
        b"mailto:",
        b"news:",
        b"nntp://",
        b"scgi://",
        b"ws://",
        b"wss://",
        b"unix:",
    ];
    let starts = |scheme: &&[u8]| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    text.len() > 5 && SCHEMES.iter().any(starts)
}
