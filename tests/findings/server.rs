//! A small server in memory, and what the rules find on it.
//!
//! It has mod_wsgi 4.9.4 and is to get 6.0.5, unless `# mod_wsgi is not loaded`. Comments say what else is there:
//! `# /srv/a.wsgi: TEXT` is a file, and behind `#@` stand `directory PATH`, `unreadable PATH`, `link PATH to PATH`,
//! `mode OCTAL PATH of USER` and `mod_wsgi VERSION`, and `environment NAME=VALUE` for what httpd is started with.
//! `#@ shell yes` is a line of `envvars` that needs a shell.
//! `#@ elsewhere yes` is another machine than the server's: the files of the modules are not there.

use std::path::Path;

use wsgi_daemonize::findings::{Facts, Finding, RULES, find};
use wsgi_daemonize::host::Memory;
use wsgi_daemonize::httpd::request::Router;
use wsgi_daemonize::httpd::{self, Runtime};
use wsgi_daemonize::wsgi::{self, Answerer, Situation};

/// The modules that every case has; a name for the server, so that nothing depends on the machine's.
const MODULES: &str = "\
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule authn_core_module modules/mod_authn_core.so
LoadModule auth_basic_module modules/mod_auth_basic.so
LoadModule alias_module modules/mod_alias.so
LoadModule dir_module modules/mod_dir.so
LoadModule env_module modules/mod_env.so
LoadModule macro_module modules/mod_macro.so
LoadModule mime_module modules/mod_mime.so
LoadModule rewrite_module modules/mod_rewrite.so
LoadModule setenvif_module modules/mod_setenvif.so
LoadModule wsgi_module modules/mod_wsgi.so
ServerName main.example
Listen 80
Listen 443
";

/// Returns what all rules find when a text stands behind the usual beginning of a configuration.
pub(crate) fn findings(text: &str) -> Vec<Finding> {
    with_server(text, |situation, _| found(situation))
}

/// Returns what all rules find on a server.
pub(crate) fn found(situation: Situation<'_>) -> Vec<Finding> {
    let facts = Facts::new(situation, Some((6, 0, 5)));
    find(&facts, RULES)
}

/// Looks at the server whose text stands behind the usual beginning of a configuration.
pub(crate) fn with_server<T>(text: &str, look: impl FnOnce(Situation<'_>, &Runtime) -> T) -> T {
    let modules = if text.contains("# mod_wsgi is not loaded\n") {
        MODULES.replace("LoadModule wsgi_module modules/mod_wsgi.so\n", "")
    } else {
        MODULES.to_owned()
    };
    let mut host = machine(&modules, text);
    let mut version = Some((4, 9, 4));
    for line in text.lines().filter_map(|line| line.strip_prefix("#@ ")) {
        let (what, which) = line.split_once(' ').expect("a word and a path");
        host = match what {
            "directory" => host.directory(which),
            "unreadable" => host.unreadable(which),
            "link" => {
                let (path, target) = which.split_once(" to ").expect("a path and where it leads");
                host.link(path, target)
            }
            "mode" => {
                let (mode, path) = which.split_once(' ').expect("rights and a path");
                let (path, owner) = path.split_once(" of ").unwrap_or((path, "0"));
                let mode = u32::from_str_radix(mode, 8).expect("rights");
                host.with_rights(path, mode, owner.parse().expect("a number"))
            }
            "mod_wsgi" => {
                version = wsgi::parse_version(which.as_bytes());
                host
            }
            "elsewhere" | "environment" | "shell" => host,
            other => panic!("`#@ {other}` is not understood"),
        };
    }
    let settings = text
        .lines()
        .filter_map(|line| line.strip_prefix("#@ environment "));
    let environment = settings.map(|setting| {
        let (name, value) = setting.split_once('=').expect("a name and a value");
        (name.into(), value.into())
    });
    let runtime = Runtime {
        environment: environment.collect(),
        is_environment_partial: text.contains("#@ shell yes\n"),
        config: Path::new("/etc/httpd/httpd.conf").to_owned(),
        server_root: Path::new("/etc/httpd").to_owned(),
        ..Runtime::default()
    };
    let tree = httpd::read(&host, &runtime).unwrap();
    let config = httpd::evaluate(&tree);
    let router = Router::new(&host, &tree, &config);
    let answerer = Answerer::new(&router, version);
    let (inventory, overview) = wsgi::examine(&answerer);
    let situation = Situation::new(&answerer, &inventory, &overview);
    look(situation, &runtime)
}

/// Returns a machine with the configuration, the files of its modules, and those that the text names.
fn machine(modules: &str, text: &str) -> Memory {
    let mut host = Memory::new()
        .file(
            "/etc/httpd/httpd.conf",
            format!("{modules}Include site.conf\n"),
        )
        .file("/etc/httpd/site.conf", text);
    if !text.contains("#@ elsewhere yes\n") {
        for path in modules.lines().chain(text.lines()).filter_map(module) {
            host = host.file(path, "");
        }
    }
    for line in text.lines().filter_map(|line| line.strip_prefix("# /")) {
        let (path, content) = line.split_once(": ").expect("a path and a text");
        host = host.file(
            format!("/{path}"),
            content.replace("\\n", "\n").replace("\\0", "\0"),
        );
    }
    host
}

/// Returns the file that a line loads.
fn module(line: &str) -> Option<String> {
    let file = line.trim().strip_prefix("LoadModule ")?.split(' ').nth(1)?;
    Some(format!("/etc/httpd/{file}"))
}

/// Returns the codes of findings, with the lines of the text that they are at.
pub(crate) fn codes(findings: &[Finding]) -> Vec<(&'static str, u32)> {
    let at = |finding: &Finding| (finding.rule.code, finding.primary.location.line);
    findings.iter().map(at).collect()
}
