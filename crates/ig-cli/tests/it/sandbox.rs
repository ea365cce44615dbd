//! `ig sandbox` as a separate process.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Command, Stdio},
};

use crate::world::{Started, TOKEN, USER, World, run, until};

/// Starts `ig sandbox`, and reads its one line.
pub(crate) fn start(world: &World, more: &[&str]) -> (Started, String) {
    let args = [&["sandbox", "--instant", "--listen", "127.0.0.1:0"], more].concat();
    let mut started = world.start(&args);
    let url = started.sandbox_url();
    (started, url)
}

#[test]
fn it_prints_its_address_and_accepts_posts() {
    let world = World::new();
    let (sandbox, url) = start(&world, &["--quota", "1"]);
    let ig = |args: &[&str]| {
        let mut command = world.bare(args);
        run(command.env("IG_API_BASE", &url).env("IG_USER_ID", USER).env("IG_ACCESS_TOKEN", TOKEN))
    };
    let report = ig(&["publish", "photo.jpg", "--json"]).expect(0).json();
    assert!(report["permalink"].as_str().unwrap().starts_with(&url), "{report}");
    ig(&["publish", "photo.jpg", "--again"]).expect(1).one_error(&["1 of 1 posts"]);
    sandbox.kill();
}

/// A program that is killed closes its end of the pipe, and cannot do more.
#[test]
fn it_ends_with_its_standard_input_if_it_is_asked_to() {
    let world = World::new();
    let args = ["sandbox", "--listen", "127.0.0.1:0", "--until-eof"];
    let mut command = world.command(&args);
    let mut sandbox = Started::new(command.stdin(Stdio::piped()));
    let url = sandbox.sandbox_url();
    assert!(World::get(&format!("{url}/health")).starts_with("HTTP/1.1 200"));
    assert!(!sandbox.has_ended());
    drop(sandbox.child().stdin.take());
    until("it has ended", || sandbox.has_ended());
    assert_eq!(sandbox.end().code, Some(0));
    // What has no input ends at once.
    run(&mut world.bare(&args)).expect(0);
}

#[test]
fn it_says_what_to_export() {
    let world = World::new();
    let (mut sandbox, url) = start(&world, &[]);
    let mut line = String::new();
    let stderr = sandbox.child().stderr.as_mut().unwrap();
    BufReader::with_capacity(1, stderr).read_line(&mut line).unwrap();
    let export = line.trim_end().strip_prefix("to publish there: export ").unwrap();
    let set = export.split(' ').map(|it| it.split_once('=').unwrap());
    let mut command = world.bare(&["publish", "photo.jpg", "--json"]);
    let report = run(command.envs(set)).expect(0).json();
    assert!(report["permalink"].as_str().unwrap().starts_with(&url), "{report}");
}

#[test]
fn its_sample_video_is_a_reel_at_once() {
    let world = World::new();
    let (sandbox, url) = start(&world, &[]);
    let video = format!("{url}/_sandbox/files/sample.mp4");
    let create = format!("media_type=REELS&caption=Moving&video_url={video}");
    let container = post(&url, &format!("/{USER}/media"), &create);
    let id = container.split("\"id\":\"").nth(1).expect(&container).split('"').next().unwrap();
    let body = format!("creation_id={id}");
    let published = post(&url, &format!("/{USER}/media_publish"), &body);
    assert!(published.starts_with("HTTP/1.1 200"), "{published}");
    let state = World::get(&format!("{url}/_sandbox/state"));
    assert!(state.contains("\"caption\":\"Moving\"") && state.contains("REELS"), "{state}");
    let mut command = world.command(&["publish", &video, "--json"]);
    run(command.env("IG_API_BASE", &url)).expect(0);
    sandbox.kill();
}

#[test]
fn a_second_publish_is_refused_or_makes_a_second_post_as_configured() {
    let world = World::new();
    for (word, code) in [("refuse", "24/2207008"), ("again", "")] {
        let (sandbox, url) = start(&world, &["--second-publish", word]);
        let mut command = world.command(&["publish", "photo.jpg", "--json"]);
        let report = run(command.env("IG_API_BASE", &url)).expect(0).json();
        let body = format!("creation_id={}", report["container"].as_str().unwrap());
        let answer = post(&url, &format!("/v26.0/{USER}/media_publish"), &body);
        if code.is_empty() {
            assert!(answer.contains("\"id\""), "{answer}");
        } else {
            assert!(answer.contains("2207008"), "{answer}");
        }
        sandbox.kill();
    }
}

