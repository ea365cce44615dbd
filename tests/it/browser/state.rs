//! A sandbox that is kept: looking at it writes nothing, and the page outlives a restart.

use std::{collections::BTreeMap, fs, path::Path, thread, time::Duration};

use ig_sandbox::{Config, Options, Sandbox, Server};

use super::world::{USER, World, serve, url};

/// The color of a corner of the first picture.
const COLOR: &str = "(one => { const board = document.createElement('canvas').getContext('2d'); \
                     board.drawImage(one, 0, 0); return [...board.getImageData(1, 1, 1, 1).data]; })\
                     (document.querySelector('#grid img'))";

/// No other test takes a port of this address while the server that had it is gone.
const PLACE: ([u8; 4], u16) = ([127, 0, 0, 2], 0);

/// Everything in a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.display().to_string(), fs::read(&path).unwrap());
        }
    }
    found
}

/// The same, once the log is written too: no reply waits for that.
fn settled(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut before, mut quiet) = (files(folder), 0);
    for _ in 0..300 {
        thread::sleep(Duration::from_millis(100));
        let now = files(folder);
        quiet = if now == before { quiet + 1 } else { 0 };
        before = now;
        if quiet == 15 {
            return before;
        }
    }
    panic!("the folder is written to all the time");
}

#[test]
fn looking_at_everything_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::kept_in(folder.path());
    let before = settled(folder.path());
    world.open("/");
    assert!(files(folder.path()) == before, "looking at nothing has written something");
    world.photo("rose", "One");
    world.story("sea");
    world.create(&[("image_url", &url("moss"))]);
    let before = settled(folder.path());
    assert!(before.values().map(Vec::len).sum::<usize>() > 1_000);
    let browser = &world.browser;
    browser.resize(1360, 900);
    for panel in ["profile", "requests", "containers", "controls"] {
        world.open(&format!("/?{panel}#{panel}"));
        browser.wait("document.querySelectorAll('#grid a[href]').length === 1");
        if panel == "requests" {
            browser.wait("!!document.querySelector('#log li:first-child > button')");
            browser.click("#log li:first-child > button");
            browser.wait("!!document.querySelector('.exchange')");
        }
        browser.click("#stories button");
        browser.wait("document.querySelector('#story-picture img').naturalWidth === 400");
    }
    // The page was waiting for events all the while.
    browser.wait(
        "performance.getEntriesByType('resource').some(one => one.name.includes('/_sandbox/overview'))",
    );
    browser.go(&format!("{}{}", world.server.url(), world.path("One")));
    browser.wait("document.images[0].naturalWidth === 400");
    assert!(files(folder.path()) == before, "looking has written something");
    // A change is written, so the comparison can fail.
    world.open("/#controls");
    browser.fill("#quota-total", "7");
    browser.click("#quota-form button.main");
    browser.wait_text("#quota-text", "2 of 7 used");
    assert!(files(folder.path()) != before);
    world.is_clean();
}

#[test]
fn after_a_restart_the_page_continues_with_the_saved_state() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::kept_at(PLACE.into(), folder.path());
    world.photo("rose", "Kept");
    let browser = &world.browser;
    browser.resize(1360, 900);
    let kept = world.path("Kept");
    world.open("/#controls");
    browser.wait("document.querySelector('#grid img')?.naturalWidth === 400");
    let rose = browser.eval(COLOR);
    browser.fill("#quota-total", "7");
    browser.click("#quota-form button.main");
    browser.wait_text("#quota-text", "1 of 7 used");
    browser.click("nav a[href='#requests']");
    browser.eval("window.mark = 'the same page'");
    let World { browser, server } = world;
    let address = server.address();
    drop(server);
    browser.wait_text("#trouble", "The sandbox does not answer.");
    let server = serve(address, folder.path());
    browser.wait("document.getElementById('trouble').hidden");
    browser.wait_text("#quota-text", "1 of 7 used");
    browser.wait_text("#grid .words", "Kept");
    browser.click("#log li:last-child > button");
    browser.wait_text("#log .sent", &format!("POST /v26.0/{USER}/media\nhost: {address}"));
    browser.wait_text("#log .exchange", "facebook-api-version: v26.0");
    drop(server);
    browser.wait("!document.getElementById('trouble').hidden");
    // Another sandbox at the same address, with as many changes as the one before.
    let options = Options::default().with_fetcher(super::world::fetch);
    let server = Server::start(address, Sandbox::new(Config::default()), options).unwrap();
    let world = World { browser, server };
    world.photo("moss", "Another");
    world.browser.wait(
        "[...document.querySelectorAll('#grid .words')].map(one => one.textContent).join() === 'Another'",
    );
    world.browser.wait_text("#quota-text", "1 of 25 used");
    // Its post has the same name as the one before, and another picture.
    let path = world.path("Another");
    assert_eq!(path, kept);
    world.browser.wait("document.querySelector('#grid img').naturalWidth === 400");
    assert_ne!(world.browser.eval(COLOR), rose);
    assert_eq!(world.browser.eval("window.mark"), "the same page");
}
