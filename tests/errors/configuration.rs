//! Configurations that cannot be read, or that httpd refuses.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::folder::{APPLICATION, Folder, MODULES};
use crate::support::say;

#[test]
fn no_such_file() {
    for verb in ["plan", "tree"] {
        Folder::new().says(verb, &[]).exits(3).only_talks(
            "error: cannot read the configuration `DIR/main.conf`\n  \
             because: No such file or directory (os error 2)\n  \
             help: name the main configuration file with `--config FILE`\n",
        );
    }
}

/// Root may read everything, so the program runs as somebody else where we are root.
#[test]
fn a_file_that_may_not_be_read() {
    let folder = Folder::with("");
    let program = folder.path().join("program");
    // Not `fs::copy`: a child that another test starts meanwhile would hold the copy open for writing, and it could not be run.
    let copied = Command::new("cp")
        .args([
            env!("CARGO_BIN_EXE_wsgi-daemonize").as_ref(),
            program.as_os_str(),
        ])
        .status();
    assert!(copied.is_ok_and(|status| status.success()));
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(
        folder.path().join("main.conf"),
        Permissions::from_mode(0o000),
    )
    .unwrap();
    let mut command = if fs::read(folder.path().join("main.conf")).is_ok() {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(&program);
        command
    } else {
        Command::new(&program)
    };
    let output = command
        .arg("plan")
        .arg("--config")
        .arg(folder.path().join("main.conf"))
        .output();
    let Ok(output) = output else {
        say("skipped: a file that may not be read: there is no setpriv here");
        return;
    };
    folder.said(&output).exits(3).only_talks(
        "error: cannot read the configuration `DIR/main.conf`\n  \
         because: Permission denied (os error 13)\n  \
         help: read it as a user who may, for instance with sudo\n",
    );
}

#[test]
fn a_directory() {
    Folder::new()
        .folder("main.conf")
        .says("plan", &[])
        .exits(3)
        .only_talks(
            "error: the configuration `DIR/main.conf` is not a regular file\n  \
         help: name the main configuration file with `--config FILE`\n",
        );
}

#[test]
fn a_directory_with_a_main_file_in_it() {
    Folder::new()
        .file("main.conf/apache2.conf", "")
        .says("plan", &[])
        .exits(3)
        .only_talks(
            "error: the configuration `DIR/main.conf` is not a regular file\n  \
         help: did you mean `--config DIR/main.conf/apache2.conf`?\n",
        );
}

/// To open it would wait for somebody to write into it.
#[test]
fn a_pipe() {
    let folder = Folder::new();
    let made = Command::new("mkfifo")
        .arg(folder.path().join("main.conf"))
        .status();
    assert!(made.expect("mkfifo is part of coreutils").success());
    folder.says("plan", &[]).exits(3).only_talks(
        "error: the configuration `DIR/main.conf` is not a regular file\n  \
         help: name the main configuration file with `--config FILE`\n",
    );
}

#[test]
fn a_file_that_is_not_text() {
    let folder = Folder::with(b"\x7fELF\x02\x01\x01\0\0 \nmore\0\n");
    let error = "error: `DIR/main.conf` does not look like a configuration: it is not text\n  \
                 because: DIR/main.conf:1: Invalid command '\\x7fELF\\x02\\x01\\x01', perhaps misspelled or defined by a \
                 module not included in the server configuration\n";
    folder.says("tree", &[]).exits(3).only_talks(error);
    let help = "  help: correct this first; `wsgi-daemonize tree` shows what httpd reads\n";
    folder
        .says("plan", &[])
        .exits(3)
        .only_talks(&format!("{error}{help}"));
}

#[test]
fn a_file_in_utf_16() {
    let text: Vec<u8> = "\u{feff}ServerName x\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    Folder::with(text).says("tree", &[]).exits(3).only_talks(
        "error: `DIR/main.conf` does not look like a configuration: it is not text\n  \
         because: DIR/main.conf:1: Invalid command '\\xff\\xfeS', perhaps misspelled or defined by a module not included in \
         the server configuration\n  \
         help: it is text in UTF-16, which httpd does not read; save it as UTF-8\n",
    );
}

#[test]
fn a_backup_that_an_include_takes_in() {
    let folder =
        Folder::with("Include sites/*\n").file("sites/shop.conf.gz", b"\x1f\x8b\x08\x08\0\0\n");
    let said = folder.says("plan", &[]);
    said.exits(3).only_talks(
        "error: `DIR/sites/shop.conf.gz` does not look like a configuration: it is not text\n  \
         because: DIR/main.conf:1 includes `DIR/sites/shop.conf.gz`\n  \
         because: DIR/sites/shop.conf.gz:1: Invalid command '\\x1f\\x8b\\x08\\x08', perhaps misspelled or defined by a module \
         not included in the server configuration\n  \
         help: correct this first; `wsgi-daemonize tree` shows what httpd reads\n",
    );
}

