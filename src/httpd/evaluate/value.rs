//! What the core refuses of the words of its own directives, whatever modules and machine there are.
//!
//! A value with a variable that nobody defines is not judged, because httpd's environment may have it.

use std::borrow::Cow;

use crate::syntax::word;

/// What `AllowOverride` may name (core.c: `set_override`).
const CLASSES: &[&str] = &[
    "Limit",
    "Options",
    "FileInfo",
    "AuthConfig",
    "Indexes",
    "Nonfatal",
    "None",
    "All",
];

/// What `Options` may name (core.c: `set_options`, `set_allow_opts`).
const OPTIONS: &[&str] = &[
    "Indexes",
    "Includes",
    "IncludesNOEXEC",
    "FollowSymLinks",
    "SymLinksIfOwnerMatch",
    "ExecCGI",
    "MultiViews",
    "RunScripts",
    "None",
    "All",
];

/// Longer numbers overflow in httpd, in ways of its own.
const DIGITS_THAT_FIT: usize = 9;

/// Returns what httpd says of the arguments of a directive that is spelt `spelling`.
pub(in crate::httpd) fn refused_value(spelling: &str, arguments: &[u8]) -> Option<Vec<u8>> {
    let judge = match spelling {
        "Error" => return Some(error_text(arguments)),
        "Listen" => listen,
        "AllowOverride" => allow_override,
        "Options" => options,
        _ => return None,
    };
    let is_settled = memchr::memmem::find(arguments, b"${").is_none();
    is_settled.then(|| judge(arguments)).flatten()
}

/// Returns the text of an `Error`, which is always one (core.c: `generate_error`).
fn error_text(text: &[u8]) -> Vec<u8> {
    let bare = match text {
        [] => b"The Error directive was used with no message.",
        [first @ (b'"' | b'\''), inside @ .., last] if first == last => inside,
        [b'"' | b'\''] => b"",
        _ => text,
    };
    bare.to_vec()
}

/// Says what is wrong with an address to listen on, as it is written (listen.c: `ap_set_listener`; APR's
/// `apr_parse_addr_port`). Whether this machine has it is not asked.
fn listen(arguments: &[u8]) -> Option<Vec<u8>> {
    let words = argument_words(arguments);
    let message = match words.as_slice() {
        [address] | [address, _] => wrong_address(address)?,
        _ => "Listen requires 1 or 2 arguments.",
    };
    Some(message.into())
}

fn wrong_address(address: &[u8]) -> Option<&'static str> {
    const INVALID: &str = "Invalid address or port";
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let host_end = address.iter().rposition(|byte| !is_digit(byte));
    let (host, port) = match host_end {
        None => (None, Some(address)),
        Some(colon) if address.get(colon) == Some(&b':') && colon + 1 < address.len() => {
            (address.get(..colon), address.get(colon + 1..))
        }
        Some(_) => (Some(address), None),
    };
    let is_wrong_port = port
        .is_some_and(|port| port.len() <= DIGITS_THAT_FIT && !(1..=65535).contains(&number(port)));
    let is_wrong_host =
        host.is_some_and(|host| host.is_empty() || host.starts_with(b"[") && !host.ends_with(b"]"));
    if is_wrong_port || is_wrong_host {
        return Some(INVALID);
    }
    // What stands in brackets may not be an address either, which is not looked into.
    let is_bracketed = address.starts_with(b"[");
    (port.is_none() && !is_bracketed).then_some("Port must be specified")
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0_u32, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u32::from(digit.saturating_sub(b'0')))
    })
}

/// Says which class of directives is none (core.c: `set_override`).
fn allow_override(arguments: &[u8]) -> Option<Vec<u8>> {
    words(arguments).find_map(|word| {
        let mut parts = word.splitn(2, |byte| *byte == b'=');
        let class = parts.next().unwrap_or_default();
        let value = parts.next();
        if !is_one_of(class, CLASSES) {
            return Some([b"Illegal override option ", class].concat());
        }
        match value {
            Some(listed) if class.eq_ignore_ascii_case(b"Options") => {
                let mut listed = listed.split(|byte| *byte == b',');
                let unknown = listed.find(|name| !name.is_empty() && !is_one_of(name, OPTIONS))?;
                Some(illegal_option(unknown))
            }
            None if class.eq_ignore_ascii_case(b"Nonfatal") => {
                let text = b"=Override, =Unknown or =All expected after ";
                Some([text, class].concat())
            }
            _ => None,
        }
    })
}

/// Says which option is none, or that only some have a sign (core.c: `set_options`). Where `None` and `All` may stand was
/// not always the same, so that what they do is not judged.
fn options(arguments: &[u8]) -> Option<Vec<u8>> {
    let mut first_is_signed = None;
    for word in words(arguments) {
        let unsigned = word.strip_prefix(b"+").or(word.strip_prefix(b"-"));
        let name = unsigned.unwrap_or(&word);
        let is_signed = unsigned.is_some();
        if *first_is_signed.get_or_insert(is_signed) != is_signed {
            return Some(b"Either all Options must start with + or -, or no Option may.".to_vec());
        }
        if !is_one_of(name, OPTIONS) {
            return Some(illegal_option(name));
        }
        if is_one_of(name, &["None", "All"]) {
            return None;
        }
    }
    None
}

