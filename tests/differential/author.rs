//! Writes a random configuration in the order httpd will read it.
//!
//! It keeps account of what is known at the line being written (macros, files, variables), so that
//! most of what it writes is accepted, and puts in one mistake now and then.

use super::page::Page;
use super::site::Site;
use crate::support::dice::Dice;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Context {
    Server,
    Host,
    Directory,
    Location,
    Files,
    If,
    /// The body of a macro that can be used in all of the above.
    Anywhere,
    /// A `<RequireAny>`, which takes authorisations only.
    Requires,
}

/// What is around the line being written.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) context: Context,
    pub(super) depth: usize,
    /// Whether httpd executes these lines now; not in false conditions and bodies of macros.
    pub(super) live: bool,
    /// Whether a false condition is around.
    pub(super) skipped: bool,
    /// The parameters of the macro around.
    pub(super) parameters: Vec<String>,
}

impl Place {
    pub(super) fn inside(&self, context: Context) -> Self {
        Self {
            context,
            depth: self.depth + 1,
            ..self.clone()
        }
    }
}

/// A macro that can be used from here on.
#[derive(Debug, Clone)]
pub(super) struct KnownMacro {
    pub(super) name: String,
    pub(super) parameters: usize,
    pub(super) context: Context,
    /// Whether the body of another macro uses it.
    pub(super) is_used: bool,
}

/// The writer of one configuration.
pub(super) struct Author {
    pub(super) dice: Dice,
    pub(super) site: Site,
    pub(super) macros: Vec<KnownMacro>,
    /// Files that are complete and may be included again.
    pub(super) files: Vec<(Context, String)>,
    pub(super) has_wsgi: bool,
    /// Lines left to write.
    budget: usize,
    /// Lines until the mistake, if there is to be one.
    mistake: Option<usize>,
    names: usize,
}

/// What one step of writing brings.
#[derive(Debug, Clone, Copy)]
enum Item {
    Trivia,
    Directive,
    Condition,
    Section,
    Include,
    Define,
    Macro,
    Use,
    Oddity,
}

impl Author {
    /// Writes the configuration of a seed.
    pub(super) fn site(seed: u64) -> Site {
        let mut dice = Dice::seeded(seed);
        let mistake = dice.percent(18).then(|| dice.between(1, 60));
        let mut author = Self {
            budget: dice.between(60, 200),
            dice,
            site: Site::default(),
            macros: Vec::new(),
            files: Vec::new(),
            has_wsgi: false,
            mistake,
            names: 0,
        };
        author.main_file();
        author.site
    }

    fn main_file(&mut self) {
        let mut page = Page::new(&mut self.dice);
        let place = Place {
            context: Context::Server,
            depth: 0,
            live: true,
            skipped: false,
            parameters: Vec::new(),
        };
        self.prologue(&mut page);
        while self.budget > 0 {
            self.item(&mut page, &place);
        }
        let bytes = page.done(&mut self.dice);
        self.site.files.insert("httpd.conf".to_owned(), bytes);
    }

    /// Writes some items of one section or file.
    pub(super) fn block(&mut self, page: &mut Page, place: &Place) {
        let most = if place.depth < 3 { 7 } else { 3 };
        for _ in 0..self.dice.between(0, most) {
            self.item(page, place);
        }
    }

    fn item(&mut self, page: &mut Page, place: &Place) {
        self.budget = self.budget.saturating_sub(1);
        if self.mistake_is_due(place) {
            self.write_mistake(page, place);
            return;
        }
        let is_deep = self.budget == 0 || place.depth >= 5;
        let simple = [(20, Item::Trivia), (60, Item::Directive)];
        let all = [
            (12, Item::Trivia),
            (36, Item::Directive),
            (14, Item::Condition),
            (14, Item::Section),
            (10, Item::Include),
            (8, Item::Define),
            (6, Item::Macro),
            (9, Item::Use),
            (4, Item::Oddity),
        ];
        let item = if is_deep {
            self.dice.weighed(&simple)
        } else {
            self.dice.weighed(&all)
        };
        match item {
            Item::Trivia => page.trivia(&mut self.dice),
            Item::Directive => self.directive(page, place),
            Item::Condition => self.condition(page, place),
            Item::Section => self.section(page, place),
            Item::Include => self.include(page, place),
            Item::Define => self.define(page, place),
            Item::Macro => self.macro_definition(page, place),
            Item::Use => self.macro_use(page, place),
            Item::Oddity => self.oddity(page, place),
        }
    }

    fn mistake_is_due(&mut self, place: &Place) -> bool {
        let Some(left) = self.mistake else {
            return false;
        };
        self.mistake = Some(left.saturating_sub(1));
        let is_due = left == 0 && place.live;
        if is_due {
            self.mistake = None;
        }
        is_due
    }

    /// Writes one logical line.
    pub(super) fn line(&mut self, page: &mut Page, text: impl AsRef<[u8]>) {
        page.line(&mut self.dice, text.as_ref());
    }

    /// Returns a name that was not used before.
    pub(super) fn new_name(&mut self, start: &str) -> String {
        self.names += 1;
        format!("{start}{}", self.names)
    }
}
