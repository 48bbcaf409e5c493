//! Asking again what was asked for another application, or for a part of one.

use super::handlers::rule_handler;
use super::{Asked, Mechanism, Mounted, Overview};
use crate::httpd::ServerId;
use crate::wsgi::answer::{Answer, Answerer, Probe};

impl Overview {
    /// Says what becomes of a request where the server has an application; `answerer` is the one that this was made with.
    /// Nothing when no request gets to the server.
    pub fn ask(&self, answerer: &Answerer<'_>, mounted: &Mounted, asked: &Asked) -> Option<Answer> {
        let line = answerer.tree().directive(mounted.node);
        let handler = rule_handler(line.name, line.arguments);
        let probe = Probe {
            server: mounted.server,
            request: self.requests.get(&mounted.server)?,
            path: &asked.path,
            script: &asked.script,
            assumed_group: None,
            assumed_handler: handler.as_deref().map(|name| (name, mounted.node)),
        };
        Some(match mounted.mechanism {
            Mechanism::ScriptAlias | Mechanism::ScriptAliasMatch => {
                answerer.ask_alias(probe, mounted.node)
            }
            Mechanism::Handler | Mechanism::HandlerScript | Mechanism::RewriteRule => {
                answerer.ask_file(probe)
            }
        })
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
