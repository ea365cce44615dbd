//! `POST /{user}/media_publish`: posts, once.

use std::time::Duration;

use ig_sandbox_core::{Config, SecondPublish};

use crate::support::{Bench, PHOTO, USER};

#[test]
fn a_post_has_its_own_id() {
    let mut bench = Bench::new();
    let container = bench.create("#BronzFonz");
    let reply = bench.try_publish(&container);
    let media = reply.id();
    assert_eq!(reply.to_text(), format!(r#"{{"id":"{media}"}}"#));
    assert!(media.starts_with("1792") && media.len() == 17 && media != container, "{media}");
    let state = bench.state();
    let account = &state.accounts[0];
    assert_eq!(account.media[0].id, media);
    assert_eq!(account.media[0].container_id, container);
    assert_eq!(account.media[0].caption.as_deref(), Some("#BronzFonz"));
    assert_eq!(account.containers[0].media_ids, [media]);
    assert_eq!(account.quota_usage, 1);
}

#[test]
fn a_container_that_is_not_ready_is_refused_in_metas_words() {
    let mut bench = Bench::with(Config::default().with_photo_processing(Duration::from_secs(5)));
    let container = bench.create("a");
    let reply = bench.try_publish(&container);
    reply.is_error(400, 9007, 2_207_027).says("Media ID is not available");
    assert_eq!(reply.text("/error/error_user_title"), "Cannot Publish");
    assert_eq!(
        reply.text("/error/error_user_msg"),
        "The media is not ready for publishing, please wait for a moment"
    );
    assert_eq!(bench.posts(), 0);
    bench.wait(5);
    bench.try_publish(&container).id();
}

#[test]
fn an_id_that_is_not_a_container_is_refused() {
    let mut bench = Bench::new();
    let reply = bench.try_publish("17889455560051444");
    reply.is_error(400, 24, 2_207_008);
    assert_eq!(
        reply.text("/error/error_user_msg"),
        "The media builder with creation id = 17889455560051444 does not exist or has been expired."
    );
    let (_, media) = bench.post_photo("a");
    bench.try_publish(&media).is_error(400, 24, 2_207_008);
    bench.try_publish("abc").is_error(400, 100, 0);
    bench
        .try_publish("")
        .is_error(400, 100, 0)
        .says("(#100) The parameter creation_id is required");
    assert_eq!(bench.posts(), 1);
}

#[test]
fn a_second_publish_is_refused() {
    let mut bench = Bench::new();
    let (container, _) = bench.post_photo("a");
    bench.try_publish(&container).is_error(400, 24, 2_207_008);
    assert_eq!(bench.posts(), 1);
}

#[test]
fn a_second_publish_posts_again_if_so_configured() {
    let mut bench = Bench::with(Config::default().with_second_publish(SecondPublish::Again));
    let (container, first) = bench.post_photo("a");
    let second = bench.try_publish(&container).id();
    assert_ne!(first, second);
    let state = bench.state();
    assert_eq!(state.accounts[0].containers[0].media_ids, [first, second]);
    assert_eq!(state.accounts[0].quota_usage, 2);
    bench.wait(24 * 3600);
    bench.try_publish(&container).is_error(400, 24, 2_207_008);
}

#[test]
fn an_item_of_a_carousel_cannot_be_published() {
    let mut bench = Bench::new();
    let item = bench.try_create(&[("image_url", PHOTO), ("is_carousel_item", "true")]).id();
    bench.try_publish(&item).is_error(400, 100, 0);
    assert_eq!(bench.posts(), 0);
}

#[test]
fn a_full_window_is_refused_and_moves_with_every_post() {
    let mut bench = Bench::with(Config::default().with_quota(2));
    bench.post_photo("first");
    bench.wait(3600);
    bench.post_photo("second");
    let third = bench.create("third");
    let reply = bench.try_publish(&third);
    reply.is_error(400, 9, 2_207_042);
    assert_eq!(
        reply.text("/error/error_user_msg"),
        "You reached maximum number of posts that is allowed to be published by Content Publishing \
         API."
    );
    assert_eq!(bench.status(&third), "FINISHED");
    // The first post leaves the window exactly 24 hours after it was published.
    bench.wait(23 * 3600 - 1);
    bench.try_publish(&third).is_error(400, 9, 2_207_042);
    bench.wait(1);
    assert_eq!(bench.state().accounts[0].quota_usage, 1);
    let fresh = bench.create("fourth");
    bench.try_publish(&fresh).id();
    let fifth = bench.create("fifth");
    bench.try_publish(&fifth).is_error(400, 9, 2_207_042);
}

#[test]
fn the_default_quota_is_that_of_the_first_guide() {
    let mut bench = Bench::new();
    for _ in 0..25 {
        bench.post_photo("a");
    }
    let last = bench.create("a");
    bench.try_publish(&last).is_error(400, 9, 2_207_042);
    assert_eq!(bench.posts(), 25);
}

#[test]
fn a_number_in_json_is_an_id_too() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    let request = http::Request::post(format!("/{USER}/media_publish"))
        .header("authorization", "OAuth sandbox-token")
        .header("content-type", "application/json")
        .body(format!("{{\"creation_id\":{container}}}").into_bytes())
        .unwrap();
    bench.send(request).unwrap().id();
}
