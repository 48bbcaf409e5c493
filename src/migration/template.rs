//! [`Definitions`] become the text of the file with all daemon process groups, by a template of `templates/`.
//!
//! Configurations are bytes, tera's texts are not: each byte goes through as the character of its number
//! (Latin-1), and comes out as the byte again.

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult};

use crate::source::Text;
use crate::syntax::{Document, quote};

/// The template of [`Definitions::render`].
const DEFINITIONS: &str = "definitions.conf";

/// Where a statement is continued on the next line.
const MAX_WIDTH: usize = 100;

/// The text with the definitions of all daemon process groups, or of those that are new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    /// Whether it is a file of its own; else it is a block within another one.
    pub standalone: bool,
    /// Whether `WSGIRestrictEmbedded On` stands in it.
    pub restrict_embedded: bool,
    /// The groups, in the order of the text.
    pub groups: Vec<Definition>,
}

/// One daemon process group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// One that was not there before.
    New {
        /// Its name.
        name: Vec<u8>,
        /// Its options and their values, as mod_wsgi shall read them.
        options: Vec<(Vec<u8>, Vec<u8>)>,
        /// What runs in it, for a person.
        serves: Vec<Vec<u8>>,
    },
    /// One that stood elsewhere.
    Moved {
        /// Its physical lines with the comments above, each without its `\n`.
        lines: Vec<Vec<u8>>,
        /// Where it stood, for a person.
        from: Vec<u8>,
    },
}

/// What the name of a new process group can be made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameContext {
    /// The first label of the `ServerName`, or `default`.
    pub host: Vec<u8>,
    /// The `ServerName`; may be empty.
    pub server_name: Vec<u8>,
    /// Where the application is mounted, without slashes at the ends and with `-` for those within; may be empty.
    pub path: Vec<u8>,
    /// The script's file name without its suffix.
    pub script: Vec<u8>,
}

/// Why a template makes no text.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// tera says why, and draws the place in the template.
    #[error(transparent)]
    Tera(#[from] tera::Error),
    /// A value cannot be written so that httpd reads it back.
    #[error("{what} cannot be written: {reason}")]
    Inexpressible {
        /// Which value.
        what: String,
        /// Why.
        reason: &'static str,
    },
    /// The text has a character that is no byte.
    #[error("the template has `{0}`, which is not one byte in Latin-1")]
    NotAByte(char),
}

impl Definitions {
    /// Renders the text: whole lines, without a blank one at either end.
    pub fn render(&self) -> Result<Vec<u8>, TemplateError> {
        self.groups.iter().try_for_each(Definition::check)?;
        let view = View {
            standalone: self.standalone,
            restrict_embedded: self.restrict_embedded,
            groups: self.groups.iter().map(GroupView::of).collect(),
        };
        let rendered = engine()?.render(DEFINITIONS, &Context::from_serialize(&view)?)?;
        let mut bytes = to_bytes(&rendered)?;
        while bytes.ends_with(b"\n\n") {
            bytes.pop();
        }
        Ok(bytes)
    }
}

/// Renders the name of a new process group.
///
/// Whether mod_wsgi takes it as a name is not looked at: a mount can have any bytes, and each comes out as the
/// character of its number.
pub fn render_group_name(expression: &str, context: &NameContext) -> Result<String, TemplateError> {
    let mut values = Context::new();
    values.insert("host", &to_text(&context.host));
    values.insert("server_name", &to_text(&context.server_name));
    values.insert("path", &to_text(&context.path));
    values.insert("script", &to_text(&context.script));
    Ok(Tera::one_off(expression, &values, false)?)
}

/// Returns why httpd cannot read `value` back as it is, however it is quoted.
pub(super) fn inexpressible(value: &[u8]) -> Option<&'static str> {
    if value.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        Some("a line end ends the directive")
    } else if value.contains(&0) {
        Some("a NUL byte ends the line")
    } else if memchr::memmem::find(value, b"${").is_some() {
        // core.c: ap_resolve_env runs over the whole line first.
        Some("httpd replaces `${…}` before it splits words, and nothing hides it")
    } else {
        None
    }
}

impl Definition {
    fn check(&self) -> Result<(), TemplateError> {
        match self {
            Self::New { name, options, .. } => check_new(name, options),
            Self::Moved { lines, from } => check_moved(lines, from),
        }
    }
}

