//! The real fetcher, against media servers that misbehave.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    thread,
    time::{Duration, Instant},
};

use ig_sandbox::{Config, Options, Robots, Server};

use crate::server::{Client, start};
use crate::support::{USER, jpeg, video};

/// Answers every connection with the same bytes; then waits, if told so.
fn media_server(answer: Vec<u8>, hold: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let answer = answer.clone();
            thread::spawn(move || {
                let mut head = [0; 4096];
                let _ = stream.read(&mut head);
                let _ = stream.write_all(&answer);
                thread::sleep(hold);
            });
        }
    });
    address
}

fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// Far more than a media server takes that answers at all, on a busy machine too.
const LIMIT: Duration = Duration::from_secs(60);

/// Makes a container of what the media server delivers.
fn create(address: SocketAddr) -> (u16, serde_json::Value, Option<String>) {
    create_from(&address.to_string())
}

fn create_from(address: &str) -> (u16, serde_json::Value, Option<String>) {
    create_within(address, LIMIT)
}

fn create_within(address: &str, limit: Duration) -> (u16, serde_json::Value, Option<String>) {
    let config = Config::default().with_fetch_timeout(limit);
    let server = start(config, Options::default());
    let reply = Client::of(&server).send(&format!(
        "POST /{USER}/media?image_url=http://{address}/a.jpg&access_token=sandbox-token HTTP/1.1\r\n\
         host: {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        server.address()
    ));
    let note = reply.header("x-sandbox-note").map(str::to_owned);
    (reply.status, reply.json(), note)
}

#[test]
fn a_photo_is_fetched_from_its_url() {
    let address = media_server(http("200 OK", "", &jpeg(64, 64)), Duration::ZERO);
    let (status, body, _) = create(address);
    assert_eq!(status, 200, "{body}");
}

#[test]
fn media_servers_that_misbehave_are_named() {
    let truncated = http("200 OK", "", &jpeg(64, 64));
    let truncated = truncated[..truncated.len() - 10].to_vec();
    let away = "location: http://127.0.0.1/b.jpg\r\n";
    let short = Duration::from_millis(500);
    for (answer, limit, code, note) in [
        (http("404 Not Found", "", b""), LIMIT, 9004, "status 404"),
        (http("423 Locked", "", b""), LIMIT, 9004, "status 423"),
        (http("302 Found", away, b""), LIMIT, 9004, "redirects are not followed"),
        (http("206 Partial Content", "", b"x"), LIMIT, 9004, "status 206"),
        (truncated, LIMIT, 9004, "could not be reached"),
        (b"nonsense\r\n\r\n".to_vec(), LIMIT, 9004, "could not be reached"),
        (Vec::new(), LIMIT, 9004, "could not be reached"),
        (Vec::new(), short, -2, "took too long"),
    ] {
        let shown = String::from_utf8_lossy(&answer[..answer.len().min(30)]).into_owned();
        // One that says nothing at all holds its connection.
        let hold = if limit == LIMIT { Duration::ZERO } else { LIMIT };
        let (status, body, found) = create_within(&media_server(answer, hold).to_string(), limit);
        assert_eq!((status, &body["error"]["code"]), (400, &code.into()), "{shown}: {body}");
        let found = found.unwrap();
        assert!(found.contains(note), "{shown}: {found}");
    }
}

/// A client on another machine cannot use the sandbox to reach this machine or its networks.
#[test]
fn a_server_that_others_can_reach_fetches_nothing_from_this_machine() {
    let address = media_server(http("200 OK", "", &jpeg(64, 64)), Duration::ZERO);
    let answer = |options: Options| {
        let everybody = SocketAddr::from(([0, 0, 0, 0], 0));
        let sandbox = ig_sandbox::Sandbox::new(Config::default());
        let server = Server::start(everybody, sandbox, options).unwrap();
        let here = SocketAddr::from(([127, 0, 0, 1], server.address().port()));
        let media = format!("http://localhost:{}/a.jpg", address.port());
        let path = format!("/{USER}/media?access_token=sandbox-token&image_url={media}");
        Client::at(here).post_bytes(&path, b"")
    };
    let refused = answer(Options::default());
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (400, &9004.into()));
    let note = refused.header("x-sandbox-note").unwrap();
    assert!(note.contains("a private network or reserved"), "{note}");
    assert_eq!(answer(Options::default().with_local_media()).status, 200, "with leave");
}

/// Not even by this machine itself.
#[test]
fn the_metadata_of_a_cloud_is_not_asked() {
    for host in ["169.254.169.254", "[fd00:ec2::254]", "168.63.129.16", "2852039166"] {
        let (status, body, note) = create_from(host);
        assert_eq!((status, &body["error"]["code"]), (400, &9004.into()), "{host}: {body}");
        let note = note.unwrap();
        assert!(note.contains("the metadata of a cloud"), "{host}: {note}");
    }
}

#[test]
fn nobody_at_the_address_is_a_failed_fetch() {
    let (status, body, _) = create((Ipv4Addr::LOCALHOST, 1).into());
    assert_eq!((status, &body["error"]["error_subcode"]), (400, &2_207_052.into()));
}

#[test]
fn a_photo_over_the_limit_is_too_large() {
    let mut file = jpeg(64, 64);
    file.resize((8 << 20) + 1, 0);
    let address = media_server(http("200 OK", "", &file), Duration::ZERO).to_string();
    let (status, body, _) = create_from(&address);
    assert_eq!((status, &body["error"]["code"]), (400, &36000.into()));
}

