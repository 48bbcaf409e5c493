//! What mod_dir makes of directories; compared with httpd 2.4.71 on random servers.

use super::Server;
use crate::host::Memory;
use crate::httpd::request::Index;

fn ask(lines: &str, url: &str) -> String {
    let host = Memory::new().file("/srv/www/a/b.txt", "");
    let server = Server::on(host, &format!("DocumentRoot /srv/www\n{lines}"));
    server.ask(url, |router, resource| {
        let storage = router.map_to_storage(&router.document_root(resource).unwrap());
        let merged = router.sections(resource, &storage).unwrap();
        shown(router.directory_index(resource, &storage, &merged))
    })
}

fn fallback(lines: &str) -> String {
    let server = Server::on(Memory::new(), &format!("DocumentRoot /srv/www\n{lines}"));
    server.ask("http://h/none", |router, resource| {
        let storage = router.map_to_storage(&router.document_root(resource).unwrap());
        let merged = router.sections(resource, &storage).unwrap();
        shown(router.fallback_resource(resource, &merged))
    })
}

fn shown(index: Index) -> String {
    match index {
        Index::Nothing => "nothing".to_owned(),
        Index::Slash => "slash".to_owned(),
        Index::Doubt(_) => "?".to_owned(),
        Index::Candidates(paths, _) => {
            let paths = paths
                .into_iter()
                .map(|path| String::from_utf8(path).unwrap());
            paths.collect::<Vec<_>>().join(" ")
        }
    }
}

#[test]
fn a_directory_has_candidates() {
    assert_eq!(ask("", "http://h/a/"), "/a/index.html");
    assert_eq!(
        ask("DirectoryIndex x.wsgi /y\nDirectoryIndex z", "http://h/a/"),
        "/a/x.wsgi /y /a/z"
    );
    let own = "DirectoryIndex x\n<Directory /srv/www/a>\nDirectoryIndex y\n</Directory>";
    assert_eq!(ask(own, "http://h/a/"), "/a/y");
    assert_eq!(ask("DirectoryIndex disabled", "http://h/a/"), "");
    assert_eq!(ask("", "http://h/a/b.txt"), "nothing");
}

#[test]
fn a_directory_without_its_slash_is_redirected() {
    assert_eq!(ask("", "http://h/a"), "slash");
    assert_eq!(ask("DirectorySlash Off", "http://h/a"), "nothing");
}

#[test]
fn a_fallback_is_the_last_one_said() {
    assert_eq!(
        fallback("FallbackResource /x\nFallbackResource /app"),
        "/app"
    );
    assert_eq!(fallback("FallbackResource disabled"), "nothing");
    assert_eq!(fallback(""), "nothing");
}
