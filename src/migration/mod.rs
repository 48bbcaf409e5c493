//! An [`Inventory`](crate::wsgi::Inventory) becomes a [`Plan`]: the daemon-only layout.
//!
//! [`propose`] judges every application and process group, gives the embedded ones groups, moves definitions to the main
//! server and restricts embedded mode, unless something stands in the way: that is [`Held`], with its line. A [`Preset`]
//! says how new groups are named and sized; [`Definitions`] become the text that holds them. Then it reads the result again
//! and compares: what it found is the [`Proof`]. [`Mending`] writes the fixes of findings, with the same care.

mod announcements;
mod changes;
mod consequences;
mod decisions;
mod declared;
mod definitions;
mod grouping;
mod held;
mod judgement;
mod label;
mod less;
mod mending;
mod mpm;
mod plan;
mod plan_error;
mod platform;
mod preset;
mod proof;
mod proposal;
mod questions;
mod remaining;
mod restriction;
mod situation;
mod step;
mod template;
mod timeouts;

pub use decisions::{About, Decided, DecisionError, Decisions, Said, Saying, Stage, answers};
pub use grouping::{NameContext, render_group_name};
pub use held::Held;
pub use mending::{Mended, Mending};
pub use mpm::{Mpm, MpmKind};
pub use plan::Plan;
pub use plan_error::PlanError;
pub use preset::{
    ApplicationDecision, ApplicationGroupDecision, ApplicationGroupPolicy, Chosen, ChosenOption,
    DaemonOption, DaemonOptions, GroupDecision, Grouping, Groups, Library, OptionValue, Preset,
    PresetError, ReadText, Wish, is_path,
};
pub use proof::{Changed, Difference, Proof, Reached, Running, Transition};
pub use proposal::{ProposalError, Proposed, propose};
pub use questions::{
    Answer, Ask, Choice, Draft, DraftError, Drafting, Item, Leads, Question, TextKey, Transcript,
};
pub use remaining::Wrong;
pub use restriction::Restriction;
pub use situation::Spot;
pub use step::{Risk, Step};
pub use template::{Definition, Definitions, TemplateError, Templates};
