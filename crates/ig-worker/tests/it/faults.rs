//! Faults of the engine and of the database, one each: there is one post, and it is not early.
//!
//! Waits are real here, where they are those of an engine: it takes back the jobs of a worker ten
//! seconds after its last sign of life.

use std::{
    env, thread,
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;

use crate::{
    cluster::{Cluster, Database},
    gate::{Side, Way},
    proxy::{Cut, Proxy},
    stage::{Stage, until},
};

/// How long everything may take that has to wait for the engine once.
const MOST: Duration = Duration::from_secs(180);

/// The requests of a photo: the limit, the container, its status, the publish.
const PUBLISH: usize = 4;

/// Runs a scene for each of `cases` at once, each in a database of its own.
fn scenes<T: Copy + Send>(cases: &[T], scene: impl Fn(&mut Stage, &Database<'_>, T) + Sync) {
    let cluster = Cluster::shared();
    thread::scope(|scope| {
        for &case in cases {
            let scene = &scene;
            scope.spawn(move || {
                let database = cluster.database();
                scene(&mut Stage::new(&database), &database, case);
            });
        }
    });
}

#[test]
fn a_post_of_a_killed_worker_is_published_once_by_another() {
    let places = [(2, Side::After), (PUBLISH, Side::Before), (PUBLISH, Side::After)];
    scenes(&places, |stage, _, (nth, side)| {
        stage.gate.set(nth, side);
        let first = stage.worker();
        stage.add("killed", &["--at=+0s"]);
        stage.until_held();
        first.kill();
        stage.gate.release(Way::Lost);
        let _second = stage.worker();
        stage.until_all_ended(MOST);
        stage.judge(&["killed".to_owned()]);
    });
}

/// Seconds; longer ones by `IG_WORKER_STOPS=45,90`.
#[test]
fn a_worker_that_was_stopped_for_a_while_publishes_nothing_twice() {
    let given = env::var("IG_WORKER_STOPS").unwrap_or_else(|_| "1,6,13".to_owned());
    let stops: Vec<u64> = given.split(',').map(|it| it.parse().unwrap()).collect();
    let cases: Vec<_> =
        stops.into_iter().flat_map(|it| [(it, Side::Before), (it, Side::After)]).collect();
    scenes(&cases, |stage, _, (seconds, side)| {
        stage.gate.set(PUBLISH, side);
        let first = stage.worker();
        stage.add("stopped", &["--at=+0s"]);
        stage.until_held();
        let _second = stage.worker();
        first.signal(Signal::SIGSTOP);
        // Its connection lives on: the publish goes through while nobody listens.
        stage.gate.release(Way::On);
        thread::sleep(Duration::from_secs(seconds));
        first.signal(Signal::SIGCONT);
        stage.until_all_ended(MOST);
        stage.judge(&["stopped".to_owned()]);
    });
}

#[test]
fn a_server_that_restarts_without_a_shutdown_costs_no_post() {
    let cluster = Cluster::own();
    let database = cluster.database();
    let mut stage = Stage::new(&database);
    stage.gate.set(PUBLISH, Side::After);
    let worker = stage.worker();
    stage.add("across", &["--at=+0s"]);
    stage.until_held();
    cluster.crash();
    stage.gate.release(Way::On);
    // The worker has the answer, and nobody to tell.
    until("it says so", MOST, || worker.said().contains("tried again"));
    cluster.start_again();
    stage.reconnect(&database);
    stage.add("afterwards", &["--at=+0s"]);
    stage.until_all_ended(MOST);
    stage.judge(&["across".to_owned(), "afterwards".to_owned()]);
    assert_eq!(worker.end(), Some(0));
}

#[test]
fn connections_that_the_server_ends_are_made_again() {
    scenes(&[2, PUBLISH], |stage, _, nth| {
        stage.gate.set(nth, Side::After);
        let worker = stage.worker();
        stage.add("cut", &["--at=+0s"]);
        stage.until_held();
        stage.end_connections();
        stage.gate.release(Way::On);
        stage.add("more", &["--at=+0s"]);
        stage.until_all_ended(MOST);
        stage.judge(&["cut".to_owned(), "more".to_owned()]);
        assert_eq!(worker.end(), Some(0));
    });
}

/// The claim, each save, the intent and the outcome, in turn.
#[test]
fn a_commit_whose_reply_is_lost_is_looked_up() {
    scenes(
        &[(1, Cut::After), (2, Cut::After), (3, Cut::Before), (4, Cut::After)],
        |stage, database, case| {
            let (requests, cut) = case;
            let proxy = Proxy::before(database.cluster.folder());
            // What is committed next is what this request has led to.
            stage.gate.set(requests, Side::After);
            let _worker = stage.worker_on(&database.words_in(proxy.folder()), &[]);
            stage.add("lost", &["--at=+0s"]);
            stage.until_held();
            proxy.cut(cut);
            stage.gate.release(Way::On);
            stage.until_all_ended(MOST);
            stage.judge(&["lost".to_owned()]);
        },
    );
}

/// The code of a server that cannot extend a table, before the intent and before the outcome.
#[test]
fn a_server_whose_disk_is_full_is_waited_for_and_nothing_is_published_twice() {
    scenes(&[(3, Side::After), (PUBLISH, Side::After)], |stage, _, (nth, side)| {
        stage.gate.set(nth, side);
        let worker = stage.worker();
        stage.add("full", &["--at=+0s"]);
        stage.until_held();
        stage.client.run(
            "create function full_disk() returns trigger language plpgsql as $$ begin
                 raise 'could not extend file' using errcode = 'disk_full';
             end $$;
             create trigger full_disk before insert or update on ig.post
                 for each row execute function full_disk()",
        );
        stage.gate.release(Way::On);
        thread::sleep(Duration::from_secs(2));
        stage.client.run("drop trigger full_disk on ig.post");
        stage.until_all_ended(MOST * 2);
        stage.judge(&["full".to_owned()]);
        assert_eq!(worker.end(), Some(0));
    });
}

/// A worker that comes back late deletes the job that another one has now.
#[test]
fn a_post_whose_job_was_deleted_while_it_was_worked_on_is_found() {
    scenes(&[()], |stage, _, ()| {
        stage.gate.set(PUBLISH, Side::Before);
        let first = stage.worker();
        stage.add("jobless", &["--at=+0s"]);
        stage.until_held();
        stage.client.run("delete from graphile_worker._private_jobs");
        first.kill();
        stage.gate.release(Way::Lost);
        // It compares jobs with posts when it starts, and every half minute.
        let _second = stage.worker();
        stage.until_all_ended(MOST);
        stage.judge(&["jobless".to_owned()]);
    });
}

#[test]
fn jobs_that_a_person_deletes_come_back() {
    scenes(&[()], |stage, _, ()| {
        let _worker = stage.worker();
        stage.add("first", &["--at=+0s"]);
        stage.until_all_ended(MOST);
        stage.add("second", &["--at=+3s"]);
        stage.client.run("delete from graphile_worker._private_jobs");
        stage.until_all_ended(MOST);
        stage.judge(&["first".to_owned(), "second".to_owned()]);
    });
}

#[test]
fn a_job_that_is_given_up_or_put_off_by_hand_is_as_good_as_none() {
    let spoils = ["attempts = max_attempts", "run_at = now() + interval '1 day'"];
    scenes(&spoils, |stage, _, spoil| {
        stage.add("spoilt", &["--at=+0s"]);
        stage.client.run(&format!("update graphile_worker._private_jobs set {spoil}"));
        let _worker = stage.worker();
        stage.until_all_ended(MOST);
        stage.judge(&["spoilt".to_owned()]);
    });
}

#[test]
fn a_post_is_left_to_the_worker_that_has_its_token() {
    scenes(&[()], |stage, _, ()| {
        let without = stage.worker();
        stage.add("elsewhere", &["--at=+0s", "--credential=shop", "--token-elsewhere"]);
        stage.add("here", &["--at=+0s"]);
        let done = "select count(*) = 1 from ig.post where state = 3";
        until("one is out", MOST, || stage.client.ask(done).as_deref() == Some("t"));
        // It was never tried, and the job waits for somebody.
        let untouched = "select claims = 0 and epoch = 0 from ig.post where credential = 'shop'";
        assert_eq!(stage.client.ask(untouched).as_deref(), Some("t"), "{}", without.said());
        let _with = stage.worker_on(stage.words(), &[("IG_TOKEN_SHOP", "sandbox-token")]);
        stage.until_all_ended(MOST);
        stage.judge(&["elsewhere".to_owned(), "here".to_owned()]);
    });
}

#[test]
fn a_snapshot_of_a_newer_program_is_left_to_a_newer_worker() {
    scenes(&[()], |stage, _, ()| {
        let id = stage.add("newer", &["--at=+1h"]);
        stage.client.run(&format!(
            "update ig.post set snapshot = '{{\"version\": 99}}', wake = now() where id = '{id}'"
        ));
        let _worker = stage.worker();
        stage.add("today", &["--at=+0s"]);
        let done = "select count(*) = 1 from ig.post where state = 3";
        until("one is out", MOST, || stage.client.ask(done).as_deref() == Some("t"));
        let waits = "select state = 0 and epoch = 0 from ig.post where snapshot is not null \
                     and state <> 3";
        assert_eq!(stage.client.ask(waits).as_deref(), Some("t"));
    });
}

#[test]
fn a_worker_that_is_asked_to_end_gives_its_posts_to_another() {
    scenes(&[()], |stage, _, ()| {
        stage.gate.set(2, Side::Before);
        let first = stage.worker();
        stage.add("handed over", &["--at=+0s"]);
        stage.until_held();
        let _second = stage.worker();
        first.signal(Signal::SIGTERM);
        stage.gate.release(Way::On);
        let start = Instant::now();
        assert_eq!(first.ended(), Some(0));
        stage.until_all_ended(MOST);
        // Put back, and not taken back from the dead.
        let took = start.elapsed();
        stage.judge(&["handed over".to_owned()]);
        let drained = "select count(*) > 0 from ig.event where what like '%for the next worker'";
        assert_eq!(stage.client.ask(drained).as_deref(), Some("t"), "after {took:?}");
    });
}

#[test]
fn a_worker_that_is_asked_to_end_while_the_database_is_gone_ends_and_another_goes_on() {
    let cluster = Cluster::own();
    let database = cluster.database();
    let mut stage = Stage::new(&database);
    stage.gate.set(PUBLISH, Side::After);
    let first = stage.worker();
    stage.add("left", &["--at=+0s"]);
    stage.until_held();
    cluster.crash();
    stage.gate.release(Way::On);
    assert_eq!(first.end(), Some(1));
    cluster.start_again();
    stage.reconnect(&database);
    let _second = stage.worker();
    stage.until_all_ended(MOST * 2);
    stage.judge(&["left".to_owned()]);
}

#[test]
fn no_token_is_in_the_database() {
    scenes(&[()], |stage, database, ()| {
        let worker = stage.worker();
        stage.add("secret", &["--at=+0s"]);
        stage.until_all_ended(MOST);
        stage.add("waits", &["--at=+5m"]);
        for dump in ["ig.post", "ig.account", "ig.event", "graphile_worker.jobs"] {
            let text = format!("select string_agg(x::text, ' ') from {dump} as x");
            let text = database.client().ask(&text).unwrap_or_default();
            assert!(!text.is_empty() && !text.contains("sandbox-token"), "{dump}: {text}");
        }
        assert!(!worker.said().contains("sandbox-token"), "{}", worker.said());
    });
}
