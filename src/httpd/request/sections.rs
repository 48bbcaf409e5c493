//! The sections that a request is in, in httpd's merge order (request.c: `ap_directory_walk`, `ap_file_walk`,
//! `ap_location_walk`, `ap_if_walk`).

use std::borrow::Cow;
use std::path::Path;

use super::htaccess::Trouble;
use super::layout::DirectorySection;
use super::merged::{Certainty, Layer, LayerKind, Merged};
use super::options::{OptionSet, Options};
use super::origin::{Doubt, Origin, Refused};
use super::overrides::Overrides;
use super::pattern::{is_wild, matches_path};
use super::router::{Resource, Router};
use super::storage::{Storage, StorageKind, is_link};
use super::undefined::defined;
use crate::httpd::server_config::{SectionId, SectionKind, ServerId};
use crate::httpd::tree::path_bytes;

/// Returns a server and, behind it, the main one if that is another.
pub(super) fn own_then_main(server: ServerId) -> impl DoubleEndedIterator<Item = ServerId> + Clone {
    let main = (server != ServerId::MAIN).then_some(ServerId::MAIN);
    std::iter::once(server).chain(main)
}

/// What a walk through directories carries from one to the next.
struct Running {
    options: Options,
    overrides: Overrides,
}

impl Running {
    fn merge(&mut self, layer: &Layer<'_>, router: &Router<'_>) {
        self.options.merge(layer, router.tree);
        self.overrides.merge(layer, router.tree);
    }
}

