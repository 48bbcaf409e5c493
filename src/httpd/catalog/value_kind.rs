//! [`ValueKind`]: which values an option of mod_wsgi takes as they are written.
//!
//! mod_wsgi refuses some (wsgi_daemon.c: `wsgi_add_daemon_process`), and makes another value of others without a word: C's
//! `atoi` reads `3.5` as 3 and `abc` as 0.

/// Which values an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Any.
    Text,
    /// A whole number.
    Number(Numbers),
    /// A number of seconds above zero, also with a fraction.
    Fraction,
    /// The bits of a file mode, octal.
    Mode,
    /// `On` or `Off`.
    Switch,
    /// A Unix user, by name or as `#UID`.
    User,
    /// A Unix group, by name or as `#GID`.
    Group,
    /// Unix groups, with commas between.
    Groups,
    /// The path of a directory, from the top.
    Directory,
    /// Paths, with colons between.
    Paths,
}

/// Some whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// What they count, as it stands behind one: ` seconds`; empty for what needs no word.
    pub unit: &'static str,
    /// The least one, but for zero.
    pub from: i64,
    /// The greatest one.
    pub to: i64,
    /// Whether zero is one of them, although it is less than the least.
    pub zero: bool,
}

/// C's greatest `int`.
const INT: i64 = i32::MAX as i64;

impl ValueKind {
    /// Seconds, from none.
    pub const SECONDS: Self = Self::numbers(" seconds", 0, INT);

    /// Numbers of something.
    pub const fn count(from: i64, to: i64) -> Self {
        Self::numbers("", from, to)
    }

    /// A number of something without a limit of mod_wsgi's own.
    pub const fn from(from: i64) -> Self {
        Self::count(from, INT)
    }

    /// Bytes that are limited for a process.
    pub const LIMIT: Self = Self::numbers(" bytes", 0, i64::MAX);

    /// Bytes, at least one.
    pub const BYTES: Self = Self::numbers(" bytes", 1, INT);

    /// The size of a buffer: at least so many bytes, or 0 for the system's choice.
    pub const fn buffer(least: i64) -> Self {
        Self::Number(Numbers {
            unit: " bytes",
            from: least,
            to: INT,
            zero: true,
        })
    }

    /// Milliseconds, from none.
    pub const MILLISECONDS: Self = Self::numbers(" milliseconds", 0, INT);

    const fn numbers(unit: &'static str, from: i64, to: i64) -> Self {
        Self::Number(Numbers {
            unit,
            from,
            to,
            zero: false,
        })
    }

    /// Returns whether mod_wsgi takes a value, and takes it for what is written.
    pub fn takes(self, value: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Number(numbers) => {
                !value.starts_with('+') && value.parse().is_ok_and(|number| numbers.have(number))
            }
            Self::Fraction => value.parse::<f64>().is_ok_and(|number| {
                number.is_finite() && number > 0.0 && !value.contains(['e', 'E'])
            }),
            // umask(2) takes no more bits.
            Self::Mode => u32::from_str_radix(value, 8).is_ok_and(|mode| mode <= 0o777),
            Self::Switch => value.eq_ignore_ascii_case("on") || value.eq_ignore_ascii_case("off"),
            Self::User | Self::Group => is_name(value),
            Self::Groups => value.split(',').all(is_name),
            Self::Directory => value.starts_with('/'),
            Self::Paths => value.split(':').all(|path| !path.is_empty()),
        }
    }

    /// Returns what a value must be, for a person.
    pub fn expected(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Number(numbers) => numbers.expected(),
            Self::Fraction => "a number of seconds above 0, as 0.005".to_owned(),
            Self::Mode => "the bits of a file mode in octal, as 022".to_owned(),
            Self::Switch => "`On` or `Off`".to_owned(),
            Self::User => "a user's name, or `#` and its number".to_owned(),
            Self::Group => "a group's name, or `#` and its number".to_owned(),
            Self::Groups => "names of groups with commas between".to_owned(),
            Self::Directory => "the path of a directory, from `/`".to_owned(),
            Self::Paths => "paths with colons between".to_owned(),
        }
    }
}

impl Numbers {
    fn have(self, number: i64) -> bool {
        (self.from..=self.to).contains(&number) || self.zero && number == 0
    }

    fn expected(self) -> String {
        let Self { unit, from, .. } = self;
        let of = unit.trim_start();
        let of = if of.is_empty() {
            String::new()
        } else {
            format!(" of {of}")
        };
        let to = if self.to < INT {
            format!(" to {}", self.to)
        } else {
            String::new()
        };
        let zero = if self.zero { "0 or " } else { "" };
        format!("{zero}a whole number{of} from {from}{to}")
    }
}

/// Returns whether a word can name a user or a group.
fn is_name(word: &str) -> bool {
    match word.strip_prefix('#') {
        Some(number) => number.parse::<u32>().is_ok(),
        None => !word.is_empty() && !word.contains(':'),
    }
}
