//! `inspect`: every application with where it runs, and because of which line.

use super::{Outcome, Problem, not_written};
use crate::cli::arguments::{InspectOptions, ModeFilter, ReportFormat, SourceOptions};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::cli::server::Server;
use crate::cli::settings::Settings;
use crate::cli::sign_of_life::SignOfLife;
use crate::httpd::request::matches;
use crate::httpd::{ServerConfig, ServerId};
use crate::report::{self, Failure, InspectJson, Inspection};
use crate::source::{nearest, printable};
use crate::wsgi::{self, Answerer, Mounted, Status};

/// Shows what there is.
pub(in crate::cli) fn inspect(
    output: &mut Output,
    source: &SourceOptions,
    options: &InspectOptions,
) -> Outcome {
    let settings = Settings::new(source)?;
    let sign_of_life = SignOfLife::show("looking at the server");
    let server = Server::read(&settings, source)?;
    let errors = server.errors();
    if let Some(name) = &options.vhost {
        refuse_unknown_name(&server.config, name)?;
    }
    let router = server.router();
    let overview = wsgi::overview(&Answerer::new(&router, server.mod_wsgi));
    drop(sign_of_life);
    let applications = overview.applications.iter();
    let shown: Vec<&Mounted> = applications
        .filter(|found| is_wanted(&server.config, options, found))
        .collect();
    let inspection = Inspection {
        lines: server.lines(),
        overview: &overview,
        shown: &shown,
        mod_wsgi: server.mod_wsgi,
        errors: &errors,
    };
    let product = match options.format {
        ReportFormat::Text => report::inspect_text(inspection, output.columns()).into_bytes(),
        ReportFormat::Json => report::json(&InspectJson::new(inspection))
            .map_err(|error| (ExitStatus::Usage, Failure::from_error(&error)))?,
    };
    output
        .product(&product)
        .map_err(|error| not_written(&error))?;
    settings.tell_notes(output);
    if errors.is_empty() {
        return Ok(ExitStatus::Done);
    }
    Ok(ExitStatus::Configuration)
}

/// Returns whether an application passes the filters.
fn is_wanted(config: &ServerConfig, options: &InspectOptions, found: &Mounted) -> bool {
    let of_host = match &options.vhost {
        Some(name) => is_named(config, found.server, name.as_bytes()),
        None => true,
    };
    let parts = found.parts.iter().map(|part| &part.answer);
    let mut answers = std::iter::once(&found.answer).chain(parts);
    let of_mode = match options.mode {
        Some(mode) => answers.any(|answer| answer.status == status(mode)),
        None => true,
    };
    of_host && of_mode
}

/// A name that no server has is a mistake, not a server without applications.
fn refuse_unknown_name(config: &ServerConfig, name: &str) -> Result<(), Problem> {
    let mut servers = config.servers();
    if servers.any(|(server, _)| is_named(config, server, name.as_bytes())) {
        return Ok(());
    }
    let mut failure = Failure::new(format!("no virtual host is called `{name}`"));
    let servers = config.servers();
    let known: Vec<String> = servers
        .filter_map(|(server, _)| config.server_name(server).map(printable))
        .collect();
    let without_port = name.split(':').next().unwrap_or(name);
    let found = nearest(without_port, known.iter().map(String::as_str));
    failure.help.push(match found {
        Some(found) => format!("did you mean `{found}`?"),
        None => "name it by its ServerName, or by a name that its ServerAlias takes".to_owned(),
    });
    Err((ExitStatus::Usage, failure))
}

/// Returns whether a virtual host has this name, or an alias that takes it.
fn is_named(config: &ServerConfig, server: ServerId, name: &[u8]) -> bool {
    let found = config.server(server);
    let own = config.server_name(server);
    let name = name.strip_suffix(b".").unwrap_or(name);
    let is_own = own.is_some_and(|own| own.eq_ignore_ascii_case(name));
    is_own || found.aliases.iter().any(|alias| matches(name, alias))
}

fn status(mode: ModeFilter) -> Status {
    match mode {
        ModeFilter::Daemon => Status::Daemon,
        ModeFilter::Embedded => Status::Embedded,
        ModeFilter::Refused => Status::Refused,
        ModeFilter::Unreachable => Status::Unreachable,
        ModeFilter::Undecided => Status::Undecided,
        ModeFilter::NotServed => Status::NotWsgi,
    }
}
