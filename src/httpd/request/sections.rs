//! The sections that a request is in, in httpd's merge order (request.c: the walks; core.c: `merge_core_*_configs`).

use super::merged::Merged;
use super::origin::Refused;
use super::router::{Resource, Router};
use super::storage::Storage;

impl Router<'_> {
    /// Returns what applies before the URL is translated: the server level, `<Location>` and `<If>`.
    pub fn location_sections(&self, _resource: Resource<'_>) -> Merged<'_> {
        self.nothing()
    }

    /// Returns what applies to a file, or to what is missing there, asked for by a path.
    ///
    /// A `.htaccess` with something that is not allowed makes httpd answer 500.
    pub fn sections(
        &self,
        _resource: Resource<'_>,
        _storage: &Storage,
    ) -> Result<Merged<'_>, Refused> {
        Ok(self.nothing())
    }

    fn nothing(&self) -> Merged<'_> {
        Merged {
            layers: Vec::new(),
            tree: self.tree,
        }
    }
}