pub(crate) fn post(url: &str, path: &str, body: &str) -> String {
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_file_defines_accounts_and_a_mistake_is_reported_with_its_place() {
    let world = World::new();
    let text = "[[accounts]]\nid = \"17841400000000009\"\nusername = \"nine\"\n\
                [[tokens]]\ntoken = \"token-nine\"\naccounts = [\"17841400000000009\"]\n";
    let file = world.file("sandbox.toml", text.as_bytes());
    let file = file.to_str().unwrap();
    let (sandbox, url) = start(&world, &["--config", file]);
    let mut command = world.bare(&["publish", "photo.jpg"]);
    command.env("IG_API_BASE", &url).env("IG_USER_ID", "17841400000000009");
    run(command.env("IG_ACCESS_TOKEN", "token-nine")).expect(0);
    sandbox.kill();
    std::fs::write(file, format!("{text}app = \"1\"\nsecret = 2\n")).unwrap();
    let ran = world.ig(&["sandbox", "--config", file]).expect(2);
    ran.one_error(&["sandbox.toml", "line 8, column 1", "there is no key `secret` here"]);
    world.ig(&["sandbox", "--config", "nowhere.toml"]).expect(2).one_error(&["nowhere.toml"]);
}

#[test]
fn with_tls_it_prints_the_options_for_an_unmodified_curl() {
    let world = World::new();
    let state = world.home().join("kept");
    let (mut sandbox, url) = start(&world, &["--tls", "--state", state.to_str().unwrap()]);
    let mut lines = BufReader::new(sandbox.child().stdout.as_mut().unwrap()).lines();
    let mut line = || lines.next().unwrap().unwrap();
    let names = line();
    assert!(names.starts_with("as graph.facebook.com, graph.instagram.com,"), "{names}");
    let printed = line();
    let get = "--silent --noproxy '*' https://graph.facebook.com/v26.0/me?access_token=";
    let output = Command::new("sh").args(["-c", &format!("{printed} {get}{TOKEN}")]).output();
    let output = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(output.contains("Arthur Fonzarelli"), "{printed}: {output}");
    let port = url.rsplit(':').next().unwrap();
    assert!(line().contains(&format!("--resolve rupload.facebook.com:{port}:127.0.0.1")));
    assert!(line().contains("hosts file"));
    assert!(line().contains("NODE_EXTRA_CA_CERTS="));
    sandbox.kill();
}

#[test]
fn a_recording_is_replayed() {
    let world = World::new();
    let file = world.home().join("exchanges.jsonl");
    let file = file.to_str().unwrap();
    let (sandbox, url) = start(&world, &["--record", file]);
    let create = format!("/{USER}/media?image_url=%%2F%2Fnowhere");
    let create = create.replace("%%", "%");
    let said = post(&url, &create, "");
    sandbox.kill();
    let (sandbox, url) = start(&world, &["--replay", file]);
    let played = post(&url, &create, "");
    let body = |answer: &str| answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    assert_eq!(body(&played), body(&said));
    sandbox.kill();
    world.ig(&["sandbox", "--replay", "nowhere"]).expect(2).one_error(&["nowhere", "--record"]);
    world.ig(&["sandbox", "--replay", file, "--record", file]).expect(2);
}

#[test]
fn an_unusable_or_foreign_state_folder_is_wrong_usage() {
    let world = World::new();
    std::fs::create_dir(world.home().join("others")).unwrap();
    world.file("others/letter", b"Dear Fonz");
    for (state, why) in [("photo.jpg", "photo.jpg"), ("others", "has other files")] {
        let ran = world.ig(&["sandbox", "--listen", "127.0.0.1:0", "--state", state]).expect(2);
        ran.one_error(&["the state of the sandbox cannot be used", why]);
    }
}

#[test]
fn a_port_in_use_is_reported() {
    let world = World::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let (state, record) = (world.home().join("kept"), world.home().join("all.jsonl"));
    let before = std::fs::read_dir(world.home()).unwrap().count();
    let kept = ["--state", state.to_str().unwrap(), "--record", record.to_str().unwrap(), "--tls"];
    let ran = world.ig(&[&["sandbox", "--listen", &listen], &kept[..]].concat()).expect(1);
    ran.one_error(&[&listen, "in use", "--listen 127.0.0.1:0"]);
    assert_eq!(std::fs::read_dir(world.home()).unwrap().count(), before, "nothing is left behind");
    for (listen, why) in [
        ("here", "it has no port"),
        ("127.0.0.1:99999", "the port must be 0 to 65535"),
        ("foo:80", "not a name"),
    ] {
        let ran = world.ig(&["sandbox", "--listen", listen]).expect(2);
        ran.one_error(&["--listen", why, "127.0.0.1:8025"]);
    }
}

#[test]
fn as_json_it_prints_its_address_in_one_object() {
    let world = World::new();
    let state = world.home().join("kept");
    let state = state.to_str().unwrap();
    for tls in [&[][..], &["--tls", "--state", state]] {
        let args = ["sandbox", "--json", "--listen", "127.0.0.1:0"];
        let mut sandbox = world.start(&[&args[..], tls].concat());
        let stdout = sandbox.child().stdout.as_mut().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(1, stdout).read_line(&mut line).unwrap();
        let mut said: serde_json::Value = serde_json::from_str(&line).expect(&line);
        let url = said["url"].take();
        assert!(post(url.as_str().unwrap(), "/me", "").starts_with("HTTP/1.1 "), "{url}");
        let mut expected = serde_json::json!({ "url": null, "user_id": USER, "version": 1 });
        if !tls.is_empty() {
            let names = ig_sandbox::Authority::NAMES;
            expected["tls"] =
                serde_json::json!({ "ca": format!("{state}/tls/ca.pem"), "names": names });
        }
        assert_eq!(said, expected);
        Command::new("kill").args(["-TERM", &sandbox.id().to_string()]).status().unwrap();
        until("the sandbox has ended", || sandbox.has_ended());
        assert_eq!(sandbox.end().expect(0).stdout, "", "nothing follows the object");
    }
}

#[test]
fn invalid_host_names_are_refused() {
    let world = World::new();
    for (option, name) in [
        ("--allow-origin", "foo"),
        ("--allow-origin", "https://x.com/path/"),
        ("--allow-host", "http://foo:80/"),
        ("--allow-host", ""),
    ] {
        let ran = world.ig(&["sandbox", option, name]).expect(2);
        ran.one_error(&[&format!("`{name}` is no "), option]);
    }
}

#[test]
fn media_files_are_relative_to_the_configuration() {
    let world = World::new();
    std::fs::create_dir(world.home().join("conf")).unwrap();
    let text = b"[[media]]\nurl = \"https://www.example.com/a.jpg\"\nfile = \"a.jpg\"\n";
    let file = world.file("conf/sandbox.toml", text);
    let file = file.to_str().unwrap();
    let ran = world.ig(&["sandbox", "--config", file]).expect(2);
    let full = world.home().join("conf/a.jpg");
    ran.one_error(&["line 3, column 8: there is no file", full.to_str().unwrap()]);
    std::fs::copy(world.home().join("photo.jpg"), full).unwrap();
    let (sandbox, url) = start(&world, &["--config", file]);
    let create = format!("/{USER}/media?image_url=https://www.example.com/a.jpg");
    let reply = post(&url, &create, "");
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    sandbox.kill();
}

#[cfg(unix)]
#[test]
fn it_ends_with_zero_at_a_signal() {
    let world = World::new();
    for signal in ["-INT", "-TERM"] {
        let (mut sandbox, _) = start(&world, &[]);
        Command::new("kill").args([signal, &sandbox.id().to_string()]).status().unwrap();
        until("the sandbox has ended", || sandbox.has_ended());
        let ran = sandbox.end().expect(0);
        assert_eq!(ran.stdout, "", "it prints one line");
        assert!(ran.stderr.starts_with("to publish there: "), "{}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_stopped_post_says_how_to_resume() {
    use std::time::Duration;

    use ig_sandbox::{Do, Fault, On};

    let world = World::new();
    world.arm([Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(600))]);
    let mut started = world.start(&["publish", "photo.jpg"]);
    until("the container is requested", || world.count("POST", "/media") == 1);
    Command::new("kill").args(["-INT", &started.id().to_string()]).status().unwrap();
    until("the command has ended", || started.has_ended());
    let ran = started.end().expect(3);
    let id = world.only_post();
    assert_eq!(ran.last_line(), format!("stopped; resume with: ig resume {id}"));
    world.ig(&["resume"]).expect(0);
    assert_eq!(world.public().len(), 1);
}
