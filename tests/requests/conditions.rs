//! Conditions that httpd decides while it reads, and macros: around what else is written.

use super::author::{Author, Level, Taste};

const TRUE: [&str; 9] = [
    "<IfModule mod_wsgi.c>",
    "<IfModule wsgi_module>",
    "<IfModule !mod_nope.c>",
    "<IfDefine WITH_WSGI>",
    "<IfDefine !WITHOUT>",
    "<IfVersion >= 2.4>",
    "<IfFile \"@ROOT@/srv/shop/shop.wsgi\">",
    "<IfDirective WSGIScriptAlias>",
    "<IfModule mod_env.c>",
];

const FALSE: [&str; 5] = [
    "<IfModule mod_nope.c>",
    "<IfDefine WITHOUT>",
    "<IfModule !mod_wsgi.c>",
    "<IfVersion < 2.4>",
    "<IfFile \"@ROOT@/srv/nowhere\">",
];

impl Author {
    /// Puts some lines into a true condition or a macro, or something else into a false one beside them.
    pub(super) fn conditioned(&mut self, lines: Vec<String>, level: Level) -> Vec<String> {
        if !self.likes(Taste::Conditions) || self.dice.percent(75) {
            return lines;
        }
        match self.dice.below(4) {
            0 => {
                let header = self.dice.pick(&FALSE);
                let (mounts, paths) = (self.mounts.clone(), self.paths.clone());
                let mut decoy = self.wsgi_alias(level);
                decoy.push(self.setting(Level::Section(level.host())));
                (self.mounts, self.paths) = (mounts, paths);
                let mut all = Self::inside(header, decoy);
                all.extend(lines);
                all
            }
            1 => self.in_macro(lines),
            _ => {
                let header = self.dice.pick(&TRUE);
                Self::inside(header, lines)
            }
        }
    }

    /// Makes a macro of the lines, with a parameter for one word in them, and uses it.
    fn in_macro(&mut self, lines: Vec<String>) -> Vec<String> {
        let name = self.new_name("Part");
        let (from, to) = if lines.iter().any(|line| line.contains("@ROOT@/srv")) {
            ("@ROOT@/srv", "$base")
        } else {
            ("WSGIProcessGroup", "$base")
        };
        let is_used = lines.iter().any(|line| line.contains(from));
        let body = lines
            .into_iter()
            .map(|line| line.replace(from, to))
            .collect();
        // An unused parameter would be a warning only, but httpd would say it.
        let (header, call) = if is_used {
            (
                format!("<Macro {name} $base>"),
                format!("Use {name} {from}"),
            )
        } else {
            (format!("<Macro {name}>"), format!("Use {name}"))
        };
        let mut all = Self::inside(&header, body);
        all.push(call);
        all
    }
}
