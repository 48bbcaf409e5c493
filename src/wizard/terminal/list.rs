//! [`List`]: a list of entries of which one is pointed at, and which is turned page by page when it is longer than the screen.

use std::ops::Range;

use console::Key;

use super::drawing::{columns, cut, is_cut};
use crate::report;
use crate::wizard::screens::in_lines;

/// One line of a list.
pub(super) struct Entry<'e> {
    /// What it is.
    pub(super) label: &'e str,
    /// What follows from it; may be empty.
    pub(super) meaning: &'e str,
}

impl Entry<'_> {
    fn line(&self) -> String {
        match self.meaning {
            "" => self.label.to_owned(),
            meaning => format!("{} - {meaning}", self.label),
        }
    }

    /// Returns all that it says, in lines, if there is no room for that in the list.
    fn in_full(&self, width: usize) -> Vec<String> {
        if !is_cut(&self.line(), width.saturating_sub(MARKS)) {
            return Vec::new();
        }
        let has_label = !is_cut(self.label, width.saturating_sub(MARKS));
        let text = match self.meaning {
            "" => self.label,
            meaning if has_label => meaning,
            _ => &self.line(),
        };
        let text = report::meaning_text(text, columns(width.saturating_sub(1)));
        text.lines().map(str::to_owned).collect()
    }
}

/// How many columns are taken by what stands before an entry: `> [x] `.
const MARKS: usize = 6;

/// Entries, and which one is pointed at.
pub(super) struct List<'l> {
    entries: Vec<Entry<'l>>,
    at: usize,
    /// How many are seen at a time.
    capacity: usize,
}

impl<'l> List<'l> {
    pub(super) fn new(entries: Vec<Entry<'l>>, at: usize) -> Self {
        Self {
            capacity: entries.len(),
            entries,
            at,
        }
    }

    /// Returns the index of the entry that is pointed at.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Points at another entry, if that is what the key is for. A digit is the place on the page.
    pub(super) fn follow(&mut self, key: &Key) {
        let last = self.entries.len().saturating_sub(1);
        let page = self.page();
        self.at = match key {
            Key::ArrowDown | Key::Tab | Key::Char('j') if self.at >= last => 0,
            Key::ArrowDown | Key::Tab | Key::Char('j') => self.at + 1,
            Key::ArrowUp | Key::BackTab | Key::Char('k') => self.at.checked_sub(1).unwrap_or(last),
            Key::ArrowLeft | Key::PageUp | Key::Char('h') if page.start > 0 => {
                page.start.saturating_sub(self.capacity)
            }
            Key::ArrowRight | Key::PageDown | Key::Char('l') if page.end <= last => page.end,
            Key::Home => 0,
            Key::End => last,
            Key::Char(digit) => match digit.to_digit(10) {
                Some(place @ 1..) => {
                    let meant = page.start + place as usize - 1;
                    if page.contains(&meant) {
                        meant
                    } else {
                        self.at
                    }
                }
                _ => self.at,
            },
            _ => self.at,
        };
    }

    /// Returns the lines for a screen that is so wide and has so many rows left; `keys` tells what can be pressed, and
    /// `drawn` is an entry as a theme has it: by its index, its text, and whether it is pointed at.
    pub(super) fn lines(
        &mut self,
        (rows, width): (usize, usize),
        keys: &[&str],
        drawn: impl Fn(usize, &str, bool) -> String,
    ) -> Vec<String> {
        let most = rows / 3;
        let longest = self.entries.iter().map(|entry| entry.in_full(width).len());
        let longest = longest.max().unwrap_or_default().min(most);
        let count = self.entries.len();
        let mut room = Room::of(rows, count, legend(None, keys, width).len(), longest);
        if count > room.entries {
            let keys = legend(Some((0, count)), keys, width);
            room = Room::of(rows, count, keys.len(), longest);
        }
        self.capacity = room.entries;
        let mut keys = legend(self.pages(), keys, width);
        keys.truncate(room.keys);
        let page = self.page();
        let shown = self.entries.iter().enumerate();
        let shown = shown.skip(page.start).take(page.len());
        let mut lines: Vec<String> = shown
            .map(|(index, entry)| {
                let text = cut(&entry.line(), width.saturating_sub(MARKS));
                drawn(index, &text, index == self.at)
            })
            .collect();
        lines.extend(keys);
        let said = self.entries.get(self.at);
        let said = said.map_or_else(Vec::new, |entry| entry.in_full(width));
        if !said.is_empty() && room.said > 0 {
            lines.push(String::new());
            lines.extend(said.into_iter().take(room.said));
        }
        lines
    }

    /// Returns the indices of the page with the entry that is pointed at.
    fn page(&self) -> Range<usize> {
        let start = self.at - self.at % self.capacity.max(1);
        start..(start + self.capacity).min(self.entries.len())
    }

    /// Returns which page that is, and how many there are; nothing if there is only one.
    fn pages(&self) -> Option<(usize, usize)> {
        let pages = self.entries.len().div_ceil(self.capacity);
        (pages > 1).then(|| (self.at / self.capacity + 1, pages))
    }
}

/// How many rows there are for what.
struct Room {
    entries: usize,
    keys: usize,
    /// What an entry says in full, without the blank line above.
    said: usize,
}

