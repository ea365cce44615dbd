//! `ig sandbox --state` under SIGKILL: every acknowledged post exists, and only once.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    sandbox::start,
    world::{TOKEN, USER, World, until},
};

/// One request on its own connection; nothing if it breaks before the reply is complete.
fn request(url: &str, method: &str, path: &str) -> Option<Value> {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {TOKEN}\r\n\
         content-length: 0\r\nconnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    assert!(head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 400"), "{answer}");
    serde_json::from_str(body).ok()
}

/// The replies that clients got: posts by their containers.
type Replies = Mutex<BTreeMap<String, String>>;

/// Publishes photos until the sandbox is gone.
fn post_on(url: &str, photo: &str, replies: &Replies, made: &Mutex<Vec<String>>) -> Option<()> {
    loop {
        let create = format!("/{USER}/media?image_url={photo}");
        let container = request(url, "POST", &create)?["id"].as_str()?.to_owned();
        made.lock().unwrap().push(container.clone());
        let publish = format!("/{USER}/media_publish?creation_id={container}");
        let media = request(url, "POST", &publish)?;
        let media = media["id"].as_str().unwrap_or_else(|| panic!("{media}")).to_owned();
        replies.lock().unwrap().insert(container, media);
    }
}

#[test]
fn no_acknowledged_post_is_lost_and_none_is_doubled() {
    const ROUNDS: u64 = 25;
    let world = World::new();
    let folder = world.home().join("sandbox-state");
    let state = ["--state", folder.to_str().unwrap(), "--quota", "1000000"];
    let config = world.file("limits.toml", b"seed = 7\n");
    let args = [&state[..], &["--config", config.to_str().unwrap()]].concat();
    let replies = Arc::new(Replies::default());
    let made = Arc::new(Mutex::new(Vec::new()));
    let rounds_with_posts = AtomicUsize::new(0);
    let mut seed = 0x5EED_u64;
    for round in 0..ROUNDS {
        let (sandbox, url) = start(&world, &args);
        let before = replies.lock().unwrap().len();
        check(&url, &replies, &made);
        let photo = serve_photo(&world, &url);
        // The four hundred containers a day are soon used up.
        advance(&url);
        let clients: Vec<_> = (0..3)
            .map(|_| {
                let (url, photo) = (url.clone(), photo.clone());
                let (replies, made) = (Arc::clone(&replies), Arc::clone(&made));
                thread::spawn(move || post_on(&url, &photo, &replies, &made))
            })
            .collect();
        // In every second round, not before there is something to lose.
        if round % 2 == 0 {
            until("a post is acknowledged", || before < replies.lock().unwrap().len());
        }
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(round | 1);
        thread::sleep(Duration::from_millis(5 + (seed >> 33) % 80));
        Command::new("kill").args(["-KILL", &sandbox.id().to_string()]).status().unwrap();
        for client in clients {
            assert_eq!(client.join().unwrap(), None, "they end when the sandbox does");
        }
        sandbox.kill();
        let is_more = replies.lock().unwrap().len() > before;
        rounds_with_posts.fetch_add(usize::from(is_more), Ordering::Relaxed);
    }
    let (sandbox, url) = start(&world, &args);
    check(&url, &replies, &made);
    // A published container is not published again, by any process.
    for container in replies.lock().unwrap().keys().take(20) {
        let publish = format!("/{USER}/media_publish?creation_id={container}");
        let again = request(&url, "POST", &publish).unwrap();
        assert_eq!(again["error"]["error_subcode"], 2_207_008, "{again}");
    }
    sandbox.kill();
    let rounds = rounds_with_posts.load(Ordering::Relaxed);
    assert!(rounds > 10, "posts were made only in {rounds} of {ROUNDS} rounds");
}

/// Every acknowledged container and post exists, and no container has two posts.
fn check(url: &str, replies: &Replies, made: &Mutex<Vec<String>>) {
    let state = request(url, "GET", "/_sandbox/state").unwrap();
    let containers = state["accounts"][0]["containers"].as_array().unwrap();
    let posts: BTreeMap<&str, &Value> = containers
        .iter()
        .map(|container| (container["id"].as_str().unwrap(), &container["media_ids"]))
        .collect();
    for (container, media) in &posts {
        assert!(media.as_array().unwrap().len() <= 1, "{container} has {media}");
    }
    for container in made.lock().unwrap().iter() {
        assert!(posts.contains_key(container.as_str()), "{container} was acknowledged");
    }
    for (container, media) in replies.lock().unwrap().iter() {
        assert_eq!(posts[container.as_str()][0], *media, "{container}");
    }
    let media = state["accounts"][0]["media"].as_array().unwrap();
    let live: usize = posts.values().map(|media| media.as_array().unwrap().len()).sum();
    assert_eq!(media.len(), live);
}

/// Stores a photo where the sandbox can fetch it from itself.
fn serve_photo(world: &World, url: &str) -> String {
    let photo = std::fs::read(world.home().join("photo.jpg")).unwrap();
    let file = format!("{url}/_sandbox/files/p.jpg");
    let answer = World::post(&file, photo);
    assert!(answer.contains("200 OK"), "{answer}");
    file
}

/// A day later, the account has its containers and posts again.
fn advance(url: &str) {
    let answer = World::post(&format!("{url}/_sandbox/clock"), r#"{"advance_s": 86400}"#);
    assert!(answer.contains("200 OK"), "{answer}");
}

#[test]
fn a_second_process_is_refused_the_folder_and_damage_is_reported() {
    let world = World::new();
    let folder = world.home().join("sandbox-state");
    let folder = folder.to_str().unwrap();
    let (sandbox, _) = start(&world, &["--state", folder]);
    let args = ["sandbox", "--listen", "127.0.0.1:0", "--state", folder];
    world.ig(&args).expect(1).one_error(&["another process uses", folder]);
    sandbox.kill();
    let database = std::path::Path::new(folder).join("sandbox.db");
    // The log of the one that was killed would bring the database back.
    std::fs::remove_file(database.with_extension("db-wal")).unwrap();
    std::fs::write(&database, "nothing that SQLite has written").unwrap();
    let ran = world.ig(&args).expect(1);
    ran.one_error(&["sandbox.db", "damaged", "not a database", "remove it to start again"]);
    std::fs::remove_file(&database).unwrap();
    let (mut sandbox, _) = start(&world, &["--state", folder]);
    Command::new("kill").args(["-TERM", &sandbox.id().to_string()]).status().unwrap();
    until("the sandbox has ended", || sandbox.has_ended());
}
