//! The API as an app of November 2026 sees it: no call overrides the HTTP method.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

use ig_sandbox::{Config, Login};

use crate::world::{Ran, TOKEN, USER, World, run};

const GRANTED: &str =
    r#"{"access_token":"EAAGlonger1234567890","token_type":"bearer","expires_in":5183944}"#;
const REFUSED: &str = r#"{"error":{"message":"(#3) Application does not have the capability to make this API call.","type":"OAuthException","code":3}}"#;
const SCOPES: &str =
    r#"["instagram_basic","instagram_content_publish","pages_show_list","pages_read_engagement"]"#;

/// The API's reply: to a real `GET`, or to the `POST` that redeems a code.
fn answer(method: &str, path: &str) -> Option<String> {
    let path = path.strip_prefix("/v26.0").unwrap_or(path);
    Some(match (method, path) {
        ("GET", "/debug_token") => format!(
            r#"{{"data":{{"app_id":"{}","type":"USER","expires_at":0,"data_access_expires_at":0,"is_valid":true,"scopes":{SCOPES},"user_id":"873"}}}}"#,
            Config::APP_ID
        ),
        ("GET" | "POST", "/oauth/access_token") => GRANTED.to_owned(),
        ("GET", "/access_token" | "/refresh_access_token") => GRANTED.to_owned(),
        ("GET", "/me") => format!(r#"{{"id":"7","user_id":"{USER}","username":"bronz_fonz"}}"#),
        ("GET", "/me/accounts") => format!(
            r#"{{"data":[{{"id":"5","name":"P","tasks":["MANAGE","CREATE_CONTENT"],"instagram_business_account":{{"id":"{USER}"}}}}]}}"#
        ),
        ("GET", path) if path.ends_with("/content_publishing_limit") => {
            r#"{"data":[{"quota_usage":0,"config":{"quota_total":100,"quota_duration":86400}}]}"#
                .to_owned()
        }
        ("GET", path) if path == format!("/{USER}") => {
            format!(r#"{{"id":"{USER}","username":"bronz_fonz"}}"#)
        }
        _ => return None,
    })
}

/// Answers one request; tells its first line and whether it overrides the method before the client knows.
fn serve(stream: TcpStream, came: &mpsc::Sender<(String, bool)>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    while reader.read_line(&mut head).ok()? > 2 {
        let line = head.lines().next_back()?.to_ascii_lowercase();
        length = line.strip_prefix("content-length: ").map_or(length, |it| it.parse().unwrap());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let line = head.lines().next()?.to_owned();
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let overrides = [query, str::from_utf8(&body).ok()?].iter().any(|it| it.contains("method="));
    let (status, body) = match answer(method, path).filter(|_| !overrides) {
        Some(body) => (200, body),
        None => (400, REFUSED.to_owned()),
    };
    let length = body.len();
    came.send((line, overrides)).ok()?;
    write!(reader.get_mut(), "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}").ok()
}

/// Runs the command against such a server; also returns the requests.
fn ran(login: Login, args: &[&str]) -> (Ran, Vec<(String, bool)>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (came, requests) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().take(40).flatten() {
            serve(stream, &came);
        }
    });
    let world = World::new();
    world.file("token", TOKEN.as_bytes());
    let mut command = world.bare(args);
    command.env("IG_API_BASE", format!("http://{address}")).env("IG_AUTH_CODE", Config::CODE);
    command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
    command.env("IG_LOGIN", if login == Login::Instagram { "instagram" } else { "facebook" });
    if args[0] == "doctor" {
        command.env("IG_USER_ID", USER).env("IG_ACCESS_TOKEN", TOKEN);
    }
    let ran = run(&mut command);
    (ran, requests.try_iter().collect())
}

#[test]
fn every_command_about_tokens_works_without_the_override_of_the_method() {
    let back = ["token", "exchange", "--redirect-uri", "https://app.example.com/back", "--print"];
    for (login, args, expect) in [
        (
            Login::Facebook,
            &["token", "debug", "--token-file", "token"][..],
            "GET /v26.0/debug_token?",
        ),
        (
            Login::Facebook,
            &["token", "extend", "--print", "--token-file", "token"],
            "GET /v26.0/oauth/access_token?",
        ),
        (
            Login::Instagram,
            &["token", "extend", "--print", "--token-file", "token"],
            "GET /access_token?",
        ),
        (
            Login::Instagram,
            &["token", "refresh", "--print", "--token-file", "token"],
            "GET /refresh_access_token?",
        ),
        (Login::Instagram, &["token", "debug", "--token-file", "token"], "GET /v26.0/me?"),
        (Login::Facebook, &back, "POST /v26.0/oauth/access_token "),
        (Login::Instagram, &back, "POST /oauth/access_token "),
    ] {
        let (ran, requests) = ran(login, args);
        let ran = ran.expect(0);
        assert!(requests.iter().any(|(line, _)| line.starts_with(expect)), "{requests:?}");
        assert!(requests.iter().all(|(_, overrides)| !overrides), "{requests:?}");
        for secret in [TOKEN, Config::APP_SECRET] {
            assert!(!ran.stderr.contains(secret) && !ran.stdout.contains(secret), "{ran:?}");
        }
    }
}

#[test]
fn the_doctor_reads_the_token_without_the_override_of_the_method() {
    for login in [Login::Facebook, Login::Instagram] {
        let (ran, requests) = ran(login, &["doctor", "--json"]);
        let report = ran.expect(0).json();
        assert_eq!(report["passed"], true, "{report}");
        let asked = requests.iter().any(|(line, _)| line.starts_with("GET /v26.0/debug_token?"));
        assert_eq!(asked, login == Login::Facebook, "{requests:?}");
        assert!(requests.iter().all(|(_, overrides)| !overrides), "{requests:?}");
    }
}

/// The server does refuse the override; otherwise the tests above could not fail.
#[test]
fn the_server_refuses_the_override() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/v26.0/debug_token", listener.local_addr().unwrap());
    let (came, requests) = mpsc::channel();
    thread::spawn(move || serve(listener.accept().unwrap().0, &came));
    let reply = World::post(&url, "input_token=x&method=get");
    assert!(reply.starts_with("HTTP/1.1 400 ") && reply.contains("(#3)"), "{reply}");
    assert!(requests.recv().unwrap().1);
}
