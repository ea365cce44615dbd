//! Killed at any moment and resumed, there is one post.
//!
//! The process is held in a phase by a fault, killed with SIGKILL once the sandbox's log shows that
//! it is there, and resumed. The sandbox would publish a container twice if it were asked to.

use std::time::Duration;

use ig_sandbox::{Do, Fault, On};

use crate::{
    relay::Relay,
    world::{Ran, World, run, until},
};

const PUBLISH: &[&str] =
    &["publish", "photo.jpg", "--caption", "Ayyy! #BronzFonz @fonz", "--settle", "1s"];

/// Long enough for any test: the process is killed while it waits.
const HOLD: Duration = Duration::from_secs(600);

fn hold(on: On) -> Fault {
    Fault::new(on, Do::Delay).with_delay(HOLD)
}

/// Publishes, kills the process when the `nth` request of this kind is in the log, resumes, and
/// shows that there is one post and that its id is known, in this way.
#[track_caller]
fn killed_at(faults: Vec<Fault>, phase: &str, request: (&str, &str, usize), known: &str) {
    let world = World::new();
    world.arm(faults);
    let (method, path_end, nth) = request;
    let started = world.start(PUBLISH);
    until("the request is in the log", || world.count(method, path_end) == nth);
    started.kill();
    let id = world.only_post();
    let explained = world.ig(&["explain", &id, "--json"]).expect(0).json();
    assert_eq!(explained["phase"], phase, "what was saved before the kill");
    resumed(&world, world.ig(&["resume", &id, "--json"]), known);
}

#[track_caller]
fn resumed(world: &World, ran: Ran, known: &str) {
    let report = ran.expect(0).json();
    let public = world.public();
    assert_eq!(public.len(), 1, "one post: {public:?}");
    assert_eq!(report["outcome"], "published");
    assert_eq!(report["media"], *public[0]);
    assert_eq!(report["media_known"], known);
    assert!(report["permalink"].is_string(), "{report}");
    // Resuming again changes nothing.
    let id = world.only_post();
    let sent = world.requests().len();
    let again = world.ig(&["resume", &id, "--json"]).expect(0).json();
    assert_eq!(again, report);
    assert_eq!(world.requests().len(), sent, "nothing was left to request");
}

/// The path of a container ends in its id, so its reads are those that match nothing else.
fn container_reads(world: &World) -> usize {
    let edges = ["/media", "/content_publishing_limit"];
    let is_read = |path: &str| !edges.iter().any(|edge| path.ends_with(edge));
    world.requests().iter().filter(|it| it.method == "GET" && is_read(&it.path)).count()
}

#[test]
fn killed_while_the_limit_is_read() {
    let request = ("GET", "/content_publishing_limit", 1);
    killed_at(vec![hold(On::Limit)], "quota", request, "confirmed");
}

#[test]
fn killed_while_the_container_is_made() {
    killed_at(vec![hold(On::Create)], "create", ("POST", "/media", 1), "confirmed");
}

#[test]
fn killed_after_the_server_has_published() {
    let request = ("POST", "/media_publish", 1);
    killed_at(vec![hold(On::Publish)], "publishing", request, "matched");
}

#[test]
fn killed_while_the_media_id_is_searched() {
    let faults = vec![Fault::new(On::Publish, Do::CommitThenDrop), hold(On::MediaList)];
    killed_at(faults, "match", ("GET", "/media", 1), "matched");
}

#[test]
fn killed_while_instagram_processes_the_media() {
    let world = World::new();
    let slow = Fault::new(On::Create, Do::Processing).with_delay(Duration::from_secs(2));
    world.arm([slow, hold(On::Status)]);
    let started = world.start(PUBLISH);
    until("the container is read", || container_reads(&world) == 1);
    started.kill();
    let id = world.only_post();
    assert_eq!(world.ig(&["explain", &id, "--json"]).json()["phase"], "process");
    resumed(&world, world.ig(&["resume", &id, "--json"]), "confirmed");
}

#[test]
fn killed_while_a_lost_publish_is_verified() {
    let world = World::new();
    // The first read is that of the container that is being processed.
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop), hold(On::Status).nth(2)]);
    let started = world.start(PUBLISH);
    until("the container is read again", || container_reads(&world) == 2);
    started.kill();
    let id = world.only_post();
    assert_eq!(world.ig(&["explain", &id, "--json"]).json()["phase"], "verify");
    resumed(&world, world.ig(&["resume", &id, "--json"]), "matched");
}

#[test]
fn killed_after_the_publish_was_sent_and_before_it_arrived() {
    let world = World::new();
    let relay = Relay::start(&world.server.url(), "/media_publish");
    let mut command = world.command(PUBLISH);
    let mut child = command.env("IG_API_BASE", relay.url()).spawn().unwrap();
    until("the publish was sent", || relay.held() == 1);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(world.public().is_empty(), "it did not arrive");
    let id = world.only_post();
    let explained = world.ig(&["explain", &id, "--json"]).json();
    assert_eq!(explained["phase"], "publishing");
    assert_eq!(explained["may_be_public"], true);
    let mut command = world.command(&["resume", &id, "--json"]);
    resumed(&world, run(command.env("IG_API_BASE", relay.url())), "confirmed");
}

#[test]
fn killed_again_and_again_there_is_still_one_post() {
    let world = World::new();
    world.arm([hold(On::Limit), hold(On::Create), hold(On::Publish)]);
    let mut started = world.start(PUBLISH);
    for (method, path_end) in
        [("GET", "/content_publishing_limit"), ("POST", "/media"), ("POST", "/media_publish")]
    {
        until("the next request is in the log", || world.count(method, path_end) == 1);
        started.kill();
        started = world.start(&["resume"]);
    }
    drop(started.end());
    resumed(&world, world.ig(&["resume", &world.only_post(), "--json"]), "matched");
}
