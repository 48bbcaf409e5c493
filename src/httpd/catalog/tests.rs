//! What the tables must be like, and what a look-up must find in them.

use std::collections::{BTreeMap, BTreeSet};

use super::wsgi::{Build, MEASURED_VERSION, WsgiDirective, WsgiOption};
use super::*;

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn modules_of(name: &str) -> Vec<&'static str> {
    lookup(name.as_bytes())
        .iter()
        .map(|entry| entry.module)
        .collect()
}

#[test]
fn directives_are_sorted_and_one_module_has_each_once() {
    let order: Vec<_> = directives()
        .iter()
        .map(|entry| (lower(entry.name), entry.module))
        .collect();
    assert!(order.is_sorted_by(|one, next| one < next));
    assert!(order.len() > 800);
}

#[test]
fn every_directive_is_found_in_any_case_with_all_its_modules() {
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for entry in directives() {
        by_name
            .entry(lower(entry.name))
            .or_default()
            .push(entry.module);
    }
    for (name, modules) in by_name {
        assert_eq!(modules_of(&name), modules, "{name}");
        assert_eq!(modules_of(&name.to_ascii_uppercase()), modules, "{name}");
    }
}

#[test]
fn what_is_no_directive_is_not_found() {
    for name in [
        "",
        "<",
        "A",
        "Directory",
        "<Directory>",
        "SetEnvironment",
        "SetEnv ",
        "SetE",
        "SSLProxyM",
        "zzzzzzzzzzzz",
        "\u{ff}",
        "SetEnv\0",
    ] {
        assert_eq!(lookup(name.as_bytes()), [], "{name:?}");
    }
}

#[test]
fn a_section_and_its_directive_are_two() {
    assert_eq!(modules_of("<LuaHookFixups"), ["mod_lua.c"]);
    assert_eq!(lookup(b"LuaHookFixups")[0].arity, Arity::Take2);
    assert!(lookup(b"<luahookfixups")[0].is_section());
}

#[test]
fn several_modules_may_have_one_directive() {
    assert_eq!(
        modules_of("startservers"),
        ["event.c", "prefork.c", "worker.c"]
    );
    assert_eq!(modules_of("ScriptLog"), ["mod_cgi.c", "mod_cgid.c"]);
}

#[test]
fn places_are_those_of_the_manual() {
    let may_stand = |name: &[u8], open| lookup(name)[0].allowed.meets(open);
    assert!(may_stand(b"DocumentRoot", Allowed::AT_SERVER_LEVEL));
    assert!(!may_stand(b"DocumentRoot", Allowed::IN_SECTION));
    assert!(may_stand(b"SetEnv", Allowed::AT_SERVER_LEVEL));
    assert!(may_stand(b"SetEnv", Allowed::IN_SECTION));
    assert!(!may_stand(b"AllowOverride", Allowed::AT_SERVER_LEVEL));
    assert!(may_stand(b"AllowOverride", Allowed::IN_SECTION));
    assert!(!may_stand(b"Require", Allowed::AT_SERVER_LEVEL));
    assert!(!may_stand(b"SSLProxyEngine", Allowed::IN_SECTION));
    assert!(may_stand(b"SSLProxyEngine", Allowed::IN_PROXY));
    assert!(!may_stand(b"WSGIDaemonProcess", Allowed::IN_SECTION));
    assert!(may_stand(b"WSGIProcessGroup", Allowed::IN_SECTION));
}

#[test]
fn directives_of_the_read_phase_are_known_as_such() {
    let read: Vec<_> = directives()
        .iter()
        .filter(|entry| entry.allowed.is_executed_on_read())
        .filter(|entry| !entry.name.contains("Lua"))
        .map(|entry| entry.name)
        .collect();
    assert_eq!(
        read,
        [
            "<IfDefine",
            "<IfDirective",
            "<IfFile",
            "<IfModule",
            "<IfSection",
            "<IfVersion",
            "<Macro",
            "DefaultRuntimeDir",
            "Define",
            "Include",
            "IncludeOptional",
            "LoadFile",
            "LoadModule",
            "MacroIgnoreBadNesting",
            "MacroIgnoreEmptyArgs",
            "ServerRoot",
            "UnDefine",
            "UndefMacro",
            "Use",
        ]
    );
}

#[test]
fn help_stands_where_a_message_needs_it() {
    let with_help: BTreeSet<_> = directives()
        .iter()
        .filter(|entry| entry.help.is_some())
        .map(|entry| entry.name)
        .collect();
    for name in ["Include", "Define", "ServerAdmin", "SetEnv", "<IfVersion"] {
        assert!(with_help.contains(name), "{name}");
    }
    for entry in directives()
        .iter()
        .filter(|entry| entry.module == "mod_wsgi.c")
    {
        assert!(with_help.contains(entry.name), "{}", entry.name);
    }
}