impl Room {
    /// Shares rows out. Where they do not suffice, what an entry says in full gives way, then the keys: of the entries half a
    /// screen is seen, so that there is always the one that Enter takes.
    fn of(rows: usize, count: usize, keys: usize, said: usize) -> Self {
        let least = if count + keys <= rows {
            count
        } else {
            count.min(rows.div_ceil(2))
        };
        let left = rows.saturating_sub(least);
        let keys = keys.min(left);
        // A blank line is between the keys and what an entry says in full.
        let said = said.min((left - keys).saturating_sub(1));
        let below = said + usize::from(said > 0);
        Self {
            entries: rows.saturating_sub(keys + below).max(1),
            keys,
            said,
        }
    }
}

/// Returns what can be pressed, in lines.
fn legend(pages: Option<(usize, usize)>, keys: &[&str], width: usize) -> Vec<String> {
    let page = pages.map(|(page, of)| format!("page {page} of {of} (left, right)"));
    let parts = page.into_iter().chain(keys.iter().map(ToString::to_string));
    let lines = in_lines(parts, columns(width).saturating_sub(3));
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: usize) -> List<'static> {
        let entry = |_| Entry {
            label: "entry",
            meaning: "",
        };
        List::new((0..count).map(entry).collect(), 0)
    }

    fn drawn(list: &mut List<'_>, size: (usize, usize)) -> Vec<String> {
        list.lines(size, &["Enter takes it"], |index, text, is_it| {
            format!("{}{text} {index}", if is_it { ">" } else { " " })
        })
    }

    fn after(list: &mut List<'_>, key: &Key) -> usize {
        list.follow(key);
        list.at()
    }

    #[test]
    fn arrows_and_letters_go_round() {
        let mut list = list(3);
        drawn(&mut list, (10, 80));
        for (key, at) in [
            (Key::ArrowDown, 1),
            (Key::Char('j'), 2),
            (Key::Tab, 0),
            (Key::ArrowUp, 2),
            (Key::Char('k'), 1),
            (Key::End, 2),
            (Key::Home, 0),
            (Key::Char('2'), 1),
            // There is no fourth one, and nothing to turn.
            (Key::Char('4'), 1),
            (Key::Char('0'), 1),
            (Key::ArrowRight, 1),
            (Key::ArrowLeft, 1),
            (Key::Escape, 1),
        ] {
            assert_eq!(after(&mut list, &key), at, "{key:?}");
        }
    }

    #[test]
    fn a_long_list_is_turned_page_by_page() {
        let mut list = list(8);
        let lines = drawn(&mut list, (4, 80));
        let keys = "  page 1 of 3 (left, right), Enter takes it";
        assert_eq!(lines, [">entry 0", " entry 1", " entry 2", keys]);
        assert_eq!(after(&mut list, &Key::ArrowRight), 3);
        assert_eq!(after(&mut list, &Key::Char('2')), 4);
        assert_eq!(after(&mut list, &Key::ArrowRight), 6);
        let lines = drawn(&mut list, (4, 80));
        assert_eq!(lines[..2], [">entry 6", " entry 7"]);
        assert!(lines[2].starts_with("  page 3 of 3"), "{lines:?}");
        assert_eq!(after(&mut list, &Key::ArrowRight), 6);
        assert_eq!(after(&mut list, &Key::Char('h')), 3);
        assert_eq!(after(&mut list, &Key::PageUp), 0);
        // A smaller screen shows what is pointed at, too.
        list.follow(&Key::End);
        let lines = drawn(&mut list, (2, 80));
        assert_eq!(lines[0], ">entry 7");
    }

    #[test]
    fn on_a_small_screen_keys_and_explanations_give_way() {
        let meaning = "5 groups, 10 processes of 5 threads, about 42 MiB. For most.";
        let entries = ["a", "b", "c", "d", "e"].map(|label| Entry { label, meaning });
        let mut list = List::new(entries.into(), 4);
        let keys = ["Enter takes it", "? why", "b back", "q stop"];
        let mut seen = |size| {
            let lines = list.lines(size, &keys, |_, text, is_it| {
                format!("{} {text}", if is_it { ">" } else { "*" })
            });
            let pointed_at = lines.iter().filter(|line| line.starts_with('>')).count();
            assert_eq!(pointed_at, 1, "{lines:?}");
            let others = lines.iter().filter(|line| line.starts_with('*')).count();
            (pointed_at + others, lines.len())
        };
        // All entries, and the keys; no explanation.
        assert_eq!(seen((7, 30)), (5, 7));
        // Of three to a page the last two, and what there is room for of the keys.
        assert_eq!(seen((5, 10)), (2, 4));
        assert_eq!(seen((3, 20)), (1, 2));
        assert_eq!(seen((1, 20)), (1, 1));
    }

    #[test]
    fn what_is_cut_is_said_in_full_below() {
        let meaning = "5 groups, 10 processes of 5 threads, about 42 MiB. For most.";
        let entries = ["balanced", "express"].map(|label| Entry { label, meaning });
        let mut list = List::new(entries.into(), 1);
        let lines = drawn(&mut list, (20, 40));
        assert_eq!(
            lines,
            [
                " balanced - 5 groups, 10 proces... 0",
                ">express - 5 groups, 10 process... 1",
                "  Enter takes it",
                "",
                "    5 groups, 10 processes of 5",
                "    threads, about 42 MiB. For most.",
            ]
        );
        // Where there is room, it stands in the list alone.
        assert_eq!(drawn(&mut list, (20, 100)).len(), 3);
    }
}
