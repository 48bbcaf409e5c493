//! The path of a URL becomes `r->uri` (request.c: `ap_process_request_internal`; util.c: `ap_normalize_path`).

use super::host_name;
use super::origin::{Origin, Refused};
use super::router::Router;
use super::url::Request;
use crate::httpd::server_config::ServerId;
use crate::syntax::Words;

/// What `AllowEncodedSlashes` says of `%2F`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EncodedSlashes {
    Refused,
    Decoded,
    Kept,
}

impl Router<'_> {
    /// Returns the path normalised and decoded, or the answer that httpd gives at once.
    pub fn normalise(&self, request: &Request, server: ServerId) -> Result<Vec<u8>, Refused> {
        self.check_host_name(request)?;
        let merge_slashes = self.flag(server, "MergeSlashes").is_none_or(|(on, _)| on);
        let (slashes, origin) = self.encoded_slashes(server);
        let path = decode_unreserved(request.raw_path());
        let path = path.and_then(|path| remove_dots(&path, merge_slashes));
        let Some(path) = path else {
            return Err(Refused::new(400, "the path is not valid", None));
        };
        match decode(&path, slashes) {
            Decoded::Good(path) if slashes == EncodedSlashes::Decoded => {
                // Decoding may have made new segments; that they lead above the root is passed over this time.
                Ok(remove_dots(&path, merge_slashes).unwrap_or(path))
            }
            Decoded::Good(path) => Ok(path),
            Decoded::Malformed => Err(Refused::new(
                400,
                "the path has a `%` that encodes nothing",
                None,
            )),
            Decoded::NotFound => {
                let why = "the path has an encoded slash or NUL";
                Err(Refused::new(404, why, origin.map(Origin::Config)))
            }
        }
    }

    /// Refuses the host names that httpd takes for malformed (`HttpProtocolOptions`).
    fn check_host_name(&self, request: &Request) -> Result<(), Refused> {
        let mut options = self.main_directives("HttpProtocolOptions");
        let takes_all = options.any(|node| {
            let mut words = Words::new(self.tree.directive(node).arguments);
            words.any(|word| word.eq_ignore_ascii_case(b"Unsafe"))
        });
        if takes_all || host_name::is_good(request.host_name()) {
            return Ok(());
        }
        Err(Refused::new(400, "httpd takes no such host name", None))
    }

    /// Returns the value of an On/Off directive at server level.
    pub(super) fn flag(&self, server: ServerId, name: &'static str) -> Option<(bool, Origin)> {
        let node = self.inherited_directive(server, name)?;
        let word = self.tree.directive(node).first_word()?;
        Some((word.eq_ignore_ascii_case(b"on"), Origin::Config(node)))
    }

    /// `AllowEncodedSlashes` is not inherited by virtual hosts (core.c: `merge_core_dir_configs`).
    fn encoded_slashes(&self, server: ServerId) -> (EncodedSlashes, Option<crate::httpd::NodeId>) {
        let node = self
            .server_directives(server, "AllowEncodedSlashes")
            .next_back();
        let word = node.and_then(|node| self.tree.directive(node).first_word());
        let value = match word.as_deref().map(<[u8]>::to_ascii_lowercase).as_deref() {
            Some(b"on") => EncodedSlashes::Decoded,
            Some(b"nodecode") => EncodedSlashes::Kept,
            _ => EncodedSlashes::Refused,
        };
        (value, node)
    }
}

/// Decodes what need not have been encoded; nothing where a `%` encodes nothing.
fn decode_unreserved(path: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            decoded.push(*first);
            continue;
        }
        let (byte, after) = encoded(rest)?;
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            decoded.push(byte);
            rest = after;
        } else {
            decoded.push(b'%');
        }
    }
    Some(decoded)
}

/// Reads the two digits behind a `%`.
fn encoded(text: &[u8]) -> Option<(u8, &[u8])> {
    let [high, low, rest @ ..] = text else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let value = digit(high)? * 16 + digit(low)?;
    Some((u8::try_from(value).ok()?, rest))
}

