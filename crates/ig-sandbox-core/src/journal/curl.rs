//! Requests as commands for a shell.

use super::Exact;
use crate::base;

/// Headers that `curl` sets itself, or that do not matter for the request.
const OWN: &[&str] =
    &["host", "content-length", "user-agent", "accept", "accept-encoding", "connection"];

impl Exact {
    /// The request as a command, with `[token]` instead of the token, for the sandbox at `own`.
    pub(crate) fn to_curl(&self, own: &str) -> String {
        // A client that used one of Meta's names was led here, and so is the command.
        let detour = (!base::is_local_url(&self.base)).then_some(own);
        command(&self.method, &format!("{}{}", self.base, self.target), detour, self)
    }
}

/// The command that sends a request again, to another address if there is a detour.
fn command(method: &str, url: &str, detour: Option<&str>, exact: &Exact) -> String {
    let mut command = "curl".to_owned();
    if url.contains(['[', ']', '{', '}']) {
        command.push_str(" --globoff");
    }
    let has_body = !exact.body.is_empty();
    match method {
        "GET" if !has_body => {}
        "POST" if has_body => {}
        "HEAD" => command.push_str(" --head"),
        method => command.push_str(&format!(" --request {method}")),
    }
    if let Some((_, address)) = detour.and_then(|url| url.split_once("://")) {
        command.push_str(&format!(" --connect-to ::{address}"));
    }
    command.push_str(&format!(" {}", quoted(url)));
    for line in exact.headers.lines() {
        let name = line.split(':').next().unwrap_or_default();
        // `curl` sends data as a form by default.
        let is_form = line == "content-type: application/x-www-form-urlencoded";
        if !(OWN.contains(&name) || is_form && has_body) {
            command.push_str(&format!(" \\\n  --header {}", quoted(line)));
        }
    }
    if has_body {
        command.push_str(&format!(" \\\n  --data-raw {}", quoted(&exact.body)));
    }
    if exact.headers.contains("\nfile_size:") {
        command.push_str(" \\\n  --data-binary @FILE");
    }
    command
}

/// A text as one word for any shell, whatever it contains.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_word_ends_it() {
        assert_eq!(quoted("it's $HOME `ls`"), r"'it'\''s $HOME `ls`'");
    }
}
