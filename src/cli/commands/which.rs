//! `which`: what becomes of URLs.

use std::net::{IpAddr, SocketAddr};

use super::{Outcome, Problem, not_read, not_written};
use crate::cli::arguments::{ReportFormat, SourceOptions, WhichOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::{Output, input_lines};
use crate::cli::server::Server;
use crate::cli::settings::Settings;
use crate::httpd::request::{Request, RequestError};
use crate::report::{self, Failure, WhichJson};
use crate::source::printable;
use crate::wsgi::{Answer, Answerer};

/// Answers which script, process group and application group serve URLs.
pub(in crate::cli) fn which(
    output: &mut Output,
    source: &SourceOptions,
    options: &WhichOptions,
) -> Outcome {
    let address = options.address.as_deref().map(address).transpose()?;
    let requests = requests(&options.urls, address)?;
    let settings = Settings::new(source)?;
    let server = Server::read(&settings, source)?;
    server.refuse_what_httpd_refuses()?;
    let router = server.router();
    let answerer = Answerer::new(&router, server.mod_wsgi);
    let answers: Vec<(Vec<u8>, Answer)> = requests
        .into_iter()
        .map(|(url, request)| (url, answerer.answer(&request)))
        .collect();
    let lines = server.lines();
    let product = match options.format {
        ReportFormat::Text => report::which_text(lines, &answers, output.columns()).into_bytes(),
        ReportFormat::Json => report::json(&WhichJson::new(lines, &answers))
            .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?,
    };
    output
        .product(&product)
        .map_err(|error| not_written(&error))?;
    Ok(ExitStatus::Done)
}

/// Reads the URLs, those of standard input where one is `-`.
fn requests(
    urls: &[String],
    address: Option<(IpAddr, u16)>,
) -> Result<Vec<(Vec<u8>, Request)>, Problem> {
    let mut requests = Vec::new();
    for url in urls {
        let texts = if url == "-" {
            input_lines().map_err(|error| not_read(&error))?
        } else {
            vec![(0, url.clone().into_bytes())]
        };
        for (line, text) in texts {
            let request = Request::parse(&text);
            let mut request = request.map_err(|error| wrong_url(&text, line, error))?;
            request.address = address;
            requests.push((text, request));
        }
    }
    Ok(requests)
}

/// A URL of standard input is found again by its line.
fn wrong_url(text: &[u8], line: usize, error: RequestError) -> Problem {
    let text = printable(text);
    let mut failure = Failure::new(match line {
        0 => format!("`{text}` is not a URL to ask for"),
        line => format!("line {line} of standard input is not a URL to ask for: `{text}`"),
    });
    failure.causes.push(error.to_string());
    let help = match error {
        RequestError::BadHost => "write a name in its ASCII form: `http://xn--mller-kva.example/`",
        _ => "write it as in a browser: `http://shop.example.com/path`",
    };
    let failure = failure.help(help);
    (ExitStatus::Usage, failure)
}

/// Reads `--address`.
fn address(text: &str) -> Result<(IpAddr, u16), Problem> {
    let address = text.parse::<SocketAddr>().map_err(|_| {
        let failure = Failure::new(format!("`--address {text}` is not an address with a port"))
            .help("write it as `--address 192.0.2.1:443` or `--address [2001:db8::1]:443`");
        (ExitStatus::Usage, failure)
    })?;
    Ok((address.ip(), address.port()))
}
