//! What a request brings along when httpd goes on with it as another: an index, an internal redirect, a path of mod_rewrite.

use std::sync::LazyLock;

use super::rows::Rows;
use super::told::Expected::{Daemon, Embedded, NotWsgi};

const CONFIG: &str = r#"
WSGIDaemonProcess one threads=1
WSGIDaemonProcess two threads=1
<Directory @ROOT@/www>
    Options FollowSymLinks ExecCGI
    AllowOverride FileInfo
</Directory>
AddHandler wsgi-script .py
DirectoryIndex x.py

<VirtualHost *:@PORT@>
    ServerName missing-index.test
    DocumentRoot @ROOT@/www/missing
    DirectoryIndex none.py there.py
    WSGIScriptAlias /app @ROOT@/app/a.wsgi
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName variables.test
    DocumentRoot @ROOT@/www/variables
    WSGIProcessGroup %{ENV:PG}
    SetEnvIf Request_URI \.py$ BY_URI=two
    SetEnvIf Request_URI /$ BY_URI=one
    RewriteEngine On
    RewriteRule ^/by-rule/$ - [E=PG:one]
    RewriteRule ^/unset/ - [E=PG:two,E=!PG]
    <Directory @ROOT@/www/variables/by-files>
        SetEnv PG one
        <Files x.py>
            SetEnv PG two
        </Files>
    </Directory>
    <Directory @ROOT@/www/variables/by-rule>
        SetEnv PG two
    </Directory>
    <Directory @ROOT@/www/variables/by-uri>
        WSGIProcessGroup %{ENV:BY_URI}
    </Directory>
    <Directory @ROOT@/www/variables/unset>
        SetEnv PG one
    </Directory>
    <Directory @ROOT@/www/variables/renamed>
        WSGIProcessGroup %{ENV:REDIRECT_PG}
    </Directory>
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName ends.test
    DocumentRoot @ROOT@/www/ends
    WSGIScriptAlias /app @ROOT@/app/a.wsgi process-group=one
    WSGIScriptAlias /other @ROOT@/app/a.wsgi process-group=two
    RewriteEngine On
    RewriteRule ^/last @ROOT@/www/ends/ended/x.py [END]
    RewriteRule ^/passed /ended/x.py [PT,END]
    RewriteRule ^/first /ended/x.py [PT]
    RewriteRule ^/app/inside /other [PT]
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName query.test
    DocumentRoot @ROOT@/www/query
    WSGIScriptAlias /app @ROOT@/app/a.wsgi
    RewriteEngine On
    RewriteRule ^/to-one /x.py?one [PT]
    RewriteRule ^/to-two /x.py?two [PT]
    <If "%{QUERY_STRING} == 'one'">
        WSGIProcessGroup one
    </If>
    <If "%{QUERY_STRING} == 'two'">
        WSGIProcessGroup two
    </If>
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName located.test
    DocumentRoot @ROOT@/www
    RewriteEngine On
    RewriteRule ^/before$ /after [PT]
    WSGIScriptAlias /after @ROOT@/app/a.wsgi
    <Location /before>
        Redirect 410
    </Location>
    RewriteRule ^/plain$ /gone [PT]
    WSGIScriptAlias /gone @ROOT@/app/a.wsgi
    <Location /gone>
        WSGIProcessGroup one
    </Location>
</VirtualHost>
"#;

const FILES: &[(&str, &str)] = &[
    (
        "www/missing/.htaccess",
        "RewriteEngine On\nRewriteRule none.py$ /app [L]\n",
    ),
    ("www/missing/there.py", ""),
    ("www/missing/taken/there.py", ""),
    (
        "www/missing/taken/.htaccess",
        "RewriteEngine On\nRewriteRule there.py$ /nothing [L]\n",
    ),
    ("www/variables/by-files/x.py", ""),
    ("www/variables/by-rule/x.py", ""),
    ("www/variables/by-uri/x.py", ""),
    ("www/variables/unset/x.py", ""),
    (
        "www/variables/.htaccess",
        "RewriteEngine On\nRewriteRule ^to-renamed /renamed/x.py [E=PG:one]\n",
    ),
    ("www/variables/renamed/x.py", ""),
    (
        "www/ends/.htaccess",
        "RewriteEngine On\nRewriteRule ^stays /app/inside [END]\nRewriteRule ^goes /app/inside [L]\n",
    ),
    ("www/ends/ended/x.py", ""),
    (
        "www/ends/ended/.htaccess",
        "RewriteEngine On\nRewriteRule ^x.py$ /app\n",
    ),
    (
        "www/query/.htaccess",
        "RewriteEngine On\nRewriteCond %{QUERY_STRING} two\nRewriteRule ^x.py$ /app\n\
         RewriteRule ^twice /x.py?one\n\
         RewriteCond %{ENV:REDIRECT_STATUS} ^$\nRewriteRule ^status /again/x.py\n\
         RewriteCond %{ENV:REDIRECT_STATUS} 200\nRewriteRule ^again /app\n",
    ),
    ("www/query/x.py", ""),
];

