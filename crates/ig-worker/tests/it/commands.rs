//! The commands, by their output: what was done, and one clear error where nothing was.

use std::{
    process::{Command, Output, Stdio},
    time::Duration,
};

use ig_queue_postgres::BlockingStore;
use serde_json::Value;

use crate::{
    cluster::Cluster,
    stage::{Stage, until},
};

/// The command with nothing but these variables.
fn bare(args: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ig-worker"));
    command.args(args).env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    command.output().unwrap()
}

/// One error, which says what, why and what to do.
#[track_caller]
fn one_error(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_ne!(output.status.code(), Some(0), "{said}");
    for start in ["error: ", "  why   ", "  fix   "] {
        assert_eq!(said.lines().filter(|line| line.starts_with(start)).count(), 1, "{start}{said}");
    }
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
}

#[test]
fn migrate_says_what_it_did_and_may_be_run_again() {
    let database = Cluster::shared().database();
    let words = database.words();
    let first = bare(&["migrate", "--json"], &[("IG_DATABASE", &words)]);
    let first: Value = serde_json::from_slice(&first.stdout).unwrap();
    assert_eq!((&first["from"], &first["delivery_made"]), (&0.into(), &true.into()), "{first}");
    let again = bare(&["migrate"], &[("IG_DATABASE", &words)]);
    let said = String::from_utf8(again.stdout).unwrap();
    assert_eq!(said.matches("already").count(), 2, "{said}");
}

#[test]
fn two_that_migrate_at_once_make_one_queue() {
    let database = Cluster::shared().database();
    let words = database.words();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| bare(&["migrate", "--json"], &[("IG_DATABASE", &words)])))
            .collect();
        for run in runs {
            let output = run.join().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
    });
    let made = "select max(id) >= 22 from graphile_worker.migrations";
    assert_eq!(database.client().ask(made).as_deref(), Some("t"));
}

#[test]
fn the_database_is_named_by_an_option_a_variable_or_those_of_libpq() {
    let database = Cluster::shared().database().with_queue();
    let (words, host) = (database.words(), database.cluster.folder().to_str().unwrap().to_owned());
    let url = format!("postgres://postgres@{}/{}", host.replace('/', "%2F"), database.name);
    let libpq = [("PGHOST", &*host), ("PGUSER", "postgres"), ("PGDATABASE", &*database.name)];
    for (args, variables) in [
        (&["list", "--json", "--database", &words][..], &[][..]),
        (&["list", "--json", "--database", &url], &[("IG_DATABASE", "host=/nowhere user=x")]),
        (&["list", "--json"], &[("IG_DATABASE", &*words), ("PGHOST", "/nowhere")]),
        (&["list", "--json"], &libpq),
    ] {
        let output = bare(args, variables);
        assert!(output.status.success(), "{args:?} {variables:?}: {output:?}");
        let posts: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(posts["posts"], Value::Array(Vec::new()), "{posts}");
    }
}

#[test]
fn what_cannot_be_used_has_one_error() {
    let cluster = Cluster::shared();
    let (empty, half) = (cluster.database(), cluster.database().with_queue());
    let folder = cluster.folder().to_str().unwrap();
    let wrong = "postgres://me:hunter2@127.0.0.1:1/nowhere?sslmode=disable";
    for (args, words, said) in [
        (&["list"][..], "", &["no database is named", "IG_DATABASE"][..]),
        (&["list"], wrong, &["cannot be reached"]),
        (&["list"], "postgres://me:hunter2@", &["address of the database"]),
        (&["work"], &empty.words(), &["has no queue", "migrate"]),
        (&["list"], &empty.words(), &["has no queue", "migrate"]),
        (&["work"], &half.words(), &["nothing in it that delivers", "migrate"]),
        (&["list"], &format!("host={folder} user=nobody dbname=x"), &["does not let"]),
    ] {
        let output = bare(args, &[("IG_DATABASE", words), ("IG_ACCESS_TOKEN", "x")]);
        one_error(&output, said);
        let text = format!("{output:?}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn a_post_is_added_shown_changed_and_taken_back() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    let id = stage.add("one of many", &["--at=+2h"]);
    let ask = |args: &[&str]| -> Value {
        let output = stage.run(args);
        assert!(output.status.success(), "{args:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(ask(&["show", &id, "--json"])["outcome"], "waiting");
    ask(&["edit", &id, "--at=+3h", "--json"]);
    assert!(ask(&["explain", &id, "--json"])["events"].as_array().unwrap().len() == 2);
    assert_eq!(ask(&["cancel", &id, "--json"])["outcome"], "cancelled");
    let said = stage.run(&["metrics"]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("cancelled"), "{said:?}");
    let missing = stage.run(&["show", "nothing"]);
    one_error(&missing, &["ig-worker list", &database.name]);
}

#[test]
fn what_is_due_soon_has_a_job_from_the_start_and_what_is_not_has_none() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    let soon = stage.add("soon", &["--at=+5m"]);
    let later = stage.add("later", &["--at=+3h"]);
    let jobs = "select string_agg(key, ' ') from graphile_worker.jobs";
    assert_eq!(stage.client.ask(jobs), Some(soon.clone()));
    // A change moves it, and one that takes it back leaves a job that ends when it is looked at.
    stage.run(&["edit", &later, "--at=+1m"]);
    stage.run(&["edit", &soon, "--at=+4h"]);
    let count = "select count(*) from graphile_worker.jobs where run_at <= now()";
    assert_eq!(stage.client.ask(count).as_deref(), Some("1"));
    let mut store = BlockingStore::connect(database.config()).unwrap();
    assert!(store.get(&later.parse().unwrap()).unwrap().is_some());
}

#[test]
fn a_worker_keeps_where_its_post_is_seen() {
    let stage = Stage::new(&Cluster::shared().database());
    let id = stage.add("seen", &["--at=+0s"]);
    let worker = stage.worker();
    let is_kept = format!("select permalink like 'http%' from ig.post where id = '{id}'");
    until("the permalink is kept", Duration::from_secs(120), || {
        stage.client.ask(&is_kept).as_deref() == Some("t")
    });
    let shown: Value = serde_json::from_slice(&stage.run(&["show", &id, "--json"]).stdout).unwrap();
    assert!(shown["permalink"].as_str().unwrap().starts_with("http"), "{shown}");
    assert_eq!(worker.end(), Some(0));
}

#[test]
fn a_medium_that_is_gone_holds_a_post_before_a_container_is_made() {
    let stage = Stage::new(&Cluster::shared().database());
    let url = format!("{}/_sandbox/files/none.jpg", stage.gate.url());
    let add = ["add", &url, "--caption=gone", "--at=+0s", "--json"];
    assert!(stage.run(&add).status.success());
    let _worker = stage.worker_that_checks();
    until("it is held", Duration::from_secs(120), || {
        stage.client.ask("select state = 2 from ig.post").as_deref() == Some("t")
    });
    let note = stage.client.ask("select note::text from ig.post").unwrap();
    assert!(note.contains("none.jpg is gone: HTTP 404"), "{note}");
    let containers = "select coalesce(json_array_length(ledger -> 'created'), 0) from ig.account";
    assert_eq!(stage.client.ask(containers).as_deref(), Some("0"));
}
