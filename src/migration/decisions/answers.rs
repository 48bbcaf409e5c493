//! The decisions of a plan become a file of answers, which makes the same plan again.
//!
//! What a given file says stays as it is, with its comments; what it does not say is added, each with who decided and why
//! that matters.

use toml_edit::{DocumentMut, Item, Table, Value};

use super::Decisions;
use super::decided::Decided;
use crate::migration::plan::Plan;
use crate::migration::preset::{ApplicationGroupDecision, PresetError, lay_over};

/// What heads a new file.
const HEADING: &str = "\
# Answers for `wsgi-daemonize plan --answers FILE`: a preset, and what was decided for single applications.
#
# Each line can be changed or taken away; what is not here, the preset decides. On the same server these answers make
# the same plan.

";

/// Why it matters what a key says.
const MEANINGS: &[(&str, &str)] = &[
    (
        "restrict-embedded",
        "whether httpd's own processes go without Python, if nothing needs it there",
    ),
    (
        "restrict-process",
        "whether each virtual host gets a WSGIRestrictProcess with its own groups",
    ),
    ("definitions-file", "the file that new definitions go to"),
    (
        "process-group",
        "where it runs; applications with the same name here share its processes",
    ),
    (
        "application-group",
        "%{GLOBAL} is the main interpreter, which some extension modules need; keep is what it has now",
    ),
    ("display-name", "what `ps` shows"),
    (
        "processes",
        "each has the whole application in memory; while one restarts, the others answer",
    ),
    (
        "threads",
        "requests at a time in each process; more than one needs an application that is thread-safe",
    ),
    (
        "request-timeout",
        "seconds, on average over the threads, after which requests that hang cost their process",
    ),
    (
        "queue-timeout",
        "seconds that a request waits for a thread before it is answered with 504",
    ),
    (
        "socket-timeout",
        "seconds for the first byte of an answer, before it is a 504",
    ),
    (
        "deadlock-timeout",
        "seconds without Python's global lock, after which a process is restarted",
    ),
    (
        "startup-timeout",
        "seconds in which the application must be loaded, or its process is stopped",
    ),
    (
        "graceful-timeout",
        "seconds for running requests when a process restarts",
    ),
    ("shutdown-timeout", "seconds for a process to end by itself"),
    ("connect-timeout", "seconds to reach a process of the group"),
    ("listen-backlog", "requests that may wait for the group"),
    (
        "user",
        "whose rights it has: it must be able to read and write its files",
    ),
    (
        "group",
        "the Unix group of its processes; without it, Apache's",
    ),
    (
        "home",
        "the working directory, and the first entry of sys.path",
    ),
    ("python-path", "where its modules are found"),
    (
        "memory-limit",
        "bytes; an application that needs more is stopped",
    ),
    (
        "maximum-requests",
        "requests after which a process is restarted",
    ),
    (
        "inactivity-timeout",
        "seconds without requests, after which a process is restarted",
    ),
    (
        "lang",
        "the language of the process, which decides how Python decodes files",
    ),
    (
        "locale",
        "the locale of the process, which decides how Python decodes files",
    ),
];

/// Returns the answers that make a plan again; `extends` is the preset, as seen from where they are written.
pub fn answers(decisions: &Decisions, plan: &Plan, extends: &str) -> Result<String, PresetError> {
    let by = "the preset that decides what is not decided here";
    let extends = Value::from(extends);
    let mut document = match decisions.answers_text() {
        Some(text) => parsed(text)?,
        None => parsed(&format!("{HEADING}extends = {extends}  # {by}\n"))?,
    };
    write(document.as_table_mut(), "extends", extends, by);
    for text in decisions.set_texts() {
        lay_over(document.as_table_mut(), parsed(text)?.as_table());
    }
    for_all(document.as_table_mut(), decisions);
    if let Some(groups) = tables(document.as_table_mut(), "process-group") {
        for_definitions(groups, decisions);
    }
    if let Some(applications) = tables(document.as_table_mut(), "application") {
        for decided in &plan.decided {
            for_group(applications, decided);
        }
        from_command_line(applications, decisions);
    }
    Ok(document.to_string())
}

/// Returns the table of tables with this name.
fn tables<'d>(root: &'d mut Table, name: &str) -> Option<&'d mut Table> {
    let tables = root.entry(name).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    tables.as_table_mut()
}

