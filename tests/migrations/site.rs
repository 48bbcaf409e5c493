//! One site: its virtual hosts, its process group, and who runs which application.

use super::administrator::Administrator;
use super::applications::Application;
use super::habits::Habit;
use super::server_level::SNIPPET;
use crate::requests::author::Author;

/// Who runs the applications of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Nobody said anything: Apache's own processes.
    Embedded,
    /// A group of the virtual host, for all of it.
    OwnGroup,
    /// The same, named on each alias.
    OwnGroupOnAlias,
    /// The same, by sections.
    OwnGroupBySection,
    /// A group of the virtual host that only the first application was given.
    HalfDelegated,
    /// A group of the main server.
    ServerGroup,
    /// A group that nobody defined.
    MissingGroup,
    /// No application at all.
    Static,
}

const MANNERS: [(usize, Manner); 8] = [
    (40, Manner::Embedded),
    (14, Manner::OwnGroup),
    (8, Manner::OwnGroupOnAlias),
    (8, Manner::OwnGroupBySection),
    (10, Manner::HalfDelegated),
    (12, Manner::ServerGroup),
    (2, Manner::MissingGroup),
    (5, Manner::Static),
];

/// The second virtual host of a site, on the other port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Twin {
    None,
    /// The same but for the definition of the group.
    Copy,
    /// The same, and each defines the group unless the other did.
    Guarded,
    /// The same with a group of its own.
    OtherGroup,
    /// Only a redirection to the other.
    Redirect,
}

const TWINS: [(usize, Twin); 5] = [
    (45, Twin::None),
    (25, Twin::Copy),
    (8, Twin::Guarded),
    (10, Twin::OtherGroup),
    (12, Twin::Redirect),
];

/// What the virtual hosts of a site have in common.
pub(super) struct Site {
    pub(super) name: &'static str,
    pub(super) manner: Manner,
    pub(super) group: String,
    pub(super) applications: Vec<Application>,
    /// The options of the group's definition.
    options: String,
    /// Lines that are the same in every virtual host.
    shared: Vec<String>,
}

impl Administrator {
    /// Writes a site with one or two virtual hosts.
    pub(super) fn site(&mut self) -> Vec<String> {
        let name = self.new_name();
        let manner = self.dice().weighed(&MANNERS);
        let group = match manner {
            Manner::MissingGroup => "nosuch".to_owned(),
            _ => self.group_name(name),
        };
        let applications = self.applications(manner);
        let options = self.daemon_options();
        if manner == Manner::ServerGroup {
            let comment = format!("# Runs {name}.");
            let definition = format!("WSGIDaemonProcess {group} {options}");
            self.main.extend([comment, definition]);
        }
        let mut site = Site {
            name,
            manner,
            group,
            applications,
            options,
            shared: Vec::new(),
        };
        site.shared = self.furniture(&site);
        if self.has(Habit::Macros) && self.dice().percent(60) {
            return self.site_of_macro(&site);
        }
        self.virtual_hosts(&site)
    }

    fn virtual_hosts(&mut self, site: &Site) -> Vec<String> {
        let twin = self.dice().weighed(&TWINS);
        let mut lines = vec![format!("# {}", site.name)];
        if twin == Twin::Redirect {
            let inner = format!("    Redirect / http://{}:@TLS_PORT@/", site.name);
            let name = format!("    ServerName {}", site.name);
            let open = "<VirtualHost *:@PORT@>".to_owned();
            lines.extend([open, name, inner, "</VirtualHost>".to_owned()]);
            self.ask(false, site.name, "/app");
        } else {
            let definition = self.definition(site, &site.group, twin == Twin::Guarded);
            lines.extend(self.virtual_host(site, &site.group, definition, false));
        }
        lines.push(String::new());
        let other = format!("{}-tls", site.group);
        match twin {
            Twin::None => {}
            Twin::Copy => lines.extend(self.virtual_host(site, &site.group, Vec::new(), true)),
            Twin::Guarded | Twin::Redirect => {
                let definition = self.definition(site, &site.group, twin == Twin::Guarded);
                lines.extend(self.virtual_host(site, &site.group, definition, true));
            }
            Twin::OtherGroup => {
                let is_own = site.manner != Manner::ServerGroup;
                let group = if is_own { &other } else { &site.group };
                let definition = self.definition(site, group, false);
                lines.extend(self.virtual_host(site, group, definition, true));
            }
        }
        lines
    }

    /// Writes the definition of a site's group where the site itself has it.
    fn definition(&mut self, site: &Site, group: &str, is_guarded: bool) -> Vec<String> {
        let manners = [
            Manner::OwnGroup,
            Manner::OwnGroupOnAlias,
            Manner::OwnGroupBySection,
            Manner::HalfDelegated,
        ];
        if !manners.contains(&site.manner) {
            return Vec::new();
        }
        let options = &site.options;
        let mut lines = match self.dice().below(4) {
            0 => vec![format!(
                "WSGIDaemonProcess {group} \\\n        {}",
                options.replace(' ', " \\\n        ")
            )],
            1 => vec![
                "# the application's own processes".to_owned(),
                format!("WSGIDaemonProcess  {group}\t{options}"),
            ],
            _ => vec![format!("WSGIDaemonProcess {group} {options}")],
        };
        if is_guarded {
            let flag = format!("HAS_{}", group.replace(['-', '.'], "_"));
            lines.push(format!("Define {flag}"));
            return Author::inside(&format!("<IfDefine !{flag}>"), lines);
        }
        if self.has(Habit::Conditions) && self.dice().percent(50) {
            let header = self.condition();
            return Author::inside(header, lines);
        }
        lines
    }

