//! The page updates itself, and everybody can use it.

use serde_json::json;

use super::world::{USER, World, url};

#[test]
fn what_happens_is_on_the_page_without_a_reload() {
    let world = World::start();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#containers");
    browser.eval("window.mark = 'the same page'");
    world.photo("rose", "First");
    browser.wait_text("#grid .words", "First");
    browser.wait_text("#container-list .state", "PUBLISHED");
    world.arm(r#"[{"on":"create","do":"processing","delay_s":8}]"#);
    browser.wait_text("#armed li", "processing");
    world.create(&[("image_url", &url("moss")), ("caption", "Takes its time")]);
    browser.wait_text("#container-list .missing", "time: it is being processed · done in");
    // Nothing is sent meanwhile: it becomes ready as time passes.
    browser.wait_text("#container-list .missing", "the publish: POST media_publish");
    world.photo("moss", "Second");
    browser.wait("document.querySelector('#grid li:first-child .words').textContent === 'Second'");
    let deleted =
        world.server.with(|sandbox, now| sandbox.state(now).accounts[0].media[1].id.clone());
    world.call("DELETE", &format!("/v26.0/{deleted}"), &[]);
    browser.wait("document.querySelectorAll('#grid li').length === 1");
    assert_eq!(browser.eval("window.mark"), "the same page");
    world.is_clean();
}

#[test]
fn everything_can_be_reached_by_the_tab_key_and_has_a_name() {
    let world = World::lived_in();
    world.arm(r#"[{"on":"any","nth":9,"do":"drop"}]"#);
    let browser = &world.browser;
    browser.resize(1360, 900);
    for panel in ["requests", "containers", "controls"] {
        world.open(&format!("/?{panel}#{panel}"));
        browser.wait("document.querySelectorAll('#grid a[href]').length === 9");
        if panel == "requests" {
            browser.wait("document.querySelectorAll('#log li').length > 20");
        }
        // In the tree that screen readers get, every control has a name.
        let tree = browser.chrome("Accessibility.getFullAXTree", &json!({}));
        let controls =
            ["button", "link", "textbox", "spinbutton", "combobox", "MenuListPopup", "meter"];
        let mut seen = 0;
        for node in tree["nodes"].as_array().unwrap() {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            if node["ignored"] == false && controls.contains(&role) && role != "MenuListPopup" {
                seen += 1;
                assert!(
                    node["name"]["value"].as_str().is_some_and(|name| !name.is_empty()),
                    "{node}"
                );
            }
        }
        assert!(seen > 15, "{seen}");
        // The tab key reaches everything that a mouse can press; the grid is one stop.
        let wanted = browser.eval(
            "(window.wanted = new Set([...document.querySelectorAll('button, a[href], input, select')] \
             .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)), window.wanted.size)",
        );
        for _ in 0..wanted.as_u64().unwrap() + 20 {
            browser.press(&["Tab"]);
            browser.eval("window.wanted.delete(document.activeElement)");
        }
        assert_eq!(
            browser.eval("[...window.wanted].map(one => one.outerHTML)"),
            json!([]),
            "{panel}"
        );
    }
    world.is_clean();
}

#[test]
fn a_fault_can_be_armed_with_only_a_keyboard_on_a_phone() {
    let world = World::start();
    let browser = &world.browser;
    browser.resize(390, 844);
    world.open("/");
    let focus = |css: &str| {
        for _ in 0..40 {
            if browser.eval(&format!("document.activeElement.matches({css:?})")) == json!(true) {
                return;
            }
            browser.press(&["Tab"]);
        }
        panic!("the tab key does not lead to {css}");
    };
    focus("nav a[href='#controls']");
    browser.press(&["Enter"]);
    focus("#presets button");
    browser.press(&["Space"]);
    browser.wait_text("#armed li", "publish → commit_then_drop");
    let container = world.create(&[("image_url", &url("rose"))]);
    assert!(world.publish(&container).is_none());
    focus("nav a[href='#requests']");
    browser.press(&["Enter"]);
    browser.wait_text("#log .why", "fault: commit_then_drop");
    focus("#log button");
    browser.press(&["Enter"]);
    browser.wait_text("#log .sent", &format!("POST /v26.0/{USER}/media_publish"));
    world.is_clean();
}

#[test]
fn the_page_says_that_the_sandbox_does_not_answer() {
    let world = World::start();
    world.open("/");
    let World { browser, server } = world;
    drop(server);
    browser.wait_text("#trouble", "The sandbox does not answer.");
}
