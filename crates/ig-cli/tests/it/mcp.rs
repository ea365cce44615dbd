//! `ig mcp`: posts for an assistant, once.

mod lines;
mod words;

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    queue::has_the_queue,
    serve::{Serving, photo},
    world::{Ran, Started, World, until},
};

/// `ig mcp` and its client.
pub(crate) struct Client {
    process: Started,
    talk: Talk,
}

/// A client of `ig mcp`, in the words of the protocol.
pub(crate) struct Talk {
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    last: u64,
}

pub(crate) const ARGS: [&str; 5] = ["mcp", "--files", ".", "--settle", "1s"];

impl Client {
    fn start(world: &World) -> Self {
        Self::of(&mut world.command(&ARGS)).expect("it does not start")
    }

    /// Starts it, and says who is there; fails if it is killed before.
    pub(crate) fn of(command: &mut Command) -> Result<Self, String> {
        let mut process = Started::new(command.stdin(Stdio::piped()));
        let stdin = process.child().stdin.take().unwrap();
        let stdout = BufReader::new(process.child().stdout.take().unwrap());
        let mut talk = Talk { stdin, stdout, last: 0 };
        let hello = json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        });
        let reply = talk.ask("initialize", &hello)?;
        assert_eq!(reply["result"]["serverInfo"]["name"], "ig", "{reply}");
        talk.write(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }))?;
        Ok(Self { process, talk })
    }

    /// The process, and its client.
    pub(crate) fn parts(self) -> (Started, Talk) {
        (self.process, self.talk)
    }

    fn ask(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        self.talk.ask(method, params)
    }

    #[track_caller]
    fn call(&mut self, tool: &str, args: &Value) -> Value {
        let (is_error, said) = self.talk.try_call(tool, args).unwrap();
        assert!(!is_error, "{said}");
        said
    }

    #[track_caller]
    fn refused(&mut self, tool: &str, args: &Value, words: &[&str]) -> Value {
        let (is_error, said) = self.talk.try_call(tool, args).unwrap();
        assert!(is_error, "{said}");
        for member in ["message", "fix"] {
            assert!(said["error"][member].is_string(), "{member}: {said}");
        }
        for word in words {
            assert!(said.to_string().contains(word), "{word:?} is not in: {said}");
        }
        said
    }

    /// The client goes away.
    fn leave(self) -> Ran {
        let Self { process, talk: Talk { stdin, mut stdout, .. } } = self;
        drop(stdin);
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
        process.end()
    }
}

impl Talk {
    fn write(&mut self, message: &Value) -> Result<(), String> {
        writeln!(self.stdin, "{message}").map_err(|error| error.to_string())
    }

    /// The reply to a request.
    fn ask(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        self.last += 1;
        let id = self.last;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        loop {
            let message = self.next()?;
            if message["id"] == id {
                return Ok(message);
            }
        }
    }

    /// The next message after a line, which need not be one.
    fn say(&mut self, line: &str) -> Result<Value, String> {
        writeln!(self.stdin, "{line}").map_err(|error| error.to_string())?;
        self.next()
    }

    /// The next message. Every line on standard output is one.
    fn next(&mut self) -> Result<Value, String> {
        let mut line = String::new();
        self.stdout.read_line(&mut line).map_err(|error| error.to_string())?;
        // One that is killed may have written a part.
        if !line.ends_with('\n') {
            return Err("it has ended".to_owned());
        }
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        Ok(message)
    }

    /// Calls a tool; returns whether that is an error, and what it says.
    pub(crate) fn try_call(&mut self, tool: &str, args: &Value) -> Result<(bool, Value), String> {
        let reply = self.ask("tools/call", &json!({ "name": tool, "arguments": args }))?;
        let result = &reply["result"];
        assert!(result.is_object(), "{reply}");
        let said: Value =
            serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(said, result["structuredContent"], "{reply}");
        Ok((result["isError"] == true, said))
    }
}

