//! A number with a unit or another text behind it.

use super::numeric_option::unit;
use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::catalog::wsgi::WsgiOption;
use crate::source::{atoi, printable};
use crate::wsgi::{DaemonProcess, refused_value};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD402",
    name: "number-with-unit",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a numeric option has text behind its number, which mod_wsgi ignores",
    page: Page {
        finds: "An option of `WSGIDaemonProcess` that is a number, with a value that is not one: `memory-limit=512M`, \
            `request-timeout=5m`, `threads=many`.",
        matters: "mod_wsgi reads the digits at the start and ignores the rest: `memory-limit=512M` is 512 bytes, `5m` are 5 \
            seconds, and `many` is 0. Neither httpd nor `apachectl configtest` say a word.",
        example: "WSGIDaemonProcess shop request-timeout=5m\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop request-timeout=300\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write the plain number: seconds for times, bytes for sizes.",
        leave: "The text repeats the unit that mod_wsgi takes anyway, as in `request-timeout=60s`. It is better left out.",
        sure: "mod_wsgi reads these options with C's `atoi`; `apachectl configtest` accepts them (measured with 4.9.4).",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let groups = facts.inventory.daemons.iter();
    groups.flat_map(drafts).collect()
}

fn drafts(group: &DaemonProcess) -> impl Iterator<Item = Draft> {
    group.options.iter().filter_map(|(name, value)| {
        let unit = unit(name)?;
        let (number, is_followed) = atoi(value);
        let name_text = std::str::from_utf8(name).ok()?;
        let counts = group.option(name_text) == Some(value.as_slice());
        // What httpd refuses is not read as another number.
        let is_refused =
            WsgiOption::named(name_text).is_some_and(|known| refused_value(known, value).is_some());
        (is_followed && counts && !is_refused).then(|| {
            let (name_text, shown) = (printable(name), printable(value));
            let message = format!("mod_wsgi reads `{name_text}={shown}` as {number} {unit}");
            let draft = Draft::new(&RULE, Spot::option(group.node, name), message);
            match meant(number, value, unit) {
                Some(meant) => {
                    let title = format!("write `{name_text}={meant}`");
                    let remedy = Remedy::risky(title);
                    draft.remedy(remedy.set_option(group, &name_text, &meant.to_string()))
                }
                None => draft.help(format!(
                    "write the number of {unit} without anything behind it"
                )),
            }
        })
    })
}

/// Returns the number that was probably meant, in the unit in which it counts.
fn meant(number: i64, value: &[u8], unit: &str) -> Option<i64> {
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit());
    let letters = value.get(digits.count()..)?.to_ascii_lowercase();
    let times = match (unit, letters.as_slice()) {
        ("bytes", b"k" | b"kb" | b"kib") => 1 << 10,
        ("bytes", b"m" | b"mb" | b"mib") => 1 << 20,
        ("bytes", b"g" | b"gb" | b"gib") => 1 << 30,
        ("seconds", b"s" | b"sec") => 1,
        ("seconds", b"m" | b"min") => 60,
        ("seconds", b"h") => 3600,
        ("seconds", b"d") => 24 * 3600,
        _ => return None,
    };
    (number > 0).then(|| number.checked_mul(times))?
}