fn check_new(name: &[u8], options: &[(Vec<u8>, Vec<u8>)]) -> Result<(), TemplateError> {
    let group = format!("the process group `{}`", name.escape_ascii());
    if name.is_empty() {
        return refuse(group, "it has no name");
    }
    if let Some(reason) = inexpressible(name) {
        return refuse(group, reason);
    }
    for (option, value) in options {
        let what = format!("the option `{}` of {group}", option.escape_ascii());
        // wsgi_config.c: wsgi_parse_option takes the name as it stands, up to the `=`.
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        if option.is_empty() || !option.iter().all(is_name) {
            return refuse(what, "mod_wsgi has no such names");
        }
        if let Some(reason) = inexpressible(value) {
            return refuse(what, reason);
        }
    }
    Ok(())
}

/// Lines go out as they came; they must stay lines, and leave the one behind them alone.
fn check_moved(lines: &[Vec<u8>], from: &[u8]) -> Result<(), TemplateError> {
    let what = || format!("the definition from {}", from.escape_ascii());
    if lines.iter().any(|line| line.contains(&b'\n')) {
        return refuse(what(), "a line end stands within a line");
    }
    let mut text = lines.join(&b'\n');
    text.push(b'\n');
    let document = Document::parse(Text::new(text));
    if document.lines().last().is_some_and(|line| line.dangling) {
        return refuse(what(), "its last line is continued");
    }
    Ok(())
}

fn refuse(what: String, reason: &'static str) -> Result<(), TemplateError> {
    Err(TemplateError::Inexpressible { what, reason })
}

/// What the template sees of [`Definitions`].
#[derive(Serialize)]
struct View {
    standalone: bool,
    restrict_embedded: bool,
    groups: Vec<GroupView>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum GroupView {
    New {
        name: String,
        options: Vec<OptionView>,
        serves: Vec<String>,
    },
    Moved {
        lines: Vec<String>,
        from: String,
    },
}

#[derive(Serialize)]
struct OptionView {
    name: String,
    value: String,
}

impl GroupView {
    fn of(definition: &Definition) -> Self {
        let texts = |values: &[Vec<u8>]| values.iter().map(|value| to_text(value)).collect();
        match definition {
            Definition::New {
                name,
                options,
                serves,
            } => Self::New {
                name: to_text(name),
                options: options
                    .iter()
                    .map(|(name, value)| OptionView {
                        name: to_text(name),
                        value: to_text(value),
                    })
                    .collect(),
                serves: texts(serves),
            },
            Definition::Moved { lines, from } => Self::Moved {
                lines: texts(lines),
                from: to_text(from),
            },
        }
    }
}

fn engine() -> TeraResult<Tera> {
    let mut tera = Tera::default();
    tera.autoescape_on([""; 0]);
    tera.register_filter("httpd_quote", |value: &str, _: Kwargs, _: &State| {
        httpd_quote(value)
    });
    tera.register_filter("in_comment", |text: &str, _: Kwargs, _: &State| {
        in_comment(text)
    });
    tera.register_filter("wrapped", |words: &str, _: Kwargs, _: &State| {
        wrapped(words)
    });
    tera.add_raw_template(
        DEFINITIONS,
        include_str!("../../templates/definitions.conf.tera"),
    )?;
    Ok(tera)
}

/// Filter: a value as one word of httpd.
fn httpd_quote(value: &str) -> TeraResult<String> {
    let bytes = to_bytes(value).map_err(tera::Error::message)?;
    match inexpressible(&bytes) {
        None => Ok(to_text(&quote(&bytes))),
        Some(reason) => Err(tera::Error::message(reason)),
    }
}

/// Filter: text that neither ends a comment nor makes it swallow the next line.
fn in_comment(text: &str) -> String {
    let mut comment = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_control() {
            comment.extend(character.escape_default());
        } else {
            comment.push(character);
        }
    }
    if comment.ends_with('\\') {
        comment.push('.');
    }
    comment
}

/// Filter: words, one in a line, as one statement; it is continued where it becomes too wide.
fn wrapped(words: &str) -> String {
    const CONTINUED: &str = " \\\n    ";
    let mut statement = String::with_capacity(words.len());
    let mut column = 0;
    for word in words.split('\n').filter(|word| !word.is_empty()) {
        let width = word.chars().count();
        // Behind each word there has to be room for the ` \`.
        if column > 0 && column + 1 + width + 2 > MAX_WIDTH {
            statement.push_str(CONTINUED);
            column = 4;
        } else if column > 0 {
            statement.push(' ');
            column += 1;
        }
        statement.push_str(word);
        column += width;
    }
    statement
}

fn to_text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn to_bytes(text: &str) -> Result<Vec<u8>, TemplateError> {
    text.chars()
        .map(|character| u8::try_from(character).map_err(|_| TemplateError::NotAByte(character)))
        .collect()
}

