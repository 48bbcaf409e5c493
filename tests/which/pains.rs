//! What users ran into and `apachectl configtest` does not see; the names are those of the list of measured cases.

use super::ground::Ground;
use super::rows::Rows;
use super::told::Expected::{Daemon, Embedded, Refused, Unreachable};

/// Asserts that httpd and we refuse the configuration with the same words.
#[track_caller]
fn assert_refused(config: &str, message: &str) {
    let ground = Ground::new(config, &[]);
    let output = ground.run(&["which", "http://main.test/"]);
    let talk = crate::support::printable(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{talk}");
    assert!(talk.contains(message), "{talk}");
    if let Some(real) = ground.check() {
        assert!(real.contains(message), "{real}");
    }
}

#[test]
fn l1_a_group_that_is_not_defined() {
    let config = "WSGIProcessGroup nosuch\nWSGIScriptAlias / @ROOT@/app/a.wsgi\n";
    let rows = Rows::ask(config, &[], &["http://main.test/"]);
    rows.is("http://main.test/", Unreachable);
}

#[test]
fn l2_a_group_of_another_virtual_host() {
    let config = "
        <VirtualHost *:@PORT@>
            ServerName a.test
            WSGIDaemonProcess of-a threads=1
        </VirtualHost>
        <VirtualHost *:@PORT@>
            ServerName b.test
            WSGIProcessGroup of-a
            WSGIScriptAlias / @ROOT@/app/a.wsgi
        </VirtualHost>";
    let rows = Rows::ask(config, &[], &["http://b.test/"]);
    rows.is("http://b.test/", Unreachable);
}

#[test]
fn l3_an_alias_with_both_groups_before_the_definition() {
    assert_refused(
        "WSGIScriptAlias / @ROOT@/app/a.wsgi process-group=g application-group=x\nWSGIDaemonProcess g\n",
        "WSGI process group not yet configured.",
    );
}

#[test]
fn l3b_an_alias_with_the_process_group_alone_before_the_definition() {
    let config =
        "WSGIScriptAlias / @ROOT@/app/a.wsgi process-group=g\nWSGIDaemonProcess g threads=1\n";
    let rows = Rows::ask(config, &[], &["http://main.test/"]);
    rows.is("http://main.test/", Daemon("g"));
}

#[test]
fn l4_restricted_and_not_delegated() {
    let config = "WSGIRestrictEmbedded On\nWSGIScriptAlias / @ROOT@/app/a.wsgi\n";
    let rows = Rows::ask(config, &[], &["http://main.test/"]);
    rows.is("http://main.test/", Refused);
}

#[test]
fn l5_a_restriction_inside_a_virtual_host() {
    assert_refused(
        "<VirtualHost *:@PORT@>\nWSGIRestrictEmbedded On\n</VirtualHost>\n",
        "WSGIRestrictEmbedded cannot occur within <VirtualHost> section",
    );
}

#[test]
fn l6_the_option_of_the_alias_against_the_directive() {
    let config = "
        WSGIDaemonProcess g1 threads=1
        WSGIDaemonProcess g2 threads=1
        WSGIProcessGroup g1
        WSGIScriptAlias /two @ROOT@/app/a.wsgi process-group=g2
        WSGIScriptAlias /none @ROOT@/app/a.wsgi process-group=%{GLOBAL}";
    let urls = ["http://main.test/two", "http://main.test/none"];
    let rows = Rows::ask(config, &[], &urls);
    rows.is("http://main.test/two", Daemon("g2"));
    rows.is("http://main.test/none", Embedded);
}

#[test]
fn l7_the_later_location_wins_not_the_longer() {
    let config = "
        WSGIDaemonProcess g1 threads=1
        WSGIDaemonProcess g2 threads=1
        <VirtualHost *:@PORT@>
            ServerName short-last.test
            WSGIScriptAlias / @ROOT@/app/a.wsgi
            <Location /a>
                WSGIProcessGroup g1
            </Location>
            <Location />
                WSGIProcessGroup g2
            </Location>
        </VirtualHost>
        <VirtualHost *:@PORT@>
            ServerName long-last.test
            WSGIScriptAlias / @ROOT@/app/a.wsgi
            <Location />
                WSGIProcessGroup g2
            </Location>
            <Location /a>
                WSGIProcessGroup g1
            </Location>
        </VirtualHost>";
    let urls = ["http://short-last.test/a", "http://long-last.test/a"];
    let rows = Rows::ask(config, &[], &urls);
    rows.is("http://short-last.test/a", Daemon("g2"));
    rows.is("http://long-last.test/a", Daemon("g1"));
}

#[test]
fn l8_a_definition_under_a_flag_in_two_virtual_hosts() {
    let config = "
        <VirtualHost *:@PORT@>
            ServerName shop.test
            <IfDefine !W>
                Define W
                WSGIDaemonProcess w threads=1
                WSGIProcessGroup w
            </IfDefine>
            WSGIScriptAlias / @ROOT@/app/a.wsgi
        </VirtualHost>
        <VirtualHost *:@PORT@>
            ServerName shop.test
            ServerAlias second.test
            <IfDefine !W>
                Define W
                WSGIDaemonProcess w threads=1
                WSGIProcessGroup w
            </IfDefine>
            WSGIScriptAlias / @ROOT@/app/a.wsgi
        </VirtualHost>";
    let urls = ["http://shop.test/", "http://second.test/"];
    let rows = Rows::ask(config, &[], &urls);
    rows.is("http://shop.test/", Daemon("w"));
    rows.is("http://second.test/", Embedded);
}

#[test]
fn l9_one_name_twice() {
    assert_refused(
        "WSGIDaemonProcess g\n<VirtualHost *:@PORT@>\nWSGIDaemonProcess g\n</VirtualHost>\n",
        "Name duplicates previous WSGI daemon definition.",
    );
}

#[test]
fn l14_quotes_in_the_options_of_a_definition() {
    let config = "
        WSGIDaemonProcess g1 threads=1 display-name=\"x y\" home='/'
        WSGIProcessGroup g1
        WSGIScriptAlias / @ROOT@/app/a.wsgi";
    let rows = Rows::ask(config, &[], &["http://main.test/"]);
    rows.is("http://main.test/", Daemon("g1"));
}

#[test]
fn l15_an_option_of_a_definition_in_another_case() {
    assert_refused(
        "WSGIDaemonProcess g Threads=3\n",
        "Invalid option to WSGI daemon process definition.",
    );
}

/// Not asked of the real server: the request would hang for a minute.
#[test]
fn l18_a_python_home_that_is_not_there_does_not_change_who_is_asked() {
    let config = "
        WSGIDaemonProcess g1 python-home=/no/such
        WSGIScriptAlias / @ROOT@/app/a.wsgi process-group=g1";
    let ground = Ground::new(config, &[]);
    let told = &ground.ours(&["http://main.test/"], &[])[0];
    assert!(Daemon("g1").fits(told), "{told:?}");
}
