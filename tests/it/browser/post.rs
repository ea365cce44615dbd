//! A post's page.

use serde_json::json;

use super::world::World;

#[test]
fn a_post_has_its_tags_at_their_places_its_caption_and_all_else() {
    let world = World::lived_in();
    let browser = &world.browser;
    browser.resize(1360, 900);
    browser.go(&format!("{}{}", world.server.url(), world.path("At the museum")));
    assert!(browser.text(".caption").contains("with <b>everybody</b>."));
    assert_eq!(browser.text(".place"), "Solomon R. Guggenheim Museum");
    assert!(browser.text("dl").contains("natgeo"));
    assert_eq!(browser.text("h1"), "bronz_fonz with natgeo");
    assert!(browser.text("dl").contains("A rose that fades into the evening"));
    assert_eq!(
        browser.eval("document.querySelector('.frame img').alt"),
        "A rose that fades into the evening"
    );
    // The tip of a tag is where the client said.
    let places = browser.eval(
        "[...document.querySelectorAll('.tag')].map(tag => { const frame = tag.closest('.frame').getBoundingClientRect(); \
         const style = getComputedStyle(tag); return [tag.textContent, Math.round(100 * parseFloat(style.left) / frame.width), \
         Math.round(100 * parseFloat(style.top) / frame.height)]; })",
    );
    assert_eq!(places, json!([["@kevinhart4real", 50, 80], ["@therock", 20, 30]]));
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
    // At rest, too: a finger that comes earlier stops the pictures on their way.
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
    // The button went with the last picture; the focus did not get lost.
    browser.press(&["Left"]);
    place("2 of 3");
    browser.screenshot("carousel-second");
    // Each picture has its tag and its words.
    assert!(
        browser.text("dl").contains("1: Colours of sea\n2: Colours of dune\n3: Colours of rose")
    );
    let words = browser.eval("[...document.images].map(one => one.alt)");
    assert_eq!(words, json!(["Colours of sea", "Colours of dune", "Colours of rose"]));
    assert_eq!(browser.eval("document.querySelectorAll('.frame .tag').length"), 3);
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
fn a_cover_of_its_own_is_shown_where_it_is_one_of_the_sandboxs_files() {
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
            ("video_url", "https://www.example.com/film.mp4"),
            ("caption", caption),
            ("cover_url", &cover),
        ]);
    }
    world.browser.resize(1360, 900);
    world.open("/");
    world.browser.wait("document.querySelectorAll('#grid a[href]').length === 2");
    // That of another host would be a request to it: the film itself is shown.
    assert_eq!(world.browser.eval("!!document.querySelector('#grid li:first-child video')"), true);
    world.browser.wait("document.querySelector('#grid li:last-child img').naturalWidth === 400");
    world.browser.go(&format!("{base}{}", world.path("ours")));
    assert_eq!(
        world.browser.eval("document.querySelector('video').getAttribute('poster')"),
        "/_sandbox/files/cover.jpg"
    );
    world.is_clean();
}
