//! What somebody probably meant: the known word nearest to a misspelt one.

/// Returns the word of `known` that differs least from `word`, unless all differ in more than a third of it.
pub fn nearest<'known>(
    word: &str,
    known: impl IntoIterator<Item = &'known str>,
) -> Option<&'known str> {
    let limit = word.chars().count().max(3) / 3;
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the nearest word, unless another one is nearly as near: then nobody knows which was meant.
pub fn sole_nearest<'known>(
    word: &str,
    known: impl IntoIterator<Item = &'known str> + Clone,
) -> Option<&'known str> {
    let nearest = nearest(word, known.clone())?;
    let limit = distance(word, nearest) + 1;
    let mut others = known.into_iter().filter(|other| *other != nearest);
    let is_rivalled = others.any(|other| distance(word, other) <= limit);
    (!is_rivalled).then_some(nearest)
}

/// Returns the question for the word that was found.
pub fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

/// Returns how many characters have to be inserted, removed or replaced (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (line, from) in from.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        let mut left = line + 1;
        next.push(left);
        for (above, to) in row.windows(2).zip(to.chars()) {
            let [diagonal, above] = above else { break };
            let replaced = diagonal + usize::from(from != to);
            left = replaced.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_counts_insertions_removals_and_replacements() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("threads", "threads"), 0);
    }

    #[test]
    fn the_nearest_word_is_near() {
        let known = ["processes", "threads", "user"];
        assert_eq!(nearest("treads", known), Some("threads"));
        assert_eq!(nearest("procesess", known), Some("processes"));
        assert_eq!(nearest("lang", known), None);
        assert_eq!(nearest("", known), None);
    }
}
