//! What happens to posts, as server-sent events.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};

use super::{Http, Serving, photo};
use crate::world::World;

/// A client of a stream.
struct Follower(Lines<BufReader<TcpStream>>);

impl Follower {
    fn start(http: &Http, path: &str, header: &str) -> Self {
        let Http { address, token } = http;
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n{header}\r\n"
        )
        .unwrap();
        let mut lines = BufReader::new(stream).lines();
        let mut head = Vec::new();
        for line in lines.by_ref() {
            let line = line.unwrap().to_ascii_lowercase();
            if line.starts_with("retry:") {
                break;
            }
            head.push(line);
        }
        assert!(head[0].starts_with("http/1.1 200"), "{head:?}");
        assert!(head.contains(&"content-type: text/event-stream".to_owned()), "{head:?}");
        Self(lines)
    }

    /// The next event, with its id.
    fn next(&mut self) -> (u64, Value) {
        let mut id = None;
        loop {
            let line = self.0.next().expect("it goes on").unwrap();
            if let Some(number) = line.strip_prefix("id: ") {
                id = Some(number.parse().unwrap());
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return (id.expect("an id"), serde_json::from_str(data).unwrap());
            }
        }
    }

    /// All up to the one that says so.
    fn until(&mut self, what: &str) -> Vec<(u64, Value)> {
        let mut events = Vec::new();
        loop {
            events.push(self.next());
            let (_, event) = events.last().unwrap();
            if event["what"].as_str().unwrap().contains(what) {
                return events;
            }
        }
    }
}

#[test]
fn a_client_that_comes_back_with_the_last_id_misses_nothing() {
    let world = World::new();
    let serving = Serving::start(&world);
    serving.http.publish("before", &photo("before")).expect(200);
    let mut live = Follower::start(&serving.http, "/events", "");
    let mut post = photo("a");
    post["at"] = json!("+1h");
    serving.http.put("a", &post).expect(202);
    let (first, added) = live.next();
    assert_eq!((&added["key"], &added["seq"]), (&json!("a"), &json!(first)), "only what is new");
    assert!(added["what"].as_str().unwrap().starts_with("added, due at "), "{added}");
    // The client goes away, and things happen.
    drop(live);
    serving.http.delete("a").expect(200);
    world.ig(&["queue", "add", "photo.jpg", "--key=b", "--at=+1h"]).expect(0);
    let header = format!("last-event-id: {first}\r\n");
    let mut again = Follower::start(&serving.http, "/events", &header);
    let (second, cancelled) = again.next();
    assert_eq!(
        (&cancelled["what"], &cancelled["state"]),
        (&json!("cancelled"), &json!("cancelled"))
    );
    let (third, b) = again.next();
    assert_eq!(b["key"], "b");
    assert!(first < second && second < third);
    // From the beginning, in the same order.
    let mut all = Follower::start(&serving.http, "/events?after=0", "");
    let (start, _) = all.next();
    assert_eq!(start, 1);
    let seen = all.until("cancelled");
    assert!(seen.iter().any(|(_, event)| event["what"] == "ended: done"), "{seen:?}");
    assert_eq!(seen.last().unwrap().0, second);
    assert!(seen.windows(2).all(|two| two[0].0 < two[1].0), "{seen:?}");
}

#[test]
fn a_post_is_followed_from_its_beginning_to_its_end() {
    let world = World::new();
    let serving = Serving::start(&world);
    serving.http.publish("other", &photo("other")).expect(200);
    serving.http.put("k", &photo("k")).expect(202);
    let mut follower = Follower::start(&serving.http, "/posts/k/events", "");
    let events = follower.until("ended: done");
    assert!(events.iter().all(|(_, event)| event["key"] == "k"), "{events:?}");
    assert!(events[0].1["what"].as_str().unwrap().starts_with("added"), "{events:?}");
    let is_allowed = |it: &(u64, Value)| it.1["what"].as_str().unwrap().contains("is allowed");
    assert_eq!(events.iter().filter(|it| is_allowed(it)).count(), 1, "{events:?}");
    assert_eq!(events.last().unwrap().1["state"], "published");
    serving.http.get("/posts/none/events").one_error(404, &["there is no post none"]);
    let bad = ["last-event-id: x", &format!("host: {}", serving.http.address)].map(str::to_owned);
    let token = format!("authorization: Bearer {}", serving.http.token);
    let headers = [bad[0].as_str(), &bad[1], &token];
    let reply = serving.http.try_send("GET", "/events", &headers, "").unwrap();
    reply.one_error(400, &["Last-Event-ID"]);
}

/// The queue was replaced, or is an earlier copy: what happens from now on is heard, and that something
/// is missing is said.
#[test]
fn a_client_that_has_a_number_of_another_queue_is_told_and_goes_on() {
    let world = World::new();
    let serving = Serving::start(&world);
    let mut post = photo("a");
    post["at"] = json!("+1h");
    serving.http.put("a", &post).expect(202);
    let last = {
        let mut all = Follower::start(&serving.http, "/events?after=0", "");
        all.next().0
    };
    for (path, header) in [
        ("/events", "last-event-id: 999\r\n"),
        ("/events?after=999", ""),
        ("/events?after=18446744073709551615", ""),
    ] {
        let mut follower = Follower::start(&serving.http, path, header);
        let (id, reset) = follower.next();
        assert_eq!((id, &reset["after"]), (last, &json!(last)), "{reset}");
        assert!(reset["why"].is_string() && reset["fix"].is_string(), "{reset}");
    }
    let mut follower = Follower::start(&serving.http, "/events", "last-event-id: 999\r\n");
    follower.next();
    serving.http.delete("a").expect(200);
    let (id, cancelled) = follower.next();
    assert_eq!((id, &cancelled["what"]), (last + 1, &json!("cancelled")));
    // Of one post, it is told from its beginning, as without a number.
    let mut of_one = Follower::start(&serving.http, "/posts/a/events", "last-event-id: 999\r\n");
    assert_eq!((of_one.next().0, of_one.next().0), (0, last));
}

#[test]
fn a_stream_ends_with_the_program() {
    let world = World::new();
    let serving = Serving::start(&world);
    let mut follower = Follower::start(&serving.http, "/events", "");
    assert_eq!(serving.stop().expect(0).code, Some(0));
    assert!(!follower.0.any(|line| line.is_ok_and(|line| line.starts_with("data:"))));
}
