//! `SCRIPT_NAME`: the part of a URL's path that stands for the script.

/// Returns how much of `path` is before `PATH_INFO` (util_script.c: `ap_find_path_info`; mod_wsgi has a copy of it).
fn path_info_start(path: &[u8], path_info: &[u8]) -> usize {
    let (mut at, mut info) = (path.len(), path_info.len());
    while let Some(before) = at.checked_sub(1) {
        at = before;
        let Some(before_info) = info.checked_sub(1) else {
            break;
        };
        info = before_info;
        if path.get(at) != path_info.get(info) {
            break;
        }
        if path_info.get(info) == Some(&b'/') {
            while at > 0 && path.get(at - 1) == Some(&b'/') {
                at -= 1;
            }
        }
    }
    while path.get(at).is_some_and(|byte| *byte != b'/') {
        at += 1;
    }
    at
}

/// Returns `SCRIPT_NAME` for `r->uri` and `PATH_INFO`, slashes merged.
pub(super) fn script_name(path: &[u8], path_info: &[u8]) -> Vec<u8> {
    let end = if path_info.is_empty() {
        path.len()
    } else {
        path_info_start(path, path_info)
    };
    let mut name = path.get(..end).unwrap_or_default().to_owned();
    name.dedup_by(|next, before| *next == b'/' && *before == b'/');
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_path_is_path_info() {
        let cases = [
            ("/app", "", "/app"),
            ("/app/x/y", "/x/y", "/app"),
            ("/app//x", "/x", "/app"),
            ("/", "/", ""),
            ("/x/y", "/x/y", ""),
            ("/fsl", "/", "/fsl"),
            ("/dir/a.wsgi/x/y", "/x/y", "/dir/a.wsgi"),
            ("/q.ab/c", "/$1/ab/c/&/q.ab/c", ""),
            ("//app", "", "/app"),
        ];
        for (path, path_info, expected) in cases {
            let name = script_name(path.as_bytes(), path_info.as_bytes());
            assert_eq!(name, expected.as_bytes(), "{path} {path_info}");
        }
    }
}
