//! [`Destination`]: where the definitions go, as the layout of the server does such things.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::host::Kind;
use crate::httpd::{Directive, FileId, NodeId, Place, Role, merge, path_bytes};
use crate::migration::situation::{Situation, Spot, file_name};
use crate::source::printable;
use crate::syntax::LineKind;

/// Where the definitions go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::migration) enum Destination {
    /// A new file, and perhaps a link that enables it.
    NewFile {
        /// The file.
        path: PathBuf,
        /// The link and what it holds.
        link: Option<(PathBuf, PathBuf)>,
    },
    /// The end of a file that is there, and read.
    End(FileId),
    /// Before a line of a file.
    Before(Spot),
}

impl Destination {
    /// Returns the place for a person: a file, or a line.
    pub(in crate::migration) fn place(&self, situation: &Situation<'_>) -> String {
        match self {
            Self::NewFile { path, .. } => printable(path_bytes(path)),
            Self::End(file) => printable(path_bytes(&situation.tree.file(*file).path)),
            Self::Before(spot) => situation.at_spot(spot),
        }
    }
}

/// Directories for settings of the whole server, whose files are read by a pattern.
const SETTINGS: &[&str] = &["conf.d", "Includes", "other"];

/// Finds where definitions that are named by `needed` (the first line that needs them, if any) can go.
pub(in crate::migration) fn destination(
    situation: &Situation<'_>,
    file_stem: &str,
    needed: Option<NodeId>,
) -> Destination {
    let includes = situation.unconditional().filter_map(|directive| {
        pattern_directory(situation, directive).map(|directory| (directive, directory))
    });
    for (include, directory) in includes {
        let found = debian(situation, &directory, file_stem)
            .or_else(|| settings_directory(situation, &directory, file_stem));
        let Some(found) = found else { continue };
        if !is_read_again(situation, include, &directory)
            && is_early_enough(situation, include, &found, needed)
        {
            return found;
        }
    }
    match in_main_file(situation, needed) {
        Some(spot) => Destination::Before(spot),
        None => Destination::End(situation.main_file()),
    }
}

/// Returns the first line behind which definitions may go, whatever needs them: what is set above it is set for them.
pub(super) fn earliest(situation: &Situation<'_>) -> Option<NodeId> {
    let settings = |directory: &Path| {
        let name = file_name(directory);
        name == b"conf-enabled" || SETTINGS.iter().any(|settings| settings.as_bytes() == name)
    };
    let includes = situation.unconditional().filter_map(|directive| {
        let directory = pattern_directory(situation, directive)?;
        settings(&directory).then_some(directive.id)
    });
    let first_host = situation.config.servers().nth(1);
    let first_host = first_host.and_then(|(_, server)| server.header);
    let applications = situation.inventory.applications.iter();
    let mut lines: Vec<_> = includes.take(1).chain(first_host).collect();
    lines.extend(applications.map(|application| application.node));
    lines.into_iter().min()
}

/// Returns the directory of an `Include DIRECTORY/*.conf`.
fn pattern_directory(situation: &Situation<'_>, directive: Directive<'_>) -> Option<PathBuf> {
    let path = merge(&situation.tree.server_root, &includes_of(directive)?);
    (file_name(&path) == b"*.conf").then(|| path.parent().map(Path::to_owned))?
}