    /// Returns a condition that holds.
    pub(super) fn condition(&mut self) -> &'static str {
        self.dice().pick(&[
            "<IfModule mod_wsgi.c>",
            "<IfModule wsgi_module>",
            "<IfDefine WITH_WSGI>",
            "<IfDefine !WITHOUT>",
            "<IfVersion >= 2.4>",
        ])
    }

    fn group_name(&mut self, name: &str) -> String {
        let number = self.new_number();
        let first = name.split('.').next().unwrap_or(name);
        match self.dice().below(4) {
            // A macro's parameter has to stand for one of the two.
            0 if !self.has(Habit::Macros) => name.to_owned(),
            1 => format!("group{number}"),
            _ => format!("{}{number}", first.to_lowercase()),
        }
    }

    fn daemon_options(&mut self) -> String {
        let mut options = vec![self.dice().pick(&[
            "processes=2 threads=3",
            "threads=5",
            "processes=1 threads=1",
            "threads=2 display-name=%{GROUP}",
        ])];
        let more = [
            "maximum-requests=1000",
            "inactivity-timeout=600",
            "python-path=@ROOT@/srv/library",
            "python-path=@ROOT@/srv/library:@ROOT@/srv/shop",
            "lang=C.UTF-8 locale=C.UTF-8",
            "umask=0022",
            "request-timeout=30",
            "graceful-timeout=5 shutdown-timeout=3",
        ];
        for _ in 0..self.dice().below(3) {
            let option = self.dice().pick(&more);
            let name = option.split('=').next().unwrap_or(option);
            if !options.iter().any(|given| given.contains(name)) {
                options.push(option);
            }
        }
        if self.has(Habit::Users) && self.dice().percent(60) {
            options.push(self.dice().pick(&[
                "user=nobody group=nogroup home=/",
                "user=www-data group=www-data",
                "user=nobody home=/tmp",
                "home=@ROOT@/srv/shop",
            ]));
        }
        options.join(" ")
    }

    /// Writes a virtual host with everything that the site has.
    fn virtual_host(
        &mut self,
        site: &Site,
        group: &str,
        definition: Vec<String>,
        is_second_port: bool,
    ) -> Vec<String> {
        let port = if is_second_port {
            "@TLS_PORT@"
        } else {
            "@PORT@"
        };
        let number = self.hosts;
        self.hosts += 1;
        let mut lines = vec![format!("SetEnv VIRTUAL_HOST {number}")];
        lines.push(format!("ServerName {}", site.name));
        lines.extend(site.shared.clone());
        lines.extend(definition);
        if self.has(Habit::Snippets) && self.dice().percent(70) {
            lines.push(format!("Include {SNIPPET}"));
            self.ask(is_second_port, site.name, "/shared/x");
        }
        lines.extend(self.application_lines(site, group));
        self.ask_applications(site, is_second_port);
        if self.has(Habit::Variables) && !self.has(Habit::Macros) && self.dice().percent(70) {
            let place = format!("${{BASE{number}}}");
            let named = |line: &String| line.replace("@ROOT@/srv", &place);
            lines = lines.iter().map(named).collect();
            lines.insert(1, format!("Define BASE{number} @ROOT@/srv"));
        }
        Author::inside(&format!("<VirtualHost *:{port}>"), lines)
    }

    /// Writes a site as a macro with its name, port and number, and uses it for two names.
    fn site_of_macro(&mut self, site: &Site) -> Vec<String> {
        let definition = self.definition(site, &site.group, false);
        let lines = self.virtual_host(site, &site.group, definition, false);
        let other = self.new_name();
        let group = match site.manner {
            Manner::ServerGroup | Manner::MissingGroup => site.group.clone(),
            _ => "$group".to_owned(),
        };
        let (from, own) = (site.name, &site.group);
        let number = self.hosts - 1;
        let body = lines.into_iter().map(|line| {
            let line = if own == from {
                line
            } else {
                line.replace(own.as_str(), &group)
            };
            line.replace(&format!("VIRTUAL_HOST {number}"), "VIRTUAL_HOST $number")
                .replace(&format!("Name {from}"), "Name $name")
        });
        let body: Vec<String> = body.collect();
        let parameters = if body.iter().any(|line| line.contains("$group")) {
            "$name $number $group"
        } else {
            "$name $number"
        };
        let call = format!("Site{}", self.new_number());
        let mut all = Author::inside(&format!("<Macro {call} {parameters}>"), body);
        for (name, group, number) in [
            (from, own.clone(), number),
            (other, format!("{own}-two"), self.hosts),
        ] {
            let last = if parameters.ends_with("$group") {
                format!(" {group}")
            } else {
                String::new()
            };
            all.push(format!("Use {call} {name} {number}{last}"));
        }
        self.hosts += 1;
        let second = Site {
            name: other,
            manner: site.manner,
            group: String::new(),
            applications: site.applications.clone(),
            options: String::new(),
            shared: Vec::new(),
        };
        self.ask_applications(&second, false);
        all
    }
}