#[test]
fn an_include_loop() {
    let folder = Folder::with("Include a.inc\n")
        .file("a.inc", "#\nInclude b.inc\n")
        .file("b.inc", "#\n#\nInclude a.inc\n");
    folder.says("plan", &[]).exits(3).only_talks(
        "error: httpd does not start with this configuration\n  \
         because: DIR/main.conf:1 includes `DIR/a.inc`\n  \
         because: DIR/a.inc:2 includes `DIR/b.inc`\n  \
         because: (and so on, 126 more)\n  \
         because: DIR/b.inc:3: Exceeded maximum include depth of 128, There appears to be a recursion.\n  \
         help: correct this first; `wsgi-daemonize tree` shows what httpd reads\n",
    );
}

#[test]
fn an_include_of_a_missing_file() {
    let folder = Folder::with("Include a.inc\n")
        .file("a.inc", "\nInclude b.inc\n")
        .file("b.inc", "\n\nInclude gone.inc\n");
    let error = "error: httpd does not start with this configuration\n  \
                 because: DIR/main.conf:1 includes `DIR/a.inc`\n  \
                 because: DIR/a.inc:2 includes `DIR/b.inc`\n  \
                 because: DIR/b.inc:3: Could not open configuration file DIR/gone.inc: No such file or directory\n";
    let help = "  help: correct this first; `wsgi-daemonize tree` shows what httpd reads\n";
    folder
        .says("plan", &[])
        .exits(3)
        .only_talks(&format!("{error}{help}"));
    folder.says("tree", &["--includes"]).exits(3).talks(error);
}

#[test]
fn an_include_by_a_variable_that_is_not_known() {
    Folder::with("Include ${SITES}/shop.conf\n").says("plan", &[]).exits(3).only_talks(
        "error: httpd does not start with this configuration\n  \
         because: DIR/main.conf:1: Could not open configuration file DIR/${SITES}/shop.conf: No such file or directory\n  \
         help: it is not known what `${SITES}` stands for: it is defined in no file that was read; if the environment of the server has it, say \
         so (`--env NAME=VALUE`, `--envvars FILE`)\n  \
         help: correct this first; `wsgi-daemonize tree` shows what httpd reads\n",
    );
}

#[test]
fn several_errors() {
    let folder = Folder::with("ServerName x\nFoo bar\n<Directory />\n  Bar\n</Directory>\n");
    let said = folder.says("tree", &[]);
    said.exits(3).talks(
        "error: httpd does not start with this configuration\n  \
         because: DIR/main.conf:2: Invalid command 'Foo', perhaps misspelled or defined by a module not included in the \
         server configuration\n  \
         because: DIR/main.conf:4: Invalid command 'Bar', perhaps misspelled or defined by a module not included in the \
         server configuration\n",
    );
    assert!(said.product.contains("ServerName x\n"), "{said}");
    folder.says("plan", &[]).exits(3).only_talks(
        "error: httpd does not start with this configuration\n  \
         because: DIR/main.conf:2: Invalid command 'Foo', perhaps misspelled or defined by a module not included in the \
         server configuration\n  \
         because: (1 more)\n  \
         help: correct this first; `wsgi-daemonize tree` shows what httpd reads\n",
    );
}

#[test]
fn errors_in_json_are_in_the_product() {
    let said = Folder::with("Foo bar\n").says("tree", &["--format", "json"]);
    said.exits(3).talks("");
    let json: serde_json::Value = serde_json::from_str(&said.product).unwrap();
    assert_eq!(json["ok"], false);
    assert_eq!(json["errors"][0]["line"], 1);
}

#[test]
fn no_server_on_a_copied_machine() {
    Folder::new().folder("server").run(&["plan", "--root", "DIR/server"]).exits(3).only_talks(
        "error: no Apache httpd configuration was found below `DIR/server`\n  \
         help: name its main file with `--config FILE`, for instance `--config /etc/apache2/apache2.conf`\n",
    );
}

#[test]
fn not_a_single_directive_of_mod_wsgi() {
    let folder = Folder::with("ServerName main.test\n");
    folder
        .says("plan", &["--check"])
        .exits(0)
        .only_talks("no directive of mod_wsgi is in effect: there is nothing to migrate\n");
    folder
        .says("plan", &["--output", "DIR/change.patch"])
        .exits(0);
    assert_eq!(fs::read(folder.path().join("change.patch")).unwrap(), b"");
}

