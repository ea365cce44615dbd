//! A post's page.

use ig_sandbox::AddOns;
use serde_json::json;

use super::world::{World, url};

#[test]
fn a_post_shows_its_tags_in_place_its_caption_and_its_details() {
    let world = World::lived_in();
    let browser = &world.browser;
    browser.resize(1360, 900);
    browser.go(&format!("{}{}", world.server.url(), world.path("At the museum")));
    assert!(browser.text(".caption").contains("with <b>everybody</b>."));
    assert_eq!(browser.text(".place"), "Solomon R. Guggenheim Museum");
    assert_eq!(browser.text("h1"), "bronz_fonz with natgeo");
    assert_eq!(browser.eval("document.body.innerText.split('natgeo').length - 1"), 1);
    // Times are as on the profile, and exact for machines.
    let published = browser.text("dl time");
    let exact = browser.eval("document.querySelector('dl time').dateTime");
    assert_eq!((exact.as_str().unwrap().len(), published.contains('T')), (24, false));
    let clock = browser
        .eval("/^\\d\\d:\\d\\d:\\d\\d, \\S/.test(document.querySelector('dl time').textContent)");
    assert_eq!(clock, true, "{published}");
    assert!(browser.text("dl").contains("A rose that fades into the evening"));
    assert_eq!(
        browser.eval("document.querySelector('.frame img').alt"),
        "A rose that fades into the evening"
    );
    world.is_clean();
}

#[test]
fn the_tip_of_a_tag_is_at_the_point_that_the_client_sent() {
    let places = [(0.0, 0.0), (0.02, 0.3), (0.5, 0.5), (0.99, 0.95), (1.0, 1.0), (0.2, 0.8)];
    let tags = places.iter().map(|(x, y)| json!({ "username": "kevinhart4real", "x": x, "y": y }));
    let tags = json!(tags.collect::<Vec<_>>()).to_string();
    let world = World::start();
    world.post(&[("image_url", &url("rose")), ("caption", "Tags"), ("user_tags", &tags)]);
    let browser = &world.browser;
    // In a low window the picture is narrower than its column.
    for (width, height) in [(1360, 900), (1280, 500), (390, 844)] {
        browser.resize(width, height);
        browser.go(&format!("{}{}", world.server.url(), world.path("Tags")));
        browser.wait("document.images[0].naturalWidth === 400");
        // The tip is the middle of a square of four borders, one of which is visible. The text stays
        // on the picture, wherever the tip is.
        let tips = browser.eval(
            "[...document.querySelectorAll('.tag')].map(tag => {
                const picture = document.images[0].getBoundingClientRect();
                const box = tag.getBoundingClientRect();
                const tip = getComputedStyle(tag, '::before');
                const middle = (side, margin, border) =>
                    parseFloat(tip[side]) + parseFloat(tip[margin]) + parseFloat(tip[border]);
                const words = document.createRange();
                words.selectNodeContents(tag);
                const { left, right } = words.getBoundingClientRect();
                return [(box.left + middle('left', 'marginLeft', 'borderLeftWidth') - picture.left) / picture.width,
                    (box.top + middle('top', 'marginTop', 'borderTopWidth') - picture.top) / picture.height,
                    left >= picture.left && right <= picture.right];
            })",
        );
        let tips = tips.as_array().unwrap();
        assert_eq!(tips.len(), places.len());
        for ((x, y), tip) in places.into_iter().zip(tips) {
            let away = [tip[0].as_f64().unwrap() - x, tip[1].as_f64().unwrap() - y];
            // A pixel and a half is 0.004 of a picture that is as wide as a phone.
            assert!(away.into_iter().all(|by| by.abs() < 0.004), "({x}, {y}) at {width}: {tip}");
            assert_eq!(tip[2], true, "({x}, {y}) at {width}");
        }
        browser.screenshot(&format!("tags-{width}"));
    }
    world.is_clean();
}

#[test]
fn a_carousel_is_swiped_turned_and_goes_by_keyboard() {
    let world = World::lived_in();
    let browser = &world.browser;
    let path = format!("{}{}", world.server.url(), world.path("Three at once"));
    browser.resize(390, 844);
    browser.go(&path);
    browser.wait("[...document.images].every(one => one.naturalWidth === 400)");
    // Waits until they are at rest: an earlier swipe would stop the pictures on their way.
    let place = |text: &str| {
        browser.wait(&format!(
            "document.getElementById('place').textContent === {text:?} && \
             frames.scrollLeft % frames.clientWidth < 1"
        ));
    };
    place("1 of 3");
    browser.swipe((330, 300), (60, 300));
    place("2 of 3");
    browser.swipe((330, 300), (60, 300));
    place("3 of 3");
    browser.swipe((60, 300), (330, 300));
    place("2 of 3");
    browser.resize(1360, 900);
    browser.go(&path);
    place("1 of 3");
    assert_eq!(browser.eval("document.getElementById('back').disabled"), true);
    browser.click("#on");
    place("2 of 3");
    browser.press(&["Enter"]);
    place("3 of 3");
    // The button disappears at the last picture; the focus is not lost.
    browser.press(&["Left"]);
    place("2 of 3");
    browser.screenshot("carousel-second");
    // Each picture has its tag and its alternative text.
    assert!(
        browser.text("dl").contains("1: Colours of sea\n2: Colours of dune\n3: Colours of rose")
    );
    let words = browser.eval("[...document.images].map(one => one.alt)");
    assert_eq!(words, json!(["Colours of sea", "Colours of dune", "Colours of rose"]));
    assert_eq!(browser.eval("document.querySelectorAll('.frame .tag').length"), 3);
    world.is_clean();
}

