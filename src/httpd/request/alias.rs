//! What mod_alias makes of a path: `Redirect` first, then `Alias` and `ScriptAlias`.

use std::path::PathBuf;

use super::origin::{Doubt, Origin};
use super::router::{Resource, Router};

/// A directive of mod_alias that takes a request.
#[derive(Clone, Debug)]
pub struct AliasHit {
    /// What it does.
    pub kind: AliasKind,
    /// The directive.
    pub origin: Origin,
}

/// What a directive of mod_alias does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AliasKind {
    /// `Alias`, `AliasMatch`: httpd's `r->filename`.
    Alias(PathBuf),
    /// `ScriptAlias`, `ScriptAliasMatch`: the same, for the handler `cgi-script`.
    ScriptAlias(PathBuf),
    /// `Redirect` and its kin: an answer with this status.
    Redirect(u16),
}

impl Router<'_> {
    /// Returns the directive of mod_alias that takes a request before mod_wsgi is asked.
    pub fn mod_alias(&self, _resource: Resource<'_>) -> Result<Option<AliasHit>, Doubt> {
        Err(Doubt::general("not there yet"))
    }

    /// Returns the `Redirect` inside of a directory's section or `.htaccess` that answers after the file was found.
    pub fn directory_redirect(
        &self,
        _resource: Resource<'_>,
        _merged: &super::Merged<'_>,
    ) -> Result<Option<AliasHit>, Doubt> {
        Err(Doubt::general("not there yet"))
    }
}
