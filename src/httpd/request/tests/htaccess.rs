//! What `.htaccess` may say; each row was measured on httpd 2.4.71.

use super::{Server, layers};
use crate::host::Memory;

/// Asks for a file whose directory has this `.htaccess`, where `<Directory /srv/www>` has these lines.
fn ask(directory: &str, htaccess: &str) -> Result<String, u16> {
    let host = Memory::new()
        .file("/srv/www/a/index.html", "")
        .file("/srv/www/a/.htaccess", htaccess);
    let text = format!("DocumentRoot /srv/www\n<Directory /srv/www>\n{directory}\n</Directory>");
    layers(&Server::on(host, &text), "http://h/a/index.html")
}

const SETENV: &str = "SetEnv LAYER file\n";

#[test]
fn it_comes_behind_its_directory_and_counts_where_it_is_allowed() {
    assert_eq!(ask("AllowOverride FileInfo", SETENV), Ok("file".into()));
    assert_eq!(
        ask("AllowOverride All\nSetEnv LAYER www", SETENV),
        Ok("www file".into())
    );
    assert_eq!(ask("AllowOverride None", SETENV), Ok(String::new()));
    assert_eq!(ask("AllowOverride Options Indexes", SETENV), Err(500));
}

#[test]
fn without_any_allow_override_everything_in_it_is_refused() {
    assert_eq!(ask("", SETENV), Err(500));
    assert_eq!(ask("", "<IfModule no.c>\n</IfModule>\n"), Err(500));
    assert_eq!(ask("", "# only a comment\n\n"), Ok(String::new()));
}

#[test]
fn a_list_allows_single_directives() {
    assert_eq!(
        ask("AllowOverride None\nAllowOverrideList setenv", SETENV),
        Ok("file".into())
    );
    let guarded = "<IfModule mod_env.c>\nSetEnv LAYER file\n</IfModule>\n";
    assert_eq!(
        ask("AllowOverride None\nAllowOverrideList SetEnv", guarded),
        Err(500)
    );
    assert_eq!(
        ask(
            "AllowOverride None\nAllowOverrideList SetEnv <IfModule",
            guarded
        ),
        Ok("file".into())
    );
    let group = "WSGIProcessGroup x\nSetEnv LAYER file\n";
    assert_eq!(ask("AllowOverride All", group), Err(500));
    assert_eq!(
        ask(
            "AllowOverride All\nAllowOverrideList WSGIProcessGroup",
            group
        ),
        Ok("file".into())
    );
}

#[test]
fn some_mistakes_are_forgiven_where_that_is_said() {
    let unknown = "NoSuchDirective x\nSetEnv LAYER file\n";
    assert_eq!(ask("AllowOverride FileInfo", unknown), Err(500));
    assert_eq!(
        ask("AllowOverride FileInfo Nonfatal=Unknown", unknown),
        Ok("file".into())
    );
    let forbidden = "WSGIProcessGroup x\nSetEnv LAYER file\n";
    assert_eq!(
        ask("AllowOverride FileInfo Nonfatal=Override", forbidden),
        Ok("file".into())
    );
    // The line that opens a condition is passed over, and then its end has no beginning (differential seed 9).
    let condition = "<IfModule alias_module>\nSetEnv LAYER file\n</IfModule>\n";
    assert_eq!(ask("AllowOverride FileInfo", condition), Ok("file".into()));
    assert_eq!(ask("AllowOverride None Nonfatal=All", condition), Err(500));
    assert_eq!(
        ask("AllowOverride None\nAllowOverrideList SetEnv", condition),
        Err(500)
    );
}

#[test]
fn what_is_never_allowed() {
    for line in [
        "Include x",
        "Define A b",
        "WSGIScriptAlias / /x",
        "WSGIProcessGroup x",
        "<Directory /x>\n</Directory>",
        "SetEnv",
        "AllowOverride None",
        "</Files>",
        "<Files x>",
    ] {
        assert_eq!(ask("AllowOverride All", line), Err(500), "{line}");
    }
}

#[test]
fn options_may_be_limited_to_some() {
    let options = |line: &str| ask("AllowOverride Options=ExecCGI,Indexes FileInfo", line);
    assert_eq!(options("Options +ExecCGI"), Ok(String::new()));
    assert_eq!(options("Options FollowSymLinks"), Err(500));
    assert_eq!(options("Options Nonsense"), Err(500));
}

#[test]
fn a_line_has_at_most_8192_bytes_with_its_end() {
    let line = |length: usize| format!("SetEnv A {}\n", "x".repeat(length - 10));
    assert_eq!(ask("AllowOverride All", &line(8192)), Ok(String::new()));
    assert_eq!(ask("AllowOverride All", &line(8193)), Err(500));
}

#[test]
fn sections_in_it_count_for_their_files() {
    let text = "<Files index.html>\nSetEnv LAYER files\n</Files>\n\
                <FilesMatch \"^other\">\nSetEnv LAYER match\n</FilesMatch>\n\
                <If \"%{HTTP_HOST} == 'h'\">\nSetEnv LAYER if\n</If>\n\
                SetEnv LAYER file\n";
    assert_eq!(ask("AllowOverride All", text), Ok("file files if".into()));
}

#[test]
fn variables_of_the_configuration_are_replaced() {
    let host = Memory::new()
        .file("/srv/www/index.html", "")
        .file("/srv/www/.ht", "SetEnv LAYER ${NAME}\n")
        .file("/srv/www/.htaccess", "Nonsense\n");
    let text = "Define NAME value\nAccessFileName .none .ht .htaccess\nDocumentRoot /srv/www\n\
                <Directory />\nAllowOverride All\n</Directory>";
    assert_eq!(
        layers(&Server::on(host, text), "http://h/index.html"),
        Ok("value".into())
    );
}
