//! Photos are fetched and judged while their container is created.

use ig_sandbox_core::{Config, FetchError, Fetched, Handling, Rules, Sandbox, Timestamp};

use crate::support::{Bench, PHOTO, START, USER, jpeg, request};

fn create(name: &str) -> crate::support::Reply {
    create_with(Rules::Lenient, name)
}

fn create_with(rules: Rules, name: &str) -> crate::support::Reply {
    let url = format!("https://www.example.com/{name}");
    let mut bench = Bench::with(Config::default().with_rules(rules));
    let reply = bench.try_create(&[("image_url", &url)]);
    assert_eq!(bench.state().accounts[0].containers.len(), usize::from(reply.status == 200));
    reply
}

#[test]
fn ratios_from_three_to_four_to_191_to_100_are_taken_and_from_four_to_five_if_strict() {
    for (size, fits, fits_strictly) in [
        ("1080x1080", true, true),
        ("4x5", true, true),
        ("80x100", true, true),
        ("79x100", true, false),
        ("799x1000", true, false),
        ("1080x1440", true, false),
        ("1080x1456", false, false),
        ("1080x1920", false, false),
        ("191x100", true, true),
        ("194x100", false, false),
        ("1920x1000", false, false),
        ("1920x1005", true, true),
        ("1200x628", true, true),
        ("1080x1351", true, true),
        ("1080x1353", true, false),
    ] {
        for (rules, fits) in [(Rules::Lenient, fits), (Rules::Strict, fits_strictly)] {
            let reply = create_with(rules, &format!("{size}.jpg"));
            if fits {
                reply.id();
            } else {
                reply.is_error(400, 36003, 2_207_009).says("The aspect ratio is not supported");
            }
        }
    }
}

#[test]
fn a_wrong_ratio_is_named() {
    assert_eq!(
        create("100x200.jpg").text("/error/error_user_msg"),
        "The submitted image with aspect ratio 0.500 cannot be published. Please submit an image \
         with a valid aspect ratio."
    );
}

#[test]
fn an_empty_file_has_a_wrong_ratio() {
    create("empty.jpg").is_error(400, 36003, 2_207_009);
}

#[test]
fn eight_mebibytes_are_accepted_and_one_byte_more_is_not() {
    create("full.jpg").id();
    for name in ["large.jpg", "head-of-large.jpg"] {
        let reply = create(name);
        reply.is_error(400, 36000, 2_207_004).says("The image size is too large.");
        assert_eq!(reply.text("/error/error_user_title"), "Image size too large");
        assert_eq!(
            reply.text("/error/error_user_msg"),
            "The image is too large to download. It should be less than 8 MiB."
        );
    }
}

#[test]
fn other_formats_than_jpeg_are_named() {
    create("picture.png").id();
    for (name, format) in [("picture.png", "PNG"), ("stereo.mpo", "MPO")] {
        let reply = create_with(Rules::Strict, name);
        reply.is_error(400, 36001, 2_207_005).says("The image format is not supported.");
        assert_eq!(
            reply.text("/error/error_user_msg"),
            format!("The image format {format} is not supported. Supported formats are: JPEG.")
        );
    }
}

#[test]
fn a_jpeg_without_dimensions_is_refused() {
    create("broken.jpg").is_error(400, 36001, 2_207_083).says("The image format is not supported.");
}

#[test]
fn a_jpeg_without_its_end_or_in_a_coding_that_is_not_read_is_refused() {
    for name in ["half.jpg", "arithmetic.jpg"] {
        create(name).is_error(400, 36001, 2_207_083).says("The image format is not supported.");
    }
}

#[test]
fn what_is_not_there_cannot_be_fetched() {
    const PLAIN: &str = "Please check the limitations of the media.";
    for (name, note, ends) in [
        ("gone.jpg", "the media server answered with status 404", "HTTP error code 404"),
        ("moved.jpg", "the media server redirects, and redirects are not followed", PLAIN),
        ("page.html", "what was fetched is not an image", PLAIN),
        ("hungry-fonzes.mov", "what was fetched is not an image", PLAIN),
    ] {
        let reply = create(name);
        reply
            .is_error(400, 9004, 2_207_052)
            .says("Only photo or video can be accepted as media type.");
        assert_eq!(
            reply.text("/error/error_user_title"),
            "Media download has failed. The media URI doesn't meet our requirements."
        );
        assert_eq!(
            reply.text("/error/error_user_msg"),
            format!(
                "The media could not be fetched from this URI: https://www.example.com/{name}. \
                 {ends}"
            )
        );
        assert_eq!(reply.header("x-sandbox-note"), Some(note));
    }
}

#[test]
fn a_slow_media_server_has_its_own_error() {
    let reply = create("slow.jpg");
    reply.is_error(400, -2, 2_207_003);
    assert_eq!(reply.text("/error/error_user_msg"), "It takes too long to download the media.");
}

#[test]
fn the_reply_to_a_photo_waits_for_its_file() {
    let mut sandbox = Sandbox::new(Config::default());
    let create = request(http::Method::POST, &format!("/{USER}/media"), &[("image_url", PHOTO)]);
    let Handling::Fetch(fetch) = sandbox.handle(START, create) else {
        panic!("a photo is fetched first");
    };
    assert_eq!(fetch.url, PHOTO);
    assert!(sandbox.state(START).accounts[0].containers.is_empty());
    let later = Timestamp::from_unix_millis(START.as_unix_millis() + 7000);
    let file = || Ok(Fetched::new(jpeg(64, 64)));
    let Handling::Respond(response) = sandbox.fetched(later, fetch.ticket, file()) else {
        panic!("a photo is answered when it is there");
    };
    assert_eq!(response.status(), 200);
    assert_eq!(sandbox.state(later).accounts[0].containers[0].created, "2019-09-26T22:36:50+0000");
    // A ticket is valid for one file.
    assert!(matches!(sandbox.fetched(later, fetch.ticket, file()), Handling::Drop));
    let failed = sandbox.fetched(later, fetch.ticket, Err(FetchError::TimedOut));
    assert!(matches!(failed, Handling::Drop));
}

#[test]
fn a_file_for_a_world_that_was_reset_is_dropped() {
    let mut sandbox = Sandbox::new(Config::default());
    let create = request(http::Method::POST, &format!("/{USER}/media"), &[("image_url", PHOTO)]);
    let Handling::Fetch(fetch) = sandbox.handle(START, create) else {
        panic!("a photo is fetched first");
    };
    sandbox.reset();
    let create = request(http::Method::POST, &format!("/{USER}/media"), &[("image_url", PHOTO)]);
    let Handling::Fetch(other) = sandbox.handle(START, create) else {
        panic!("a photo is fetched first");
    };
    assert_ne!(fetch.ticket, other.ticket);
    let file = Ok(Fetched::new(jpeg(64, 64)));
    assert!(matches!(sandbox.fetched(START, fetch.ticket, file), Handling::Drop));
    assert!(sandbox.state(START).accounts[0].containers.is_empty());
}
