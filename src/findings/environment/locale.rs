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
/// `LC_ALL`, `LC_CTYPE` and `LANG` that is not empty counts.
pub(super) fn of_environment<'f>(facts: &'f Facts<'_>) -> Option<&'f [u8]> {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
    let values =
        variables.filter_map(|name| facts.tree.variables.environment_value(name.as_bytes()));
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
    let Ok(entries) = facts.host.list(folder) else {
        return false;
    };
    let wanted = normalised(locale);
    let mut names = entries.iter().map(|entry| entry.name.as_encoded_bytes());
    if names.any(|name| normalised(name) == wanted) {
        return false;
    }
    let has_archive = entries.iter().any(|entry| entry.name == "locale-archive");
    let archive = facts.read(&folder.join("locale-archive"));
    let wanted = [wanted.as_slice(), b"\0"].concat();
    match archive {
        Some(archive) => memchr::memmem::find(&archive, &wanted).is_none(),
        None => !has_archive,
    }
}

/// Writes the name of a locale as glibc does: the character set in small letters, without dashes.
fn normalised(locale: &[u8]) -> Vec<u8> {
    let end = locale.iter().position(|byte| *byte == b'@');
    let (name, modifier) = locale.split_at(end.unwrap_or(locale.len()));
    let end = name.iter().position(|byte| *byte == b'.');
    let (name, set) = name.split_at(end.unwrap_or(name.len()));
    let set = set.iter().filter(|byte| **byte != b'-');
    let set: Vec<u8> = set.map(u8::to_ascii_lowercase).collect();
    [name, &set, modifier].concat()
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn names_are_written_as_glibc_does() {
        assert_eq!(normalised(b"en_US.UTF-8"), b"en_US.utf8");
        assert_eq!(
            normalised(b"de_DE.ISO-8859-15@euro"),
            b"de_DE.iso885915@euro"
        );
        assert_eq!(normalised(b"de_DE"), b"de_DE");
    }
}
