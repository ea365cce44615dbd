//! Lines that are no message, or none that can be used.

use serde_json::{Value, json};

use super::Client;
use crate::world::World;

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
    // What is only told is not answered, whatever it is.
    let told = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": [] });
    client.talk.write(&told).unwrap();
    assert!(client.call("list", &json!({}))["posts"].as_array().unwrap().is_empty());
    client.leave().expect(0);
}
