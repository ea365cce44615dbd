//! `work --once`, as a timer runs it.

use std::{
    thread,
    time::{Duration, Instant},
};

use ig_sandbox::{Do, Fault, On};
use serde_json::Value;

use crate::{
    cluster::Cluster,
    gate::{Side, Way},
    stage::{Stage, USERS},
};

/// Runs it to its end; returns its exit status and the posts that ended.
#[track_caller]
fn once(stage: &Stage) -> (Option<i32>, Vec<Value>) {
    let output = stage.run(&["work", "--once", "--in-flight=8", "--json"]);
    let said: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    (output.status.code(), said["posts"].as_array().unwrap().clone())
}

#[test]
fn it_publishes_what_is_due_and_leaves_what_is_not_its_own() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    assert_eq!(once(&stage), (Some(0), Vec::new()), "an empty queue");
    stage.add("due", &["--at=+0s"]);
    // Worth waiting for, as one that comes after another of its account is.
    stage.add("soon", &["--at=+3s"]);
    let later = stage.add("later", &["--at=+1d"]);
    let elsewhere = stage.add("elsewhere", &["--at=+0s", "--credential=shop", "--token-elsewhere"]);
    let (code, posts) = once(&stage);
    assert_eq!(code, Some(0));
    let mut captions: Vec<_> = posts.iter().map(|it| it["caption"].as_str().unwrap()).collect();
    captions.sort_unstable();
    assert_eq!(captions, ["due", "soon"]);
    assert!(posts.iter().all(|it| it["outcome"] == "published"), "{posts:?}");
    assert!(posts.iter().all(|it| it["permalink"].is_string()), "{posts:?}");
    let ids = format!("'{later}', '{elsewhere}'");
    let waits = format!("select count(*) = 2 from ig.post where state = 0 and id in ({ids})");
    assert_eq!(stage.client.ask(&waits).as_deref(), Some("t"));
    assert_eq!(once(&stage), (Some(0), Vec::new()), "and again");
    assert_eq!(stage.public().len(), 2);
    // Whoever looks for the other post is told what it lacks.
    let said = |args: &[&str]| {
        let output = stage.run(args);
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let (work, explained) = (said(&["work", "--once"]), said(&["explain", &elsewhere]));
    assert!(work.contains("there is no token of the credential shop here"), "{work}");
    let next = "run `ig-worker work` where the token of the credential shop is that of ";
    assert!(explained.contains(next), "{explained}");
    assert!(explained.contains(": nobody has taken it up"), "{explained}");
    let shift = "due = due - interval '2 minutes', wake = wake - interval '2 minutes'";
    stage.client.run(&format!("update ig.post set {shift} where id = '{elsewhere}'"));
    let held = said(&["list", "--held"]);
    assert!(held.contains(&elsewhere) && !held.contains(&later), "{held}");
}

/// The engine has tables of its own, which no grant opens.
#[test]
fn a_worker_of_another_role_is_told_which_one_it_needs() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    let role = format!("worker_{}", database.name);
    stage.client.run(&format!(
        "create role {role} login; grant usage on schema ig to {role};
         grant select, insert, update on all tables in schema ig to {role}"
    ));
    let words = stage.words().replace("user=postgres", &format!("user={role}"));
    let output = stage.command(&["work", "--once"]).env("IG_DATABASE", words).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("permission denied for schema graphile_worker"), "{said}");
    assert!(said.contains("connect as the role that ran `ig-worker migrate`"), "{said}");
}

#[test]
fn a_post_of_another_account_than_that_of_the_token_is_left() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    stage.add("other", &["--at=+0s", &format!("--user-id={}", USERS[1])]);
    let mut command = stage.command(&["work", "--once"]);
    let output = command.env("IG_USER_ID", USERS[0]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("the credential default is the token of another account"), "{said}");
    assert!(stage.requests().is_empty(), "nothing is sent");
    let waits = "select count(*) = 1 from ig.post where state = 0 and snapshot is null";
    assert_eq!(stage.client.ask(waits).as_deref(), Some("t"));
}

#[test]
fn the_worst_post_decides_the_exit_status() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    stage.arm([Fault::new(On::Create, Do::Error).with_status(400).with_code(100).times(1)]);
    stage.add("bad", &["--at=+0s"]);
    let (code, posts) = once(&stage);
    assert_eq!((code, &posts[0]["outcome"]), (Some(1), &"not_published".into()));
    stage.add("good", &["--at=+0s"]);
    assert_eq!(once(&stage).0, Some(0));
}

