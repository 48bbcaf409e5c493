//! A [`ServerConfig`](crate::httpd::ServerConfig) becomes an [`Inventory`]: what mod_wsgi makes of it.
//!
//! Which applications there are, in which process group each runs and because of which line. What this model does not
//! cover yet is listed by name ([`Beyond`]), so that nobody takes its silence for an answer.

mod accounts;
mod answer;
mod application;
mod application_key;
mod assigned_users;
mod beyond;
mod daemon_process;
mod delegation;
mod directive_value;
mod embedded_mode;
mod errors;
mod examination;
mod handler_script;
mod htaccess_search;
mod import_script;
mod inventory;
mod literal_start;
mod option;
mod option_value;
mod overview;
mod script_alias;
mod selection;
mod situation;
mod substitution;
mod version;

pub use accounts::{Account, Accounts, GROUP, PASSWD};
pub use answer::{Answer, Answerer, BlindSpots, Status, Step, Trace};
pub use application::{Application, ApplicationId, Mechanism, Target};
pub use application_key::ApplicationKeys;
pub use assigned_users::{AssignedUser, AssignedUsers, Unclear};
pub use beyond::{Beyond, Concern};
pub use daemon_process::DaemonProcess;
pub use delegation::{Delegation, Part};
pub use embedded_mode::{EmbeddedMode, Embedding, PythonCause, Trigger};
pub use errors::{all_errors, all_refusals, lasting_errors};
pub use examination::examine;
pub use handler_script::HandlerScript;
pub use htaccess_search::{HtaccessHook, HtaccessSearch};
pub use import_script::ImportScript;
pub use inventory::{Inventory, take_inventory};
pub use literal_start::literal_start;
pub use option::{AliasOptions, NameAndValue, OptionError, parse_option};
pub use option_value::refused_value;
pub use overview::{Asked, GroupUse, Mounted, MountedPart, Overview, Summary, overview};
pub use script_alias::{Hit, ScriptAlias};
pub use selection::{Reach, Selection, concerns, outranks};
pub use situation::Situation;
pub use version::{find_version, parse_version};
