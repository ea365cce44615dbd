//! Mocks from npm that answer the calls of a post with canned bodies.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{failure::Failure, process, task::node, workspace::Workspace};

const PATIENCE: Duration = Duration::from_secs(120);

/// The names, as the benchmark reports them, and for people.
pub(super) const NAMES: [(&str, &str); 2] =
    [("mockoon", "Mockoon CLI 9.9.0"), ("wiremock", "WireMock 3.13.2, without its journal")];

/// A mock that listens, until it is dropped.
pub(super) struct Mock {
    pub(super) name: &'static str,
    pub(super) address: SocketAddr,
    process: Child,
}

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Installs the mocks and starts them; without Java, there is no WireMock.
pub(super) fn start(workspace: &Workspace) -> Result<Vec<Mock>, Failure> {
    let packages = node::install(workspace, "tests/bench/mocks/package.json", "mocks")?;
    let packages = packages.join("node_modules");
    let ours = workspace.root().join("tests/bench/mocks");
    let mut mocks = Vec::new();
    for (name, _) in NAMES {
        let address = free_address()?;
        let port = address.port().to_string();
        let mut command = match name {
            "mockoon" => {
                let mut node = Command::new("node");
                node.arg(packages.join(".bin/mockoon-cli")).args(["start", "--port", &port]);
                node.arg("--disable-log-to-file").arg("--data").arg(ours.join("mockoon.json"));
                node
            }
            _ => {
                if !process::is_there(&mut Command::new("java")) {
                    continue;
                }
                let mut java = Command::new("java");
                java.arg("-jar");
                java.arg(packages.join("wiremock/build/wiremock-standalone-3.13.2.jar"));
                java.args(["--bind-address", "127.0.0.1", "--port", &port]);
                java.arg("--no-request-journal").arg("--root-dir").arg(ours.join("wiremock"));
                java
            }
        };
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().map_err(Failure::of(name))?;
        let mock = Mock { name, address, process };
        wait_for(&mock)?;
        mocks.push(mock);
    }
    Ok(mocks)
}

/// An address at which nobody listens.
fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(Failure::of("a port"))?;
    listener.local_addr().map_err(Failure::of("a port"))
}

fn wait_for(mock: &Mock) -> Result<(), Failure> {
    let start = Instant::now();
    while TcpStream::connect(mock.address).is_err() {
        if PATIENCE < start.elapsed() {
            return Err(Failure::new(format!("{} does not listen", mock.name)));
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
