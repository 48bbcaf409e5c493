//! [`at_once`]: two things done at the same time, on two processors where the machine has them.

use std::panic::resume_unwind;
use std::thread;

/// Does two things at the same time and returns what both come to, which must not depend on which is done first.
pub fn at_once<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        let other = other.join().unwrap_or_else(|bug| resume_unwind(bug));
        (one, other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done() {
        let text = "ab".to_owned();
        let (one, other) = at_once(|| text.len(), || text.to_uppercase());
        assert_eq!((one, other.as_str()), (2, "AB"));
    }

    #[test]
    #[should_panic(expected = "the other failed")]
    fn a_failure_of_the_other_is_one() {
        at_once(|| (), || panic!("the other failed"));
    }
}
