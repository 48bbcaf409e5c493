//! The files of every generated server: scripts, static files, document roots, and the names of all.

use crate::support::dice::Dice;

/// Scripts that aliases name.
pub(crate) const SCRIPTS: [&str; 9] = [
    "srv/shop/shop.wsgi",
    "srv/shop/admin.wsgi",
    "srv/blog/wsgi.py",
    "srv/blog/deep/er/blog.wsgi",
    "srv/api/api.wsgi",
    "srv/scripts/one.wsgi",
    "srv/Two Words/app.wsgi",
    "srv/linked/shop.wsgi",
    "srv/api/link.wsgi",
];

/// Further files, which directory targets and handlers lead to; as Python they all are the application.
const MORE_SCRIPTS: [&str; 6] = [
    "srv/shop/static/shop.css",
    "srv/scripts/page.txt",
    "srv/scripts/two.py",
    "srv/scripts/index.wsgi",
    "srv/scripts/sub/three.wsgi",
    "srv/handlers/handler.wsgi",
];

/// Directories that aliases name as targets.
pub(crate) const SCRIPT_FOLDERS: [&str; 3] = ["srv/scripts", "srv/blog", "srv/scripts/sub"];

/// The script of `WSGIHandlerScript`.
pub(crate) const HANDLER: &str = "srv/handlers/handler.wsgi";

/// Document roots; all have the same files, so that every path means something on every host.
pub(crate) const DOCUMENT_ROOTS: [&str; 3] = ["www/main", "www/one", "www/two"];

/// The files of each document root; whatever is not run as a script is sent as it is.
const ROOT_FILES: [&str; 14] = [
    "hello.wsgi",
    "page.py",
    "multi.wsgi.en",
    "notes.wsgi.txt",
    "letter.app",
    "sub/index.wsgi",
    "sub/inner.wsgi",
    "sub/deep/leaf.py",
    "static/nested.wsgi",
    "index.html",
    "plain.txt",
    "static/style.css",
    "sub/deep/data.txt",
    "cgi-bin/run.cgi",
];

/// Directories that sections and `.htaccess` files are for.
pub(crate) const FOLDERS: [&str; 15] = [
    "srv",
    "srv/shop",
    "srv/blog",
    "srv/blog/deep",
    "srv/api",
    "srv/scripts",
    "srv/scripts/sub",
    "srv/Two Words",
    "srv/linked",
    "www",
    "www/main",
    "www/one",
    "www/one/sub",
    "www/two",
    "www/two/sub/deep",
];

/// Folders that may have a `.htaccess`.
pub(crate) const OVERRIDDEN: [&str; 13] = [
    ".",
    "www",
    "www/one/sub/deep",
    "srv",
    "srv/shop",
    "srv/blog",
    "srv/scripts",
    "srv/scripts/sub",
    "www/main",
    "www/one",
    "www/one/sub",
    "www/two",
    "www/two/sub",
];

/// Paths below every document root, as URLs.
pub(crate) const ROOT_PATHS: [&str; 27] = [
    "/hello",
    "/sub/inner/x",
    "/index",
    "/",
    "/hello.wsgi",
    "/hello.wsgi/more/path",
    "/page.py",
    "/page.py/x",
    "/multi.wsgi.en",
    "/notes.wsgi.txt",
    "/letter.app",
    "/letter.app/info",
    "/sub/",
    "/sub",
    "/sub/inner.wsgi",
    "/sub/inner.wsgi/y?q=1",
    "/sub/deep/leaf.py",
    "/sub/deep/leaf.py/z",
    "/sub/deep/",
    "/sub/deep/data.txt",
    "/static/nested.wsgi",
    "/static/style.css",
    "/plain.txt",
    "/plain.txt/beyond",
    "/cgi-bin/run.cgi",
    "/missing.wsgi",
    "/sub/missing.py/x",
];

/// Links by their path below the root, and their targets.
pub(crate) const LINKS: [(&str, &str); 2] = [
    ("srv/linked", "shop"),
    ("srv/api/link.wsgi", "../shop/admin.wsgi"),
];

const APPLICATION: &str = include_str!("application.py");

/// Returns all files by their path below the root.
///
/// Each is the application, so that it answers whenever it is run.
pub(crate) fn files() -> Vec<(String, String)> {
    let script = |path: &str| (path.to_owned(), APPLICATION.to_owned());
    let is_link = |path: &str| LINKS.iter().any(|(link, _)| path.starts_with(link));
    let scripts = SCRIPTS
        .iter()
        .chain(&MORE_SCRIPTS)
        .filter(|path| !is_link(path));
    let mut files: Vec<_> = scripts.map(|path| script(path)).collect();
    for root in DOCUMENT_ROOTS {
        files.extend(
            ROOT_FILES
                .iter()
                .map(|path| script(&format!("{root}/{path}"))),
        );
    }
    files
}

/// Picks a directory as an argument, sometimes with what makes no difference or much.
pub(crate) fn folder(dice: &mut Dice) -> String {
    let folder = dice.pick(&FOLDERS);
    let forms = [
        (10, "@ROOT@/FOLDER"),
        (3, "@ROOT@/FOLDER/"),
        (1, "@ROOT@"),
        (1, "/"),
        (1, "@ROOT@/FOLDER/../../srv"),
        (1, "@ROOT@//FOLDER"),
    ];
    dice.weighed(&forms).replace("FOLDER", folder)
}

/// Quotes an argument where it needs it, and now and then where it does not.
pub(crate) fn quoted(dice: &mut Dice, argument: &str) -> String {
    let must = argument.contains(' ') || argument.is_empty();
    if must || (!argument.contains('"') && dice.percent(15)) {
        format!("\"{argument}\"")
    } else {
        argument.to_owned()
    }
}
