//! `ig sandbox --state` on a full disk: it reports that, and loses nothing that it has
//! acknowledged.

use std::{
    process::{Command, Stdio},
    thread,
};

use crate::{
    sandbox::{post, start},
    world::{Started, USER, World},
};

/// The kernel's limit for a file, in blocks of 512 or 1024 bytes: the write of the log of the
/// database then fails in the middle, as on a full disk.
const MOST: &str = "trap '' XFSZ; ulimit -f 512; exec \"$0\" \"$@\"";

fn start_on_a_small_disk(world: &World, state: &str) -> (Started, String) {
    let mut command = Command::new("sh");
    command.args(["-c", MOST, env!("CARGO_BIN_EXE_ig"), "sandbox", "--instant"]);
    command.args(["--listen", "127.0.0.1:0", "--state", state]);
    command.current_dir(world.home()).env_clear().env("HOME", world.home());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut started = Started::new(&mut command);
    let url = started.sandbox_url();
    (started, url)
}

/// Creates a container; returns the whole response.
fn create(url: &str) -> String {
    post(url, &format!("/{USER}/media?media_type=REELS&upload_type=resumable"), "")
}

/// The ids of all containers until the disk is full, and the response after that.
fn create_until_refused(url: &str) -> (Vec<String>, String) {
    let mut made = Vec::new();
    loop {
        let answer = create(url);
        if !answer.starts_with("HTTP/1.1 200") {
            return (made, answer);
        }
        let id = answer.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap();
        made.push(id.to_owned());
        assert!(made.len() < 400, "the disk is never full");
    }
}

#[test]
fn a_full_disk_is_reported_and_acknowledged_writes_are_kept() {
    let world = World::new();
    let state = world.home().join("kept");
    let state = state.to_str().unwrap();
    let (sandbox, url) = start_on_a_small_disk(&world, state);
    // Several at once: some wait for the disk while others write.
    let clients: Vec<_> = (0..6)
        .map(|_| {
            let url = url.clone();
            thread::spawn(move || create_until_refused(&url))
        })
        .collect();
    let mut acknowledged = Vec::new();
    for client in clients {
        let (made, refused) = client.join().unwrap();
        assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
        assert!(refused.contains("The sandbox cannot keep its state: disk I/O error"), "{refused}");
        assert!(refused.contains("Make room and start it again."), "{refused}");
        acknowledged.extend(made);
    }
    assert!(acknowledged.len() > 5, "{acknowledged:?}");
    for _ in 0..3 {
        assert!(create(&url).starts_with("HTTP/1.1 503"), "it does not continue with a gap");
    }
    sandbox.kill();
    let (sandbox, url) = start(&world, &["--state", state]);
    let kept = World::get(&format!("{url}/_sandbox/state"));
    for id in &acknowledged {
        assert!(kept.contains(&format!("\"id\":\"{id}\"")), "{id} was acknowledged: {kept}");
    }
    assert!(create(&url).starts_with("HTTP/1.1 200"), "there is room again");
    sandbox.kill();
}
