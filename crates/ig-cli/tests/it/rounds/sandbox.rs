//! The sandbox as a process that keeps its state on disk, killed and restarted.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::gate::{Gate, Way};
use crate::world::{Started, World};

/// `ig sandbox --state DIR` behind a [`Gate`].
pub(crate) struct Killable {
    process: Option<Started>,
    folder: PathBuf,
    second_publish: &'static str,
    pub(crate) gate: Gate,
}

impl Killable {
    pub(crate) fn start(folder: PathBuf, second_publish: &'static str) -> Self {
        let mut sandbox = Self { process: None, folder, second_publish, gate: Gate::start() };
        sandbox.begin();
        sandbox
    }

    fn begin(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ig"));
        command.args(["sandbox", "--listen", "127.0.0.1:0", "--instant", "--quiet", "--state"]);
        command.arg(&self.folder).args(["--second-publish", self.second_publish]);
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Started::new(&mut command);
        self.gate.lead_to(&process.sandbox_url());
        self.process = Some(process);
    }

    /// SIGKILL, and a restart from the state on disk.
    pub(crate) fn kill_and_restart(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill();
        }
        self.gate.release(Way::Lost);
        self.begin();
    }

    pub(crate) fn arm(&self, faults: &Value) {
        self.control("POST", "faults", &faults.to_string());
    }

    /// The ids of all public posts.
    pub(crate) fn public(&self) -> Vec<String> {
        let state = self.control("GET", "state", "");
        let media = state["accounts"][0]["media"].as_array().unwrap();
        media.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    }

    fn control(&self, method: &str, path: &str, body: &str) -> Value {
        let url = format!("{}/_sandbox/{path}", self.gate.url());
        let answer = World::send(method, &url, body);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
        assert!(head.starts_with("HTTP/1.1 200 "), "{method} {path}: {answer}");
        serde_json::from_str(body).unwrap()
    }
}
