//! The examples of both transports, against the sandbox: killed, restarted, and called twice.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use ig_driver::FileStore;
use ig_sandbox::{Config, Do, Fault, Fetched, On, Options, Sandbox, Server};

use crate::programs::{built_example, built_program, published, run, sandbox, text, until};

/// The examples that accept posts as arguments.
const PROGRAMS: [(&str, &str); 2] = [("ig-ureq", "blocking"), ("ig-reqwest", "resume_all")];

/// The web services.
const SERVICES: [&str; 2] = ["axum_handler", "actix_service"];

fn command(package: &str, example: &str, server: &Server, folder: &Path) -> Command {
    let program = match package {
        "ig-examples" => built_program(example),
        _ => built_example(package, example),
    };
    let mut command = Command::new(program);
    command
        .env_remove("IG_ACCESS_TOKEN")
        .env_remove("IG_USER_ID")
        .env("IG_API_BASE", server.url())
        .env("IG_POSTS", folder);
    command
}

fn posts(server: &Server) -> Vec<String> {
    let posts = server.with(|sandbox, now| sandbox.state(now).accounts.remove(0).media);
    let mut ids: Vec<_> = posts.into_iter().map(|post| post.id).collect();
    ids.sort();
    ids
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

/// One post of three has ended and two are held at their creation when the
/// program is killed.
#[test]
fn killed_in_the_middle_and_started_again_each_post_is_made_once() {
    for (package, example) in PROGRAMS {
        let held = Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(600));
        let server = sandbox([held.nth(2).times(2)]);
        let folder = tempfile::tempdir().unwrap();
        let words =
            [1, 2, 3].map(|number| format!("key-{number}=https://example.com/{number}.jpg"));
        let mut command = command(package, example, &server, folder.path());
        let mut started = command.args(&words).spawn().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        until("one has ended, and two have not", || {
            let kept = store.records().unwrap();
            kept.len() == 3 && store.unfinished().unwrap().len() == 2 && posts(&server).len() == 1
        });
        started.kill().unwrap();
        started.wait().unwrap();

        // Two of them without a message.
        let mut nothing_named = self::command(package, example, &server, folder.path());
        let resumed = published(&run(&mut nothing_named, true).stdout);
        assert_eq!((resumed.len(), posts(&server).len()), (2, 3), "{example}");
        assert!(store.unfinished().unwrap().is_empty());
        let asked = server.with(|sandbox, _| sandbox.requests().len());
        let same = published(&run(&mut command, true).stdout);
        assert_eq!(sorted(same), posts(&server), "{example}");
        assert_eq!(server.with(|sandbox, _| sandbox.requests().len()), asked, "{example}");
    }
}

#[test]
fn a_post_that_is_not_published_is_a_failure() {
    for (package, example) in PROGRAMS {
        let refused = Fault::new(On::Create, Do::Error).with_status(400).with_code(9004);
        let server = sandbox([refused.times(100)]);
        let folder = tempfile::tempdir().unwrap();
        let mut command = command(package, example, &server, folder.path());
        let said = run(command.arg("a=https://example.com/1.jpg"), false);
        assert!(text(&said.stdout).contains("a: not published: "), "{example}: {said:?}");
        assert!(posts(&server).is_empty(), "{example}");
    }
}

/// A web service, until it is dropped.
struct Service {
    child: Child,
    base: String,
}

