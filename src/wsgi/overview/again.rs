//! Asking again what was asked for another application, or for a part of one.

use super::handlers::rule_handler;
use super::{Asked, Mechanism, Mounted, MountedPart, Overview};
use crate::httpd::ServerId;
use crate::httpd::request::Request;
use crate::wsgi::answer::{Answer, Answerer, Probe};

impl Overview {
    /// Says what becomes of a request where the server has an application; `answerer` is the one that this was made with.
    /// Nothing when no request gets to the server.
    pub fn ask(&self, answerer: &Answerer<'_>, mounted: &Mounted, asked: &Asked) -> Option<Answer> {
        let request = self.requests.get(&mounted.server)?;
        Some(ask_by(answerer, mounted, None, asked, request))
    }

    /// Says what becomes of a request for an application or a part of it whose `Host` header has no port, as a proxy in
    /// front of httpd sends it; `answerer` is the one that this was made with. Nothing when that is how it was asked.
    pub fn ask_without_port(
        &self,
        answerer: &Answerer<'_>,
        mounted: &Mounted,
        part: Option<&MountedPart>,
    ) -> Option<Answer> {
        let request = self.requests.get(&mounted.server)?.without_port()?;
        let whole = || mounted.asked.as_ref();
        let asked = part.map_or_else(whole, |part| Some(&part.asked))?;
        Some(ask_by(answerer, mounted, part, asked, &request))
    }

    /// Says what becomes of a request for any path of a server; `answerer` is the one that this was made with. Nothing when
    /// no request gets to the server.
    pub fn ask_path(
        &self,
        answerer: &Answerer<'_>,
        server: ServerId,
        path: &[u8],
    ) -> Option<Answer> {
        let mut request = self.requests.get(&server)?.clone();
        path.clone_into(&mut request.path);
        let answer = answerer.answer(&request);
        (answer.server == server).then_some(answer)
    }
}

/// Asks by a request for a place of an application; where that is a part under a condition, as if the condition held.
fn ask_by(
    answerer: &Answerer<'_>,
    mounted: &Mounted,
    part: Option<&MountedPart>,
    asked: &Asked,
    request: &Request,
) -> Answer {
    let line = answerer.tree().directive(mounted.node);
    let handler = rule_handler(line.name, line.arguments);
    let assumed = part.filter(|part| part.is_condition);
    let assumed = assumed.and_then(|part| {
        let group = answerer.tree().directive(part.node).first_word()?;
        Some((group, part.node))
    });
    let probe = Probe {
        server: mounted.server,
        request,
        path: &asked.path,
        script: &asked.script,
        assumed_group: assumed.as_ref().map(|(group, node)| (&**group, *node)),
        assumed_handler: handler.as_deref().map(|name| (name, mounted.node)),
    };
    match mounted.mechanism {
        Mechanism::ScriptAlias | Mechanism::ScriptAliasMatch => {
            answerer.ask_alias(probe, mounted.node)
        }
        Mechanism::Handler | Mechanism::HandlerScript | Mechanism::RewriteRule => {
            answerer.ask_file(probe)
        }
    }
}