#[test]
fn hashtags_and_mentions_are_coloured_and_addresses_are_not() {
    let world = World::start();
    let caption = "Ayyy #BronzFonz by @the.fonz, https://example.com/#a <b>#b</b>";
    world.photo("rose", caption);
    let browser = &world.browser;
    browser.go(&format!("{}{}", world.server.url(), world.path(caption)));
    assert_eq!(browser.text(".caption"), caption);
    let marks = "[...document.querySelectorAll('.caption .mark')].map(one => one.textContent)";
    assert_eq!(browser.eval(marks), json!(["#BronzFonz", "@the.fonz", "#b"]));
    let colour = |what: &str| {
        browser.eval(&format!("getComputedStyle(document.querySelector('{what}')).color"))
    };
    assert_eq!(colour(".mark"), colour("nav a"));
    assert_ne!(colour(".mark"), colour(".caption"));
    assert_eq!(browser.eval("document.querySelectorAll('.caption a, .caption b').length"), 0);
    world.is_clean();
}

#[test]
fn a_poll_and_a_comment_prompt_are_under_the_caption_unless_they_were_dropped() {
    let world = World::start();
    let browser = &world.browser;
    let image = url("rose");
    let ask = |caption: &str, add_ons: &[(&str, &str)]| {
        world.post(&[&[("image_url", &*image), ("caption", caption)], add_ons].concat());
        browser.go(&format!("{}{}", world.server.url(), world.path(caption)));
    };
    let poll = ("poll_attachment", r#"{"option_a":"Tea","option_b":"<i>Milk</i>","option_c":"3"}"#);
    ask("Short", &[poll]);
    let options = "[...document.querySelectorAll('.poll li')].map(one => one.textContent)";
    assert_eq!(browser.eval(options), json!(["Tea", "<i>Milk</i>", "3"]));
    // It runs for three days, which the page's script writes as local time.
    let end = "Date.parse(document.querySelector('.poll time').dateTime.replace('+0000', 'Z'))";
    let start = "Date.parse(document.querySelector('dl time').dateTime.replace('+0000', 'Z'))";
    assert_eq!(browser.eval(&format!("({end} - {start}) / 3600000")), 72);
    assert!(browser.text(".poll p").starts_with("Poll, until "));
    ask("Long", &[poll, ("is_poll_duration_extended", "true")]);
    assert_eq!(browser.text(".poll p"), "Poll, without an end");
    ask("Prompt", &[("is_comment_prompt_used", "true")]);
    assert!(browser.text(".prompt").starts_with("Comment prompt: "));
    ask("Neither", &[]);
    assert_eq!(browser.eval("document.querySelectorAll('.add-on').length"), 0);
    world.server.with(|sandbox, _| sandbox.change(|it| it.with_add_ons(AddOns::Dropped)));
    ask("Dropped", &[poll]);
    assert_eq!(browser.eval("document.querySelectorAll('.add-on').length"), 0);
    world.is_clean();
}

#[test]
fn a_reel_has_a_player_that_starts_at_its_cover() {
    let world = World::lived_in();
    world.browser.go(&format!("{}{}", world.server.url(), world.path("Three seconds")));
    world.browser.wait("document.querySelector('video').currentTime === 1.5");
    assert_eq!(world.browser.eval("document.querySelector('video').controls"), true);
    assert!(world.browser.text("dl").contains("the frame at 1500 ms"));
    world.is_clean();
}

#[test]
fn a_cover_is_shown_if_it_is_one_of_the_sandboxs_files() {
    let world = World::start();
    let base = world.server.url();
    let file = super::world::fetch("https://www.example.com/plum.jpg").unwrap().bytes;
    let reply = ureq::post(format!("{base}/_sandbox/files/cover.jpg")).send(&file[..]).unwrap();
    assert_eq!(reply.status(), 200);
    for (caption, cover) in [
        ("ours", format!("{base}/_sandbox/files/cover.jpg")),
        ("theirs", "https://cdn.example.com/cover.jpg".to_owned()),
    ] {
        world.post(&[
            ("media_type", "REELS"),
            ("video_url", "https://www.example.com/video.mp4"),
            ("caption", caption),
            ("cover_url", &cover),
        ]);
    }
    world.browser.resize(1360, 900);
    world.open("/");
    world.browser.wait("document.querySelectorAll('#grid a[href]').length === 2");
    // A cover on another host would be a request to it, so the video itself is shown.
    assert_eq!(world.browser.eval("!!document.querySelector('#grid li:first-child video')"), true);
    world.browser.wait("document.querySelector('#grid li:last-child img').naturalWidth === 400");
    world.browser.go(&format!("{base}{}", world.path("ours")));
    assert_eq!(
        world.browser.eval("document.querySelector('video').getAttribute('poster')"),
        "/_sandbox/files/cover.jpg"
    );
    world.is_clean();
}
