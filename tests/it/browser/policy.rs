//! The Content-Security-Policy of the pages, as a browser applies it.

use super::world::World;

#[test]
fn the_pages_run_only_their_own_scripts_and_contact_no_other_host() {
    let world = World::lived_in();
    let browser = &world.browser;
    let post = world.path("At the museum");
    for path in ["/", &*post] {
        browser.go(&format!("{}{path}", world.server.url()));
        browser.eval(
            "(window.broken = [], addEventListener('securitypolicyviolation', event => \
             window.broken.push(event.effectiveDirective)))",
        );
        // Content that an attacker might inject.
        browser.eval(
            "document.body.insertAdjacentHTML('beforeend', '<img src=\"https://example.com/a.png\">\
             <b id=\"inked\" style=\"position: fixed\" onclick=\"window.ran = 1\">b</b><iframe src=\"/\"></iframe>')",
        );
        browser.eval("document.getElementById('inked').click()");
        browser.eval(
            "(one => { one.textContent = 'window.ran = 1'; document.body.append(one); })\
             (document.createElement('script'))",
        );
        browser.eval("void fetch('https://example.com/').catch(() => { window.refused = 1; })");
        browser.wait("window.refused === 1");
        for directive in [
            "img-src",
            "style-src-attr",
            "script-src-attr",
            "script-src-elem",
            "frame-src",
            "connect-src",
        ] {
            browser.wait(&format!("window.broken.includes({directive:?})"));
        }
        assert_eq!(browser.eval("window.ran === undefined"), true, "{path}");
    }
}
