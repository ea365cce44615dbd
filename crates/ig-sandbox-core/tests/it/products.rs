//! The `product_tags` parameter.

use ig_sandbox_core::Config;

use crate::support::{Bench, PHOTO, Reply, VIDEO};

const JACKET: &str = "3231775643511089";
const SHIRT: &str = "4382881195057752";

const POST: &[(&str, &str)] = &[("image_url", PHOTO)];
const ITEM: &[(&str, &str)] = &[("image_url", PHOTO), ("is_carousel_item", "true")];
const REEL: &[(&str, &str)] = &[("media_type", "REELS"), ("video_url", VIDEO)];
const VIDEO_ITEM: &[(&str, &str)] =
    &[("media_type", "VIDEO"), ("video_url", VIDEO), ("is_carousel_item", "true")];

fn tagged(bench: &mut Bench, kind: &[(&str, &str)], tags: &str) -> Reply {
    let params: Vec<_> = kind.iter().copied().chain([("product_tags", tags)]).collect();
    bench.try_create(&params)
}

#[test]
fn photos_need_positions_and_videos_must_have_none() {
    let placed = format!(r#"[{{"product_id":"{JACKET}","x":0.5,"y":0.8}}]"#);
    let loose = format!(r#"[{{"product_id":"{JACKET}"}}]"#);
    let half = format!(r#"[{{"product_id":{JACKET},"x":0.5}}]"#);
    let required = "Product tag positions are required for photo media.";
    let forbidden = "Product tag positions should not be specified for video media.";
    for (kind, tags, refusal) in [
        (POST, &placed, None),
        (POST, &loose, Some((2_207_036, required))),
        (POST, &half, Some((2_207_036, required))),
        (ITEM, &placed, None),
        (ITEM, &loose, Some((2_207_036, required))),
        (REEL, &loose, None),
        (REEL, &placed, Some((2_207_035, forbidden))),
        (REEL, &half, Some((2_207_035, forbidden))),
        (VIDEO_ITEM, &loose, None),
        (VIDEO_ITEM, &placed, Some((2_207_035, forbidden))),
    ] {
        let mut bench = Bench::new();
        let reply = tagged(&mut bench, kind, tags);
        let Some((subcode, text)) = refusal else {
            reply.id();
            let tag = bench.state().accounts[0].containers[0].details.product_tags[0].clone();
            assert_eq!(tag.product_id, JACKET);
            assert_eq!(tag.x.is_some(), tags == &placed);
            continue;
        };
        reply.is_error(400, 100, subcode);
        assert_eq!(reply.text("/error/error_user_msg"), text);
    }
}

#[test]
fn products_must_exist() {
    for (id, known) in [
        (JACKET, true),
        // A variant, and products that are pending, rejected and outdated.
        ("3231775643511091", true),
        ("5011223344556677", true),
        ("5011223344556678", true),
        ("5011223344556679", true),
        ("1", false),
        ("jacket", false),
    ] {
        let tags = format!(r#"[{{"product_id":"{id}"}}]"#);
        let reply = tagged(&mut Bench::new(), REEL, &tags);
        if known {
            reply.id();
            continue;
        }
        reply.is_error(400, 100, 2_207_037);
        assert_eq!(
            reply.text("/error/error_user_msg"),
            "We couldn't add all of your product tags. The product ID may be incorrect, the \
             product may be deleted, or you may not have permission to tag the product."
        );
    }
}

#[test]
fn a_product_is_tagged_once() {
    let tags = format!(r#"[{{"product_id":"{JACKET}"}},{{"product_id":{JACKET}}}]"#);
    tagged(&mut Bench::new(), REEL, &tags)
        .is_error(400, 100, 0)
        .says("(#100) Param product_tags must be a list of different products");
    let tags = format!(r#"[{{"product_id":"{JACKET}"}},{{"product_id":"{SHIRT}"}}]"#);
    tagged(&mut Bench::new(), REEL, &tags).id();
}

#[test]
fn the_limit_of_products_can_be_configured() {
    let ids = [JACKET, SHIRT, "3231775643511090", "3231775643511091", "5011223344556677"];
    let tags = |count: usize| {
        let six = ids.iter().chain(&["5011223344556678"]).take(count);
        let tags: Vec<String> = six.map(|id| format!(r#"{{"product_id":"{id}"}}"#)).collect();
        format!("[{}]", tags.join(","))
    };
    tagged(&mut Bench::new(), REEL, &tags(5)).id();
    let reply = tagged(&mut Bench::new(), REEL, &tags(6));
    reply.is_error(400, 100, 2_207_040);
    let text = "Cannot use more than 5 tags per created media.";
    assert_eq!(reply.text("/error/error_user_msg"), text);
    let config = Config::default().with_max_product_tags(30);
    tagged(&mut Bench::with(config), REEL, &tags(6)).id();
}

#[test]
fn wrong_shapes_are_named() {
    for (tags, words) in [
        (JACKET, "(#100) Param product_tags must be an array."),
        (r#"["1"]"#, "(#100) Param product_tags[0] must be an object with product_id, x and y"),
        (r#"[{"x":0,"y":0}]"#, "(#100) The parameter product_tags[0][product_id] is required"),
        (
            r#"[{"product_id":"1","x":2,"y":0}]"#,
            "(#100) Param product_tags[0][x] must be a number from 0.0 to 1.0",
        ),
    ] {
        tagged(&mut Bench::new(), POST, tags).is_error(400, 100, 0).says(words);
    }
}
