//! [`Rows`]: the rows of a table, all on one server, which is asked once.

use super::ground::Ground;
use super::told::{Expected, Told};

/// Questions and what was answered.
#[derive(Debug)]
pub(super) struct Rows {
    ground: Ground,
    urls: Vec<&'static str>,
    ours: Vec<Told>,
    real: Option<Vec<Told>>,
}

impl Rows {
    /// Asks everything, us and the real server.
    pub(super) fn ask(config: &str, files: &[(&str, &str)], urls: &[&'static str]) -> Self {
        let ground = Ground::new(config, files);
        let ours = ground.ours(urls, &[]);
        let real = ground.real(urls).map(|(real, _)| real);
        Self {
            ground,
            urls: urls.to_vec(),
            ours,
            real,
        }
    }

    /// Asserts what becomes of a URL: we say so, and the real server agrees in everything that shows.
    #[track_caller]
    pub(super) fn is(&self, url: &str, expected: Expected) -> &Told {
        let at = self.urls.iter().position(|own| *own == url);
        let at = at.unwrap_or_else(|| panic!("{url} is not among the questions"));
        let ours = &self.ours[at];
        assert!(expected.fits(ours), "{url}: {expected:?}, we say {ours:?}");
        if let Some(real) = &self.real {
            let real = &real[at];
            assert!(
                expected.fits(real),
                "{url}: {expected:?}, httpd says {real:?}"
            );
            assert!(ours.agrees(real), "{url}: we {ours:?}\nhttpd {real:?}");
        }
        ours
    }

    /// Returns a path below the server's root.
    pub(super) fn path(&self, name: &str) -> String {
        self.ground.path(name).to_str().unwrap().to_owned()
    }
}
