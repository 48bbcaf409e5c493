//! Which locale the processes of a group have, and which ones the machine has.

use std::path::Path;

use crate::findings::facts::Facts;
use crate::wsgi::DaemonProcess;

/// Where glibc has its locales.
const FOLDER: &str = "/usr/lib/locale";

/// A locale that glibc has without a file, and in which texts are UTF-8.
pub(super) const ALWAYS: &str = "C.UTF-8";

/// Returns the option of a group that decides on its locale: `locale=` becomes `LC_ALL`, and `lang=` becomes `LANG`,
/// as the environment of the processes shows.
pub(super) fn option(group: &DaemonProcess) -> Option<(&'static str, &[u8])> {
    let options = ["locale", "lang"].into_iter();
    let said = options.filter_map(|name| Some((name, group.option(name)?)));
    let mut said = said.filter(|(_, value)| !value.is_empty());
    said.next()
}

/// Returns the locale that httpd's environment gives to the processes of a group, as far as that is known: the first of
/// `LC_ALL`, `LC_CTYPE` and `LANG` that is not empty counts. A line that is not followed, such as `. /etc/default/locale`, may
/// set any of them.
pub(super) fn of_environment<'f>(facts: &'f Facts<'_>) -> Option<&'f [u8]> {
    let known = &facts.tree.variables;
    if known.is_environment_partial() {
        return None;
    }
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
    let values = variables.filter_map(|name| known.environment_value(name.as_bytes()));
    let mut values = values.filter(|value| !value.is_empty());
    values.next()
}

/// Returns whether a locale is that of C, in which texts are ASCII.
pub(super) fn is_c(locale: &[u8]) -> bool {
    matches!(locale, b"C" | b"POSIX")
}

/// Returns whether the machine lacks a locale: none of its folders, and nothing in its archive, has the name.
pub(super) fn lacks(facts: &Facts<'_>, locale: &[u8]) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-@".contains(byte);
    let folder = Path::new(FOLDER);
    let is_one = locale.contains(&b'_') && locale.iter().all(is_plain);
    if !is_one || !facts.has_its_files() {
        return false;
    }
    let is_elsewhere = facts.tree.variables.value(b"LOCPATH").is_some();
    let Ok(entries) = facts.host.list(folder) else {
        return false;
    };
    let mut names = entries.iter().map(|entry| entry.name.as_encoded_bytes());
    if is_elsewhere || names.any(|name| serves(name, locale)) {
        return false;
    }
    let has_archive = entries.iter().any(|entry| entry.name == "locale-archive");
    let archive = facts.read(&folder.join("locale-archive"));
    let wanted = [normalised(locale).as_slice(), b"\0"].concat();
    match archive {
        Some(archive) => memchr::memmem::find(&archive, &wanted).is_none(),
        None => !has_archive,
    }
}

/// Returns whether the folder of a locale is one that glibc may take for a wanted one: it leaves out the variant, the
/// character set and the country where nothing has them (intl/l10nflist.c: `_nl_make_l10nflist`).
fn serves(folder: &[u8], wanted: &[u8]) -> bool {
    let (folder, wanted) = (normalised(folder), normalised(wanted));
    let ([language, others @ ..], [own, parts @ ..]) = (parts(&folder), parts(&wanted));
    let is_left_out_or_same = |(other, part): (&[u8], &[u8])| other.is_empty() || other == part;
    language == own && others.into_iter().zip(parts).all(is_left_out_or_same)
}

/// Splits the name of a locale: language, country, character set, variant.
fn parts(name: &[u8]) -> [&[u8]; 4] {
    let (rest, variant) = split(name, b'@');
    let (rest, set) = split(rest, b'.');
    let (language, country) = split(rest, b'_');
    [language, country, set, variant]
}

/// Splits before the first of a byte.
fn split(name: &[u8], at: u8) -> (&[u8], &[u8]) {
    name.split_at(memchr::memchr(at, name).unwrap_or(name.len()))
}

/// Writes the name of a locale as glibc does: the character set in small letters, without dashes.
fn normalised(locale: &[u8]) -> Vec<u8> {
    let [language, country, set, variant] = parts(locale);
    let set = set.iter().filter(|byte| **byte != b'-');
    let set: Vec<u8> = set.map(u8::to_ascii_lowercase).collect();
    [language, country, &set, variant].concat()
}

#[cfg(test)]
mod tests {
    use super::{normalised, serves};

    #[test]
    fn names_are_written_as_glibc_does() {
        assert_eq!(normalised(b"en_US.UTF-8"), b"en_US.utf8");
        assert_eq!(
            normalised(b"de_DE.ISO-8859-15@euro"),
            b"de_DE.iso885915@euro"
        );
        assert_eq!(normalised(b"de_DE"), b"de_DE");
    }

    #[test]
    fn a_locale_serves_for_one_with_more_to_its_name() {
        for (folder, wanted, expected) in [
            ("de_DE.utf8", "de_DE.UTF-8@euro", true),
            ("hi_IN", "hi_IN.UTF-8", true),
            ("fr.utf8", "fr_FR.UTF-8", true),
            ("en_GB.utf8", "en_US.UTF-8", false),
            ("de_DE.utf8", "de_DE", false),
            ("C.utf8", "en_US.UTF-8", false),
        ] {
            let found = serves(folder.as_bytes(), wanted.as_bytes());
            assert_eq!(found, expected, "{folder} for {wanted}");
        }
    }
}