#[test]
fn what_is_not_known_is_said() {
    let folder = Folder::with("ErrorLog ${LOGS}/error.log\n");
    let unknown = "unknown: DIR/main.conf:1: what `${LOGS}` stands for: it is defined in no file that was read; if the \
                   environment of the server has it, say so (`--env NAME=VALUE`, `--envvars FILE`)\n";
    folder.says("tree", &[]).exits(0).talks(unknown);
    let nothing = "no directive of mod_wsgi is in effect: there is nothing to migrate\n";
    folder
        .says("plan", &[])
        .exits(0)
        .only_talks(&format!("{nothing}{unknown}"));
}

#[test]
fn what_httpd_warns_of_is_said() {
    let twice = "LoadModule mime_module modules/mod_mime.so\n".repeat(2);
    Folder::with(twice)
        .says("tree", &[])
        .exits(0)
        .talks("warning: DIR/main.conf:2: so:warn AH01574: module mime_module is already loaded, skipping\n");
}

#[test]
fn many_warnings_are_counted() {
    let often = "LoadModule mime_module modules/mod_mime.so\n".repeat(31);
    let said = Folder::with(often).says("tree", &[]);
    assert_eq!(said.talk.lines().count(), 11, "{said}");
    assert!(
        said.talk
            .ends_with("\nwarning: … and 20 more (all with --format json)\n"),
        "{said}"
    );
}

/// What asks for a file that the plan writes does something else as soon as it is there.
#[test]
fn a_plan_that_does_not_pass_as_a_whole() {
    let main = format!(
        "{MODULES}Include conf-enabled/*.conf\n<IfFile conf-available/wsgi-daemons.conf>\nTimeout 7\n</IfFile>\n{APPLICATION}"
    );
    let folder = Folder::with(main)
        .file("conf-available/other.conf", "")
        .link("conf-enabled/other.conf", "../conf-available/other.conf");
    let said = folder.says("plan", &["--server-root", "DIR"]);
    said.exits(0);
    let warning = "warning: not all that was planned passed its proof: the change would reach further than planned: \
                   `Timeout 7` would stand where `ServerName shop.test` does\n  \
                   help: what is proposed here did; what was withdrawn is named below\n  \
                   help: please report it with this message, ";
    assert!(said.talk.starts_with(warning), "{said}");
    assert!(said.talk.contains("shop.test/ is left as it is"), "{said}");
    assert!(said.product.is_empty());
}

#[test]
fn an_old_mod_wsgi() {
    let folder = Folder::with(format!("{MODULES}{APPLICATION}"));
    folder.says("plan", &["--mod-wsgi-version", "2.8"]).exits(4).only_talks(
        "error: mod_wsgi 2.8.0 is too old: `process-group=` on WSGIScriptAlias came with 3.0\n  \
         help: bring mod_wsgi up to date first\n",
    );
}

#[test]
fn a_configuration_of_apache_1_3() {
    let old = "ServerType standalone\nLoadModule wsgi_module libexec/mod_wsgi.so\nClearModuleList\nAddModule mod_wsgi.c\n\
               Port 80\nWSGIScriptAlias / /srv/app.wsgi\n";
    Folder::with(old).says("plan", &[]).exits(3).only_talks(
        "error: httpd does not start with this configuration\n  \
         because: DIR/main.conf:1: Invalid command 'ServerType', perhaps misspelled or defined by a module not included in the \
         server configuration\n  \
         because: (2 more)\n  help: `ServerType` is a directive of Apache 1.3, for which mod_wsgi has no daemon processes: nothing can be planned \
         there\n  \
         help: correct this first; `wsgi-daemonize tree` shows what httpd reads\n",
    );
}

/// What the version does not know, httpd refuses; without a version all that any has is taken for granted.
#[test]
fn directives_of_another_mod_wsgi() {
    for (line, version, why) in [
        (
            "WSGIReloadMechanism Process",
            "3.4",
            "was in mod_wsgi from 1.0.0 on and no longer in 3.0.0; this is 3.4.0",
        ),
        (
            "WSGILazyInitialization On",
            "6.0",
            "was in mod_wsgi from 3.0.0 on and no longer in 6.0.0; this is 6.0.0",
        ),
        (
            "WSGINewRelicEnvironment x",
            "6.0.5",
            "was in mod_wsgi from 4.1.0 on and no longer in 6.0.0; this is 6.0.5",
        ),
        (
            "WSGISwitchInterval 0.1",
            "4.9.4",
            "is there since mod_wsgi 6.0.0; this is 4.9.4",
        ),
        (
            "WSGIPy3kWarningFlag On",
            "5.0",
            "was in mod_wsgi from 3.0.0 on and no longer in 6.0.0; this is 5.0.0",
        ),
    ] {
        let name = line.split(' ').next().expect("a name");
        let folder = Folder::with(format!("{MODULES}{line}\n{APPLICATION}"));
        for verb in ["plan", "tree"] {
            let said = folder.says(verb, &["--mod-wsgi-version", version]);
            said.exits(3);
            assert!(
                said.talk
                    .contains(&format!("main.conf:3: Invalid command '{name}', perhaps")),
                "{said}"
            );
            assert!(
                said.talk.contains(&format!("help: `{name}` {why}\n")),
                "{said}"
            );
        }
        folder.says("plan", &[]).exits(0);
    }
}

