//! Words: the argument texts that quoting, escapes, variables and odd bytes make interesting.

use super::author::{Author, Place};

/// Values that are one word however they are quoted.
const PLAIN: [&str; 12] = [
    "alpha",
    "b=c",
    "x,y",
    "/srv/app",
    "%{GLOBAL}",
    "a.b-c_d",
    "1",
    "On",
    "http://h/?q",
    "[z]",
    "k:v",
    "~",
];
/// Words with bytes that mean something elsewhere.
const ODD: [&[u8]; 14] = [
    b"a\"b",
    b"it's",
    b"#",
    b"#x",
    b"back\\slash",
    b"a>b",
    b"<tag>",
    b"$x",
    b"${",
    b"a}b",
    b"caf\xe9",
    b"\xc3\xa9t\xc3\xa9",
    b"d\\ e",
    b"\\",
];
/// Quoted words.
const QUOTED: [&str; 12] = [
    "\"two words\"",
    "'two words'",
    "\"say \\\"hi\\\"\"",
    "'don\\'t'",
    "\"a\\\\b\"",
    "\"\\n\"",
    "\"it's\"",
    "'a \"b\" c'",
    "\"a#b > c\"",
    "\"</Directory>\"",
    "\"a\"\"b\"",
    "'a'b",
];
/// Texts with `$` that no variable answers to, and that therefore stay as they are.
const LITERAL: [&str; 6] = [
    "${undefined_one}",
    "${map:key}",
    "$W0",
    "${W0",
    "${no${W0}}",
    "\\${W1}",
];

impl Author {
    /// Returns one word that has no blanks in it and is not empty.
    pub(super) fn plain_word(&mut self) -> Vec<u8> {
        let word = self.dice.pick(&PLAIN).as_bytes().to_vec();
        if self.dice.percent(15) {
            return [b"${".as_slice(), &self.word_variable(), b"}", &word].concat();
        }
        word
    }

    /// Returns a word, maybe quoted, maybe with a variable in it.
    pub(super) fn word(&mut self, place: &Place) -> Vec<u8> {
        let kind = self
            .dice
            .weighed(&[(30, 0), (15, 1), (22, 2), (12, 3), (6, 4), (15, 5)]);
        match kind {
            0 => self.plain_word(),
            1 => self.dice.pick(&ODD).to_vec(),
            2 => self.dice.pick(&QUOTED).as_bytes().to_vec(),
            3 => [b"\"${".as_slice(), &self.word_variable(), b"} q\""].concat(),
            4 => self.dice.pick(&LITERAL).as_bytes().to_vec(),
            _ => self.parameter(place),
        }
    }

    /// Returns several words with odd white space between them; the last may be unclosed.
    pub(super) fn words(&mut self, place: &Place) -> Vec<u8> {
        let mut text = Vec::new();
        for at in 0..self.dice.between(1, 4) {
            if at > 0 {
                text.extend(self.gap());
            }
            text.extend(self.word(place));
            if self.dice.percent(8) {
                text.extend(self.gap());
                text.extend(self.text_variable());
            }
        }
        if self.dice.percent(4) {
            text.extend(self.dice.pick(&[
                b" \"unclosed".as_slice(),
                b" 'un \\' closed",
                b" \"C:\\dir\\\"",
            ]));
        }
        text
    }

    /// Returns a parameter of the macro around, alone or inside a word.
    fn parameter(&mut self, place: &Place) -> Vec<u8> {
        let Some(parameter) = self.one_of(&place.parameters) else {
            return self.plain_word();
        };
        let forms = self.dice.below(4);
        match forms {
            0 => parameter.into_bytes(),
            1 => format!("pre{parameter}post").into_bytes(),
            2 => format!("\"{parameter} {parameter}\"").into_bytes(),
            _ => format!("'x {parameter}'").into_bytes(),
        }
    }

    /// Returns white space between words.
    pub(super) fn gap(&mut self) -> Vec<u8> {
        let gaps = [
            " ", " ", " ", " ", "  ", "\t", " \t ", "\x0b", "\x0c", " \r ",
        ];
        self.dice.pick(&gaps).as_bytes().to_vec()
    }

    /// Spells a name in another case: names of directives do not have one.
    pub(super) fn respelt(&mut self, name: &str) -> String {
        if self.dice.percent(80) {
            return name.to_owned();
        }
        let letters = name.chars();
        letters
            .map(|letter| match self.dice.below(3) {
                0 => letter.to_ascii_uppercase(),
                1 => letter.to_ascii_lowercase(),
                _ => letter,
            })
            .collect()
    }

    /// Picks one of some names.
    pub(super) fn one_of(&mut self, names: &[String]) -> Option<String> {
        if names.is_empty() {
            return None;
        }
        Some(names[self.dice.below(names.len())].clone())
    }
}
