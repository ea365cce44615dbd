//! Clients that come in crowds, are slow, or leave in the middle.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use ig_sandbox::LocalInstagram;

use crate::support::{TOKEN, USER};

fn address(instagram: &LocalInstagram) -> SocketAddr {
    instagram.url().trim_start_matches("http://").parse().unwrap()
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// A request that makes a container at once.
fn create(address: SocketAddr) -> String {
    let body = "media_type=REELS&upload_type=resumable";
    let length = body.len();
    format!(
        "POST /{USER}/media HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    )
}

fn read(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_thousand_connections_at_once_are_all_answered() {
    let instagram = LocalInstagram::start();
    let address = address(&instagram);
    // All are open before the first one says anything.
    let mut streams: Vec<TcpStream> = (0..1000).map(|_| connect(address)).collect();
    let request = format!(
        "GET /{USER} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {TOKEN}\r\n\
         connection: close\r\n\r\n"
    );
    for stream in &mut streams {
        stream.write_all(request.as_bytes()).unwrap();
    }
    let answered = streams.into_iter().map(read).filter(|it| it.starts_with("HTTP/1.1 200"));
    assert_eq!(answered.count(), 1000);
}

#[test]
fn connections_that_say_nothing_hold_nobody_up() {
    let instagram = LocalInstagram::start();
    let address = address(&instagram);
    let silent: Vec<TcpStream> = (0..1000).map(|_| connect(address)).collect();
    let started = Instant::now();
    let mut stream = connect(address);
    stream.write_all(create(address).as_bytes()).unwrap();
    assert!(read(stream).starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    drop(silent);
}

#[test]
fn a_client_that_leaves_in_the_middle_has_asked_for_nothing() {
    let instagram = LocalInstagram::start();
    let address = address(&instagram);
    let request = create(address);
    for end in 1..request.len() {
        let mut stream = connect(address);
        stream.write_all(&request.as_bytes()[..end]).unwrap();
    }
    let mut stream = connect(address);
    stream.write_all(request.as_bytes()).unwrap();
    assert!(read(stream).starts_with("HTTP/1.1 200"), "the server goes on");
    assert_eq!(instagram.containers().len(), 1);
    assert_eq!(instagram.requests().len(), 1);
}

/// One request of every kind, with its token and its body.
fn all_kinds(address: SocketAddr, container: &str, media: &str) -> Vec<String> {
    let text = |line: &str, headers: &str, body: &str| {
        let length = body.len();
        format!(
            "{line} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}\
             content-length: {length}\r\n\r\n{body}"
        )
    };
    let bearer = format!("authorization: Bearer {TOKEN}\r\n");
    let form = format!("{bearer}content-type: application/x-www-form-urlencoded\r\n");
    let json = format!("{bearer}content-type: application/json\r\n");
    let parts = format!("{bearer}content-type: multipart/form-data; boundary=b\r\n");
    let upload = format!("authorization: OAuth {TOKEN}\r\noffset: 0\r\nfile_size: 10\r\n");
    let publish = format!("creation_id={container}");
    let caption =
        "--b\r\ncontent-disposition: form-data; name=\"media_type\"\r\n\r\nREELS\r\n--b--\r\n";
    let batch = format!(
        "{{\"batch\":[{{\"method\":\"POST\",\"relative_url\":\"{USER}/media_publish?{publish}\"}}]}}"
    );
    vec![
        create(address),
        text(&format!("POST /{USER}/media_publish"), &form, &publish),
        text(&format!("POST /{USER}/media"), &parts, caption),
        text("POST /", &json, &batch),
        text(&format!("POST /ig-api-upload/v26.0/{container}"), &upload, "0123456789"),
        text(&format!("POST /{media}"), &form, "comment_enabled=false"),
        text("POST /oauth/access_token", &form, "grant_type=authorization_code&code=sandbox-code"),
        text("POST /_sandbox/faults", "", r#"[{"on":"limit","nth":2,"do":"drop"}]"#),
        text("POST /_sandbox/files/a.jpg", "", "not a picture"),
        text(&format!("GET /{container}?fields=status_code"), &bearer, ""),
        text(&format!("GET /{USER}/media"), &bearer, ""),
        text(&format!("GET /{USER}/content_publishing_limit"), &bearer, ""),
        text(&format!("DELETE /{media}"), &bearer, ""),
        text("GET /", "", ""),
    ]
}

#[test]
fn whatever_request_a_client_leaves_in_nothing_has_happened_and_the_server_goes_on() {
    let instagram = LocalInstagram::start();
    let address = address(&instagram);
    let ask = |request: &str| {
        let mut stream = connect(address);
        stream.write_all(request.as_bytes()).unwrap();
        read(stream)
    };
    let id = |answer: String| answer.split('"').nth_back(1).unwrap().to_owned();
    let photo = format!("image_url={}", instagram.sample_photo());
    let simple = |path: &str, body: &str| {
        let length = body.len();
        id(ask(&format!(
            "POST /{USER}/{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             authorization: Bearer {TOKEN}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {length}\r\n\r\n{body}"
        )))
    };
    let posted = simple("media", &photo);
    let media = simple("media_publish", &format!("creation_id={posted}"));
    let container = simple("media", &photo);
    let before = (instagram.containers(), instagram.requests().len());
    for request in all_kinds(address, &container, &media) {
        for end in 1..request.len() {
            connect(address).write_all(&request.as_bytes()[..end]).unwrap();
        }
        // What is asked for by now is asked for after all of these.
        assert!(
            ask("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                .starts_with("HTTP/1.1 200")
        );
        assert_eq!(instagram.containers(), before.0, "{request}");
        assert_eq!(instagram.posts().len(), 1, "{:?} {request}", instagram.requests().last());
        // The head of an upload is enough to begin with it.
        let mut log = instagram.requests();
        log.retain(|it| !it.path.contains("/ig-api-upload/"));
        assert_eq!(log.len(), before.1, "{:?}", log.last());
    }
    for request in all_kinds(address, &container, &media) {
        assert!(ask(&request).starts_with("HTTP/1.1 "), "{request}");
    }
}

#[test]
fn a_client_that_does_not_wait_for_the_answer_is_served_all_the_same() {
    let instagram = LocalInstagram::start();
    let address = address(&instagram);
    for _ in 0..50 {
        connect(address).write_all(create(address).as_bytes()).unwrap();
    }
    let deadline = Instant::now() + Duration::from_secs(60);
    while instagram.containers().len() < 50 {
        assert!(Instant::now() < deadline, "{} of 50", instagram.containers().len());
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_slow_client_is_served_and_holds_nobody_up() {
    let instagram = LocalInstagram::start();
    let address = address(&instagram);
    let mut slow = connect(address);
    for bytes in create(address).as_bytes().chunks(20) {
        for byte in bytes {
            slow.write_all(&[*byte]).unwrap();
            thread::sleep(Duration::from_millis(1));
        }
        // Another is served meanwhile.
        let mut stream = connect(address);
        stream.write_all(create(address).as_bytes()).unwrap();
        assert!(read(stream).starts_with("HTTP/1.1 200"));
    }
    assert!(read(slow).starts_with("HTTP/1.1 200"));
}
