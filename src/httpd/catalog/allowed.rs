//! [`Allowed`]: where httpd lets a directive stand, as the module's command table says it.

/// The places a directive may stand in (httpd's `req_override`), or those that are open somewhere
/// (httpd's `override`).
///
/// httpd accepts a directive where the two have a bit in common: [`Allowed::meets`]. Otherwise it
/// says `X not allowed in <Directory> context`, or `X not allowed here` outside of all sections
/// (`server/config.c: invoke_cmd`). The bits and names are those of `include/http_config.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed(u16);

impl Allowed {
    /// `AllowOverride Limit`.
    pub const OR_LIMIT: Self = Self(1);
    /// `AllowOverride Options`.
    pub const OR_OPTIONS: Self = Self(2);
    /// `AllowOverride FileInfo`.
    pub const OR_FILEINFO: Self = Self(4);
    /// `AllowOverride AuthConfig`.
    pub const OR_AUTHCFG: Self = Self(8);
    /// `AllowOverride Indexes`.
    pub const OR_INDEXES: Self = Self(16);
    /// No `AllowOverride` was given: allows nothing, but differs from `AllowOverride None`.
    pub const OR_UNSET: Self = Self(32);
    /// Inside of `<Directory>`, `<Location>`, `<Files>` and `<If>`.
    pub const ACCESS_CONF: Self = Self(64);
    /// Outside of these: at the top of the configuration and in `<VirtualHost>`.
    pub const RSRC_CONF: Self = Self(128);
    /// No place: httpd executes the directive while it reads.
    pub const EXEC_ON_READ: Self = Self(256);
    /// Inside of `<Proxy>`.
    pub const PROXY_CONF: Self = Self(2048);

    /// All classes of `AllowOverride`.
    pub const OR_ALL: Self = Self::OR_LIMIT
        .or(Self::OR_OPTIONS)
        .or(Self::OR_FILEINFO)
        .or(Self::OR_AUTHCFG)
        .or(Self::OR_INDEXES);

    /// What is open at the top of a configuration file and directly inside of `<VirtualHost>`.
    pub const AT_SERVER_LEVEL: Self = Self::RSRC_CONF
        .or(Self::OR_OPTIONS)
        .or(Self::OR_FILEINFO)
        .or(Self::OR_INDEXES);
    /// What is open inside of `<Directory>`, `<Location>`, `<Files>`, `<If>` and their kin.
    pub const IN_SECTION: Self = Self::OR_ALL.or(Self::ACCESS_CONF);
    /// What is open inside of `<Proxy>` and `<ProxyMatch>`.
    pub const IN_PROXY: Self = Self::IN_SECTION.or(Self::PROXY_CONF);

    /// Returns the places of both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether the two have a place in common: httpd's own check.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns whether all of `other` is in this.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns whether httpd executes such a directive while it reads the files.
    pub const fn is_executed_on_read(self) -> bool {
        self.contains(Self::EXEC_ON_READ)
    }
}
