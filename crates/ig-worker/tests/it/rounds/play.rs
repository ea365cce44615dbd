//! One round: what is drawn from its seed, and how it is judged.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;

use crate::{
    cluster::{Client, Cluster, Database},
    many::Done,
    stage::{Stage, USERS, Worker},
};

/// Posts, workers, and what happens to them.
#[derive(Debug)]
pub(super) struct Round {
    workers: usize,
    /// After how many seconds each is due. Each has its own account: late posts of one account are
    /// five minutes apart.
    posts: Vec<u64>,
    /// After so many milliseconds, this happens.
    deeds: Vec<(u64, Deed)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// A worker is killed, and another started in its place.
    Kill(usize),
    /// A worker stands still for so many milliseconds.
    Stop(usize, u64),
    /// A worker ends in an orderly way, and another is started.
    Drain(usize),
    /// The server ends the connections of all workers.
    Cut,
    /// The database server is killed and started again.
    Crash,
    /// Instagram ends all connections and starts again.
    KillSandbox,
    /// All jobs are deleted.
    Forget,
}

/// `SplitMix64`: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }

    fn index(&mut self, end: usize) -> usize {
        usize::try_from(self.below(end as u64)).unwrap()
    }
}

impl Round {
    pub(super) fn of(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let workers = 2 + dice.index(2);
        let posts = 3 + dice.index(4);
        let posts = (0..posts).map(|_| dice.below(4)).collect();
        let deeds =
            (0..3 + dice.below(4)).map(|_| (dice.below(1500), Deed::of(&mut dice, workers)));
        Self { workers, posts, deeds: deeds.collect() }
    }
}

impl Deed {
    fn of(dice: &mut Dice, workers: usize) -> Self {
        let worker = dice.index(workers);
        match dice.below(20) {
            0..8 => Self::Kill(worker),
            8..11 => Self::Stop(worker, 100 + dice.below(14_000)),
            11..13 => Self::Drain(worker),
            13..16 => Self::Cut,
            // All rounds that run beside have it too.
            16 if dice.below(2) == 0 => Self::Crash,
            16..19 => Self::KillSandbox,
            _ => Self::Forget,
        }
    }
}

/// A restart at a time.
static CRASHING: Mutex<()> = Mutex::new(());

pub(super) fn play(cluster: &Cluster, round: &Round) -> Done {
    let mut done = Done::default();
    let any = Database { cluster, name: "postgres".to_owned() };
    let database = again(&any, || cluster.database());
    let mut stage = again(&database, || Stage::new(&database));
    let mut workers: Vec<Worker> = (0..round.workers).map(|_| stage.worker()).collect();
    let mut captions = Vec::new();
    for (number, (due, user)) in round.posts.iter().zip(USERS).enumerate() {
        let caption = format!("post {number}");
        let (at, user) = (format!("--at=+{due}s"), format!("--user-id={}", user));
        // With a key, so that a command that was cut off is safe again.
        let key = format!("--key=key-{number}");
        again(&database, || stage.add(&caption, &[&at, &user, &key]));
        captions.push(caption);
    }
    for (pause, deed) in &round.deeds {
        thread::sleep(Duration::from_millis(*pause));
        act(*deed, &database, &mut stage, &mut workers, &mut done);
    }
    // All that is left to do is left to workers that nobody touches.
    workers.push(stage.worker());
    let start = Instant::now();
    loop {
        let client = client(&database);
        let ended = "select bool_and(state in (3, 4)) from ig.post";
        let left = "select string_agg(id, ' ') from ig.post where state in (2, 5)";
        if client.try_ask(ended).as_deref() == Some("t") {
            break;
        }
        // As a person does with posts that wait for one.
        for id in client.try_ask(left).iter().flat_map(|ids| ids.split(' ')) {
            stage.run(&["release", id]);
        }
        for worker in &mut workers {
            if worker.has_ended() {
                *worker = stage.worker();
            }
        }
        assert!(start.elapsed() < Duration::from_secs(240), "posts are left: {}", stage.logs());
        thread::sleep(Duration::from_millis(500));
    }
    loop {
        stage.client = client(&database);
        let judged = catch_unwind(AssertUnwindSafe(|| stage.judge(&captions)));
        match judged {
            Ok(()) => break,
            // A restart that another round asked for.
            Err(_) if stage.client.try_ask("select 1").is_none() => (),
            Err(why) => resume_unwind(why),
        }
    }
    drop((workers, stage));
    database.try_remove();
    done
}

fn act(
    deed: Deed,
    database: &Database<'_>,
    stage: &mut Stage,
    workers: &mut [Worker],
    done: &mut Done,
) {
    match deed {
        Deed::Kill(nth) => {
            let new = stage.worker();
            std::mem::replace(&mut workers[nth], new).kill();
            done.kills += 1;
        }
        Deed::Stop(nth, millis) => {
            workers[nth].signal(Signal::SIGSTOP);
            thread::sleep(Duration::from_millis(millis));
            workers[nth].signal(Signal::SIGCONT);
            done.stops += 1;
        }
        Deed::Drain(nth) => {
            let new = stage.worker();
            std::mem::replace(&mut workers[nth], new).end();
        }
        Deed::Cut => {
            client(database).try_run(Stage::END_CONNECTIONS);
            done.cuts += 1;
        }
        Deed::Crash => {
            let _one = CRASHING.lock().unwrap();
            database.cluster.crash();
            database.cluster.start_again();
            done.crashes += 1;
        }
        Deed::KillSandbox => {
            stage.restart_server();
            done.sandbox_kills += 1;
        }
        Deed::Forget => {
            let forget = "delete from graphile_worker._private_jobs";
            client(database).try_run(forget);
        }
    }
}

/// A client, as soon as the server is there.
fn client(database: &Database<'_>) -> Client {
    loop {
        if let Ok(client) = database.try_client() {
            return client;
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// Does something that a restart of the server may have disturbed, until it succeeds.
fn again<T>(database: &Database<'_>, what: impl Fn() -> T) -> T {
    for _ in 0..20 {
        drop(client(database));
        if let Ok(done) = catch_unwind(AssertUnwindSafe(&what)) {
            return done;
        }
    }
    what()
}
