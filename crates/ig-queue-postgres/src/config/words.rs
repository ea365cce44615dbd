//! The words that name a database: two options are ours, and the rest is for the client.

use std::path::PathBuf;

use tokio_postgres::config::SslMode;

use crate::error::Error;

/// What the words say.
pub(super) struct Words {
    /// Without our two options.
    pub(super) rest: String,
    pub(super) sslmode: Option<SslMode>,
    pub(super) roots: Option<PathBuf>,
}

impl Words {
    pub(super) fn read(words: &str) -> Result<Self, Error> {
        let mut read = Self { rest: String::new(), sslmode: None, roots: None };
        match is_url(words) {
            true => read.url(words)?,
            false => read.pairs(words)?,
        }
        Ok(read)
    }

    fn url(&mut self, words: &str) -> Result<(), Error> {
        // A password may have a question mark.
        let host = words.find('@').map_or(0, |at| at + 1);
        let Some(mark) = words[host..].find('?') else {
            self.rest = words.to_owned();
            return Ok(());
        };
        let (address, query) = words.split_at(host + mark);
        let mut kept = Vec::new();
        for pair in query[1..].split('&').filter(|pair| !pair.is_empty()) {
            let plain = pair.replace('+', "%2B");
            let decoded = form_urlencoded::parse(plain.as_bytes()).next();
            let is_ours = match decoded {
                Some((name, value)) => self.option(&name, &value)?,
                None => false,
            };
            if !is_ours {
                kept.push(pair);
            }
        }
        self.rest = address.to_owned();
        if !kept.is_empty() {
            self.rest.push('?');
            self.rest.push_str(&kept.join("&"));
        }
        Ok(())
    }

    fn pairs(&mut self, words: &str) -> Result<(), Error> {
        let mut left = words.trim_start();
        while !left.is_empty() {
            let (name, value) = left.split_once('=').ok_or_else(unclear)?;
            let value = value.trim_start();
            let (decoded, length) = value_at_start(value).ok_or_else(unclear)?;
            let name = name.trim_end();
            if !self.option(name, &decoded)? {
                self.rest.push_str(&format!("{name}={} ", &value[..length]));
            }
            left = value[length..].trim_start();
        }
        Ok(())
    }

    /// Whether it is one of ours.
    fn option(&mut self, name: &str, value: &str) -> Result<bool, Error> {
        match name {
            "sslrootcert" => self.roots = Some(value.into()),
            "sslmode" => self.sslmode = Some(mode(value)?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn mode(value: &str) -> Result<SslMode, Error> {
    match value {
        "disable" => Ok(SslMode::Disable),
        "require" | "verify-full" => Ok(SslMode::Require),
        "prefer" | "allow" | "verify-ca" => Err(Error::Config {
            why: format!(
                "`sslmode={value}` lets somebody between read along: use `verify-full`, or `disable` \
                 on a network that you trust"
            ),
        }),
        _ => Err(Error::Config {
            why: "`sslmode` is `verify-full`, `require` or `disable`".to_owned(),
        }),
    }
}

fn is_url(words: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| words.starts_with(scheme))
}

/// The value that `text` starts with, and the length of it as it is written.
fn value_at_start(text: &str) -> Option<(String, usize)> {
    let is_quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut characters = text.char_indices().skip(usize::from(is_quoted));
    while let Some((at, character)) = characters.next() {
        match character {
            '\'' if is_quoted => return Some((value, at + 1)),
            '\\' => value.push(characters.next()?.1),
            blank if blank.is_whitespace() && !is_quoted => return Some((value, at)),
            other => value.push(other),
        }
    }
    (!is_quoted && !value.is_empty()).then_some((value, text.len()))
}

fn unclear() -> Error {
    Error::Config { why: "it is neither a URL nor pairs of `name=value`".to_owned() }
}

/// The client's own words may have parts of a password that is not quoted.
pub(super) fn unreadable(error: &tokio_postgres::Error) -> Error {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match cause.starts_with("invalid value for option") {
        true => Error::Config { why: cause },
        false => Error::Config { why: "an option of it is not known or cannot be read".to_owned() },
    }
}
