//! Who is let in, where the URL alone decides it.

use std::sync::LazyLock;

use super::rows::Rows;
use super::told::Expected::{Embedded, NotWsgi};

const CONFIG: &str = r#"
WSGIScriptAlias / @ROOT@/app/a.wsgi
SetEnvIf Request_URI ok$ LET_IN
<Location /expression>
    Require expr %{REQUEST_URI} == '/expression/ok'
</Location>
<Location /quoted>
    Require expr "%{REQUEST_URI} == '/quoted/ok'"
</Location>
<Location /not>
    <RequireAll>
        Require all granted
        Require not expr %{REQUEST_URI} == '/not/ok'
    </RequireAll>
</Location>
<Location /variable>
    Require env NOBODY LET_IN
</Location>
<Location /late>
    SetEnv LATE 1
    Require env LATE
</Location>
"#;

const URLS: &[&str] = &[
    "http://main.test/expression/ok",
    "http://main.test/expression/no",
    "http://main.test/quoted/ok",
    "http://main.test/quoted/no",
    "http://main.test/not/ok",
    "http://main.test/not/no",
    "http://main.test/variable/ok",
    "http://main.test/variable/no",
    "http://main.test/late",
];

static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows::ask(CONFIG, &[], URLS));

#[test]
fn an_expression_about_the_url_lets_in_or_not() {
    ROWS.is("http://main.test/expression/ok", Embedded);
    ROWS.is("http://main.test/expression/no", NotWsgi);
    ROWS.is("http://main.test/quoted/ok", Embedded);
    ROWS.is("http://main.test/quoted/no", NotWsgi);
    ROWS.is("http://main.test/not/ok", NotWsgi);
    ROWS.is("http://main.test/not/no", Embedded);
}

#[test]
fn a_variable_lets_in_if_it_is_set_before_mod_env_is_asked() {
    ROWS.is("http://main.test/variable/ok", Embedded);
    ROWS.is("http://main.test/variable/no", NotWsgi);
    ROWS.is("http://main.test/late", NotWsgi);
}
