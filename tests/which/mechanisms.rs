//! What makes a request one of mod_wsgi, and what each way needs.

use std::sync::LazyLock;

use super::rows::Rows;
use super::told::Expected::{self, Daemon, Embedded, NotWsgi};

const CONFIG: &str = r"
WSGIDaemonProcess one threads=1
WSGIScriptAlias /global @ROOT@/app/b.wsgi
Alias /static @ROOT@/www
<Directory @ROOT@/www>
    Options FollowSymLinks ExecCGI
</Directory>
<Directory @ROOT@/www/plain>
    Options -ExecCGI
</Directory>

<VirtualHost *:@PORT@>
    ServerName aliases.test
    WSGIScriptAlias /file @ROOT@/app/a.wsgi process-group=one
    WSGIScriptAlias /folder @ROOT@/app
    WSGIScriptAlias /slash/ @ROOT@/app/
    WSGIScriptAlias /missing @ROOT@/app/none.wsgi
    WSGIScriptAliasMatch ^/match/([a-z]+) @ROOT@/app/$1.wsgi process-group=one callable-object=other
    WSGIScriptAlias /nest @ROOT@/app/a.wsgi
    WSGIScriptAlias /nest/deeper @ROOT@/app/b.wsgi
    Alias /al @ROOT@/www
    WSGIScriptAlias /al/deeper @ROOT@/app/a.wsgi
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName root.test
    WSGIScriptAlias / @ROOT@/app/a.wsgi
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName set-handler.test
    DocumentRoot @ROOT@/www
    <Files x.py>
        SetHandler wsgi-script
    </Files>
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName add-handler.test
    AddHandler wsgi-script .py
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName add-type.test
    AddType application/x-httpd-wsgi .py
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName force-type.test
    <FilesMatch \.py$>
        ForceType application/x-httpd-wsgi
    </FilesMatch>
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName rewrite.test
    RewriteEngine On
    RewriteRule \.py$ - [H=wsgi-script]
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName handler-script.test
    WSGIHandlerScript own-handler @ROOT@/app/b.wsgi process-group=one
    WSGIHandlerScript inheriting @ROOT@/app/b.wsgi
    WSGIProcessGroup one
    <Location /own>
        SetHandler own-handler
    </Location>
    <Location /inherits>
        SetHandler inheriting
    </Location>
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName index.test
    AddHandler wsgi-script .py
    DirectoryIndex none.py x.py
    FallbackResource /fall/back
    WSGIScriptAlias /fall @ROOT@/app/b.wsgi
    WSGIScriptAlias /folder/ @ROOT@/app/ process-group=one callable-object=other
    <Location /folder/>
        DirectoryIndex /x.py
    </Location>
    <Location /allowed/sub/>
        DirectoryIndex index.html
    </Location>
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName check-handler.test
    AddHandler wsgi-script .py
    DirectoryIndex x.py
    DirectoryCheckHandler On
    <Location /allowed/>
        SetHandler wsgi-script
    </Location>
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName htaccess.test
    DocumentRoot @ROOT@/www/allowed
    <Directory @ROOT@/www/allowed>
        AllowOverride FileInfo
    </Directory>
    <Directory @ROOT@/www/allowed/refused>
        Options -ExecCGI
    </Directory>
    WSGIHandlerScript inheriting @ROOT@/app/b.wsgi
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName htaccess-wrong.test
    DocumentRoot @ROOT@/www/wrong
    <Directory @ROOT@/www/wrong>
        AllowOverride FileInfo
    </Directory>
</VirtualHost>
";

const FILES: &[(&str, &str)] = &[
    ("www/x.py", ""),
    ("www/plain/x.py", ""),
    ("www/text.txt", "text"),
    ("www/allowed/x.py", ""),
    ("www/allowed/sub/text.txt", "text"),
    ("www/allowed/bare/text.txt", "text"),
    (
        "www/allowed/.htaccess",
        "AddHandler wsgi-script .py\nWSGICallableObject other\n",
    ),
    ("www/allowed/set/x.txt", ""),
    ("www/allowed/set/.htaccess", "SetHandler wsgi-script\n"),
    ("www/allowed/type/x.txt", ""),
    (
        "www/allowed/type/.htaccess",
        "AddType application/x-httpd-wsgi .txt\n",
    ),
    ("www/allowed/force/x.txt", ""),
    (
        "www/allowed/force/.htaccess",
        "ForceType application/x-httpd-wsgi\n",
    ),
    ("www/allowed/rule/x.txt", ""),
    (
        "www/allowed/rule/.htaccess",
        "RewriteEngine On\nRewriteRule x - [H=wsgi-script]\n",
    ),
    ("www/allowed/named/x.own", "text"),
    (
        "www/allowed/named/.htaccess",
        "AddHandler inheriting .own\n",
    ),
    ("www/allowed/refused/x.py", ""),
    ("www/wrong/x.py", ""),
    ("www/wrong/.htaccess", "WSGIProcessGroup one\n"),
];

