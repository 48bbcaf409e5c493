//! What serves a file: mod_wsgi, or another handler.

use super::Answer;
use super::answerer::{Answerer, not_wsgi, path_text};
use super::decision::Case;
use super::environment::{Circumstances, Environment};
use super::expansion::Expansion;
use super::group::{Options, undecided};
use super::handler::Handler;
use super::identity::Identity;
use super::script_name::script_name;
use super::settings::{Settings, Topic};
use crate::httpd::request::{Doubt, Merged, OptionSet, Origin, Resource, Rewritten, StorageKind};
use crate::wsgi::handler_script::HandlerScript;
use crate::wsgi::script_alias::ScriptAlias;

/// The handlers that run the file itself.
const SCRIPT_HANDLERS: [&[u8]; 2] = [b"wsgi-script", b"application/x-httpd-wsgi"];

/// What the sections of a request say.
pub(super) struct Rules<'a> {
    pub(super) merged: &'a Merged<'a>,
    pub(super) settings: &'a Settings<'a>,
    /// What RewriteRules of sections have set.
    pub(super) in_directory: &'a Rewritten,
}

impl Answerer<'_> {
    /// Asks the handler (mod_wsgi.c: `wsgi_hook_handler`).
    pub(super) fn serve(
        &self,
        case: Case<'_>,
        rules: &Rules<'_>,
        handler: Option<Handler>,
    ) -> Answer {
        let settings = rules.settings;
        let Some(handler) = handler else {
            return without_handler(case, rules);
        };
        let (script, options) = match what_runs(&case, rules, &handler) {
            Ok(found) => found,
            Err(answer) => return *answer,
        };
        let mut answer = case.answer.clone();
        if settings.is(Topic::AcceptPathInfo, "Off") && !case.storage.path_info.is_empty() {
            let origin = settings
                .last(Topic::AcceptPathInfo)
                .map(|entry| entry.origin.clone());
            let why = "AcceptPathInfo Off, and there is more in the URL than the script".to_owned();
            return not_wsgi(answer, Some(404), why, origin);
        }
        if case.alias.is_none() {
            let effect = || "chooses mod_wsgi's handler".to_owned();
            answer.trace.tell(handler.origin.clone(), effect);
            answer.handled_by.clone_from(&handler.origin);
        }
        answer.trace.tell_settings(settings);
        trace_options(&mut answer, &options);
        let request = case.resource.request.for_handler();
        let resource = Resource {
            request: &request,
            ..case.resource
        };
        let port = match self.router.server_port(resource, rules.merged) {
            Ok(port) => port,
            Err(doubt) => return undecided(answer, &doubt),
        };
        let mount = script_name(case.resource.path, &case.storage.path_info);
        answer.mount = Some(mount.clone());
        answer.script = Some(script);
        let environment = environment(&case, rules);
        let expansion = Expansion {
            identity: Identity {
                config: self.router.config(),
                server: resource.server,
                request: &request,
                port,
            },
            settings,
            environment: &environment,
            mount: self.mount_in_a_name(&mount),
        };
        self.run(answer, &options, &expansion)
    }

    /// Returns `SCRIPT_NAME` as it gets into the name of an application group: in lower case before 6.0 (measured with
    /// 4.9.4), later only with `WSGICaseSensitivity Off` (wsgi_config.c: `wsgi_script_name`).
    fn mount_in_a_name(&self, mount: &[u8]) -> Result<Vec<u8>, Doubt> {
        let lower = mount.to_ascii_lowercase();
        match self.version {
            _ if lower == mount => Ok(lower),
            Some(version) if version >= (6, 0, 0) && !self.ignores_case => Ok(mount.to_owned()),
            Some(_) => Ok(lower),
            None => Err(Doubt::general(
                "whether capital letters stay depends on the version of mod_wsgi (--mod-wsgi-version)",
            )),
        }
    }
}

