//! The commands that somebody is told to go on with: they name the server as the interview was told it.

use std::path::Path;

use crate::cli::arguments::{SourceOptions, WizardOptions};
use crate::cli::settings::Settings;
use crate::report::shell_word;

/// Returns the command that goes on with an interview: the same as this one, but for what it goes on from.
pub(super) fn resuming(options: &WizardOptions) -> String {
    let mut words = vec!["wsgi-daemonize wizard --resume".to_owned()];
    let resumed = options.resume.as_deref().map(Path::as_os_str);
    let mut arguments = Settings::arguments().into_iter().peekable();
    let mut is_named = false;
    while let Some(argument) = arguments.next() {
        if argument == "--resume" {
            arguments.next_if(|file| Some(file.as_os_str()) == resumed);
        } else if argument == "wizard" && !is_named {
            is_named = true;
        } else if !argument.as_encoded_bytes().starts_with(b"--resume=") {
            words.push(shell_word(Path::new(&argument)));
        }
    }
    words.join(" ")
}

/// Returns the command that plans by a file of answers for the same server. What was decided stands in the file, but for
/// the templates.
pub(super) fn planning(source: &SourceOptions, options: &WizardOptions, answers: &Path) -> String {
    let mut words = vec!["wsgi-daemonize plan --answers".to_owned()];
    words.push(shell_word(answers));
    let mut add = |option: &str, value: &Path| {
        words.push(format!("{option} {}", shell_word(value)));
    };
    for (option, path) in [
        ("--config", &source.config),
        ("--server-root", &source.server_root),
        ("--envvars", &source.envvars),
        ("--root", &source.root),
        ("--templates", &options.decisions.templates),
    ] {
        if let Some(path) = path {
            add(option, path);
        }
    }
    for name in &source.define {
        add("-D", Path::new(name));
    }
    for pair in &source.env {
        add("--env", Path::new(pair));
    }
    if let Some(version) = &source.mod_wsgi_version {
        add("--mod-wsgi-version", Path::new(version));
    }
    words.join(" ")
}