/// Returns what an Include includes.
fn includes_of(directive: Directive<'_>) -> Option<Cow<'_, [u8]>> {
    let is = |name: &str| directive.name.eq_ignore_ascii_case(name.as_bytes());
    let is_include = directive.role == Role::Executed && (is("Include") || is("IncludeOptional"));
    is_include.then(|| directive.first_word())?
}

/// Returns whether another Include reads the files of a directory, too: a definition in it would be there twice.
fn is_read_again(situation: &Situation<'_>, include: Directive<'_>, directory: &Path) -> bool {
    let executed = situation.tree.executed();
    let mut others = executed.filter(|other| other.id != include.id);
    others.any(|other| {
        includes_of(other).is_some_and(|path| {
            let path = merge(&situation.tree.server_root, &path);
            path == *directory
                || path.parent() == Some(directory) && file_name(&path).contains(&b'*')
        })
    })
}

/// Debian: the file goes to `conf-available`, and a link in `conf-enabled` enables it, as `a2enconf` does.
fn debian(situation: &Situation<'_>, directory: &Path, file_stem: &str) -> Option<Destination> {
    if file_name(directory) != b"conf-enabled" {
        return None;
    }
    let available = directory.with_file_name("conf-available");
    if !matches!(situation.host.kind(&available), Ok(Kind::Directory)) {
        return None;
    }
    let name = format!("{file_stem}.conf");
    let real_paths = [directory, &available].map(|path| situation.host.real_path(path).ok());
    let link = (real_paths[0] != real_paths[1]).then(|| {
        (
            directory.join(&name),
            Path::new("../conf-available").join(&name),
        )
    });
    Some(file_or_its_end(situation, &available.join(&name), link))
}

/// Elsewhere: a file that sorts before the others of the directory.
fn settings_directory(
    situation: &Situation<'_>,
    directory: &Path,
    file_stem: &str,
) -> Option<Destination> {
    let name = file_name(directory);
    if !SETTINGS.iter().any(|settings| settings.as_bytes() == name) {
        return None;
    }
    let path = directory.join(format!("00-{file_stem}.conf"));
    Some(file_or_its_end(situation, &path, None))
}

/// Returns the file as a new one; as its end when it is read already; under another name when one is there that is not read.
fn file_or_its_end(
    situation: &Situation<'_>,
    path: &Path,
    link: Option<(PathBuf, PathBuf)>,
) -> Destination {
    let read_as = link.as_ref().map_or(path, |(link, _)| link);
    if let Some((file, _)) = situation
        .tree
        .files()
        .find(|(_, file)| file.path == *read_as)
    {
        let is_open = situation
            .document(file)
            .text()
            .trim_ascii_end()
            .ends_with(b"\\");
        if !is_open {
            return Destination::End(file);
        }
    }
    let is_taken = |path: &Path| has_name(situation, path);
    if !is_taken(path) && !link.as_ref().is_some_and(|(link, _)| is_taken(link)) {
        return Destination::NewFile {
            path: real_parent(situation, path),
            link: link.map(|(link, target)| (real_parent(situation, &link), target)),
        };
    }
    let renamed = |path: &Path| {
        let name = String::from_utf8(file_name(path).to_vec()).unwrap_or_default();
        path.with_file_name(format!("{}-2.conf", name.trim_end_matches(".conf")))
    };
    let link = link.map(|(link, target)| (renamed(&link), renamed(&target)));
    file_or_its_end(situation, &renamed(path), link)
}

/// Returns whether something has a name, be it a link that leads nowhere.
fn has_name(situation: &Situation<'_>, path: &Path) -> bool {
    let entries = path
        .parent()
        .map(|directory| situation.host.list(directory));
    entries.is_some_and(|entries| {
        entries.is_ok_and(|entries| {
            entries
                .iter()
                .any(|entry| Some(entry.name.as_os_str()) == path.file_name())
        })
    })
}

/// Returns a path with the links of its directory resolved.
fn real_parent(situation: &Situation<'_>, path: &Path) -> PathBuf {
    let real = path
        .parent()
        .and_then(|parent| situation.host.real_path(parent).ok());
    match (real, path.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => path.to_owned(),
    }
}

/// Returns whether a file that an Include would read is read before the line that needs it.
fn is_early_enough(
    situation: &Situation<'_>,
    include: Directive<'_>,
    destination: &Destination,
    needed: Option<NodeId>,
) -> bool {
    let Some(needed) = needed else { return true };
    let tree = situation.tree;
    let place = tree.directive(needed).place;
    let through =
        |place: Place| place.source == include.place.source && place.line == include.place.line;
    let read_as = match destination {
        Destination::NewFile { path, link } => link.as_ref().map_or(path, |(link, _)| link),
        Destination::End(file) => &tree.file(*file).path,
        Destination::Before(_) => return true,
    };
    // The file of the same Include that leads to the line, if any.
    let steps: Vec<Place> = std::iter::once(place).chain(tree.chain(place)).collect();
    let within = steps.windows(2).find_map(|pair| match pair {
        [inner, outer] if through(*outer) => tree.file_of(*inner),
        _ => None,
    });
    match within {
        Some(file) => file_name(read_as) < file_name(&tree.file(file).path),
        None => include.id < needed,
    }
}

/// Returns the line of the main file before which the definitions can stand: that of the first virtual host, or of what
/// needs them, or of what leads to these.
fn in_main_file(situation: &Situation<'_>, needed: Option<NodeId>) -> Option<Spot> {
    let tree = situation.tree;
    let first_host = situation
        .config
        .servers()
        .nth(1)
        .and_then(|(_, server)| server.header);
    let first = [first_host, needed].into_iter().flatten().min()?;
    let directive = tree.directive(first);
    let place = situation.place_in_main_file(directive.place);
    let outermost = tree
        .conditions_around(directive.condition)
        .map(|(_, condition)| condition.place)
        .chain(tree.sections_around(first).map(|section| section.place))
        .filter(|around| around.source == place.source)
        .map(|around| around.line)
        .chain([place.line])
        .min()?;
    let main = situation.main_file();
    let lines = situation.document(main).lines();
    let mut index = lines.partition_point(|line| line.number < outermost);
    // A comment directly above belongs to the line.
    while index > 0
        && lines
            .get(index - 1)
            .is_some_and(|line| line.kind == LineKind::Comment)
    {
        index -= 1;
    }
    let path = situation.host.real_path(&tree.file(main).path).ok()?;
    Some(Spot {
        path,
        file: main,
        line: index,
    })
}