/// Another worker has a post: it is left to that one while it lives, and taken up when it is gone.
#[test]
fn a_post_of_another_worker_is_not_waited_for_and_not_forgotten() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    // The requests of a photo: the limit, the container, its status, the publish.
    stage.gate.set(4, Side::After);
    let other = stage.worker();
    stage.add("its own", &["--at=+0s"]);
    stage.until_held();
    assert_eq!(once(&stage), (Some(0), Vec::new()));
    other.kill();
    stage.gate.release(Way::Lost);
    // As a timer does, until the engine knows that it is gone.
    let start = Instant::now();
    while stage.client.ask("select bool_and(state = 3) from ig.post").as_deref() != Some("t") {
        let (code, _) = once(&stage);
        assert_eq!(code, Some(0));
        assert!(start.elapsed() < Duration::from_secs(180), "it is left");
    }
    stage.judge(&["its own".to_owned()]);
}

#[test]
fn a_database_that_fails_ends_it_and_the_next_run_goes_on() {
    let cluster = Cluster::own();
    let database = cluster.database();
    let mut stage = Stage::new(&database);
    stage.gate.set(2, Side::Before);
    stage.add("waits", &["--at=+0s"]);
    let mut command = stage.command(&["work", "--once", "--in-flight=8"]);
    let run = thread::scope(|scope| {
        let run = scope.spawn(|| command.output().unwrap());
        stage.until_held();
        cluster.crash();
        stage.gate.release(Way::On);
        run.join().unwrap()
    });
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains("\nerror: "), "{said}");
    cluster.start_again();
    stage.reconnect(&database);
    let start = Instant::now();
    while stage.public().is_empty() {
        once(&stage);
        assert!(start.elapsed() < Duration::from_secs(180), "it is left");
    }
    stage.judge(&["waits".to_owned()]);
}

/// The look for a lost publish takes longer than a worker keeps another wait in memory.
#[test]
fn a_lost_publish_is_found_whatever_the_pause_before_the_look() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    stage.arm([Fault::new(On::Publish, Do::CommitThenDrop)]);
    let usual = ["add", "photo.jpg", "--settle=11s", "--at=+0s"];
    assert!(stage.run(&usual).status.success());
    let (code, posts) = once(&stage);
    assert_eq!((code, &posts[0]["outcome"]), (Some(0), &"published".into()));
    assert_eq!(stage.public().len(), 1);
}

#[test]
fn a_token_that_is_refused_is_said_to_whoever_looks_at_no_notes() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    stage.add("due", &["--at=+0s"]);
    let mut command = stage.command(&["work", "--once", "--quiet"]);
    let output = command.env("IG_ACCESS_TOKEN", "wrong-token").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("is refused")
            && said.contains("`ig-worker go ACCOUNT`")
            && output.status.code() == Some(1),
        "{output:?}"
    );
    let held = stage.run(&["list", "--held"]);
    assert!(String::from_utf8_lossy(&held.stdout).contains("due"), "{held:?}");
    // As cron runs it, each minute, until a person has seen to it.
    for _ in 0..2 {
        let again = stage.run(&["work", "--once", "--quiet"]);
        let said = String::from_utf8_lossy(&again.stderr);
        assert!(said.contains("is refused") && again.status.code() == Some(1), "{again:?}");
    }
    assert!(stage.run(&["go", USERS[0]]).status.success());
    let (code, posts) = once(&stage);
    assert_eq!((code, &posts[0]["outcome"]), (Some(0), &"published".into()), "at once");
}

/// As `pg_restore --clean` does: other tables with the same rows.
const RESTORED: &str = "create table ig.copy (like ig.meta including all);
    insert into ig.copy select * from ig.meta;
    drop table ig.meta; alter table ig.copy rename to meta";

#[test]
fn a_database_that_was_restored_is_said_by_whoever_sees_it_and_by_each_worker_that_starts() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    let id = stage.add("restored", &["--at=+0s"]);
    for first in [&["list"][..], &["metrics"], &["show", &id], &["add", "photo.jpg", "--at=+1d"]] {
        stage.client.run(RESTORED);
        stage.client.run("update ig.post set state = 0, note = null, wake = due");
        let said = |args: &[&str]| {
            let ran = stage.run(args);
            assert_eq!(ran.status.code(), Some(0), "{ran:?}");
            String::from_utf8_lossy(&ran.stderr).into_owned()
        };
        let warned = said(first);
        assert!(warned.contains("1 posts are held"), "{first:?}: {warned}");
        assert!(warned.contains("`ig-worker release ID`"), "{warned}");
        assert!(!said(first).contains("are held"), "{first:?}: once");
        for _ in 0..2 {
            let warned = said(&["work", "--once", "--quiet"]);
            assert!(warned.contains("1 posts are held"), "{first:?}: {warned}");
        }
        stage.client.run("delete from ig.post where state = 0");
    }
    let explained = stage.run(&["explain", &id]);
    let explained = String::from_utf8_lossy(&explained.stdout);
    let event = "held: the store may have lost its last writes (ig-worker)";
    assert!(explained.contains(event), "{explained}");
    assert!(stage.run(&["release", &id]).status.success());
    let ran = stage.run(&["work", "--once"]);
    assert!(!String::from_utf8_lossy(&ran.stderr).contains("are held"), "{ran:?}");
    assert_eq!(stage.public().len(), 1);
}