const URLS: &[&str] = &[
    "http://aliases.test/file",
    "http://aliases.test/file/more",
    "http://aliases.test/filed",
    "http://aliases.test/folder/b.wsgi/more",
    "http://aliases.test/folder",
    "http://aliases.test/folder/",
    "http://aliases.test/slash",
    "http://aliases.test/slash/a.wsgi",
    "http://aliases.test/missing",
    "http://aliases.test/match/b/more",
    "http://aliases.test/match/1",
    "http://aliases.test/nest/deeper",
    "http://aliases.test/al/deeper",
    "http://aliases.test/global",
    "http://root.test/global",
    "http://root.test/static/text.txt",
    "http://set-handler.test/x.py/more",
    "http://set-handler.test/plain/x.py",
    "http://add-handler.test/x.py",
    "http://add-handler.test/plain/x.py",
    "http://add-type.test/x.py",
    "http://add-type.test/plain/x.py",
    "http://force-type.test/x.py",
    "http://force-type.test/plain/x.py",
    "http://rewrite.test/x.py",
    "http://rewrite.test/plain/x.py",
    "http://handler-script.test/own/there/is/no/file",
    "http://handler-script.test/inherits",
    "http://index.test/",
    "http://index.test/folder/",
    "http://index.test/nothing/there",
    "http://index.test/allowed/sub/",
    "http://index.test/nothing.py",
    "http://index.test/allowed/bare/",
    "http://check-handler.test/",
    "http://check-handler.test/allowed/",
    "http://htaccess.test/x.py",
    "http://htaccess.test/set/x.txt",
    "http://htaccess.test/type/x.txt",
    "http://htaccess.test/force/x.txt",
    "http://htaccess.test/rule/x.txt",
    "http://htaccess.test/named/x.own",
    "http://htaccess.test/refused/x.py",
    "http://htaccess-wrong.test/x.py",
];

static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows::ask(CONFIG, FILES, URLS));

#[test]
fn an_alias_to_a_file_needs_no_exec_cgi_and_takes_what_is_below() {
    let told = ROWS.is("http://aliases.test/file", Daemon("one"));
    assert_eq!(told.script, Some(ROWS.path("app/a.wsgi")));
    ROWS.is("http://aliases.test/file/more", Daemon("one"));
    ROWS.is("http://aliases.test/filed", NotWsgi);
}

