//! A real server on which most goes wrong that a log tells of, started once for all that is asked of its log.

use super::log::assert_all_tied;
use super::messages::assert_all_explained;
use crate::which::ground::Ground;

const CONFIG: &str = "
WSGIRestrictEmbedded On
WSGIDaemonProcess g threads=1
WSGIDaemonProcess slow threads=1 queue-timeout=1 request-timeout=0
WSGIDaemonProcess lost threads=1 home=@ROOT@/none
WSGIDaemonProcess nobody user=nobody threads=1
WSGIDaemonProcess pythonless threads=1 python-home=@ROOT@/none
<VirtualHost *:@PORT@>
    ServerName main.test
    WSGIScriptAlias /embedded @ROOT@/app/a.wsgi
    WSGIScriptAlias /undefined @ROOT@/app/a.wsgi process-group=undefined
    WSGIScriptAlias /other @ROOT@/app/a.wsgi process-group=other
    WSGIScriptAlias /none @ROOT@/app/none.py process-group=g
    WSGIScriptAlias /empty @ROOT@/app/empty.py process-group=g
    WSGIScriptAlias /import @ROOT@/app/import.py process-group=g
    WSGIScriptAlias /fenced @ROOT@/app/b.wsgi process-group=g
    WSGIScriptAlias /denied @ROOT@/denied/a.wsgi process-group=g
    WSGIScriptAlias /crash @ROOT@/app/crash.py process-group=g
    <Location /fenced>
        WSGIRestrictProcess other
    </Location>
    <Directory @ROOT@/denied>
        Require all denied
    </Directory>
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName other.test
    WSGIDaemonProcess other threads=1
</VirtualHost>
";

const CRASH: &str = "
def application(environ, start_response):
    import os, signal
    os.kill(os.getpid(), signal.SIGSEGV)
";

/// What is asked for, each once.
const PATHS: [&str; 9] = [
    "embedded",
    "undefined",
    "other",
    "none",
    "empty",
    "import",
    "fenced",
    "denied",
    "crash",
];

#[test]
fn what_the_real_server_logs_is_tied_to_its_configuration_and_leads_to_the_rules() {
    let files = [
        ("app/empty.py", "#"),
        ("app/import.py", "import no_such_module"),
        ("app/crash.py", CRASH),
        ("denied/a.wsgi", ""),
    ];
    let ground = Ground::new(CONFIG, &files);
    let urls = PATHS.map(|path| format!("http://main.test/{path}"));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let Some((statuses, log)) = ground.watched(&urls, "exit signal Segmentation fault") else {
        return;
    };
    let expected = [500, 500, 500, 404, 500, 500, 500, 403, 500];
    assert_eq!(statuses, expected, "{log}");
    assert_all_tied(&ground, &log);
    assert_all_explained(&log);
}
