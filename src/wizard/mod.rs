//! Questions become decisions, asked of a person.
//!
//! [`walk`] asks what a server raises, shows the plan, and lets the change be reviewed. Whoever is asked is an [`Interview`]:
//! at a terminal, in plain lines, or a script. It decides nothing that options and answers cannot, and it writes nothing by
//! itself: that is done by the [`Desk`].

mod ending;
mod interview;
mod plain;
mod review;
mod screens;
mod terminal;
mod walk;

pub use ending::Product;
pub use interview::{Interview, Key, Reply, Stop};
pub use plain::{Plain, standard};
pub use terminal::Terminal;
pub use walk::{Broken, Desk, Ended, walk};
