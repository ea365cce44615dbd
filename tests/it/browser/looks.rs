//! Screenshots of every panel for people to look at: dark, light and narrow.

use serde_json::json;

use super::{
    webdriver::Browser,
    world::{USER, World, url},
};

const WIDE: (u32, u32) = (1280, 800);

/// Widths of a desktop, half of it, a phone, and the smallest in WCAG 2.2 (1.4.10).
const SIZES: [(u32, u32, &str); 4] =
    [(WIDE.0, WIDE.1, "wide"), (900, 800, "half"), (390, 844, "narrow"), (320, 640, "small")];

/// A sandbox with something of every kind: faults that were met, containers in every state, a log.
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

/// Asserts that every text has the contrast that WCAG 2.2 requires (1.4.3, level AA:
/// 4.5 to 1). Text on pictures has its own shade and is not checked.
#[track_caller]
fn can_be_read(browser: &Browser, what: &str) {
    let faint = browser.eval(
        r#"(() => {
        const parts = text => (text.match(/[\d.]+/g) || []).map(Number);
        const light = ([r, g, b]) => [r, g, b].map(one => one / 255)
            .map(one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
            .reduce((sum, one, at) => sum + one * [.2126, .7152, .0722][at], 0);
        const behind = node => {
            for (; node; node = node.parentElement) {
                const style = getComputedStyle(node), color = parts(style.backgroundColor);
                if (style.backgroundImage !== 'none') return undefined;
                if (color.length === 3 || color[3] === 1) return color;
            }
            return [255, 255, 255];
        };
        const own = node => [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim());
        let seen = 0;
        const faint = [...document.body.querySelectorAll('*')].filter(node => {
            if (!own(node) || !node.checkVisibility() || node.closest('.words, .tag, #place, .turn, option, script, template, .unseen')) return false;
            const ground = behind(node);
            if (!ground) return false;
            seen++;
            const [dim, bright] = [light(parts(getComputedStyle(node).color)), light(ground)].sort((a, b) => a - b);
            return (bright + .05) / (dim + .05) < 4.5;
        });
        return [seen, faint.map(node => node.outerHTML.slice(0, 200))];
    })()"#,
    );
    assert!(faint[0].as_u64().unwrap() > 8, "{what}: {faint}");
    assert_eq!(faint[1], json!([]), "{what}");
}

/// Asserts that no text is cut: nothing is wider than the window, and what has no room in a box
/// that hides the rest ends in an ellipsis.
#[track_caller]
fn is_whole(browser: &Browser, width: u32, what: &str) {
    let cut = browser.eval(&format!(
        r#"(() => {{
        const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), cut = [];
        let seen = 0;
        const fits = (rect, node) => {{
            for (; node && node !== document.body; node = node.parentElement) {{
                const style = getComputedStyle(node), box = node.getBoundingClientRect();
                if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') return true;
                if ([style.overflowX, style.overflowY].some(one => one === 'auto' || one === 'scroll')) return true;
                if (style.overflowX === 'visible') continue;
                if (rect.left < box.left - 1 || rect.right > box.right + 1 || rect.top < box.top - 1 || rect.bottom > box.bottom + 1) return false;
            }}
            return rect.left >= -1 && rect.right <= {width} + 1;
        }};
        while (all.nextNode()) {{
            const text = all.currentNode, node = text.parentElement;
            if (!text.data.trim() || !node.checkVisibility() || node.closest('option, script, template, .unseen')) continue;
            const range = document.createRange();
            range.selectNodeContents(text);
            seen++;
            if (![...range.getClientRects()].every(rect => fits(rect, node))) cut.push(text.data);
        }}
        for (const field of document.querySelectorAll('input')) if (field.scrollWidth > field.clientWidth) cut.push(field.id);
        return [seen, cut, document.documentElement.scrollWidth];
    }})()"#
    ));
    assert!(cut[0].as_u64().unwrap() > 8, "{what}: {cut}");
    assert_eq!(cut[1], json!([]), "{what}");
    assert!(cut[2].as_u64().unwrap() <= u64::from(width), "{what}: {cut}");
}

#[test]
fn every_panel_has_its_picture_in_dark_light_and_narrow() {
    let world = eventful();
    let browser = &world.browser;
    let looks = SIZES.into_iter().flat_map(|size| [(size, "light"), (size, "dark")]);
    for ((width, height, size), scheme) in looks {
        browser.resize(width, height);
        browser.prefer(scheme);
        for panel in ["profile", "requests", "containers", "controls"] {
            world.open(&format!("/?{size}{scheme}#{panel}"));
            browser.wait("[...document.images].every(one => one.complete)");
            browser.wait(
                "document.querySelectorAll('#grid li a[href]').length > 8 || innerWidth < 600",
            );
            browser
                .wait("[...document.querySelectorAll('video')].every(one => one.readyState > 1)");
            let ground = browser.eval("getComputedStyle(document.body).backgroundColor");
            let expect = if scheme == "dark" { "rgb(13, 14, 17)" } else { "rgb(244, 243, 240)" };
            assert_eq!(ground, expect);
            if panel == "requests" {
                browser.wait("document.querySelectorAll('#log li').length > 20");
                browser.click("#log li:nth-child(2) > button");
                browser.wait("!!document.querySelector('.exchange')");
            }
            if panel == "requests" {
                // A path wraps to at most two lines, or three in a narrow window.
                let most = if size == "small" { 70 } else { 50 };
                let tall = format!(
                    "[...document.querySelectorAll('.path')].filter(one => \
                     one.getBoundingClientRect().height > {most}).map(one => one.textContent)"
                );
                assert_eq!(browser.eval(&tall), json!([]), "{size}");
            }
            // The grid fills its column, with or without a scrollbar.
            browser.wait(
                "[...document.querySelectorAll('#grid a')].every(one => \
                 one.getBoundingClientRect().right <= document.getElementById('grid').getBoundingClientRect().right + 1)",
            );
            is_whole(browser, width, &format!("{panel} {size} {scheme}"));
            can_be_read(browser, &format!("{panel} {size} {scheme}"));
            browser.screenshot(&format!("{panel}-{size}-{scheme}"));
        }
        for (caption, name) in
            [("At the museum", "post"), ("Three seconds", "reel"), ("Three at once", "carousel")]
        {
            let path = world.path(caption);
            browser.go(&format!("{}{path}", world.server.url()));
            browser.wait("[...document.images].every(one => one.complete)");
            browser
                .wait("[...document.querySelectorAll('video')].every(one => one.readyState > 1)");
            is_whole(browser, width, &format!("{name} {size} {scheme}"));
            can_be_read(browser, &format!("{name} {size} {scheme}"));
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

#[test]
fn the_sample_photo_is_posted_with_one_click() {
    let world = World::start();
    world.browser.resize(WIDE.0, WIDE.1);
    world.open("/");
    world.browser.click("#sample");
    world.browser.wait_text("#said", "Posted the sample photo.");
    world.browser.wait("document.querySelectorAll('#grid a[href]').length === 1");
    assert!(world.path("The sample photo").starts_with("/p/"));
    // It was sent as a client sends it.
    world.browser.wait("document.querySelectorAll('#log > li').length === 2");
    world.browser.screenshot("sample");
    world.is_clean();
}