/// Removes `.` and `..` segments, and doubled slashes if asked; nothing where a `..` leads above the root.
pub(super) fn remove_dots(path: &[u8], merge_slashes: bool) -> Option<Vec<u8>> {
    let mut clean: Vec<u8> = Vec::with_capacity(path.len());
    let mut rest = path;
    let mut above = false;
    if let [b'/', after @ ..] = rest {
        clean.push(b'/');
        rest = after;
    }
    while let [first, after @ ..] = rest {
        if clean.last() == Some(&b'/') {
            match rest {
                [b'/', after @ ..] if merge_slashes => {
                    rest = after;
                    continue;
                }
                [b'.'] | [b'.', b'/', ..] => {
                    rest = rest.get(2..).unwrap_or_default();
                    continue;
                }
                [b'.', b'.'] | [b'.', b'.', b'/', ..] => {
                    above |= clean.len() <= 1;
                    pop_segment(&mut clean);
                    rest = rest.get(3..).unwrap_or_default();
                    continue;
                }
                _ => {}
            }
        }
        clean.push(*first);
        rest = after;
    }
    (!above).then_some(clean)
}

/// Removes the last segment; the slash before it stays.
fn pop_segment(path: &mut Vec<u8>) {
    if path.len() > 1 {
        path.pop();
        while path.last().is_some_and(|byte| *byte != b'/') {
            path.pop();
        }
    }
}

enum Decoded {
    Good(Vec<u8>),
    Malformed,
    NotFound,
}

/// Decodes what is left (util.c: `unescape_url`).
fn decode(path: &[u8], slashes: EncodedSlashes) -> Decoded {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path;
    let mut found = true;
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            decoded.push(*first);
            continue;
        }
        let Some((byte, after)) = encoded(rest) else {
            return Decoded::Malformed;
        };
        match byte {
            b'/' if slashes == EncodedSlashes::Kept => decoded.push(b'%'),
            _ => {
                found &= byte != 0 && !(byte == b'/' && slashes == EncodedSlashes::Refused);
                decoded.push(byte);
                rest = after;
            }
        }
    }
    if found {
        Decoded::Good(decoded)
    } else {
        Decoded::NotFound
    }
}

#[cfg(test)]
mod tests {
    use crate::httpd::request::tests::Server;

    fn normalise(configuration: &str, path: &str) -> Result<String, u16> {
        let server = Server::new(configuration);
        let result = server.with_router(|router| {
            let request =
                crate::httpd::request::Request::parse(format!("http://h{path}").as_bytes());
            let request = request.unwrap();
            let chosen = router.choose_server(&request).server;
            router.normalise(&request, chosen)
        });
        match result {
            Ok(path) => Ok(String::from_utf8(path).unwrap()),
            Err(refused) => Err(refused.status),
        }
    }

    #[test]
    fn paths_are_decoded_and_made_plain() {
        let cases = [
            ("/a//b/./c/../d", Ok("/a/b/d")),
            ("//a", Ok("/a")),
            ("/a/%2e%2E/b", Ok("/b")),
            ("/a/.%2e", Ok("/")),
            ("/a/.", Ok("/a/")),
            ("/%61%7E%20%c3%a9", Ok("/a~ é")),
            ("/a%3fb%23", Ok("/a?b#")),
            ("/..", Err(400)),
            ("/a/../../b", Err(400)),
            ("/%zz", Err(400)),
            ("/a%", Err(400)),
            ("/a%2fb", Err(404)),
            ("/a%00", Err(404)),
            ("/a%252f", Ok("/a%2f")),
            ("/a...b/...", Ok("/a...b/...")),
        ];
        for (path, expected) in cases {
            let expected = expected.map(str::to_owned);
            assert_eq!(normalise("", path), expected, "{path}");
        }
    }

    #[test]
    fn encoded_slashes_are_decoded_or_kept() {
        assert_eq!(
            normalise("AllowEncodedSlashes On", "/a%2f.%2f%2fb"),
            Ok("/a/b".into())
        );
        assert_eq!(
            normalise("AllowEncodedSlashes NoDecode", "/a%2Fb%20"),
            Ok("/a%2Fb ".into())
        );
    }

    #[test]
    fn a_virtual_host_does_not_inherit_how_encoded_slashes_are_taken() {
        let server = "AllowEncodedSlashes On\n<VirtualHost *>\n</VirtualHost>";
        assert_eq!(normalise(server, "/a%2Fb"), Err(404));
    }

    #[test]
    fn slashes_stay_doubled_where_that_is_asked_for() {
        let server = "MergeSlashes Off\n<VirtualHost *>\n</VirtualHost>";
        assert_eq!(normalise(server, "//a//b"), Ok("/a//b".into()));
    }
}
