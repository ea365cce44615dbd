//! The cover of a reel is fetched beside its video, and judged as a photo.

use std::{collections::BTreeMap, time::Duration};

use http::Method;
use ig_sandbox_core::{
    Config, Do, Fault, Fetch, FetchError, Handling, On, Restoring, Rules, Sandbox,
};

use crate::{
    support::{Bench, START, USER, VIDEO, fetch, mov, request},
    upload_support::Waiting,
};

const COVER: &str = "https://www.example.com/cover.jpg";

fn with_cover(bench: &mut Bench, cover: &str) -> String {
    let video = [("media_type", "REELS"), ("video_url", VIDEO)];
    bench.try_create(&[&video[..], &[("cover_url", cover)]].concat()).id()
}

/// The status of a container after processing, and its subcode.
fn end(bench: &mut Bench, id: &str) -> (String, Option<i64>) {
    bench.wait(10);
    let containers = &bench.state().accounts[0].containers;
    let made = containers.iter().find(|container| container.id == id).unwrap();
    (made.status_code.as_str().to_owned(), made.error_subcode)
}

#[test]
fn a_cover_that_is_refused_ends_the_container() {
    use Rules::{Lenient, Strict};
    for (name, rules, subcode) in [
        ("cover.jpg", Strict, None),
        ("100x1000.jpg", Strict, None),
        ("gone.jpg", Lenient, Some(2_207_052)),
        ("moved.jpg", Lenient, Some(2_207_052)),
        ("slow.jpg", Lenient, Some(2_207_003)),
        ("robots.mp4", Lenient, Some(2_207_052)),
        ("page.html", Lenient, Some(2_207_052)),
        ("hungry-fonzes.mov", Lenient, Some(2_207_052)),
        ("large.jpg", Lenient, Some(2_207_004)),
        ("full.jpg", Lenient, None),
        ("half.jpg", Lenient, Some(2_207_083)),
        ("arithmetic.jpg", Lenient, Some(2_207_083)),
        ("picture.png", Lenient, None),
        ("picture.png", Strict, Some(2_207_005)),
    ] {
        let mut bench = Bench::with(Config::default().with_rules(rules));
        let id = with_cover(&mut bench, &format!("https://www.example.com/{name}"));
        let expect = subcode.map_or("FINISHED", |_| "ERROR").to_owned();
        assert_eq!(end(&mut bench, &id), (expect, subcode), "{name} {rules:?}");
    }
}

#[test]
fn a_cover_of_the_sandbox_is_judged_without_a_fetch() {
    for (name, expect) in [("sample.jpg", "FINISHED"), ("none.jpg", "ERROR")] {
        let mut bench = Bench::new();
        let cover = format!("http://127.0.0.1:8025/_sandbox/files/{name}");
        let id = with_cover(&mut bench, &cover);
        assert_eq!(end(&mut bench, &id).0, expect, "{name}");
    }
}

/// The two files that the container of a reel makes the server fetch.
fn fetches(sandbox: &mut Sandbox) -> [Fetch; 2] {
    let params = [("media_type", "REELS"), ("video_url", VIDEO), ("cover_url", COVER)];
    let create = request(Method::POST, &format!("/{USER}/media"), &params);
    let mut handling = sandbox.handle(START, create);
    let mut fetches = Vec::new();
    while let Handling::RespondAndFetch { then, fetch } = handling {
        fetches.push(fetch);
        handling = *then;
    }
    assert!(matches!(handling, Handling::Respond(reply) if reply.status() == 200));
    fetches.sort_by(|a, b| a.url.cmp(&b.url));
    fetches.try_into().unwrap()
}

#[test]
fn a_reel_is_processed_when_both_of_its_files_have_come() {
    let after = |seconds| START.after(Duration::from_secs(seconds));
    for is_cover_first in [true, false] {
        let mut sandbox = Sandbox::new(Config::default());
        let mut files = fetches(&mut sandbox);
        assert_eq!(files.each_ref().map(|it| it.url.as_str()), [COVER, VIDEO]);
        if !is_cover_first {
            files.reverse();
        }
        for (fetched, at) in files.iter().zip([5, 60]) {
            let handling = sandbox.fetched(after(at), fetched.ticket, fetch(&fetched.url));
            assert!(matches!(handling, Handling::Nothing));
        }
        let mut status = |at| sandbox.state(after(at)).accounts[0].containers[0].status_code;
        assert_eq!(status(69).as_str(), "IN_PROGRESS", "{is_cover_first}");
        assert_eq!(status(70).as_str(), "FINISHED", "{is_cover_first}");
    }
}

