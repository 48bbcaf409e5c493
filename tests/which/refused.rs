//! What is refused whoever asks: by the method, for want of a user, for want of encryption.

use std::sync::LazyLock;

use super::ground::Ground;
use super::rows::Rows;
use super::told::Expected::{Daemon, Embedded, NotWsgi};

const CONFIG: &str = r"
LoadModule allowmethods_module /usr/lib/apache2/modules/mod_allowmethods.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
WSGIScriptAlias /a @ROOT@/app/a.wsgi
<Location /a/post>
    AllowMethods POST
</Location>
<Location /a/post/both>
    AllowMethods POST
    AllowMethods GET
</Location>
<Location /a/post/reset>
    AllowMethods reset
</Location>
<Location /a/user>
    Require valid-user
</Location>
<Location /a/user/all>
    Require valid-user
    Require all granted
</Location>
";

const URLS: &[&str] = &[
    "http://main.test/a/post",
    "http://main.test/a/post/both",
    "http://main.test/a/post/reset",
    "http://main.test/a/user",
    "http://main.test/a/user/all",
];

static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows::ask(CONFIG, &[], URLS));

#[test]
fn get_must_be_among_the_methods_that_are_allowed() {
    ROWS.is("http://main.test/a/post", NotWsgi);
    ROWS.is("http://main.test/a/post/both", Embedded);
    ROWS.is("http://main.test/a/post/reset", Embedded);
}

#[test]
fn a_user_who_is_never_asked_for_is_an_error() {
    let told = ROWS.is("http://main.test/a/user", NotWsgi);
    assert!(
        told.because
            .as_deref()
            .unwrap_or_default()
            .contains("AuthType")
    );
    ROWS.is("http://main.test/a/user/all", Embedded);
}

/// Asked of us alone: the real server would need a certificate.
#[test]
fn encryption_is_asked_for_and_answered() {
    let config = r"
        LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
        Listen 127.0.0.1:8443
        WSGIDaemonProcess one threads=1
        WSGIScriptAlias /a @ROOT@/app/a.wsgi process-group=one
        <Location /a/tls>
            SSLRequireSSL
        </Location>
        <Location /a/ssl>
            Require ssl
        </Location>
        <VirtualHost *:8443>
            ServerName tls.test
            SSLEngine on
        </VirtualHost>";
    let ground = Ground::new(config, &[]);
    let is = |url: &str, expected: super::told::Expected| {
        let output = ground.run(&["which", "--format", "json", url]);
        let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let told = serde_json::from_value(page["answers"][0].clone()).unwrap();
        assert!(expected.fits(&told), "{url}: {told:?}");
        told
    };
    let port = ground.address().rsplit(':').next().unwrap().to_owned();
    let open = |path: &str| format!("http://main.test:{port}{path}");
    is("https://tls.test:8443/a/tls", Daemon("one"));
    is("https://tls.test:8443/a/ssl", Daemon("one"));
    is("http://tls.test:8443/a", NotWsgi);
    is(&open("/a"), Daemon("one"));
    is(&open("/a/tls"), NotWsgi);
    is(&open("/a/ssl"), NotWsgi);
}

/// mod_actions redirects to a URL that it puts together of its own and the one that was asked for.
#[test]
fn what_mod_actions_may_hand_on_is_open() {
    let config = r"
        LoadModule actions_module /usr/lib/apache2/modules/mod_actions.so
        WSGIScriptAlias /act @ROOT@/app/a.wsgi
        Script GET /act
        Action text/html /act
        Action mine /act
        <Location /other>
            SetHandler other
        </Location>
        <Location /mine>
            SetHandler mine
        </Location>";
    let ground = Ground::new(
        config,
        &[
            ("www/index.html", "<p>"),
            ("www/other", "x"),
            ("www/mine", "x"),
        ],
    );
    let cases = [
        ("http://main.test/index.html", "undecided"),
        ("http://main.test/other?query", "undecided"),
        ("http://main.test/missing?query", "undecided"),
        ("http://main.test/mine", "undecided"),
        ("http://main.test/other", "not-wsgi"),
        ("http://main.test/act?query", "embedded"),
    ];
    let urls = cases.map(|(url, _)| url);
    let told = ground.ours(&urls, &[]);
    for ((url, expected), told) in cases.iter().zip(&told) {
        assert_eq!(told.status, *expected, "{url}: {told:?}");
    }
    // Each that is open is one that the application answers.
    if let Some((real, _)) = ground.real(&urls) {
        for ((url, expected), told) in cases.iter().zip(&real) {
            let is_served = told.status == "embedded";
            assert_eq!(is_served, *expected != "not-wsgi", "{url}: {told:?}");
        }
    }
}