const URLS: &[&str] = &[
    "http://missing-index.test/",
    "http://missing-index.test/taken/",
    "http://variables.test/by-files/",
    "http://variables.test/by-files/x.py",
    "http://variables.test/by-rule/",
    "http://variables.test/by-uri/",
    "http://variables.test/by-uri/x.py",
    "http://variables.test/unset/x.py",
    "http://variables.test/to-renamed",
    "http://ends.test/stays",
    "http://ends.test/goes",
    "http://ends.test/first",
    "http://ends.test/last",
    "http://ends.test/passed",
    "http://query.test/x.py",
    "http://query.test/to-one",
    "http://query.test/to-two",
    "http://query.test/twice",
    "http://query.test/status",
    "http://located.test/before",
    "http://located.test/after",
    "http://located.test/plain",
];

static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows::ask(CONFIG, FILES, URLS));

#[test]
fn a_missing_index_is_passed_over_whatever_a_rule_of_its_directory_makes_of_it() {
    let told = ROWS.is("http://missing-index.test/", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/there.py"));
}

#[test]
fn an_index_that_is_there_is_taken_whatever_a_rule_of_its_directory_makes_of_it() {
    ROWS.is("http://missing-index.test/taken/", NotWsgi);
}

#[test]
fn an_index_has_the_variables_of_its_directory_before_its_own() {
    ROWS.is("http://variables.test/by-files/", Daemon("one"));
    ROWS.is("http://variables.test/by-files/x.py", Daemon("two"));
    ROWS.is("http://variables.test/by-rule/", Daemon("one"));
}

#[test]
fn set_env_if_is_asked_once_and_not_again_for_an_index() {
    ROWS.is("http://variables.test/by-uri/", Daemon("one"));
    ROWS.is("http://variables.test/by-uri/x.py", Daemon("two"));
}

#[test]
fn a_rule_takes_a_variable_away() {
    ROWS.is("http://variables.test/unset/x.py", Daemon("one"));
}

#[test]
fn a_redirect_renames_the_variables() {
    ROWS.is("http://variables.test/to-renamed", Daemon("one"));
}

#[test]
fn end_keeps_all_further_rules_away() {
    ROWS.is("http://ends.test/stays", Daemon("one"));
    ROWS.is("http://ends.test/goes", Daemon("two"));
    ROWS.is("http://ends.test/first", Daemon("one"));
    let told = ROWS.is("http://ends.test/last", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/last"));
    ROWS.is("http://ends.test/passed", Daemon("one"));
}

#[test]
fn a_query_of_a_rule_is_the_one_that_what_follows_sees() {
    ROWS.is("http://query.test/x.py", Embedded);
    ROWS.is("http://query.test/to-one", Daemon("one"));
    let told = ROWS.is("http://query.test/to-two", Daemon("two"));
    assert_eq!(told.mount.as_deref(), Some("/app"));
    ROWS.is("http://query.test/twice", Daemon("one"));
}

#[test]
fn only_a_redirected_request_has_a_status_from_before() {
    let told = ROWS.is("http://query.test/status", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/app"));
}

#[test]
fn until_a_file_is_found_the_sections_are_those_of_the_path_before_the_rules() {
    ROWS.is("http://located.test/before", NotWsgi);
    ROWS.is("http://located.test/after", Embedded);
    ROWS.is("http://located.test/plain", Daemon("one"));
}
