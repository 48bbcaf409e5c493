//! Where the files of a server stand, by distribution.

/// A distribution's way to lay out the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layout {
    Debian,
    RedHat,
    SingleFile,
}

impl Layout {
    pub(crate) fn server_root(self) -> &'static str {
        match self {
            Self::Debian => "etc/apache2",
            Self::RedHat => "etc/httpd",
            Self::SingleFile => "opt/apache",
        }
    }

    /// Returns the main file below the server root.
    pub(crate) fn main_file(self) -> &'static str {
        match self {
            Self::Debian => "apache2.conf",
            Self::RedHat => "conf/httpd.conf",
            Self::SingleFile => "conf/server.conf",
        }
    }
}
