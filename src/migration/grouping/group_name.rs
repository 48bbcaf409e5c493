//! What is known of an application becomes the name of a new process group, by a preset's expression.

use tera::{Context, Tera};

use crate::migration::template::TemplateError;
use crate::migration::template::to_text;

/// The preset's key for the expression, which tera names when it draws what is wrong.
const KEY: &str = "groups.name";

/// What the name of a new process group can be made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameContext {
    /// The first label of the `ServerName`, or `default`; empty where all virtual hosts share the application.
    pub host: Vec<u8>,
    /// The `ServerName`; may be empty.
    pub server_name: Vec<u8>,
    /// Where the application is mounted, without slashes at the ends and with `-` for those within; may be empty.
    pub path: Vec<u8>,
    /// The script's file name without its suffix.
    pub script: Vec<u8>,
}

impl NameContext {
    /// Returns a context to try an expression on.
    pub(in crate::migration) fn sample() -> Self {
        Self {
            host: b"shop".to_vec(),
            server_name: b"shop.example".to_vec(),
            path: b"api-v2".to_vec(),
            script: b"wsgi".to_vec(),
        }
    }
}

/// An expression for the names of new process groups.
pub(in crate::migration) struct NameExpression {
    tera: Tera,
}

impl NameExpression {
    /// Reads an expression.
    pub(in crate::migration) fn new(expression: &str) -> Result<Self, TemplateError> {
        let mut tera = Tera::default();
        tera.autoescape_on([""; 0]);
        tera.add_raw_template(KEY, expression)?;
        Ok(Self { tera })
    }

    /// Renders the name of a group.
    ///
    /// Whether mod_wsgi takes it as a name is not looked at: a mount can have any bytes, and each comes out as the
    /// character of its number.
    pub(in crate::migration) fn render(
        &self,
        context: &NameContext,
    ) -> Result<String, TemplateError> {
        let mut values = Context::new();
        values.insert("host", &to_text(&context.host));
        values.insert("server_name", &to_text(&context.server_name));
        values.insert("path", &to_text(&context.path));
        values.insert("script", &to_text(&context.script));
        Ok(self.tera.render(KEY, &values)?)
    }
}

/// Renders the name of one new process group.
pub fn render_group_name(expression: &str, context: &NameContext) -> Result<String, TemplateError> {
    NameExpression::new(expression)?.render(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_what_is_known_of_the_application() {
        let context = NameContext::sample();
        let render = |expression| render_group_name(expression, &context);
        assert_eq!(
            render("{{ host }}/{{ server_name }}/{{ path }}/{{ script }}").unwrap(),
            "shop/shop.example/api-v2/wsgi"
        );
        let latin = NameContext {
            path: b"caf\xe9<&".to_vec(),
            ..NameContext::default()
        };
        assert_eq!(render_group_name("{{ path }}", &latin).unwrap(), "café<&");
        let drawn = render("{{ hots }}").unwrap_err().to_string();
        assert!(drawn.contains("Variable `hots` is not defined"), "{drawn}");
        assert!(drawn.contains("groups.name:1:4"), "{drawn}");
        assert!(drawn.contains("^^^^"), "{drawn}");
        assert!(render("{{ host | shout }}").is_err());
        assert!(render("{% if host %}").is_err());
    }
}
