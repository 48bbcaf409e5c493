//! [`Run`]: the rules of one server or directory on one request (mod_rewrite.c: `apply_rewrite_list`,
//! `apply_rewrite_rule`).

use super::condition::Asker;
use super::expand::{Found, Sources, expand, expand_output};
use super::rule::Rule;
use super::substitution::is_absolute_url;
use super::{Assignment, Rewritten};
use crate::httpd::request::expression::RequestVariables;
use crate::httpd::request::merged::Merged;
use crate::httpd::request::origin::{Doubt, Origin};
use crate::httpd::request::router::{Resource, Router};
use crate::httpd::request::undefined::undefined_in;
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
type Expanded = (Vec<u8>, Result<Vec<u8>, Doubt>);

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
    /// The output of the last rule that has changed the path, as written.
    pub(super) output: Option<Vec<u8>>,
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
        if let Some(why) = undefined_in(&rule.pattern) {
            return Err(Doubt::general(why));
        }
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

    pub(super) fn variables(&self) -> RequestVariables<'_> {
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
        // httpd has gone on behind a `[PT]` before it looks at `[END]`.
        self.rewritten.is_final |= rule.flags.end && !rule.flags.pass_through;
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
                rule.output
                    .as_ref()
                    .map(|text| expand_output(text, &sources))
                    .transpose()?,
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

    fn assign(&mut self, assignments: Vec<Expanded>, origin: &Origin) {
        for (text, expanded) in assignments {
            let known = match &self.perhaps_over {
                Some(doubt) => Err(doubt.clone()),
                None => expanded,
            };
            self.rewritten.environment.push(match known {
                Ok(text) => Assignment::parse(&text, origin.clone()),
                Err(doubt) => Assignment::doubtful(&text, origin.clone(), doubt),
            });
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
