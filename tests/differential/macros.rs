//! Macros: definitions with parameters, and their uses.

use super::author::{Author, Context, KnownMacro, Place};
use super::page::Page;

const PARAMETERS: [&str; 9] = ["$a", "$ab", "%b", "@c", "${d}", "$(e)", "@cd", "%bb", "$F"];

impl Author {
    /// Defines a macro whose body may hold whatever its place of use may.
    pub(super) fn macro_definition(&mut self, page: &mut Page, place: &Place) {
        if !place.parameters.is_empty() || place.context == Context::Requires {
            self.directive(page, place);
            return;
        }
        let name = self.new_name("Macro");
        let mut parameters: Vec<String> = Vec::new();
        for parameter in PARAMETERS {
            if self.dice.percent(25) {
                parameters.push(parameter.to_owned());
            }
        }
        let spelt = self.respelt("Macro");
        self.line(page, format!("<{spelt} {name} {}>", parameters.join(" ")));
        let count = parameters.len();
        let context = self
            .dice
            .weighed(&[(60, Context::Anywhere), (40, place.context)]);
        self.macro_body(
            page,
            &Place {
                context,
                depth: place.depth + 1,
                live: false,
                skipped: place.skipped,
                parameters,
            },
        );
        let close = self.dice.pick(&["</Macro>", "</Macro>", "</MACRO>"]);
        self.line(page, close);
        if place.live {
            self.macros.push(KnownMacro {
                name,
                parameters: count,
                context,
                is_used: false,
            });
        }
    }

    /// Writes a body; one without parameters gets a mark, so that nothing nests definitions.
    fn macro_body(&mut self, page: &mut Page, place: &Place) {
        let mut place = place.clone();
        if place.parameters.is_empty() {
            place.parameters.push("plain".to_owned());
        }
        for _ in 0..self.dice.between(1, 3) {
            self.block(page, &place);
        }
        if self.dice.percent(40) {
            self.macro_use(page, &place);
        }
    }

    /// Uses a macro that is known and fits here.
    pub(super) fn macro_use(&mut self, page: &mut Page, place: &Place) {
        let fits = |known: &&KnownMacro| {
            let everywhere =
                known.context == Context::Anywhere && place.context != Context::Requires;
            known.context == place.context || everywhere
        };
        let known: Vec<KnownMacro> = self.macros.iter().filter(fits).cloned().collect();
        if known.is_empty() {
            self.directive(page, place);
            return;
        }
        let known = &known[self.dice.below(known.len())];
        if !place.live {
            for other in self
                .macros
                .iter_mut()
                .filter(|other| other.name == known.name)
            {
                other.is_used = true;
            }
        }
        let name = self.respelt(&known.name);
        let mut text = [b"Use".as_slice(), &self.gap(), name.as_bytes()].concat();
        for _ in 0..known.parameters {
            text.extend(self.gap());
            text.extend(self.macro_argument());
        }
        self.line(page, text);
    }

    fn macro_argument(&mut self) -> Vec<u8> {
        let arguments = [
            "one",
            "two",
            "a-b",
            "\"two words\"",
            "'it'",
            "${W0}",
            "x",
            "\"a\\\\b\"",
            "'${W1} x'",
            "/p/q",
        ];
        self.dice.pick(&arguments).as_bytes().to_vec()
    }
}