#[test]
fn a_host_that_nobody_has_and_a_line_that_is_too_long_are_refused() {
    let config = "StrictHostCheck On\nLimitRequestLine 60\nWSGIScriptAlias /a @ROOT@/app/a.wsgi\n";
    let urls = [
        "http://main.test/a",
        "http://nobody.test/a",
        "http://main.test/a/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "http://main.test/a/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ];
    let rows = Rows::ask(config, &[], &urls);
    rows.is("http://main.test/a", Embedded);
    rows.is("http://nobody.test/a", NotWsgi);
    rows.is(urls[2], Embedded);
    rows.is(urls[3], NotWsgi);
}

#[test]
fn set_env_if_sees_the_host_as_it_was_written_and_an_empty_value_is_one() {
    let config = r"
        WSGIDaemonProcess 1 threads=1
        WSGIScriptAlias /a @ROOT@/app/a.wsgi
        SetEnv GRP %{GLOBAL}
        WSGIProcessGroup %{ENV:GRP}
        SetEnvIf Host ^main GRP=1
        SetEnvIf Request_URI empty GRP=
    ";
    let urls = [
        "http://main.test/a",
        "http://MAIN.test/a",
        "http://MAIN.test/a/empty",
    ];
    let rows = Rows::ask(config, &[], &urls);
    rows.is("http://main.test/a", Daemon("1"));
    rows.is("http://MAIN.test/a", Embedded);
    rows.is("http://MAIN.test/a/empty", Daemon("1"));
}

#[test]
fn a_name_that_is_a_pattern_is_an_error() {
    let config = "<VirtualHost *:@PORT@>\nServerName [::1]\n</VirtualHost>\n";
    let ground = Ground::new(config, &[]);
    let message = "Invalid ServerName \"[::1]\" use ServerAlias to set multiple server names.";
    let output = ground.run(&["which", "http://main.test/"]);
    let talk = crate::support::printable(&output.stderr);
    assert!(talk.contains(message), "{talk}");
    if let Some(real) = ground.check() {
        assert!(real.contains(message), "{real}");
    }
}

#[test]
fn an_address_at_which_httpd_does_not_listen_is_undecided() {
    let ground = Ground::new("WSGIScriptAlias /a @ROOT@/app/a.wsgi\n", &[]);
    let port = ground.address().rsplit(':').next().unwrap().to_owned();
    let address = format!("192.0.2.1:{port}");
    let output = ground.run(&["which", "--address", &address, "http://main.test/a"]);
    let page = crate::support::printable(&output.stdout);
    assert!(page.contains("not at the address 192.0.2.1"), "{page}");
}

#[test]
fn the_line_of_an_error_page_is_told() {
    let config = "WSGIScriptAlias /a @ROOT@/app/a.wsgi\nErrorDocument 403 /a/sorry\nErrorDocument 404 text\n\
                  <Location /no>\nRequire all denied\n</Location>\n";
    let ground = Ground::new(config, &[]);
    let port = ground.address().rsplit(':').next().unwrap().to_owned();
    let page = |path: &str| {
        let output = ground.run(&["which", &format!("http://main.test:{port}{path}")]);
        crate::support::printable(&output.stdout)
    };
    let told = page("/no");
    assert!(
        told.contains("makes the page of the error: /a/sorry"),
        "{told}"
    );
    let told = page("/missing");
    assert!(!told.contains("makes the page"), "{told}");
}
