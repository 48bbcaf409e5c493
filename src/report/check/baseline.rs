//! [`Baseline`]: the findings of an earlier day, which are not to be shown again.
//!
//! They are known by rule, file and message: lines move. What is found more often than it was is shown.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Serialize};

use crate::findings::Finding;
use crate::httpd::path_bytes;
use crate::source::printable;

/// The form that is written here.
const SCHEMA: u32 = 1;

/// Findings that are known.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    schema: u32,
    findings: Vec<Known>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(deny_unknown_fields)]
struct Known {
    code: String,
    file: String,
    message: String,
}

impl Known {
    fn of(finding: &Finding) -> Self {
        Self {
            code: finding.rule.code.to_owned(),
            file: printable(path_bytes(&finding.primary.location.file)),
            message: finding.message.clone(),
        }
    }
}

impl Baseline {
    /// Returns the baseline that knows these findings.
    pub fn of(findings: &[Finding]) -> Self {
        let mut findings: Vec<Known> = findings.iter().map(Known::of).collect();
        findings.sort();
        Self {
            schema: SCHEMA,
            findings,
        }
    }

    /// Reads a file that was written by [`text`](Self::text).
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        let baseline: Self = serde_json::from_str(text)?;
        if baseline.schema == SCHEMA {
            return Ok(baseline);
        }
        let why = format!(
            "its schema is {}, and {SCHEMA} is known here",
            baseline.schema
        );
        Err(serde_json::Error::custom(why))
    }

    /// Returns the text of a file.
    pub fn text(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// Leaves out what is known.
    pub fn without_known(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let mut left: BTreeMap<&Known, usize> = BTreeMap::new();
        for known in &self.findings {
            *left.entry(known).or_default() += 1;
        }
        let mut is_new = |finding: &Finding| match left.get_mut(&Known::of(finding)) {
            Some(number) if *number > 0 => {
                *number -= 1;
                false
            }
            _ => true,
        };
        findings
            .into_iter()
            .filter(|finding| is_new(finding))
            .collect()
    }
}
