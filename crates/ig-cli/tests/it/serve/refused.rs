//! What is refused, each with one clear error, and nothing is published.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{Http, Reply, Serving, photo};
use crate::world::{World, run, until};

#[test]
fn nobody_is_let_in_without_the_token() {
    let world = World::new();
    let serving = Serving::start(&world);
    let host = format!("host: {}", serving.http.address);
    let body = photo("a").to_string();
    let ask = |headers: &[&str]| serving.http.try_send("PUT", "/posts/k", headers, &body).unwrap();
    let token = &serving.http.token;
    for header in [
        None,
        Some("authorization: Bearer".to_owned()),
        Some("authorization: Bearer wrong".to_owned()),
        Some(format!("authorization: Bearer {}", &token[1..])),
        Some(format!("authorization: Bearer {token}0")),
        Some(format!("authorization: Basic {token}")),
        Some(format!("x-token: {token}")),
    ] {
        let headers: Vec<&str> = [host.as_str()].into_iter().chain(header.as_deref()).collect();
        let reply = ask(&headers).one_error(401, &["ig serve --print-token"]);
        assert!(reply.head.contains("www-authenticate: bearer"), "{reply:?}");
        assert!(!reply.body.to_string().contains(token), "{reply:?}");
    }
    for path in ["/posts", "/posts/k", "/events", "/posts/k/events"] {
        serving.http.try_send("GET", path, &[&host], "").unwrap().expect(401);
    }
    for path in ["/healthz", "/openapi.json"] {
        serving.http.try_send("GET", path, &[&host], "").unwrap().expect(200);
    }
    let scheme = format!("authorization: bearer {token}");
    ask(&[&host, &scheme]).expect(202);
}

/// A page in a browser on this machine, also one whose own name leads here (DNS rebinding).
#[test]
fn no_web_page_is_answered() {
    let world = World::new();
    let serving = Serving::start(&world);
    let token = format!("authorization: Bearer {}", serving.http.token);
    let body = photo("a").to_string();
    for (headers, word) in [
        (&["host: evil.example"][..], "another host"),
        (&["host: evil.example:8026"], "another host"),
        (&["host: 127.0.0.1.evil.example"], "another host"),
        (&["host: "], "another host"),
        (&["host: 127.0.0.1", "origin: https://evil.example"], "web pages"),
        (&["host: 127.0.0.1", "origin: http://127.0.0.1"], "web pages"),
        (&["host: 127.0.0.1", "origin: null"], "web pages"),
    ] {
        let headers: Vec<&str> = headers.iter().copied().chain([token.as_str()]).collect();
        for (method, path) in [("PUT", "/posts/k"), ("GET", "/posts"), ("GET", "/healthz")] {
            let reply = serving.http.try_send(method, path, &headers, &body).unwrap();
            let reply = reply.one_error(403, &[word]);
            assert!(!reply.head.contains("access-control"), "{reply:?}");
        }
    }
    assert!(serving.http.get("/posts").body["posts"].as_array().unwrap().is_empty());
    for host in ["localhost", "127.0.0.1:1", "[::1]:9"] {
        let host = format!("host: {host}");
        serving.http.try_send("GET", "/posts", &[&host, &token], "").unwrap().expect(200);
    }
    let args = [&super::ARGS[..], &["--allow-host", "ig.internal"]].concat();
    drop(serving);
    let serving = Serving::of(&mut world.command(&args), &world.state_dir());
    let token = format!("authorization: Bearer {}", serving.http.token);
    let send = |host| serving.http.try_send("GET", "/posts", &[host, &token], "").unwrap();
    send("host: IG.internal:80").expect(200);
    send("host: other.internal").expect(403);
}

