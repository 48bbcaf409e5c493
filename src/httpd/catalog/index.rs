//! Finding a name in the table: a hash index that the compiler builds.
//!
//! A configuration of ten thousand files asks some 300,000 times, and a search by halves took twice as
//! long (60 nanoseconds against 31).

use super::DirectiveEntry;
use super::table::TABLE;

/// More than twice the number of entries, so that few of them meet.
const SLOTS: usize = 2048;

/// Marks a slot without an entry.
const EMPTY: u16 = u16::MAX;

/// Where in the table a name with the hash of the slot stands, or in one of the slots that follow.
static INDEX: [u16; SLOTS] = index();

/// Returns the entries called `name`, in any case.
pub(super) fn entries_named(name: &[u8]) -> &'static [DirectiveEntry] {
    let home = slot_of(name);
    let start = (home..home + SLOTS)
        .map(|slot| INDEX.get(slot % SLOTS).copied().unwrap_or(EMPTY))
        .take_while(|&place| place != EMPTY)
        .find(|&place| is_named(place.into(), name));
    let Some(start) = start.map(usize::from) else {
        return &[];
    };
    let mut end = start + 1;
    while is_named(end, name) {
        end += 1;
    }
    TABLE.get(start..end).unwrap_or_default()
}

/// Returns whether the entry at `place` is called `name`.
fn is_named(place: usize, name: &[u8]) -> bool {
    TABLE.get(place).is_some_and(|entry| entry.is_named(name))
}

/// Puts the entries into the first free slots from their own on, those of one name in their order.
#[expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "the compiler runs it, and the table is shorter than a u16 can count"
)]
const fn index() -> [u16; SLOTS] {
    assert!(TABLE.len() < SLOTS / 2, "the index needs more slots");
    let mut index = [EMPTY; SLOTS];
    let mut place = 0;
    while place < TABLE.len() {
        let mut slot = slot_of(TABLE[place].name.as_bytes());
        while index[slot] != EMPTY {
            slot = (slot + 1) % SLOTS;
        }
        index[slot] = place as u16;
        place += 1;
    }
    index
}

/// Returns the slot of a name, the same one for any case (FNV-1a; bit 5 tells the case of letters).
const fn slot_of(name: &[u8]) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    let mut rest = name;
    while let [first, after @ ..] = rest {
        hash = (hash ^ (*first | 0x20) as u32).wrapping_mul(0x0100_0193);
        rest = after;
    }
    hash as usize % SLOTS
}
