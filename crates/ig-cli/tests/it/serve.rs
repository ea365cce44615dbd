//! `ig serve`: posts for programs in any language, once.

mod accounts;
mod beside;
mod docs;
mod events;
mod gone;
mod once;
mod openapi;
mod refused;
mod release;
pub(crate) mod words;
mod workers;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::Command,
    time::Duration,
};

use serde_json::{Value, json};

use crate::world::{Started, World};

/// A running `ig serve`, and a client of it.
pub(crate) struct Serving {
    pub(crate) process: Started,
    pub(crate) http: Http,
}

/// A client that knows the token.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) address: String,
    pub(crate) token: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Value,
}

pub(crate) const ARGS: [&str; 7] =
    ["serve", "--listen", "127.0.0.1:0", "--files", ".", "--settle", "1s"];

impl Serving {
    pub(crate) fn start(world: &World) -> Self {
        Self::of(&mut world.command(&ARGS), &world.state_dir())
    }

    /// Waits until it listens.
    pub(crate) fn of(command: &mut Command, state: &Path) -> Self {
        Self::try_of(command, state).expect("it does not start")
    }

    /// The same, unless it is killed before.
    pub(crate) fn try_of(command: &mut Command, state: &Path) -> Result<Self, String> {
        let mut process = Started::new(command);
        let stdout = process.child().stdout.as_mut().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(1, stdout).read_line(&mut line).map_err(|it| it.to_string())?;
        let Some(url) = line.trim_end().strip_prefix("ig serve listening on http://") else {
            return Err(format!("{line:?}: {:#?}", process.end()));
        };
        let token = std::fs::read_to_string(state.join("serve/token")).unwrap();
        let http = Http { address: url.to_owned(), token: token.trim().to_owned() };
        Ok(Self { process, http })
    }

    /// `SIGTERM`, which it ends after.
    pub(crate) fn stop(self) -> crate::world::Ran {
        let id = i32::try_from(self.process.id()).unwrap();
        let signal = nix::sys::signal::Signal::SIGTERM;
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), signal).unwrap();
        self.process.end()
    }
}

impl Http {
    #[track_caller]
    pub(crate) fn put(&self, key: &str, post: &Value) -> Reply {
        self.send("PUT", &format!("/posts/{key}"), &post.to_string())
    }

    /// Asks for a post and waits for its outcome.
    #[track_caller]
    pub(crate) fn publish(&self, key: &str, post: &Value) -> Reply {
        self.send("PUT", &format!("/posts/{key}?wait=60"), &post.to_string())
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send("GET", path, "")
    }

    #[track_caller]
    pub(crate) fn delete(&self, key: &str) -> Reply {
        self.send("DELETE", &format!("/posts/{key}"), "")
    }

    #[track_caller]
    pub(crate) fn send(&self, method: &str, path: &str, body: &str) -> Reply {
        let token = format!("authorization: Bearer {}", self.token);
        let host = format!("host: {}", self.address);
        self.try_send(method, path, &[&host, &token], body).unwrap()
    }

    /// With these headers alone.
    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[&str],
        body: &str,
    ) -> std::io::Result<Reply> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(90)))?;
        let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        for header in headers {
            text.push_str(&format!("{header}\r\n"));
        }
        if !headers.iter().any(|it| it.to_ascii_lowercase().starts_with("transfer-encoding")) {
            text.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        stream.write_all(format!("{text}\r\n{body}").as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Reply::of(&String::from_utf8_lossy(&answer)).ok_or(std::io::ErrorKind::UnexpectedEof.into())
    }
}

impl Reply {
    /// The answer in a text, with or without chunks.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let (head, rest) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let body = serde_json::from_str(rest).unwrap_or(Value::Null);
        Some(Self { status, head: head.to_ascii_lowercase(), body })
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    /// One error, which says what, why and what to do.
    #[track_caller]
    pub(crate) fn one_error(self, status: u16, words: &[&str]) -> Self {
        let reply = self.expect(status);
        let error = &reply.body["error"];
        for member in ["message", "fix"] {
            assert!(error[member].as_str().is_some_and(|it| !it.is_empty()), "{member}: {error}");
        }
        let text = error.to_string();
        for word in words {
            assert!(text.contains(word), "{word:?} is not in: {text}");
        }
        reply
    }
}

/// A photo of the home folder.
pub(crate) fn photo(caption: &str) -> Value {
    json!({ "photo": { "medium": "photo.jpg", "caption": caption } })
}