impl NameContext {
    /// Returns a context to try an expression on.
    pub(super) fn sample() -> Self {
        Self {
            host: b"shop".to_vec(),
            server_name: b"shop.example".to_vec(),
            path: b"api-v2".to_vec(),
            script: b"wsgi".to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::syntax::{LineKind, Words, is_space, word};

    type Pair = (Vec<u8>, Vec<u8>);

    fn new(name: &[u8], options: &[(&str, &[u8])]) -> Definition {
        let owned = |(name, value): &(&str, &[u8])| (name.as_bytes().to_vec(), value.to_vec());
        Definition::New {
            name: name.to_vec(),
            options: options.iter().map(owned).collect(),
            serves: vec![],
        }
    }

    fn block(groups: Vec<Definition>) -> Definitions {
        Definitions {
            standalone: false,
            restrict_embedded: false,
            groups,
        }
    }

    /// The directives of a text, as httpd's reader joins and trims them.
    fn directives(text: &[u8]) -> Vec<Vec<u8>> {
        let document = Document::parse(Text::new(text));
        let lines = document.lines().iter();
        lines
            .filter(|line| !matches!(line.kind, LineKind::Blank | LineKind::Comment))
            .map(|line| document.logical(line).into_owned())
            .collect()
    }

    /// What wsgi_config.c: wsgi_parse_option does: a name up to `=`, then a word.
    fn parsed_options(mut rest: &[u8]) -> Vec<Pair> {
        let mut options = Vec::new();
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| *byte == b'=').unwrap();
            let (name, mut value) = (&rest[..end], &rest[end + 1..]);
            assert!(!name.iter().any(|byte| is_space(*byte)));
            options.push((name.to_vec(), word(&mut value).into_owned()));
            rest = value;
        }
        options
    }

    /// The name and the options of the only directive of a text.
    fn read_back(text: &[u8]) -> (Vec<u8>, Vec<Pair>) {
        let directives = directives(text);
        assert_eq!(directives.len(), 1);
        let mut words = Words::new(&directives[0]);
        assert_eq!(&*words.next().unwrap(), b"WSGIDaemonProcess");
        let name = words.next().unwrap().into_owned();
        (name, parsed_options(words.rest()))
    }

    fn message(definitions: &Definitions) -> String {
        definitions.render().unwrap_err().to_string()
    }

    #[test]
    fn hostile_values_are_read_back_as_they_are() {
        let values: [&[u8]; 12] = [
            b"",
            b"/srv/my site",
            b"a \"quoted\" word",
            b"'single'",
            b"\"",
            b"back\\slash",
            b"at the end\\",
            b"%{GROUP}",
            b"$HOME {x} $",
            b"# no comment",
            b"caf\xe9 \xff\x85\xa0",
            b"\t\x0b\x0c",
        ];
        for value in values {
            let group = new(value, &[("home", value), ("python-path", value)]);
            if value.is_empty() {
                assert!(block(vec![group]).render().is_err());
                continue;
            }
            let text = block(vec![group]).render().unwrap();
            let expected = vec![
                (b"home".to_vec(), value.to_vec()),
                (b"python-path".to_vec(), value.to_vec()),
            ];
            assert_eq!(read_back(&text), (value.to_vec(), expected));
        }
        let text = block(vec![new(b"a", &[("home", b""), ("lang", b"C")])]).render();
        assert_eq!(
            read_back(&text.unwrap()).1,
            [
                (b"home".to_vec(), b"".to_vec()),
                (b"lang".to_vec(), b"C".to_vec())
            ]
        );
    }

    proptest! {
        #[test]
        fn a_value_is_read_back_or_refused(
            name in any::<Vec<u8>>(),
            values in prop::collection::vec("[ -~\\\\\"'$\\{\t\n\r\\x00\u{80}-\u{ff}]{0,60}", 0..6),
        ) {
            let values: Vec<_> = values.iter().map(|value| to_bytes(value).unwrap()).collect();
            let options: Vec<_> = values.iter().map(|value| ("home", &value[..])).collect();
            let rendered = block(vec![new(&name, &options)]).render();
            let impossible = |value: &Vec<u8>| {
                value.iter().any(|byte| b"\n\r\0".contains(byte))
                    || value.windows(2).any(|pair| pair == b"${")
            };
            if name.is_empty() || impossible(&name) || values.iter().any(impossible) {
                let refused = matches!(rendered, Err(TemplateError::Inexpressible { .. }));
                prop_assert!(refused);
            } else {
                let (read_name, read_options) = read_back(&rendered.unwrap());
                prop_assert_eq!(read_name, name);
                let read: Vec<_> = read_options.into_iter().map(|(_, value)| value).collect();
                prop_assert_eq!(read, values);
            }
        }

        #[test]
        fn a_comment_never_reaches_the_next_line(serves in any::<Vec<u8>>()) {
            let group = Definition::New {
                name: b"a".to_vec(),
                options: vec![],
                serves: vec![serves.clone(), serves],
            };
            let text = block(vec![group]).render().unwrap();
            prop_assert_eq!(read_back(&text).0, b"a");
        }
    }