#[test]
fn a_body_that_is_no_post_is_refused_with_its_place() {
    let world = World::new();
    let serving = Serving::start(&world);
    let put = |body: &str| serving.http.send("PUT", "/posts/k", body);
    for (body, words) in [
        ("", &["the body:1:1", "GET /openapi.json"][..]),
        ("{\n  \"photo\": {\n", &["the body:3:1", "ends within"]),
        ("{\"photo\": {\"medium\": \"photo.jpg\",}}", &["the body:1:"]),
        ("photo: a.jpg", &["the body is not a post", "JSON"]),
        ("[]", &["the body:1:2", "a list"]),
        (
            "{\n \"photo\": {\"medium\": \"photo.jpg\", \"captoin\": \"x\"}}",
            &["the body:2:", "unknown field `captoin`", "did you mean `caption`?"],
        ),
        (
            "{\"photo\": {\"medium\": \"photo.jpg\"}, \"when\": \"+1h\"}",
            &["unknown field `when`", "`at`"],
        ),
        ("{\"at\": \"+1h\"}", &["not exactly one post", "contains 0 kinds"]),
        (
            "{\"photo\": {\"medium\": \"photo.jpg\"}, \"reel\": {\"medium\": \"a.mp4\"}}",
            &["not exactly one post"],
        ),
        ("{\"photo\": {\"medium\": \"photo.jpg\"}, \"at\": \"soon\"}", &["the member at"]),
        (
            "{\"photo\": {\"medium\": \"photo.jpg\"}, \"zone\": \"Europe/Berlin\"}",
            &["the member zone", "`at`, which is missing"],
        ),
        ("{\"photo\": {\"medium\": \"photo.jpg\"}, \"late\": \"x\"}", &["the member late"]),
        ("{\"photo\": {\"medium\": \"photo.jpg\"}, \"lead\": \"30h\"}", &["the member lead"]),
        ("{\"photo\": {\"medium\": \"photo.jpg\"}, \"user_id\": \"x\"}", &["the member user_id"]),
        (
            "{\"photo\": {\"medium\": \"photo.jpg\"}, \"credential\": \"none\"}",
            &["no access token for the credential none"],
        ),
        ("{\"photo\": {\"medium\": \"missing.jpg\"}}", &["missing.jpg"]),
        ("{\"photo\": {\"medium\": \"../photo.jpg\"}}", &["not in the folder"]),
        ("{\"photo\": {\"medium\": \"/etc/passwd\"}}", &["not in the folder"]),
    ] {
        put(body).one_error(400, words);
    }
    serving.http.send("PUT", "/posts/a%2Fb", &photo("a").to_string()).one_error(400, &["the key"]);
    let long = "k".repeat(81);
    serving.http.put(&long, &photo("a")).one_error(400, &["the key"]);
    let token = format!("EAAG{}", "x".repeat(60));
    let reply = serving.http.put(&token, &photo("a")).one_error(400, &["an access token"]);
    assert!(!reply.body.to_string().contains("xxxx"), "{reply:?}");
    let with_token = json!({ "photo": { "medium": "photo.jpg", token.as_str(): 1 } });
    let reply = serving.http.put("k", &with_token).expect(400);
    assert!(!reply.body.to_string().contains("xxxx"), "{reply:?}");
    assert!(serving.http.get("/posts").body["posts"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let world = World::new();
    let serving = Serving::start(&world);
    serving.http.get("/").one_error(404, &["/openapi.json"]);
    serving.http.get("/posts/").one_error(404, &["/openapi.json"]);
    let reply = serving.http.send("POST", "/posts/k", "{}").one_error(405, &["GET"]);
    assert!(reply.head.contains("allow: put, get, delete"), "{reply:?}");
    serving.http.get("/posts?colour=red").one_error(400, &["colour", "it is not known", "state"]);
    serving.http.get("/posts?limit=1&limit=2").one_error(400, &["limit", "twice"]);
    serving.http.get("/posts?limit=many").one_error(400, &["limit", "whole number"]);
    for limit in ["0", "1001"] {
        let reply = serving.http.get(&format!("/posts?limit={limit}"));
        reply.one_error(400, &["limit cannot be used", "1 to 1000"]);
    }
    serving.http.get("/posts?after=x").one_error(400, &["after"]);
    serving.http.get("/posts/k?wait=soon").one_error(400, &["wait", "whole number"]);
    serving.http.get("/posts/k?wait=301").one_error(400, &["the longest wait is 300 seconds"]);
    let body = photo("a").to_string();
    serving.http.send("PUT", "/posts/k?wait=301", &body).one_error(400, &["wait cannot be used"]);
    serving.http.get("/posts/k").expect(404);
    // No route takes a parameter that it does not know.
    for (method, path) in [
        ("PUT", "/posts/k"),
        ("GET", "/posts/k"),
        ("DELETE", "/posts/k"),
        ("POST", "/posts/k/release"),
        ("GET", "/posts"),
        ("GET", "/events"),
        ("GET", "/posts/k/events"),
        ("GET", "/healthz"),
        ("GET", "/openapi.json"),
    ] {
        let reply = serving.http.send(method, &format!("{path}?colour=red"), "");
        reply.one_error(400, &["the parameter colour cannot be used"]);
    }
}

#[test]
fn without_a_folder_of_files_only_urls_are_posted() {
    let world = World::new();
    let args = ["serve", "--listen", "127.0.0.1:0"];
    let serving = Serving::of(&mut world.command(&args), &world.state_dir());
    serving.http.put("k", &photo("a")).one_error(400, &["photo.jpg is not a URL", "--files"]);
}

/// A body of 100 MB is not read: the answer comes before it is sent, and in the middle of it.
#[test]
fn a_body_of_100_mb_gets_one_error_and_is_not_read() {
    let world = World::new();
    let serving = Serving::start(&world);
    let Http { address, token } = &serving.http;
    let head =
        format!("PUT /posts/k HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n");
    // Not one byte of it is sent.
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(format!("{head}content-length: 100000000\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let reply = Reply::of(&answer).unwrap().one_error(413, &["at most 1048576 bytes"]);
    assert!(reply.head.contains("connection: close"), "{reply:?}");
    // It is sent in one go, or in chunks that do not say how long it is.
    for (length, start) in [
        ("content-length: 100000000", String::new()),
        ("transfer-encoding: chunked", "5f5e100\r\n".to_owned()),
    ] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(format!("{head}{length}\r\n\r\n{start}").as_bytes()).unwrap();
        stream.write_all(&vec![b' '; 100_000_000]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        Reply::of(&answer).unwrap().one_error(413, &["the body is too long"]);
    }
    assert!(serving.http.get("/posts").body["posts"].as_array().unwrap().is_empty());
}

#[test]
fn other_machines_reach_it_only_if_that_is_asked_for() {
    let world = World::new();
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let ran = world.ig(&["serve", "--listen", listen]).expect(2);
        ran.one_error(&["other machines reach", "unencrypted", "--public"]);
    }
    let args = ["serve", "--listen", "0.0.0.0:0", "--public"];
    let mut serving = Serving::of(&mut world.command(&args), &world.state_dir());
    serving.http.address = serving.http.address.replace("0.0.0.0", "127.0.0.1");
    serving.http.get("/posts").expect(200);
}

#[test]
fn what_it_cannot_start_with_is_one_error() {
    let world = World::new();
    let taken = Serving::start(&world);
    let at = ["serve", "--listen", &taken.http.address];
    world.ig(&at).expect(1).one_error(&["cannot listen on", "--listen 127.0.0.1:0"]);
    world.ig(&["serve", "--files", "photo.jpg"]).expect(2).one_error(&["--files", "not a folder"]);
    let ran = world.ig(&["serve", "--token-file", "-"]).expect(2);
    ran.one_error(&["--token-file - cannot be used"]);
    world.ig(&["mcp", "--token-file", "-"]).expect(2).one_error(&["--token-file - cannot be used"]);
    let names = ["http://x/y", "x/y", "ig.internal:x", ""];
    for (name, more) in names.iter().flat_map(|name| [(name, None), (name, Some("--print-token"))])
    {
        let args: Vec<_> = ["serve", "--allow-host", name].into_iter().chain(more).collect();
        world.ig(&args).expect(2).one_error(&["--allow-host cannot be used", "ig.internal"]);
    }
    world.ig(&["serve", "--listen", "here"]).expect(2).one_error(&["--listen", "it has no port"]);
    let mut command = world.command(&["serve", "--listen=127.0.0.1:0", "--state-dir=/nowhere/x"]);
    run(&mut command).expect(2).one_error(&["--state-dir"]);
}

/// Whoever has no token opens as many connections as there may be, and more.
#[test]
fn idle_connections_do_not_keep_those_out_who_have_the_token() {
    let world = World::new();
    let serving = Serving::start(&world);
    let mut later = photo("waits");
    later["at"] = json!("+100s");
    let http = serving.http.clone();
    let waiting = std::thread::spawn(move || http.publish("waits", &later));
    until("it is asked for", || serving.http.get("/posts/waits").status == 200);
    let start = Instant::now();
    let idle: Vec<_> =
        (0..600).map(|_| TcpStream::connect(&serving.http.address).unwrap()).collect();
    serving.http.publish("now", &photo("now")).expect(200);
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
    let mut oldest = &idle[0];
    oldest.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    assert_eq!(oldest.read(&mut [0]).unwrap(), 0, "it has made room");
    assert!(!waiting.is_finished(), "one with the token keeps its connection");
    serving.stop().expect(0);
    waiting.join().unwrap().expect(202);
}
