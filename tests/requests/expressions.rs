//! Conditions of `<If>` that a URL, the Host header and the files decide.

use super::author::{Author, Level};

const SIMPLE: [(usize, &str); 26] = [
    (5, "%{REQUEST_URI} =~ m#^PATH#"),
    (2, "%{REQUEST_URI} !~ m#^PATH(/|$)#"),
    (3, "%{REQUEST_URI} == 'PATH'"),
    (1, "%{REQUEST_URI} != 'PATH/x'"),
    (2, "%{REQUEST_URI} =~ m#/x$#i"),
    (4, "%{HTTP_HOST} == 'HOST'"),
    (2, "%{HTTP_HOST} =~ /^shop/"),
    (1, "%{HTTP_HOST} =~ /:@PORT@$/"),
    (2, "tolower(%{HTTP_HOST}) == 'HOST'"),
    (2, "%{SERVER_NAME} == 'HOST'"),
    (1, "%{SERVER_NAME} =~ /example$/"),
    (2, "%{REQUEST_METHOD} == 'GET'"),
    (1, "%{REQUEST_METHOD} in { 'POST', 'PUT' }"),
    (1, "%{REQUEST_METHOD} -in { 'GET', 'HEAD' }"),
    (2, "%{QUERY_STRING} =~ /q=1/"),
    (1, "%{QUERY_STRING} == ''"),
    (1, "-z %{QUERY_STRING}"),
    (1, "-n %{QUERY_STRING}"),
    (2, "-f %{REQUEST_FILENAME}"),
    (1, "-d '@ROOT@/srv'"),
    (1, "-e '@ROOT@/srv/missing'"),
    (1, "-s '@ROOT@/srv/shop/shop.wsgi'"),
    (1, "%{REQUEST_SCHEME} == 'http'"),
    (1, "%{HTTPS} == 'off'"),
    (1, "%{REQUEST_FILENAME} =~ /shop/"),
    (1, "'PATH' == %{REQUEST_URI}"),
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
