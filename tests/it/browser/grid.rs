//! The grid: the posts as a phone would show them, up to ten thousand.

use std::time::{Duration, Instant};

use ig_sandbox::Config;
use serde_json::json;

use super::world::World;

#[test]
fn the_grid_shows_and_names_pictures_videos_and_carousels() {
    let world = World::lived_in();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/");
    browser.wait("document.querySelectorAll('#grid a[href]').length === 9");
    browser
        .wait("[...document.querySelectorAll('#grid img')].every(one => one.naturalWidth === 400)");
    let names = browser.eval(
        "[...document.querySelectorAll('#grid a')].map(one => one.getAttribute('aria-label'))",
    );
    assert_eq!(names[0], "Photo: A rose that fades into the evening");
    assert_eq!(names[1], "Carousel of 3: Three at once");
    assert_eq!(names[2], "Reel: Three seconds of a test");
    // The cover of a video is the frame that was chosen.
    browser.wait("document.querySelector('#grid video').currentTime === 1.5");
    assert_eq!(browser.text("#count"), "9");
    assert_eq!(browser.text("#story-count"), "2");
    world.is_clean();
}

#[test]
fn a_caption_with_html_in_it_is_text() {
    let world = World::start();
    let caption = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>&amp;{{username}}";
    world.photo("rose", caption);
    world.create(&[("image_url", &super::world::url("moss")), ("caption", caption)]);
    world.open("/#containers");
    world.browser.resize(1360, 900);
    let is_text = format!("document.querySelector('#grid .words').textContent === {caption:?}");
    world.browser.wait("!!document.querySelector('#grid .words')");
    assert_eq!(world.browser.eval(&is_text), true);
    assert_eq!(world.browser.text("#container-list .caption"), caption);
    world.browser.go(&format!("{}{}", world.server.url(), world.path("<img")));
    assert_eq!(world.browser.text(".caption"), caption);
    assert_eq!(world.browser.eval("document.title !== 'broken' && document.images.length"), 1);
    world.is_clean();
}

#[test]
fn the_keyboard_goes_through_the_grid_and_opens_a_post() {
    let world = World::lived_in();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/");
    browser.wait("document.querySelectorAll('#grid a[href]').length === 9");
    // Before the grid there are one or two tab stops; the grid is one.
    for _ in 0..12 {
        if browser.eval("!!document.activeElement.dataset.place") == json!(true) {
            break;
        }
        browser.press(&["Tab"]);
    }
    let place = || browser.eval("document.activeElement.dataset.place");
    assert_eq!(place(), "0");
    browser.press(&["Right", "Down"]);
    assert_eq!(place(), "4");
    browser.press(&["End"]);
    assert_eq!(place(), "8");
    browser.press(&["Down", "Home", "Left"]);
    assert_eq!(place(), "0");
    browser.press(&["Enter"]);
    browser.wait("location.pathname.startsWith('/p/')");
    assert!(browser.text(".caption").starts_with("At the museum"));
    // The stop after the way back is the picture, and no later one is hidden.
    browser.press(&["Tab", "Enter"]);
    browser.wait("location.pathname === '/'");
    world.is_clean();
}

#[test]
fn ten_thousand_posts_are_a_grid_like_any_other() {
    const POSTS: usize = 10_000;
    let world = World::with(Config::default().with_quota(1_000_000));
    let start = Instant::now();
    for number in 0..POSTS {
        // An account may make 400 containers a day.
        if number % 400 == 0 {
            let day = Duration::from_secs(24 * 3600);
            world.server.with(|sandbox, _| sandbox.advance(day));
        }
        world.photo("tiny", &format!("Number {number}"));
    }
    let mut times = vec![("made", start.elapsed())];
    let browser = &world.browser;
    browser.resize(1360, 900);
    let start = Instant::now();
    world.open("/");
    browser.wait("[...document.querySelectorAll('#grid .words')].some(one => one.textContent === 'Number 9999')");
    times.push(("shown", start.elapsed()));
    assert_eq!(browser.text("#count"), "10K");
    let elements = || browser.eval("document.querySelectorAll('*').length").as_u64().unwrap();
    assert!(elements() < 1_000, "{}", elements());
    // To the end by the scrollbar, and to the middle.
    for (place, number) in [("1", 0), ("0.5", 5_000)] {
        let start = Instant::now();
        browser.eval(&format!(
            "document.getElementById('screen').scrollTop = {place} * document.getElementById('screen').scrollHeight"
        ));
        browser.wait(&format!("[...document.querySelectorAll('#grid .words')].some(one => one.textContent === 'Number {number}')"));
        times.push(("scrolled", start.elapsed()));
        assert!(elements() < 1_000, "{}", elements());
    }
    browser.screenshot("ten-thousand");
    // The way back from a post leads to the same position in the grid.
    let top = browser.eval("document.getElementById('screen').scrollTop");
    let opened = browser.eval("[...document.querySelectorAll('#grid a[href]')].at(-1).href");
    browser.go(opened.as_str().unwrap());
    world.open("/");
    browser.wait(&format!("Math.abs(document.getElementById('screen').scrollTop - {top}) < 2"));
    let heaviest = "Math.max(...performance.getEntriesByType('resource').filter(one => \
                    one.name.includes('/_sandbox/')).map(one => one.decodedBodySize))";
    let heaviest = browser.eval(heaviest).as_u64().unwrap();
    let times = format!("{times:?}, heaviest reply {heaviest} bytes\n");
    world.browser.keep("ten-thousand.txt", times.as_bytes());
    assert!(heaviest < 100_000, "{heaviest}");
    world.is_clean();
}
