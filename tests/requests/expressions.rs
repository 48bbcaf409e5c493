//! Conditions of `<If>` that a URL, the Host header and the files decide.

use super::author::{Author, Level};

const SIMPLE: [(usize, &str); 46] = [
    (20, "%{REQUEST_URI} =~ m#^PATH#"),
    (8, "%{REQUEST_URI} !~ m#^PATH(/|$)#"),
    (12, "%{REQUEST_URI} == 'PATH'"),
    (4, "%{REQUEST_URI} != 'PATH/x'"),
    (8, "%{REQUEST_URI} =~ m#/x$#i"),
    (16, "%{HTTP_HOST} == 'HOST'"),
    (8, "%{HTTP_HOST} =~ /^shop/"),
    (4, "%{HTTP_HOST} =~ /:@PORT@$/"),
    (8, "tolower(%{HTTP_HOST}) == 'HOST'"),
    (8, "%{SERVER_NAME} == 'HOST'"),
    (4, "%{SERVER_NAME} =~ /example$/"),
    (8, "%{REQUEST_METHOD} == 'GET'"),
    (4, "%{REQUEST_METHOD} in { 'POST', 'PUT' }"),
    (4, "%{REQUEST_METHOD} -in { 'GET', 'HEAD' }"),
    (8, "%{QUERY_STRING} =~ /q=1/"),
    (4, "%{QUERY_STRING} == ''"),
    (4, "-z %{QUERY_STRING}"),
    (4, "-n %{QUERY_STRING}"),
    (8, "-f %{REQUEST_FILENAME}"),
    (4, "-d '@ROOT@/srv'"),
    (4, "-e '@ROOT@/srv/missing'"),
    (4, "-s '@ROOT@/srv/shop/shop.wsgi'"),
    (4, "%{REQUEST_SCHEME} == 'http'"),
    (4, "%{HTTPS} == 'off'"),
    (4, "%{REQUEST_FILENAME} =~ /shop/"),
    (4, "'PATH' == %{REQUEST_URI}"),
    (8, "%{REQUEST_URI} in { 'PATH', '/blog' }"),
    (4, "%{HTTP_HOST} -strcmatch 'SHOP.*'"),
    (4, "%{REQUEST_URI} -fnmatch 'PATH/*'"),
    (4, "%{REQUEST_FILENAME} -strmatch '*.wsgi'"),
    (4, "%{DOCUMENT_ROOT} =~ /one/"),
    (4, "%{SERVER_PORT} == '80'"),
    (4, "%{SERVER_PORT} -eq 80"),
    (1, "%{THE_REQUEST} =~ m#GET PATH#"),
    (1, "reqenv('PG') == 'shop'"),
    (1, "%{ENV:AG} == 'common'"),
    (4, "toupper(%{REQUEST_URI}) == '/APP'"),
    (4, "-n req('Host')"),
    (1, "%{HTTP_USER_AGENT} =~ /bot/"),
    (1, "%{REQUEST_URI} =~ m#^/([a-z]+)# && '$1' == 'app'"),
    (4, "\\\"%{REQUEST_URI}\\\" == \\\"PATH\\\""),
    (4, "not %{REQUEST_URI} == 'PATH'"),
    (4, "%{REQUEST_URI} == 'PATH' and %{HTTP_HOST} == 'HOST'"),
    (4, "%{REQUEST_URI} gt 'PATH'"),
    (4, "%{SCRIPT_FILENAME} =~ /shop/"),
    (1, "%{REQUEST_STATUS} == ''"),
];

impl Author {
    /// Returns a condition.
    pub(super) fn expression(&mut self, level: Level) -> String {
        match self.dice.below(20) {
            0 => "true".to_owned(),
            1 => "false".to_owned(),
            2 => format!("! ({})", self.simple_expression(level)),
            3 | 4 => format!(
                "{} && {}",
                self.simple_expression(level),
                self.simple_expression(level)
            ),
            5 => format!(
                "{} || {}",
                self.simple_expression(level),
                self.simple_expression(level)
            ),
            6 => format!(
                "({} || {}) && {}",
                self.simple_expression(level),
                self.simple_expression(level),
                self.simple_expression(level)
            ),
            _ => self.simple_expression(level),
        }
    }

    fn simple_expression(&mut self, level: Level) -> String {
        let path = self.some_path(level).replace(' ', ".");
        self.concerns(level, &path);
        let host = self.any_host_name();
        let form = self.dice.weighed(&SIMPLE);
        form.replace("PATH", &path)
            .replace("HOST}", "H}")
            .replace("HOST", &host)
            .replace("H}", "HOST}")
    }
}
