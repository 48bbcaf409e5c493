//! Damage: bytes and lines of a good configuration lost, moved or changed, as by a slip of the hand.

use super::site::Site;
use crate::support::dice::Dice;

/// Bytes that mean something somewhere.
const SIGNS: &[u8] = b"<>/\"'\\${}#!@%* \t\r\n\0=:;.aX";

impl Site {
    /// Damages one file or several, but never the lines that load modules.
    pub(super) fn damaged(mut self, seed: u64) -> Self {
        let mut dice = Dice::seeded(seed ^ 0xda3a_9e00);
        let names: Vec<String> = self.files.keys().cloned().collect();
        for _ in 0..dice.between(1, 3) {
            let name = &names[dice.below(names.len())];
            let name = if dice.percent(50) { "httpd.conf" } else { name };
            let bytes = self.files.get_mut(name).expect("a file of the site");
            let kept = if name == "httpd.conf" {
                self.modules_end
            } else {
                0
            };
            let tail = damaged(&mut dice, &bytes[kept..]);
            bytes.truncate(kept);
            bytes.extend(tail);
        }
        self
    }
}

fn damaged(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = bytes
        .split_inclusive(|&byte| byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if lines.is_empty() {
        return SIGNS[..dice.below(SIGNS.len())].to_vec();
    }
    let (at, other) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(8) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[other].clone()),
        2 => lines.swap(at, other),
        3 => lines.truncate(at),
        _ => lines[at] = damaged_line(dice, &lines[at]),
    }
    let mut bytes = lines.concat();
    if dice.percent(10) {
        let end = dice.below(bytes.len() + 1);
        bytes.truncate(end);
    }
    bytes
}

fn damaged_line(dice: &mut Dice, line: &[u8]) -> Vec<u8> {
    let mut line = line.to_vec();
    let at = dice.below(line.len());
    match dice.below(4) {
        0 => drop(line.remove(at)),
        1 => line[at] = dice.pick(SIGNS),
        2 => line[at] ^= 0x20,
        _ => line.insert(at, dice.pick(SIGNS)),
    }
    line
}
