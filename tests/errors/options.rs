//! Wrong words on the command line, and what the right ones do.

use std::fs;

use super::folder::{APPLICATION, Folder, MODULES};

fn folder() -> Folder {
    Folder::with(format!("{MODULES}{APPLICATION}"))
}

#[test]
fn a_preset_that_does_not_exist() {
    folder().says("plan", &["--preset", "balancd"]).exits(2).only_talks(
        "error: there is no preset `balancd`; there is `balanced`, `preserve`, `low-memory`, `hardened`, `express`\n  \
         help: did you mean `balanced`?\n",
    );
}

#[test]
fn a_preset_from_a_file() {
    let preset =
        include_str!("../../presets/balanced.toml").replace("\nthreads = 5\n", "\nthreads = 7\n");
    let folder = folder().file("mine.toml", preset);
    let said = folder.says("plan", &["--preset", "DIR/mine.toml"]);
    said.exits(0);
    assert!(
        said.product.contains("WSGIDaemonProcess shop display-name"),
        "{said}"
    );
}

#[test]
fn a_preset_file_that_is_not_there() {
    folder()
        .says("plan", &["--preset", "DIR/mine"])
        .exits(2)
        .only_talks(
            "error: cannot read `DIR/mine`\n  because: No such file or directory (os error 2)\n",
        );
    folder()
        .says("plan", &["--preset", "mine.toml"])
        .exits(2)
        .only_talks(
            "error: cannot read `mine.toml`\n  because: No such file or directory (os error 2)\n",
        );
}

#[test]
fn a_preset_file_with_an_unknown_key() {
    let preset = "description = 'Mine'\nrestrict-embeded = true\n";
    folder()
        .file("mine.toml", preset)
        .says("plan", &["--preset", "DIR/mine.toml"])
        .exits(2)
        .only_talks(
            "error: the preset `DIR/mine.toml` cannot be read\n  \
             because: TOML parse error at line 2, column 1\n      \
             |\n    \
             2 | restrict-embeded = true\n      \
             | ^^^^^^^^^^^^^^^^\n    \
             unknown field `restrict-embeded`, expected one of `extends`, `description`, `restrict-embedded`, \
             `restrict-process`, `definitions-file`, `groups`, `daemon`, `application`, `process-group`, `interview`\n  \
             help: did you mean `restrict-embedded`?\n",
        );
}

#[test]
fn a_preset_file_that_is_not_text() {
    folder()
        .file("mine.toml", b"\xff")
        .says("plan", &["--preset", "DIR/mine.toml"])
        .exits(2)
        .only_talks(
            "error: cannot read `DIR/mine.toml`\n  because: invalid utf-8 sequence of 1 bytes from index 0\n",
        );
}

#[test]
fn a_variable_without_a_value() {
    folder()
        .says("plan", &["--env", "LOGS"])
        .exits(2)
        .only_talks(
            "error: `--env LOGS` has no `=`\n  \
         help: give a name and a value: `--env APACHE_LOG_DIR=/var/log/apache2`\n",
        );
}

#[test]
fn an_envvars_file_that_cannot_be_read() {
    folder()
        .says("plan", &["--envvars", "DIR/gone"])
        .exits(2)
        .only_talks(
            "error: cannot read `DIR/gone`\n  because: No such file or directory (os error 2)\n",
        );
    folder()
        .says("plan", &["--envvars", "DIR"])
        .exits(2)
        .only_talks("error: cannot read `DIR`\n  because: it is not a regular file\n");
}

#[test]
fn a_version_that_is_none() {
    folder()
        .says("plan", &["--mod-wsgi-version", "x"])
        .exits(2)
        .only_talks(
            "error: `x` is not a version\n  help: write it as `--mod-wsgi-version 4.9.4`\n",
        );
}

#[test]
fn an_unknown_verb() {
    folder().run(&["migrate"]).exits(2).only_talks(
        "error: unrecognized subcommand 'migrate'\n\n\
         Usage: wsgi-daemonize [OPTIONS] [COMMAND]\n\n\
         For more information, try '--help'.\n",
    );
}

