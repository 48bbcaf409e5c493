//! [`choose`]: a list of answers of which one is taken.

use console::Key;
use dialoguer::theme::{SimpleTheme, Theme as _};

use super::drawing::Drawing;
use super::list::{Entry, List};
use super::screen::Screen;
use crate::migration::Choice;
use crate::wizard::interview::{Reply, Stop};

/// What can be pressed.
const KEYS: &[&str] = &["Enter takes it", "? why", "b back", "q stop"];

/// Lets somebody take one of several answers.
pub(super) fn choose(
    screen: &mut dyn Screen,
    prompt: &str,
    choices: &[Choice],
    default: usize,
) -> Result<Reply<usize>, Stop> {
    let entries = choices.iter().map(|choice| Entry {
        label: &choice.label,
        meaning: &choice.consequence,
    });
    let mut list = List::new(entries.collect(), default);
    let mut drawing = Drawing::of(screen, prompt)?;
    loop {
        let size = (drawing.rows(), drawing.size().1);
        drawing.show(&list.lines(size, KEYS, drawn))?;
        let reply = match drawing.key()? {
            Key::Enter | Key::Char(' ') => Reply::Answer(list.at()),
            Key::Char('?') => Reply::Why,
            Key::Char('b') => Reply::Back,
            Key::Char('q') => {
                drawing.end()?;
                return Err(Stop::Wish);
            }
            key => {
                list.follow(&key);
                continue;
            }
        };
        drawing.end()?;
        return Ok(reply);
    }
}

fn drawn(_: usize, text: &str, is_pointed_at: bool) -> String {
    let mut line = String::new();
    // A String takes whatever is written to it.
    SimpleTheme
        .format_select_prompt_item(&mut line, text, is_pointed_at)
        .unwrap_or_default();
    line
}

#[cfg(test)]
mod tests {
    use super::super::screen::scripted::Scripted;
    use super::*;

    fn choices() -> Vec<Choice> {
        vec![
            Choice::new("now", "Yes", "it is done now"),
            Choice::new("later", "No", ""),
        ]
    }

    fn chosen(keys: &str) -> (Result<Reply<usize>, Stop>, Scripted) {
        let mut screen = Scripted::typed((12, 60), keys);
        let reply = choose(&mut screen, "Now?", &choices(), 0);
        (reply, screen)
    }

    #[test]
    fn one_answer_is_taken_and_the_list_goes() {
        let (reply, screen) = chosen("↓\n");
        assert!(matches!(reply, Ok(Reply::Answer(1))));
        assert_eq!(
            screen.seen,
            [
                "\nNow?\n> Yes - it is done now\n  No\n  Enter takes it, ? why, b back, q stop",
                "\nNow?\n  Yes - it is done now\n> No\n  Enter takes it, ? why, b back, q stop",
            ]
        );
        assert_eq!(screen.contents(), "\nNow?");
        assert!(screen.has_cursor() && screen.is_through());
    }

    #[test]
    fn what_can_be_said_besides_has_its_keys() {
        for (keys, expected) in [
            ("j?", Reply::Why),
            ("2b", Reply::Back),
            (" ", Reply::Answer(0)),
        ] {
            let (reply, screen) = chosen(keys);
            assert_eq!(reply.unwrap(), expected);
            assert!(screen.is_through());
        }
        assert!(matches!(chosen("q").0, Err(Stop::Wish)));
    }

    #[test]
    fn the_end_of_the_input_ends_it() {
        let (reply, screen) = chosen("↓");
        assert!(matches!(reply, Err(Stop::Ended)));
        assert!(screen.contents().contains("> No"), "{}", screen.contents());
        assert!(screen.has_cursor());
    }
}
