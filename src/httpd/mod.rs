//! Documents become a server configuration: what httpd makes of them.

pub mod catalog;