#[test]
fn an_unknown_option() {
    folder()
        .run(&["plan", "--preset", "balanced", "--formt", "text"])
        .exits(2)
        .only_talks(
            "error: unexpected argument '--formt' found\n\n  \
         tip: a similar argument exists: '--format'\n\n\
         Usage: wsgi-daemonize plan --preset <NAME|FILE> --format <FORMAT>\n\n\
         For more information, try '--help'.\n",
        );
}

#[test]
fn an_output_into_a_folder_that_is_not_there() {
    folder().says("plan", &["--output", "DIR/gone/change.patch"]).exits(2).only_talks(
        "error: cannot write `DIR/gone/change.patch`\n  because: No such file or directory (os error 2)\n",
    );
}

/// Measured: with a patch in a directory that is included whole httpd does not start any more.
#[test]
fn what_httpd_would_read_is_not_written() {
    let folder = Folder::with(format!(
        "{MODULES}Include sites/\nIncludeOptional enabled/*.conf\n"
    ))
    .file("sites/shop", APPLICATION)
    .link("also-sites", "sites")
    .file("available/x.conf", "User www\n")
    .link("enabled", "available");
    let refused = [
        ("plan", "--output", "DIR/main.conf"),
        ("plan", "--output", "DIR/sites/change.patch"),
        ("plan", "--output", "DIR/also-sites/change.patch"),
        ("plan", "--output", "DIR/available/change.conf"),
        ("plan", "--write-answers", "DIR/sites/answers.toml"),
        ("check", "--write-baseline", "DIR/sites/known.json"),
    ];
    for (verb, option, file) in refused {
        folder.says(verb, &[option, file]).exits(2).only_talks(&format!(
            "error: cannot write `{file}`\n  because: httpd would read it as a part of this configuration; name another directory\n",
        ));
    }
    assert_eq!(
        fs::read_dir(folder.path().join("sites")).unwrap().count(),
        1
    );
    assert_eq!(
        fs::read_dir(folder.path().join("available"))
            .unwrap()
            .count(),
        1
    );
    let written = folder.says("plan", &["--output", "DIR/available/change.patch"]);
    written.exits(0);
}

#[test]
fn an_output_is_the_product() {
    let folder = folder();
    let printed = folder.says("plan", &[]);
    let written = folder.says("plan", &["--output", "DIR/change.patch"]);
    let told = printed.talk.replace(
        "To apply it, write it to a file with --output change.patch; then\n",
        "To apply it\n",
    );
    let told = told.replace("< change.patch", "< DIR/change.patch");
    assert_ne!(told, printed.talk);
    written.exits(0).only_talks(&told);
    let file = fs::read_to_string(folder.path().join("change.patch")).unwrap();
    assert_eq!(file, printed.product);
    assert!(file.starts_with("--- a/main.conf\n"), "{printed}");
}

#[test]
fn a_check_tells_by_its_status_whether_changes_are_pending() {
    let folder = folder();
    let said = folder.says("plan", &["--check"]);
    said.exits(1);
    let done = Folder::with(format!(
        "{MODULES}WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\nWSGIProcessGroup shop\n{APPLICATION}"
    ));
    done.says("plan", &["--check"]).exits(0).only_talks(
        "nothing to change: all applications run in daemons, embedded mode is restricted\n",
    );
}

#[test]
fn a_flag_is_what_ifdefine_asks_for() {
    let folder = Folder::with("<IfDefine SHOP>\nServerName shop.test\n</IfDefine>\n");
    assert_eq!(folder.says("tree", &[]).product, "");
    let said = folder.says("tree", &["-D", "SHOP"]);
    assert!(said.product.ends_with("ServerName shop.test\n"), "{said}");
}