impl Service {
    fn start(service: &str, server: &Server, folder: &Path) -> Self {
        let package = if service == "axum_handler" { "ig-reqwest" } else { "ig-examples" };
        let mut command = command(package, service, server, folder);
        let mut child =
            command.env("LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let base = line.trim().strip_prefix("listening on ").expect(&line).to_owned();
        Self { child, base }
    }

    fn post(&self, key: &str, url: &str) -> (u16, String) {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .new_agent();
        let mut response = agent.post(format!("{}/posts/{key}", self.base)).send(url).unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A sandbox whose fetches of media wait for permission; it reports when one has started.
fn gated() -> (Server, Receiver<()>, Sender<()>) {
    let (begun, has_begun) = channel();
    let (leave, has_leave) = channel();
    let gate = Mutex::new((begun, has_leave));
    let options = Options::default().with_fetcher(move |_| {
        let gate = gate.lock().unwrap();
        // After the end of the test, no fetch waits.
        gate.0.send(()).ok();
        gate.1.recv_timeout(Duration::from_secs(60)).ok();
        Ok(Fetched::new(ig_tests::JPEG))
    });
    let sandbox = Sandbox::new(Config::default().with_no_processing());
    let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).unwrap();
    (server, has_begun, leave)
}

const PHOTO: &str = "https://example.com/1.jpg";

fn publishes_a_key_once(name: &str) {
    let (server, has_begun, leave) = gated();
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(name, &server, folder.path());
    let first = thread::scope(|scope| {
        let first = scope.spawn(|| service.post("monday", PHOTO));
        has_begun.recv_timeout(Duration::from_secs(60)).unwrap();
        let (status, message) = service.post("monday", PHOTO);
        assert_eq!(status, 409, "{message}");
        assert!(message.contains("being worked on"), "{message}");
        leave.send(()).unwrap();
        first.join().unwrap()
    });
    let id = posts(&server).concat();
    assert_eq!(first, (200, format!("published as {id}\n")));
    assert_eq!(service.post("monday", PHOTO), first, "the same key again");
    let (status, message) = service.post("monday", "https://example.com/2.jpg");
    assert_eq!(status, 422, "{message}");
    assert!(message.contains("another post") && message.contains("another key"), "{message}");
    assert_eq!(service.post("mon%2Fday", PHOTO).0, 400);
    assert_eq!(service.post("tuesday", "a photo").0, 400);
    assert_eq!(posts(&server).len(), 1);
}

#[test]
fn a_web_service_publishes_a_key_once() {
    SERVICES.iter().for_each(|service| publishes_a_key_once(service));
}

fn two_at_once_are_one(name: &str) {
    let server = sandbox([]);
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(name, &server, folder.path());
    for round in 0..5 {
        let key = format!("key-{round}");
        let statuses = thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| service.post(&key, PHOTO).0));
            both.map(|one| one.join().unwrap())
        });
        assert!(statuses.contains(&200), "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
        assert_eq!(posts(&server).len(), round + 1);
    }
}

#[test]
fn two_requests_at_once_with_one_key_are_one_post() {
    SERVICES.iter().for_each(|service| two_at_once_are_one(service));
}

fn continues_when_it_restarts(name: &str) {
    let (server, has_begun, leave) = gated();
    let folder = tempfile::tempdir().unwrap();
    let mut service = Service::start(name, &server, folder.path());
    thread::scope(|scope| {
        let base = service.base.clone();
        scope.spawn(move || ureq::post(format!("{base}/posts/monday")).send(PHOTO).unwrap_err());
        has_begun.recv_timeout(Duration::from_secs(60)).unwrap();
        service.kill();
    });
    for _ in 0..2 {
        leave.send(()).unwrap();
    }
    let service = Service::start(name, &server, folder.path());
    let store = FileStore::open(folder.path()).unwrap();
    until("it has continued by itself", || store.unfinished().unwrap().is_empty());
    let id = posts(&server).concat();
    let mut said = (409, String::new());
    // Its lock is held a moment longer.
    until("its lock is free", || {
        said = service.post("monday", PHOTO);
        said.0 != 409
    });
    assert_eq!(said, (200, format!("published as {id}\n")));
    assert_eq!(posts(&server).len(), 1);
}

#[test]
fn a_web_service_that_is_killed_continues_when_it_restarts() {
    SERVICES.iter().for_each(|service| continues_when_it_restarts(service));
}

/// The caller hangs up while the photo is fetched.
fn goes_on_without_its_caller(name: &str) {
    let (server, has_begun, leave) = gated();
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(name, &server, folder.path());
    let address = service.base.strip_prefix("http://").unwrap();
    let mut caller = TcpStream::connect(address).unwrap();
    let length = PHOTO.len();
    let head =
        format!("POST /posts/monday HTTP/1.1\r\nhost: {address}\r\ncontent-length: {length}");
    write!(caller, "{head}\r\ncontent-type: text/plain\r\n\r\n{PHOTO}").unwrap();
    has_begun.recv_timeout(Duration::from_secs(60)).unwrap();
    drop(caller);
    leave.send(()).unwrap();
    until("it is published", || posts(&server).len() == 1);
}

#[test]
fn a_web_service_goes_on_if_its_caller_hangs_up() {
    SERVICES.iter().for_each(|service| goes_on_without_its_caller(service));
}
