//! An extension that is made for the main interpreter, and an application that runs in another one.

use std::collections::{BTreeMap, BTreeSet};

use super::extension_loaded_twice;
use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::python::{Evidence, ExtensionUse, Program};
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD614",
    name: "extension-outside-main",
    severity: Severity::Advice,
    certainty: Certainty::Likely,
    summary: "an application with an extension of C or Rust does not run in the main interpreter",
    page: Page {
        finds: "An application whose interpreter is not the main one, as it is without `application-group=%{GLOBAL}`, and that \
            imports a package such as `numpy`, `cryptography`, `lxml` or `grpc`, or whose virtual environment has one, or whose \
            `requirements.txt` lists one.",
        matters: "The modules of C and Rust in these packages are made for the main interpreter. In another one a call that asks \
            for Python's lock in the simple way (`PyGILState_Ensure`) waits for ever: the thread is lost, and requests wait until \
            they time out. As soon as a second interpreter of the process imports the same package, the import fails there.",
        example: "# /srv/shop/venv/lib/python3.11/site-packages/bcrypt/_bcrypt.abi3.so: PyO3 modules do not yet support subinterpreters\n\
            # /srv/shop/app.wsgi: x\nWSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/venv/lib/python3.11/site-packages/bcrypt/_bcrypt.abi3.so: PyO3 modules do not yet support subinterpreters\n\
            # /srv/shop/app.wsgi: x\nWSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop application-group=%{GLOBAL}\n",
        remedy: "Add `application-group=%{GLOBAL}` where the application is alone in its process group; give it one of its own \
            before, where it is not. `wsgi-daemonize plan` does that for applications in Apache's own processes.",
        leave: "It works, and the application is alone in its processes: that package does not need the lock in this way.",
        sure: "That a module refuses a second interpreter is read from its file; what is only in the environment may not be used by \
            the application. The wait for ever was measured with mod_wsgi 4.9.4 and Python 3.11, with the call itself. psycopg2 2.9 \
            worked in two interpreters and is not named.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut lines: BTreeMap<NodeId, Vec<(&Program<'_>, &ExtensionUse)>> = BTreeMap::new();
    let refused = extension_loaded_twice::groups(facts);
    for (program, found) in facts.extension_uses() {
        for asked in &program.asked {
            let interpreter = asked.answer.application_group.as_deref();
            let group = asked.answer.process_group.as_deref();
            let is_refused = group.is_some_and(|group| refused.contains(group));
            if interpreter.is_some_and(|name| !name.is_empty()) && !is_refused {
                let of_line = lines.entry(asked.node()).or_default();
                of_line.push((program, found));
            }
        }
    }
    if lines.is_empty() {
        return Vec::new();
    }
    let alone = alone(facts);
    let drafts = lines.into_iter().filter_map(|(node, uses)| {
        let draft = draft(node, &uses)?;
        Some(with_remedy(facts, &alone, node, draft))
    });
    drafts.collect()
}

/// Returns the lines that alone run something in a process group which is defined before them: only there mod_wsgi takes
/// both options (wsgi_config.c: `wsgi_add_script_alias`).
fn alone(facts: &Facts<'_>) -> BTreeSet<NodeId> {
    let mut users: BTreeMap<&[u8], BTreeSet<NodeId>> = BTreeMap::new();
    for asked in facts.asked() {
        if let Some(group) = asked.answer.process_group.as_deref() {
            users.entry(group).or_default().insert(asked.node());
        }
    }
    let is_whole = facts.is_whole();
    let groups = users.into_iter().filter(|_| is_whole);
    let sole = groups.filter_map(|(group, lines)| {
        let line = *lines.first()?;
        let daemon = facts.inventory.daemon(group)?;
        (lines.len() == 1 && daemon.node < line).then_some(line)
    });
    sole.collect()
}

fn draft(node: NodeId, uses: &[(&Program<'_>, &ExtensionUse)]) -> Option<Draft> {
    // What a line of the program imports says more than what an environment has.
    let is_imported = |(_, found): &&(&Program<'_>, &ExtensionUse)| {
        matches!(found.evidence, Evidence::Imported(..))
    };
    let (program, found) = uses.iter().find(is_imported).or(uses.first())?;
    let own = program.asked.iter().copied();
    let own: Vec<Asked<'_>> = own.filter(|asked| asked.node() == node).collect();
    let (called, module) = (called(&own), found.extension.module);
    let interpreter = own.first()?.answer.application_group.as_deref()?;
    let interpreter = printable(interpreter);
    let spot = Spot::directive(node);
    let draft = match &found.evidence {
        Evidence::Imported(path, line) => {
            let message =
                format!("{called} imports `{module}`, and runs in an interpreter of its own");
            let text = format!("`{module}` is imported here");
            let import = Spot::InProgram(path.clone(), *line, Vec::new());
            Draft::new(&RULE, spot, message).because(import, text)
        }
        Evidence::Installed(library) => {
            let library = library.display();
            let message = format!(
                "{called} has `{module}` in `{library}`, and runs in an interpreter of its own"
            );
            Draft::new(&RULE, spot, message)
        }
        Evidence::Listed(path, line) => {
            let message =
                format!("{called} lists `{module}`, and runs in an interpreter of its own");
            let text = "it is listed here";
            Draft::new(&RULE, spot, message).because(Spot::InFile(path.clone(), *line), text)
        }
    };
    Some(draft.label(format!("the interpreter is `{interpreter}`")))
}

/// Adds what to do: the main interpreter, where nobody else of its process group is in it.
fn with_remedy(facts: &Facts<'_>, alone: &BTreeSet<NodeId>, node: NodeId, draft: Draft) -> Draft {
    const OPTION: &str = "application-group=%{GLOBAL}";
    let line = facts.tree.directive(node);
    let says = |option: &[u8]| memchr::memmem::find(line.arguments, option).is_some();
    if alone.contains(&node) && says(b"process-group=") && !says(b"application-group=") {
        let remedy = Remedy::risky(format!("add `{OPTION}` to the line"));
        draft.remedy(remedy.append(node, line.name, OPTION))
    } else {
        draft.help(format!(
            "give it a process group of its own, and the main interpreter: `{OPTION}`"
        ))
    }
}