#[test]
fn variables_come_from_options_and_from_debians_file() {
    let folder = Folder::with("ServerName ${NAME}.test\nErrorLog ${LOGS}/error.log\n")
        .file("envvars", "export LOGS=/var/log/beside\nNAME=beside\n")
        .file("other", "export LOGS=/var/log/other\nNAME=\"other\"\n");
    let shows = |options: &[&str], name: &str, logs: &str| {
        let said = folder.says("tree", options);
        said.exits(0).talks("");
        assert!(
            said.product.contains(&format!("ServerName {name}.test\n")),
            "{said}"
        );
        assert!(
            said.product
                .contains(&format!("ErrorLog {logs}/error.log\n")),
            "{said}"
        );
    };
    shows(&[], "beside", "/var/log/beside");
    shows(&["--envvars", "DIR/other"], "other", "/var/log/other");
    shows(&["--env", "NAME=a=b"], "a=b", "/var/log/beside");
}

/// Absolute paths and the targets of absolute links are taken below the folder.
#[test]
fn a_copied_server_is_looked_at_below_its_folder() {
    let folder = Folder::new()
        .file(
            "copy/etc/apache2/apache2.conf",
            "IncludeOptional sites-enabled/*.conf\nInclude /srv/more.conf\n",
        )
        .file(
            "copy/etc/apache2/sites-available/shop.conf",
            "ServerName ${NAME}.test\n",
        )
        .link(
            "copy/etc/apache2/sites-enabled/shop.conf",
            "/etc/apache2/sites-available/shop.conf",
        )
        .file("copy/srv/real.conf", "ServerAdmin me@shop.test\n")
        .link("copy/srv/more.conf", "/srv/real.conf")
        .file("copy/etc/apache2/envvars", "export NAME=shop\n")
        .file("copy/etc/apache2/other", "export NAME=other\n");
    let said = folder.run(&["tree", "--root", "DIR/copy"]);
    said.exits(0).talks("");
    assert_eq!(
        said.product,
        "# In file: /etc/apache2/sites-enabled/shop.conf\n#    1:\nServerName shop.test\n\
         # In file: /srv/more.conf\n#    1:\nServerAdmin me@shop.test\n"
    );
    let named = [
        "--root",
        "DIR/copy",
        "--config",
        "/etc/apache2/apache2.conf",
    ];
    let said = folder.run(&[&["tree"], &named[..], &["--envvars", "etc/apache2/other"]].concat());
    said.exits(0).talks("");
    assert!(said.product.contains("ServerName other.test\n"), "{said}");
}

#[test]
fn a_virtual_host_that_does_not_exist() {
    let ask = |name: &str| folder().says("inspect", &["--vhost", name]);
    ask("shpo.test").exits(2).only_talks(
        "error: no virtual host is called `shpo.test`\n  help: did you mean `shop.test`?\n",
    );
    ask("shop.test:80").exits(2).only_talks(
        "error: no virtual host is called `shop.test:80`\n  help: did you mean `shop.test`?\n",
    );
    ask("other.example").exits(2).only_talks(
        "error: no virtual host is called `other.example`\n  \
         help: name it by its ServerName, or by a name that its ServerAlias takes\n",
    );
}

#[test]
fn a_root_that_is_no_directory() {
    folder()
        .says("inspect", &["--root", "DIR/none"])
        .exits(2)
        .only_talks(
            "error: `--root DIR/none` is not a directory\n  help: name the folder that holds the copy of the server's `/`\n",
        );
}

#[test]
fn a_wrong_url_of_standard_input_is_named_by_its_line() {
    use std::io::Write as _;
    let folder = folder();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_wsgi-daemonize"))
        .args(["which", "-", "--config"])
        .arg(folder.path().join("main.conf"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("our program can be run");
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(b"http://shop.test/\n\nshop.test\n")
        .unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    folder.said(&output).exits(2).only_talks(
        "error: line 3 of standard input is not a URL to ask for: `shop.test`\n  \
         because: the URL has no scheme: it starts with `http://` or `https://`\n  \
         help: write it as in a browser: `http://shop.example.com/path`\n",
    );
}

#[test]
fn a_server_without_mod_wsgi_has_no_python_of_it() {
    let said = Folder::with("ServerName main.test\n").says("inspect", &[]);
    said.exits(0);
    assert!(
        said.product.contains("mod_wsgi is not loaded: no Python"),
        "{said}"
    );
}
