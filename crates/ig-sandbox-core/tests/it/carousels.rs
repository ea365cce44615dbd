//! `media_type=CAROUSEL`: items that become one post.

use std::time::Duration;

use ig_sandbox_core::{CarouselRefusal, Config, Rules, SecondPublish};
use serde_json::json;

use crate::support::{Bench, PHOTO, Reply, USER, VIDEO};

const ITEM: (&str, &str) = ("is_carousel_item", "true");

pub(crate) fn photo_item(bench: &mut Bench) -> String {
    bench.try_create(&[("image_url", PHOTO), ITEM]).id()
}

fn video_item(bench: &mut Bench) -> String {
    bench.try_create(&[("media_type", "VIDEO"), ("video_url", VIDEO), ITEM]).id()
}

pub(crate) fn carousel(bench: &mut Bench, children: &[String], more: &[(&str, &str)]) -> Reply {
    let children = children.join(",");
    let params = [("media_type", "CAROUSEL"), ("children", &*children)];
    let params: Vec<_> = params.iter().chain(more).copied().collect();
    bench.try_create(&params)
}

fn photos(bench: &mut Bench, count: usize) -> Vec<String> {
    (0..count).map(|_| photo_item(bench)).collect()
}

fn published(bench: &mut Bench) -> (Vec<String>, String, String) {
    let items = vec![photo_item(bench), video_item(bench)];
    bench.wait(10);
    let parent = carousel(bench, &items, &[("caption", "two of them")]).id();
    bench.wait(2);
    let media = bench.try_publish(&parent).id();
    (items, parent, media)
}

#[test]
fn a_carousel_is_one_post_of_many_files() {
    let mut bench = Bench::new();
    let (items, parent, media) = published(&mut bench);
    let account = bench.state().accounts[0].clone();
    assert_eq!(account.media.len(), 1);
    assert_eq!(account.quota_usage, 1);
    let post = &account.media[0];
    assert_eq!((post.id.as_str(), post.container_id.as_str()), (&*media, &*parent));
    assert_eq!(post.media_type, "CAROUSEL_ALBUM");
    assert_eq!(post.media_product_type, "FEED");
    assert!(post.permalink.starts_with("http://127.0.0.1:8025/p/"));
    let of: Vec<&str> = post.children.iter().map(|child| child.container_id.as_str()).collect();
    assert_eq!(of, items);
    let types: Vec<&str> = post.children.iter().map(|child| child.media_type.as_str()).collect();
    assert_eq!(types, ["IMAGE", "VIDEO"]);
    assert_eq!(post.media_url, post.children[0].media_url);
    let container = account.containers.iter().find(|container| container.id == parent).unwrap();
    assert_eq!(container.children, items);
    assert_eq!(container.source_url, None);
    let list = bench.get(&format!("/{USER}/media"), &[]).json();
    assert_eq!(list["data"], json!([{ "id": media }]));
}

#[test]
fn children_are_an_edge_and_a_field() {
    let mut bench = Bench::new();
    let (_, _, media) = published(&mut bench);
    let children = bench.state().accounts[0].media[0].children.clone();
    let ids = json!({"data": [{"id": children[0].id}, {"id": children[1].id}]});
    assert_eq!(bench.get(&format!("/{media}/children"), &[]).json(), ids);
    let reply = bench.get(&format!("/{media}"), &[("fields", "children")]).json();
    assert_eq!(reply, json!({"children": ids, "id": media}));
    let fields = "media_type,children{media_type,caption,permalink}";
    let reply = bench.get(&format!("/{media}"), &[("fields", fields)]).json();
    let (first, second) = (&children[0].id, &children[1].id);
    let both = json!([{"media_type": "IMAGE", "id": first}, {"media_type": "VIDEO", "id": second}]);
    let expected = json!({"media_type": "CAROUSEL_ALBUM", "children": {"data": both}, "id": media});
    assert_eq!(reply, expected);
    let params = [("fields", "media_type,username")];
    let edge = bench.get(&format!("/{media}/children"), &params).json();
    assert_eq!(
        edge["data"][1],
        json!({"media_type": "VIDEO", "username": "bronz_fonz", "id": second})
    );
    let list = bench.get(&format!("/{USER}/media"), &[("fields", "children{id}")]).json();
    assert_eq!(list["data"][0]["children"], ids);
    bench.get(&format!("/{media}"), &[("fields", "children{likes}")]).is_error(400, 100, 0);
    bench.get(&format!("/{media}/children"), &[("fields", "likes")]).is_error(400, 100, 0);
}

