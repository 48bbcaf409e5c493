//! Several Django sites in the same processes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::django_settings::{Assignment, Settings};
use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Asked, Facts, called};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::merge;
use crate::source::printable;
use crate::wsgi::{Status, Target};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD601",
    name: "shared-django-settings",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "sites of Django with different settings run in the same processes: one gets the settings of the other",
    page: Page {
        finds: "Two scripts in one process group, or both in Apache's own processes, that set `DJANGO_SETTINGS_MODULE` to \
            different values; at least one by `os.environ.setdefault`, as Django writes it, or both in one interpreter.",
        matters: "The environment belongs to the process, also where each site has an interpreter of its own. `setdefault` \
            leaves what is there: the site that is loaded second runs with the settings of the first, with its database and its \
            pages. Which one that is changes with each restart.",
        example: "# /srv/shop/wsgi.py: os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n\
            # /srv/blog/wsgi.py: os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"blog.settings\")\n\
            WSGIDaemonProcess sites\nWSGIScriptAlias /shop /srv/shop/wsgi.py process-group=sites\n\
            WSGIScriptAlias /blog /srv/blog/wsgi.py process-group=sites\n",
        instead: "# /srv/shop/wsgi.py: os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n\
            # /srv/blog/wsgi.py: os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"blog.settings\")\n\
            WSGIDaemonProcess shop\nWSGIDaemonProcess blog\n\
            WSGIScriptAlias /shop /srv/shop/wsgi.py process-group=shop\n\
            WSGIScriptAlias /blog /srv/blog/wsgi.py process-group=blog\n",
        remedy: "Give each site a process group of its own; `wsgi-daemonize plan` does, `check --diff` makes no \
            groups. Where that cannot be, set the variable \
            by `os.environ[\"DJANGO_SETTINGS_MODULE\"] = …` and leave each site its own interpreter.",
        leave: "Never: it depends on the order of the first requests which site answers.",
        sure: "Measured with mod_wsgi 4.9.4. The scripts are searched for such lines, not run; what a script sets in another \
            way is not seen.",
    },
    needs: Needs::Files,
    find,
};

/// A site: an application, and what its script says.
struct Site<'s> {
    asked: Asked<'s>,
    script: PathBuf,
    settings: Settings,
}

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut processes: BTreeMap<&[u8], BTreeMap<PathBuf, Asked<'_>>> = BTreeMap::new();
    for asked in facts.asked() {
        let runs = matches!(asked.answer.status, Status::Daemon | Status::Embedded);
        let is_script = asked.part.is_none() && asked.mounted.target == Target::File;
        let (Some(group), Some(script)) = (
            asked.answer.process_group.as_deref(),
            asked.mounted.script.as_ref(),
        ) else {
            continue;
        };
        if runs && is_script {
            let script = merge(&facts.tree.server_root, script);
            let of_group = processes.entry(group).or_default();
            of_group.entry(script).or_insert(asked);
        }
    }
    let shared = processes.into_values().filter(|scripts| scripts.len() > 1);
    shared.filter_map(|scripts| draft(facts, scripts)).collect()
}

fn draft(facts: &Facts<'_>, scripts: BTreeMap<PathBuf, Asked<'_>>) -> Option<Draft> {
    let mut sites: Vec<Site<'_>> = Vec::new();
    for (script, asked) in scripts {
        let settings = facts.read(&script).and_then(|text| Settings::find(&text));
        sites.extend(settings.map(|settings| Site {
            asked,
            script,
            settings,
        }));
    }
    sites.sort_by_key(|site| site.asked.node());
    let mut others = sites.iter().enumerate();
    let (one, other) = others.find_map(|(index, one)| {
        let mut rest = sites.iter().skip(index + 1);
        rest.find(|other| collide(one, other))
            .map(|other| (one, other))
    })?;
    let message = format!(
        "{} set `DJANGO_SETTINGS_MODULE` in the same processes, and one gets the settings of the other",
        called(&[one.asked, other.asked])
    );
    let line = |site: &Site<'_>| {
        let told = vec![Settings::NAME.to_vec(), site.settings.value.clone()];
        Spot::InProgram(site.script.clone(), site.settings.line, told)
    };
    let value = |site: &Site<'_>| format!("to `{}`", printable(&site.settings.value));
    Some(
        Draft::new(&RULE, Spot::directive(other.asked.node()), message)
            .because(Spot::directive(one.asked.node()), "this runs in them, too")
            .because(line(one), value(one))
            .because(line(other), value(other))
            .help("give each site a process group of its own"),
    )
}

fn collide(one: &Site<'_>, other: &Site<'_>) -> bool {
    let by_default = |site: &Site<'_>| site.settings.assignment == Assignment::Default;
    let is_one_interpreter =
        one.asked.answer.application_group == other.asked.answer.application_group;
    one.settings.value != other.settings.value
        && (by_default(one) || by_default(other) || is_one_interpreter)
}
