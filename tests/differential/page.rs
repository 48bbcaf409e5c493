//! Logical lines become physical ones: indentation, continuations, line ends.

use crate::support::dice::Dice;

/// White space as httpd's `isspace` has it, but for the line ends.
const SPACES: [&str; 6] = [" ", "\t", "    ", "\x0b", "\x0c", " \t "];

/// How the lines of a file end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Lf,
    CrLf,
    Mixed,
}

/// A file being written.
pub(super) struct Page {
    bytes: Vec<u8>,
    ends: Ends,
}

impl Page {
    pub(super) fn new(dice: &mut Dice) -> Self {
        Self {
            bytes: Vec::new(),
            ends: dice.weighed(&[(8, Ends::Lf), (2, Ends::CrLf), (1, Ends::Mixed)]),
        }
    }

    /// Returns how many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Writes bytes as they are.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// Writes one logical line in one or more physical ones, with white space around it.
    pub(super) fn line(&mut self, dice: &mut Dice, text: &[u8]) {
        let mut line = space(dice);
        line.extend(text);
        if dice.percent(10) || text.ends_with(b"\\") {
            // A backslash before a blank continues nothing.
            line.push(b' ');
        }
        let breaks = dice.weighed(&[(75, 0), (17, 1), (6, 2), (2, 4)]);
        for _ in 0..breaks {
            let at = dice.below(line.len() + 1);
            if !splits_placeholder(&line, at) && at < line.len() {
                let continuation = self.continuation(dice);
                line.splice(at..at, continuation.iter().copied());
            }
        }
        self.bytes.extend(line);
        self.finish(dice);
    }

    /// Ends the line, now and then by a continuation onto an empty line, or by a NUL.
    fn finish(&mut self, dice: &mut Dice) {
        if dice.percent(1) {
            self.bytes.extend(b"\0 what follows a NUL is not read \\");
        }
        let ends_in_backslash = self.bytes.ends_with(b"\\");
        if dice.percent(3) && !ends_in_backslash {
            let continuation = self.continuation(dice);
            self.bytes.extend(continuation);
        }
        let end = self.end(dice);
        self.bytes.extend(end);
    }

    /// Writes a comment, or nothing visible.
    pub(super) fn trivia(&mut self, dice: &mut Dice) {
        let comments = [
            "",
            "",
            "# a comment",
            "#</IfModule>",
            "# <Directory /srv>",
            "#${W0} \"unclosed",
            "# caf\u{e9} \\ not at the end",
            "#\\",
            "# goes on \\",
            "## </VirtualHost> </Macro>",
        ];
        let mut line = space(dice);
        let comment = dice.pick(&comments);
        let is_continued = comment.ends_with('\\');
        line.extend(comment.as_bytes());
        self.bytes.extend(line);
        if is_continued {
            // The comment swallows the next line, whatever it is.
            let end = if self.ends == Ends::Lf { "\n" } else { "\r\n" };
            self.bytes.extend(end.as_bytes());
            self.bytes.extend(b"SetEnv SWALLOWED by the comment");
        }
        let end = self.end(dice);
        self.bytes.extend(end);
    }

    /// Returns the file; its last line may lack its end.
    pub(super) fn done(mut self, dice: &mut Dice) -> Vec<u8> {
        let last = self
            .bytes
            .trim_ascii_end()
            .split(|&byte| byte == b'\n')
            .next_back();
        // httpd loses a last line that fills its buffer exactly (lex-lost-last-line-206).
        // A backslash as the very last byte is data, which not every directive takes.
        let is_fit = last.is_some_and(|line| line.len() < 150 && !line.ends_with(b"\\"));
        if is_fit && dice.percent(15) {
            let kept = self.bytes.trim_ascii_end().len();
            self.bytes.truncate(kept);
        }
        self.bytes
    }

    fn continuation(&self, dice: &mut Dice) -> &'static [u8] {
        match self.ends {
            Ends::Lf => b"\\\n",
            Ends::CrLf => b"\\\r\n",
            Ends::Mixed => dice.pick(&[b"\\\n".as_slice(), b"\\\r\n"]),
        }
    }

    fn end(&self, dice: &mut Dice) -> &'static [u8] {
        match self.ends {
            Ends::Lf => b"\n",
            Ends::CrLf => b"\r\n",
            Ends::Mixed => dice.pick(&[b"\n".as_slice(), b"\r\n", b"\r\r\n"]),
        }
    }
}

fn space(dice: &mut Dice) -> Vec<u8> {
    let mut space = Vec::new();
    while dice.percent(40) && space.len() < 8 {
        space.extend(dice.pick(&SPACES).as_bytes());
    }
    space
}

/// Tells whether `@ROOT@` stands across this offset.
fn splits_placeholder(line: &[u8], at: usize) -> bool {
    let near = line.get(at.saturating_sub(5)..line.len().min(at + 5));
    near.is_some_and(|near| near.windows(6).any(|window| window == b"@ROOT@"))
}
