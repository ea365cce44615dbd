//! The page, judged by axe-core: nothing serious or moderate in any of its states.

use std::{fs, path::Path};

use serde_json::json;

use super::world::{World, url};

/// Runs axe-core in the page, and asserts that it finds nothing of weight.
#[track_caller]
fn has_no_barriers(world: &World, what: &str) {
    // `cargo xtask setup` puts it there.
    let path =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("../node/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask setup`", path.display()));
    world.browser.chrome("Runtime.evaluate", &json!({ "expression": axe }));
    world.browser.chrome(
        "Runtime.evaluate",
        &json!({
            "expression": "axe.run().then(found => { window.found = found; })",
            "awaitPromise": true,
        }),
    );
    let passes = world.browser.eval("window.found.passes.length");
    assert!(passes.as_u64().is_some_and(|count| count > 10), "{what}: axe ran: {passes}");
    let found = world.browser.eval(
        "window.found.violations.filter(one => one.impact !== 'minor').map(one => \
         one.impact + ' ' + one.id + ': ' + one.nodes.map(node => node.target).join(' '))",
    );
    assert_eq!(found, json!([]), "{what}");
}

#[test]
fn no_state_of_the_page_has_a_barrier_of_weight() {
    let world = World::lived_in();
    let browser = &world.browser;
    let post = world.path("At the museum");
    world.post(&[
        ("image_url", &url("moss")),
        ("caption", "Which one? #fonz with @potsie"),
        ("poll_attachment", r#"{"option_a":"This one","option_b":"That one"}"#),
    ]);
    let poll = world.path("Which one? #fonz with @potsie");
    for (width, height) in [(1280, 800), (390, 844)] {
        browser.resize(width, height);
        for scheme in ["light", "dark"] {
            browser.prefer(scheme);
            for panel in ["profile", "requests", "containers", "controls"] {
                world.open(&format!("/?{width}{scheme}#{panel}"));
                if panel == "requests" {
                    browser.wait("document.querySelectorAll('#log li').length > 20");
                    browser.click("#log li:nth-child(2) > button");
                    browser.wait("!!document.querySelector('.exchange')");
                }
                has_no_barriers(&world, &format!("{panel} {width} {scheme}"));
            }
            browser.go(&format!("{}{post}", world.server.url()));
            has_no_barriers(&world, &format!("post {width} {scheme}"));
            browser.go(&format!("{}{poll}", world.server.url()));
            has_no_barriers(&world, &format!("poll {width} {scheme}"));
            browser.go(&format!("{}/p/none", world.server.url()));
            has_no_barriers(&world, &format!("not found {width} {scheme}"));
        }
    }
    let empty = World::start();
    empty.open("/");
    has_no_barriers(&empty, "empty");
}
