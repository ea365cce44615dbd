//! `POST /{user}/media`: what is checked before anything is fetched.

use crate::support::{Bench, PHOTO, USER, VIDEO};

#[test]
fn a_container_has_an_id_of_the_right_shape() {
    let reply = Bench::new().try_create(&[("image_url", PHOTO)]);
    let id = reply.id();
    assert_eq!(reply.to_text(), format!(r#"{{"id":"{id}"}}"#));
    assert_eq!(id.len(), 17);
    assert!(id.starts_with("178") && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
}

#[test]
fn equal_seeds_give_equal_ids() {
    let config = || ig_sandbox_core::Config::default();
    let ids = |config| {
        let mut bench = Bench::with(config);
        (bench.post_photo("a"), bench.post_photo("b"))
    };
    assert_eq!(ids(config().with_seed(7)), ids(config().with_seed(7)));
    assert_ne!(ids(config().with_seed(7)), ids(config().with_seed(8)));
}

#[test]
fn required_parameters_are_named() {
    for (params, missing) in [
        (vec![], "image_url"),
        (vec![("caption", "no picture")], "image_url"),
        (vec![("image_url", "")], "image_url"),
        (vec![("media_type", "IMAGE")], "image_url"),
        // Observed: a video without a type counts as a photo.
        (vec![("video_url", VIDEO)], "image_url"),
        (vec![("video_url", VIDEO), ("is_carousel_item", "true")], "image_url"),
        (vec![("media_type", "REELS")], "video_url"),
        (vec![("media_type", "VIDEO"), ("image_url", PHOTO)], "video_url"),
    ] {
        Bench::new()
            .try_create(&params)
            .is_error(400, 100, 0)
            .says(&format!("(#100) The parameter {missing} is required"));
    }
}

#[test]
fn an_unknown_media_type_is_named() {
    let reply = Bench::new().try_create(&[("image_url", PHOTO), ("media_type", "GIF")]);
    reply.is_error(400, 100, 2_207_023);
    assert_eq!(reply.text("/error/error_user_msg"), "The media type GIF is unknown.");
}

#[test]
fn an_invalid_url_gets_the_error_of_a_failed_fetch() {
    for (name, url) in [
        ("image_url", "https//www.example.com/images/bronz-fonz.jpg"),
        ("image_url", "ftp://www.example.com/a.jpg"),
        ("image_url", "/a.jpg"),
        ("image_url", "https://"),
        ("image_url", "https://www.example.com/a b.jpg"),
        ("image_url", "https://www.example.com/bücher.jpg"),
        ("video_url", "https//www.example.com/videos/hungry-fonzes.mov"),
    ] {
        let kind = if name == "video_url" { "VIDEO" } else { "IMAGE" };
        let reply = Bench::new().try_create(&[(name, url), ("media_type", kind)]);
        reply
            .is_error(400, 9004, 2_207_052)
            .says("Only photo or video can be accepted as media type.");
        assert!(reply.text("/error/error_user_msg").contains(url), "{}", reply.to_text());
        assert!(reply.header("x-sandbox-note").unwrap().contains("must be absolute"));
    }
}

#[test]
fn captions_have_three_limits() {
    let cases = [
        ("ü".repeat(2200), true),
        ("a".repeat(2201), false),
        ("#tag ".repeat(30), true),
        ("#tag ".repeat(31), false),
        ("@you ".repeat(20), true),
        ("@you ".repeat(21), false),
        ("me@example.org ".repeat(21), true),
        ("# ".repeat(31), true),
    ];
    for (caption, fits) in cases {
        let reply = Bench::new().try_create(&[("image_url", PHOTO), ("caption", &caption)]);
        if fits {
            reply.id();
            continue;
        }
        reply.is_error(400, 36004, 2_207_010).says("The caption was too long.");
        let length = caption.chars().count();
        let text = format!(
            "The submitted image's caption was {length} characters long. The maximum number of \
             characters permitted for a caption is 2200. Please submit media with a shorter \
             caption."
        );
        assert_eq!(reply.text("/error/error_user_msg"), text);
    }
}

#[test]
fn alternative_texts_have_a_limit() {
    for (length, status) in [(1000, 200), (1001, 400)] {
        let text = "ü".repeat(length);
        let reply = Bench::new().try_create(&[("image_url", PHOTO), ("alt_text", &text)]);
        assert_eq!(reply.status, status, "{length}");
    }
}

#[test]
fn tags_are_read_as_strictly_as_meta_says() {
    let tags = |count: usize| {
        let tag = r#"{"username":"natgeo","x":0.5,"y":0.8}"#;
        format!("[{}]", vec![tag; count].join(","))
    };
    let good = [
        "[]".to_owned(),
        tags(1),
        tags(20),
        "[{username:'kevinhart4real', x: 0.5, y: 0.8},]".to_owned(),
        r#"[{"username":"a","x":0,"y":1}]"#.to_owned(),
        r#"[{"username":"a","x":"0.25","y":"1.0"}]"#.to_owned(),
    ];
    for tags in good {
        Bench::new().try_create(&[("image_url", PHOTO), ("user_tags", &tags)]).id();
    }
    let bad = [
        (tags(21), 100, 2_207_040),
        ("natgeo".to_owned(), 100, 0),
        (r#"{"username":"natgeo","x":0.5,"y":0.8}"#.to_owned(), 100, 0),
        (r#"["natgeo"]"#.to_owned(), 100, 0),
        (r#"[{"x":0.5,"y":0.8}]"#.to_owned(), 100, 0),
        (r#"[{"username":7,"x":0.5,"y":0.8}]"#.to_owned(), 100, 0),
        (r#"[{"username":"natgeo"}]"#.to_owned(), 100, 0),
        (r#"[{"username":"natgeo","x":0.5}]"#.to_owned(), 100, 0),
        (r#"[{"username":"natgeo","x":1.01,"y":0.8}]"#.to_owned(), 100, 0),
        (r#"[{"username":"natgeo","x":0.5,"y":-0.1}]"#.to_owned(), 100, 0),
        ("[{username:'natgeo',x:NaN,y:Infinity}]".to_owned(), 100, 0),
        (r#"[{"username":"@natgeo","x":0.5,"y":0.8}]"#.to_owned(), 110, 2_207_018),
        (r#"[{"username":"","x":0.5,"y":0.8}]"#.to_owned(), 110, 2_207_018),
        ("[".repeat(15_000), 100, 0),
    ];
    for (tags, code, subcode) in bad {
        let mut bench = Bench::new();
        let reply =
            bench.post(&format!("/{USER}/media"), &[("image_url", PHOTO), ("user_tags", &tags)]);
        reply.is_error(400, code, subcode);
        assert!(bench.state().accounts[0].containers.is_empty(), "{tags:.100}");
    }
}

#[test]
fn a_tag_without_a_place_names_what_is_missing() {
    let tags = r#"[{"username":"a","x":0.5,"y":0.5},{"username":"b","x":0.5}]"#;
    Bench::new()
        .try_create(&[("image_url", PHOTO), ("user_tags", tags)])
        .is_error(400, 100, 0)
        .says("(#100) The parameter user_tags[1][y] is required");
}

#[test]
fn too_many_tags_are_refused_with_the_limit() {
    let tag = r#"{"username":"natgeo","x":0.5,"y":0.8},"#;
    let tags = format!("[{}]", tag.repeat(21));
    let reply = Bench::new().try_create(&[("image_url", PHOTO), ("user_tags", &tags)]);
    assert_eq!(
        reply.text("/error/error_user_msg"),
        "Cannot use more than 20 tags per created media."
    );
}

#[test]
fn a_place_must_be_known_and_have_coordinates() {
    for (place, fits) in [
        ("7640348500", true),
        // A Page without coordinates.
        ("110000000000003", false),
        ("1", false),
        ("guggenheim", false),
    ] {
        let mut bench = Bench::new();
        let reply = bench.try_create(&[("image_url", PHOTO), ("location_id", place)]);
        if fits {
            let container = reply.id();
            bench.try_publish(&container).id();
            let location = bench.state().accounts[0].media[0].location.clone().unwrap();
            assert_eq!(location.name, "Solomon R. Guggenheim Museum");
        } else {
            reply.is_error(400, 100, 0).says("(#100) INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID");
        }
    }
}

#[test]
fn four_hundred_containers_a_day_are_enough() {
    let mut bench = Bench::new();
    for _ in 0..400 {
        bench.create("a");
    }
    bench.try_create(&[("image_url", PHOTO)]).is_error(400, 9, 0);
    bench.wait(24 * 3600);
    bench.create("a");
}
