//! Templates with placeholders: `{{caption}}`.

use crate::time::{self, Timestamp};

/// Fills the placeholders. Texts are escaped, so that a caption stays a caption; placeholders
/// inside them are not filled.
pub(crate) fn fill<'a>(template: &str, text: impl Fn(&str) -> Text<'a>) -> String {
    let mut page = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("{{") {
        page.push_str(before);
        let (name, behind) = behind.split_once("}}").unwrap_or((behind, ""));
        match text(name.trim()) {
            Text::Plain(text) => page.push_str(&escaped(text)),
            Text::Markup(markup) => page.push_str(&markup),
        }
        rest = behind;
    }
    page.push_str(rest);
    page
}

/// The content of a placeholder.
pub(crate) enum Text<'a> {
    /// Text from outside.
    Plain(&'a str),
    /// Generated markup, with all text in it escaped.
    Markup(String),
}

/// An exact instant, which the page's script rewrites as local time: only the browser knows the
/// time zone.
pub(super) fn instant(at: Timestamp) -> String {
    let exact = time::graph(at);
    format!("<time datetime=\"{exact}\">{exact}</time>")
}

/// Escapes a text for elements and quoted attributes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
