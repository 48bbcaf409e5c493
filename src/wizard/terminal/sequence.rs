//! [`Sequence`]: the bytes that a key sends which is no character, put together.

use console::Key;

/// The bytes of a key that came so far.
///
/// Over a slow line they come apart, and console takes the first one for Escape (`read_single_key_impl`, which does not
/// wait for the next). It does not know the keys that a terminal sends in its application mode (`ESC O A`) either, and reads
/// no more than three characters of those it does not know, such as Ctrl-Left (`ESC [ 1 ; 5 D`). Whatever is not known is
/// read to its end and means nothing.
#[derive(Default)]
pub(super) struct Sequence {
    begun: Begun,
    /// Whether what comes is pasted. Then the end of a line sends nothing (xterm's `ctlseqs`, "Bracketed Paste Mode").
    is_pasted: bool,
}

#[derive(Default)]
enum Begun {
    /// No sequence.
    #[default]
    None,
    /// An Escape, which by itself means nothing here.
    Escape,
    /// `ESC O`: one character follows.
    Single,
    /// `ESC [`, and these parameters: more follow, or the last character.
    Control(String),
}

impl Sequence {
    /// Returns the key that is complete with this one.
    pub(super) fn read(&mut self, pressed: Key) -> Option<Key> {
        let key = self.complete(pressed)?;
        let is_text = matches!(key, Key::Char(character) if !character.is_control());
        (is_text || !self.is_pasted).then_some(key)
    }

    fn complete(&mut self, pressed: Key) -> Option<Key> {
        match (std::mem::take(&mut self.begun), pressed) {
            (_, Key::Escape) => self.begun = Begun::Escape,
            (_, Key::UnknownEscSeq(characters)) => return self.begin(&characters),
            (Begun::Escape, Key::Char('[')) => self.begun = Begun::Control(String::new()),
            (Begun::Escape, Key::Char('O')) => self.begun = Begun::Single,
            (Begun::Single, Key::Char(last)) => return arrow(last),
            (Begun::Control(before), Key::Char(next)) => return self.go_on(before, next),
            (_, pressed) => return Some(pressed),
        }
        None
    }

    /// Begins with what console has read behind an Escape.
    fn begin(&mut self, characters: &[char]) -> Option<Key> {
        match characters {
            ['O'] => self.begun = Begun::Single,
            ['[', characters @ ..] => {
                self.begun = Begun::Control(String::new());
                let read = |key: &char| self.complete(Key::Char(*key));
                return characters.iter().filter_map(read).last();
            }
            // Alt with a key.
            _ => {}
        }
        None
    }

    /// Goes on by ECMA-48 5.4: parameters and intermediates are below `@`, the last character is not.
    fn go_on(&mut self, mut parameters: String, next: char) -> Option<Key> {
        match next {
            ' '..='?' => parameters.push(next),
            '@'..='~' => return self.end(&parameters, next),
            // No part of it.
            _ => return Some(Key::Char(next)),
        }
        self.begun = Begun::Control(parameters);
        None
    }

    fn end(&mut self, parameters: &str, last: char) -> Option<Key> {
        match (parameters, last) {
            ("200", '~') => self.is_pasted = true,
            ("201", '~') => self.is_pasted = false,
            (_, '~') => return by_number(parameters.split(';').next().unwrap_or_default()),
            _ => return arrow(last),
        }
        None
    }
}

/// Returns the key whose bytes end with this one (xterm's `ctlseqs`, "PC-Style Function Keys"). With Ctrl or Shift it is the
/// same one here.
fn arrow(last: char) -> Option<Key> {
    match last {
        'A' => Some(Key::ArrowUp),
        'B' => Some(Key::ArrowDown),
        'C' => Some(Key::ArrowRight),
        'D' => Some(Key::ArrowLeft),
        'H' => Some(Key::Home),
        'F' => Some(Key::End),
        'Z' => Some(Key::BackTab),
        _ => None,
    }
}

/// Returns the key that has this number (the same, "VT220-Style Function Keys"; 7 and 8 are rxvt's).
fn by_number(number: &str) -> Option<Key> {
    match number {
        "1" | "7" => Some(Key::Home),
        "3" => Some(Key::Del),
        "4" | "8" => Some(Key::End),
        "5" => Some(Key::PageUp),
        "6" => Some(Key::PageDown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(keys: &[Key]) -> Vec<Key> {
        let mut sequence = Sequence::default();
        let keys = keys.iter().cloned();
        keys.filter_map(|key| sequence.read(key)).collect()
    }

    /// What console makes of `ESC [` and characters that come at once: it reads two of them.
    fn at_once(characters: &str) -> Vec<Key> {
        let begun: Vec<char> = characters.chars().take(2).collect();
        let begun = Key::UnknownEscSeq([&['['], &begun[..]].concat());
        let rest = characters.chars().skip(2).map(Key::Char);
        std::iter::once(begun).chain(rest).collect()
    }

    #[test]
    fn an_arrow_whose_bytes_come_apart_is_one() {
        let down = [Key::Escape, Key::Char('['), Key::Char('B')];
        assert_eq!(read(&down), [Key::ArrowDown]);
        let down = [Key::UnknownEscSeq(vec!['[']), Key::Char('B')];
        assert_eq!(read(&down), [Key::ArrowDown]);
        // In application mode.
        let up = [Key::UnknownEscSeq(vec!['O']), Key::Char('A')];
        assert_eq!(read(&up), [Key::ArrowUp]);
    }

    #[test]
    fn an_escape_alone_means_nothing_and_takes_no_other_key_along() {
        let keys = [Key::Escape, Key::Escape, Key::Enter, Key::Char('A')];
        assert_eq!(read(&keys), [Key::Enter, Key::Char('A')]);
    }

    #[test]
    fn a_sequence_is_read_to_its_end() {
        for (characters, key) in [
            ("1;5D", Some(Key::ArrowLeft)),
            ("24~", None),
            ("97;5u", None),
            ("5;2~", Some(Key::PageUp)),
            ("I", None),
        ] {
            let mut keys = at_once(characters);
            keys.push(Key::Char('x'));
            let expected: Vec<Key> = key.into_iter().chain([Key::Char('x')]).collect();
            assert_eq!(read(&keys), expected, "{characters}");
            // The same, each byte by itself.
            let apart = characters.chars().map(Key::Char);
            let apart = [Key::Escape, Key::Char('[')].into_iter().chain(apart);
            let apart: Vec<Key> = apart.chain([Key::Char('x')]).collect();
            assert_eq!(read(&apart), expected, "{characters}");
        }
        // Console has read the next key along with a short one.
        assert_eq!(read(&at_once("Ix")), [Key::Char('x')]);
    }

    #[test]
    fn what_is_pasted_sends_nothing_at_the_end_of_a_line() {
        let mut keys = at_once("200~");
        keys.extend([Key::Char('a'), Key::Enter, Key::Char('b'), Key::Enter]);
        keys.extend(at_once("201~"));
        keys.push(Key::Enter);
        assert_eq!(read(&keys), [Key::Char('a'), Key::Char('b'), Key::Enter]);
    }
}
