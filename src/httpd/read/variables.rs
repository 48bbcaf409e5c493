//! Variables: `Define`, `UnDefine`, `-D` and `${NAME}`.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The variables and flags in force at one point of reading.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    /// Flags, as `<IfDefine>` asks for them: case-sensitive. Each is there as often as `-D` gave it.
    flags: BTreeMap<Vec<u8>, u32>,
    /// Values by their name in upper case, in which most are written: httpd keeps them in an `apr_table`, which ignores
    /// case.
    values: BTreeMap<Vec<u8>, Vec<u8>>,
    environment: BTreeMap<Vec<u8>, Vec<u8>>,
    is_environment_partial: bool,
}

impl Variables {
    /// Returns the variables at start-up: flags from `-D`, and the environment.
    pub(super) fn new(flags: Vec<Vec<u8>>, environment: BTreeMap<Vec<u8>, Vec<u8>>) -> Self {
        let mut variables = Self {
            environment,
            ..Self::default()
        };
        for flag in flags {
            *variables.flags.entry(flag).or_default() += 1;
        }
        variables
    }

    /// Returns whether `<IfDefine name>` holds.
    pub fn is_defined(&self, name: &[u8]) -> bool {
        self.flags.contains_key(name)
    }

    /// Sets a flag, and a value if there is one; a flag without value leaves an earlier value alone
    /// (core.c: `set_define`).
    pub(super) fn define(&mut self, name: &[u8], value: Option<&[u8]>) {
        self.flags.entry(name.to_owned()).or_insert(1);
        if let Some(value) = value {
            self.values.insert(key(name).into_owned(), value.to_owned());
        }
    }

    /// Removes a flag by its exact name, once, and a value by its name in any case (core.c: `unset_define`).
    pub(super) fn undefine(&mut self, name: &[u8]) {
        if let Some(count) = self.flags.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                self.flags.remove(name);
            }
        }
        self.values.remove(&*key(name));
    }

    /// Returns what `${name}` stands for.
    pub fn value(&self, name: &[u8]) -> Option<&[u8]> {
        let defined = self.values.get(&*key(name));
        defined
            .or_else(|| self.environment.get(name))
            .map(Vec::as_slice)
    }

    /// Returns a variable of the environment that httpd was started in, as far as that is known.
    pub fn environment_value(&self, name: &[u8]) -> Option<&[u8]> {
        self.environment.get(name).map(Vec::as_slice)
    }

    /// Notes that a part of the environment is not known: lines of `envvars` that need a shell.
    pub(super) fn without_all_of_environment(&mut self) {
        self.is_environment_partial = true;
    }

    /// Returns whether lines that are not followed may change the environment that httpd is started in: what is known of it
    /// may not be so.
    pub fn is_environment_partial(&self) -> bool {
        self.is_environment_partial
    }

    /// Returns whether a value comes from the environment that httpd was started in, not from a `Define`.
    pub fn is_from_environment(&self, name: &[u8]) -> bool {
        !self.values.contains_key(&*key(name)) && self.environment.contains_key(name)
    }

    /// Hands every name in a `${name}` of `text` to `take`.
    pub fn each_name<'text>(&self, text: &'text [u8], mut take: impl FnMut(&'text [u8])) {
        let mut rest = text;
        while let Some((_, name, after)) = next_variable(rest) {
            take(name);
            rest = after;
        }
    }

    /// Replaces every `${name}` in `text`, once, and reports the names that stand for nothing
    /// (core.c: `ap_resolve_env`). Those stay as they are.
    pub fn expand<'text>(
        &self,
        text: &'text [u8],
        mut undefined: impl FnMut(&'text [u8]),
    ) -> Cow<'text, [u8]> {
        if memchr::memchr(b'$', text).is_none() {
            return Cow::Borrowed(text);
        }
        let mut expanded = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, after)) = next_variable(rest) {
            expanded.extend_from_slice(before);
            if let Some(value) = self.value(name) {
                expanded.extend_from_slice(value);
            } else {
                for part in [b"${".as_slice(), name, b"}"] {
                    expanded.extend_from_slice(part);
                }
                // A name with a colon may be a map lookup; httpd leaves it without a word.
                if !name.contains(&b':') {
                    undefined(name);
                }
            }
            rest = after;
        }
        expanded.extend_from_slice(rest);
        Cow::Owned(expanded)
    }
}

/// Returns the key of a value.
fn key(name: &[u8]) -> Cow<'_, [u8]> {
    if name.iter().any(u8::is_ascii_lowercase) {
        return Cow::Owned(name.to_ascii_uppercase());
    }
    Cow::Borrowed(name)
}

/// Splits at the first `${name}`: what is before, the name, what is after.
fn next_variable(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut dollars = memchr::memchr_iter(b'$', text);
    let start = dollars.find(|at| text.get(at + 1) == Some(&b'{'))?;
    let (before, from) = text.split_at(start);
    let inside = from.get(2..)?;
    let length = inside.iter().position(|byte| *byte == b'}')?;
    let (name, after) = inside.split_at(length);
    Some((before, name, after.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let environment = BTreeMap::from([(b"HOME".to_vec(), b"/root".to_vec())]);
        let mut variables = Variables::new(vec![b"SSL".to_vec()], environment);
        variables.define(b"Name", Some(b"a b"));
        variables.define(b"FLAG", None);
        variables
    }

    fn expand(text: &str) -> String {
        let expanded = variables().expand(text.as_bytes(), |_| ());
        String::from_utf8(expanded.into_owned()).unwrap()
    }

    #[test]
    fn values_ignore_case_and_flags_do_not() {
        assert_eq!(expand("x ${NAME}${name} y"), "x a ba b y");
        assert!(variables().is_defined(b"SSL"));
        assert!(!variables().is_defined(b"ssl"));
    }

    #[test]
    fn what_is_not_a_variable_stays() {
        assert_eq!(
            expand("$NAME ${ ${FLAG} ${home} ${HOME}"),
            "$NAME ${ ${FLAG} ${home} /root"
        );
    }

    #[test]
    fn undefined_names_are_reported_but_not_those_of_maps() {
        let mut reported = Vec::new();
        variables().expand(b"${a}${b:c}${Name}", |name| reported.push(name));
        assert_eq!(reported, [b"a"]);
    }

    #[test]
    fn a_flag_that_was_given_twice_is_removed_twice() {
        let mut variables = Variables::new(vec![b"A".to_vec(); 2], BTreeMap::new());
        variables.define(b"A", None);
        variables.undefine(b"A");
        assert!(variables.is_defined(b"A"));
        variables.undefine(b"A");
        assert!(!variables.is_defined(b"A"));
    }

    #[test]
    fn undefine_uncovers_the_environment() {
        let mut variables = variables();
        variables.define(b"HOME", Some(b"x"));
        variables.undefine(b"HOME");
        assert_eq!(variables.value(b"HOME"), Some(b"/root".as_slice()));
    }
}
