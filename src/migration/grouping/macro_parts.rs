//! Names of the process groups of parts, where the section that keeps a part apart stands in a macro.
//!
//! Such a line has to name the group of a part in every use of its macro: by a parameter, and a word of the section.

use std::collections::{BTreeMap, BTreeSet};

use super::clusters::{Identity, identity};
use super::macro_names::{Line, key, shared, values_that_stay};
use super::macro_naming::{Naming, Owner};
use super::name_words::pattern_word;
use crate::httpd::NodeId;
use crate::migration::held::Obstacle;
use crate::migration::judgement::{Found, How, Judged, MacroLine, macro_line};
use crate::migration::situation::Situation;
use crate::syntax::Words;

/// A `WSGIProcessGroup` of a macro, in one of its uses, that is to name the group of a part.
struct Part<'server> {
    node: NodeId,
    line: MacroLine<'server>,
    /// The applications of which it is a part.
    of: BTreeSet<Identity>,
    /// Where they are among all.
    indices: BTreeSet<usize>,
}

/// The parts on the lines of macros.
pub(super) struct Parts<'server>(BTreeMap<Line, Vec<Part<'server>>>);

impl<'server> Parts<'server> {
    /// Finds them.
    pub(super) fn of(situation: &Situation<'server>, found: &Found) -> Self {
        let mut by_node: BTreeMap<NodeId, Part<'server>> = BTreeMap::new();
        for (index, (id, judged)) in found.iter().enumerate() {
            let parts = judged.as_ref().map_or(&[][..], |judged| &judged.parts);
            for seat in parts {
                let place = situation.tree.directive(seat.node).place;
                if situation.tree.file_of(place).is_some() {
                    continue;
                }
                let Ok(line) = macro_line(situation, place) else {
                    continue;
                };
                let part = by_node.entry(seat.node).or_insert_with(|| Part {
                    node: seat.node,
                    line,
                    of: BTreeSet::new(),
                    indices: BTreeSet::new(),
                });
                let application = situation.inventory.application(*id);
                part.of.insert(identity(situation, application));
                part.indices.insert(index);
            }
        }
        let mut by_line: BTreeMap<Line, Vec<Part<'server>>> = BTreeMap::new();
        for part in by_node.into_values() {
            by_line.entry(key(&part.line)).or_default().push(part);
        }
        Self(by_line)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names their groups, and leaves the applications alone whose parts no parameter tells apart.
    pub(super) fn name(
        self,
        situation: &Situation<'_>,
        naming: &mut Naming,
        found: &mut Found,
        named: &mut BTreeMap<NodeId, Vec<u8>>,
    ) {
        let staying = values_that_stay(situation, found);
        for (line, parts) in self.0 {
            if let Some(written) = written_for_wholes(found, &line) {
                write(found, &parts, &written);
                continue;
            }
            let written = if staying.contains(&line) {
                Err(shared())
            } else {
                naming.name_parts(situation, &parts)
            };
            match written {
                Ok(written) => {
                    for part in &parts {
                        let name = part.line.arguments.substitute(&written).into_owned();
                        named.insert(part.node, name);
                    }
                    write(found, &parts, &written);
                }
                Err(obstacle) => refuse(found, &parts, &obstacle),
            }
        }
    }
}

/// Returns what a line of a macro is to say because an application as a whole is delegated by it.
fn written_for_wholes(found: &Found, line: &Line) -> Option<Vec<u8>> {
    let judged = found.iter().filter_map(|(_, judged)| judged.as_ref().ok());
    let mut seats = judged.flat_map(Judged::seats);
    let seat = seats.find(|seat| {
        seat.how == How::Value && seat.spot.path == line.0 && seat.spot.line == line.1
    });
    seat?.written.clone()
}

fn write(found: &mut Found, parts: &[Part<'_>], written: &[u8]) {
    for part in parts {
        for index in &part.indices {
            if let Some((_, Ok(judged))) = found.get_mut(*index) {
                let own = judged.parts.iter_mut();
                let own = own.filter(|seat| seat.node == part.node);
                own.for_each(|seat| seat.written = Some(written.to_vec()));
            }
        }
    }
}

fn refuse(found: &mut Found, parts: &[Part<'_>], obstacle: &Obstacle) {
    for part in parts {
        for index in &part.indices {
            if let Some((_, judged @ Ok(_))) = found.get_mut(*index) {
                *judged = Err((obstacle.clone(), part.node));
            }
        }
    }
}

impl Naming {
    /// Finds what is to be written on the line of a macro for the parts in all its uses.
    fn name_parts(
        &mut self,
        situation: &Situation<'_>,
        parts: &[Part<'_>],
    ) -> Result<Vec<u8>, Obstacle> {
        if parts.iter().any(|part| self.is_used_in_hiding(&part.line)) {
            let why = "the section of a part of it stands in a macro that is also used under a condition that does not hold, \
                       for an application that is not known here";
            return Err(Obstacle::new(why, "delegate by hand what the macro runs"));
        }
        let arguments = parts.first().map(|part| part.line.arguments.iter());
        let parameters = arguments.into_iter().flatten().map(|(name, _)| name);
        let plain = parameters.filter(|name| !name.starts_with(b"@"));
        let word = parts.first().map(|part| section_word(situation, part));
        let word = word.unwrap_or_default();
        for parameter in plain {
            let text = [parameter, b"-", &word].concat();
            let names = parts.iter().map(|part| {
                let name = part.line.arguments.substitute(&text).into_owned();
                (name, Owner::Part(word.clone(), part.of.clone()))
            });
            if self.take(names) {
                return Ok(text);
            }
        }
        let why = "the section of a part of it stands in a macro, and no parameter of that has another value for each \
                   application that could name the part's process group";
        let clear = "give the macro a parameter with the name of the group";
        Err(Obstacle::new(why, clear))
    }
}

/// Returns the word of a part's section that can stand in a name, if it is the same in every use of the macro.
fn section_word(situation: &Situation<'_>, part: &Part<'_>) -> Vec<u8> {
    let section = situation.tree.directive(part.node).section;
    let place = section.map(|section| situation.tree.directive(section).place);
    let header = place.and_then(|place| macro_line(situation, place).ok());
    let text = header.map(|header| situation.logical(&header.spot));
    let text = text.unwrap_or_default();
    let argument = Words::new(&text).nth(1).unwrap_or_default();
    let argument = argument.strip_suffix(b">").unwrap_or(&argument);
    let is_literal = |text: &&[u8]| *part.line.arguments.substitute(text) == **text;
    let components = argument.rsplit(|byte| *byte == b'/');
    let word = components.filter(is_literal).find_map(pattern_word);
    word.unwrap_or_else(|| b"part".to_vec())
}