fn post(key: &str, caption: &str) -> Value {
    json!({ "key": key, "post": photo(caption), "wait_s": 60 })
}

#[test]
fn the_same_key_is_one_post_whoever_asks() {
    let world = World::new();
    let mut client = Client::start(&world);
    let first = client.call("publish", &post("k", "a"));
    assert_eq!(
        (&first["state"], &first["media_known"]),
        (&json!("published"), &json!("confirmed"))
    );
    assert_eq!(client.call("publish", &post("k", "a"))["media"], first["media"]);
    assert_eq!(client.call("status", &json!({ "key": "k" }))["media"], first["media"]);
    let mut moved = post("k", "a");
    moved["at"] = json!("+1d");
    assert_eq!(client.call("publish", &moved)["ignored"], json!(["at"]));
    let other = client.refused("publish", &post("k", "b"), &["k belongs to another post"]);
    assert_eq!(other["error"]["differs"], json!(["caption"]));
    let serving = Serving::start(&world);
    let over_http = serving.http.put("k", &photo("a")).expect(200).body;
    assert_eq!(over_http["media"], first["media"]);
    let args = ["publish", "photo.jpg", "--caption=a", "--key=k", "--json"];
    assert_eq!(world.ig(&args).expect(0).json()["media"], first["media"]);
    assert_eq!(world.public(), [first["media"].as_str().unwrap()]);
    let ran = client.leave().expect(0);
    assert!(ran.stderr.contains("k: published"), "logs are on standard error: {ran:?}");
}

