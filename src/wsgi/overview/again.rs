//! Asking again what was asked for another application, or for a part of one.

use super::aliases::below;
use super::handlers::rule_handler;
use super::{Asked, Mechanism, Mounted, MountedPart, Overview};
use crate::httpd::request::Request;
use crate::httpd::{ServerId, bytes_path, merge, path_bytes};
use crate::syntax::Words;
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

    /// Returns whether a URL of the server leads to the file that was asked for, as the script of a handler. It need not: a
    /// handler of the main server is asked about in every directory that lets scripts run, whoever serves that.
    pub fn leads_to_script(&self, answerer: &Answerer<'_>, mounted: &Mounted) -> bool {
        let request = self.requests.get(&mounted.server);
        let (Some(request), Some(asked)) = (request, &mounted.asked) else {
            return false;
        };
        let script = bytes_path(&asked.script);
        let below_aliases = answerer.config().named(&["Alias"]).into_iter();
        let below_aliases = below_aliases.filter_map(|alias| {
            let directive = answerer.tree().directive(alias.node);
            let mut words = Words::new(directive.arguments);
            let (path, target) = (words.next()?, words.next()?);
            let target = merge(&answerer.tree().server_root, &target);
            let rest = script.strip_prefix(target).ok()?;
            Some(below(&path, path_bytes(rest)))
        });
        let mut paths = std::iter::once(asked.path.clone()).chain(below_aliases);
        paths.any(|path| {
            let file = answerer.file_at(mounted.server, request, &path);
            file.is_some_and(|file| file == script)
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
