//! A caption as markup: hashtags and mentions in the colour of links, as Instagram shows them.
//!
//! They are no links, since there is nothing here for them to lead to. Addresses are plain text, as
//! on Instagram.

use super::template::escaped;

/// The caption, escaped.
pub(super) fn marked(caption: &str) -> String {
    let mut html = String::with_capacity(caption.len());
    let mut rest = caption;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let length = address(rest).filter(|_| !before.is_alphanumeric());
        let (length, is_marked) = match (length, name(rest).filter(|_| !before.is_alphanumeric())) {
            (Some(length), _) => (length, false),
            (None, Some(length)) => (length, true),
            (None, None) => (next.len_utf8(), false),
        };
        let (piece, others) = rest.split_at(length);
        match is_marked {
            true => html += &format!("<span class=\"mark\">{}</span>", escaped(piece)),
            false => html += &escaped(piece),
        }
        before = piece.chars().next_back().unwrap_or(' ');
        rest = others;
    }
    html
}

/// The length of an address at the start, whose `#` and `@` are no marks.
fn address(text: &str) -> Option<usize> {
    let is_one = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    is_one.then(|| text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The length of a hashtag or a mention at the start.
fn name(text: &str) -> Option<usize> {
    let sign = text.chars().next()?;
    let is_part = |c: char| match sign {
        '#' => c.is_alphanumeric() || c == '_',
        '@' => c.is_ascii_alphanumeric() || c == '_' || c == '.',
        _ => false,
    };
    let rest = text.strip_prefix(sign)?;
    let name = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
    // A dot at the end is that of the sentence.
    let name = name.trim_end_matches('.');
    (!name.is_empty()).then_some(sign.len_utf8() + name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marked pieces in brackets.
    #[track_caller]
    fn check(caption: &str, expect: &str) {
        let html = marked(caption);
        let shown = html.replace("<span class=\"mark\">", "[").replace("</span>", "]");
        assert_eq!(shown, expect);
    }

    #[test]
    fn hashtags_and_mentions_are_marked_and_nothing_else() {
        check("Ayyy #BronzFonz with @the.fonz.", "Ayyy [#BronzFonz] with [@the.fonz].");
        check("#a#b @c@d", "[#a]#b [@c]@d");
        check("#caf\u{e9}_1, (#b) \u{2013}#c", "[#caf\u{e9}_1], ([#b]) \u{2013}[#c]");
        check("a#b a@b.com # @ ## @. #", "a#b a@b.com # @ ## @. #");
        check("##a @@b", "#[#a] @[@b]");
    }

    #[test]
    fn an_address_is_plain_text() {
        check("see https://example.com/@a#b and #c", "see https://example.com/@a#b and [#c]");
        check("http://example.com/#a", "http://example.com/#a");
        check("https:/#a", "https:/[#a]");
    }

    #[test]
    fn markup_in_a_caption_is_text() {
        check("<b>#a</b>&amp;", "&lt;b&gt;[#a]&lt;/b&gt;&amp;amp;");
        check("#<script>", "#&lt;script&gt;");
        check("", "");
    }
}
