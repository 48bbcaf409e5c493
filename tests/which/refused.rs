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
