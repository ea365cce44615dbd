//! The Rust code in the READMEs is compiled and run, word for word.
//!
//! Each block is a program, an example or a documentation test; the programs are run here, against
//! a sandbox, and the first is killed after a lost reply.

use std::{fs, path::Path, process::Command};

use ig_core::publish::Phase;
use ig_driver::FileStore;
use ig_sandbox::{Do, Fault, On, Sandbox, Server};

use crate::programs::{run, sandbox, text, until};

const README: &str = include_str!("../../README.md");
const BLOCKING: &str = include_str!("../src/bin/readme-blocking.rs");
const ASYNC: &str = include_str!("../src/bin/readme-async.rs");
const LOOP: &str = include_str!("../../crates/ig-driver/examples/threads/drive.rs");
const OF_POSTGRES: &str = include_str!("../../crates/ig-queue-postgres/tests/it/example.rs");
const OF_DRIVER: &str = include_str!("../../crates/ig-driver/tests/it/example.rs");

/// The Rust blocks of a README, each with the words after its fence, and without the lines that
/// only the documentation's tests see.
fn blocks(readme: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```").filter(|it| it.starts_with("rust")) else {
            continue;
        };
        let code = lines.by_ref().take_while(|line| *line != "```");
        let code = code.filter(|line| *line != "#" && !line.starts_with("# "));
        blocks.push((language, code.map(|line| format!("{line}\n")).collect()));
    }
    blocks
}

#[test]
fn every_block_in_rust_is_one_that_is_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let crates = fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let mut count = 0;
    for folder in crates.chain([root]) {
        let Ok(readme) = fs::read_to_string(folder.join("README.md")) else { continue };
        let lib = fs::read_to_string(folder.join("src/lib.rs")).unwrap_or_default();
        // The documentation's tests run what is plain, whole programs too.
        let as_doc_tests = lib.contains("doc = include_str!(\"../README.md\")]");
        for (language, code) in blocks(&readme) {
            let is_printed = [BLOCKING, ASYNC, LOOP, OF_DRIVER, OF_POSTGRES]
                .iter()
                .any(|it| it.ends_with(&code));
            let is_run = is_printed || (as_doc_tests && language == "rust");
            assert!(is_run && !code.is_empty(), "{}: no program runs\n{code}", folder.display());
            count += 1;
        }
    }
    assert!(6 <= count, "{count} blocks were found");
}

#[test]
fn the_front_page_is_short() {
    let words = README.split_whitespace().count();
    assert!(words <= 1300, "{words} words");
}

/// A terminal or a browser shows some thirty lines at first.
#[test]
fn the_first_screen_leads_each_of_four_readers_to_one_page() {
    let screen: Vec<_> = README.lines().take(15).collect();
    let rows: Vec<_> = screen.iter().filter(|line| line.starts_with("| ")).skip(1).collect();
    for (row, reader) in rows.iter().zip(["Rust", "Python", "shop", "tool"]) {
        let targets: Vec<_> = row.split("](").skip(1).map(|it| it.split(')').next()).collect();
        let [Some(target)] = targets[..] else { panic!("{row}") };
        assert!(row.contains(reader), "{reader}: {row}");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let (path, _) = target.split_once('#').unwrap_or((target, ""));
        assert!(root.join(path).is_file(), "{target}");
    }
    assert_eq!(rows.len(), 4, "{screen:#?}");
}

