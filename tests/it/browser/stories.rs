//! Stories: opened, turned, closed, and removed after a day.

use super::world::World;

#[test]
fn a_story_is_opened_turned_and_closed() {
    let world = World::lived_in();
    let browser = &world.browser;
    browser.resize(390, 844);
    world.open("/");
    browser.wait("document.querySelectorAll('#stories button').length === 2");
    browser.click("#stories li:first-child button");
    browser.wait("document.getElementById('story').open");
    let shows = |text: &str| {
        browser.wait(&format!("document.getElementById('story-place').textContent === {text:?}"));
    };
    shows("1 of 2");
    browser.wait("document.querySelector('#story-picture img').naturalWidth === 400");
    // Less than a minute has passed, or a little more.
    let when = browser.text("#story-when");
    assert!(when == "ends in 24 h 00 min" || when.starts_with("ends in 23 h"), "{when}");
    browser.screenshot("story");
    browser.click("#story-on");
    shows("2 of 2");
    browser.press(&["Left"]);
    shows("1 of 2");
    browser.press(&["Right", "Right"]);
    shows("2 of 2");
    browser.press(&["Escape"]);
    browser.wait("!document.getElementById('story').open");
    // The profile picture with its ring opens them, too.
    browser.click("#face");
    shows("1 of 2");
    browser.click("#story-link");
    browser.wait("location.pathname.startsWith('/stories/')");
    world.is_clean();
}

#[test]
fn a_story_disappears_after_a_day() {
    let world = World::start();
    world.story("sea");
    world.browser.resize(1360, 900);
    world.open("/#controls");
    world.browser.wait("document.querySelectorAll('#stories button').length === 1");
    world.browser.click("[data-advance='86400']");
    world.browser.wait("document.getElementById('stories').hidden");
    assert_eq!(world.browser.eval("document.getElementById('face').disabled"), true);
    world.is_clean();
}
