//! robots.txt from loopback servers, and what it says.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use super::*;
use crate::{Reach, Roots};

#[track_caller]
fn check(txt: &str, path: &str, expect: Option<(&str, &str)>) {
    let expect = match expect {
        Some((agent, path)) => Robots::Forbidden { agent: agent.to_owned(), path: path.to_owned() },
        None => Robots::Allowed,
    };
    assert_eq!(judge(txt.as_bytes(), path), expect, "{txt:?} of {path}");
}

#[test]
fn the_rules_for_the_fetcher_come_before_those_for_everybody() {
    const OWN: &str = "facebookexternalhit";
    check("User-agent: *\nDisallow: /", "/a.jpg", Some(("*", "/")));
    check(
        "User-agent: *\nDisallow: /\n\nUser-agent: facebookexternalhit\nAllow: /",
        "/a.jpg",
        None,
    );
    check(
        "User-agent: *\nDisallow: /\n\nUser-agent: facebookexternalhit\nDisallow:",
        "/a.jpg",
        None,
    );
    check(
        "User-agent: *\nAllow: /\n\nUSER-AGENT: FacebookExternalHit\nDisallow: /",
        "/a.jpg",
        Some((OWN, "/")),
    );
    check(
        "User-agent: Twitterbot\nUser-agent: facebookexternalhit\nDisallow: /a",
        "/a.jpg",
        Some((OWN, "/a")),
    );
    check("User-agent: Googlebot\nDisallow: /", "/a.jpg", None);
    check("User-agent: facebookexternalhitter\nDisallow: /", "/a.jpg", None);
}

#[test]
fn a_version_after_the_name_does_not_make_another_name() {
    let own = Some(("facebookexternalhit/1.1", "/"));
    check("User-agent: facebookexternalhit/1.1\nDisallow: /", "/a.jpg", own);
    check(
        "User-agent: *\nDisallow: /\n\nUser-agent: facebookexternalhit/1.1\nAllow: /",
        "/a.jpg",
        None,
    );
}

#[test]
fn the_longest_rule_decides_and_paths_are_compared_decoded() {
    check("User-agent: *\nDisallow: /\nAllow: /media/", "/media/a.jpg", None);
    check(
        "User-agent: *\nAllow: /media/\nDisallow: /media/p",
        "/media/p.jpg",
        Some(("*", "/media/p")),
    );
    check("User-agent: *\nDisallow: /*.jpg$", "/a.jpg", Some(("*", "/*.jpg$")));
    check("User-agent: *\nDisallow: /*.jpg$", "/a.jpg?x=1", None);
    check("User-agent: *\nDisallow: /*?sig=", "/a.jpg?sig=1", Some(("*", "/*?sig=")));
    check("\u{feff}User-agent: *\r\nDisallow: /\r\n", "/a.jpg", Some(("*", "/")));
    check("User-agent: *\nDisallow: /a%7Eb", "/a~b", Some(("*", "/a~b")));
}

#[test]
fn a_text_that_is_not_a_robots_txt_forbids_nothing() {
    for txt in ["", "<!doctype html><p>not found", "#!/bin/sh\n: x\n", "Disallow: /", "\0\u{1}"] {
        check(txt, "/a.jpg", None);
    }
    assert_eq!(judge(b"\xFF\xD8\xFF\xE0", "/a.jpg"), Robots::Allowed);
}

/// Patterns on which a backtracking matcher would never end.
#[test]
fn a_hostile_file_takes_no_time() {
    let start = Instant::now();
    let stars = format!("User-agent: *\nDisallow: /{}b\n", "*a".repeat(2000));
    check(&stars, &format!("/{}", "a".repeat(1500)), None);
    let many = format!("User-agent: *\n{}", "Disallow: *a*a*a*a*b\n".repeat(20_000));
    check(&many, &format!("/{}", "a".repeat(1500)), None);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

/// A server that answers each path with `answer`, and the paths that were requested.
fn server(answer: impl Fn(&str) -> String + Send + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let count = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..count]).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            list.lock().unwrap().push(path.clone());
            let _ = stream.write_all(answer(&path).as_bytes());
        }
    });
    (url, asked)
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn robots(url: &str, reach: Reach) -> Robots {
    let fetcher = Fetcher::new(reach, &Roots::Only(Vec::new())).unwrap();
    fetcher.robots(url, Duration::from_secs(60))
}

#[test]
fn the_file_of_the_origin_is_read_and_redirects_are_followed_within_bounds() {
    let (url, asked) = server(|path| match path {
        "/robots.txt" => {
            "HTTP/1.1 301 Moved\r\nlocation: /r2\r\ncontent-length: 0\r\n\r\n".to_owned()
        }
        _ => ok("User-agent: *\nDisallow: /x"),
    });
    let forbidden = Robots::Forbidden { agent: "*".to_owned(), path: "/x".to_owned() };
    assert_eq!(robots(&format!("{url}/x/a.jpg?b=c"), Reach::Local), forbidden);
    assert_eq!(*asked.lock().unwrap(), ["/robots.txt", "/r2"]);

    let (url, asked) = server(|_| {
        "HTTP/1.1 302 Found\r\nlocation: /robots.txt\r\ncontent-length: 0\r\n\r\n".to_owned()
    });
    assert!(matches!(robots(&url, Reach::Local), Robots::Unknown(_)));
    assert_eq!(asked.lock().unwrap().len(), 6);

    let (url, _) = server(|_| {
        "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"
            .to_owned()
    });
    let Robots::Unknown(why) = robots(&url, Reach::Local) else { panic!("a cloud's metadata") };
    assert!(why.contains("the metadata of a cloud"), "{why}");
}

#[test]
fn a_missing_file_allows_everything_and_a_failing_server_leaves_it_unknown() {
    for (status, known) in [
        (404, true),
        (403, true),
        (410, true),
        (401, true),
        (429, false),
        (500, false),
        (503, false),
    ] {
        let (url, _) = server(move |_| format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n"));
        let found = robots(&url, Reach::Local);
        assert_eq!(found == Robots::Allowed, known, "{status}: {found:?}");
        assert_eq!(
            matches!(&found, Robots::Unknown(why) if why.contains(&status.to_string())),
            !known
        );
    }
    assert!(matches!(robots("http://127.0.0.1:1/", Reach::Local), Robots::Unknown(_)));
    assert!(matches!(robots("nonsense", Reach::Local), Robots::Unknown(_)));
}
