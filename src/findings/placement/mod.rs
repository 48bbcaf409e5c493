//! WD3xx: where lines stand, and in which order.

pub(super) mod not_at_the_top;
pub(super) mod refused_by_httpd;
pub(super) mod unknown_wsgi_directive;
