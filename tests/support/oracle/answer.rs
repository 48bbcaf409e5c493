//! What a reader of configurations answers: httpd, the suite's `expected.toml`, or our own `tree`.
//!
//! One shape for all three, so that answers can be compared.

use crate::support::sha256::sha256_hex;
use serde::Deserialize;
use std::fmt;

/// Arguments longer than this are stated by length and digest.
const LONG: usize = 2000;

/// A file, in the order it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Include {
    pub(crate) path: String,
    pub(crate) depth: usize,
    /// The line httpd prints, wrong after nested Includes; 0 when there is none.
    #[serde(default)]
    pub(crate) line: u32,
}

/// The text after a directive's name.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Arguments {
    Bytes(Vec<u8>),
    Digest { length: usize, sha256: String },
}

impl Arguments {
    /// Keeps short text as it is and replaces long text by its digest, so that equality is meaning.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if bytes.len() <= LONG {
            return Self::Bytes(bytes.to_vec());
        }
        Self::Digest {
            length: bytes.len(),
            sha256: sha256_hex(bytes),
        }
    }
}

impl fmt::Debug for Arguments {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(formatter, "`{}`", bytes.escape_ascii()),
            Self::Digest { length, sha256 } => write!(formatter, "{length} bytes, {sha256}"),
        }
    }
}

/// A directive in effect; sections are named `<Directory` and closed by depth.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "DirectiveRow")]
pub(crate) struct Directive {
    pub(crate) depth: usize,
    pub(crate) name: String,
    pub(crate) arguments: Arguments,
    pub(crate) file: String,
    pub(crate) line: u32,
}

/// A directive as it stands in TOML and JSON.
#[derive(Deserialize)]
struct DirectiveRow {
    depth: usize,
    name: String,
    args: Option<String>,
    args_hex: Option<String>,
    args_len: Option<usize>,
    args_sha256: Option<String>,
    file: String,
    line: u32,
}

impl TryFrom<DirectiveRow> for Directive {
    type Error = String;

    fn try_from(row: DirectiveRow) -> Result<Self, String> {
        let arguments = match (row.args, row.args_hex, row.args_len, row.args_sha256) {
            (Some(text), None, None, None) => Arguments::of(text.as_bytes()),
            (None, Some(hex), None, None) => Arguments::of(&unhex(&hex)?),
            (None, None, Some(length), Some(sha256)) => Arguments::Digest { length, sha256 },
            _ => return Err(format!("{}: not exactly one form of arguments", row.name)),
        };
        Ok(Self {
            depth: row.depth,
            name: row.name,
            arguments,
            file: row.file,
            line: row.line,
        })
    }
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| {
            let pair = std::str::from_utf8(pair).map_err(|error| error.to_string())?;
            u8::from_str_radix(pair, 16).map_err(|error| format!("{pair}: {error}"))
        })
        .collect()
}

/// When a configuration was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Phase {
    /// While files are read and sections are balanced.
    Read,
    /// When the finished tree is executed.
    Walk,
    /// Neither: modules that do not fit together, directories that are missing.
    Check,
}

/// Why and where a configuration was refused; what is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Refusal {
    pub(crate) phase: Phase,
    pub(crate) message: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<u32>,
}

impl Refusal {
    /// Tells whether `got` is this refusal. Without a message, which httpd has cut off, the phase counts.
    pub(crate) fn is_met_by(&self, got: &Self) -> bool {
        match self.message {
            Some(_) => self == got,
            None => self.phase == got.phase,
        }
    }
}

/// Says where two lists part, or nothing when they are the same.
pub(crate) fn first_difference<T: PartialEq + fmt::Debug>(
    what: &str,
    expected: &[T],
    got: &[T],
) -> Option<String> {
    let length = expected.len().max(got.len());
    let at = (0..length).find(|&at| expected.get(at) != got.get(at))?;
    let show = |item: Option<&T>| item.map_or("nothing".to_owned(), |item| format!("{item:?}"));
    Some(format!(
        "{what} [{at}]\n      expected {}\n      got      {}",
        show(expected.get(at)),
        show(got.get(at))
    ))
}

/// Says where two lists of files part; the lines httpd prints do not count.
pub(crate) fn includes_difference(expected: &[Include], got: &[Include]) -> Option<String> {
    let places = |includes: &[Include]| -> Vec<(String, usize)> {
        let place = |include: &Include| (include.path.clone(), include.depth);
        includes.iter().map(place).collect()
    };
    first_difference("includes", &places(expected), &places(got))
}
