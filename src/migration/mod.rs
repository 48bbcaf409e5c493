//! An [`Inventory`](crate::wsgi::Inventory) becomes a [`Plan`]: the daemon-only layout.
//!
//! [`propose`] judges every application and process group, gives the embedded ones groups, moves definitions to the main
//! server and restricts embedded mode, unless something stands in the way: that is [`Held`], with its line. A [`Preset`]
//! says how new groups are named and sized; [`Definitions`] become the text that holds them. Then it reads the result again
//! and compares: what it found is the [`Proof`].

mod announcements;
mod answers;
mod changes;
mod chosen_group;
mod clusters;
mod consequences;
mod decided;
mod decisions;
mod declared;
mod definitions;
mod filters;
mod group_name;
mod group_names;
mod group_notes;
mod group_options;
mod grouping;
mod held;
mod hidden_lines;
mod hindrance;
mod interference;
mod judgement;
mod macro_line;
mod macro_names;
mod mpm;
mod named_by_request;
mod nearest;
mod notes;
mod plan;
mod plan_error;
mod platform;
mod preset;
mod proof;
mod proposal;
mod restrict_process;
mod restriction;
mod seat;
mod served;
mod situation;
mod standing;
mod step;
mod template;
mod unix_identity;

pub use answers::answers;
pub use decided::Decided;
pub use decisions::{DecisionError, Decisions, Said, Stage};
pub use group_name::{NameContext, render_group_name};
pub use held::Held;
pub use mpm::{Mpm, MpmKind};
pub use nearest::nearest;
pub use plan::Plan;
pub use plan_error::PlanError;
pub use preset::{
    ApplicationDecision, ApplicationGroupDecision, ApplicationGroupPolicy, Chosen, ChosenOption,
    DaemonOption, DaemonOptions, Grouping, Groups, Library, OptionValue, Preset, PresetError,
    ReadText, is_path,
};
pub use proof::{Difference, Proof, Running, Transition};
pub use proposal::{ProposalError, propose};
pub use restriction::Restriction;
pub use situation::{Situation, Spot};
pub use step::{Risk, Step};
pub use template::{Definition, Definitions, TemplateError, Templates};
