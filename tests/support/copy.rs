//! Copies a folder with placeholders filled in, readable for everybody.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

/// Copies a folder's entries; `placeholders` are replaced in regular files, links stay links.
pub(crate) fn copy_folder(from: &Path, to: &Path, placeholders: &[(&str, String)]) {
    for entry in fs::read_dir(from).expect("a site's folder can be read") {
        let entry = entry.expect("a site's folder can be read");
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().expect("an entry has a type");
        if kind.is_symlink() {
            symlink(fs::read_link(&source).expect("a link can be read"), &target)
                .expect("a link can be made");
        } else if kind.is_dir() {
            make_directory(&target);
            copy_folder(&source, &target, placeholders);
        } else {
            write_file(
                &target,
                &filled_in(fs::read(&source).expect("a file can be read"), placeholders),
            );
        }
    }
}

fn filled_in(mut bytes: Vec<u8>, placeholders: &[(&str, String)]) -> Vec<u8> {
    for (placeholder, value) in placeholders {
        bytes = replaced(&bytes, placeholder.as_bytes(), value.as_bytes());
    }
    bytes
}

/// Returns a text with every `what` replaced.
pub(crate) fn replaced(text: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.windows(what.len()).position(|window| window == what) {
        result.extend_from_slice(&rest[..position]);
        result.extend_from_slice(by);
        rest = &rest[position + what.len()..];
    }
    result.extend_from_slice(rest);
    result
}

pub(crate) fn make_directory(path: &Path) {
    fs::create_dir_all(path).expect("a directory can be made");
    open_to_all(path);
}

/// httpd's children run as another user and must get through, whatever the umask is.
pub(crate) fn open_to_all(directory: &Path) {
    fs::set_permissions(directory, fs::Permissions::from_mode(0o755))
        .expect("the directory is ours");
}

pub(crate) fn write_file(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("a file can be written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("the file is ours");
}