#[test]
fn a_public_post_is_told_after_its_file_is_gone() {
    let world = World::new();
    let file = world.file("gone.jpg", &crate::media::jpeg(400, 400));
    let mut client = Client::start(&world);
    let mut call = post("k", "a");
    call["post"]["photo"]["medium"] = json!("gone.jpg");
    let first = client.call("publish", &call);
    std::fs::remove_file(file).unwrap();
    let again = client.call("publish", &call);
    assert_eq!((&again["state"], &again["media"]), (&json!("published"), &first["media"]));
    assert!(again["uncompared"][0].as_str().unwrap().ends_with("gone.jpg"), "{again}");
    call["post"]["photo"]["caption"] = json!("b");
    let other = client.refused("publish", &call, &["k belongs to another post"]);
    assert_eq!(other["post"]["state"], "published");
    client.leave().expect(0);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn each_tool_does_its_job() {
    let world = World::new();
    let mut client = Client::start(&world);
    let mut later = post("later", "b");
    later["at"] = json!("+1d");
    later["wait_s"] = json!(0);
    assert_eq!(client.call("publish", &later)["state"], "waiting");
    client.call("publish", &post("k", "a"));
    let listed = client.call("list", &json!({}));
    let keys: Vec<_> = listed["posts"].as_array().unwrap().iter().map(|it| &it["key"]).collect();
    assert_eq!(keys, ["k", "later"]);
    let waiting = client.call("list", &json!({ "state": "waiting", "limit": 1 }));
    assert_eq!(waiting["posts"][0]["key"], "later");
    let explained = client.call("explain", &json!({ "key": "k" }));
    let events = explained["events"].as_array().unwrap();
    assert!(events.iter().any(|it| it["what"] == "ended: done"), "{explained}");
    assert_eq!(explained["post"]["state"], "published");
    assert_eq!(client.call("cancel", &json!({ "key": "later" }))["state"], "cancelled");
    client.refused("cancel", &json!({ "key": "k" }), &["it is public"]);
    client.refused("status", &json!({ "key": "none" }), &["there is no post none"]);
    let limit = client.call("limit", &json!({}));
    assert_eq!((&limit["usage"], &limit["user_id"]), (&json!(1), &json!(crate::world::USER)));
    assert_eq!(client.call("check", &json!({ "medium": "photo.jpg" }))["taken"], true);
    let video = world.file("video.mp4", &crate::media::mp4());
    let checked = client.call("check", &json!({ "medium": "video.mp4", "as": "photo" }));
    assert_eq!(checked["taken"], false, "{checked}");
    client.refused("check", &json!({ "medium": video }), &["not in the folder"]);
    client.leave().expect(0);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_post_that_is_due_later_is_not_waited_for() {
    let world = World::new();
    let mut client = Client::start(&world);
    let mut later = post("k", "a");
    later["at"] = json!("+1h");
    let start = Instant::now();
    assert_eq!(client.call("publish", &later)["state"], "waiting");
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
    client.leave().expect(0);
}

#[test]
fn arguments_that_are_not_known_are_named_and_nothing_is_published() {
    let world = World::new();
    let mut client = Client::start(&world);
    let with = |member: &str, value: Value| {
        let mut call = post("k", "a");
        call[member] = value;
        call
    };
    for (tool, args, words) in [
        ("publish", json!({ "post": photo("a") }), &["missing field `key`"][..]),
        ("publish", json!({ "key": "k" }), &["missing field `post`"]),
        ("publish", with("when", json!("+1h")), &["unknown field `when`"]),
        ("publish", with("kee", json!("k")), &["unknown field `kee`", "did you mean `key`?"]),
        (
            "publish",
            with("post", json!({ "photo": { "medium": "photo.jpg", "captoin": "x" } })),
            &["unknown field `captoin`", "did you mean `caption`?"],
        ),
        ("publish", with("post", json!({})), &["not exactly one post"]),
        ("publish", with("post", json!([])), &["a list"]),
        ("publish", with("wait_s", json!("soon")), &["expected"]),
        ("publish", with("key", json!("a b")), &["the key cannot be used"]),
        ("status", json!({}), &["missing field `key`"]),
        ("status", json!({ "key": "k", "id": 1 }), &["unknown field `id`"]),
        ("cancel", json!({ "post": "k" }), &["unknown field `post`"]),
        ("release", json!({ "post": "k" }), &["unknown field `post`"]),
        ("publish", with("wait_s", json!(301)), &["the longest wait is 300 seconds"]),
        ("list", json!({ "limit": 0 }), &["limit cannot be used", "1 to 1000"]),
        ("explain", json!({ "key": 1 }), &["expected a text"]),
        ("list", json!({ "stat": "waiting" }), &["unknown field `stat`", "did you mean `state`?"]),
        ("check", json!({ "medium": "photo.jpg", "as": "poem" }), &["unknown variant `poem`"]),
        ("limit", json!({ "user": "1" }), &["unknown field `user`", "did you mean `user_id`?"]),
    ] {
        client.refused(tool, &args, words);
    }
    let reply = client.ask("tools/call", &json!({ "name": "delete", "arguments": {} })).unwrap();
    assert!(reply["error"]["message"].as_str().unwrap().contains("there is no tool delete"));
    assert!(client.call("list", &json!({}))["posts"].as_array().unwrap().is_empty());
    client.leave().expect(0);
    assert!(world.requests().is_empty());
}

#[test]
fn each_tool_says_what_it_may_change_and_has_a_schema() {
    let world = World::new();
    let mut client = Client::start(&world);
    let reply = client.ask("tools/list", &json!({})).unwrap();
    let tools = reply["result"]["tools"].as_array().unwrap();
    let mut names: Vec<_> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["cancel", "check", "explain", "go", "limit", "list", "publish", "release", "status"]
    );
    for tool in tools {
        let name = tool["name"].as_str().unwrap();
        let hints = &tool["annotations"];
        let changes = ["publish", "cancel", "release", "go"].contains(&name);
        assert_eq!(hints["readOnlyHint"], !changes, "{tool}");
        if changes {
            assert_eq!(hints["destructiveHint"], true, "{tool}");
            assert_eq!(hints["idempotentHint"], true, "{tool}");
        }
        let schema = &tool["inputSchema"];
        assert_eq!(
            (&schema["type"], &schema["additionalProperties"]),
            (&json!("object"), &json!(false))
        );
        // Clients refuse these at the top.
        for word in ["oneOf", "anyOf", "allOf"] {
            assert!(schema[word].is_null(), "{schema}");
        }
        jsonschema::validator_for(schema).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        for (property, about) in properties {
            assert!(
                about["description"].is_string()
                    || about["$ref"].is_string()
                    || about["anyOf"].is_array(),
                "{name}: {property}: {about}"
            );
        }
    }
    let publish = tools.iter().find(|tool| tool["name"] == "publish").unwrap();
    assert_eq!(publish["inputSchema"]["required"], json!(["key", "post"]));
    let judge = jsonschema::validator_for(&publish["inputSchema"]).unwrap();
    assert!(judge.is_valid(&post("k", "a")));
    assert!(!judge.is_valid(&json!({ "key": "k", "post": {} })));
    client.leave().expect(0);
}

#[test]
fn a_held_post_goes_on_once_its_cause_is_fixed() {
    let world = World::new();
    let mut client = Client::start(&world);
    let url = format!("{}/_sandbox/files/none.jpg", world.server.url());
    let call = json!({ "key": "k", "post": { "photo": { "medium": url } }, "wait_s": 60 });
    let held = client.call("publish", &call);
    assert_eq!(held["state"], "held");
    assert!(held["next"].as_str().unwrap().contains("the tool release"), "{held}");
    World::post(&url, crate::media::jpeg(400, 400));
    client.call("release", &json!({ "key": "k" }));
    assert_eq!(client.call("publish", &call)["state"], "published");
    client.refused("release", &json!({ "key": "k" }), &["is not released", "it is published"]);
    client.refused("release", &json!({ "key": "none" }), &["there is no post none"]);
    world.ig(&["queue", "pause", crate::world::USER]).expect(0);
    let went = client.call("go", &json!({ "user_id": crate::world::USER }));
    assert_eq!(went["paused"], Value::Null);
    let metrics = world.ig(&["queue", "metrics"]).expect(0).stdout;
    assert!(metrics.contains("ig_queue_paused_accounts 0"), "{metrics}");
    client.leave().expect(0);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn posts_are_handed_to_the_worker_that_has_the_queue() {
    let world = World::new();
    let worker = world.start(&["queue", "work"]);
    has_the_queue(&world, &worker);
    let mut client = Client::start(&world);
    assert_eq!(client.call("publish", &post("k", "a"))["state"], "published");
    worker.kill();
    until("it takes over", || {
        let lock = std::fs::read_to_string(world.state_dir().join("queue/queue.db.lock"));
        lock.unwrap().contains(&format!("process {} since ", client.process.id()))
    });
    assert_eq!(client.call("publish", &post("k", "a"))["state"], "published");
    assert_eq!(world.public().len(), 1);
    client.leave().expect(0);
}

/// The official client for JavaScript, as a user of it writes.
#[test]
fn a_public_client_publishes_once() {
    let world = World::new();
    let node = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../node");
    let client = node.join("node_modules/@modelcontextprotocol/sdk/package.json");
    assert!(client.exists(), "there is no {}: run `cargo xtask setup`", client.display());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/node/mcp.mjs");
    // A module looks for its packages beside itself.
    let copy = node.join(format!("mcp-{}.mjs", std::process::id()));
    std::fs::copy(script, &copy).unwrap();
    let mut command = Command::new("node");
    command.arg(&copy).arg(env!("CARGO_BIN_EXE_ig")).current_dir(world.home());
    command.env("IG_API_BASE", world.server.url()).env("IG_USER_ID", crate::world::USER);
    command.env("IG_ACCESS_TOKEN", crate::world::TOKEN).env("HOME", world.home());
    let output = command.env("NO_PROXY", "*").output().unwrap();
    std::fs::remove_file(copy).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let media = world.public();
    assert_eq!(media.len(), 1, "{said}");
    assert_eq!(said.trim(), format!("published as {0}, and again as {0}", media[0]));
}
