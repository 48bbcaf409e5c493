//! [`mark`]: a list of things of which some are marked.

use console::Key;
use dialoguer::theme::{SimpleTheme, Theme as _};

use super::drawing::Drawing;
use super::list::{Entry, List};
use super::screen::Screen;
use crate::migration::Item;
use crate::wizard::interview::{Reply, Stop};

/// Lets somebody mark some of several things, of which some are marked already.
pub(super) fn mark(
    screen: &mut dyn Screen,
    prompt: &str,
    items: &[Item],
    before: &[usize],
) -> Result<Reply<Vec<usize>>, Stop> {
    let entries = items.iter().map(|item| Entry {
        label: &item.label,
        meaning: "",
    });
    let mut list = List::new(entries.collect(), before.first().copied().unwrap_or(0));
    let marks = (0..items.len()).map(|index| before.contains(&index));
    let mut marks: Vec<bool> = marks.collect();
    let mut drawing = Drawing::of(screen, prompt)?;
    loop {
        let size = (drawing.rows(), drawing.size().1);
        let count = format!("{} of {} marked", marked(&marks).count(), marks.len());
        let keys = [&[&*count], KEYS].concat();
        let lines = list.lines(size, &keys, |index, text, is_it| {
            drawn(marks.get(index) == Some(&true), text, is_it)
        });
        drawing.show(&lines)?;
        let reply = match drawing.key()? {
            Key::Enter => Reply::Answer(marked(&marks).collect()),
            Key::Char('?') => Reply::Why,
            Key::Char('b') => Reply::Back,
            Key::Char('q') => {
                drawing.end()?;
                return Err(Stop::Wish);
            }
            key => {
                match key {
                    Key::Char(' ') => toggle(&mut marks, list.at()),
                    Key::Char('a') => {
                        let is_any_open = marks.contains(&false);
                        marks.fill(is_any_open);
                    }
                    _ => list.follow(&key),
                }
                continue;
            }
        };
        drawing.end()?;
        return Ok(reply);
    }
}

/// What can be pressed.
const KEYS: &[&str] = &[
    "Space marks",
    "a all",
    "Enter goes on",
    "? why",
    "b back",
    "q stop",
];

fn marked(marks: &[bool]) -> impl Iterator<Item = usize> {
    let marks = marks.iter().enumerate();
    marks.filter_map(|(index, is_marked)| is_marked.then_some(index))
}

fn toggle(marks: &mut [bool], at: usize) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = !*mark;
    }
}

fn drawn(is_marked: bool, text: &str, is_pointed_at: bool) -> String {
    let mut line = String::new();
    // A String takes whatever is written to it.
    SimpleTheme
        .format_multi_select_prompt_item(&mut line, text, is_marked, is_pointed_at)
        .unwrap_or_default();
    line
}

#[cfg(test)]
mod tests {
    use super::super::screen::scripted::Scripted;
    use super::*;

    fn marked_by(keys: &str, count: usize) -> (Result<Reply<Vec<usize>>, Stop>, Scripted) {
        marked_after(&[], keys, count)
    }

    fn marked_after(
        before: &[usize],
        keys: &str,
        count: usize,
    ) -> (Result<Reply<Vec<usize>>, Stop>, Scripted) {
        let item = |number: usize| Item {
            id: String::new(),
            label: format!("site{number}.test/"),
            says: Vec::new(),
        };
        let items: Vec<Item> = (0..count).map(item).collect();
        let mut screen = Scripted::typed((8, 60), keys);
        let reply = mark(&mut screen, "Which?", &items, before);
        (reply, screen)
    }

    #[test]
    fn some_are_marked_and_the_list_goes() {
        let (reply, screen) = marked_by(" ↓ ↓ ↓↓ \n", 3);
        assert!(matches!(reply, Ok(Reply::Answer(marked)) if marked == [0, 2]));
        let last = screen.seen.last().unwrap();
        assert_eq!(
            last,
            "\nWhich?\n  [x] site0.test/\n> [ ] site1.test/\n  [x] site2.test/\n  2 of 3 marked, Space marks, a all, \
             Enter goes on, ? why\n  b back, q stop"
        );
        assert_eq!(screen.contents(), "\nWhich?");
        assert!(screen.has_cursor());
    }

    #[test]
    fn what_was_marked_before_is_marked_again() {
        let (reply, screen) = marked_after(&[1, 2], "↓ \n", 3);
        assert!(matches!(reply, Ok(Reply::Answer(marked)) if marked == [1]));
        let first =
            "\nWhich?\n  [ ] site0.test/\n> [x] site1.test/\n  [x] site2.test/\n  2 of 3 marked";
        assert!(screen.seen[0].starts_with(first), "{}", screen.seen[0]);
    }

    #[test]
    fn all_are_marked_and_none_again() {
        let all = |keys| marked_by(keys, 300).0.unwrap();
        assert_eq!(all("a\n"), Reply::Answer((0..300).collect()));
        assert_eq!(all("aa\n"), Reply::Answer(vec![]));
        assert_eq!(all("a \n"), Reply::Answer((1..300).collect()));
    }

    #[test]
    fn marks_stay_while_pages_are_turned() {
        let (reply, screen) = marked_by(" → \n", 300);
        let Ok(Reply::Answer(marked)) = reply else {
            panic!("{reply:?}");
        };
        assert!(marked.len() == 2 && marked[1] > 1, "{marked:?}");
        assert!(screen.seen[2].contains("page 2 of "), "{}", screen.seen[2]);
        // The question stays in sight.
        for seen in screen.seen {
            assert!(seen.starts_with("\nWhich?\n"), "{seen}");
        }
    }

    #[test]
    fn what_can_be_said_besides_has_its_keys() {
        assert!(matches!(marked_by(" ?", 2).0, Ok(Reply::Why)));
        assert!(matches!(marked_by("b", 2).0, Ok(Reply::Back)));
        assert!(matches!(marked_by("q", 2).0, Err(Stop::Wish)));
        assert!(matches!(marked_by(" ", 2).0, Err(Stop::Ended)));
    }
}
