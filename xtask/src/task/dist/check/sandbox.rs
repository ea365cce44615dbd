//! `ig sandbox` of an installed program.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, ChildStdin, Command, Stdio},
};

use serde_json::Value;

use crate::failure::Failure;

/// It ends when this is dropped, and with this process.
#[derive(Debug)]
pub(super) struct Sandbox {
    child: Child,
    stdin: Option<ChildStdin>,
    url: String,
    user: String,
}

impl Sandbox {
    pub(super) fn start(ig: &mut Command) -> Result<Self, Failure> {
        ig.args(["sandbox", "--listen", "127.0.0.1:0", "--instant", "--json", "--until-eof"]);
        let piped = ig.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.spawn().map_err(Failure::of("ig sandbox"))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let mut sandbox = Self { child, stdin, url: String::new(), user: String::new() };
        let mut line = String::new();
        let read = stdout.map(|stdout| BufReader::new(stdout).read_line(&mut line));
        read.transpose().map_err(Failure::of("ig sandbox"))?;
        let started: Value = serde_json::from_str(&line).unwrap_or_default();
        match (started["url"].as_str(), started["user_id"].as_str()) {
            (Some(url), Some(user)) => {
                sandbox.url = url.to_owned();
                sandbox.user = user.to_owned();
                Ok(sandbox)
            }
            _ => Err(Failure::new(format!("ig sandbox does not start: {line}"))),
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// What leads `ig` there.
    pub(super) fn environment(&self) -> [(&'static str, &str); 3] {
        [
            ("IG_API_BASE", &self.url),
            ("IG_ACCESS_TOKEN", "sandbox-token"),
            ("IG_USER_ID", &self.user),
        ]
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // It may be a wrapper whose child ends by itself.
        drop(self.child.wait());
    }
}
