//! [`ExitStatus`]: what a shell sees.

use std::process::ExitCode;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// The job is done; also when there was nothing to do.
    Done,
    /// Changes are pending (`plan --check`).
    Pending,
    /// Something was found (`check`).
    Found,
    /// The command line is wrong, or a file named on it.
    Usage,
    /// The configuration cannot be read, or httpd would not start with it.
    Configuration,
    /// Refused, or failed verification; nothing was changed.
    Refused,
}

impl ExitStatus {
    /// Returns the number.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Pending | Self::Found => 1,
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::Refused => 4,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}

#[cfg(test)]
mod tests {
    use super::ExitStatus::{Configuration, Done, Found, Pending, Refused, Usage};

    #[test]
    fn the_numbers_are_a_promise() {
        let table = [
            (Done, 0),
            (Pending, 1),
            (Found, 1),
            (Usage, 2),
            (Configuration, 3),
            (Refused, 4),
        ];
        for (status, code) in table {
            assert_eq!(status.code(), code, "{status:?}");
        }
    }
}
