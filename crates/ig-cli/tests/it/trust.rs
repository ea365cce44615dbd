//! Trusted certificates: a sandbox over TLS with its own authority.

use std::{path::PathBuf, process::Command};

use crate::world::{Ran, Started, TOKEN, USER, World, run};

/// A sandbox with a certificate from its own authority.
struct Tls {
    world: World,
    base: String,
    ca: PathBuf,
    _sandbox: Started,
}

fn start() -> Tls {
    let world = World::new();
    let state = world.home().join("kept");
    let args = ["sandbox", "--instant", "--tls", "--listen", "127.0.0.1:0", "--state"];
    let mut sandbox = world.start(&[&args[..], &[state.to_str().unwrap()]].concat());
    let base = sandbox.sandbox_url().replace("http://", "https://");
    Tls { world, base, ca: state.join("tls/ca.pem"), _sandbox: sandbox }
}

impl Tls {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.world.bare(args);
        command.env("IG_API_BASE", &self.base).env("IG_USER_ID", USER);
        command.env("IG_ACCESS_TOKEN", TOKEN);
        command
    }

    fn by_option(&self, args: &[&str]) -> Ran {
        run(self.command(args).arg("--ca").arg(&self.ca))
    }
}

#[test]
fn every_command_trusts_the_named_authority() {
    let tls = start();
    let by_variable = |args: &[&str]| run(tls.command(args).env("SSL_CERT_FILE", &tls.ca));
    by_variable(&["publish", "photo.jpg"]).expect(0);
    let published = tls.by_option(&["publish", "photo.jpg", "--again", "--json"]).expect(0).json();
    let id = published["media"].as_str().unwrap();
    tls.by_option(&["limit"]).expect(0);
    tls.by_option(&["doctor"]).expect(0);
    tls.by_option(&["media", "show", id]).expect(0);
    tls.by_option(&["token", "debug"]).expect(0);
    tls.by_option(&["probe", "photo.jpg", "--yes", "--watch=1s"]).expect(0);
    let sample = format!("{}/_sandbox/files/sample.jpg", tls.base);
    let fetched = tls.by_option(&["check", &sample, "--json"]).json();
    // The check asks for a part, and the sandbox serves parts.
    assert_eq!(fetched["files"][0]["fetch"]["status"], 206, "{fetched}");
    // The option wins.
    let mut command = tls.command(&["limit", "--ca"]);
    run(command.arg(&tls.ca).env("SSL_CERT_FILE", "nowhere")).expect(0);
}

#[test]
fn an_untrusted_certificate_is_named_with_advice() {
    let tls = start();
    let fix = ["--ca FILE", "SSL_CERT_FILE"];
    let ran = run(&mut tls.command(&["limit"])).expect(1);
    ran.one_error(&[&["the certificate of 127.0.0.1 is not trusted"][..], &fix].concat());
    assert!(!ran.stderr.contains("check the network"), "{}", ran.stderr);
    let mut command = tls.command(&["publish", "https://www.example.com/a.jpg", "--json"]);
    let ran = run(command.arg("--no-limit-check")).expect(1);
    ran.one_error(&[&["the certificate of 127.0.0.1 is not trusted"][..], &fix].concat());
    let reason = &ran.json()["reason"];
    assert!(reason["message"].as_str().unwrap().contains("is not trusted"), "{reason}");
    assert!(reason["advice"].as_str().unwrap().contains("--ca FILE"), "{reason}");
    let sample = format!("{}/_sandbox/files/sample.jpg", tls.base);
    let ran = run(&mut tls.command(&["check", &sample]));
    assert!(ran.stdout.contains("the certificate of 127.0.0.1"), "{ran:?}");
}

#[test]
fn an_invalid_file_of_certificates_is_wrong_usage() {
    let world = World::new();
    let damaged = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cut = b"-----BEGIN CERTIFICATE-----\nAAAA\n";
    for (name, bytes, why) in [
        ("empty.pem", &b""[..], "it is empty"),
        ("diary.pem", b"dear diary", "it does not contain a certificate"),
        ("damaged.pem", damaged, "cannot be read: it is damaged"),
        ("cut.pem", cut, "is cut off or damaged"),
    ] {
        world.file(name, bytes);
        for args in [&["limit"][..], &["publish", "photo.jpg"], &["check", "https://a.example/a"]] {
            let ran = world.ig(&[args, &["--ca", name]].concat()).expect(2);
            ran.one_error(&[&format!("--ca {name} cannot be used"), why, "PEM"]);
        }
        let real = |args: &[&str]| {
            let mut command = world.command(args);
            run(command.env("IG_API_BASE", "https://127.0.0.1:1").env("SSL_CERT_FILE", name))
        };
        if name != "damaged.pem" {
            real(&["limit"]).expect(2).one_error(&["SSL_CERT_FILE cannot be used", "unset"]);
        }
    }
    world
        .ig(&["limit", "--ca", "none.pem"])
        .expect(2)
        .one_error(&["--ca none.pem", "No such file"]);
    world.ig(&["limit", "--ca", "."]).expect(2).one_error(&["not a file"]);
    let mut command = world.command(&["limit"]);
    command.env("IG_API_BASE", "https://127.0.0.1:1").env("SSL_CERT_FILE", "");
    run(&mut command).expect(2).one_error(&["SSL_CERT_FILE is empty", "unset it"]);
    assert!(world.requests().is_empty());
    // A sandbox without TLS needs no certificate.
    run(world.command(&["limit"]).env("SSL_CERT_FILE", "nowhere.pem")).expect(0);
}