#[test]
fn an_alias_to_a_directory_runs_the_scripts_in_it() {
    let told = ROWS.is("http://aliases.test/folder/b.wsgi/more", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/folder/b.wsgi"));
    ROWS.is("http://aliases.test/folder", NotWsgi);
    ROWS.is("http://aliases.test/folder/", NotWsgi);
}

#[test]
fn an_alias_with_a_slash_at_its_end_is_for_what_is_below_only() {
    ROWS.is("http://aliases.test/slash", NotWsgi);
    ROWS.is("http://aliases.test/slash/a.wsgi", Embedded);
}

#[test]
fn a_missing_script_is_not_found() {
    ROWS.is("http://aliases.test/missing", NotWsgi);
}

#[test]
fn an_alias_by_expression_puts_groups_into_its_target_and_has_options() {
    let told = ROWS.is("http://aliases.test/match/b/more", Daemon("one"));
    assert_eq!(told.script, Some(ROWS.path("app/b.wsgi")));
    assert_eq!(told.callable.as_deref(), Some("other"));
    ROWS.is("http://aliases.test/match/1", NotWsgi);
}

#[test]
fn among_aliases_the_first_wins_not_the_longest() {
    let told = ROWS.is("http://aliases.test/nest/deeper", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/nest"));
}

#[test]
fn mod_alias_wins_over_any_alias_of_mod_wsgi() {
    ROWS.is("http://aliases.test/al/deeper", NotWsgi);
    ROWS.is("http://root.test/static/text.txt", NotWsgi);
}

#[test]
fn an_alias_of_the_main_server_serves_a_virtual_host_unless_its_own_hide_it() {
    let told = ROWS.is("http://aliases.test/global", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/global"));
    let told = ROWS.is("http://root.test/global", Embedded);
    assert_eq!(told.mount.as_deref(), Some(""));
}

#[test]
fn a_set_handler_needs_exec_cgi() {
    let told = ROWS.is("http://set-handler.test/x.py/more", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/x.py"));
    ROWS.is("http://set-handler.test/plain/x.py", NotWsgi);
}

#[test]
fn an_add_handler_needs_exec_cgi() {
    ROWS.is("http://add-handler.test/x.py", Embedded);
    ROWS.is("http://add-handler.test/plain/x.py", NotWsgi);
}

#[test]
fn an_add_type_needs_exec_cgi() {
    ROWS.is("http://add-type.test/x.py", Embedded);
    ROWS.is("http://add-type.test/plain/x.py", NotWsgi);
}

#[test]
fn a_force_type_needs_exec_cgi() {
    ROWS.is("http://force-type.test/x.py", Embedded);
    ROWS.is("http://force-type.test/plain/x.py", NotWsgi);
}

#[test]
fn a_rewrite_rule_with_a_handler_needs_exec_cgi() {
    ROWS.is("http://rewrite.test/x.py", Embedded);
    ROWS.is("http://rewrite.test/plain/x.py", NotWsgi);
}

#[test]
fn a_handler_script_needs_no_file_and_no_exec_cgi_and_has_options() {
    let url = "http://handler-script.test/own/there/is/no/file";
    let told = ROWS.is(url, Daemon("one"));
    assert_eq!(told.script, Some(ROWS.path("app/b.wsgi")));
    assert_eq!(told.callable.as_deref(), Some("handle_request"));
}

#[test]
fn a_handler_script_without_a_group_of_its_own_has_that_of_its_surroundings() {
    ROWS.is("http://handler-script.test/inherits", Daemon("one"));
}

#[test]
fn an_index_is_asked_for_as_a_url_of_its_own_and_keeps_the_options_of_an_alias() {
    let told = ROWS.is("http://index.test/", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/x.py"));
    let told = ROWS.is("http://index.test/folder/", Daemon("one"));
    assert_eq!(told.script, Some(ROWS.path("www/x.py")));
    assert_eq!(told.callable.as_deref(), Some("other"));
}

#[test]
fn a_handler_may_keep_the_index_away() {
    ROWS.is("http://check-handler.test/", Embedded);
    ROWS.is("http://check-handler.test/allowed/", NotWsgi);
}

#[test]
fn a_fallback_serves_what_is_missing_and_has_no_handler_a_missing_index_too() {
    let told = ROWS.is("http://index.test/nothing/there", Embedded);
    assert_eq!(told.mount.as_deref(), Some("/fall"));
    ROWS.is("http://index.test/allowed/sub/", Embedded);
    ROWS.is("http://index.test/nothing.py", NotWsgi);
    ROWS.is("http://index.test/allowed/bare/", NotWsgi);
}

#[test]
fn a_handler_of_a_htaccess_counts_where_it_may_set_one() {
    let told = ROWS.is("http://htaccess.test/x.py", Embedded);
    assert_eq!(told.callable.as_deref(), Some("other"));
}

#[test]
fn every_way_to_a_handler_is_open_to_a_htaccess_and_needs_exec_cgi() {
    ROWS.is("http://htaccess.test/set/x.txt", Embedded);
    ROWS.is("http://htaccess.test/type/x.txt", Embedded);
    ROWS.is("http://htaccess.test/force/x.txt", Embedded);
    ROWS.is("http://htaccess.test/rule/x.txt", Embedded);
    ROWS.is("http://htaccess.test/refused/x.py", NotWsgi);
}

#[test]
fn a_htaccess_may_choose_a_handler_script_by_an_extension() {
    let told = ROWS.is("http://htaccess.test/named/x.own", Embedded);
    assert_eq!(told.script, Some(ROWS.path("app/b.wsgi")));
}

#[test]
fn a_process_group_in_a_htaccess_is_an_error() {
    ROWS.is("http://htaccess-wrong.test/x.py", Expected::ConfigError);
}
