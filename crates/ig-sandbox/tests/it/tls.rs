//! Meta's own names over TLS, with an unmodified curl.

use std::{fs, path::Path, process::Command};

use ig_sandbox::{
    Account, Authority, Config, LocalInstagram, Login, Options, TlsError, TokenGrant,
};
use serde_json::Value;

use crate::support::{USER, VIDEO, fetch};

struct Bench {
    instagram: LocalInstagram,
    folder: tempfile::TempDir,
    port: u16,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path().join("tls")).unwrap();
        let config = Config::default().with_no_processing().with_tokens([
            TokenGrant::new("sandbox-token", USER),
            TokenGrant::new("gram-token", USER).with_login(Login::Instagram).with_code("a-code"),
        ]);
        let instagram = LocalInstagram::with(config, Options::default().with_tls(authority));
        let port = instagram.url().rsplit(':').next().unwrap().parse().unwrap();
        Self { instagram, folder, port }
    }

    fn run(&self, authority: &Path, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new("curl");
        command.args(["--disable", "--silent", "--show-error", "--noproxy", "*"]);
        command.args(["--max-time", "30", "--cacert"]).arg(authority);
        for name in Authority::NAMES {
            command.args(["--resolve", &format!("{name}:{}:127.0.0.1", self.port)]);
        }
        for argument in arguments {
            // All that differs from a line for the real API is the port.
            command.arg(argument.replace(".com/", &format!(".com:{}/", self.port)));
        }
        command.output().unwrap_or_else(|error| panic!("this test needs curl: {error}"))
    }

    fn curl(&self, arguments: &[&str]) -> Value {
        let output = self.run(&self.folder.path().join("tls/ca.pem"), arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("JSON: {text}"))
    }
}

#[test]
fn curl_publishes_an_uploaded_video_by_the_names_of_metas_hosts() {
    let bench = Bench::new();
    let token = "Authorization: OAuth sandbox-token";
    let created = bench.curl(&[
        "-H",
        token,
        "-d",
        "media_type=REELS&upload_type=resumable&caption=by+name",
        &format!("https://graph.facebook.com/v26.0/{USER}/media"),
    ]);
    let (id, uri) = (created["id"].as_str().unwrap(), created["uri"].as_str().unwrap());
    let port = bench.port;
    assert_eq!(uri, format!("https://rupload.facebook.com:{port}/ig-api-upload/v26.0/{id}"));
    let video = fetch(VIDEO).unwrap().bytes;
    let path = bench.folder.path().join("video.mp4");
    fs::write(&path, &video).unwrap();
    let uploaded = bench.curl(&[
        "-H",
        token,
        "-H",
        "offset: 0",
        "-H",
        &format!("file_size: {}", video.len()),
        "--data-binary",
        &format!("@{}", path.display()),
        uri,
    ]);
    assert_eq!(uploaded["success"], true, "{uploaded}");
    let url = format!("https://graph.facebook.com/v26.0/{id}?fields=status_code");
    assert_eq!(bench.curl(&["-H", token, &url])["status_code"], "FINISHED");
    let publish = format!("https://graph.facebook.com/v26.0/{USER}/media_publish");
    bench.curl(&["-H", token, "-d", &format!("creation_id={id}"), &publish]);
    let posts = bench.instagram.posts();
    assert_eq!((posts.only().caption(), posts.only().place()), ("by name", "REELS"));
}

#[test]
fn the_sample_files_are_read_and_posted_by_every_name() {
    let bench = Bench::new();
    let names = Authority::NAMES.map(|name| format!("{name}:{}", bench.port));
    for name in names.into_iter().chain([format!("localhost:{}", bench.port)]) {
        let url = format!("https://{name}/_sandbox/files/sample.jpg");
        let part = bench.run(&bench.folder.path().join("tls/ca.pem"), &["-r", "0-1", &url]);
        assert_eq!(part.stdout, [0xFF, 0xD8], "{url}");
        let created = bench.curl(&[
            "-H",
            "Authorization: OAuth sandbox-token",
            "--data-urlencode",
            &format!("image_url={url}"),
            &format!("https://graph.facebook.com/v26.0/{USER}/media"),
        ]);
        assert!(created["id"].is_string(), "{url}: {created}");
    }
}

