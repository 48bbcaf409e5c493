//! A unified diff applied by the book: every hunk exactly where it says, no fuzz, no search.

/// Returns `before` with the hunks of `diff` applied; panics at the first line that does not fit.
pub(super) fn apply(before: &[u8], diff: &[u8]) -> Vec<u8> {
    let old: Vec<&[u8]> = before.split_inclusive(|byte| *byte == b'\n').collect();
    let mut diff = diff.split_inclusive(|byte| *byte == b'\n').peekable();
    let mut taken = 0;
    let mut new: Vec<Vec<u8>> = Vec::new();
    while let Some(header) = diff.next() {
        let [old_start, old_count, new_start, new_count] = ranges(header);
        let first = first_line(old_start, old_count);
        new.extend(old[taken..first].iter().map(|line| line.to_vec()));
        taken = first;
        let (old_end, first) = (first + old_count, first_line(new_start, new_count));
        assert_eq!(new.len(), first, "{}", header.escape_ascii());
        while taken < old_end || new.len() < first + new_count {
            let line = diff.next().expect("as many lines as the header says");
            let mut text = line[1..].to_vec();
            if diff.next_if(|next| next.starts_with(b"\\")).is_some() {
                text.pop();
            }
            if line[0] != b'+' {
                assert_eq!(old[taken], text, "line {}", taken + 1);
                taken += 1;
            }
            match line[0] {
                b' ' | b'+' => new.push(text),
                tag => assert_eq!(tag, b'-', "{}", line.escape_ascii()),
            }
        }
    }
    new.extend(old[taken..].iter().map(|line| line.to_vec()));
    new.concat()
}

/// Returns the index of the first line of a range. An empty range says the line before it.
fn first_line(start: usize, count: usize) -> usize {
    start - usize::from(count > 0)
}

/// Returns the four figures of `@@ -START,COUNT +START,COUNT @@`, where a count of one may be left out.
fn ranges(header: &[u8]) -> [usize; 4] {
    let header = str::from_utf8(header).unwrap();
    let header = header.strip_prefix("@@ -").unwrap();
    let (old, new) = header
        .strip_suffix(" @@\n")
        .unwrap()
        .split_once(" +")
        .unwrap();
    let figures = [old, new].map(|range| {
        let (start, count) = range.split_once(',').unwrap_or((range, "1"));
        [start, count].map(|figure| figure.parse::<usize>().unwrap())
    });
    [figures[0][0], figures[0][1], figures[1][0], figures[1][1]]
}
