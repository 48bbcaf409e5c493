//! WD3xx: where lines stand, and in which order.

pub(super) mod alias_behind_mod_alias;
pub(super) mod alias_behind_shorter;
pub(super) mod closed_application;
pub(super) mod contradictory_restriction;
pub(super) mod mod_wsgi_not_loaded;
pub(super) mod module_loaded_twice;
pub(super) mod mounted_twice;
pub(super) mod not_at_the_top;
pub(super) mod refused_by_httpd;
pub(super) mod refused_htaccess;
pub(super) mod uneven_slashes;
pub(super) mod unknown_wsgi_directive;