#[test]
fn a_child_is_a_medium_without_caption_and_permalink() {
    let mut bench = Bench::new();
    published(&mut bench);
    let child = bench.state().accounts[0].media[0].children[0].clone();
    let fields = "id,caption,permalink,media_type,media_url,children,owner";
    let reply = bench.get(&format!("/{}", child.id), &[("fields", fields)]).json();
    assert_eq!(
        reply,
        json!({
            "id": child.id,
            "media_type": "IMAGE",
            "media_url": child.media_url,
            "owner": {"id": USER},
        })
    );
}

#[test]
fn a_post_that_is_not_a_carousel_has_no_children() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    assert_eq!(bench.get(&format!("/{media}/children"), &[]).to_text(), r#"{"data":[]}"#);
    let reply = bench.get(&format!("/{media}"), &[("fields", "children{id}")]).json();
    assert_eq!(reply, json!({ "id": media }));
}

#[test]
fn children_come_with_commas_as_a_list_and_as_json() {
    for form in ["{0},{1}", " {0} , {1} ", "[{0},{1}]", r#"["{0}","{1}"]"#, "['{0}', '{1}',]"] {
        let mut bench = Bench::new();
        let items = photos(&mut bench, 2);
        let children = form.replace("{0}", &items[0]).replace("{1}", &items[1]);
        bench.try_create(&[("media_type", "CAROUSEL"), ("children", &children)]).id();
        assert_eq!(bench.state().accounts[0].containers[0].children, items, "{form}");
    }
    for list in ["[{0},{1}]", r#"["{0}","{1}"]"#, r#""{0},{1}""#] {
        let mut bench = Bench::new();
        let items = photos(&mut bench, 2);
        let list = list.replace("{0}", &items[0]).replace("{1}", &items[1]);
        let body = format!(r#"{{"media_type":"CAROUSEL","children":{list}}}"#);
        let request = http::Request::post(format!("/{USER}/media"))
            .header("authorization", "Bearer sandbox-token")
            .header("content-type", "application/json")
            .body(body.into_bytes())
            .unwrap();
        bench.send(request).unwrap().id();
        assert_eq!(bench.state().accounts[0].containers[0].children, items, "{list}");
    }
}

#[test]
fn a_strict_carousel_has_two_to_ten_children() {
    let strict = || Config::default().with_rules(Rules::Strict);
    for (count, fits) in [(1, false), (2, true), (10, true), (11, false)] {
        let mut bench = Bench::with(strict());
        let items = photos(&mut bench, count);
        let reply = carousel(&mut bench, &items, &[]);
        if fits {
            reply.id();
            continue;
        }
        reply.is_error(400, 100, 2_207_028);
        assert_eq!(
            reply.text("/error/error_user_msg"),
            "Your post won't work as a carousel. Carousels need at least 2 photos/videos and no \
             more than 10 photos/videos."
        );
        let config = strict().with_carousel_refusal(CarouselRefusal::Observed);
        let mut bench = Bench::with(config);
        let items = photos(&mut bench, count);
        carousel(&mut bench, &items, &[]).is_error(400, 100, 0).says(
            "Unsupported post type. The post has too little or too many attachments to qualify as \
             a carousel.",
        );
    }
    for params in [vec![], vec![("children", "")], vec![("children", "[]")]] {
        let params: Vec<_> = params.into_iter().chain([("media_type", "CAROUSEL")]).collect();
        Bench::new()
            .try_create(&params)
            .is_error(400, 100, 0)
            .says("(#100) The parameter children is required");
    }
    for children in ["{\"a\":1}", "[[1],[2]]"] {
        let reply = Bench::new().try_create(&[("media_type", "CAROUSEL"), ("children", children)]);
        assert_eq!(reply.json()["error"]["code"], 100, "{children}");
    }
}

#[test]
fn children_must_exist() {
    let mut bench = Bench::new();
    let good = photo_item(&mut bench);
    for id in ["17889455560051444", "natgeo"] {
        let reply = carousel(&mut bench, &[good.clone(), id.to_owned()], &[]);
        reply.is_error(400, 24, 2_207_006);
        let text = format!("The media with {id} cannot be found");
        assert_eq!(reply.text("/error/error_user_msg"), text);
    }
}

#[test]
fn children_must_be_carousel_items() {
    let mut bench = Bench::new();
    let (good, whole) = (photo_item(&mut bench), bench.create("a post of its own"));
    carousel(&mut bench, &[good, whole.clone()], &[]).is_error(400, 100, 0).says(&format!(
        "(#100) The media {whole} cannot be part of a carousel: it was made without \
         is_carousel_item=true"
    ));
}

#[test]
fn a_child_has_one_place() {
    let mut bench = Bench::new();
    let child = photo_item(&mut bench);
    carousel(&mut bench, &[child.clone(), child.clone()], &[])
        .is_error(400, 100, 0)
        .says(&format!("(#100) The media {child} is in children twice"));
}

#[test]
fn children_must_be_finished() {
    let mut bench = Bench::new();
    let items = vec![photo_item(&mut bench), video_item(&mut bench)];
    carousel(&mut bench, &items, &[]).is_error(400, 9007, 2_207_027);
    bench.wait(10);
    carousel(&mut bench, &items, &[]).id();
}

#[test]
fn a_child_that_failed_is_refused() {
    let mut bench = Bench::new();
    let good = photo_item(&mut bench);
    let url = "https://www.example.com/gone.mp4";
    let bad = [("media_type", "VIDEO"), ("video_url", url), ITEM];
    let bad = bench.try_create(&bad).id();
    assert_eq!(bench.status(&bad), "ERROR");
    let reply = carousel(&mut bench, &[good, bad.clone()], &[]);
    reply.is_error(400, -1, 2_207_032);
    assert_eq!(
        reply.text("/error/error_user_msg"),
        "Create media fail, please try to re-create media"
    );
    assert_eq!(reply.header("x-sandbox-note"), Some(&*format!("the child {bad} ended in ERROR")));
}

#[test]
fn a_child_that_expired_is_refused() {
    let mut bench = Bench::new();
    let old = photo_item(&mut bench);
    bench.wait(24 * 3600);
    let new = photo_item(&mut bench);
    let reply = carousel(&mut bench, &[new, old], &[]);
    reply.is_error(400, -2, 2_207_020);
    assert_eq!(
        reply.text("/error/error_user_msg"),
        "The media you are trying to access has expired. Please try to upload again."
    );
}

#[test]
fn a_carousel_has_its_own_processing_time() {
    let wait = Duration::from_secs(30);
    for (config, seconds) in
        [(Config::default(), 2), (Config::default().with_carousel_processing(wait), 30)]
    {
        let mut bench = Bench::with(config);
        let items = photos(&mut bench, 2);
        let parent = carousel(&mut bench, &items, &[]).id();
        bench.wait(seconds - 1);
        assert_eq!(bench.status(&parent), "IN_PROGRESS");
        bench.try_publish(&parent).is_error(400, 9007, 2_207_027);
        bench.wait(1);
        assert_eq!(bench.status(&parent), "FINISHED");
        bench.try_publish(&parent).id();
    }
}

#[test]
fn the_containers_of_a_carousel_are_published_with_it() {
    let mut bench = Bench::new();
    let (items, parent, media) = published(&mut bench);
    for container in items.iter().chain([&parent]) {
        assert_eq!(bench.status(container), "PUBLISHED");
    }
    bench.try_publish(&parent).is_error(400, 24, 2_207_008);
    // A second carousel of the same items is a second post.
    let again = carousel(&mut bench, &items, &[]).id();
    bench.wait(2);
    let second = bench.try_publish(&again).id();
    assert_ne!(media, second);
    let account = bench.state().accounts[0].clone();
    assert_eq!((account.media.len(), account.quota_usage), (2, 2));
    let item = account.containers.iter().find(|container| container.id == items[0]).unwrap();
    assert_eq!(item.media_ids.len(), 2);
    bench.wait(24 * 3600);
    carousel(&mut bench, &items, &[]).is_error(400, -2, 2_207_020);
}

#[test]
fn a_second_publish_makes_a_second_carousel_if_so_configured() {
    let mut bench = Bench::with(Config::default().with_second_publish(SecondPublish::Again));
    let (_, parent, first) = published(&mut bench);
    let second = bench.try_publish(&parent).id();
    let posts = bench.state().accounts[0].media.clone();
    assert_eq!((&posts[0].id, &posts[1].id), (&second, &first));
    assert_ne!(posts[0].children[0].id, posts[1].children[0].id);
    assert_eq!(posts[0].children[0].container_id, posts[1].children[0].container_id);
}

#[test]
fn reels_stories_and_carousels_cannot_be_items() {
    for params in [
        vec![("media_type", "REELS"), ("video_url", VIDEO)],
        vec![("media_type", "STORIES"), ("image_url", PHOTO)],
        vec![("media_type", "CAROUSEL"), ("children", "1,2")],
    ] {
        let media_type = params[0].1;
        let params: Vec<_> = params.into_iter().chain([ITEM]).collect();
        let words =
            format!("(#100) Param is_carousel_item must be false with media_type {media_type}");
        Bench::new().try_create(&params).is_error(400, 100, 0).says(&words);
    }
    let wrong = [("image_url", PHOTO), ("is_carousel_item", "yes")];
    let words = "(#100) Param is_carousel_item must be a boolean";
    Bench::new().try_create(&wrong).is_error(400, 100, 0).says(words);
}

#[test]
fn parameters_of_the_carousel_are_refused_on_its_items() {
    for (name, value) in [("collaborators", r#"["natgeo"]"#), ("is_ai_generated", "true")] {
        for item in
            [vec![("image_url", PHOTO)], vec![("media_type", "VIDEO"), ("video_url", VIDEO)]]
        {
            let params: Vec<_> = item.into_iter().chain([ITEM, (name, value)]).collect();
            let words = format!("(#100) param {name} is not allowed for carousel items");
            Bench::new().try_create(&params).is_error(400, 100, 0).says(&words);
        }
    }
    let mut bench = Bench::new();
    let more =
        [("caption", "a"), ("location_id", "1"), ("share_to_feed", "x"), ("audio_name", "b")];
    let params: Vec<_> = [("image_url", PHOTO), ITEM].into_iter().chain(more).collect();
    bench.try_create(&params).id();
    let ignored = bench.state().accounts[0].containers[0].ignored.clone();
    assert_eq!(ignored, ["caption", "location_id", "share_to_feed", "audio_name"]);
}

#[test]
fn parameters_of_items_are_dropped_on_the_carousel() {
    let mut bench = Bench::new();
    let items = photos(&mut bench, 2);
    let more = [
        ("image_url", PHOTO),
        ("alt_text", "a"),
        ("user_tags", r#"[{"username":"natgeo","x":0.5,"y":0.5}]"#),
        ("product_tags", "[{}]"),
        ("caption", "kept"),
    ];
    carousel(&mut bench, &items, &more).id();
    let container = bench.state().accounts[0].containers[0].clone();
    assert_eq!(container.ignored, ["image_url", "alt_text", "user_tags", "product_tags"]);
    assert_eq!(container.caption.as_deref(), Some("kept"));
}

#[test]
fn the_nth_item_can_be_made_to_fail() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "create", "do": "fetch_fails", "nth": 2}]"#);
    let first = photo_item(&mut bench);
    bench.try_create(&[("image_url", PHOTO), ITEM]).is_error(400, 9004, 2_207_052);
    let items = vec![first, photo_item(&mut bench), photo_item(&mut bench)];
    bench.arm(r#"[{"on": "create", "do": "processing", "delay_s": 60, "subcode": 2207082}]"#);
    let parent = carousel(&mut bench, &items, &[]).id();
    bench.wait(59);
    assert_eq!(bench.status(&parent), "IN_PROGRESS");
    bench.wait(1);
    assert_eq!(bench.status(&parent), "ERROR");
    let parent = carousel(&mut bench, &items, &[]).id();
    bench.arm(r#"[{"on": "status", "do": "status_lag", "delay_s": 1}]"#);
    bench.wait(2);
    assert_eq!(bench.status(&parent), "IN_PROGRESS");
}

#[test]
fn a_carousel_can_be_made_and_published_late() {
    let mut bench = Bench::new();
    let items = photos(&mut bench, 2);
    bench.arm(r#"[{"on": "create", "do": "late_commit", "delay_s": 5}]"#);
    carousel(&mut bench, &items, &[("caption", "late")]).is_error(500, 2, 0);
    bench.wait(7);
    let parent = bench.state().accounts[0].containers[0].clone();
    assert_eq!(
        (parent.caption.as_deref(), parent.status_code.as_str()),
        (Some("late"), "FINISHED")
    );
    bench.arm(r#"[{"on": "publish", "do": "late_commit", "delay_s": 5, "shows": "in_progress"}]"#);
    bench.try_publish(&parent.id).is_error(500, 2, 0);
    assert_eq!(bench.status(&parent.id), "IN_PROGRESS");
    assert_eq!(bench.posts(), 0);
    bench.wait(5);
    assert_eq!(bench.posts(), 1);
    assert_eq!(bench.state().accounts[0].media[0].children.len(), 2);
}