/// Nothing is published: what documents say to install is in the repository, in the versions that were
/// tested.
#[test]
fn no_document_installs_what_is_not_published() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = Command::new("git").arg("ls-files").current_dir(&root).output().unwrap();
    assert!(files.status.success(), "{files:?}");
    let files = text(&files.stdout);
    let is_document =
        |name: &&str| [".md", ".yaml", "Dockerfile"].iter().any(|it| name.ends_with(it));
    let (mut installs, mut documents) = (0, 0);
    for name in files.lines().filter(is_document).filter(|name| !name.starts_with("findings")) {
        documents += 1;
        for line in fs::read_to_string(root.join(name)).unwrap().lines() {
            for (_, rest) in
                line.match_indices("cargo install").map(|(at, it)| line.split_at(at + it.len()))
            {
                let is_ours = rest.contains("crates/ig-") && rest.contains("--locked");
                assert!(rest.contains("--path") && is_ours, "{name}: {line}");
                installs += 1;
            }
            for ours in [
                "pip install ig",
                "npm install ig",
                "apt install ig",
                "apt-get install ig",
                "cargo add ig",
            ] {
                assert!(!line.contains(ours), "{name}: {line}");
            }
        }
    }
    assert!(4 <= installs && 25 <= documents, "{installs} in {documents}");
}

#[test]
fn the_front_page_has_both_clients_and_a_loop_of_less_than_25_lines() {
    let blocks = blocks(README);
    let [(_, blocking), (_, asynchronous), (_, bare)] = &blocks[..] else { panic!("{blocks:?}") };
    assert!(BLOCKING.ends_with(blocking) && ASYNC.ends_with(asynchronous) && LOOP.ends_with(bare));
    assert!(bare.lines().count() < 25, "{} lines", bare.lines().count());
    for (_, code) in &blocks {
        assert!(!code.contains("NoStore") && !code.contains(", 7)"), "{code}");
    }
}

fn command(program: &str, server: &Server, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("IG_API_BASE", server.url())
        .env("IG_ACCESS_TOKEN", "sandbox-token")
        .env("IG_USER_ID", "17841400008460056")
        .env("IG_PHOTO_URL", "https://www.example.com/images/bronz-fonz.jpg");
    command
}

fn posts(server: &Server) -> Vec<String> {
    let posts = server.with(Sandbox::state).accounts.remove(0).media;
    posts.into_iter().map(|post| post.id).collect()
}

fn publishes(server: &Server) -> usize {
    let is_it = |path: &str| path.ends_with("/media_publish");
    server.with(|sandbox, _| sandbox.requests().iter().filter(|it| is_it(&it.path)).count())
}

/// The reply to the publish is lost, the program is killed and restarted. It then prints the one
/// post, and prints it again in a third run.
fn killed_after_a_lost_reply(program: &str, key: &str) {
    let server = sandbox([Fault::new(On::Publish, Do::CommitThenDrop)]);
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(program, &server, folder.path());
    let mut started = command.spawn().unwrap();
    until("the reply is lost, and the flow looks for the post", || {
        let store = FileStore::open(folder.path().join("posts")).unwrap();
        let record = store.read(&key.parse().unwrap()).unwrap();
        record.is_some_and(|record| record.snapshot.phase() == Phase::Verify)
    });
    started.kill().unwrap();
    started.wait().unwrap();
    assert_eq!((posts(&server).len(), publishes(&server)), (1, 1));

    for _ in 0..2 {
        let said = text(&run(&mut command, true).stdout);
        let id = posts(&server).concat();
        assert!(said.trim_end().ends_with(&format!("published as {id}")), "{said}");
        assert_eq!((posts(&server).len(), publishes(&server)), (1, 1), "one post, sent once");
    }
}

#[test]
fn the_first_client_killed_after_a_lost_reply_and_run_again_leaves_one_post() {
    killed_after_a_lost_reply(env!("CARGO_BIN_EXE_readme-blocking"), "order-42");
}

#[test]
fn the_async_client_killed_after_a_lost_reply_and_run_again_leaves_one_post() {
    killed_after_a_lost_reply(env!("CARGO_BIN_EXE_readme-async"), "order-43");
}

#[test]
fn the_first_client_fails_where_nothing_is_published() {
    let refused = Fault::new(On::Create, Do::Error).with_status(400).with_code(9004);
    let server = sandbox([refused.times(100)]);
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_readme-blocking");
    let said = run(&mut command(program, &server, folder.path()), false);
    assert!(text(&said.stderr).contains("not published: "), "{said:?}");
    assert!(posts(&server).is_empty());
}
