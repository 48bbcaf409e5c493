//! What a screen shows: how much of a text, where a line that is longer than the screen is wide takes several of its rows; and
//! a legend of keys in lines that fit.

use console::measure_text_width;

/// Returns how many of the lines are seen at a time: one at least.
pub(super) fn seen_at_a_time(lines: &[&str], rows: usize, columns: usize) -> usize {
    let taken = |line: &&str| measure_text_width(line).div_ceil(columns.max(1)).max(1);
    let mut left = rows;
    let fit = lines.iter().take_while(|line| {
        let fits = taken(line) <= left;
        left = left.saturating_sub(taken(line));
        fits
    });
    fit.count().max(1)
}

/// Puts the parts of a legend into lines that are no longer than the screen is wide, if a part is not.
pub(super) fn in_lines(parts: impl Iterator<Item = String>, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let width = measure_text_width(&part);
        match lines.last_mut() {
            Some(line) if measure_text_width(line) + width + 2 <= columns => {
                line.push_str(", ");
                line.push_str(&part);
            }
            _ => lines.push(part),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_take_several_rows() {
        let (long, wide) = ("x".repeat(21), "ü".repeat(10));
        let lines = ["", "short", &long, &wide, "y"];
        assert_eq!(seen_at_a_time(&lines, 6, 10), 4);
        assert_eq!(seen_at_a_time(&lines, 5, 10), 3);
        assert_eq!(seen_at_a_time(&lines, 100, 10), 5);
        // What is longer than the screen is shown all the same.
        assert_eq!(seen_at_a_time(&[&long], 2, 10), 1);
        assert_eq!(seen_at_a_time(&[], 2, 10), 1);
    }

    #[test]
    fn a_legend_is_broken_between_its_parts() {
        let parts = ["one", "two", "three", "very long"].map(ToOwned::to_owned);
        let lines = in_lines(parts.into_iter(), 8);
        assert_eq!(lines, ["one, two", "three", "very long"]);
    }
}
