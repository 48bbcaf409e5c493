//! Any bytes are read, evaluated, taken inventory of and planned for, without a panic.

use proptest::prelude::*;
use wsgi_daemonize::host::Memory;
use wsgi_daemonize::httpd::request::Router;
use wsgi_daemonize::httpd::{self, ConfigTree, Runtime, ServerConfig};
use wsgi_daemonize::migration::{self, Decisions, Preset, Wrong};
use wsgi_daemonize::report;
use wsgi_daemonize::wsgi::{self, Answerer, Situation};

use super::bytes::{broth, soup};
use super::tried;

fn machine(main: &[u8], more: &[u8]) -> Memory {
    let memory = Memory::new()
        .file("/etc/httpd/main.conf", main)
        .file("/etc/httpd/more.conf", more);
    memory
        .file("/srv/a.wsgi", "")
        .link("/etc/httpd/linked.conf", "more.conf")
        .unreadable("/etc/httpd/X")
}

fn runtime() -> Runtime {
    Runtime {
        config: "/etc/httpd/main.conf".into(),
        server_root: "/etc/httpd".into(),
        ..Runtime::default()
    }
}

/// Goes the whole way, also where the program would stop: a plan for a configuration that httpd refuses is not shown, but
/// making it must not crash.
fn go(main: &[u8], more: &[u8]) {
    let host = machine(main, more);
    let tree = httpd::read(&host, &runtime()).expect("the main file is there");
    let config = httpd::evaluate(&tree);
    let errors = wsgi::all_errors(&tree, &config, None);
    show(&tree, &config, &errors);
    let mod_wsgi = wsgi::find_version(&host, &tree);
    let router = Router::new(&host, &tree, &config);
    let answerer = Answerer::new(&router, mod_wsgi);
    let (inventory, overview) = wsgi::examine(&answerer);
    let situation = Situation::new(&answerer, &inventory, &overview);
    let decisions = Decisions::by(Preset::named("balanced").expect("it is embedded"));
    let wrong = Wrong::on(situation);
    let proposed = migration::propose(situation, &decisions, &runtime(), Some(&wrong));
    if !errors.is_empty() {
        return;
    }
    let proposed = proposed.expect("the plan is proven");
    assert!(proposed.withdrawn.is_none(), "{:?}", proposed.withdrawn);
    let wrong = proposed.remaining(&wrong);
    let migration::Proposed { plan, proof, .. } = proposed;
    let diff = plan.patch.unified_diff(&plan.base, 3);
    diff.expect("there is a diff");
    assert_eq!(plan.steps.is_empty(), plan.patch.is_empty());
    let proposal = report::Proposal {
        lines: report::Lines {
            tree: &tree,
            config: &config,
        },
        plan: &plan,
        proof: &proof,
        wrong: &wrong,
        mod_wsgi,
        patch_file: None,
        base: &plan.base,
    };
    assert!(!report::plan_text(proposal, report::COLUMNS).is_empty());
    assert!(report::json(&report::PlanJson::new(proposal, b"")).is_ok());
}

fn show(tree: &ConfigTree, config: &ServerConfig, errors: &[httpd::ConfigError]) {
    let unknown = [tree.unknown.as_slice(), &config.unknown].concat();
    let json = serde_json::to_vec(&report::TreeJson::new(tree, errors, &unknown));
    assert!(json.is_ok());
    assert!(!report::includes_text(tree).is_empty());
    let _text = report::tree_text(tree);
    assert_eq!(
        report::refusal(tree, errors, None, 3).is_some(),
        !errors.is_empty()
    );
    assert_eq!(
        report::unknown_text(tree, &unknown).is_empty(),
        unknown.is_empty()
    );
}

proptest! {
    #![proptest_config(tried(500))]

    #[test]
    fn no_bytes_are_too_odd(main in soup(), more in soup()) {
        go(&main, &more);
    }

    #[test]
    fn no_configuration_is_too_odd(main in broth(), more in broth()) {
        let start = b"LoadModule wsgi_module modules/mod_wsgi.so\nLoadModule macro_module modules/mod_macro.so\n";
        go(&[start, &*main].concat(), &more);
    }
}