#[test]
fn options_of_another_mod_wsgi() {
    for (options, version, why) in [
        (
            "interrupt-timeout=5 threads=2",
            "4.9.4",
            "`interrupt-timeout` is there since mod_wsgi 6.0.0; this is 4.9.4",
        ),
        (
            "newrelic-environment=x",
            "6.0.0",
            "`newrelic-environment` was in mod_wsgi from 4.1.0 on and no longer in 6.0.0; this is 6.0.0",
        ),
        (
            "socket-user=www-data",
            "3.4",
            "`socket-user` is there since mod_wsgi 4.4.1; this is 3.4.0",
        ),
    ] {
        let folder = Folder::with(format!(
            "{MODULES}WSGIDaemonProcess shop {options}\n{APPLICATION}"
        ));
        let said = folder.says("plan", &["--mod-wsgi-version", version]);
        said.exits(3);
        let expected = format!(
            "  because: DIR/main.conf:3: Invalid option to WSGI daemon process definition.\n  help: {why}\n"
        );
        assert!(said.talk.contains(&expected), "{said}");
        folder.says("plan", &[]).exits(0);
    }
    let folder = Folder::with(format!(
        "{MODULES}WSGIDaemonProcess shop\nWSGIScriptAliasMatch ^/m /srv/m.wsgi process-group=shop\n"
    ));
    folder
        .says("plan", &["--mod-wsgi-version", "4.5.17"])
        .exits(3);
    folder
        .says("plan", &["--mod-wsgi-version", "4.6.0"])
        .exits(0);
}

#[test]
fn a_restriction_inside_a_section() {
    let advice = "help: WSGIRestrictEmbedded is for the whole server: take the line away, and `plan` sets it where it belongs";
    for (lines, error) in [
        (
            "<VirtualHost *:80>\nWSGIRestrictEmbedded On\n</VirtualHost>\n",
            "main.conf:4: WSGIRestrictEmbedded cannot occur within <VirtualHost> section",
        ),
        (
            "<Directory /srv>\nWSGIRestrictEmbedded Off\n</Directory>\n",
            "main.conf:4: WSGIRestrictEmbedded not allowed in <Directory> context",
        ),
    ] {
        let said = Folder::with(format!("{MODULES}{lines}")).says("plan", &[]);
        said.exits(3);
        assert!(
            said.talk.contains(error) && said.talk.contains(advice),
            "{said}"
        );
    }
}

/// With an application there is something to plan, and the plan mends it.
#[test]
fn a_restriction_inside_a_section_of_an_application() {
    let host = APPLICATION.replace(
        "WSGIScriptAlias",
        "WSGIRestrictEmbedded On\nWSGIScriptAlias",
    );
    let folder = Folder::with(format!("{MODULES}{host}"));
    let said = folder.says("plan", &[]);
    said.exits(0);
    assert!(
        said.talk.starts_with(
            "httpd does not start with this configuration, because of a `WSGIRestrictEmbedded`"
        ),
        "{said}"
    );
    assert!(
        said.product.contains("-WSGIRestrictEmbedded On\n"),
        "{said}"
    );
    folder.says("inspect", &[]).exits(3);
    let unmended = Folder::with(format!("{MODULES}{host}Nonsense\n"));
    unmended.says("plan", &[]).exits(3);
}

#[test]
fn what_refuses_itself() {
    let main = "Include site.conf\n";
    let site = "<IfDefine !SITE>\nError \"start it with -D SITE\"\n</IfDefine>\n";
    let folder = Folder::with(main).file("site.conf", site);
    folder.says("plan", &[]).exits(3).only_talks(
        "error: httpd does not start with this configuration\n  \
         because: DIR/main.conf:1 includes `DIR/site.conf`\n  \
         because: DIR/site.conf:2: start it with -D SITE\n  \
         help: the configuration says so itself, by `Error`; where it asks for a flag or a variable that httpd is started with, \
         `-D` and `--env` give it here, too\n  \
         help: correct this first; `wsgi-daemonize tree` shows what httpd reads\n",
    );
    let said = folder.says("plan", &["-D", "SITE"]);
    assert!(!said.talk.contains("error:"), "{said:?}");
}
