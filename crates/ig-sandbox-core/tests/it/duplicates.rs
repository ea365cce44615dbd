//! `GET /_sandbox/duplicates`: what was posted twice.

use http::Method;
use ig_sandbox_core::{Config, SecondPublish};
use serde_json::{Value, json};

use crate::support::{Bench, PHOTO, USER, VIDEO};

const OTHER: &str = "https://www.example.com/64x65.jpg";

fn duplicates(bench: &mut Bench) -> Vec<Value> {
    let reply = bench.control(Method::GET, "duplicates", "").json();
    reply["duplicates"].as_array().unwrap().clone()
}

#[test]
fn a_container_that_is_published_twice_makes_a_duplicate() {
    let mut bench = Bench::with(Config::default().with_second_publish(SecondPublish::Again));
    bench.arm(r#"[{"on": "publish", "do": "commit_then_drop"}]"#);
    let container = bench.create("Hello");
    let path = format!("/{USER}/media_publish");
    let lost = bench.call(Method::POST, &path, &[("creation_id", &container)]);
    assert!(lost.is_none(), "the first reply is lost");
    assert_eq!(duplicates(&mut bench), Vec::<Value>::new());
    let first = bench.state().accounts[0].media[0].id.clone();
    bench.wait(86_000);
    let second = bench.try_publish(&container).id();
    let expected = json!([{
        "id": second, "repeats": first, "account": USER, "by": "container", "after_s": 86_000,
        "container_id": container, "caption": "Hello", "media_type": "IMAGE",
        "timestamp": "2019-09-27T22:30:03+0000", "is_deleted": false,
    }]);
    assert_eq!(json!(duplicates(&mut bench)), expected);
    // The page marks it, in the grid and on its own.
    let posts = bench.control(Method::GET, "posts", "").json();
    assert_eq!(posts["posts"][0]["repeats"], first);
    assert_eq!(posts["posts"][1].get("repeats"), None);
    let shortcode = posts["posts"][0]["shortcode"].as_str().unwrap().to_owned();
    let page = bench.get(&format!("/p/{shortcode}/"), &[]).to_text();
    assert!(page.contains("Posted again: 86000 seconds after"), "{page}");
    // What was deleted was public.
    bench.call(Method::DELETE, &format!("/{second}"), &[]).unwrap();
    assert_eq!(duplicates(&mut bench)[0]["is_deleted"], true);
}

#[test]
fn a_container_that_the_sandbox_does_not_publish_again_makes_none() {
    let mut bench = Bench::new();
    let (container, _) = bench.post_photo("Hello");
    bench.try_publish(&container).is_error(400, 24, 2_207_008);
    assert!(duplicates(&mut bench).is_empty());
}

/// Two posts, the second so many seconds later; whether it repeats the first.
#[track_caller]
fn check(first: &[(&str, &str)], second: &[(&str, &str)], seconds: u64, repeats: bool) {
    let mut bench = Bench::new();
    let post = |bench: &mut Bench, params: &[(&str, &str)]| {
        let id = bench.try_create(params).id();
        bench.wait(10);
        bench.try_publish(&id).id()
    };
    let one = post(&mut bench, first);
    bench.wait(seconds - 10);
    let other = post(&mut bench, second);
    let found: Vec<(Value, Value, Value)> = duplicates(&mut bench)
        .into_iter()
        .map(|it| (it["id"].clone(), it["repeats"].clone(), it["by"].clone()))
        .collect();
    let expected =
        if repeats { vec![(json!(other), json!(one), json!("content"))] } else { vec![] };
    assert_eq!(found, expected, "{first:?} {second:?} {seconds}");
}

#[test]
fn the_same_content_within_ten_minutes_is_a_duplicate() {
    let photo = ("image_url", PHOTO);
    let hello = ("caption", "Hello");
    check(&[photo, hello], &[photo, hello], 600, true);
    check(&[photo, hello], &[photo, hello], 601, false);
    check(&[photo, hello], &[photo, ("caption", "Hello!")], 60, false);
    check(&[photo, hello], &[photo], 60, false);
    check(&[photo], &[photo], 60, true);
    // A signed URL is another one each time; the bytes are the same.
    check(&[photo, hello], &[("image_url", "https://www.example.com/64x64.jpg"), hello], 60, true);
    check(&[photo, hello], &[("image_url", OTHER), hello], 60, false);
    // Another kind of post is another post.
    check(&[photo], &[photo, ("media_type", "STORIES")], 60, false);
    let reel = [("media_type", "REELS"), ("video_url", VIDEO), hello];
    check(&reel, &reel, 60, true);
}

#[test]
fn all_of_a_row_repeat_the_first() {
    let mut bench = Bench::new();
    let ids: Vec<String> = (0..4)
        .map(|_| {
            bench.wait(400);
            bench.post_photo("Hello").1
        })
        .collect();
    let repeats: Vec<Value> =
        duplicates(&mut bench).into_iter().map(|it| it["repeats"].clone()).collect();
    assert_eq!(repeats, vec![json!(ids[0]); 3]);
}

#[test]
fn carousels_are_compared_part_by_part() {
    for (second, count) in [([PHOTO, OTHER], 1), ([OTHER, PHOTO], 0)] {
        let mut bench = Bench::new();
        for files in [[PHOTO, OTHER], second] {
            let parts = files.map(|file| {
                bench.try_create(&[("image_url", file), ("is_carousel_item", "true")]).id()
            });
            let carousel = [("media_type", "CAROUSEL"), ("children", &*parts.join(","))];
            let id = bench.try_create(&carousel).id();
            bench.wait(2);
            bench.try_publish(&id).id();
        }
        assert_eq!(duplicates(&mut bench).len(), count, "{second:?}");
    }
}

#[test]
fn an_account_that_is_not_there_is_refused() {
    let mut bench = Bench::new();
    bench.post_photo("a");
    bench.post_photo("a");
    let count = |bench: &mut Bench, query: &str| {
        let reply = bench.control(Method::GET, &format!("duplicates{query}"), "");
        (reply.status, reply.json()["duplicates"].as_array().map(Vec::len))
    };
    assert_eq!(count(&mut bench, &format!("?account={USER}")), (200, Some(1)));
    assert_eq!(count(&mut bench, "?account=1"), (404, None));
}
