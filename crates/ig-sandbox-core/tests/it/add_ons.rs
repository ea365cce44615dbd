//! Polls and comment prompts (reference §17.2).

use http::Method;
use ig_sandbox_core::{AddOns, Config, Login};
use serde_json::json;

use crate::support::{Bench, PHOTO, VIDEO};

const POLL: (&str, &str) = ("poll_attachment", r#"{"option_a":"yes","option_b":"no"}"#);
const PROMPT: (&str, &str) = ("is_comment_prompt_used", "true");
const CAPTION: (&str, &str) = ("caption", "Shall we?");
const IMAGE: (&str, &str) = ("image_url", PHOTO);

/// Publishes a photo with these, and gives its id.
fn post(bench: &mut Bench, params: &[(&str, &str)]) -> String {
    let container = bench.try_create(&[&[IMAGE, CAPTION], params].concat()).id();
    bench.try_publish(&container).id()
}

#[test]
fn a_poll_reads_back_until_three_days_are_over() {
    let mut bench = Bench::new();
    let media = post(&mut bench, &[POLL]);
    let poll = bench.get(&format!("/v26.0/{media}/poll_attachment"), &[]);
    assert_eq!(
        poll.json(),
        json!({
            "option_a": "yes", "option_b": "no",
            "option_a_votes_percentage": 0.0, "option_b_votes_percentage": 0.0,
            "expiration_timestamp": "2019-09-29T22:36:43+0000",
        })
    );
    let endless = post(&mut bench, &[POLL, ("is_poll_duration_extended", "true")]);
    let poll = bench.get(&format!("/v26.0/{endless}/poll_attachment"), &[]).json();
    assert!(poll.get("expiration_timestamp").is_none(), "{poll}");
    assert_eq!(bench.get(&format!("/v26.0/{media}/prompt_response"), &[]).to_text(), "null");
    let details = bench.control(Method::GET, "state", "").json();
    let details = &details["accounts"][0]["media"][0];
    assert!(details.to_string().contains(r#""options":["yes","no"]"#), "{details}");
}

#[test]
fn a_post_without_an_add_on_has_null_and_a_prompt_has_answers() {
    let mut bench = Bench::new();
    let (plain, prompt) = (post(&mut bench, &[]), post(&mut bench, &[PROMPT]));
    for (media, edge, expect) in [
        (&plain, "poll_attachment", "null"),
        (&plain, "prompt_response", "null"),
        (&prompt, "poll_attachment", "null"),
        (&prompt, "prompt_response", r#"{"data":[]}"#),
    ] {
        assert_eq!(bench.get(&format!("/v26.0/{media}/{edge}"), &[]).to_text(), expect, "{edge}");
    }
    bench.post(&format!("/v26.0/{plain}/poll_attachment"), &[]).is_error(400, 100, 33);
    bench.get("/v26.0/17889455560051444/poll_attachment", &[]).is_error(400, 2500, 0);
}

#[test]
fn what_the_guide_refuses_is_refused() {
    let one = ("poll_attachment", r#"{"option_a":"yes"}"#);
    let gap = ("poll_attachment", r#"{"option_a":"yes","option_c":"no"}"#);
    let five = (
        "poll_attachment",
        r#"{"option_a":"1","option_b":"2","option_c":"3","option_d":"4","option_e":"5"}"#,
    );
    let story = ("media_type", "STORIES");
    let item = ("is_carousel_item", "true");
    for params in [
        &[IMAGE, CAPTION, one][..],
        &[IMAGE, CAPTION, gap],
        &[IMAGE, CAPTION, five],
        &[IMAGE, CAPTION, ("poll_attachment", "yes")],
        &[IMAGE, CAPTION, POLL, PROMPT],
        &[IMAGE, POLL],
        &[IMAGE, PROMPT, ("caption", " ")],
        &[IMAGE, story, POLL],
        &[IMAGE, story, PROMPT],
        &[IMAGE, item, POLL],
    ] {
        let reply = Bench::new().try_create(params);
        reply.is_error(400, 100, 0);
    }
    let instagram = Config::default().with_login(Login::Instagram);
    Bench::with(instagram).try_create(&[IMAGE, CAPTION, POLL]).is_error(400, 100, 0);
    let reel = [("media_type", "REELS"), ("video_url", VIDEO), CAPTION, POLL];
    Bench::new().try_create(&reel).id();
}

#[test]
fn a_post_can_go_live_without_its_add_on_and_the_publish_reply_says_more() {
    let config =
        Config::from_toml("add_ons = \"dropped\"\n[publish_reply]\nadd_on = { attached = false }");
    let mut bench = Bench::with(config.unwrap());
    let container = bench.try_create(&[IMAGE, CAPTION, POLL]).id();
    let reply = bench.try_publish(&container);
    assert_eq!(reply.json()["add_on"], json!({ "attached": false }));
    let edge = format!("/v26.0/{}/poll_attachment", reply.id());
    assert_eq!(bench.get(&edge, &[]).to_text(), "null");
    assert_eq!(bench.posts(), 1);
    let config = Config::default().with_add_ons(AddOns::Dropped).with_publish_reply("a", 1);
    assert_eq!(Bench::with(config).post_photo("x").1.len(), 17);
}