    #[test]
    fn what_httpd_cannot_express_is_refused_by_name() {
        let option = |value: &'static [u8]| block(vec![new(b"shop", &[("home", value)])]);
        assert_eq!(
            message(&option(b"/srv\n/shop")),
            "the option `home` of the process group `shop` cannot be written: a line end ends the directive"
        );
        assert_eq!(
            message(&option(b"/srv\0")),
            "the option `home` of the process group `shop` cannot be written: a NUL byte ends the line"
        );
        assert_eq!(
            message(&option(b"/srv/${SITE}")),
            "the option `home` of the process group `shop` cannot be written: \
             httpd replaces `${…}` before it splits words, and nothing hides it"
        );
        assert_eq!(
            message(&block(vec![new(b"", &[])])),
            "the process group `` cannot be written: it has no name"
        );
        assert_eq!(
            message(&block(vec![new(b"shop", &[("ho me", b"/")])])),
            "the option `ho me` of the process group `shop` cannot be written: mod_wsgi has no such names"
        );
    }

    #[test]
    fn the_filter_refuses_even_what_was_not_checked_before() {
        for value in ["a\nb", "a\rb", "a\0b", "${a}", "\u{100}"] {
            assert!(httpd_quote(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn moved_lines_are_the_same_lines() {
        let lines: Vec<Vec<u8>> = vec![
            b"    # caf\xe9 ${HOME} {{ nothing }}\r".to_vec(),
            b"\tWSGIDaemonProcess  shop \\\r".to_vec(),
            b"  home='/srv/a  b'   threads=3\r".to_vec(),
        ];
        let group = Definition::Moved {
            lines: lines.clone(),
            from: b"shop.conf, line 3".to_vec(),
        };
        let text = block(vec![group, new(b"next", &[])]).render().unwrap();
        let expected = lines.join(&b'\n');
        assert!(text.windows(expected.len()).any(|part| part == expected));
        assert_eq!(directives(&text).len(), 2);
    }

    #[test]
    fn moved_lines_do_not_reach_the_next_one() {
        let moved = |line: &[u8]| {
            block(vec![Definition::Moved {
                lines: vec![line.to_vec()],
                from: b"shop.conf".to_vec(),
            }])
        };
        assert_eq!(
            message(&moved(b"WSGIDaemonProcess shop \\")),
            "the definition from shop.conf cannot be written: its last line is continued"
        );
        assert!(
            moved(b"WSGIDaemonProcess a\nWSGIDaemonProcess b")
                .render()
                .is_err()
        );
    }

    #[test]
    fn a_statement_is_continued_before_it_is_wider_than_a_hundred_columns() {
        let many: Vec<_> = (0..12).map(|_| ("socket-timeout", &b"300"[..])).collect();
        let text = block(vec![new(b"shop", &many)]).render().unwrap();
        let text = String::from_utf8(text).unwrap();
        let lines: Vec<_> = text
            .lines()
            .skip_while(|line| !line.starts_with("WSGI"))
            .collect();
        let widths: Vec<_> = lines.iter().map(|line| line.len()).collect();
        assert_eq!(widths, [100, 100, 60], "{text}");
        assert!(lines[0].ends_with(" \\") && lines[1].starts_with("    socket"));
        assert_eq!(read_back(text.as_bytes()).1.len(), 12);
    }

    #[test]
    fn a_name_is_made_of_what_is_known_of_the_application() {
        let context = NameContext::sample();
        let render = |expression| render_group_name(expression, &context);
        assert_eq!(
            render("{{ host }}/{{ server_name }}/{{ path }}/{{ script }}").unwrap(),
            "shop/shop.example/api-v2/wsgi"
        );
        let latin = NameContext {
            path: b"caf\xe9<&".to_vec(),
            ..NameContext::default()
        };
        assert_eq!(render_group_name("{{ path }}", &latin).unwrap(), "café<&");
        let drawn = render("{{ hots }}").unwrap_err().to_string();
        assert!(drawn.contains("Variable `hots` is not defined"), "{drawn}");
        assert!(drawn.contains("^^^^"), "{drawn}");
        assert!(render("{{ host | shout }}").is_err());
        assert!(render("{% if host %}").is_err());
    }

    #[test]
    fn the_template_is_ascii() {
        assert!(include_str!("../../templates/definitions.conf.tera").is_ascii());
        assert!(matches!(
            to_bytes("a\u{100}"),
            Err(TemplateError::NotAByte('\u{100}'))
        ));
    }
}
