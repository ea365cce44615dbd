//! `POST /{media}` and `DELETE /{media}`.

use http::Method;
use ig_sandbox_core::{Config, Login};
use serde_json::{Value, json};

use crate::{
    carousels::{carousel, photo_item},
    support::{Bench, PHOTO, Reply, USER},
};

fn delete(bench: &mut Bench, media: &str) -> Reply {
    bench.call(Method::DELETE, &format!("/v26.0/{media}"), &[]).unwrap()
}

/// An error body without the trace id, which differs each time.
fn untraced(reply: &Reply) -> Value {
    let mut body = reply.json();
    assert!(body["error"].as_object_mut().unwrap().remove("fbtrace_id").is_some());
    body
}

fn published_carousel(bench: &mut Bench) -> (String, String) {
    let items = [photo_item(bench), photo_item(bench)];
    let parent = carousel(bench, &items, &[]).id();
    bench.wait(2);
    let media = bench.try_publish(&parent).id();
    (media, bench.state().accounts[0].media[0].children[0].id.clone())
}

fn published_story(bench: &mut Bench) -> String {
    let story = bench.try_create(&[("media_type", "STORIES"), ("image_url", PHOTO)]).id();
    bench.try_publish(&story).id()
}

#[test]
fn a_deleted_post_no_longer_exists() {
    let mut bench = Bench::new();
    let (container, media) = bench.post_photo("a");
    let permalink = bench.state().accounts[0].media[0].permalink.clone();
    let reply = delete(&mut bench, &media);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.to_text(), format!(r#"{{"success":true,"deleted_id":"{media}"}}"#));
    bench.get(&format!("/{media}"), &[]).is_error(400, 100, 33);
    delete(&mut bench, &media).is_error(400, 100, 33);
    assert_eq!(bench.get(&format!("/{USER}/media"), &[]).to_text(), r#"{"data":[]}"#);
    let path = permalink.strip_prefix("http://127.0.0.1:8025").unwrap().to_owned();
    assert_eq!(bench.get(&path, &[]).status, 404);
    // It was published, and it counts.
    assert_eq!(bench.status(&container), "PUBLISHED");
    let account = bench.state().accounts[0].clone();
    assert_eq!((account.media.len(), account.quota_usage), (0, 1));
    assert_eq!(account.containers[0].media_ids, [media]);
    bench.try_publish(&container).is_error(400, 24, 2_207_008);
}

#[test]
fn a_carousel_is_deleted_with_all_its_items() {
    let mut bench = Bench::new();
    let (media, child) = published_carousel(&mut bench);
    assert_eq!(delete(&mut bench, &media).status, 200);
    bench.get(&format!("/{child}"), &[]).is_error(400, 100, 33);
    bench.get(&format!("/{media}/children"), &[]).is_error(400, 100, 33);
}

#[test]
fn stories_and_carousel_items_cannot_be_deleted() {
    let mut bench = Bench::new();
    let (_, child) = published_carousel(&mut bench);
    let story = published_story(&mut bench);
    for media in [child, story] {
        let reply = delete(&mut bench, &media);
        assert_eq!(reply.status, 400);
        // R48
        assert_eq!(
            untraced(&reply),
            json!({"error": {
                "message": "Fatal",
                "type": "OAuthException",
                "code": -1,
                "error_subcode": 2_207_073,
                "is_transient": false,
                "error_user_title": "Media Type Not Supported",
                "error_user_msg": "The media type is not supported for this endpoint",
            }})
        );
        assert_eq!(bench.get(&format!("/{media}"), &[]).status, 200);
    }
}

#[test]
fn the_other_host_deletes_nothing() {
    let mut bench = Bench::with(Config::default().with_login(Login::Instagram));
    let (_, media) = bench.post_photo("a");
    let reply = delete(&mut bench, &media);
    assert_eq!(reply.status, 400);
    // R27
    assert_eq!(
        untraced(&reply),
        json!({"error": {
            "message": format!(
                "Unsupported delete request. Object with ID '{media}' does not exist, cannot be \
                 loaded due to missing permissions, or does not support this operation"
            ),
            "type": "IGApiException",
            "code": 100,
            "error_subcode": 33,
        }})
    );
    assert_eq!(bench.posts(), 1);
}

#[test]
fn comments_are_turned_off_and_on() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    for (value, expected) in [("false", false), ("true", true), ("0", false)] {
        let reply = bench.post(&format!("/v26.0/{media}"), &[("comment_enabled", value)]);
        assert_eq!(reply.to_text(), r#"{"success":true}"#);
        let read = bench.get(&format!("/{media}"), &[("fields", "is_comment_enabled")]).json();
        assert_eq!(read["is_comment_enabled"], expected);
        assert_eq!(bench.state().accounts[0].media[0].is_comment_enabled, expected);
    }
    bench
        .post(&format!("/{media}"), &[("comment_enabled", "off")])
        .is_error(400, 100, 0)
        .says("(#100) Param comment_enabled must be a boolean");
}

#[test]
fn the_comment_setting_is_required() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    let reply = bench.post(&format!("/{media}"), &[("caption", "another one")]);
    reply.is_error(400, 100, 0).says("(#100) The parameter comment_enabled is required");
    let mut bench = Bench::with(Config::default().with_login(Login::Instagram));
    let (_, media) = bench.post_photo("a");
    // R31
    assert_eq!(
        untraced(&bench.post(&format!("/{media}"), &[])),
        json!({"error": {
            "message": "The parameter comment_enabled is required.",
            "type": "IGApiException",
            "code": 100,
        }})
    );
}

#[test]
fn changes_can_be_lost_like_posts() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    let path = format!("/{media}");
    bench.arm(r#"[{"on": "media", "do": "drop"}, {"on": "media", "do": "commit_then_drop"}]"#);
    assert!(bench.call(Method::DELETE, &path, &[]).is_none());
    assert_eq!(bench.posts(), 1);
    assert!(bench.call(Method::DELETE, &path, &[]).is_none());
    assert_eq!(bench.posts(), 0);
}

#[test]
fn an_outage_of_reads_affects_edges_too() {
    let mut bench = Bench::new();
    let (media, _) = published_carousel(&mut bench);
    bench.arm(r#"[{"on": "any", "do": "read_outage", "delay_s": 60}]"#);
    for edge in ["children", "collaborators"] {
        let reply = bench.get(&format!("/{media}/{edge}"), &[]);
        reply.is_error(400, 100, 33).says("Authorization Error");
    }
    bench.wait(60);
    assert_eq!(bench.get(&format!("/{media}/children"), &[]).status, 200);
}
