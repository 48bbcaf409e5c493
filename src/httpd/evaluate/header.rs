//! Section headers: what kind a section is, and what its argument text says.

use crate::httpd::server_config::SectionKind;
use crate::syntax::word;

/// What a section's name makes of what is inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::httpd) enum Family {
    /// `<VirtualHost>`: another server.
    VirtualHost,
    /// Directives inside apply to some requests only.
    Requests {
        /// To which.
        kind: SectionKind,
        /// Whether the argument is always a regular expression.
        expression: bool,
    },
    /// Directives inside count as if they stood around it, as far as is known here.
    Transparent,
    /// `<RequireAll>` and its kin: only what `AllowOverride AuthConfig` allows may stand inside
    /// (mod_authz_core.c: `add_authz_section`).
    Authorization,
    /// `<AuthnProviderAlias>` and its kin: directives inside are kept for those who name it.
    Definition,
}

/// Returns the family of a section by its name as its module spells it, which starts with `<`.
pub(in crate::httpd) fn family(spelling: &str) -> Family {
    let (kind, expression) = match spelling {
        "<VirtualHost" => return Family::VirtualHost,
        "<Directory" => (SectionKind::Directory, false),
        "<DirectoryMatch" => (SectionKind::DirectoryMatch, true),
        "<Location" => (SectionKind::Location, false),
        "<LocationMatch" => (SectionKind::LocationMatch, true),
        "<Files" => (SectionKind::Files, false),
        "<FilesMatch" => (SectionKind::FilesMatch, true),
        "<If" | "<ElseIf" | "<Else" => (SectionKind::If, false),
        "<Limit" | "<LimitExcept" => (SectionKind::Limit, false),
        "<Proxy" | "<ProxyMatch" => (SectionKind::Proxy, false),
        "<RequireAll" | "<RequireAny" | "<RequireNone" => return Family::Authorization,
        "<AuthnProviderAlias" | "<AuthzProviderAlias" | "<WSGIInterpreterOptions" => {
            return Family::Definition;
        }
        _ => return Family::Transparent,
    };
    Family::Requests { kind, expression }
}

/// What a header says, or what is wrong with it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::httpd) struct Header {
    /// The argument's words, without the closing `>`.
    pub(in crate::httpd) words: Vec<Vec<u8>>,
    /// An error that is found before the contents are executed.
    pub(in crate::httpd) error: Option<Vec<u8>>,
    /// An error that is found after them.
    pub(in crate::httpd) late_error: Option<Vec<u8>>,
    /// Whether the argument is a regular expression because of a `~`.
    pub(in crate::httpd) tilde: bool,
}

impl Header {
    /// Reads a section's argument text (core.c: `dirsection`, `urlsection`, `filesection`, `virtualhost_section`).
    ///
    /// It runs to the last `>`; what stands behind that is ignored.
    pub(in crate::httpd) fn parse(spelling: &str, family: Family, arguments: &[u8]) -> Self {
        let mut header = Self::default();
        let Some(end) = memchr::memrchr(b'>', arguments) else {
            header.error = Some(format!("{spelling}> directive missing closing '>'").into_bytes());
            return header;
        };
        let text = arguments.get(..end).unwrap_or_default();
        let is_else = spelling == "<Else";
        let needs_text = !matches!(family, Family::Transparent | Family::Authorization);
        if text.is_empty() && needs_text && !is_else {
            let message = format!("{spelling}> directive requires additional arguments");
            header.error = Some(message.into_bytes());
            return header;
        }
        let mut rest = text;
        header.words.push(word(&mut rest).into_owned());
        while !rest.is_empty() {
            header.words.push(word(&mut rest).into_owned());
        }
        if let Family::Requests { kind, expression } = family {
            header.check_requests(spelling, kind, expression);
        }
        header
    }

    fn check_requests(&mut self, spelling: &str, kind: SectionKind, expression: bool) {
        if matches!(
            kind,
            SectionKind::If | SectionKind::Limit | SectionKind::Proxy
        ) {
            return;
        }
        if self.words.first().is_some_and(|first| first == b"~") {
            self.words.remove(0);
            self.tilde = true;
        }
        let pattern = self.words.first().map(Vec::as_slice).unwrap_or_default();
        if (self.tilde || expression) && !compiles(pattern) {
            self.error = Some(b"Regex could not be compiled".to_vec());
        }
        if self.words.len() > 1 {
            let message = format!("Multiple {spelling}> arguments not (yet) supported.");
            self.late_error = Some(message.into_bytes());
        }
    }
}

/// Returns whether PCRE2 takes the expression, as httpd's `ap_pregcomp` would. One that is not UTF-8 counts as good.
fn compiles(expression: &[u8]) -> bool {
    match std::str::from_utf8(expression) {
        Ok(expression) => pcre2::bytes::Regex::new(expression).is_ok(),
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(arguments: &str) -> Header {
        Header::parse("<Directory", family("<Directory"), arguments.as_bytes())
    }

    #[test]
    fn the_argument_runs_to_the_last_gt() {
        assert_eq!(directory("/tmp> text").words, [b"/tmp".to_vec()]);
        assert_eq!(directory("\"/a>b\">").words, [b"/a>b".to_vec()]);
        assert_eq!(directory("/tmp/x>>>").words, [b"/tmp/x>>".to_vec()]);
    }

    #[test]
    fn mistakes_have_httpds_words() {
        let early = |arguments| String::from_utf8(directory(arguments).error.unwrap()).unwrap();
        assert_eq!(early("/tmp"), "<Directory> directive missing closing '>'");
        assert_eq!(
            early(">"),
            "<Directory> directive requires additional arguments"
        );
        assert_eq!(early("~ \"[\">"), "Regex could not be compiled");
        let late = directory("/a /b>").late_error.unwrap();
        assert_eq!(late, b"Multiple <Directory> arguments not (yet) supported.");
    }
}
