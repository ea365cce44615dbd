//! A machine that is restored from its changes equals the machine that made them.

use std::{collections::BTreeMap, time::Duration};

use http::{Method, Request};
use ig_sandbox_core::{Answer, Changes, Config, Handling, Restoring, Sandbox, Timestamp};
use serde_json::Value;

use crate::support::{PHOTO, START, TOKEN, USER, VIDEO, fetch, form};

/// A machine, and the rows that a server would keep of it.
struct Kept {
    sandbox: Sandbox,
    now: Timestamp,
    rows: BTreeMap<(String, String), Vec<u8>>,
}

impl Kept {
    fn new() -> Self {
        let sandbox = Restoring::new(Config::default()).finish();
        Self { sandbox, now: START, rows: BTreeMap::new() }
    }

    fn keep(&mut self) {
        let Some(changes) = self.sandbox.changes() else { return };
        if changes.is_whole() {
            self.rows.clear();
        }
        for row in changes.rows() {
            let place = (row.kind.to_owned(), row.key.clone());
            match &row.value {
                Some(value) => drop(self.rows.insert(place, value.clone())),
                None => drop(self.rows.remove(&place)),
            }
        }
    }

    fn restored(&self) -> Sandbox {
        let mut restoring = Restoring::new(Config::default());
        for ((kind, key), value) in &self.rows {
            restoring.row(kind, key, value).unwrap();
        }
        restoring.finish()
    }

    /// Asserts that a machine from the rows equals this one.
    fn check(&mut self, what: &str) {
        self.keep();
        let mut other = self.restored();
        let state = self.sandbox.state(self.now);
        assert_eq!(other.state(self.now), state, "{what}");
        assert!(other.requests() == self.sandbox.requests(), "the log after {what}");
        let faults = |sandbox: &mut Sandbox| control(sandbox, self.now, Method::GET, "faults", "");
        assert_eq!(faults(&mut other), faults(&mut self.sandbox), "{what}");
        assert_eq!(other.unfetched(), self.sandbox.unfetched(), "{what}");
        let exact = |sandbox: &mut Sandbox| {
            let last = sandbox.requests().len().saturating_sub(1);
            control(sandbox, self.now, Method::GET, &format!("log/{last}"), "")
        };
        assert_eq!(exact(&mut other), exact(&mut self.sandbox), "{what}");
        let started = |sandbox: &mut Sandbox| {
            let overview = control(sandbox, self.now, Method::GET, "overview", "");
            overview["started_ms"].clone()
        };
        assert_eq!(started(&mut other), started(&mut self.sandbox), "{what}");
    }

    fn send(&mut self, method: Method, path: &str, params: &[(&str, &str)]) -> Value {
        let request = Request::builder()
            .method(method)
            .uri(format!("{path}?{}", form(params)))
            .header("authorization", format!("Bearer {TOKEN}"))
            .body(Vec::new())
            .unwrap();
        let answer = self.sandbox.answer(self.now, request, fetch);
        self.check(path);
        match answer {
            Answer::Response { response, .. } => serde_json::from_slice(response.body()).unwrap(),
            _ => Value::Null,
        }
    }

    fn post(&mut self, edge: &str, params: &[(&str, &str)]) -> String {
        let reply = self.send(Method::POST, &format!("/{USER}/{edge}"), params);
        reply["id"].as_str().unwrap_or_default().to_owned()
    }

    fn control(&mut self, method: Method, path: &str, body: &str) -> Value {
        let reply = control(&mut self.sandbox, self.now, method, path, body);
        self.check(path);
        reply
    }

    /// Continues as after a crash.
    fn crash(&mut self) {
        self.sandbox = self.restored();
    }
}

