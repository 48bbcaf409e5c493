//! [`WORDINGS`]: the texts of all messages, ready to be searched for.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::names::{Gap, Names};
use super::{Found, MESSAGES, Message};

/// The wordings of all messages. They are made once: a log has as many lines as it likes, and to prepare a search takes
/// longer than the search of one line.
pub(super) static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    let texts = MESSAGES
        .iter()
        .flat_map(|message| message.texts.iter().map(move |text| (message, *text)));
    texts
        .map(|(message, text)| Wording::new(message, text))
        .collect()
});

/// One way in which a message is written.
pub(super) struct Wording {
    pub(super) message: &'static Message,
    text: &'static str,
    /// What stands in front of the first gap.
    start: Finder<'static>,
    /// The gaps, each with what stands behind it.
    gaps: Vec<(Gap, Finder<'static>)>,
}

impl Wording {
    fn new(message: &'static Message, text: &'static str) -> Self {
        let mut gaps: Vec<(Gap, &'static str)> = Vec::new();
        let (mut start, mut rest) = (None, text);
        while let Some((before, gap, behind)) = Gap::split(rest) {
            start = start.or(Some(before));
            if let Some((_, last)) = gaps.last_mut() {
                *last = before;
            }
            gaps.push((gap, behind));
            rest = behind;
        }
        let finder = |(gap, text)| (gap, Finder::new(text));
        Self {
            message,
            text,
            start: Finder::new(start.unwrap_or(text)),
            gaps: gaps.into_iter().map(finder).collect(),
        }
    }

    /// Returns how much is the message's own: the longest wording that fits is the one that is meant.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// Returns what a line says, if it is worded so: the parts stand in it, in their order.
    pub(super) fn found<'l>(&self, line: &'l [u8]) -> Option<Found<'l>> {
        let mut names = Names::default();
        let start = self.start.find(line)?;
        let mut at = start + self.start.needle().len();
        for (gap, behind) in &self.gaps {
            let rest = line.get(at..)?;
            let end = match behind.needle() {
                [] => rest.len(),
                _ => behind.find(rest)?,
            };
            names.take(*gap, rest.get(..end)?);
            at += end + behind.needle().len();
        }
        names.take_end(line.get(at..)?);
        Some(Found {
            message: self.message,
            names,
            said: line.get(start..at)?,
        })
    }
}
