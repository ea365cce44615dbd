//! The login in a real browser: `ig login` opens it, and a person presses the buttons.

use std::{fs, os::unix::fs::PermissionsExt as _};

use ig_sandbox::{Config, Login};

use super::{Waiting, config, login};
use crate::{
    webdriver::Browser,
    world::{World, run, until},
};

/// A program in place of the system's way to open a browser, which keeps the address for the test.
fn opener(world: &World) -> String {
    let folder = world.home().join("bin");
    fs::create_dir_all(&folder).unwrap();
    let script = "#!/bin/sh\nprintf %s \"$1\" > \"$HOME/opened.part\"\nmv \"$HOME/opened.part\" \"$HOME/opened\"\n";
    let path = folder.join("xdg-open");
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", folder.display())
}

#[test]
fn a_person_allows_the_app_in_a_browser() {
    let browser = Browser::open();
    for (kind, word) in [(Login::Facebook, "facebook"), (Login::Instagram, "instagram")] {
        let world = World::with(Config::default().with_login(kind));
        let path = opener(&world);
        let args = ["--login", word, "--account", "shop"];
        let waiting = Waiting::start(login(&world, &args).env("PATH", &path));
        let opened = world.home().join("opened");
        until("the browser was opened", || opened.exists());
        let url = fs::read_to_string(opened).unwrap();
        assert_eq!(url, waiting.url, "the printed address is the one that is opened");

        browser.go(&url);
        browser.wait_text("h1", if word == "facebook" { "Facebook" } else { "Instagram" });
        browser.wait_text("li", "content_publish");
        browser.click("#allow-0");
        browser.wait_text("p", "The answer has arrived. Go back to the terminal.");
        let ran = waiting.end().expect(0);
        assert!(ran.stdout.starts_with("account    shop\n"), "{}", ran.stdout);
        run(&mut world.bare(&["publish", "photo.jpg"])).expect(0);
        assert_eq!(world.public().len(), 1);
    }
}

#[test]
fn a_person_cancels_in_a_browser() {
    let browser = Browser::open();
    let world = World::with(Config::default());
    let waiting = Waiting::start(&mut login(&world, &["--no-browser"]));
    browser.go(&waiting.url);
    browser.click("#cancel");
    browser.wait_text("p", "The login has failed: the terminal says why.");
    waiting.end().expect(1).one_error(&["the person cancelled the login"]);
    assert!(!config(&world).exists());
}

/// No browser on this machine: the address is there to be opened elsewhere.
#[test]
fn without_a_browser_the_address_is_printed() {
    let world = World::with(Config::default());
    let none = world.home().join("nothing-is-here");
    let waiting = Waiting::start(login(&world, &[]).env("PATH", none));
    assert!(waiting.said.contains("no browser could be opened"), "{}", waiting.said);
    super::visit(&super::answer(&waiting.url, "0"));
    waiting.end().expect(0);
}
