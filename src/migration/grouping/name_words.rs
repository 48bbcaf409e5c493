//! What the name of a new process group can be made of: the words of an application and of a section.

use super::NameContext;
use crate::httpd::{Section, SectionKind, ServerId};
use crate::migration::situation::Situation;
use crate::wsgi::{Application, Mechanism, literal_start};

/// Returns what a new group's name can be made of.
pub(super) fn name_context(situation: &Situation<'_>, application: &Application) -> NameContext {
    let server_name = situation
        .config
        .server_name(application.server)
        .unwrap_or_default();
    let is_address = server_name
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let host = if is_address {
        server_name
    } else {
        let mut labels = server_name.split(|byte| *byte == b'.');
        labels.next().unwrap_or_default()
    };
    // What every virtual host sees is not the main server's in particular.
    let is_common = application.server == ServerId::MAIN
        && situation.config.servers().nth(1).is_some()
        && !application.mount.is_empty();
    let host = match host {
        _ if is_common => &b""[..],
        b"" => b"default",
        host => host,
    };
    let script = application.script_name();
    let dot = script
        .iter()
        .rposition(|byte| *byte == b'.')
        .filter(|at| *at > 0);
    NameContext {
        host: host.to_owned(),
        server_name: server_name.to_owned(),
        path: dashed(&named_path(situation, application)),
        script: script
            .get(..dot.unwrap_or(script.len()))
            .unwrap_or_default()
            .to_owned(),
    }
}

/// Returns the path that an application is named for: its mount, what its expression begins with, its handler, the directory of
/// its section.
fn named_path(situation: &Situation<'_>, application: &Application) -> Vec<u8> {
    let innermost = || {
        let mut sections = situation.config.sections_from(application.section);
        sections.next().map(section_word).unwrap_or_default()
    };
    match application.mechanism {
        Mechanism::ScriptAlias | Mechanism::HandlerScript => application.mount.clone(),
        Mechanism::ScriptAliasMatch => match literal_start(&application.mount) {
            Some(start) if start.iter().any(u8::is_ascii_alphanumeric) => start,
            _ => pattern_word(&application.mount).unwrap_or_default(),
        },
        Mechanism::Handler | Mechanism::RewriteRule => innermost(),
    }
}

/// Returns a mount without slashes at its ends, and with `-` for those within.
fn dashed(mount: &[u8]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> = mount.split(|byte| *byte == b'/').collect();
    parts.retain(|part| !part.is_empty());
    parts.join(&b'-')
}

/// Returns what a section is about, as part of a name: the last path component, or the text of a pattern.
pub(super) fn section_word(section: &Section) -> Vec<u8> {
    if matches!(section.kind, SectionKind::If | SectionKind::Limit) {
        return b"if".to_vec();
    }
    pattern_word(&section.argument).unwrap_or_else(|| b"part".to_vec())
}

/// Returns the last text of a path or a pattern that can be part of a name.
pub(super) fn pattern_word(text: &[u8]) -> Option<Vec<u8>> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let mut words = text.split(|byte| !is_plain(byte));
    let last = words.rfind(|word| word.iter().any(u8::is_ascii_alphanumeric))?;
    // Of the pattern of an extension the name alone.
    let start = last.iter().position(|byte| *byte != b'.')?;
    last.get(start..).map(<[u8]>::to_vec)
}