/// Returns the variables of a request when its handler is asked.
pub(super) fn environment(case: &Case<'_>, rules: &Rules<'_>) -> Environment {
    let circumstances = Circumstances {
        request: case.resource.request,
        path: case.resource.path,
        rewritten: [&case.rewritten.environment, &rules.in_directory.environment],
        inherited: case.onward.inherited,
    };
    Environment::of(rules.settings, &circumstances)
}

/// Returns whether an alias of mod_wsgi took the request, this one or the one that it comes from (mod_wsgi.c:
/// `wsgi_is_script_aliased`).
fn is_aliased(case: &Case<'_>) -> bool {
    let is_cgi = case
        .handler
        .as_ref()
        .is_some_and(|handler| handler.name == b"cgi-script");
    case.alias.is_some() || (case.onward.alias.is_some() && !is_cgi)
}

/// Returns the options of the alias; each that it does not have is that of the alias that the request comes from.
fn aliased_options(case: &Case<'_>) -> Options {
    if !is_aliased(case) {
        return Options::default();
    }
    let own = case.alias.map(alias_options).unwrap_or_default();
    let before = case.onward.alias.map(alias_options).unwrap_or_default();
    Options {
        process_group: own.process_group.or(before.process_group),
        application_group: own.application_group.or(before.application_group),
        callable: own.callable.or(before.callable),
        origin: own.origin.or(before.origin),
    }
}

fn alias_options(alias: &ScriptAlias) -> Options {
    Options {
        process_group: alias.options.process_group.clone(),
        application_group: alias.options.application_group.clone(),
        callable: alias.options.callable_object.clone(),
        origin: Some(Origin::Config(alias.node)),
    }
}

fn trace_options(answer: &mut Answer, options: &Options) {
    let names = [
        ("process-group", &options.process_group),
        ("application-group", &options.application_group),
    ];
    for (name, value) in names {
        let Some(value) = value else {
            continue;
        };
        let value = if value.is_empty() {
            b"%{GLOBAL}"
        } else {
            value.as_slice()
        };
        let value = || crate::source::printable(value);
        let effect = || format!("its option {name}={} counts before any section", value());
        answer.trace.tell(options.origin.clone(), effect);
    }
}

/// Returns the script that a handler runs, and what is said with it. The error is the answer when it is not run.
fn what_runs(
    case: &Case<'_>,
    rules: &Rules<'_>,
    handler: &Handler,
) -> Result<(Vec<u8>, Options), Box<Answer>> {
    let (script, mut options) = if SCRIPT_HANDLERS.contains(&handler.name.as_slice()) {
        if let Some(answer) = refused_script(case, rules) {
            return Err(Box::new(answer));
        }
        let script = path_text(&case.storage.file).to_owned();
        (script, aliased_options(case))
    } else if let Some((found, origin)) = handler_script(rules.settings, &handler.name) {
        let options = Options {
            process_group: found.process_group,
            application_group: found.application_group,
            callable: Some(b"handle_request".to_vec()),
            origin: Some(origin),
        };
        (found.script, options)
    } else {
        return Err(Box::new(another_handler(case, rules, handler)));
    };
    if let Some((group, node)) = case.assumed_group {
        options.process_group = Some(group.to_owned());
        options.origin = Some(Origin::Config(node));
    }
    Ok((script, options))
}

/// Returns the handler script of this name; the last definition counts.
fn handler_script(settings: &Settings<'_>, name: &[u8]) -> Option<(HandlerScript, Origin)> {
    let mut entries = settings.all(Topic::HandlerScript).iter().rev();
    entries.find_map(|entry| {
        let script = HandlerScript::parse(settings.arguments(&entry.origin))?;
        (script.name == name).then(|| (script, entry.origin.clone()))
    })
}

