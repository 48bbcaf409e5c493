//! [`Arity`]: how many words a directive takes, and what httpd says of a wrong number.

/// How httpd hands a directive's arguments to the module, and how many it wants.
///
/// The kinds are those of `server/config.c: invoke_cmd`. In a section's header the closing `>`
/// belongs to the words (glued to the last one, or alone), because httpd splits what follows the
/// name as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arity {
    /// The unsplit text; the module decides (RAW_ARGS).
    Raw,
    /// Nothing at all (NO_ARGS).
    NoArgs,
    /// One word.
    Take1,
    /// Two words.
    Take2,
    /// One word or two.
    Take12,
    /// Three words.
    Take3,
    /// Two words or three.
    Take23,
    /// One to three words.
    Take123,
    /// One word or three.
    Take13,
    /// One word or more; the module is called for each, up to the first empty one.
    Iterate,
    /// Two words or more; the module is called for the first with each of the others.
    Iterate2,
    /// Up to 64 words, empty ones too; the module decides.
    TakeArgv,
    /// `On` or `Off` in any case; further words are ignored.
    Flag,
}

impl Arity {
    /// Returns what httpd complains of, without the directive's name, or nothing if it accepts `words`.
    ///
    /// The whole message is the name, a blank, this, and for all but [`Arity::NoArgs`] and
    /// [`Arity::Flag`] a comma, a blank and the module's help for the directive, if it has any. An
    /// empty word (`""`) counts as missing where one is required and as absent where one is not.
    ///
    /// ```
    /// # use wsgi_daemonize::httpd::catalog::Arity;
    /// assert_eq!(Arity::Take12.complaint(&["FOO"]), None);
    /// assert_eq!(Arity::Take12.complaint(&["FOO", "1", "2"]), Some("takes 1-2 arguments"));
    /// ```
    pub fn complaint<Word: AsRef<[u8]>>(self, words: &[Word]) -> Option<&'static str> {
        let missing = |n: usize| words.get(n).is_none_or(|word| word.as_ref().is_empty());
        let more_than = |n: usize| words.len() > n;
        let (wrong, complaint) = match self {
            Self::Raw | Self::TakeArgv => return None,
            Self::NoArgs => (more_than(0), "takes no arguments"),
            Self::Take1 => (missing(0) || more_than(1), "takes one argument"),
            Self::Take2 => (
                missing(0) || missing(1) || more_than(2),
                "takes two arguments",
            ),
            Self::Take12 => (missing(0) || more_than(2), "takes 1-2 arguments"),
            Self::Take3 => (
                missing(0) || missing(1) || missing(2) || more_than(3),
                "takes three arguments",
            ),
            Self::Take23 => (
                missing(0) || missing(1) || more_than(3),
                "takes two or three arguments",
            ),
            Self::Take123 => (
                missing(0) || more_than(3),
                "takes one, two or three arguments",
            ),
            Self::Take13 => (
                missing(0) || more_than(3) || (!missing(1) && !more_than(2)),
                "takes one or three arguments",
            ),
            Self::Iterate => (missing(0), "requires at least one argument"),
            Self::Iterate2 => (
                missing(0) || !more_than(1),
                "requires at least two arguments",
            ),
            Self::Flag => (!words.first().is_some_and(is_flag), "must be On or Off"),
        };
        wrong.then_some(complaint)
    }

    /// Returns whether any number of words is accepted.
    pub fn takes_anything(self) -> bool {
        matches!(self, Self::Raw | Self::TakeArgv)
    }

    /// Returns whether httpd puts the module's help behind a complaint about the number of words.
    pub fn complains_with_help(self) -> bool {
        !matches!(self, Self::NoArgs | Self::Flag)
    }
}

/// Returns whether httpd takes `word` for a flag's value.
fn is_flag(word: &impl AsRef<[u8]>) -> bool {
    let word = word.as_ref();
    word.eq_ignore_ascii_case(b"on") || word.eq_ignore_ascii_case(b"off")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(arity: Arity, words: &[&str]) -> Option<&'static str> {
        let words: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        arity.complaint(&words)
    }

    /// The numbers of plain words, of 0 to 5, that a kind accepts.
    fn accepted(arity: Arity) -> Vec<usize> {
        let words = ["on"; 5];
        (0..=5)
            .filter(|&count| complaint(arity, &words[..count]).is_none())
            .collect()
    }

    #[test]
    fn each_kind_accepts_its_numbers_of_words() {
        assert_eq!(accepted(Arity::Raw), [0, 1, 2, 3, 4, 5]);
        assert_eq!(accepted(Arity::TakeArgv), [0, 1, 2, 3, 4, 5]);
        assert_eq!(accepted(Arity::NoArgs), [0]);
        assert_eq!(accepted(Arity::Take1), [1]);
        assert_eq!(accepted(Arity::Take2), [2]);
        assert_eq!(accepted(Arity::Take12), [1, 2]);
        assert_eq!(accepted(Arity::Take3), [3]);
        assert_eq!(accepted(Arity::Take23), [2, 3]);
        assert_eq!(accepted(Arity::Take123), [1, 2, 3]);
        assert_eq!(accepted(Arity::Take13), [1, 3]);
        assert_eq!(accepted(Arity::Iterate), [1, 2, 3, 4, 5]);
        assert_eq!(accepted(Arity::Iterate2), [2, 3, 4, 5]);
        assert_eq!(accepted(Arity::Flag), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn an_empty_word_is_a_missing_one() {
        assert_eq!(complaint(Arity::Take1, &[""]), Some("takes one argument"));
        assert_eq!(complaint(Arity::Take12, &["a", ""]), None);
        assert_eq!(complaint(Arity::Take123, &["a", "", "c"]), None);
        assert_eq!(
            complaint(Arity::Take2, &["a", ""]),
            Some("takes two arguments")
        );
        assert_eq!(complaint(Arity::Iterate, &["a", "", "c"]), None);
        assert_eq!(complaint(Arity::Iterate2, &["a", ""]), None);
    }

    #[test]
    fn a_flag_is_on_or_off_in_any_case() {
        assert_eq!(complaint(Arity::Flag, &["oFF"]), None);
        assert_eq!(complaint(Arity::Flag, &["yes"]), Some("must be On or Off"));
        assert_eq!(complaint(Arity::Flag, &[]), Some("must be On or Off"));
    }
}
