//! Exchanges written down, and played again.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    net::TcpStream,
};

use ig_sandbox::{
    Config, Do, Fault, LocalInstagram, On, Options, Recording, Replay, ReplayError, Server,
    StateFolder,
};
use serde_json::Value;

use crate::{
    state_folder,
    support::{USER, VIDEO, fetch},
};

struct Reply {
    status: u16,
    body: String,
}

fn send(instagram: &LocalInstagram, path: &str, form: &[(&str, &str)]) -> Option<Reply> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
    let url = format!("{}{path}", instagram.url());
    let token = format!("Bearer {}", instagram.token());
    let sent = if form.is_empty() {
        agent.get(url).header("authorization", token).call()
    } else {
        agent.post(url).header("authorization", token).send_form(form.iter().copied())
    };
    let mut reply = sent.ok()?;
    let status = reply.status().as_u16();
    Some(Reply { status, body: reply.body_mut().read_to_string().ok()? })
}

fn id(reply: Option<Reply>) -> String {
    let reply: Value = serde_json::from_str(&reply.unwrap().body).unwrap();
    reply["id"].as_str().unwrap().to_owned()
}

fn recording(path: &std::path::Path) -> Options {
    Options::default().with_recording(Recording::open(path).unwrap())
}

fn replay(path: &std::path::Path) -> Result<Replay, ReplayError> {
    Replay::read(io::BufReader::new(fs::File::open(path)?))
}

fn exchanges(path: &std::path::Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_recording_has_every_exchange_and_answers_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchanges.jsonl");
    let first = LocalInstagram::with(Config::default(), recording(&path));
    let photo = first.sample_photo();
    let form = [("image_url", photo.as_str()), ("caption", "recorded")];
    let media = format!("/{USER}/media");
    let container = id(send(&first, &media, &form));
    let status = format!("/v26.0/{container}?fields=status_code");
    assert!(send(&first, &status, &[]).unwrap().body.contains("FINISHED"));
    let publish = format!("/{USER}/media_publish");
    let post = id(send(&first, &publish, &[("creation_id", &container)]));
    assert!(send(&first, &status, &[]).unwrap().body.contains("PUBLISHED"));
    first.arm([Fault::new(On::Limit, Do::CommitThenDrop)]);
    let limit = format!("/{USER}/content_publishing_limit");
    assert!(send(&first, &limit, &[]).is_none());
    send(&first, "/_sandbox/state", &[]);
    drop(first);
    let all = exchanges(&path);
    assert_eq!(all.len(), 5, "the control endpoints are not recorded");
    assert_eq!(all[0]["params"]["caption"], "recorded");
    assert_eq!(all[0]["request_headers"]["authorization"], "[token]");
    assert_eq!(all[0]["headers"]["facebook-api-version"], "v26.0");
    assert!(all[4]["status"].is_null() && all[0]["at_ms"].as_u64() > Some(1_000_000_000_000));

    let replay = Options::default().with_replay(replay(&path).unwrap());
    let second = LocalInstagram::with(Config::default().with_token("another"), replay);
    assert_eq!(id(send(&second, &media, &form)), container);
    assert!(send(&second, &status, &[]).unwrap().body.contains("FINISHED"));
    assert_eq!(id(send(&second, &publish, &[("creation_id", &container)])), post);
    for _ in 0..2 {
        let reply = send(&second, &status, &[]).unwrap();
        assert!(reply.body.contains("PUBLISHED"), "the last one comes again and again");
    }
    assert!(send(&second, &limit, &[]).is_none(), "what broke breaks");
    let unknown = send(&second, &status.replace("status_code", "status"), &[]).unwrap();
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.starts_with("The recording has no GET /v26.0/"), "{}", unknown.body);
    assert!(second.posts().is_empty(), "nothing is done, it is only said");
}

#[test]
fn an_upload_is_played_without_its_video() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchanges.jsonl");
    let video = fetch(VIDEO).unwrap().bytes;
    let upload = |instagram: &LocalInstagram, id: &str, bytes: &[u8]| {
        let url = format!("{}/ig-api-upload/v26.0/{id}", instagram.url());
        let request = ureq::post(url).header("authorization", "OAuth sandbox-token");
        let request = request.header("offset", "0").header("file_size", video.len().to_string());
        request.send(bytes).unwrap().body_mut().read_to_string().unwrap()
    };
    let first = LocalInstagram::with(Config::default(), recording(&path));
    let form = [("media_type", "REELS"), ("upload_type", "resumable")];
    let container = id(send(&first, &format!("/{USER}/media"), &form));
    let said = upload(&first, &container, &video);
    drop(first);
    assert!(fs::metadata(&path).unwrap().len() < 10_000, "the video is not in it");
    let replay = Options::default().with_replay(replay(&path).unwrap());
    let second = LocalInstagram::with(Config::default(), replay);
    assert_eq!(upload(&second, &container, b"any bytes"), said);
}

