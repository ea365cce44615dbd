//! The README's script for S3, with the AWS CLI, against an S3 server on this machine, from which the
//! sandbox fetches.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::{journals, script};
use crate::world::{World, port_to_listen_at, run, until};

const README: &str = include_str!("../../../README.md");

/// What `cargo xtask setup` puts into the target folder.
#[track_caller]
fn programs() -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../s3/bin").canonicalize();
    path.unwrap_or_else(|error| panic!("no AWS CLI and no moto: run `cargo xtask setup` ({error})"))
}

/// A server of S3 that ends with the test.
struct S3 {
    server: Child,
    port: u16,
}

impl S3 {
    fn start() -> Self {
        let port = port_to_listen_at();
        let mut moto = Command::new(programs().join("python"));
        moto.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
        moto.stdout(Stdio::null()).stderr(Stdio::null());
        let server = moto.spawn().unwrap();
        until("the server of S3 listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self { server, port }
    }

    /// What the AWS CLI needs to find it.
    fn told<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let path = format!("{}:/usr/bin:/bin", programs().display());
        command.env("PATH", path).env("BUCKET", "photos");
        command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port));
        command.env("AWS_ACCESS_KEY_ID", "a").env("AWS_SECRET_ACCESS_KEY", "b");
        command.env("AWS_DEFAULT_REGION", "us-east-1").env("NO_PROXY", "*")
    }

    fn aws(&self, args: &[&str]) -> String {
        let mut aws = Command::new(programs().join("aws"));
        let output = self.told(aws.args(args)).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

#[test]
fn the_readmes_script_hosts_on_s3_and_cleans_up() {
    let (world, s3) = (World::new(), S3::start());
    s3.aws(&["s3", "mb", "s3://photos"]);
    let (_, text) = README.split_once("`host-s3.sh`").unwrap();
    let text = text.split_once("```sh\n").unwrap().1.split_once("```").unwrap().0;
    script(&world, "host-s3.sh", text);
    let mut command = world.command(&["publish", "photo.jpg", "--host-with", "./host-s3.sh"]);
    run(s3.told(&mut command)).expect(0);
    let kept = fs::read_to_string(&world.posts()[0]).unwrap();
    assert!(kept.contains(&format!("http://127.0.0.1:{}/photos/", s3.port)), "{kept}");
    assert_eq!((world.public().len(), journals(&world)), (1, 0));
    assert_eq!(s3.aws(&["s3", "ls", "s3://photos"]), "", "the bucket is empty again");
}