fn illegal_option(name: &[u8]) -> Vec<u8> {
    [b"Illegal option ", name].concat()
}

fn is_one_of(name: &[u8], known: &[&str]) -> bool {
    let mut known = known.iter();
    known.any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}

/// Returns the words up to the end of the text, empty ones too.
fn words(mut text: &[u8]) -> impl Iterator<Item = Cow<'_, [u8]>> {
    std::iter::from_fn(move || (!text.is_empty()).then(|| word(&mut text)))
}

/// Returns the words as httpd hands them over in one (config.c: `invoke_cmd`, `TAKE_ARGV`): an empty one at the end is none.
fn argument_words(text: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut all: Vec<_> = words(text).collect();
    all.pop_if(|last| last.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(spelling: &str, arguments: &str) -> Option<String> {
        refused_value(spelling, arguments.as_bytes())
            .map(|message| String::from_utf8(message).unwrap())
    }

    /// Each message is what `apache2 -t` (2.4.71) says of the line.
    fn hold(spelling: &str, cases: &[(&str, &str)]) {
        for (arguments, expected) in cases {
            let got = said(spelling, arguments);
            assert_eq!(got.as_deref(), Some(*expected), "{spelling} {arguments}");
        }
    }

    /// All of these are accepted by `apache2 -t`, or not judged.
    fn pass(spelling: &str, cases: &[&str]) {
        for arguments in cases {
            assert_eq!(said(spelling, arguments), None, "{spelling} {arguments}");
        }
    }

    #[test]
    fn an_error_says_its_text_without_the_quotes_around_it() {
        hold(
            "Error",
            &[
                ("\"text\"", "text"),
                ("'text'", "text"),
                ("text", "text"),
                ("\"text", "\"text"),
                ("\"text'", "\"text'"),
                ("\"x\" y", "\"x\" y"),
                ("a  \"b\" c", "a  \"b\" c"),
                ("\"a\\\"b\"", "a\\\"b"),
                ("\"\"", ""),
                ("\"", ""),
                ("text ${NOPE}", "text ${NOPE}"),
                ("", "The Error directive was used with no message."),
            ],
        );
    }

    #[test]
    fn an_address_has_a_port_that_there_is() {
        let invalid = "Invalid address or port";
        let missing = "Port must be specified";
        let count = "Listen requires 1 or 2 arguments.";
        hold(
            "Listen",
            &[
                ("99999", invalid),
                ("0", invalid),
                ("65536", invalid),
                ("127.0.0.1:0", invalid),
                (":80", invalid),
                ("[::1:80", invalid),
                ("[::1]x:80", invalid),
                ("\"\"  http", invalid),
                ("abc", missing),
                ("127.0.0.1", missing),
                ("127.0.0.1:", missing),
                ("*", missing),
                ("80a", missing),
                ("-80", missing),
                ("\" 80\"", missing),
                ("80 a b", count),
                ("\"\"", count),
            ],
        );
        pass(
            "Listen",
            &[
                "65535",
                "0080",
                "80 http",
                "*:80",
                "127.0.0.1:19101",
                "[::1]:19102",
                "::1:19104",
                "4294967376",
                "${PORT}",
            ],
        );
    }

    #[test]
    fn allow_override_names_classes() {
        hold(
            "AllowOverride",
            &[
                ("Nope", "Illegal override option Nope"),
                ("FileInfo Nope=x", "Illegal override option Nope"),
                ("FileInfo \"\"", "Illegal override option "),
                ("All,None", "Illegal override option All,None"),
                ("Options=ExecCGI,Nope", "Illegal option Nope"),
                (
                    "Nonfatal",
                    "=Override, =Unknown or =All expected after Nonfatal",
                ),
            ],
        );
        pass(
            "AllowOverride",
            &[
                "",
                "none",
                "All",
                "Limit=x",
                "options=indexes,,Includes",
                "Options=",
                "Nonfatal=x",
                "AuthConfig Limit Options FileInfo Indexes",
                "${NOPE}",
            ],
        );
    }

    #[test]
    fn options_are_all_signed_or_none_is() {
        let mixed = "Either all Options must start with + or -, or no Option may.";
        hold(
            "Options",
            &[
                ("Nope", "Illegal option Nope"),
                ("-Nope", "Illegal option Nope"),
                ("++Indexes", "Illegal option +Indexes"),
                ("Indexes \"\"", "Illegal option "),
                ("Indexes,ExecCGI", "Illegal option Indexes,ExecCGI"),
                ("+Indexes ExecCGI", mixed),
                ("ExecCGI +Indexes", mixed),
                ("ExecCGI -Indexes -Nope", mixed),
            ],
        );
        pass(
            "Options",
            &[
                "",
                "None",
                "All -Indexes",
                "None ExecCGI +Indexes",
                "+ExecCGI -Indexes",
                "symlinksifownermatch MULTIVIEWS includesnoexec RunScripts",
                "\"+Indexes\"",
                "${NOPE}",
            ],
        );
    }
}
