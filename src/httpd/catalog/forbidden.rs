//! [`Forbidden`]: where a directive's own code refuses to work although its table allows it.

/// The surroundings a directive checks for by itself (`server/core.c: ap_check_cmd_context`).
///
/// httpd looks in this order, after [`Allowed`](super::Allowed) and the number of words:
///
/// 1. [`NOT_IN_VIRTUALHOST`](Self::NOT_IN_VIRTUALHOST), in a virtual host:
///    `X cannot occur within <VirtualHost> section`;
/// 2. any bit of [`NOT_IN_DIR_CONTEXT`](Self::NOT_IN_DIR_CONTEXT), in `<Limit>`:
///    `X cannot occur within <Limit> or <LimitExcept> section`;
/// 3. [`NOT_IN_HTACCESS`](Self::NOT_IN_HTACCESS), there: `X cannot occur within htaccess files`;
/// 4. all bits of [`NOT_IN_DIR_CONTEXT`](Self::NOT_IN_DIR_CONTEXT), in any directory-like section:
///    `X cannot occur within directory context`;
/// 5. else the kinds of section one by one, each also in its Match form, anywhere around it:
///    `X cannot occur within <Files> section`, with the name of the section found.
///
/// `X` is the name in the module's table, with a `>` if it is a section. What is executed while httpd
/// reads is never refused: at that time there is no virtual host and no section yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forbidden(u8);

impl Forbidden {
    /// It works wherever the table allows it.
    pub const NOWHERE: Self = Self(0);
    /// Not inside of `<VirtualHost>`.
    pub const NOT_IN_VIRTUALHOST: Self = Self(0x01);
    /// Not inside of `<Limit>` and `<LimitExcept>`.
    pub const NOT_IN_LIMIT: Self = Self(0x02);
    /// Not inside of `<Directory>` and `<DirectoryMatch>`.
    pub const NOT_IN_DIRECTORY: Self = Self(0x04);
    /// Not inside of `<Location>` and `<LocationMatch>`.
    pub const NOT_IN_LOCATION: Self = Self(0x08);
    /// Not inside of `<Files>`, `<FilesMatch>`, `<If>`, `<ElseIf>` and `<Else>`.
    pub const NOT_IN_FILES: Self = Self(0x10);
    /// Not in a `.htaccess` file.
    pub const NOT_IN_HTACCESS: Self = Self(0x20);
    /// Not inside of `<Proxy>` and `<ProxyMatch>`.
    pub const NOT_IN_PROXY: Self = Self(0x40);

    /// Not inside of any directory-like section.
    pub const NOT_IN_DIR_CONTEXT: Self = Self::NOT_IN_LIMIT
        .or(Self::NOT_IN_DIRECTORY)
        .or(Self::NOT_IN_LOCATION)
        .or(Self::NOT_IN_FILES)
        .or(Self::NOT_IN_PROXY);
    /// Only at the top of the configuration: outside of virtual hosts and directory-like sections.
    pub const GLOBAL_ONLY: Self = Self::NOT_IN_VIRTUALHOST.or(Self::NOT_IN_DIR_CONTEXT);

    /// Returns what either forbids.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether the two have a kind of surroundings in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns whether all of `other` is forbidden.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
