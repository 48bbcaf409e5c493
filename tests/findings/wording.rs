//! How rules and findings are worded: house rules, held for every text.

use wsgi_daemonize::findings::{Finding, MESSAGES, RULES};

use super::server::findings;

/// Names with which a message may begin although they are written large.
const NAMES: [&str; 4] = ["Apache", "Apache's", "Python", "`"];

/// Returns what is wrong with a message, a label or a piece of help: it begins small, has no full stop, and what is quoted
/// is closed.
fn complaint(text: &str) -> Option<&'static str> {
    let first = text.split(' ').next().unwrap_or_default();
    let begins_large = first.starts_with(char::is_uppercase) && !NAMES.contains(&first);
    if text.trim() != text || text.is_empty() {
        Some("has white space at an end, or nothing else")
    } else if begins_large {
        Some("begins with a large letter")
    } else if text.ends_with('.') {
        Some("ends with a full stop")
    } else if text.contains("  ") || text.contains('\n') {
        Some("has two blanks or a line end in it")
    } else if !text.matches('`').count().is_multiple_of(2) {
        Some("has a quote that is not closed")
    } else {
        None
    }
}

/// Returns what is wrong with prose: whole sentences.
fn prose_complaint(text: &str) -> Option<&'static str> {
    let ends = text.ends_with(['.', '!']);
    let is_name = |name: &&str| text.starts_with(*name);
    let begins = text.starts_with(|first: char| first.is_uppercase())
        || ["`", "httpd ", "mod_wsgi "].iter().any(is_name);
    if !ends || !begins {
        Some("is not made of sentences")
    } else if text.contains("  ") || text.contains('\n') {
        Some("has two blanks or a line end in it")
    } else if !text.matches('`').count().is_multiple_of(2) {
        Some("has a quote that is not closed")
    } else {
        None
    }
}

fn texts(finding: &Finding) -> Vec<&str> {
    let labels = finding.labels().map(|label| label.text.as_str());
    let labels = labels.filter(|label| !label.is_empty());
    let help = finding.help.iter().map(String::as_str);
    std::iter::once(finding.message.as_str())
        .chain(labels)
        .chain(help)
        .collect()
}

#[test]
fn what_is_found_is_said_as_the_house_says_it() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for finding in findings(rule.page.example) {
            for text in texts(&finding) {
                wrong.extend(complaint(text).map(|why| format!("{rule:?}: `{text}` {why}")));
            }
            if finding.help.is_empty() && finding.rule.code != "WD301" {
                wrong.push(format!("{:?}: says nothing about what to do", finding.rule));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_written_in_sentences() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let page = rule.page;
        wrong.extend(complaint(rule.summary).map(|why| format!("{rule:?}: the summary {why}")));
        for text in [page.finds, page.matters, page.remedy, page.leave, page.sure] {
            wrong.extend(prose_complaint(text).map(|why| format!("{rule:?}: `{text}` {why}")));
        }
        for text in [page.example, page.instead] {
            if !text.ends_with('\n') {
                wrong.push(format!("{rule:?}: a configuration ends without a line end"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn messages_are_explained_in_sentences() {
    let texts = MESSAGES
        .iter()
        .flat_map(|message| [message.means, message.remedy]);
    let wrong: Vec<String> = texts
        .filter_map(|text| Some(format!("`{text}` {}", prose_complaint(text)?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_worded_otherwise_is_noticed() {
    for text in ["Large", "a stop.", "a  b", "`open", "", " a"] {
        assert!(complaint(text).is_some(), "{text}");
    }
    for text in ["small", "Python is here", "`X` is"] {
        assert!(complaint(text).is_none(), "{text}");
    }
    for text in ["No stop", "small one.", "Open `quote."] {
        assert!(prose_complaint(text).is_some(), "{text}");
    }
}
