//! `explain`: the page on a rule.

use super::{Outcome, Problem, not_written};
use crate::cli::arguments::ExplainOptions;
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::findings::{self, RULES, Rule};
use crate::report::{self, Failure};
use crate::source::{did_you_mean, nearest};

/// Shows the pages on rules, or which rules there are.
pub(in crate::cli) fn explain(output: &mut Output, options: &ExplainOptions) -> Outcome {
    let rules: Result<Vec<&Rule>, Problem> =
        options.codes.iter().map(|code| known_rule(code)).collect();
    let columns = output.columns();
    let pages: Vec<String> = rules?
        .into_iter()
        .map(|rule| report::explain_text(rule, columns))
        .collect();
    let text = if pages.is_empty() {
        report::rules_text()
    } else {
        pages.join("\n")
    };
    output
        .product(text.as_bytes())
        .map_err(|error| not_written(&error))?;
    Ok(ExitStatus::Done)
}

/// Returns the rule of a code or a name.
pub(super) fn known_rule(called: &str) -> Result<&'static Rule, Problem> {
    findings::rule(called).ok_or_else(|| {
        let failure = Failure::new(format!("there is no rule `{called}`"));
        let lower = called.to_ascii_lowercase();
        let names = RULES.iter().map(|rule| rule.name);
        let help = match nearest(&lower, names) {
            Some(name) => did_you_mean(name),
            None => "`wsgi-daemonize explain` lists all rules".to_owned(),
        };
        (ExitStatus::Usage, failure.help(help))
    })
}