impl Router<'_> {
    /// Returns what applies before the URL is translated: the server level, `<Location>` and `<If>`.
    pub fn location_sections(&self, resource: Resource<'_>) -> Merged<'_> {
        let mut merged = self.server_level(resource.server);
        self.walk_locations(resource, &mut merged);
        self.walk_ifs(resource, None, &mut merged);
        merged
    }

    /// Returns what applies to a file, or to what is missing there, asked for by a path.
    ///
    /// A `.htaccess` with something that is not allowed makes httpd answer 500.
    pub fn sections(
        &self,
        resource: Resource<'_>,
        storage: &Storage,
    ) -> Result<Merged<'_>, Refused> {
        let mut merged = self.server_level(resource.server);
        let previous = resource.request.previous.as_ref();
        let previous = previous.filter(|previous| previous.is_for(storage));
        self.walk_directories(resource.server, storage, previous.is_some(), &mut merged)?;
        let file = previous.map_or(&storage.file, |previous| &previous.file);
        self.walk_directory_matches(resource.server, file, &mut merged);
        self.walk_files(&storage.file, &mut merged);
        self.walk_locations(resource, &mut merged);
        self.walk_ifs(resource, Some(storage), &mut merged);
        Ok(merged)
    }

    fn server_level(&self, server: ServerId) -> Merged<'_> {
        let servers = own_then_main(server).rev();
        let layers = servers.map(|server| Layer {
            kind: LayerKind::Server(server),
            directives: Cow::Borrowed(self.layout().server(server).directives.as_slice()),
            htaccess: None,
            certainty: Certainty::Sure,
        });
        Merged {
            layers: layers.collect(),
            unknown: None,
            tree: self.tree,
        }
    }

    pub(super) fn section_layer(&self, id: SectionId, certainty: Certainty) -> Layer<'_> {
        let (directives, _) = self.layout().section(id);
        Layer {
            kind: LayerKind::Section(id),
            directives: Cow::Borrowed(directives),
            htaccess: None,
            certainty,
        }
    }

    /// Merges `<Directory>` level by level, each followed by its `.htaccess`.
    fn walk_directories<'r>(
        &'r self,
        server: ServerId,
        storage: &Storage,
        is_known: bool,
        merged: &mut Merged<'r>,
    ) -> Result<(), Refused> {
        let mut running = Running {
            options: Options::at_start(),
            overrides: Overrides::at_start(),
        };
        for layer in &merged.layers {
            running.merge(layer, self);
        }
        let sections = self.directories(server);
        self.merge_relative(server, storage, merged);
        for section in &sections {
            self.merge_undefined(section.id, merged);
        }
        for (index, level) in storage.directories.iter().enumerate() {
            if index > 0 {
                self.check_link(level, running.options, merged)?;
            }
            self.merge_level(level, &sections, &mut running, merged);
            self.merge_htaccess(server, level, &mut running, merged)?;
        }
        let is_file = matches!(storage.kind, StorageKind::File) && !is_known;
        if is_file && (!storage.is_whole || !follows_links(running.options)) {
            return self.check_link(&storage.file, running.options, merged);
        }
        if is_file {
            // A file that was asked for without more behind it is known before the walk; the walk does not look at it
            // again, and takes it for a directory as far as sections go.
            let level = [path_bytes(&storage.file), b"/"].concat();
            let level = crate::httpd::bytes_path(&level);
            self.merge_level(level, &sections, &mut running, merged);
        }
        Ok(())
    }

    /// Returns the plain and wildcard `<Directory>` sections by their number of components; ties have those of the main
    /// server first (core.c: `ap_core_reorder_directories`).
    fn directories(&self, server: ServerId) -> Vec<&DirectorySection> {
        let servers = own_then_main(server).rev();
        let mut all: Vec<_> = servers
            .flat_map(|server| &self.layout().server(server).directories)
            .collect();
        all.sort_by_key(|section| section.components);
        all
    }

    /// Merges the sections whose path counts from where httpd was started, with a doubt.
    fn merge_relative<'r>(&'r self, server: ServerId, storage: &Storage, merged: &mut Merged<'r>) {
        let servers = own_then_main(server).rev();
        for id in
            servers.flat_map(|server| self.layout().server(server).relative_directories.iter())
        {
            if self.merge_undefined(*id, merged) {
                continue;
            }
            let section = self.config.section(*id);
            let end = [b"/", section.argument.as_slice(), b"/"].concat();
            let end = without_doubled_slashes(&end).into_owned();
            let mut levels = storage.directories.iter().map(|level| path_bytes(level));
            let may_be = is_wild(&end)
                || section.argument.starts_with(b".")
                || levels.any(|level| level.ends_with(&end));
            if may_be {
                let why = "its path counts from the directory in which httpd is started";
                let doubt = Doubt::at(Origin::Config(section.node), why);
                merged
                    .layers
                    .push(self.section_layer(*id, Certainty::Doubt(doubt)));
            }
        }
    }

    fn merge_level<'r>(
        &'r self,
        level: &Path,
        sections: &[&DirectorySection],
        running: &mut Running,
        merged: &mut Merged<'r>,
    ) {
        let level = path_bytes(level);
        let components = memchr::memchr_iter(b'/', level).count();
        let is_root = level == b"/";
        for section in sections {
            let applies = match section.components {
                0 => is_root,
                own if own != components => false,
                _ => matches_literally_or_as_pattern(&section.path, level),
            };
            if applies {
                let layer = self.section_layer(section.id, Certainty::Sure);
                running.merge(&layer, self);
                merged.layers.push(layer);
            }
        }
    }

    fn merge_htaccess<'r>(
        &'r self,
        server: ServerId,
        level: &Path,
        running: &mut Running,
        merged: &mut Merged<'r>,
    ) -> Result<(), Refused> {
        if !running.overrides.looks() {
            return Ok(());
        }
        match self.htaccess(server, level, &running.overrides) {
            Ok(None) => {}
            Ok(Some(file)) => {
                let layer = Layer {
                    kind: LayerKind::Htaccess,
                    directives: Cow::Owned(file.directives.clone()),
                    htaccess: Some(file),
                    certainty: Certainty::Sure,
                };
                running.options.merge(&layer, self.tree);
                merged.layers.push(layer);
            }
            Err(Trouble::Refused(refused)) => return Err(refused),
            Err(Trouble::Doubt(doubt)) => {
                merged.unknown = merged.unknown.take().or(Some(doubt));
            }
        }
        Ok(())
    }

    /// Refuses a symbolic link where `Options` does not have links followed.
    fn check_link(
        &self,
        path: &Path,
        options: Options,
        merged: &mut Merged<'_>,
    ) -> Result<(), Refused> {
        let bytes = path_bytes(path);
        let path = crate::httpd::bytes_path(bytes.strip_suffix(b"/").unwrap_or(bytes));
        if options.set.contains(OptionSet::FOLLOW_SYM_LINKS) || !is_link(self.host, path) {
            return Ok(());
        }
        if options.set.contains(OptionSet::SYM_LINKS_IF_OWNER_MATCH) {
            let why = format!(
                "whether `{}` is followed depends on its owner",
                path.display()
            );
            merged.unknown = merged.unknown.take().or(Some(Doubt::general(why)));
            return Ok(());
        }
        Err(Refused {
            status: 403,
            because: format!(
                "`{}` is a symbolic link, and `Options` does not have links followed",
                path.display()
            ),
            origin: None,
            config_error: false,
        })
    }

    /// Merges `<DirectoryMatch>`, which is compared with the file's whole path.
    fn walk_directory_matches<'r>(
        &'r self,
        server: ServerId,
        file: &Path,
        merged: &mut Merged<'r>,
    ) {
        let servers = own_then_main(server).rev();
        let mut all: Vec<_> = servers
            .flat_map(|server| {
                self.layout()
                    .server(server)
                    .directory_matches
                    .iter()
                    .copied()
            })
            .collect();
        all.sort_by_key(|(slashes, _)| *slashes);
        for (_, id) in all {
            self.merge_match(id, path_bytes(file), merged);
        }
    }

    /// Merges a section whose header has an undefined variable in it, with a doubt; returns whether it has.
    fn merge_undefined<'r>(&'r self, id: SectionId, merged: &mut Merged<'r>) -> bool {
        if !self.layout().is_undefined(id) {
            return false;
        }
        let section = self.config.section(id);
        let Err(doubt) = defined(&section.argument, section.node) else {
            return false;
        };
        let layer = self.section_layer(id, Certainty::Doubt(doubt));
        merged.layers.push(layer);
        true
    }

    fn merge_match<'r>(&'r self, id: SectionId, text: &[u8], merged: &mut Merged<'r>) {
        if self.merge_undefined(id, merged) {
            return;
        }
        let section = self.config.section(id);
        let certainty = match self.expressions.matches(&section.argument, text) {
            Ok(false) => return,
            Ok(true) => Certainty::Sure,
            Err(why) => Certainty::Doubt(Doubt::at(Origin::Config(section.node), why)),
        };
        merged.layers.push(self.section_layer(id, certainty));
    }

    /// Merges `<Location>` and `<LocationMatch>` in the order of the configuration.
    fn walk_locations<'r>(&'r self, resource: Resource<'_>, merged: &mut Merged<'r>) {
        let plain = without_doubled_slashes(resource.path);
        let servers = own_then_main(resource.server).rev();
        for id in servers.flat_map(|server| self.layout().server(server).locations.iter().copied())
        {
            let section = self.config.section(id);
            if section.kind == SectionKind::LocationMatch {
                self.merge_match(id, resource.path, merged);
            } else if self.merge_undefined(id, merged) {
            } else if location_covers(&section.argument, &plain) {
                merged.layers.push(self.section_layer(id, Certainty::Sure));
            }
        }
    }

    /// Merges `<Files>` and `<FilesMatch>`: those outside of sections, then those in the sections and `.htaccess` that
    /// were merged, in that order.
    fn walk_files<'r>(&'r self, file: &Path, merged: &mut Merged<'r>) {
        let path = path_bytes(file);
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let before = merged.layers.iter();
        let before = before.map(|layer| (layer.kind, layer.htaccess.clone()));
        for layer in before.collect::<Vec<_>>() {
            match layer {
                (LayerKind::Server(server), _) => {
                    self.merge_files(&self.layout().inside_server(server).files, name, merged);
                }
                (LayerKind::Section(id), _) => {
                    let (_, inside) = self.layout().section(id);
                    self.merge_files(&inside.files, name, merged);
                }
                (_, Some(htaccess)) => {
                    merged
                        .layers
                        .extend(htaccess.files_layers(&self.expressions, name));
                }
                _ => {}
            }
        }
    }

    fn merge_files<'r>(&'r self, files: &[SectionId], name: &[u8], merged: &mut Merged<'r>) {
        for id in files {
            let section = self.config.section(*id);
            if section.kind == SectionKind::FilesMatch {
                self.merge_match(*id, name, merged);
            } else if self.merge_undefined(*id, merged) {
            } else if matches_literally_or_as_pattern(&section.argument, name) {
                merged.layers.push(self.section_layer(*id, Certainty::Sure));
            }
        }
    }
}

fn follows_links(options: Options) -> bool {
    options.set.contains(OptionSet::FOLLOW_SYM_LINKS)
        && !options.set.contains(OptionSet::SYM_LINKS_IF_OWNER_MATCH)
}

pub(super) fn matches_literally_or_as_pattern(pattern: &[u8], text: &[u8]) -> bool {
    if is_wild(pattern) {
        matches_path(pattern, text)
    } else {
        pattern == text
    }
}

/// Returns whether a `<Location>` covers a path: the path itself and what is below it (request.c: `ap_location_walk`).
pub(super) fn location_covers(location: &[u8], path: &[u8]) -> bool {
    if is_wild(location) {
        return matches_path(location, path);
    }
    let Some(rest) = path.strip_prefix(location) else {
        return false;
    };
    location.is_empty() || location.ends_with(b"/") || rest.is_empty() || rest.starts_with(b"/")
}

pub(super) fn without_doubled_slashes(path: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(path, b"//").is_none() {
        return Cow::Borrowed(path);
    }
    let mut plain: Vec<u8> = path.to_owned();
    plain.dedup_by(|next, before| *next == b'/' && *before == b'/');
    Cow::Owned(plain)
}
