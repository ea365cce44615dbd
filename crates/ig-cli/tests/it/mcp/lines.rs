//! Lines that are no message, or none that can be used.

use std::{io::Write as _, process::Stdio};

use serde_json::{Value, json};

use super::{ARGS, Client, Talk};
use crate::world::{Started, World, until};

/// Each is answered with its id, as far as it has one, and the next message is read.
#[test]
fn lines_that_cannot_be_used_are_answered() {
    let world = World::new();
    let mut client = Client::start(&world);
    let long = format!("{{\"long\":\"{}\"}}", "x".repeat(3 * 1024 * 1024));
    for (line, code, id) in [
        ("hello", -32700, Value::Null),
        ("{\"jsonrpc\":", -32700, Value::Null),
        ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600, Value::Null),
        (&long, -32600, Value::Null),
        ("{\"id\":\"a\",\"method\":\"ping\"}", -32600, json!("a")),
    ] {
        let answer = client.talk.say(line).unwrap();
        assert_eq!(answer["jsonrpc"], "2.0");
        assert_eq!(answer.get("id"), Some(&id), "{answer}");
        assert_eq!(answer["error"]["code"], code, "{answer}");
    }
    for (method, params, code) in [
        ("tools/call", json!([]), -32602),
        ("tools/call", json!({}), -32602),
        ("tools/call", json!({ "name": "list", "arguments": [] }), -32602),
        ("tools/call", json!({ "name": "delete" }), -32602),
        ("tools/list", json!([1]), -32602),
        ("initialize", json!([]), -32602),
        ("resources/list", json!({}), -32601),
        ("other", json!({}), -32601),
    ] {
        let reply = client.ask(method, &params).unwrap();
        assert_eq!(reply["error"]["code"], code, "{method} {params}: {reply}");
    }
    let reply = client.ask("prompts/list", &json!({})).unwrap();
    let message = reply["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("no method prompts/list") && message.contains("tools/call"),
        "{reply}"
    );
    // What is only told is not answered, whatever it is.
    let told = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": [] });
    client.talk.write(&told).unwrap();
    assert!(client.call("list", &json!({}))["posts"].as_array().unwrap().is_empty());
    client.leave().expect(0);
}

#[test]
fn a_client_that_says_nothing_or_nonsense_is_no_harm() {
    let world = World::new();
    let mut command = world.command(&ARGS);
    let mut silent = Started::new(command.stdin(Stdio::piped()));
    drop(silent.child().stdin.take());
    silent.end().expect(0);
    let mut command = world.command(&ARGS);
    let mut loud = Started::new(command.stdin(Stdio::piped()));
    loud.child().stdin.take().unwrap().write_all(b"hello\n").unwrap();
    let ran = loud.end();
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&answer["error"]["code"], answer.get("id")), (&json!(-32700), Some(&Value::Null)));
    world.ig(&["mcp", "--json"]).expect(2).one_error(&["--json cannot be used with ig mcp"]);
}

/// Standard output is all that a client hears: without it, nobody is there.
#[test]
fn a_client_that_no_longer_listens_has_gone_away() {
    let world = World::new();
    let (mut process, talk) = Client::start(&world).parts();
    let Talk { mut stdin, stdout, .. } = talk;
    drop(stdout);
    let ask = json!({ "jsonrpc": "2.0", "id": 9, "method": "tools/list", "params": {} });
    writeln!(stdin, "{ask}").unwrap();
    until("it ends, though its standard input is open", || process.has_ended());
    let ran = process.end().expect(0);
    assert!(!ran.stderr.contains("error"), "{ran:?}");
    drop(stdin);
    // A disk that is full is an error.
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut process = Started::new(world.command(&ARGS).stdin(Stdio::piped()).stdout(full));
    let mut stdin = process.child().stdin.take().unwrap();
    let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": { "name": "test", "version": "1" },
    } });
    writeln!(stdin, "{hello}").unwrap();
    until("it ends", || process.has_ended());
    process.end().expect(1).one_error(&["standard output cannot be written to", "a client"]);
    drop(stdin);
}
