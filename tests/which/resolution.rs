//! How a request gets its process group and its application group.

use std::sync::LazyLock;

use super::rows::Rows;
use super::told::Expected::{Daemon, Embedded, Unreachable};

const CONFIG: &str = r#"
WSGIDaemonProcess one threads=1
WSGIDaemonProcess two threads=1
WSGIDaemonProcess server.test threads=1
WSGIDaemonProcess asked.test threads=1
<Directory @ROOT@/app/main>
    WSGIProcessGroup one
</Directory>

<VirtualHost *:@PORT@>
    ServerName sections.test
    WSGIProcessGroup two
    WSGIScriptAlias /plain @ROOT@/app/a.wsgi
    WSGIScriptAlias /main @ROOT@/app/main/a.wsgi
    WSGIScriptAlias /location @ROOT@/app/main/a.wsgi
    <Location /location>
        WSGIProcessGroup two
    </Location>
    <Location /location/if>
        WSGIProcessGroup one
    </Location>
    <If "%{REQUEST_URI} == '/location/if'">
        WSGIProcessGroup two
    </If>
    WSGIScriptAlias /option @ROOT@/app/main/a.wsgi process-group=two
    <Location /option>
        WSGIProcessGroup one
    </Location>
    WSGIScriptAlias /global @ROOT@/app/main/a.wsgi process-group=%{GLOBAL}
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName restricted.test
    WSGIRestrictProcess ONE %{GLOBAL}
    WSGIScriptAlias /one @ROOT@/app/a.wsgi process-group=one
    WSGIScriptAlias /two @ROOT@/app/a.wsgi process-group=two
    WSGIScriptAlias /none @ROOT@/app/a.wsgi
    <Location /none/inside>
        WSGIRestrictProcess one
    </Location>
</VirtualHost>

<VirtualHost *:@PORT@>
    ServerName server.test
    ServerAlias asked.test
    WSGIScriptAlias /server @ROOT@/app/a.wsgi process-group=%{SERVER}
    WSGIScriptAlias /host @ROOT@/app/a.wsgi process-group=%{HOST} application-group=%{HOST}
    WSGIScriptAlias /resource @ROOT@/app/a.wsgi process-group=%{RESOURCE}
    WSGIScriptAlias /literal @ROOT@/app/a.wsgi process-group=x-%{SERVER}
    WSGIScriptAlias /Default @ROOT@/app/a.wsgi
    SetEnv Group one
    SetEnv NEXT %{GLOBAL}
    SetEnvIf Request_URI ^/env-if GROUP=two
    SetEnvIf Host ^SERVER GROUP=two
    WSGIScriptAlias /env @ROOT@/app/a.wsgi process-group=%{ENV:GROUP}
    WSGIScriptAlias /env-if @ROOT@/app/a.wsgi process-group=%{ENV:GROUP}
    WSGIScriptAlias /env-token @ROOT@/app/a.wsgi process-group=%{ENV:NEXT}
</VirtualHost>
"#;

const FILES: &[(&str, &str)] = &[("app/main/a.wsgi", "")];

const URLS: &[&str] = &[
    "http://sections.test/plain",
    "http://sections.test/main",
    "http://sections.test/location",
    "http://sections.test/location/if",
    "http://sections.test/location/if/not",
    "http://sections.test/option",
    "http://sections.test/global",
    "http://restricted.test/one",
    "http://restricted.test/two",
    "http://restricted.test/none",
    "http://restricted.test/none/inside",
    "http://server.test/server",
    "http://server.test:8123/server",
    "http://asked.test/server",
    "http://asked.test/host",
    "http://server.test/resource",
    "http://server.test/literal",
    "http://server.test/Default/x",
    "http://server.test:8123/Default/x",
    "http://server.test/env",
    "http://server.test/env-if",
    "http://server.test//env-if",
    "http://server.test/%65nv-if",
    "http://SERVER.test/env",
    "http://server.test/env-token",
];

static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows::ask(CONFIG, FILES, URLS));

#[test]
fn a_section_beats_the_virtual_host_even_one_of_the_main_server() {
    ROWS.is("http://sections.test/plain", Daemon("two"));
    ROWS.is("http://sections.test/main", Daemon("one"));
}

#[test]
fn location_beats_directory_and_if_beats_both() {
    ROWS.is("http://sections.test/location", Daemon("two"));
    ROWS.is("http://sections.test/location/if", Daemon("two"));
    ROWS.is("http://sections.test/location/if/not", Daemon("one"));
}

#[test]
fn an_option_of_the_alias_beats_every_section() {
    ROWS.is("http://sections.test/option", Daemon("two"));
    ROWS.is("http://sections.test/global", Embedded);
}

#[test]
fn a_list_of_process_groups_is_compared_in_any_case_and_the_inner_one_counts() {
    ROWS.is("http://restricted.test/one", Daemon("one"));
    ROWS.is("http://restricted.test/two", Unreachable);
    ROWS.is("http://restricted.test/none", Embedded);
    ROWS.is("http://restricted.test/none/inside", Unreachable);
}

#[test]
fn server_and_host_stand_for_names_with_the_port_of_the_request() {
    ROWS.is("http://server.test/server", Daemon("server.test"));
    ROWS.is("http://server.test:8123/server", Unreachable);
    ROWS.is("http://asked.test/server", Daemon("server.test"));
    let told = ROWS.is("http://asked.test/host", Daemon("asked.test"));
    assert_eq!(told.application_group.as_deref(), Some("asked.test"));
}

#[test]
fn resource_stands_for_the_name_and_the_mount_which_no_group_is_called() {
    ROWS.is("http://server.test/resource", Unreachable);
}

#[test]
fn only_a_value_that_begins_with_a_percent_sign_is_expanded() {
    ROWS.is("http://server.test/literal", Unreachable);
}

#[test]
fn the_application_group_is_by_default_the_name_and_the_mount_in_small_letters() {
    let told = ROWS.is("http://server.test/Default/x", Embedded);
    let group = "server.test|/default";
    assert_eq!(told.application_group.as_deref(), Some(group));
    let told = ROWS.is("http://server.test:8123/Default/x", Embedded);
    let group = "server.test:8123|/default";
    assert_eq!(told.application_group.as_deref(), Some(group));
}

#[test]
fn set_env_if_at_server_level_sees_the_path_as_it_was_written_but_for_slashes_at_its_start() {
    ROWS.is("http://server.test//env-if", Daemon("two"));
    ROWS.is("http://server.test/%65nv-if", Daemon("one"));
}

#[test]
fn set_env_if_sees_the_host_as_it_was_written() {
    ROWS.is("http://SERVER.test/env", Daemon("two"));
    ROWS.is("http://server.test/env", Daemon("one"));
}

#[test]
fn a_variable_names_a_group_and_set_env_if_beats_set_env() {
    ROWS.is("http://server.test/env", Daemon("one"));
    ROWS.is("http://server.test/env-if", Daemon("two"));
    ROWS.is("http://server.test/env-token", Embedded);
}
