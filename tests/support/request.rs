//! A GET request over a plain connection, and the answer to it.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddrV4, TcpStream};
use std::time::Duration;

/// Also covers an application that hangs.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What a server answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    /// Returns the facts that the probe application tells, one per line.
    pub(crate) fn facts(&self) -> BTreeMap<&str, &str> {
        self.body
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect()
    }
}

/// Asks for a path of a virtual host, with credentials, so that it shows whether they are passed on.
///
/// HTTP/1.0 with a Host header selects the virtual host as HTTP/1.1 does, and no answer is chunked.
pub(crate) fn get(address: SocketAddrV4, host: &str, path: &str) -> io::Result<Answer> {
    let mut connection = TcpStream::connect(address)?;
    connection.set_read_timeout(Some(TIMEOUT))?;
    write!(
        connection,
        "GET {path} HTTP/1.0\r\nHost: {host}\r\nAuthorization: Basic cHJvYmU6cHJvYmU=\r\n\r\n"
    )?;
    let mut bytes = Vec::new();
    connection.read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    parse(&text).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("not an HTTP answer: {text:?}"),
        )
    })
}

fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head
        .strip_prefix("HTTP/1.")?
        .split(' ')
        .nth(1)?
        .parse()
        .ok()?;
    Some(Answer {
        status,
        body: body.to_owned(),
    })
}
