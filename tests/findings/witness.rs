//! What rules say about the server, on the real one: what is not said by `which`, whose answers have tests of their own.

use crate::which::ground::Ground;

/// An application that imports a module, if there is one, and tells the log which settings it has.
fn script(setting: &str, module: &str) -> String {
    let lines = [
        "import os, sys",
        setting,
        module,
        "print('settings of', __name__, os.environ.get('DJANGO_SETTINGS_MODULE'))",
        "def application(environ, start_response):",
        "    start_response('200 OK', [('Content-Length', '0')])",
        "    return []",
    ];
    lines.join("\n") + "\n"
}

/// Returns the statuses of URLs and the log, or nothing where there is no httpd.
fn asked(config: &str, files: &[(&str, &str)], paths: &[&str]) -> Option<(Vec<u16>, String)> {
    let urls: Vec<String> = paths
        .iter()
        .map(|path| format!("http://main.test{path}"))
        .collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    Ground::new(config, files).watched(&urls, "resuming normal operations")
}

/// WD601: the second site runs with the settings of the first, in an interpreter of its own.
#[test]
fn a_setting_by_default_is_that_of_the_first_site() {
    let config = "
        WSGIDaemonProcess sites threads=1
        WSGIScriptAlias /shop @ROOT@/sites/shop.py process-group=sites
        WSGIScriptAlias /blog @ROOT@/sites/blog.py process-group=sites
        WSGIScriptAlias /wiki @ROOT@/sites/wiki.py process-group=sites";
    let default = |name: &str| {
        let line = format!("os.environ.setdefault('DJANGO_SETTINGS_MODULE', '{name}')");
        script(&line, "")
    };
    let (shop, blog) = (default("of-shop"), default("of-blog"));
    let wiki = script("os.environ['DJANGO_SETTINGS_MODULE'] = 'of-wiki'", "");
    let files = [
        ("sites/shop.py", shop.as_str()),
        ("sites/blog.py", &blog),
        ("sites/wiki.py", &wiki),
    ];
    let Some((statuses, log)) = asked(config, &files, &["/shop", "/blog", "/wiki"]) else {
        return;
    };
    assert_eq!(statuses, [200, 200, 200], "{log}");
    assert_eq!(log.matches(" of-shop").count(), 2, "{log}");
    assert!(
        !log.contains(" of-blog") && log.contains(" of-wiki"),
        "{log}"
    );
}

/// WD604, WD605, WD607: modules of an environment of another version, of one in `python-path`, and of `WSGIPythonPath`.
#[test]
fn modules_in_the_wrong_place_are_not_found() {
    let config = "
        WSGIPythonPath @ROOT@/lib
        WSGIDaemonProcess home threads=1 python-home=@ROOT@/venv
        WSGIDaemonProcess old threads=1 python-home=@ROOT@/old
        WSGIDaemonProcess path threads=1 python-path=@ROOT@/venv
        WSGIScriptAlias /home @ROOT@/sites/thing.py process-group=home
        WSGIScriptAlias /old @ROOT@/sites/thing.py process-group=old
        WSGIScriptAlias /path @ROOT@/sites/thing.py process-group=path
        WSGIScriptAlias /embedded @ROOT@/sites/other.py
        WSGIScriptAlias /delegated @ROOT@/sites/other.py process-group=path";
    let version = python_version();
    let (thing, other) = (script("", "import thing"), script("", "import other"));
    let library = format!("venv/lib/python{version}/site-packages/thing.py");
    let files = [
        ("sites/thing.py", thing.as_str()),
        ("sites/other.py", &other),
        ("lib/other.py", "#"),
        ("venv/pyvenv.cfg", "home = /usr/bin\n"),
        (&library, "#"),
        ("old/pyvenv.cfg", "home = /usr/bin\nversion = 3.2.1\n"),
        ("old/lib/python3.2/site-packages/thing.py", "#"),
    ];
    let paths = ["/home", "/old", "/path", "/embedded", "/delegated"];
    let Some((statuses, log)) = asked(config, &files, &paths) else {
        return;
    };
    assert_eq!(statuses, [200, 500, 500, 200, 500], "{log}");
    assert_eq!(log.matches("No module named 'thing'").count(), 2, "{log}");
}

/// Returns the version of the Python in mod_wsgi, as its package names the file.
fn python_version() -> String {
    let file = std::fs::read("/usr/lib/apache2/modules/mod_wsgi.so").unwrap_or_default();
    let text = crate::support::printable(&file);
    let (_, rest) = text.split_once("libpython").unwrap_or(("", "3.11.so"));
    rest.split(".so").next().unwrap_or_default().to_owned()
}

/// WD608, WD704, WD801, WD802.
#[test]
fn small_things_are_as_the_pages_say() {
    let config = "
        WSGIDaemonProcess twin threads=1
        WSGIDaemonProcess TWIN threads=1
        WSGIDaemonProcess own threads=1 user=daemon home=/
        <Location /twin>
            WSGIRestrictProcess TWIN
        </Location>
        WSGIScriptAlias /none @ROOT@/sites/none.py
        WSGIScriptAlias /twin @ROOT@/sites/site.py process-group=twin
        WSGIScriptAlias /print @ROOT@/sites/site.py";
    let site = script("", "sys.stdin.read()");
    let files = [("sites/site.py", site.as_str())];
    let Some((statuses, log)) = asked(config, &files, &["/none", "/twin", "/print"]) else {
        return;
    };
    assert_eq!(statuses, [404, 200, 200], "{log}");
    assert!(log.contains("Target WSGI script not found"), "{log}");
    assert_eq!(log.matches("settings of").count(), 2, "{log}");
    let ids = |group: &str| {
        let start = format!("Starting process '{group}' with uid=");
        let (_, rest) = log.split_once(&start).expect("the group is started");
        let (user, rest) = rest.split_once(", gid=").expect("a group");
        let (group, _) = rest.split_once(' ').expect("more");
        (user.to_owned(), group.to_owned())
    };
    let (own, twin) = (ids("own"), ids("twin"));
    assert!(own.0 != twin.0 && own.1 == twin.1, "{own:?} {twin:?}");
}

