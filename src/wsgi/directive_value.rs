//! What mod_wsgi says of the words of its directives, where it refuses them while it reads.

use super::option::{is_switch, parse_option};
use crate::source::printable;
use crate::syntax::{Words, word};

/// The directives whose one word is `On` or `Off`.
const SWITCHES: &[&str] = &[
    "WSGIChunkedRequest",
    "WSGIDestroyInterpreter",
    "WSGIDontWriteBytecode",
    "WSGIEnableSendfile",
    "WSGIErrorOverride",
    "WSGIGroupAuthoritative",
    "WSGIIgnoreActivity",
    "WSGILazyInitialization",
    "WSGIPassApacheRequest",
    "WSGIPassAuthorization",
    "WSGIRestrictEmbedded",
    "WSGIRestrictSignal",
    "WSGIRestrictStdin",
    "WSGIRestrictStdout",
    "WSGIScriptReloading",
    "WSGIServerMetrics",
    "WSGISocketRotation",
    "WSGIVerboseDebugging",
];

/// The directives that name a script, and what mod_wsgi calls it (wsgi_config.c: `wsgi_add_handler_script`,
/// `wsgi_set_dispatch_script` and their kin).
const SCRIPTS: &[(&str, &str)] = &[
    ("WSGIAccessScript", "access"),
    ("WSGIAuthGroupScript", "auth group"),
    ("WSGIAuthUserScript", "auth user"),
    ("WSGIDispatchScript", "dispatch"),
    ("WSGIHandlerScript", "handler"),
];

/// What is locked while a process is asked (wsgi_daemon.c: `wsgi_set_accept_mutex`). Which of them there are is a matter of the
/// platform; Linux has them all.
const MUTEXES: &[&str] = &[
    "default", "flock", "fcntl", "sysvsem", "posixsem", "pthread",
];

/// Returns mod_wsgi's message about the arguments of a directive that is spelt `name`.
pub(super) fn check_value(name: &str, arguments: &[u8]) -> Result<(), String> {
    let mut rest = arguments;
    let value = word(&mut rest);
    let is_fine = match name {
        "WSGIMapHEADToGET" => is_switch(&value) || value.eq_ignore_ascii_case(b"auto"),
        "WSGIPythonHashSeed" => is_seed(&value),
        "WSGIAcceptMutex" => MUTEXES
            .iter()
            .any(|known| value.eq_ignore_ascii_case(known.as_bytes())),
        "WSGITrustedProxies" => {
            return match Words::new(arguments).find(|word| !may_be_address(word)) {
                Some(word) => Err(format!(
                    "Unable to parse trusted proxy IP address/subnet of \"{}\".",
                    printable(&word)
                )),
                None => Ok(()),
            };
        }
        _ if SWITCHES.contains(&name) => is_switch(&value),
        _ => match SCRIPTS.iter().find(|(script, _)| *script == name) {
            Some((_, called)) => return check_script(called, arguments),
            None => true,
        },
    };
    if is_fine {
        Ok(())
    } else {
        Err(expected(name, &value))
    }
}

fn expected(name: &str, value: &[u8]) -> String {
    match name {
        "WSGIMapHEADToGET" => format!("{name} must be one of: Off | On | Auto"),
        "WSGIPythonHashSeed" => {
            format!("{name} must be \"random\" or an integer in range [0; 4294967295]")
        }
        "WSGIAcceptMutex" => format!(
            "Accept mutex lock mechanism '{}' is invalid. Valid accept mutex mechanisms for this platform are: {}.",
            printable(value),
            MUTEXES.join(", ")
        ),
        _ => format!("{name} must be one of: Off | On"),
    }
}

/// Returns whether PCRE2 takes an expression, as httpd's `ap_pregcomp` would. One that is not UTF-8 counts as good.
pub(super) fn compiles(expression: &[u8]) -> bool {
    std::str::from_utf8(expression).map_or(true, |text| pcre2::bytes::Regex::new(text).is_ok())
}

/// Signs are not looked into: what becomes of them differs between versions of Python.
fn is_seed(value: &[u8]) -> bool {
    let value = value.trim_ascii_start();
    let number = std::str::from_utf8(value).ok().map(str::parse::<u32>);
    let is_signed = value.starts_with(b"+") || value.starts_with(b"-");
    let is_number = matches!(number, Some(Ok(_)));
    value == b"random" || is_number || is_signed || value.is_empty()
}

/// Returns whether a word has nothing that no address has.
fn may_be_address(word: &[u8]) -> bool {
    word.contains(&b'%')
        || word
            .iter()
            .all(|byte| byte.is_ascii_hexdigit() || b".:/".contains(byte))
}

/// Looks at the script and the options behind it.
fn check_script(called: &str, arguments: &[u8]) -> Result<(), String> {
    let mut rest = arguments;
    let is_handler = called == "handler";
    if is_handler && word(&mut rest).is_empty() {
        return Err("Name for handler script not supplied.".to_owned());
    }
    if word(&mut rest).is_empty() {
        return Err(format!("Location of {called} script not supplied."));
    }
    while let Some(option) = parse_option(&mut rest) {
        match option {
            Ok((b"process-group", value)) if is_handler => {
                if value.is_empty() {
                    return Err("Invalid name for WSGI process group.".to_owned());
                }
            }
            Ok((b"pass-authorization", value)) if is_handler => {
                if !is_switch(&value) {
                    return Err("Invalid value for authorization flag.".to_owned());
                }
            }
            Ok((b"application-group", value)) => {
                if value.is_empty() {
                    return Err("Invalid name for WSGI application group.".to_owned());
                }
            }
            _ => {
                return Err(format!(
                    "Invalid option to WSGI {called} script definition."
                ));
            }
        }
    }
    Ok(())
}