#[test]
fn a_video_too_long_to_keep_is_judged_by_its_head() {
    let mut video = video(0);
    video.resize((64 << 20) + 2, 0);
    let lengthless = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &video].concat();
    for (answer, kept) in [
        (http("200 OK", "", &video), false),
        (lengthless, false),
        (http("200 OK", "", &video[..1 << 20]), true),
    ] {
        let address = media_server(answer, Duration::ZERO);
        let config =
            Config::default().with_fetch_timeout(LIMIT).with_video_processing(Duration::ZERO);
        let server = start(config, Options::default());
        let query = format!("access_token=sandbox-token&video_url=http://{address}/a.mov");
        let path = format!("/{USER}/media?media_type=REELS&{query}");
        let container = Client::of(&server).post_bytes(&path, b"").json()["id"].clone();
        let publish = format!(
            "/{USER}/media_publish?access_token=sandbox-token&creation_id={}",
            container.as_str().unwrap()
        );
        let begun = Instant::now();
        while Client::of(&server).post_bytes(&publish, b"").status != 200 {
            assert!(begun.elapsed() < LIMIT * 2, "the video never got ready");
        }
        let state = server.with(|sandbox, now| sandbox.state(now));
        assert_eq!(state.accounts[0].media[0].media_url.is_some(), kept);
    }
}

#[test]
fn a_file_that_was_handed_over_is_fetched_over_the_socket_as_well() {
    let server = start(Config::default(), Options::default());
    let file = jpeg(64, 64);
    let stored = Client::of(&server).post_bytes("/_sandbox/files/a.jpg", &file);
    let url = stored.json()["url"].as_str().unwrap().to_owned();
    assert_eq!(url, format!("{}/_sandbox/files/a.jpg", server.url()));
    // Another server of the same kind has to go over the network for it.
    let other: Server = start(Config::default(), Options::default());
    for server in [&server, &other] {
        let path = format!("/{USER}/media?access_token=sandbox-token&image_url={url}");
        let reply = Client::of(server).post_bytes(&path, b"");
        assert_eq!(reply.status, 200, "{}", reply.json());
    }
}

/// A media server with a robots.txt, and the heads of the requests that it got.
fn media_server_with_robots(
    robots: &'static str,
) -> (SocketAddr, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (came, heads) = std::sync::mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let count = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..count]).into_owned();
            let answer = match head.starts_with("GET /robots.txt ") {
                true => http("200 OK", "", robots.as_bytes()),
                false => http("200 OK", "", &jpeg(64, 64)),
            };
            let _ = came.send(head);
            let _ = stream.write_all(&answer);
        }
    });
    (address, heads)
}

#[test]
fn robots_txt_is_obeyed_unless_it_is_to_be_ignored() {
    const EVERYBODY: &str = "User-agent: *\nDisallow: /";
    const OTHERS: &str = "User-agent: *\nDisallow: /\n\nUser-agent: facebookexternalhit\nAllow: /";
    for (txt, robots, status, requests) in [
        (EVERYBODY, Robots::Obeyed, 400, 1),
        (EVERYBODY, Robots::Ignored, 200, 1),
        (OTHERS, Robots::Obeyed, 200, 2),
    ] {
        let (address, heads) = media_server_with_robots(txt);
        let config = Config::default().with_robots(robots);
        let server = start(config, Options::default());
        let path =
            format!("/{USER}/media?access_token=sandbox-token&image_url=http://{address}/a.jpg");
        let reply = Client::of(&server).post_bytes(&path, b"");
        assert_eq!(reply.status, status, "{txt}: {}", reply.json());
        if status == 400 {
            let error = reply.json()["error"].clone();
            assert_eq!(
                (&error["code"], &error["error_subcode"]),
                (&9004.into(), &2_207_052.into())
            );
            let message = error["error_user_msg"].as_str().unwrap();
            assert!(message.ends_with("Restricted by robots.txt"), "{message}");
        }
        let heads: Vec<_> = heads.try_iter().collect();
        assert_eq!(heads.len(), requests, "{heads:?}");
        for head in heads {
            let head = head.to_ascii_lowercase();
            assert!(head.contains("\r\nuser-agent: facebookexternalhit/1.1 (+http"), "{head}");
            assert!(head.contains("\r\naccept-encoding: gzip, deflate\r\n"), "{head}");
        }
    }
}

/// R54: the answer to the upload is what came of the fetch.
#[test]
fn a_hosted_video_behind_robots_txt_is_answered_with_422() {
    let (address, _heads) = media_server_with_robots("User-agent: *\nDisallow: /");
    let server = start(Config::default(), Options::default());
    let path =
        format!("/{USER}/media?media_type=REELS&upload_type=resumable&access_token=sandbox-token");
    let uri = Client::of(&server).post_bytes(&path, b"").json()["uri"].as_str().unwrap().to_owned();
    let path = &uri[uri.find("/ig-api-upload").unwrap()..];
    let reply = Client::of(&server).send(&format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: OAuth sandbox-token\r\n\
         file_url: http://{address}/a.mp4\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        server.address()
    ));
    let info = reply.json()["debug_info"].clone();
    assert_eq!((reply.status, &info["type"]), (422, &"FileUrlProcessingError".into()), "{info}");
    let said = "Unable to fetch media from URL, got status code: 403 Restricted by robots.txt";
    assert_eq!(info["message"], said);
}

#[test]
fn a_compressed_photo_is_judged_by_its_content() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&jpeg(64, 64)).unwrap();
    let body = encoder.finish().unwrap();
    let answer = http("200 OK", "content-encoding: gzip\r\n", &body);
    let (status, reply, _) = create(media_server(answer, Duration::ZERO));
    assert_eq!(status, 200, "{reply}");
}