/// WD602, WD603, WD609, WD610: the log of a server whose process group cannot start.
#[test]
fn process_groups_without_a_home_die() {
    let python = "No module named 'encodings'";
    let directory = "Unable to change working directory to";
    for (option, sign) in [
        ("python-home=@ROOT@/none", python),
        ("python-home=@ROOT@/www", python),
        ("python-home=@ROOT@/apache2.conf", python),
        ("home=@ROOT@/none", directory),
        ("user=nobody", directory),
    ] {
        let ground = Ground::new(&format!("WSGIDaemonProcess g threads=1 {option}\n"), &[]);
        let Some((_, log)) = ground.watched(&[], sign) else {
            return;
        };
        assert!(log.contains(sign), "{option}: {log}");
    }
}

/// WD550: the process that says it is the parent.
#[test]
fn python_starts_in_the_parent_where_it_is_not_lazy() {
    let initializes = |line: &str| {
        let config = format!("{line}WSGIDaemonProcess g threads=1\n");
        let (_, log) = Ground::new(&config, &[]).watched(&[], "resuming normal operations")?;
        let of = |text: &str| -> Vec<String> {
            let lines = log.lines().filter(|line| line.contains(text));
            let pids =
                lines.filter_map(|line| line.split_once("[pid ")?.1.split([':', ']']).next());
            pids.map(str::to_owned).collect()
        };
        let parent = of("resuming normal operations").remove(0);
        Some(of("Initializing Python").contains(&parent))
    };
    let Some(early) = initializes("WSGILazyInitialization Off\n") else {
        return;
    };
    assert!(early);
    assert_eq!(initializes(""), Some(false));
}

/// WD703.
#[test]
fn without_a_directory_for_sockets_nobody_is_served() {
    let config = "
        WSGISocketPrefix @ROOT@/none/wsgi
        WSGIDaemonProcess g threads=1
        WSGIScriptAlias / @ROOT@/app/a.wsgi process-group=g";
    let Some((statuses, log)) = asked(config, &[], &["/"]) else {
        return;
    };
    assert_eq!(statuses, [503], "{log}");
    assert!(
        log.contains("Unable to connect to WSGI daemon process"),
        "{log}"
    );
}

/// WD611, WD706: a directory that only root may enter.
#[test]
fn through_a_closed_directory_nobody_is_served() {
    use std::os::unix::fs::PermissionsExt as _;

    let config = "
        WSGISocketPrefix @ROOT@/closed/wsgi
        WSGIDaemonProcess g threads=1
        WSGIScriptAlias /socket @ROOT@/app/a.wsgi process-group=g
        WSGIScriptAlias /script @ROOT@/closed/a.wsgi";
    let ground = Ground::new(config, &[("closed/a.wsgi", "")]);
    let closed = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(ground.path("closed"), closed).unwrap();
    let urls = ["http://main.test/socket", "http://main.test/script"];
    let Some((statuses, log)) = ground.watched(&urls, "Permission denied") else {
        return;
    };
    assert_eq!(statuses, [503, 403], "{log}");
    assert!(log.contains("search permissions are missing"), "{log}");
}

/// WD307: what follows an alias with a slash at its end is put behind the path of the script.
#[test]
fn what_is_below_an_uneven_alias_is_not_found() {
    let config = "
        WSGIDaemonProcess group threads=1
        WSGIScriptAlias /uneven/ @ROOT@/sites/site.py process-group=group
        WSGIScriptAlias /even @ROOT@/sites/site.py process-group=group";
    let site = script("", "");
    let files = [("sites/site.py", site.as_str())];
    let paths = ["/uneven", "/uneven/", "/uneven/cart", "/even", "/even/cart"];
    let Some((statuses, log)) = asked(config, &files, &paths) else {
        return;
    };
    assert_eq!(statuses, [404, 200, 404, 200, 200], "{log}");
}

/// WD409: the request that takes too long is ended in one group alone.
#[test]
fn without_the_monitor_a_request_has_no_limit() {
    let config = "
        WSGIDaemonProcess off threads=1 shutdown-timeout=1 request-timeout=1 deadlock-timeout=0
        WSGIDaemonProcess on threads=1 shutdown-timeout=1 request-timeout=1
        WSGIScriptAlias /off @ROOT@/sites/site.py process-group=off
        WSGIScriptAlias /on @ROOT@/sites/site.py process-group=on";
    let site = script("", "import time; time.sleep(8)");
    let files = [("sites/site.py", site.as_str())];
    let Some((statuses, log)) = asked(config, &files, &["/off", "/on"]) else {
        return;
    };
    assert_eq!(statuses, [200, 500], "{log}");
}