fn parsed(text: &str) -> Result<DocumentMut, PresetError> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| PresetError::Invalid {
            title: "the answers".to_owned(),
            source: Box::new(error.into()),
            help: None,
        })
}

/// Writes what holds for all applications.
fn for_all(root: &mut Table, decisions: &Decisions) {
    let preset = &decisions.preset;
    let values = [
        ("restrict-embedded", Value::from(preset.restrict_embedded)),
        ("restrict-process", Value::from(preset.restrict_process)),
        (
            "definitions-file",
            Value::from(preset.definitions_file.as_str()),
        ),
    ];
    for (key, value) in values {
        write(root, key, value, preset.origin(key));
    }
}

/// Writes which definitions stay where they are.
fn for_definitions(groups: &mut Table, decisions: &Decisions) {
    for (name, decision) in decisions.groups() {
        let entry = groups.entry(name).or_insert_with(toml_edit::table);
        if let Some(table) = entry.as_table_mut()
            && let Some(by) = decision.left_by()
        {
            write(table, "leave", true.into(), by);
        }
    }
}

/// Writes what was decided for the applications of a group.
fn for_group(applications: &mut Table, decided: &Decided) {
    for (id, about) in &decided.applications {
        let is_new = !applications.contains_key(id);
        let entry = applications.entry(id).or_insert_with(toml_edit::table);
        let Some(table) = entry.as_table_mut() else {
            continue;
        };
        if is_new {
            table.decor_mut().set_prefix(heading(&about.lines, decided));
        }
        let group = Value::from(decided.process_group.as_str());
        write(table, "process-group", group, &decided.named_by);
        let application_group = match decided.application_group {
            ApplicationGroupDecision::Keep => "keep",
            ApplicationGroupDecision::Global => "%{GLOBAL}",
        };
        let by = &decided.application_group_by;
        write(table, "application-group", application_group.into(), by);
        for option in &decided.options {
            write(table, &option.name, value(&option.value), &option.from);
        }
        for option in &about.absent {
            write(table, &option.name, false.into(), &option.from);
        }
    }
}

/// Returns what stands above an application: what it is, and what somebody should say of it.
fn heading(about: &[String], decided: &Decided) -> String {
    let mut heading = String::from("\n");
    for about in about {
        heading.push_str("# ");
        heading.push_str(about);
        heading.push('\n');
    }
    for name in &decided.missing {
        heading.push_str("# It should have a `");
        heading.push_str(name);
        heading.push_str("` of its own, and nobody has said which.\n");
    }
    heading
}

/// Writes what the command line says of applications that the plan leaves alone.
fn from_command_line(applications: &mut Table, decisions: &Decisions) {
    for (id, decision) in decisions.applications() {
        let entry = applications.entry(id).or_insert_with(toml_edit::table);
        if let Some(table) = entry.as_table_mut()
            && let Some(by) = decision.left_by()
        {
            write(table, "leave", true.into(), by);
        }
    }
}

/// Writes a value with a comment, unless it is there.
fn write(table: &mut Table, key: &str, value: Value, by: &str) {
    let known = table.get(key).and_then(Item::as_value);
    if known.is_some_and(|known| is_same(known, &value)) {
        return;
    }
    let mut meanings = MEANINGS.iter();
    let meaning = meanings.find(|(known, _)| *known == key);
    let comment = match meaning {
        Some((_, meaning)) => format!("{by}; {meaning}"),
        None => by.to_owned(),
    };
    table.insert(key, Item::Value(commented(value, &comment)));
}

fn commented(mut value: Value, comment: &str) -> Value {
    let comment = comment.replace(|character: char| character.is_control(), " ");
    value.decor_mut().set_prefix(" ");
    value.decor_mut().set_suffix(format!("  # {comment}"));
    value
}

fn is_same(one: &Value, other: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => text.value().clone(),
        Value::Integer(number) => number.value().to_string(),
        Value::Boolean(is_so) => is_so.value().to_string(),
        other => other.to_string(),
    };
    text(one) == text(other)
}

/// Returns the value of an option: a number, if it is written as one.
fn value(text: &str) -> Value {
    match text.parse::<i64>() {
        Ok(number) if number.to_string() == text => Value::from(number),
        _ => Value::from(text),
    }
}