fn control(sandbox: &mut Sandbox, now: Timestamp, method: Method, path: &str, body: &str) -> Value {
    let request = Request::builder().method(method).uri(format!("/_sandbox/{path}"));
    let request = request.body(body.as_bytes().to_vec()).unwrap();
    match sandbox.handle(now, request) {
        Handling::Respond(response) => serde_json::from_slice(response.body()).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_of_change_survives_a_crash_after_it() {
    let mut kept = Kept::new();
    let photo = kept.post("media", &[("image_url", PHOTO), ("caption", "one <b> #two")]);
    kept.crash();
    let media = kept.post("media_publish", &[("creation_id", &photo)]);
    kept.crash();
    assert_eq!(kept.post("media_publish", &[("creation_id", &photo)]), "", "it was published");
    let item = [("image_url", PHOTO), ("is_carousel_item", "true")];
    let children = [kept.post("media", &item), kept.post("media", &item)].join(",");
    let carousel = kept.post("media", &[("media_type", "CAROUSEL"), ("children", &children)]);
    kept.now = kept.now.after(Duration::from_secs(5));
    kept.post("media_publish", &[("creation_id", &carousel)]);
    kept.crash();
    kept.send(Method::POST, &format!("/{media}"), &[("comment_enabled", "false")]);
    kept.send(Method::DELETE, &format!("/{media}"), &[]);
    kept.control(Method::POST, "clock", r#"{"advance_s": 3600.5}"#);
    kept.control(Method::POST, "quota", r#"{"total": 7}"#);
    kept.crash();
    assert_eq!(kept.sandbox.state(kept.now).accounts[0].quota_total, 7);
    kept.control(Method::POST, "usage", r#"{"call_count": 95, "minutes": 12}"#);
    kept.control(
        Method::POST,
        "faults",
        r#"[{"on": "limit", "do": "error", "nth": 2, "times": 3}]"#,
    );
    kept.send(Method::GET, &format!("/{USER}/content_publishing_limit"), &[]);
    kept.crash();
    let limit = format!("/{USER}/content_publishing_limit");
    assert!(!kept.send(Method::GET, &limit, &[])["error"].is_null(), "the second one fails");
    kept.control(Method::DELETE, "faults", "");
    kept.control(Method::DELETE, "usage", "");
    kept.control(Method::POST, "files/own.jpg", "bytes of a file");
    kept.send(Method::DELETE, "/me/permissions/ads_read", &[]);
    kept.crash();
    let permissions = kept.send(Method::GET, "/me/permissions", &[("permission", "ads_read")]);
    assert_eq!(permissions["data"][0]["status"], "declined");
    kept.control(Method::POST, "reset", "");
    kept.crash();
    assert_eq!(kept.sandbox.state(kept.now).accounts[0].containers, []);
    assert_eq!(kept.sandbox.state(kept.now).accounts[0].quota_total, 25);
    kept.post("media", &[("image_url", PHOTO)]);
}

#[test]
fn a_late_publish_happens_after_a_restart_and_once() {
    let mut kept = Kept::new();
    let photo = kept.post("media", &[("image_url", PHOTO)]);
    kept.control(
        Method::POST,
        "faults",
        r#"[{"on": "publish", "do": "late_commit", "delay_s": 60}]"#,
    );
    kept.post("media_publish", &[("creation_id", &photo)]);
    kept.crash();
    assert_eq!(kept.sandbox.state(kept.now).accounts[0].media, []);
    kept.now = kept.now.after(Duration::from_secs(60));
    kept.check("the late publish");
    kept.crash();
    assert_eq!(kept.sandbox.state(kept.now).accounts[0].media.len(), 1);
}

#[test]
fn a_video_that_was_being_fetched_is_fetched_again() {
    let mut kept = Kept::new();
    let request = Request::post(format!("/{USER}/media"))
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form(&[("media_type", "REELS"), ("video_url", VIDEO)]).into_bytes())
        .unwrap();
    let handling = kept.sandbox.handle(kept.now, request);
    assert!(matches!(handling, Handling::RespondAndFetch { .. }), "{handling:?}");
    kept.check("a video under way");
    kept.crash();
    let unfetched = kept.sandbox.unfetched();
    let [wanted] = unfetched.as_slice() else { panic!("{unfetched:?}") };
    assert_eq!(wanted.url, VIDEO);
    kept.sandbox.fetched(kept.now, wanted.ticket, fetch(VIDEO));
    kept.check("the video");
    kept.now = kept.now.after(Duration::from_secs(60));
    let status = kept.sandbox.state(kept.now).accounts[0].containers[0].status_code;
    assert_eq!(status.as_str(), "FINISHED");
}

#[test]
fn an_upload_continues_after_its_last_byte() {
    let video = fetch(VIDEO).unwrap().bytes;
    let mut kept = Kept::new();
    let id = kept.post("media", &[("media_type", "REELS"), ("upload_type", "resumable")]);
    let (first, second) = video.split_at(video.len() / 3);
    let send = |kept: &mut Kept, offset: usize, bytes: &[u8]| {
        let request = Request::post(format!("/ig-api-upload/v26.0/{id}"))
            .header("authorization", format!("OAuth {TOKEN}"))
            .header("offset", offset)
            .header("file_size", video.len())
            .body(bytes.to_vec())
            .unwrap();
        let handling = kept.sandbox.handle(kept.now, request);
        kept.check("a piece of a video");
        matches!(handling, Handling::Respond(response) if response.status() == 200)
    };
    assert!(send(&mut kept, 0, first));
    kept.crash();
    let upload = |kept: &mut Kept| {
        let state = kept.sandbox.state(kept.now);
        state.accounts[0].containers[0].upload.clone().unwrap()
    };
    assert_eq!(upload(&mut kept).bytes_transferred, first.len() as u64);
    assert!(send(&mut kept, first.len(), second));
    let whole = upload(&mut kept);
    assert_eq!(whole.bytes_transferred, video.len() as u64);
    assert_eq!(whole.sha256.unwrap().len(), 64, "the hash is that of all pieces");
    kept.crash();
    kept.now = kept.now.after(Duration::from_secs(60));
    let status = kept.sandbox.state(kept.now).accounts[0].containers[0].status_code;
    assert_eq!(status.as_str(), "FINISHED");
}

#[test]
fn ids_continue_and_are_never_reused() {
    let mut kept = Kept::new();
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(kept.post("media", &[("image_url", PHOTO)]));
        kept.crash();
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[test]
fn reads_are_logged_without_waiting_for_the_disk() {
    let mut kept = Kept::new();
    kept.post("media", &[("image_url", PHOTO)]);
    let request = Request::get(format!("/{USER}")).header("authorization", "Bearer sandbox-token");
    kept.sandbox.handle(kept.now, request.body(Vec::new()).unwrap());
    let changes: Changes = kept.sandbox.changes().unwrap();
    assert!(!changes.must_last() && !changes.is_whole());
    assert!(kept.sandbox.changes().is_none(), "nothing has changed since");
}

#[test]
fn an_invalid_row_is_refused() {
    for (kind, key, value) in [
        ("sandbox", "now", "nonsense"),
        ("sandbox", "now", "{}"),
        ("sandbox", "more", "{}"),
        ("container", "000000000001", "{}"),
        ("upload", "000000000000", "bytes without a container"),
        ("copy", "name", "bytes"),
        ("more", "", "{}"),
    ] {
        let wrong = Restoring::new(Config::default()).row(kind, key, value.as_bytes()).unwrap_err();
        assert!(wrong.to_string().contains(&format!("the row {kind} {key} ")), "{wrong}");
    }
}

#[test]
fn a_missing_row_is_noticed() {
    let mut kept = Kept::new();
    (0..3).for_each(|_| drop(kept.post("media", &[("image_url", PHOTO)])));
    kept.rows.remove(&("container".to_owned(), "000000000001".to_owned())).unwrap();
    let mut restoring = Restoring::new(Config::default());
    let mut rows = kept.rows.iter();
    let wrong = rows.find_map(|((kind, key), value)| restoring.row(kind, key, value).err());
    assert!(wrong.unwrap().to_string().contains("container 000000000002"));
}

#[test]
fn a_forgotten_request_has_no_row() {
    let mut kept = Kept::new();
    for _ in 0..10_001 {
        let request = Request::get(format!("/{USER}"));
        let request = request.header("authorization", format!("Bearer {TOKEN}"));
        kept.sandbox.handle(kept.now, request.body(Vec::new()).unwrap());
        kept.keep();
    }
    let log = kept.rows.keys().filter(|(kind, _)| kind == "log").count();
    assert_eq!((log, kept.sandbox.requests().len()), (5_001, 5_001));
    kept.check("the cut");
}