/// Returns why a script is not run, if it is not.
fn refused_script(case: &Case<'_>, rules: &Rules<'_>) -> Option<Answer> {
    let answer = || case.answer.clone();
    if !is_aliased(case) {
        match rules.merged.has_options(OptionSet::EXEC_CGI) {
            Ok(true) => {}
            Ok(false) => {
                let by = rules.settings.last(Topic::Options);
                let by = by.map(|entry| entry.origin.clone());
                let why = "the handler needs Options ExecCGI".to_owned();
                return Some(not_wsgi(answer(), Some(403), why, by));
            }
            Err(doubt) => return Some(undecided(answer(), &doubt)),
        }
    }
    match case.storage.kind {
        StorageKind::File => None,
        StorageKind::Missing => Some(missing(case, rules)),
        StorageKind::Directory => {
            let why = "it is a directory, not a script".to_owned();
            Some(not_wsgi(answer(), Some(403), why, None))
        }
        StorageKind::Other | StorageKind::Unknown(_) => {
            let why = "it is not a regular file".to_owned();
            Some(not_wsgi(answer(), Some(403), why, None))
        }
    }
}

/// Nothing is there: 404, unless mod_negotiation finds something similar.
fn missing(case: &Case<'_>, rules: &Rules<'_>) -> Answer {
    let modules = &rules.settings.tree().modules;
    let negotiates = modules.by_identifier(b"negotiation_module").is_some();
    let multi_views = rules.merged.has_options(OptionSet::MULTI_VIEWS);
    if negotiates && multi_views.unwrap_or(true) {
        let why = "MultiViews may find another file";
        return undecided(case.answer.clone(), &Doubt::general(why));
    }
    let text = crate::source::printable(path_text(&case.storage.file));
    let why = format!("there is no {text}");
    not_wsgi(case.answer.clone(), Some(404), why, None)
}

fn without_handler(case: Case<'_>, rules: &Rules<'_>) -> Answer {
    if let Some(doubt) = action(&case, rules, None) {
        return undecided(case.answer, &doubt);
    }
    match case.storage.kind {
        StorageKind::Missing => missing(&case, rules),
        StorageKind::Directory => {
            let why = "a directory without an index".to_owned();
            not_wsgi(case.answer, None, why, None)
        }
        _ => as_it_is(&case),
    }
}

fn as_it_is(case: &Case<'_>) -> Answer {
    let why = "a file, served as it is".to_owned();
    not_wsgi(case.answer.clone(), Some(200), why, None)
}

/// Returns why mod_actions may hand what no earlier handler serves to another URL (mod_actions.c: `action_handler`): an
/// `Action` for its handler or its media type, or a `Script GET` where the URL has a query.
fn action(case: &Case<'_>, rules: &Rules<'_>, handler: Option<&Handler>) -> Option<Doubt> {
    let settings = rules.settings;
    let mut entries = settings.all(Topic::Action).iter().rev();
    let found = entries.find(|entry| {
        let first = settings.words(&entry.origin).next().unwrap_or_default();
        if settings.name(&entry.origin) == b"script" {
            return case.resource.request.query.is_some() && first.as_ref() == b"GET";
        }
        match handler {
            Some(handler) => first.eq_ignore_ascii_case(&handler.name),
            // Which type a file has is not looked up.
            None => !matches!(case.storage.kind, StorageKind::Directory) && first.contains(&b'/'),
        }
    });
    let directive = found.map(|entry| entry.origin.clone())?;
    let name = crate::source::printable(&settings.name(&directive));
    let why = format!("mod_actions (`{name}`) may hand it to another URL");
    Some(Doubt::at(directive, why))
}

fn another_handler(case: &Case<'_>, rules: &Rules<'_>, handler: &Handler) -> Answer {
    if let Some(doubt) = action(case, rules, Some(handler)) {
        return undecided(case.answer.clone(), &doubt);
    }
    if matches!(case.storage.kind, StorageKind::Missing) {
        return missing(case, rules);
    }
    if handler.is_listed(rules.settings) {
        return as_it_is(case);
    }
    let name = crate::source::printable(&handler.name);
    let why = format!("the handler is {name}");
    not_wsgi(case.answer.clone(), None, why, handler.origin.clone())
}
