//! The panel of controls: faults, clock, quota, reset.

use super::{
    webdriver::Browser,
    world::{World, url},
};

/// What the gauge says in words, and how much of its ring is drawn.
fn gauge(browser: &Browser) -> String {
    let ring =
        "document.getElementById('gauge-fill').style.strokeDasharray.replaceAll(/px|,/g, '')";
    let ring = browser.eval(ring);
    format!("{}, {}", browser.text(".gauge p").replace('\n', " "), ring.as_str().unwrap())
}

#[test]
fn a_fault_is_armed_met_and_disarmed() {
    let world = World::start();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#controls");
    browser.choose("#fault-on", "publish");
    browser.choose("#fault-do", "commit_then_error");
    browser.fill("#fault-status", "503");
    browser.fill("#fault-code", "2");
    browser.fill("#fault-message", "Try later");
    browser.click("#fault-form button.main");
    browser.wait_text("#armed li", "publish → commit_then_error");
    let container = world.create(&[("image_url", &url("rose"))]);
    let reply = world.publish(&container).unwrap();
    assert_eq!(
        (&reply["error"]["code"], &reply["error"]["message"]),
        (&2.into(), &"Try later".into())
    );
    // A request has met the fault, so it is disarmed; its post exists.
    browser.wait("document.querySelectorAll('#armed li').length === 0");
    browser.wait("document.getElementById('count').textContent === '1'");
    for button in 1..=6 {
        browser.click(&format!("#presets button:nth-child({button})"));
        browser.wait(&format!("document.querySelectorAll('#armed li').length === {button}"));
    }
    browser.click("#disarm");
    browser.wait("document.querySelectorAll('#armed li').length === 0");
    // A combination that cannot occur cannot be chosen.
    browser.choose("#fault-on", "limit");
    assert_eq!(browser.eval("document.querySelector(\"#fault-do [value='cut']\").disabled"), true);
    world.is_clean();
}

#[test]
fn every_fault_that_the_form_offers_can_be_armed() {
    let world = World::start();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#controls");
    let kinds =
        browser.eval("[...document.querySelectorAll('#fault-do option')].map(one => one.value)");
    let kinds: Vec<_> = kinds.as_array().unwrap().iter().filter_map(|kind| kind.as_str()).collect();
    assert_eq!(kinds.len(), 17);
    for (count, kind) in (1..).zip(kinds) {
        let on = match kind {
            "cut" | "short" | "upload_dies" => "upload",
            _ => "create",
        };
        browser.choose("#fault-on", on);
        browser.choose("#fault-do", kind);
        browser.click("#fault-form button.main");
        browser.wait(&format!("document.querySelectorAll('#armed li').length === {count}"));
    }
    assert_eq!(browser.eval("document.getElementById('trouble').hidden"), true);
    world.is_clean();
}

#[test]
fn the_clock_moves_on_and_the_quota_comes_back() {
    let world = World::start();
    let browser = &world.browser;
    world.photo("rose", "One");
    browser.resize(1360, 900);
    world.open("/#controls");
    browser.wait_text("#quota-text", "1 of 25 used");
    let window = || browser.text("#quota-window");
    assert!(["Next free in 23 h 59 min", "Next free in 24 h 00 min"].contains(&&*window()));
    browser.fill("#advance", "23");
    browser.choose("#advance-unit", "3600");
    browser.click("#clock-form button.main");
    browser.wait_text("#quota-window", "Next free in 59 min");
    // It counts down by itself.
    let before = window();
    browser.wait(&format!("document.getElementById('quota-window').textContent !== {before:?}"));
    browser.click("[data-advance='3600']");
    browser.wait_text("#quota-window", "The window of 24 hours is empty");
    assert_eq!(browser.eval("document.getElementById('quota').getAttribute('aria-valuenow')"), "0");
    world.is_clean();
}

#[test]
fn the_quota_can_be_set_and_holds() {
    let world = World::start();
    let browser = &world.browser;
    world.photo("rose", "One");
    browser.resize(1360, 900);
    world.open("/#controls");
    browser.fill("#quota-total", "1");
    browser.click("#quota-form button.main");
    browser.wait_text("#quota-text", "1 of 1 used");
    assert_eq!(gauge(browser), "0 left, 100 100");
    let container = world.create(&[("image_url", &url("moss"))]);
    let reply = world.publish(&container).unwrap();
    assert_eq!(reply["error"]["error_subcode"], 2_207_042, "{reply}");
    // Another client sets it, too.
    let quota = format!("{}/_sandbox/quota", world.server.url());
    assert_eq!(ureq::post(quota).send(r#"{"total": 4}"#).unwrap().status(), 200);
    browser.wait_text("#quota-text", "1 of 4 used");
    assert_eq!(gauge(browser), "3 left, 25 100");
    world.is_clean();
}

#[test]
fn a_reset_asks_first() {
    let world = World::lived_in();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#controls");
    browser.wait("document.querySelectorAll('#grid a[href]').length === 9");
    browser.click("#reset");
    browser.click("#ask button[value='no']");
    browser.wait("!document.getElementById('ask').open");
    assert!(!world.is_empty());
    browser.click("#reset");
    browser.screenshot("reset");
    browser.click("#ask button[value='yes']");
    browser.wait("!document.getElementById('nothing').hidden");
    browser.wait("document.querySelectorAll('#grid li').length === 0");
    assert!(world.is_empty());
    world.is_clean();
}
