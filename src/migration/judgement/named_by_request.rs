//! Process groups whose names are worked out for each request: `%{SERVER}`, `%{ENV:name}` and the like
//! (mod_wsgi wsgi_config.c: `wsgi_process_group`).

use super::Refusal;
use crate::httpd::request::Origin;
use crate::httpd::{Directive, NodeId, ServerId};
use crate::migration::held::Obstacle;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::syntax::Words;
use crate::wsgi::{Answer, Application, Concern, Status};

/// The directives that give variables values, by what stands before these.
const SETTERS: &[(&str, usize)] = &[
    ("SetEnv", 0),
    ("SetEnvIf", 2),
    ("SetEnvIfNoCase", 2),
    ("SetEnvIfExpr", 1),
    ("BrowserMatch", 1),
    ("BrowserMatchNoCase", 1),
];

/// Returns the group that a line chooses for an application, or a part of it, if each value that its name can have is that of
/// a group; the error says why that cannot be shown. None of these names is ever that of Apache's own processes.
pub(super) fn group_of(
    situation: &Situation<'_>,
    application: &Application,
    server: ServerId,
    line: NodeId,
) -> Result<Vec<u8>, Refusal> {
    let refuse = |why: String| {
        let clear = "name a group instead";
        Err((Obstacle::new(why, clear), line))
    };
    let value = value(situation, application, line);
    match value.as_slice() {
        b"%{SERVER}" => {}
        value => match variable(value) {
            None => return refuse("its process group depends on the request".to_owned()),
            Some(name) => {
                if let Some(why) = other_values(situation, name) {
                    return refuse(format!("its process group depends on the request: {why}"));
                }
            }
        },
    }
    let answer = answer(situation, application, server, line);
    let group = answer.filter(|answer| answer.status == Status::Daemon);
    match (
        group.and_then(|answer| answer.process_group.clone()),
        answer,
    ) {
        (Some(group), _) => Ok(group),
        (
            None,
            Some(Answer {
                because: Some(why), ..
            }),
        ) => refuse(format!("its process group depends on the request: {why}")),
        _ => refuse("its process group depends on the request".to_owned()),
    }
}

/// Returns the name of a group as a line writes it.
fn value(situation: &Situation<'_>, application: &Application, line: NodeId) -> Vec<u8> {
    if line == application.node {
        return application
            .options
            .process_group
            .clone()
            .unwrap_or_default();
    }
    let mut words = Words::new(situation.tree.directive(line).arguments);
    words.next().unwrap_or_default().into_owned()
}

/// Returns what becomes of a request for which the line decides.
fn answer<'server>(
    situation: &Situation<'server>,
    application: &Application,
    server: ServerId,
    line: NodeId,
) -> Option<&'server Answer> {
    let mut mounted = situation.overview.of_line(application.node);
    let mounted = mounted.find(|mounted| mounted.server == server)?;
    let mut parts = mounted.parts.iter();
    let part = parts.find(|part| part.node == line);
    let answer = part.map_or(&mounted.answer, |part| &part.answer);
    let decides = matches!(&answer.decided_by, Some(Origin::Config(own)) if *own == line);
    (decides || answer.status != Status::Daemon).then_some(answer)
}

/// Returns the name in `%{ENV:name}`.
fn variable(value: &[u8]) -> Option<&[u8]> {
    value.strip_prefix(b"%{ENV:")?.strip_suffix(b"}")
}

/// Returns why a variable may have a value that is not a group's name, if it may.
fn other_values(situation: &Situation<'_>, variable: &[u8]) -> Option<String> {
    let is_group = |value: &[u8]| situation.inventory.daemon(value).is_some();
    let variables = &situation.tree.variables;
    if variables
        .environment_value(variable)
        .is_some_and(|value| !is_group(value))
    {
        return Some("httpd's environment has it, too, with another value".to_owned());
    }
    let mut beyond = situation.inventory.beyond.iter();
    if let Some(beyond) = beyond.find(|beyond| beyond.concern == Concern::Htaccess) {
        let at = situation.at_node(beyond.node);
        return Some(format!(".htaccess files may set the variable ({at})"));
    }
    let effective = situation.config.effective.iter();
    let mut directives = effective.map(|effective| situation.tree.directive(effective.node));
    let odd = directives.find(|directive| {
        let values = assigned(*directive, variable);
        values.is_none_or(|values| !values.iter().all(|value| is_group(value)))
    })?;
    let at = situation.at_node(odd.id);
    let name = printable(odd.name);
    Some(format!(
        "`{name}` may give the variable another value ({at})"
    ))
}

/// Returns the values that a directive gives a variable; nothing when it cannot be told.
fn assigned(directive: Directive<'_>, variable: &[u8]) -> Option<Vec<Vec<u8>>> {
    let is = |name: &str| directive.name.eq_ignore_ascii_case(name.as_bytes());
    let words: Vec<_> = Words::new(directive.arguments).collect();
    let mentions = || {
        let text = directive.arguments.to_ascii_lowercase();
        memchr::memmem::find(&text, &variable.to_ascii_lowercase()).is_some()
    };
    if is("PassEnv") || is("RewriteRule") {
        return (!mentions()).then(Vec::new);
    }
    let Some((_, before)) = SETTERS.iter().find(|(name, _)| is(name)) else {
        return Some(Vec::new());
    };
    let assignments = words.get(*before..).unwrap_or_default();
    if is("SetEnv") {
        let [name, values @ ..] = assignments else {
            return Some(Vec::new());
        };
        let is_own = name.eq_ignore_ascii_case(variable);
        let value = values.first().map(|value| value.to_vec());
        return Some(
            is_own
                .then(|| value.unwrap_or_default())
                .into_iter()
                .collect(),
        );
    }
    let mut values = Vec::new();
    for assignment in assignments {
        let mut parts = assignment.splitn(2, |byte| *byte == b'=');
        let name = parts.next().unwrap_or_default();
        if name.eq_ignore_ascii_case(variable) {
            values.push(parts.next()?.to_vec());
        }
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_named_in_braces() {
        assert_eq!(variable(b"%{ENV:GROUP}"), Some(b"GROUP".as_slice()));
        assert_eq!(variable(b"%{HOST}"), None);
    }
}
