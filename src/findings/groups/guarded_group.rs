//! A process group behind a guard.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::{Condition, ConditionId, NodeId, Place, ServerId};
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD211",
    name: "guarded-group",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "a process group is defined in whichever virtual host is read first",
    page: Page {
        finds: "A `WSGIDaemonProcess` in a virtual host behind `<IfDefine !NAME>`, with the `Define` \
            that keeps copies out.",
        matters: "It is a way to copy a virtual host without defining its group twice. The group then \
            belongs to the copy that is read first; with another order of files it changes its place, its log and \
            its reach. When more than the definition stands behind the guard, the other copy runs in Apache's own \
            processes, and nobody notices.",
        example: "<VirtualHost *:80>\n\
            \u{20} ServerName shop.example\n\
            \u{20} <IfDefine !SHOP>\n\
            \u{20}   Define SHOP\n\
            \u{20}   WSGIDaemonProcess shop\n\
            \u{20} </IfDefine>\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n\
            </VirtualHost>\n",
        instead: "WSGIDaemonProcess shop\n\
            <VirtualHost *:80>\n\
            \u{20} ServerName shop.example\n\
            \u{20} WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n\
            </VirtualHost>\n",
        remedy: "Define the group once, outside of the virtual hosts; `wsgi-daemonize plan` does, and \
            takes the guards away.",
        leave: "The virtual hosts are made by a program that knows no other way.",
        sure: "The condition is evaluated as httpd does.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    let inside = groups.filter(|group| group.server != ServerId::MAIN);
    let drafts = inside.filter_map(|group| {
        let guard = guard_around(facts, group.node)?;
        let name = printable(&group.name);
        let message = format!(
            "the process group `{name}` is defined in whichever virtual host is read first"
        );
        Some(
            Draft::new(&RULE, Spot::word(group.node, 1), message)
                .because(Spot::Line(guard), "this keeps copies out")
                .help("define it once, outside of the virtual hosts"),
        )
    });
    drafts.collect()
}

/// Returns the line of the guard around a definition: a condition that a name is not defined, which is defined inside.
fn guard_around(facts: &Facts<'_>, node: NodeId) -> Option<Place> {
    let directive = facts.tree.directive(node);
    let mut around = facts.tree.conditions_around(directive.condition);
    let guard = around.find(|(id, condition)| {
        let name = guarded_name(condition);
        name.is_some_and(|name| is_defined_inside(facts, *id, name))
    });
    guard.map(|(_, condition)| condition.place)
}

fn guarded_name(condition: &Condition) -> Option<&[u8]> {
    let arguments = condition.arguments.trim_ascii();
    let arguments = arguments.strip_suffix(b">").unwrap_or(arguments);
    let name = arguments.trim_ascii().strip_prefix(b"!")?;
    let is_define = condition.name.eq_ignore_ascii_case(b"<IfDefine");
    is_define.then_some(name)
}

fn is_defined_inside(facts: &Facts<'_>, condition: ConditionId, name: &[u8]) -> bool {
    let mut directives = facts.tree.directives();
    directives.any(|directive| {
        directive.condition == Some(condition)
            && directive.name.eq_ignore_ascii_case(b"Define")
            && directive.first_word().as_deref() == Some(name)
    })
}
