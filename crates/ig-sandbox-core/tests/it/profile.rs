//! The pages for people.

use http::Method;

use crate::support::{Bench, PHOTO, VIDEO};

/// The hash sources of a page's policy must be those of its script and its style.
fn check_policy(reply: &crate::support::Reply) {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let policy = reply.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    let page = reply.to_text();
    for (kind, open, close) in
        [("script-src", "<script>", "</script>"), ("style-src", "<style>", "</style>")]
    {
        let source = match page.split_once(open) {
            Some((_, rest)) => {
                let inner = rest.split_once(close).unwrap().0;
                let hash = BASE64_STANDARD.encode(hmac_sha256::Hash::hash(inner.as_bytes()));
                format!("{kind} 'sha256-{hash}'")
            }
            None => format!("{kind} 'none'"),
        };
        assert!(policy.contains(&source), "{source}: {policy}");
        assert!(page.matches(open).count() <= 1, "one {open}");
    }
    // No inline code that the policy would block, and no external resources.
    assert!(!page.contains("style=\"") && !page.contains("onclick") && !page.contains("://"));
}

#[test]
fn the_profile_is_one_page_with_a_strict_policy() {
    let reply = Bench::new().get("/", &[]);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
    check_policy(&reply);
    let page = reply.to_text();
    assert!(page.contains("Nothing published yet") && page.contains("ig publish"));
    assert!(!page.contains("innerHTML"));
}

#[test]
fn a_post_has_a_page() {
    let mut bench = Bench::new();
    let tags = r#"[{"username":"therock","x":0.3,"y":0.2}]"#;
    let container = bench.try_create(&[
        ("image_url", PHOTO),
        ("caption", "Line one\n<b>\"two\"</b> & {{username}}"),
        ("alt_text", "A \"statue\""),
        ("user_tags", tags),
        ("location_id", "7640348500"),
    ]);
    bench.try_publish(&container.id()).id();
    let permalink = bench.state().accounts[0].media[0].permalink.clone();
    let path = permalink.strip_prefix("http://127.0.0.1:8025").unwrap();
    let reply = bench.get(path, &[]);
    assert_eq!(reply.status, 200);
    check_policy(&reply);
    let page = reply.to_text();
    for part in [
        "Line one\n&lt;b&gt;&quot;two&quot;&lt;/b&gt; &amp; {{username}}",
        "alt=\"A &quot;statue&quot;\"",
        "@therock",
        ".at0 { --x: 30.00%; --y: 20.00%; }",
        "Solomon R. Guggenheim Museum",
        "bronz_fonz",
        "<dt>published</dt><dd><time datetime=\"2019-09-26T22:36:43+0000\">",
        "<img src=\"/media/",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(bench.get(path.trim_end_matches('/'), &[]).status, 200);
}

#[test]
fn a_reel_has_a_page_with_a_player() {
    let mut bench = Bench::new();
    let container = bench.try_create(&[("media_type", "REELS"), ("video_url", VIDEO)]).id();
    bench.wait(10);
    bench.try_publish(&container).id();
    let permalink = bench.state().accounts[0].media[0].permalink.clone();
    let path = permalink.strip_prefix("http://127.0.0.1:8025").unwrap();
    assert!(path.starts_with("/reel/"));
    let page = bench.get(path, &[]);
    check_policy(&page);
    assert!(page.to_text().contains("<video src=\"/media/"));
    assert_eq!(bench.get(&path.replace("/reel/", "/p/"), &[]).status, 404);
}

#[test]
fn the_page_of_a_carousel_shows_all_its_items() {
    let mut bench = Bench::new();
    let tag = |x: &str| format!(r#"[{{"username":"therock","x":{x},"y":0.5}}]"#);
    let mut items = Vec::new();
    for x in ["0.1", "0.2"] {
        let tags = tag(x);
        let item = [
            ("image_url", PHOTO),
            ("is_carousel_item", "true"),
            ("alt_text", "One <of> many"),
            ("user_tags", &tags),
        ];
        items.push(bench.try_create(&item).id());
    }
    let video = [("media_type", "VIDEO"), ("video_url", VIDEO), ("is_carousel_item", "true")];
    items.push(bench.try_create(&video).id());
    bench.wait(10);
    let more = [("caption", "all of it"), ("collaborators", "natgeo"), ("is_ai_generated", "true")];
    let parent = crate::carousels::carousel(&mut bench, &items, &more).id();
    bench.wait(2);
    bench.try_publish(&parent).id();
    let post = bench.state().accounts[0].media[0].clone();
    let page = bench.get(post.permalink.strip_prefix("http://127.0.0.1:8025").unwrap(), &[]);
    check_policy(&page);
    let page = page.to_text();
    for child in &post.children {
        let path = child.media_url.as_ref().unwrap().strip_prefix("http://127.0.0.1:8025").unwrap();
        assert_eq!(page.matches(&format!("src=\"{path}")).count(), 1, "{path}");
        assert_eq!(bench.get(path, &[]).status, 200);
    }
    assert_eq!((page.matches("<img ").count(), page.matches("<video ").count()), (2, 1));
    for part in [
        "alt=\"One &lt;of&gt; many\"",
        ".at0 { --x: 10.00%; --y: 50.00%; }",
        ".at1 { --x: 20.00%; --y: 50.00%; }",
        "<li class=\"tag at1\">@therock</li>",
        "all of it",
        "<span class=\"also\"> with natgeo</span>",
        "<dt>label</dt><dd>made with AI</dd>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(page.matches("natgeo").count(), 1);
}

#[test]
fn a_story_has_a_page_that_says_when_it_ends() {
    let mut bench = Bench::new();
    let story = bench.try_create(&[("media_type", "STORIES"), ("image_url", PHOTO)]).id();
    bench.try_publish(&story).id();
    let permalink = bench.state().accounts[0].media[0].permalink.clone();
    let page = bench.get(permalink.strip_prefix("http://127.0.0.1:8025").unwrap(), &[]);
    check_policy(&page);
    assert!(
        page.to_text()
            .contains("<dt>story until</dt><dd><time datetime=\"2019-09-27T22:36:43+0000\">")
    );
}

#[test]
fn a_missing_post_has_a_page_that_says_so() {
    for path in ["/p/nothing/", "/reel/nothing", "/media/nothing"] {
        let reply = Bench::new().get(path, &[]);
        assert_eq!(reply.status, 404);
        check_policy(&reply);
        assert!(reply.to_text().contains("This post is not here"));
    }
}

#[test]
fn pages_support_only_get_and_head() {
    let mut bench = Bench::new();
    assert_eq!(bench.call(Method::HEAD, "/", &[]).unwrap().status, 200);
    bench.call(Method::POST, "/p/nothing/", &[]).unwrap().is_error(400, 2500, 0);
}

#[test]
fn there_is_an_icon() {
    let reply = Bench::new().get("/favicon.ico", &[]);
    assert_eq!(reply.header("content-type"), Some("image/svg+xml"));
}
