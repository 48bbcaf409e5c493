//! Names with wildcards in them, as `ServerAlias` has them.

/// Returns whether a host name matches an alias with `*` and `?`, in any case (util.c: `ap_strcasecmp_match`).
pub fn matches(name: &[u8], alias: &[u8]) -> bool {
    let (mut name, mut alias) = (name, alias);
    let mut star: Option<(&[u8], &[u8])> = None;
    loop {
        match (name.split_first(), alias.split_first()) {
            (_, Some((b'*', rest))) => {
                star = Some((name, rest));
                alias = rest;
            }
            (Some((byte, name_rest)), Some((wanted, alias_rest)))
                if *wanted == b'?' || byte.eq_ignore_ascii_case(wanted) =>
            {
                (name, alias) = (name_rest, alias_rest);
            }
            (None, None) => return true,
            _ => match star {
                Some(([_, retry @ ..], after)) => {
                    star = Some((retry, after));
                    (name, alias) = (retry, after);
                }
                _ => return false,
            },
        }
    }
}
