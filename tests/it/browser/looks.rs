//! What people look at: screenshots of every panel, dark, light and narrow.

use super::world::{USER, World, url};

const WIDE: (u32, u32) = (1360, 900);
const PHONE: (u32, u32) = (390, 844);

/// Something of every kind: faults that were met, containers in every state, a log.
fn eventful() -> World {
    let world = World::lived_in();
    world.arm(r#"[{"on":"create","do":"processing","delay_s":5400}]"#);
    world.create(&[("image_url", &url("fog")), ("caption", "Still being processed")]);
    world.create(&[("image_url", &url("sea")), ("caption", "Ready to go")]);
    world.arm(r#"[{"on":"create","do":"processing","delay_s":0,"subcode":2207026}]"#);
    world.create(&[("image_url", &url("ink")), ("caption", "This one failed")]);
    world.create(&[("media_type", "REELS"), ("upload_type", "resumable")]);
    let lost = world.create(&[("image_url", &url("moss")), ("caption", "Lost and live")]);
    world.arm(r#"[{"on":"publish","do":"commit_then_drop"},{"on":"any","nth":3,"times":2,"do":"rate_limit","minutes":12}]"#);
    assert!(world.publish(&lost).is_none());
    world.call(
        "POST",
        &format!("/v26.0/{USER}/media"),
        &[("image_url", "https://www.example.com/none")],
    );
    world
}

#[test]
fn every_panel_has_its_picture_in_dark_light_and_narrow() {
    let world = eventful();
    let browser = &world.browser;
    for (scheme, (width, height), size) in [
        ("light", WIDE, "wide"),
        ("dark", WIDE, "wide"),
        ("light", PHONE, "narrow"),
        ("dark", PHONE, "narrow"),
    ] {
        browser.resize(width, height);
        browser.prefer(scheme);
        for panel in ["profile", "requests", "containers", "controls"] {
            world.open(&format!("/?{size}{scheme}#{panel}"));
            browser.wait("[...document.images].every(one => one.complete)");
            browser.wait(
                "document.querySelectorAll('#grid li a[href]').length > 8 || innerWidth < 600",
            );
            if panel == "requests" {
                browser.wait("document.querySelectorAll('#log li').length > 20");
                browser.click("#log li:nth-child(2) > button");
                browser.wait("!!document.querySelector('.exchange')");
            }
            // Nothing is wider than the window.
            assert_eq!(
                browser.eval("document.documentElement.scrollWidth <= innerWidth"),
                true,
                "{panel}"
            );
            browser.screenshot(&format!("{panel}-{size}-{scheme}"));
        }
        for (caption, name) in
            [("At the museum", "post"), ("Three seconds", "reel"), ("Three at once", "carousel")]
        {
            let path = world.path(caption);
            browser.go(&format!("{}{path}", world.server.url()));
            browser.wait("[...document.images].every(one => one.complete)");
            browser.screenshot(&format!("{name}-{size}-{scheme}"));
        }
    }
    world.is_clean();
}

#[test]
fn an_empty_sandbox_says_what_to_do() {
    let world = World::start();
    world.browser.resize(WIDE.0, WIDE.1);
    world.open("/");
    assert!(world.browser.text("#nothing").contains("ig publish photo.jpg"));
    assert!(world.browser.text("#nothing").contains(&world.server.url()));
    world.browser.screenshot("empty");
    world.is_clean();
}
