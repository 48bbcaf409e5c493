//! [`Origin`]: a line of the configuration or of a `.htaccess`; and what is said of one: [`Doubt`], [`Refused`].

use std::sync::Arc;

use super::htaccess::Htaccess;
use crate::httpd::tree::{ConfigTree, Directive, NodeId};

/// A directive that a request meets.
#[derive(Clone, Debug)]
pub enum Origin {
    /// One of the configuration.
    Config(NodeId),
    /// One of a `.htaccess`; the id is one of its own tree.
    Htaccess(Arc<Htaccess>, NodeId),
}

impl Origin {
    /// Returns the tree that it is in; `tree` is that of the configuration.
    pub fn tree<'tree>(&'tree self, tree: &'tree ConfigTree) -> &'tree ConfigTree {
        match self {
            Self::Config(_) => tree,
            Self::Htaccess(file, _) => &file.tree,
        }
    }

    /// Returns the id of the directive in its tree.
    pub fn node(&self) -> NodeId {
        match self {
            Self::Config(node) | Self::Htaccess(_, node) => *node,
        }
    }

    /// Returns the name of the directive, as written.
    pub fn name<'tree>(&'tree self, tree: &'tree ConfigTree) -> &'tree [u8] {
        self.tree(tree).name_of(self.node())
    }

    /// Returns the directive; `tree` is that of the configuration.
    pub fn directive<'tree>(&'tree self, tree: &'tree ConfigTree) -> Directive<'tree> {
        self.tree(tree).directive(self.node())
    }
}

/// Something about a request that cannot be known from here.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// What, and why.
    pub why: String,
    /// The line because of which.
    pub origin: Option<Origin>,
}

impl Doubt {
    /// Returns the doubt that a line of the configuration or of a `.htaccess` gives.
    pub fn at(origin: Origin, why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            origin: Some(origin),
        }
    }

    /// Returns a doubt that no single line gives.
    pub fn general(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            origin: None,
        }
    }
}

/// The answer of httpd itself, before any handler is asked.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// Why.
    pub because: String,
    /// The line because of which.
    pub origin: Option<Origin>,
    /// Whether the reason is a mistake in a `.htaccess`.
    pub config_error: bool,
}

impl Refused {
    pub(super) fn new(status: u16, because: &str, origin: Option<Origin>) -> Self {
        Self {
            status,
            because: because.to_owned(),
            origin,
            config_error: false,
        }
    }
}
