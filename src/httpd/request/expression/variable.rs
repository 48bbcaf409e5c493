//! [`RequestVariables`]: the variables of expressions and of mod_rewrite that a URL tells.

use std::path::Path;

use crate::httpd::request::merged::Merged;
use crate::httpd::request::origin::Doubt;
use crate::httpd::request::router::{Resource, Router};
use crate::httpd::tree::path_bytes;
use crate::source::printable;

/// What is known of a request at one point of its way.
pub(in super::super) struct RequestVariables<'v> {
    /// The server's side.
    pub(in super::super) router: &'v Router<'v>,
    /// The request's side.
    pub(in super::super) resource: Resource<'v>,
    /// What applies to it so far.
    pub(in super::super) merged: &'v Merged<'v>,
    /// The file that it was mapped to, and what is behind it in the path.
    pub(in super::super) file: Option<(&'v Path, &'v [u8])>,
}

impl RequestVariables<'_> {
    /// Returns the value of a variable whose name is in upper case.
    pub(in super::super) fn value(&self, name: &[u8]) -> Result<Vec<u8>, Doubt> {
        let Resource {
            request,
            server,
            path,
            ..
        } = self.resource;
        Ok(match name {
            b"REQUEST_METHOD" => b"GET".to_vec(),
            b"REQUEST_URI" | b"DOCUMENT_URI" => path.to_owned(),
            b"QUERY_STRING" => request.query.clone().unwrap_or_default(),
            b"HTTP_HOST" => request.authority.clone(),
            b"REQUEST_SCHEME" => self.scheme()?,
            b"HTTPS" => (if self.is_https()? { "on" } else { "off" }).into(),
            b"SERVER_NAME" => {
                let name = self.router.server_name(self.resource, self.merged)?;
                let is_address = name.contains(&b':');
                if is_address {
                    [b"[", name.as_slice(), b"]"].concat()
                } else {
                    name
                }
            }
            b"SERVER_PORT" => {
                if request.https && request.port.is_none() {
                    self.scheme()?;
                }
                let port = self.router.server_port(self.resource, self.merged)?;
                port.to_string().into_bytes()
            }
            b"REQUEST_FILENAME" | b"SCRIPT_FILENAME" => self
                .file
                .map_or_else(Vec::new, |(file, _)| path_bytes(file).to_owned()),
            b"PATH_INFO" => self.file.map_or_else(Vec::new, |(_, info)| info.to_owned()),
            b"DOCUMENT_ROOT" => path_bytes(&self.router.root_directory(server)?).to_owned(),
            b"IS_SUBREQ" => (if request.is_sub_request() {
                "true"
            } else {
                "false"
            })
            .into(),
            _ => {
                let why = format!("the URL does not tell `%{{{}}}`", printable(name));
                return Err(Doubt::general(why));
            }
        })
    }

    /// Returns the scheme: that of an encrypted connection, else the one that `ServerName` has.
    fn scheme(&self) -> Result<Vec<u8>, Doubt> {
        let named = self.router.server_scheme(self.resource.server);
        match self.is_https() {
            Ok(true) => Ok(b"https".to_vec()),
            Ok(false) => Ok(named.unwrap_or(b"http".to_vec())),
            Err(_) if named.as_deref() == Some(b"https") => Ok(b"https".to_vec()),
            Err(doubt) => Err(doubt),
        }
    }

    /// The scheme of the URL says whether the connection is encrypted, but that may end in front of httpd.
    fn is_https(&self) -> Result<bool, Doubt> {
        if !self.resource.request.https {
            return Ok(false);
        }
        let on = self.router.flag(self.resource.server, "SSLEngine");
        match on {
            Some((true, _)) => Ok(true),
            _ => Err(Doubt::general(
                "whether the encryption of the URL ends in httpd or in front of it is not known",
            )),
        }
    }
}
