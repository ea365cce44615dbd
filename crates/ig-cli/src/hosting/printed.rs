//! What a hosting command has printed: one URL, or something else. It is not shown, since a URL may be
//! signed and anything else may be a key.

use ig_core::{Context, MediaUrl};

use crate::failure::Failure;

/// The one URL that the command has printed.
pub(super) fn url(printed: &str, context: &Context) -> Result<MediaUrl, Failure> {
    const FIX: &str = "let it print the URL of the file on standard output, and everything else on \
                       standard error (>&2)";
    let wrong = |why: &str| {
        Failure::usage("the command of --host-with has no URL for the file, so nothing was sent")
            .because(why)
            .fix(FIX)
    };
    let mut lines = printed.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = match (lines.next(), lines.next()) {
        (None, _) => return Err(wrong("it printed nothing")),
        (Some(_), Some(_)) => return Err(wrong("it printed more than one line")),
        (Some(line), None) => line,
    };
    if !line.contains("://") {
        return Err(wrong(&format!("it printed {}", kind(line))));
    }
    let url = match context.is_loopback() {
        true => MediaUrl::local(line),
        false => line.parse(),
    };
    url.map_err(|error| {
        Failure::usage("the URL of --host-with cannot be used, so nothing was sent")
            .caused_by(&error)
            .fix("let it print a URL that anybody can fetch, https://… in plain ASCII")
    })
}

/// What a line without `://` is.
fn kind(line: &str) -> String {
    let has_host = |line: &str| {
        let host = line.split(['/', '?']).next().unwrap_or_default();
        host.contains('.') && !host.starts_with('.') && !line.contains(char::is_whitespace)
    };
    match line.as_bytes() {
        [b'{' | b'[', ..] => "JSON, and not the URL in it by itself".to_owned(),
        [b'<', ..] => "HTML or XML, and not a URL by itself".to_owned(),
        [b'/' | b'.' | b'~', ..] => "a path on this machine, and not a URL".to_owned(),
        _ if has_host(line) => "an address without https:// before it".to_owned(),
        _ => format!("{} characters that are no URL: there is no https://", line.chars().count()),
    }
}

#[cfg(test)]
mod tests {
    use ig_core::{AccessToken, Login};

    use super::*;

    #[test]
    fn only_one_url_is_a_url() {
        let public = Context::new(Login::Facebook, AccessToken::new("a")).unwrap();
        let local = public.clone().with_api_base("http://127.0.0.1:8025").unwrap();
        let good = url("\nhttps://cdn.example.com/a.jpg?sig=1\n\n", &public).unwrap();
        assert_eq!(good.as_str(), "https://cdn.example.com/a.jpg?sig=1");
        assert!(url("http://127.0.0.1:9000/b/a.jpg", &local).is_ok());
        for (printed, word) in [
            ("", "it printed nothing"),
            (" \n\n", "it printed nothing"),
            ("upload: a.jpg\nhttps://cdn.example.com/a.jpg", "more than one line"),
            ("done", "4 characters that are no URL"),
            ("cdn.example.com/a.jpg?sig=hunter2", "an address without https://"),
            ("/var/www/hunter2.jpg", "a path on this machine"),
            (r#"{"url":"cdn.example.com/a.jpg","key":"hunter2"}"#, "JSON"),
            ("<html>hunter2</html>", "HTML or XML"),
            ("http://127.0.0.1:9000/b/a.jpg?sig=hunter2", "the URL of --host-with"),
            ("https://192.168.0.7/a.jpg?sig=hunter2", "the URL of --host-with"),
            ("ftp://cdn.example.com/a.jpg?sig=hunter2", "the URL of --host-with"),
            ("https://cdn.example.com/a b.jpg?sig=hunter2", "the URL of --host-with"),
        ] {
            let failure = url(printed, &public).unwrap_err().to_lines(true).join("\n");
            assert!(failure.contains("nothing was sent") && failure.contains(word), "{failure}");
            assert!(!failure.contains("hunter2") && !failure.contains("  who"), "{failure}");
        }
    }
}
