//! Speed and size: status reads a second beside a bare axum route, what a hundred thousand containers
//! cost, and how long a start takes. The last line is the figures of `cargo xtask bench sandbox`, as
//! JSON.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and gives up")]

mod client;
mod posts;
mod reads;

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use http::Request;

use ig_sandbox::{
    Answer, Config, Fetched, LocalInstagram, Options, Restoring, Sandbox, Server, StateFolder,
    Timestamp,
};

const USER: &str = "17841400008460056";

fn main() {
    let before = memory();
    let started = Instant::now();
    let instagram = LocalInstagram::start();
    println!("start, in this process     {:>10.2} ms", started.elapsed().as_secs_f64() * 1e3);
    drop(instagram);
    let containers_mib = containers(before);
    let reads = reads::run();
    print("status reads", &reads.ours);
    print("a bare axum route", &reads.bare);
    state();
    let posts = posts::run(&mocks());
    posts.iter().for_each(|posts| print(&posts.to, &posts.a_second));
    let posts = posts.iter().map(|posts| (posts.to.as_str(), posts.a_second.as_slice()));
    println!(
        "{}",
        serde_json::json!({
            "containers_mib": containers_mib,
            "reads_per_second": reads.ours,
            "bare_reads_per_second": reads.bare,
            "posts_per_second": posts.collect::<BTreeMap<_, _>>(),
        })
    );
}

/// The mocks in the arguments, as `name=address`.
fn mocks() -> Vec<(String, SocketAddr)> {
    let arguments = std::env::args().skip(1);
    let mocks = arguments.filter_map(|argument| {
        let (name, address) = argument.split_once('=')?;
        Some((name.to_owned(), address.parse().unwrap()))
    });
    mocks.collect()
}

/// The middle of several figures, the least and the most.
fn print(what: &str, figures: &[f64]) {
    let mut all = figures.to_vec();
    all.sort_by(f64::total_cmp);
    let (least, middle, most) = (all[0], all[all.len() / 2], all[all.len() - 1]);
    println!("{what:<27}{middle:>10.0} a second, {least:.0} to {most:.0}");
}

/// A hundred thousand containers, four hundred a day; gives the MiB that they take.
fn containers(before: u64) -> u64 {
    let mut sandbox = Sandbox::new(Config::default());
    let mut now = Timestamp::from_unix_millis(1_569_537_403_000);
    let made = Instant::now();
    for number in 0..100_000 {
        if number % 400 == 0 {
            now = now.after(Duration::from_secs(86_400));
        }
        create(&mut sandbox, now);
    }
    let each = made.elapsed().as_secs_f64() * 1e6 / 100_000.0;
    let size = (memory() - before) >> 20;
    println!("100 000 containers         {size:>10} MiB, {each:.1} µs each, the log included");
    println!(
        "state as JSON              {:>10} containers",
        sandbox.state(now).accounts[0].containers.len()
    );
    size
}

fn create(sandbox: &mut Sandbox, now: Timestamp) -> String {
    let url = format!("/{USER}/media?image_url=https%3A%2F%2Fexample.com%2Fa.jpg&caption=Hello");
    let request = Request::post(url).header("authorization", "Bearer sandbox-token");
    let photo = include_bytes!("../../../ig-sandbox-core/src/files/sample.jpg");
    // Only the head of it is kept, so that what is measured is the containers.
    let file = Fetched::new(&photo[..4096]).with_total(photo.len() as u64);
    let answer = sandbox.answer(now, request.body(Vec::new()).unwrap(), |_| Ok(file.clone()));
    let Answer::Response { response, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(response.status(), 200, "{}", String::from_utf8_lossy(response.body()));
    let text = String::from_utf8(response.into_body()).unwrap();
    text.split('"').nth(3).unwrap().to_owned()
}

/// What it costs to keep the state: containers a second with and without, one client and eight.
fn state() {
    let folder = std::env::temp_dir().join(format!("ig-sandbox-bench-{}", std::process::id()));
    for (what, clients, kept) in [
        ("without a folder, one client", 1, false),
        ("with a folder, one client", 1, true),
        ("with a folder, eight clients", 8, true),
    ] {
        let (sandbox, options) = if kept {
            let (sandbox, state) = StateFolder::open(&folder, Config::default()).unwrap();
            (sandbox, Options::default().with_state(state))
        } else {
            (Restoring::new(Config::default()).finish(), Options::default())
        };
        let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).unwrap();
        let address = server.address();
        let started = Instant::now();
        let each = 320 / clients;
        let threads: Vec<_> = (0..clients)
            .map(|_| thread::spawn(move || (0..each).for_each(|_| create_over(address))))
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let time = started.elapsed().as_secs_f64();
        println!("{what:<29}{:>8.0} containers a second", f64::from(each * clients) / time);
        drop(server);
        // Whether it was there or not.
        let _ = fs::remove_dir_all(&folder);
    }
}

fn create_over(address: SocketAddr) {
    let mut stream = TcpStream::connect(address).unwrap();
    let body = "media_type=REELS&upload_type=resumable";
    let length = body.len();
    write!(
        stream,
        "POST /{USER}/media HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer sandbox-token\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// What this process holds, in bytes; 0 where that cannot be found out.
fn memory() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) << 10
}
