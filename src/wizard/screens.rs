//! How much of a text a screen shows: a line that is longer than the screen is wide takes several of its rows.

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
}