#[test]
fn the_name_tells_the_host_and_its_words() {
    let bench = Bench::new();
    let error = |host: &str, token: &str| {
        let url = format!("https://{host}/v26.0/17999999999999999?access_token={token}");
        bench.curl(&[&url])["error"].clone()
    };
    assert_eq!(error("graph.facebook.com", "sandbox-token")["type"], "GraphMethodException");
    assert_eq!(error("graph.instagram.com", "gram-token")["type"], "IGApiException");
    assert_eq!(error("graph.instagram.com", "sandbox-token")["code"], 190);
    assert_eq!(error("graph.facebook.com", "gram-token")["code"], 190);
    let code = "client_id=990602627938098&client_secret=sandbox-secret&code=a-code\
                &grant_type=authorization_code&redirect_uri=https://example.org/";
    let granted = bench.curl(&["-d", code, "https://api.instagram.com/oauth/access_token"]);
    assert!(granted["access_token"].as_str().unwrap().starts_with("IGAA"), "{granted}");
}

#[test]
fn both_of_the_port_speak_and_the_control_keeps_to_this_machine() {
    let bench = Bench::new();
    let port = bench.port;
    for url in [format!("http://127.0.0.1:{port}"), format!("https://localhost:{port}")] {
        let state = bench.curl(&[&format!("{url}/_sandbox/state")]);
        assert_eq!(state["accounts"][0]["id"], USER, "{url}");
    }
    let refused = bench.curl(&["https://graph.facebook.com/_sandbox/state"]);
    assert!(refused["error"].as_str().unwrap().contains("127.0.0.1"), "{refused}");
}

#[test]
fn nobody_trusts_it_without_being_told_and_a_restart_does_not_change_it() {
    let bench = Bench::new();
    let other = tempfile::tempdir().unwrap();
    Authority::open(other.path()).unwrap();
    let output = bench.run(&other.path().join("ca.pem"), &["https://graph.facebook.com/v26.0/me"]);
    assert_eq!(output.status.code(), Some(60), "{output:?}");
    let text = |name: &str| fs::read(other.path().join(name)).unwrap();
    let before = (text("ca.pem"), text("ca-key.pem"));
    Authority::open(other.path()).unwrap();
    assert_eq!((text("ca.pem"), text("ca-key.pem")), before);
}

#[cfg(unix)]
#[test]
fn the_key_is_readable_by_its_owner_alone_and_damage_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tls");
    Authority::open(&path).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&path.join("ca-key.pem"))), (0o700, 0o600));
    fs::write(path.join("ca-key.pem"), "no key").unwrap();
    assert!(matches!(Authority::open(&path), Err(TlsError::Damaged(_))));
    fs::remove_file(path.join("ca-key.pem")).unwrap();
    assert!(matches!(Authority::open(&path), Err(TlsError::Damaged(_))));
}

#[test]
fn a_certificate_of_another_key_is_damage() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&folder, &other] {
        Authority::open(folder.path()).unwrap();
    }
    let path = folder.path().join("ca.pem");
    let own = fs::read(&path).unwrap();
    let foreign = fs::read(other.path().join("ca.pem")).unwrap();
    for wrong in [&foreign[..], b"", b"no certificate", &own[..own.len() / 2], &[0xFF; 9]] {
        fs::write(&path, wrong).unwrap();
        let error = Authority::open(folder.path()).unwrap_err();
        assert!(matches!(error, TlsError::Damaged(_)), "{error}");
        assert!(error.to_string().ends_with("is damaged"), "the advice is told once: {error}");
        assert!(error.advice().contains("remove the folder"));
    }
    fs::write(&path, own).unwrap();
    Authority::open(folder.path()).unwrap();
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_closed_and_a_foreign_folder_is_not_touched() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    Authority::open(folder.path()).unwrap();
    let key = folder.path().join("ca-key.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    Authority::open(folder.path()).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&key), 0o600);

    let foreign = tempfile::tempdir().unwrap();
    fs::write(foreign.path().join("thesis.txt"), "mine").unwrap();
    fs::set_permissions(foreign.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let error = Authority::open(foreign.path()).unwrap_err();
    assert!(matches!(error, TlsError::Foreign(_)), "{error}");
    assert_eq!((mode(foreign.path()), fs::read_dir(foreign.path()).unwrap().count()), (0o755, 1));
    let error = Authority::open(foreign.path().join("thesis.txt")).unwrap_err().to_string();
    assert!(error.starts_with("the folder ") && error.contains("written: "), "{error}");
}

#[test]
fn other_accounts_are_served_by_name_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default()
        .with_accounts([Account::new("7", "seven")])
        .with_tokens([TokenGrant::new("token-seven", "7").with_login(Login::Instagram)]);
    let authority = Authority::open(folder.path()).unwrap();
    let instagram = LocalInstagram::with(config, Options::default().with_tls(authority));
    let port = instagram.url().rsplit(':').next().unwrap().parse().unwrap();
    let bench = Bench { instagram, folder, port };
    let ca = bench.folder.path().join("ca.pem");
    let url = "https://graph.instagram.com/me?fields=user_id&access_token=token-seven";
    let output = bench.run(&ca, &[url]);
    let reply: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reply["user_id"], "7");
}