#[test]
fn no_secret_is_in_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchanges.jsonl");
    let config = Config::default()
        .with_token("EAAowntoken")
        .with_app("7", "app-secret-of-somebody")
        .with_code("AQcodeofsomebody");
    let instagram = LocalInstagram::with(config, recording(&path));
    send(&instagram, "/me?access_token=EAAowntoken", &[]);
    send(&instagram, "/me?access_token=EAAothertoken", &[]);
    instagram.arm([Fault::new(On::Any, Do::Error).with_code(190).with_echoed_token()]);
    send(&instagram, "/me/accounts", &[]);
    let form = [
        ("client_id", "7"),
        ("client_secret", "app-secret-of-somebody"),
        ("redirect_uri", "https://example.org/"),
        ("code", "AQcodeofsomebody"),
    ];
    let reply = send(&instagram, "/v26.0/oauth/access_token", &form).unwrap();
    let granted: Value = serde_json::from_str(&reply.body).unwrap();
    let granted = granted["access_token"].as_str().unwrap().to_owned();
    send(&instagram, "/me/accounts", &[]);
    send(&instagram, "/", &[("batch", r#"[{"relative_url":"me?access_token=EAAbatched"}]"#)]);
    let mut text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 6);
    for path in ["requests", "log", "log/0", "log/1", "log/2", "log/3", "log/4", "log/5"] {
        let reply = send(&instagram, &format!("/_sandbox/{path}"), &[]).unwrap();
        assert_eq!(reply.status, 200, "{path}");
        text += &reply.body;
    }
    for secret in [
        "EAAowntoken",
        "EAAothertoken",
        "EAAbatched",
        "app-secret-of-somebody",
        "AQcodeofsomebody",
        "sandbox-page-token",
        &granted,
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// Sends the exact bytes of a request, and waits for the end of the reply.
fn send_raw(server: &Server, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let host = server.address();
    let length = body.len();
    write!(
        stream,
        "{head}\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

#[test]
fn no_secret_is_in_what_is_kept_or_shown_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let (path, kept) = (folder.path().join("exchanges.jsonl"), folder.path().join("state"));
    let (sandbox, state) = StateFolder::open(&kept, Config::default()).unwrap();
    let options = recording(&path).with_state(state);
    let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).unwrap();
    let form = "Content-Type: application/x-www-form-urlencoded";
    let json = "Content-Type: application/json";
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let urls = r#"[{"relative_url":"oauth/access_token?client_secret=LEAK&code=LEAK"},{"relative_url":"debug_token?input_token=LEAK"}]"#;
    let inner = "client_secret=LEAK&code=LEAK&appsecret_proof=LEAK";
    let body = format!(r#"[{{"method":"POST","relative_url":"me","body":"{inner}"}}]"#);
    let bodies = [
        ("POST / HTTP/1.1", form, format!("batch={}", encoded(urls))),
        ("POST / HTTP/1.1", form, format!("batch={}", encoded(&body))),
        ("POST / HTTP/1.1", json, format!(r#"{{"batch":{urls}}}"#)),
        ("POST /me HTTP/1.1", json, r#"{"nested":{"client_secret":"LEAK","code":"LEAK"}}"#.into()),
        (
            "POST /me HTTP/1.1",
            json,
            r#"{"nested":{"password":"a & LEAK"},"id_token":["LEAK"]}"#.into(),
        ),
        ("POST /me HTTP/1.1", form, "access_token[]=LEAK&Access_Token=LEAK".to_owned()),
        ("POST /me HTTP/1.1", form, "refresh_token=LEAK&client_token=LEAK&password=LEAK".into()),
        ("POST /me HTTP/1.1", form, "signed_request=LEAK&id_token=LEAK".into()),
        ("GET /me?code=LEAK&Client_Secret=LEAK&access%5Ftoken=LEAK HTTP/1.1", form, String::new()),
        (
            "GET /me HTTP/1.1",
            "Referer: https://a.example/?code=LEAK&client_secret=LEAK\r\n\
             X-Access-Token: LEAK\r\nX-Api-Key: LEAK\r\nCookie: a=LEAK\r\nAuthorization: Bearer LEAK",
            String::new(),
        ),
    ];
    for (line, header, body) in &bodies {
        send_raw(&server, &format!("{line}\r\n{header}"), body);
    }
    let mut shown = send_raw(&server, "GET /_sandbox/requests HTTP/1.1", "");
    shown += &send_raw(&server, "GET /_sandbox/log HTTP/1.1", "");
    for number in 0..bodies.len() {
        let entry = send_raw(&server, &format!("GET /_sandbox/log/{number} HTTP/1.1"), "");
        assert!(entry.contains("\"curl\""), "{entry}");
        shown += &entry;
    }
    drop(server);
    let recorded = fs::read_to_string(&path).unwrap();
    assert_eq!(recorded.lines().count(), bodies.len());
    let state = state_folder::rows(&kept);
    assert!(state.contains("a.example"), "the log is in it");
    for (place, text) in [("shown", shown), ("recording", recorded), ("state", state)] {
        let at = text.find("LEAK").map(|at| text.get(at.saturating_sub(200)..at + 4));
        assert_eq!(at, None, "{place}");
    }
}

#[test]
fn what_is_no_recording_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchanges.jsonl");
    assert!(matches!(replay(&path), Err(ReplayError::Io(_))));
    drop(LocalInstagram::with(Config::default(), recording(&path)));
    assert!(replay(&path).is_ok(), "an empty one is one");
    fs::write(&path, "\n{\"at_ms\": 1}\n").unwrap();
    let error = replay(&path).unwrap_err().to_string();
    let told = "line 2 of the recording is not an exchange: missing field `took_ms`";
    assert_eq!(error, told, "the line is told once");
    for text in ["no recording", "\"half", "[1"] {
        fs::write(&path, text).unwrap();
        let error = replay(&path).unwrap_err().to_string();
        assert!(error.starts_with("line 1 ") && !error.contains("column"), "{error}");
    }
    let error = replay(&path.with_extension("not")).unwrap_err().to_string();
    assert!(error.contains("(os error "), "{error}");
}

#[test]
fn a_recording_that_was_cut_off_is_played_and_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchanges.jsonl");
    let limit = format!("/{USER}/content_publishing_limit");
    let first = LocalInstagram::with(Config::default(), recording(&path));
    send(&first, &limit, &[]);
    send(&first, "/me?fields=id&name=\u{e9}", &[]);
    drop(first);
    let whole = fs::read(&path).unwrap();
    let second = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in (0..=whole.len()).filter(|at| *at <= 9 || at % 29 == 0 || *at > whole.len() - 9) {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(replay(&path).is_ok(), "{length}");
    }
    for length in [second + 1, whole.len() - 2] {
        fs::write(&path, &whole[..length]).unwrap();
        let again = LocalInstagram::with(Config::default(), recording(&path));
        send(&again, "/me?fields=username", &[]);
        drop(again);
        let text = fs::read(&path).unwrap();
        assert_eq!(text[length], b'\n', "the torn line ends first");
        let replay = Options::default().with_replay(replay(&path).unwrap());
        let player = LocalInstagram::with(Config::default(), replay);
        assert_eq!(send(&player, &limit, &[]).unwrap().status, 200);
        let reply = send(&player, "/me?fields=username", &[]).unwrap();
        assert!(reply.status != 404, "{}", reply.body);
    }
}

#[test]
fn pages_are_not_recorded_and_are_the_sandboxs_own_under_replay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchanges.jsonl");
    let pages = ["/", "/p/ABC", "/reel/ABC", "/stories/ABC", "/favicon.ico", "/media/ABC"];
    let first = LocalInstagram::with(Config::default(), recording(&path));
    let said = pages.map(|page| {
        let reply = send(&first, page, &[]).unwrap();
        (reply.status, reply.body)
    });
    let clock = [("a", "b")];
    assert_eq!(send(&first, "/_sandbox/clock", &clock).unwrap().status, 400, "it is no JSON");
    let limit = format!("/{USER}/content_publishing_limit");
    send(&first, &limit, &[]);
    drop(first);
    assert_eq!(exchanges(&path).len(), 1, "the pages are not recorded");
    let replay = Options::default().with_replay(replay(&path).unwrap());
    let second = LocalInstagram::with(Config::default(), replay);
    for (page, (status, body)) in pages.iter().zip(said) {
        let reply = send(&second, page, &[]).unwrap();
        assert!(reply.status == status && reply.body == body, "{page}: {}", reply.status);
    }
    send(&second, &limit, &[]);
    send(&second, "/me", &[]);
    let log = send(&second, "/_sandbox/requests", &[]).unwrap().body;
    let log: Value = serde_json::from_str(&log).unwrap();
    let seen = |at: usize| (log[at]["path"].as_str().unwrap(), log[at]["status"].as_u64());
    assert_eq!(seen(0), (limit.as_str(), Some(200)), "what is played is logged");
    assert_eq!((seen(1), log.as_array().unwrap().len()), (("/me", Some(404)), 2));
    for path in ["/_sandbox/faults", "/_sandbox/clock"] {
        assert_eq!(send(&second, path, &[]).unwrap().status, 200, "reading is fine");
        let reply = send(&second, path, &clock).unwrap();
        assert_eq!(reply.status, 409, "{path}");
        assert!(reply.body.contains("this sandbox plays a recording"), "{}", reply.body);
    }
}
