//! Paths as httpd makes them: merged with `ServerRoot`, without looking at the file system.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use crate::httpd::tree::{bytes_path, path_bytes};

/// Returns `path` below `root`, without `.`, `..` and doubled slashes (config.c: `ap_server_root_relative`; APR's
/// `apr_filepath_merge`). A slash at the end stays.
pub fn merge(root: &Path, path: &[u8]) -> PathBuf {
    let base = if path.starts_with(b"/") {
        &[]
    } else {
        path_bytes(root)
    };
    let mut merged = Vec::with_capacity(base.len() + path.len() + 2);
    let is_slash = |byte: &u8| *byte == b'/';
    for part in base.split(is_slash).chain(path.split(is_slash)) {
        match part {
            b"" | b"." => {}
            b".." => {
                let parent = merged.iter().rposition(is_slash);
                merged.truncate(parent.unwrap_or_default());
            }
            part => {
                merged.push(b'/');
                merged.extend_from_slice(part);
            }
        }
    }
    if merged.is_empty() || path.ends_with(b"/") {
        merged.push(b'/');
    }
    PathBuf::from(OsString::from_vec(merged))
}

/// Returns `name` in `directory` (util.c: `ap_make_full_path`).
pub(super) fn join(directory: &Path, name: &[u8]) -> PathBuf {
    let directory = path_bytes(directory);
    let slash: &[u8] = if directory.ends_with(b"/") { b"" } else { b"/" };
    bytes_path(&[directory, slash, name].concat()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_merged_and_cleaned() {
        let merged = |path: &str| merge(Path::new("/etc/apache2"), path.as_bytes());
        assert_eq!(merged("a/./b//c"), Path::new("/etc/apache2/a/b/c"));
        assert_eq!(merged("../x"), Path::new("/etc/x"));
        assert_eq!(merged("../../../x/.."), Path::new("/"));
        assert_eq!(merged("/../a/"), Path::new("/a/"));
    }
}
