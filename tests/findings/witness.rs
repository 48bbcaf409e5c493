//! What rules say about the server, on the real one: what is not said by `which`, whose answers have tests of their own.

use wsgi_daemonize::findings::message_in;

use crate::support::httpd::Httpd;
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

/// WD312: the files are read with every request, and nothing below them is answered.
#[test]
fn what_a_htaccess_may_not_say_is_a_500() {
    let config = "
        WSGIDaemonProcess sites threads=1
        WSGIScriptAlias /good @ROOT@/good/app.py process-group=sites
        WSGIScriptAlias /misspelt @ROOT@/misspelt/app.py process-group=sites
        WSGIScriptAlias /server @ROOT@/server/app.py process-group=sites
        WSGIScriptAlias /group @ROOT@/group/app.py process-group=sites
        <Directory @ROOT@>
            AllowOverride All
        </Directory>";
    let app = script("", "");
    let files = [
        ("good/app.py", app.as_str()),
        ("misspelt/app.py", &app),
        ("server/app.py", &app),
        ("group/app.py", &app),
        ("good/.htaccess", "WSGIScriptReloading On"),
        ("misspelt/.htaccess", "WSGIScriptReloding On"),
        ("server/.htaccess", "WSGIRestrictEmbedded On"),
        ("group/.htaccess", "WSGIProcessGroup sites"),
    ];
    let paths = ["/good", "/misspelt", "/server", "/group"];
    let Some((statuses, log)) = asked(config, &files, &paths) else {
        return;
    };
    assert_eq!(statuses, [200, 500, 500, 500], "{log}");
    let refused = log.lines().filter(|line| line.contains(".htaccess: "));
    let rules: Vec<_> = refused
        .filter_map(|line| message_in(line.as_bytes()))
        .map(|message| message.rules)
        .collect();
    assert_eq!(rules, [["WD312"], ["WD312"], ["WD312"]], "{log}");
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

/// WD611, WD612, WD706: a directory that only root may enter.
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

    let home = "WSGIDaemonProcess g threads=1 python-home=@ROOT@/closed/venv\n";
    let ground = Ground::new(home, &[("closed/venv/pyvenv.cfg", "home = /usr/bin\n")]);
    let closed = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(ground.path("closed"), closed).unwrap();
    let sign = "No module named 'encodings'";
    let (_, log) = ground.watched(&[], sign).expect("httpd is there");
    assert!(log.contains(sign), "{log}");
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

/// WD205: nobody answers. WD206: the option is the name. WD405: the last value counts.
#[test]
fn groups_are_as_their_options_say() {
    let config = "
        WSGIDaemonProcess service threads=0 socket-timeout=2
        WSGIDaemonProcess processes=2 threads=4
        WSGIDaemonProcess twice threads=1 threads=3
        WSGIScriptAlias /service @ROOT@/app/a.wsgi process-group=service
        WSGIScriptAlias /option @ROOT@/app/a.wsgi process-group=processes=2
        WSGIScriptAlias /twice @ROOT@/app/a.wsgi process-group=twice";
    let Some((statuses, log)) = asked(config, &[], &["/service", "/option", "/twice"]) else {
        return;
    };
    assert_eq!(statuses, [504, 200, 200], "{log}");
    let started = |group: &str| {
        let start = format!("Starting process '{group}' with ");
        let lines = log.lines().filter(|line| line.contains(&start));
        let threads = lines.filter_map(|line| line.rsplit_once("threads=").map(|(_, rest)| rest));
        threads.map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(started("processes=2"), ["4."], "{log}");
    assert_eq!(started("twice"), ["3."], "{log}");
}

/// WD250: the second application gets the module of the first. WD406: one process says that there are several.
#[test]
fn what_applications_see_depends_on_their_group() {
    let module = "import os, sys; sys.path.insert(0, os.path.dirname(__file__)); import whose; print('it is', whose.NAME)";
    let telling = "def application(environ, start_response):\n    print('several:', environ['wsgi.multiprocess'])\n    \
        start_response('200 OK', [('Content-Length', '0')])\n    return []\n";
    let config = "
        WSGIDaemonProcess shared threads=1
        WSGIDaemonProcess single threads=1 processes=1
        WSGIDaemonProcess default threads=1
        WSGIScriptAlias /one @ROOT@/one/site.py process-group=shared application-group=%{GLOBAL}
        WSGIScriptAlias /two @ROOT@/two/site.py process-group=shared application-group=%{GLOBAL}
        WSGIScriptAlias /apart @ROOT@/two/site.py process-group=shared application-group=apart
        WSGIScriptAlias /single @ROOT@/telling.py process-group=single
        WSGIScriptAlias /default @ROOT@/telling.py process-group=default";
    let site = script("", module);
    let files = [
        ("one/site.py", site.as_str()),
        ("two/site.py", &site),
        ("one/whose.py", "NAME = 'of one'"),
        ("two/whose.py", "NAME = 'of two'"),
        ("telling.py", telling),
    ];
    let paths = ["/one", "/two", "/apart", "/single", "/default"];
    let Some((statuses, log)) = asked(config, &files, &paths) else {
        return;
    };
    assert_eq!(statuses, [200; 5], "{log}");
    let count = |text: &str| log.matches(text).count();
    assert_eq!(
        (count("it is of one"), count("it is of two")),
        (2, 1),
        "{log}"
    );
    assert_eq!(
        (count("several: True"), count("several: False")),
        (1, 1),
        "{log}"
    );
}

/// WD402, WD411: 512 bytes. WD412: a process for each request.
#[test]
fn processes_end_by_their_limits() {
    let config = "
        WSGIDaemonProcess tiny threads=1 memory-limit=512M socket-timeout=5
        WSGIDaemonProcess virtual threads=1 virtual-memory-limit=512 socket-timeout=5
        WSGIDaemonProcess few threads=1 maximum-requests=1
        WSGIScriptAlias /tiny @ROOT@/app/a.wsgi process-group=tiny
        WSGIScriptAlias /virtual @ROOT@/app/a.wsgi process-group=virtual
        WSGIScriptAlias /few @ROOT@/app/a.wsgi process-group=few";
    let ground = Ground::new(config, &[]);
    let urls = ["tiny", "virtual", "few"].map(|path| format!("http://main.test/{path}"));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let Some((statuses, log)) = ground.watched(&urls, "Maximum requests reached") else {
        return;
    };
    let (few, limited) = statuses.split_last().unwrap();
    assert_eq!(*few, 200, "{log}");
    assert!(
        limited.iter().all(|status| *status >= 500),
        "{statuses:?} {log}"
    );
    for group in ["tiny", "virtual"] {
        let started = format!("Starting process '{group}'");
        assert!(log.matches(&started).count() > 1, "{group}: {log}");
    }
}

/// WD606: a module of C for another version is not there for this one. WD701: the script is a page.
#[test]
fn files_are_found_by_whoever_looks() {
    let config = "
        WSGIDaemonProcess old threads=1 python-path=@ROOT@/lib/python3.2/site-packages
        WSGIScriptAlias /c @ROOT@/www/shop/c.py process-group=old
        WSGIScriptAlias /plain @ROOT@/www/shop/plain.py process-group=old";
    let (in_c, plain) = (script("", "import of_c"), script("", "import plain"));
    let files = [
        ("www/shop/c.py", in_c.as_str()),
        ("www/shop/plain.py", &plain),
        (
            "lib/python3.2/site-packages/of_c.cpython-32m-x86_64-linux-gnu.so",
            "#",
        ),
        ("lib/python3.2/site-packages/plain.py", "#"),
    ];
    let paths = ["/c", "/plain", "/shop/plain.py"];
    let Some((statuses, log)) = asked(config, &files, &paths) else {
        return;
    };
    assert_eq!(statuses, [500, 200, 200], "{log}");
    assert!(log.contains("No module named 'of_c'"), "{log}");
    // The file is handed out: only the alias has run it.
    assert_eq!(log.matches("settings of").count(), 1, "{log}");
}

/// WD613: the module looks for another interpreter as those that PyO3 and Cython make do. WD614: the simple way to Python's
/// lock is that of the main interpreter.
#[test]
fn what_allows_one_interpreter_fails_in_the_second() {
    let config = "
        WSGIDaemonProcess both threads=1 python-path=@ROOT@/lib
        WSGIDaemonProcess main threads=1 python-path=@ROOT@/lib
        WSGIDaemonProcess lock threads=1 socket-timeout=2
        WSGIScriptAlias /both/1 @ROOT@/sites/one.py process-group=both
        WSGIScriptAlias /both/2 @ROOT@/sites/one.py process-group=both
        WSGIScriptAlias /main/1 @ROOT@/sites/one.py process-group=main application-group=%{GLOBAL}
        WSGIScriptAlias /main/2 @ROOT@/sites/one.py process-group=main application-group=%{GLOBAL}
        WSGIScriptAlias /lock/main @ROOT@/sites/lock.py process-group=lock application-group=%{GLOBAL}
        WSGIScriptAlias /lock/own @ROOT@/sites/lock.py process-group=lock";
    let module = "\
import ctypes, os
api = ctypes.pythonapi
api.PyInterpreterState_Get.restype = ctypes.c_void_p
api.PyInterpreterState_GetID.argtypes = [ctypes.c_void_p]
own = str(api.PyInterpreterState_GetID(api.PyInterpreterState_Get()))
if os.environ.setdefault('LOADED_BY', own) != own:
    raise ImportError('this module can only be loaded into one interpreter per process')
";
    let one = script("", "import one_only");
    let lock = script(
        "import ctypes",
        "ctypes.pythonapi.PyGILState_Release(ctypes.pythonapi.PyGILState_Ensure())",
    );
    let files = [
        ("lib/one_only.py", module),
        ("sites/one.py", one.as_str()),
        ("sites/lock.py", &lock),
    ];
    let paths = [
        "/both/1",
        "/both/2",
        "/both/1",
        "/main/1",
        "/main/2",
        "/lock/main",
        "/lock/own",
    ];
    let Some((statuses, log)) = asked(config, &files, &paths) else {
        return;
    };
    assert_eq!(statuses, [200, 500, 200, 200, 200, 200, 504], "{log}");
    assert!(log.contains("only be loaded into one interpreter"), "{log}");
}

/// WD616: what `SetEnv` says is not in the process. WD619: the header is passed on where a line says so, and only there.
#[test]
fn what_is_of_requests_or_hidden_is_not_seen() {
    let config = "
        LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
        RequestHeader set Authorization \"Bearer of-nobody\"
        SetEnv STAGE live
        WSGIDaemonProcess g threads=1
        WSGIScriptAlias /process @ROOT@/sites/process.py process-group=g
        WSGIScriptAlias /request @ROOT@/sites/request.py process-group=g
        WSGIScriptAlias /hidden @ROOT@/sites/request.py process-group=g
        WSGIScriptAlias /option @ROOT@/sites/request.py process-group=g pass-authorization=On
        WSGIScriptAlias /line @ROOT@/sites/request.py process-group=g
        WSGIScriptAlias /cgi @ROOT@/sites/request.py process-group=g
        <Location /line>
            WSGIPassAuthorization On
        </Location>
        <Location /cgi>
            CGIPassAuth On
        </Location>";
    let process = script("", "os.environ['STAGE']");
    let request = "def application(environ, start_response):\n    print(environ['SCRIPT_NAME'], environ['STAGE'], \
        environ.get('HTTP_AUTHORIZATION'))\n    start_response('200 OK', [('Content-Length', '0')])\n    return []\n";
    let files = [
        ("sites/process.py", process.as_str()),
        ("sites/request.py", request),
    ];
    let paths = ["/process", "/hidden", "/option", "/line", "/cgi"];
    let Some((statuses, log)) = asked(config, &files, &paths) else {
        return;
    };
    assert_eq!(statuses, [500, 200, 200, 200, 200], "{log}");
    assert!(log.contains("KeyError: 'STAGE'"), "{log}");
    assert!(log.contains("/hidden live None"), "{log}");
    for path in &paths[2..] {
        assert!(
            log.contains(&format!("{path} live Bearer of-nobody")),
            "{log}"
        );
    }
}

/// WD617, WD618: the servers of these tests are started with `LANG=C`.
#[test]
fn the_names_of_files_are_as_the_locale_has_them() {
    let config = "
        WSGIDaemonProcess plain threads=1
        WSGIDaemonProcess lang threads=1 lang=C.UTF-8
        WSGIDaemonProcess locale threads=1 locale=C.UTF-8
        WSGIDaemonProcess gone threads=1 lang=xx_YY.UTF-8 locale=xx_YY.UTF-8
        WSGIDaemonProcess alone threads=1 locale=xx_YY.UTF-8
        WSGIScriptAlias /plain @ROOT@/sites/open.py process-group=plain
        WSGIScriptAlias /lang @ROOT@/sites/open.py process-group=lang
        WSGIScriptAlias /locale @ROOT@/sites/open.py process-group=locale
        WSGIScriptAlias /gone @ROOT@/sites/open.py process-group=gone
        WSGIScriptAlias /alone @ROOT@/sites/open.py process-group=alone";
    let open = script("", "open('@ROOT@/www/caf\\u00e9.txt'); print('caf\\u00e9')");
    let files = [("sites/open.py", open.as_str()), ("www/café.txt", "#")];
    let paths = ["/plain", "/lang", "/locale", "/gone", "/alone"];
    let Some((statuses, log)) = asked(config, &files, &paths) else {
        return;
    };
    assert_eq!(statuses, [500, 200, 200, 500, 500], "{log}");
    assert_eq!(
        log.matches("UnicodeEncodeError: 'ascii'").count(),
        3,
        "{log}"
    );
    assert!(
        log.contains("Unsupported locale setting xx_YY.UTF-8"),
        "{log}"
    );
}

/// WD702: who takes a socket away takes the process group away.
#[test]
fn without_its_socket_a_group_is_not_reached() {
    use std::os::unix::fs::PermissionsExt as _;

    let config = "
        WSGISocketPrefix @ROOT@/open/wsgi
        WSGIDaemonProcess group threads=1
        WSGIScriptAlias / @ROOT@/app/sweep.py process-group=group";
    let sweep = "import glob, os\ndef application(environ, start_response):\n    for socket in glob.glob('@ROOT@/open/wsgi*'):\n        \
        os.remove(socket)\n    start_response('200 OK', [('Content-Length', '0')])\n    return []\n";
    let ground = Ground::new(config, &[("app/sweep.py", sweep), ("open/x", "#")]);
    let open = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(ground.path("open"), open).unwrap();
    let urls = ["http://main.test/1", "http://main.test/2"];
    let Some((statuses, log)) = ground.watched(&urls, "Unable to connect to WSGI") else {
        return;
    };
    assert_eq!(statuses, [200, 503], "{log}");
}

/// WD308: httpd keeps the first file.
#[test]
fn a_second_file_of_the_module_is_skipped() {
    let module = "LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so\n";
    let Some(said) = Ground::new(module, &[]).check() else {
        return;
    };
    assert!(
        said.contains("module wsgi_module is already loaded, skipping"),
        "{said}"
    );
    assert!(said.contains("Syntax OK"), "{said}");
}

/// WD551: what `-t` does not see.
#[test]
fn beside_mod_python_the_server_does_not_start() {
    let Some(module) = Httpd::installed().and_then(|httpd| httpd.module("mod_python.so")) else {
        return;
    };
    let ground = Ground::new(
        &format!("LoadModule python_module {}\n", module.display()),
        &[],
    );
    let said = ground.check().unwrap_or_default();
    assert!(said.contains("Syntax OK"), "{said}");
    let log = ground.started_in_vain().unwrap_or_default();
    assert!(
        log.contains("The mod_python module can not be used"),
        "{log}"
    );
}

/// WD251: the user of the virtual host may not open the socket, the user that `socket-user=` names may.
#[test]
fn under_mpm_itk_a_socket_is_its_users() {
    let Some(module) = Httpd::installed().and_then(|httpd| httpd.module("mpm_itk.so")) else {
        return;
    };
    let config = "
        WSGIDaemonProcess of-all threads=1
        WSGIDaemonProcess own threads=1 user=daemon group=daemon socket-user=daemon
        WSGIScriptAlias /of-all @ROOT@/app/a.wsgi process-group=of-all
        WSGIScriptAlias /own @ROOT@/app/a.wsgi process-group=own
        <VirtualHost *:@PORT@>
            ServerName main.test
            AssignUserID daemon daemon
        </VirtualHost>";
    let ground = Ground::new(config, &[]);
    let event = "LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\n";
    let prefork = event.replace("event", "prefork");
    let itk = format!("LoadModule mpm_itk_module {}\n", module.display());
    ground.replace(event, &[prefork, itk].concat());
    let urls = ["http://main.test/of-all", "http://main.test/own"];
    let Some((statuses, log)) = ground.watched(&urls, "Permission denied") else {
        return;
    };
    assert_eq!(statuses, [503, 200], "{log}");
}

/// WD503: the process that is to run the script of a `.htaccess` has no Python.
#[test]
fn a_hook_in_htaccess_crashes_a_child_without_python() {
    let config = "
        WSGIRestrictEmbedded On
        <Directory @ROOT@/www>
            AllowOverride AuthConfig
        </Directory>";
    let hook = "WSGIAccessScript @ROOT@/app/a.wsgi\n";
    let ground = Ground::new(
        config,
        &[("www/.htaccess", hook), ("www/page.html", "a page")],
    );
    let sign = "exit signal Segmentation fault";
    let Some((statuses, log)) = ground.watched(&["http://main.test/page.html"], sign) else {
        return;
    };
    assert_eq!(statuses, [0], "{log}");
    assert!(log.contains(sign), "{log}");
}

/// WD405: of an alias, too, the last of several options counts.
#[test]
fn the_last_option_of_an_alias_counts() {
    let config = "
        WSGIDaemonProcess group threads=1
        WSGIScriptAlias /last @ROOT@/app/a.wsgi process-group=nobody process-group=group
        WSGIScriptAlias /first @ROOT@/app/a.wsgi process-group=group process-group=nobody";
    let Some((statuses, log)) = asked(config, &[], &["/last", "/first"]) else {
        return;
    };
    assert_eq!(statuses, [200, 500], "{log}");
}

/// WD304: what comes behind an alias for everything is never asked, an expression neither.
#[test]
fn behind_an_alias_for_everything_an_expression_is_not_tried() {
    let config = "
        WSGIDaemonProcess group threads=1
        WSGIProcessGroup group
        WSGIScriptAliasMatch ^/first @ROOT@/app/none.wsgi
        WSGIScriptAlias / @ROOT@/app/a.wsgi
        WSGIScriptAliasMatch ^/second @ROOT@/app/none.wsgi";
    let Some((statuses, log)) = asked(config, &[], &["/first", "/second"]) else {
        return;
    };
    assert_eq!(statuses, [404, 200], "{log}");
}

/// WD608: through a link to nothing, httpd goes nowhere.
#[test]
fn behind_a_link_to_nothing_everything_is_forbidden() {
    use std::os::unix::fs::symlink;

    let config = "
        WSGIDaemonProcess group threads=1
        WSGIProcessGroup group
        WSGIScriptAlias /inside @ROOT@/app/current/a.wsgi
        WSGIScriptAlias /script @ROOT@/app/link.wsgi
        WSGIScriptAlias /none @ROOT@/app/none.wsgi";
    let ground = Ground::new(config, &[]);
    symlink("releases/7", ground.path("app/current")).unwrap();
    symlink("gone.wsgi", ground.path("app/link.wsgi")).unwrap();
    let paths = ["inside", "script", "none"];
    let urls = paths.map(|path| format!("http://main.test/{path}"));
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let Some((statuses, log)) = ground.watched(&urls, "resuming normal operations") else {
        return;
    };
    assert_eq!(statuses, [403, 403, 404], "{log}");
    assert!(log.contains("link target not accessible"), "{log}");
}

/// WD306: a proxy is asked before mod_alias and mod_wsgi are, but for what it leaves to others.
#[test]
fn a_proxy_comes_before_any_alias_of_mod_wsgi() {
    let config = "
        LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
        LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
        WSGIDaemonProcess group threads=1
        WSGIProcessGroup group
        WSGIScriptAlias /api/own @ROOT@/app/a.wsgi
        WSGIScriptAlias /api @ROOT@/app/a.wsgi
        WSGIScriptAlias /blog @ROOT@/app/a.wsgi
        WSGIScriptAlias /shop @ROOT@/app/a.wsgi
        WSGIScriptAlias /left @ROOT@/app/a.wsgi
        WSGIScriptAlias /slash @ROOT@/app/a.wsgi
        ProxyPass /api/own !
        ProxyPass /api http://127.0.0.1:1/
        SetEnvIf Request_URI ^/left no-proxy
        SetEnv no-proxy 1
        ProxyPass /left http://127.0.0.1:1/
        ProxyPass /slash/ http://127.0.0.1:1/
        <Location /blog>
            ProxyPass http://127.0.0.1:1/
        </Location>";
    let paths = [
        "/api", "/api/x", "/api/own", "/blog/x", "/shop", "/left", "/left/x", "/slash", "/slash/x",
    ];
    let Some((statuses, log)) = asked(config, &[], &paths) else {
        return;
    };
    assert_eq!(
        statuses,
        [503, 503, 200, 503, 200, 200, 200, 200, 503],
        "{log}"
    );
}
