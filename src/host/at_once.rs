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

/// From so many things on, a second thread is worth its start.
const MANY: usize = 64;

/// Does the same with each of many things, with half of them at the same time as with the other half; what comes of them is in
/// the order of the things.
pub fn each_at_once<T: Sync, R: Send>(things: &[T], does: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let each = |things: &[T]| things.iter().map(&does).collect::<Vec<R>>();
    if things.len() < MANY {
        return each(things);
    }
    let (former, latter) = things.split_at(things.len() / 2);
    let (mut done, rest) = at_once(|| each(former), || each(latter));
    done.extend(rest);
    done
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
    fn what_comes_of_many_things_is_in_their_order() {
        let numbers: Vec<usize> = (0..=2 * MANY).collect();
        let doubled = each_at_once(&numbers, |number| number * 2);
        assert!(
            doubled
                .into_iter()
                .eq((0..=2 * MANY).map(|number| number * 2))
        );
        assert_eq!(each_at_once(&[1, 2], |number| number + 1), [2, 3]);
    }

    #[test]
    #[should_panic(expected = "the other failed")]
    fn a_failure_of_the_other_is_one() {
        at_once(|| (), || panic!("the other failed"));
    }
}