#[test]
fn modules_are_sorted_and_each_source_is_one_module() {
    let order: Vec<_> = Module::all()
        .iter()
        .map(|module| (module.identifier, module.source))
        .collect();
    assert!(order.is_sorted_by_key(|(identifier, _)| identifier));
    let sources: BTreeSet<_> = order.iter().map(|(_, source)| source).collect();
    assert_eq!(sources.len(), order.len());
    for (identifier, source) in order {
        let module = Module::by_source(source.as_bytes()).unwrap();
        assert_eq!(module.identifier, identifier);
        assert!(Module::by_identifier(identifier.as_bytes()).contains(module));
    }
}

#[test]
fn directives_belong_to_the_modules_that_know_all_of_theirs() {
    for entry in directives() {
        let module = Module::by_source(entry.module.as_bytes()).unwrap();
        assert!(module.knows_all, "{}", entry.module);
    }
}

#[test]
fn a_module_goes_by_its_exact_names() {
    let event = Module::by_identifier(b"mpm_event_module");
    assert_eq!(event.len(), 1);
    assert_eq!(event[0].source, "event.c");
    assert_eq!(event[0].file, Some("mod_mpm_event.so"));
    assert_eq!(Module::by_identifier(b"MPM_event_module"), []);
    assert_eq!(Module::by_source(b"mod_mpm_event.c"), None);
    assert_eq!(Module::by_source(b"wsgi"), None);
    assert_eq!(Module::by_identifier(b"evasive20_module").len(), 2);
}

#[test]
fn built_in_modules_are_listed_ones() {
    for source in STATIC_ON_DEBIAN.iter().chain(ALWAYS_STATIC) {
        assert!(Module::by_source(source.as_bytes()).is_some(), "{source}");
    }
    for source in ALWAYS_STATIC {
        assert!(STATIC_ON_DEBIAN.contains(source));
    }
}

#[test]
fn a_guess_follows_the_custom() {
    assert_eq!(guess_source(b"foo_module").unwrap(), b"mod_foo.c");
    assert_eq!(guess_source(b"mod_shib"), None);
    assert_eq!(guess_identifier(b"mod_foo.c").unwrap(), b"foo_module");
    assert_eq!(guess_identifier(b"event.c"), None);
}

#[test]
fn the_general_table_has_the_directives_of_one_version_of_mod_wsgi() {
    let general: Vec<_> = directives()
        .iter()
        .filter(|entry| entry.module == "mod_wsgi.c")
        .map(|entry| (entry.name, entry.arity, entry.allowed, entry.forbidden))
        .collect();
    let by_version: Vec<_> = WsgiDirective::all()
        .iter()
        .filter(|directive| directive.releases.include(MEASURED_VERSION))
        .filter(|directive| directive.build == Build::Any)
        .map(|directive| {
            (
                directive.name,
                directive.arity,
                directive.allowed,
                directive.forbidden,
            )
        })
        .collect();
    assert_eq!(general, by_version);
}

#[test]
fn wsgi_directives_and_options_are_sorted_and_come_before_they_go() {
    let names: Vec<_> = WsgiDirective::all()
        .iter()
        .map(|directive| lower(directive.name))
        .collect();
    assert!(names.is_sorted_by(|one, next| one < next));
    let options = WsgiOption::of_daemon_process();
    assert!(options.is_sorted_by(|one, next| one.name < next.name));
    let all = WsgiDirective::all()
        .iter()
        .map(|directive| directive.releases);
    for releases in all.chain(options.iter().map(|option| option.releases)) {
        assert!(releases.include(releases.since));
        assert!(!releases.include((0, 9, 9)));
        if let Some(removed) = releases.removed {
            assert!(!releases.include(removed));
        }
    }
}

#[test]
fn versions_decide_about_directives_and_options() {
    let has = |name: &[u8], version| {
        WsgiDirective::named(name)
            .unwrap()
            .releases
            .include(version)
    };
    assert!(!has(b"wsgidestroyinterpreter", (4, 9, 0)));
    assert!(has(b"WSGIDestroyInterpreter", (4, 9, 1)));
    assert!(has(b"WSGILazyInitialization", (5, 0, 2)));
    assert!(!has(b"WSGILazyInitialization", (6, 0, 0)));
    assert!(
        WsgiDirective::named(b"WSGIRestrictEmbedded")
            .unwrap()
            .is_global_only()
    );
    assert!(
        !WsgiDirective::named(b"WSGIDaemonProcess")
            .unwrap()
            .is_global_only()
    );
    assert_eq!(WsgiDirective::named(b"WSGINothing"), None);
    let group = WsgiOption::of_directive(b"wsgiscriptaliasmatch")
        .find(|option| option.name == "process-group")
        .unwrap();
    assert_eq!(group.releases.since, (4, 6, 0));
    assert_eq!(WsgiOption::of_directive(b"WSGIProcessGroup").count(), 0);
}
