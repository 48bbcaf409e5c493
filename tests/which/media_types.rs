//! Types that make scripts of files without a directive that says so: those of the file that `TypesConfig` names, and those
//! that mod_mime_magic finds in a file.

use super::ground::Ground;
use super::rows::Rows;
use super::told::Expected::{Embedded, NotWsgi};

/// The last `TypesConfig` of the main server counts, and the last line in its file; a type is compared with its case.
#[test]
fn the_list_of_types_makes_scripts_of_files() {
    let config = r"
TypesConfig @ROOT@/types
<Directory @ROOT@/www>
    Options ExecCGI
</Directory>
<VirtualHost *:@PORT@>
    ServerName own.test
    TypesConfig /etc/mime.types
    <Directory @ROOT@/www/plain>
        RemoveType .app
    </Directory>
    <Directory @ROOT@/www/added>
        AddType text/plain .app
        AddType application/x-httpd-wsgi .other
    </Directory>
</VirtualHost>
";
    let types = "application/x-httpd-wsgi APP twice other\nApplication/X-HTTPD-WSGI upper\ntext/x-mine twice other\n";
    let files = [
        ("types", types),
        ("www/a.app", ""),
        ("www/a.app.twice", "text"),
        ("www/a.twice.app", ""),
        ("www/a.app.none", ""),
        ("www/a.upper", "text"),
        ("www/plain/a.app", "text"),
        ("www/added/a.app", "text"),
        ("www/added/a.other", ""),
    ];
    let urls = [
        "http://own.test/a.app",
        "http://own.test/a.app/more",
        "http://own.test/a.app.twice",
        "http://own.test/a.twice.app",
        "http://own.test/a.app.none",
        "http://own.test/a.upper",
        "http://own.test/plain/a.app",
        "http://own.test/added/a.app",
        "http://own.test/added/a.other",
    ];
    let rows = Rows::ask(config, &files, &urls);
    for (at, url) in urls.iter().enumerate() {
        let is_script = [0, 1, 3, 4, 8].contains(&at);
        rows.is(url, if is_script { Embedded } else { NotWsgi });
    }
}

/// mod_mime_magic is asked last, and for files alone: only what has no type and no handler depends on what is in it.
#[test]
fn what_mod_mime_magic_finds_in_a_file_is_undecided() {
    let config = r"
LoadModule mime_magic_module /usr/lib/apache2/modules/mod_mime_magic.so
MimeMagicFile @ROOT@/magic
<Directory @ROOT@/www>
    Options ExecCGI
</Directory>
<Files typed>
    ForceType text/plain
</Files>
<VirtualHost *:@PORT@>
    ServerName main.test
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName other.test
    MimeMagicFile @ROOT@/no-magic
</VirtualHost>
";
    let files = [
        (
            "magic",
            "0\tstring\t\"\"\"Tells\tapplication/x-httpd-wsgi\n",
        ),
        ("no-magic", "0\tstring\t\"\"\"Tells\ttext/x-python\n"),
        ("www/script", ""),
        ("www/text.txt", "text"),
        ("www/typed", ""),
    ];
    let urls = [
        "http://main.test/script",
        "http://main.test/text.txt",
        "http://main.test/typed",
        "http://main.test/nothing",
        "http://other.test/script",
    ];
    let ground = Ground::new(config, &files);
    let ours = ground.ours(&urls, &[]);
    let said: Vec<_> = ours.iter().map(|told| told.status.as_str()).collect();
    assert_eq!(
        said,
        ["undecided", "not-wsgi", "not-wsgi", "not-wsgi", "not-wsgi"]
    );
    let because = ours[0].because.as_deref().unwrap_or_default();
    let reason = "mod_mime_magic makes scripts of files by what is in them";
    assert!(because.contains(reason), "{because}");
    let Some((real, _)) = ground.real(&urls) else {
        return;
    };
    let found: Vec<_> = real.iter().map(|told| told.status.as_str()).collect();
    assert_eq!(
        found,
        ["embedded", "not-wsgi", "not-wsgi", "not-wsgi", "not-wsgi"]
    );
}
