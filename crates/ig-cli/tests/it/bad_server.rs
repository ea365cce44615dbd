//! Errors that only the server can report: one error, exit 1, and nothing public.

use std::thread;

use ig_sandbox::{Config, Do, Fault, On};

use crate::world::{NOBODY, Started, USER, World, run};

#[test]
fn a_dead_url_is_not_published() {
    let world = World::new();
    let ran = world.ig(&["publish", &format!("{NOBODY}/photo.jpg")]).expect(1);
    ran.one_error(&["not published", "making the container", "9004/2207052", "must be public"]);
    assert!(ran.stderr.contains("[trace A"), "{}", ran.stderr);
    assert!(world.public().is_empty());
}

#[test]
fn the_cause_of_a_missing_server_is_reported_once() {
    let world = World::new();
    for form in ["-q", "-v"] {
        let mut command = world.command(&["limit", form]);
        let ran = run(command.env("IG_API_BASE", NOBODY)).expect(1);
        ran.one_error(&["was not sent", "check the network and IG_API_BASE"]);
        assert_eq!(ran.stderr.matches("onnection refused").count(), 1, "{}", ran.stderr);
    }
}

/// No wait is without an explanation.
#[test]
fn a_trouble_that_delays_a_post_is_reported_once_and_so_is_its_end() {
    for (fault, words) in [
        (Fault::new(On::Status, Do::Drop), "the response was lost"),
        (Fault::new(On::Status, Do::Error).with_status(500).with_code(2), "Graph API error 2"),
    ] {
        let world = World::new();
        world.arm([fault.clone().times(2)]);
        let ran = world.ig(&["publish", "photo.jpg"]).expect(0);
        let count = |words: &str| ran.stderr.matches(words).count();
        assert_eq!([count(words), count("the API answers again")], [1, 1], "{}", ran.stderr);
        world.arm([fault]);
        let ran = world.ig(&["publish", "photo.jpg", "--again", "-q"]).expect(0);
        assert_eq!(ran.stderr, "");
    }
}

#[test]
fn a_location_without_coordinates_is_explained() {
    let world = World::new();
    let ran = world.ig(&["publish", "photo.jpg", "--location", "110000000000003"]).expect(1);
    ran.one_error(&["INVALID_LOCATION_ID", "no coordinates", "ig pages search"]);
    assert!(world.public().is_empty());
}

#[test]
fn a_dead_token_is_reported_before_a_container_is_made() {
    let world = World::new();
    let mut command = world.command(&["publish", "photo.jpg", "--json"]);
    let ran = run(command.env("IG_ACCESS_TOKEN", "dead")).expect(1);
    ran.one_error(&["not published", "190", "get a new one", "the developer of the app"]);
    let reason = &ran.json()["reason"];
    assert_eq!(reason["code"], 190);
    assert_eq!(reason["phase"], "quota");
    assert!(reason["trace_id"].is_string(), "{reason}");
    assert_eq!(world.count("POST", "/media"), 0);
}

#[test]
fn an_unknown_account_is_not_published_to() {
    let world = World::new();
    let mut command = world.command(&["publish", "photo.jpg", "--no-limit-check"]);
    let ran = run(command.env("IG_USER_ID", "17841499999999999")).expect(1);
    ran.one_error(&["not published", "100/33", "check that IG_USER_ID"]);
    let mut command = world.command(&["limit"]);
    let ran = run(command.env("IG_USER_ID", "17841499999999999")).expect(1);
    ran.one_error(&["100/33", "check that IG_USER_ID"]);
    assert!(world.public().is_empty());
}

#[test]
fn a_full_quota_is_one_error_before_a_container_is_made() {
    let world = World::with(Config::default().with_quota(1));
    world.ig(&["publish", "photo.jpg"]).expect(0);
    let ran = world.ig(&["publish", "photo.jpg", "--again"]).expect(1);
    ran.one_error(&["not published", "1 of 1 posts", "wait until the oldest post"]);
    assert_eq!(world.count("POST", &format!("{USER}/media")), 1, "of the first post");
    assert_eq!(world.public().len(), 1);
}

#[test]
fn without_the_check_a_full_quota_is_refused_at_the_publish() {
    let world = World::with(Config::default().with_quota(0));
    let args = ["publish", "photo.jpg", "--no-limit-check", "--settle", "1s"];
    let ran = world.ig(&args).expect(1);
    ran.one_error(&["not published", "9/2207042"]);
    assert_eq!(world.count("GET", "/content_publishing_limit"), 0);
    assert!(world.public().is_empty());
}

#[test]
fn a_full_quota_is_remembered_where_the_limit_cannot_be_read() {
    let world = World::with(Config::default().with_quota(1));
    world.ig(&["publish", "photo.jpg"]).expect(0);
    world.arm([Fault::new(On::Limit, Do::Html).times(99)]);
    let ran = world.ig(&["publish", "photo.jpg", "--again"]).expect(1);
    ran.one_error(&["1 of 1 posts", "--wait-for-quota"]);
    assert_eq!(world.count("POST", &format!("{USER}/media")), 1, "of the first post");
}

#[test]
fn a_missing_server_is_reported() {
    let world = World::new();
    let mut command = world.command(&["publish", "photo.jpg"]);
    let ran = run(command.env("IG_API_BASE", NOBODY)).expect(1);
    ran.one_error(&["does not answer: Connection refused", "IG_API_BASE"]);
}

/// Two commands give the same advice about the same error.
#[track_caller]
fn is_reported_in_the_same_way(
    world: &World,
    base: &str,
    medium: &str,
    fix: &str,
    who: Option<&str>,
) {
    let start = |args: &[&str]| Started::new(world.command(args).env("IG_API_BASE", base));
    let publish = start(&["publish", medium, "--no-limit-check"]);
    for started in [start(&["limit"]), publish] {
        let ran = started.end().expect(1);
        ran.one_error(&[&format!("  fix   {fix}\n")]);
        assert!(!ran.stderr.contains("io: "), "that is ureq's: {}", ran.stderr);
        let actor = ran.stderr.lines().find_map(|line| line.strip_prefix("  who   "));
        assert_eq!(actor, who, "{}", ran.stderr);
    }
}

#[test]
fn every_command_reports_a_network_failure_in_the_same_way() {
    let url = "https://www.example.com/photo.jpg";
    let fix = "check the network and IG_API_BASE, then try again";
    is_reported_in_the_same_way(&World::new(), NOBODY, url, fix, None);
}

#[test]
fn every_command_reports_a_reply_that_is_not_the_apis_in_the_same_way() {
    let developer = Some("the developer of the app");
    let check = |what: Do, fix: &str, who: Option<&str>| {
        let world = World::new();
        world.arm([On::Limit, On::Create].map(|on| Fault::new(on, what).times(99)));
        is_reported_in_the_same_way(&world, &world.server.url(), "photo.jpg", fix, who);
    };
    // Each is tried again for seconds.
    thread::scope(|scope| {
        scope.spawn(|| check(Do::Drop, "check the network, then try again", None));
        scope.spawn(|| {
            check(
                Do::Html,
                "check IG_API_BASE and any proxy in between, then try again",
                developer,
            );
        });
        check(Do::Garble, "check that IG_API_BASE leads to a Graph API, then try again", None);
    });
}
