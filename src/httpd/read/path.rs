//! Paths as httpd makes them: merged with `ServerRoot`, without looking at the file system.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use crate::httpd::tree::{bytes_path, path_bytes};

/// Returns `path` below `root`, without `.`, `..` and doubled slashes (config.c: `ap_server_root_relative`; APR's
/// `apr_filepath_merge`). A slash at the end stays.
pub fn merge(root: &Path, path: &[u8]) -> PathBuf {
    let mut parts: Vec<&[u8]> = Vec::new();
    let base = if path.starts_with(b"/") {
        &[]
    } else {
        path_bytes(root)
    };
    for part in base
        .split(|byte| *byte == b'/')
        .chain(path.split(|byte| *byte == b'/'))
    {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut merged = Vec::with_capacity(base.len() + path.len() + 2);
    for part in &parts {
        merged.push(b'/');
        merged.extend_from_slice(part);
    }
    if parts.is_empty() || path.ends_with(b"/") {
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
        assert_eq!(merged("/../a/"), Path::new("/a/"));
    }
}