#[test]
fn the_first_of_two_bad_files_says_what_is_wrong() {
    for (order, expect) in [([0, 1], 2_207_052), ([1, 0], 2_207_077)] {
        let mut sandbox = Sandbox::new(Config::default());
        let files = fetches(&mut sandbox);
        for which in order {
            sandbox.fetched(START, files[which].ticket, Err(FetchError::Status(404)));
        }
        let made = &sandbox.state(START).accounts[0].containers[0];
        assert_eq!(made.error_subcode, Some(expect));
    }
}

#[test]
fn an_uploaded_reel_has_its_cover_fetched() {
    for (name, expect) in [("cover.jpg", "FINISHED"), ("gone.jpg", "ERROR")] {
        let mut bench = Bench::new();
        let cover = format!("https://www.example.com/{name}");
        let params = [("media_type", "REELS"), ("upload_type", "resumable"), ("cover_url", &cover)];
        let reply = bench.try_create(&params);
        let path = reply.text("/uri").strip_prefix("http://127.0.0.1:8025").unwrap().to_owned();
        let to = Waiting { id: reply.id(), path };
        let video = mov();
        assert_eq!(bench.try_upload(&to, 0, video.len(), &video).unwrap().status, 200);
        assert_eq!(end(&mut bench, &to.id).0, expect, "{name}");
    }
}

#[test]
fn the_page_says_that_a_container_waits_for_its_cover() {
    let mut sandbox = Sandbox::new(Config::default());
    let [_, video] = fetches(&mut sandbox);
    sandbox.fetched(START, video.ticket, fetch(VIDEO));
    let mut bench = Bench { sandbox, now: START };
    let reply = bench.control(Method::GET, "containers", "");
    let text = format!("its cover, which is being fetched: {COVER}");
    assert_eq!(reply.text("/containers/0/missing/0/what"), text);
}

#[test]
fn a_cover_is_fetched_again_after_a_restart() {
    let mut sandbox = Restoring::new(Config::default()).finish();
    fetches(&mut sandbox);
    let mut rows = BTreeMap::new();
    for row in sandbox.changes().unwrap().rows() {
        rows.insert((row.kind, row.key.clone()), row.value.clone().unwrap());
    }
    let mut restoring = Restoring::new(Config::default());
    for ((kind, key), value) in &rows {
        restoring.row(kind, key, value).unwrap();
    }
    let mut sandbox = restoring.finish();
    let unfetched = sandbox.unfetched();
    assert_eq!(unfetched.len(), 2);
    for wanted in unfetched {
        sandbox.fetched(START, wanted.ticket, fetch(&wanted.url));
    }
    let mut bench = Bench { sandbox, now: START };
    let id = bench.state().accounts[0].containers[0].id.clone();
    assert_eq!(end(&mut bench, &id), ("FINISHED".to_owned(), None));
}

#[test]
fn a_reel_that_is_made_later_has_its_cover_judged_before_its_video() {
    for (cover, video, expect) in [
        ("cover.jpg", "hungry-fonzes.mov", None),
        ("gone.jpg", "hungry-fonzes.mov", Some(2_207_052)),
        ("cover.jpg", "gone.mp4", Some(2_207_077)),
        ("gone.jpg", "gone.mp4", Some(2_207_052)),
    ] {
        let mut bench = Bench::new();
        let late = Fault::new(On::Create, Do::LateCommit).with_delay(Duration::from_secs(30));
        bench.sandbox.arm([late]);
        let [cover, video] = [cover, video].map(|name| format!("https://www.example.com/{name}"));
        let params = [("media_type", "REELS"), ("video_url", &video), ("cover_url", &cover)];
        bench.try_create(&params).is_error(500, 2, 0);
        bench.wait(30);
        let id = bench.state().accounts[0].containers[0].id.clone();
        assert_eq!(end(&mut bench, &id).1, expect, "{cover} {video}");
    }
}
