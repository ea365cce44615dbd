//! Replay of recordings.

use std::io::{self, BufRead};

use http::Response;

use crate::{
    exchange::{Asked, Exchange},
    handling::Handling,
    reply,
};

/// Why a recording cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The recording cannot be read.
    #[error("the recording cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A line of the recording is not an exchange.
    #[error("line {line} of the recording is not an exchange: {why}")]
    Damaged {
        /// The line, from 1.
        line: usize,
        /// Why.
        why: String,
    },
}

/// A recording that supplies replies.
///
/// A request gets the recorded reply to the same method, path and parameters, whatever the form of
/// the parameters and whatever the token. If there are several, they come in order, and the last
/// one is repeated. A request that was not recorded gets 404 with a text that says so. Replies come
/// at once, however long they took.
#[derive(Debug)]
pub struct Replay(Vec<Played>);

#[derive(Debug)]
struct Played {
    exchange: Exchange,
    is_used: bool,
}

impl Replay {
    /// Reads the lines of [`Sandbox::record`](crate::Sandbox::record). An incomplete last line, after a
    /// crash or a full disk, is left out.
    ///
    /// # Errors
    ///
    /// When the recording cannot be read, or a line is not an exchange.
    pub fn read(recording: impl BufRead) -> Result<Self, ReplayError> {
        let mut all = Vec::new();
        for (at, line) in recording.split(b'\n').enumerate() {
            let line = line?;
            if line.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice(&line) {
                Ok(exchange) => all.push(Played { exchange, is_used: false }),
                Err(error) if error.is_eof() && line.starts_with(b"{") => {}
                Err(error) => return Err(damaged(at + 1, &error)),
            }
        }
        Ok(Self(all))
    }

    pub(crate) fn answer(&mut self, asked: &Asked) -> Handling {
        let mut equal: Vec<&mut Played> =
            self.0.iter_mut().filter(|played| played.exchange.asked == *asked).collect();
        let next = equal.iter().position(|played| !played.is_used);
        let at = next.unwrap_or(equal.len().saturating_sub(1));
        let Some(played) = equal.get_mut(at) else {
            let Asked { method, path, .. } = asked;
            let text = format!("The recording has no {method} {path} with these parameters.\n");
            return Handling::Respond(reply::text(404, text));
        };
        played.is_used = true;
        response(&played.exchange)
    }
}

/// The error with our own line number, without the parser's, which sees one line at a time.
fn damaged(line: usize, error: &serde_json::Error) -> ReplayError {
    let why = error.to_string();
    let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why).to_owned();
    ReplayError::Damaged { line, why }
}

fn response(exchange: &Exchange) -> Handling {
    let Some(status) = exchange.status else {
        return Handling::Drop;
    };
    let mut response = Response::builder().status(status);
    for (name, value) in &exchange.headers {
        // The length is that of the body without its secrets.
        if name != "content-length" && name != "transfer-encoding" {
            response = response.header(name, value);
        }
    }
    match response.body(exchange.body.clone().into_bytes()) {
        Ok(response) => Handling::Respond(response),
        Err(_) => Handling::Drop,
    }
}
