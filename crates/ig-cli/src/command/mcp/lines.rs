//! Messages on standard input and output, one on a line. A line that cannot be used is answered, as
//! JSON-RPC 2.0 asks (section 5): the transport of the SDK drops a line that is not JSON, and refuses
//! a request without its id, so that its sender would wait for ever.

use std::{future::Future, io, pin::Pin, sync::Arc};

use rmcp::{
    ErrorData, RoleServer,
    model::{ClientRequest, ErrorCode, JsonRpcRequest},
    service::{RxJsonRpcMessage, TxJsonRpcMessage},
    transport::Transport,
};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Stdin, stdin},
    sync::Mutex,
};

use super::out::Out;
use crate::words;

/// The longest line in bytes: longer than any post with all of its options.
const MOST: usize = 1024 * 1024;

/// The requests that are answered.
const KNOWN: [&str; 5] = ["initialize", "ping", "server/discover", "tools/call", "tools/list"];

/// The client at the other end.
pub(super) struct Lines {
    read: BufReader<Stdin>,
    /// What has been read of a line.
    line: Vec<u8>,
    /// Whether the line was refused, and what is left of it is passed over.
    is_refused: bool,
    write: Arc<Mutex<Out>>,
    /// A refusal that is being written.
    refusal: Option<Writing>,
}

type Writing = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

/// What a line is.
enum Read {
    Message(Box<RxJsonRpcMessage<RoleServer>>),
    /// Nothing that is to be answered.
    Nothing,
    /// The answer to what cannot be used.
    Refused(Value),
}

impl Lines {
    pub(super) fn new(out: Out) -> Self {
        Self {
            read: BufReader::new(stdin()),
            line: Vec::new(),
            is_refused: false,
            write: Arc::new(Mutex::new(out)),
            refusal: None,
        }
    }

    /// What the next line is; nothing if there is no other.
    async fn next(&mut self) -> Option<Read> {
        let room = MOST + 1 - self.line.len();
        let mut rest = (&mut self.read).take(u64::try_from(room).unwrap_or(u64::MAX));
        rest.read_until(b'\n', &mut self.line).await.ok().filter(|count| *count != 0)?;
        let is_whole = self.line.ends_with(b"\n");
        if !is_whole && self.line.len() <= MOST {
            // The client is gone: it has said half of something.
            return None;
        }
        let was_refused = std::mem::replace(&mut self.is_refused, !is_whole);
        let read = if was_refused {
            Read::Nothing
        } else if is_whole {
            read(&self.line)
        } else {
            let why = format!("the message has more than {MOST} bytes, and was not read");
            refused(&Value::Null, ErrorData::invalid_request(why, None))
        };
        self.line.clear();
        Some(read)
    }
}

impl Transport<RoleServer> for Lines {
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        write(Arc::clone(&self.write), serde_json::to_vec(&message))
    }

    /// It may be dropped and called again at any time, so all that is under way is kept in `self`.
    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if let Some(refusal) = &mut self.refusal {
                let written = refusal.await;
                self.refusal = None;
                written.ok()?;
            }
            match self.next().await? {
                Read::Message(message) => return Some(*message),
                Read::Nothing => (),
                Read::Refused(answer) => {
                    let answer = serde_json::to_vec(&answer);
                    self.refusal = Some(Box::pin(write(Arc::clone(&self.write), answer)));
                }
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn write(to: Arc<Mutex<Out>>, message: serde_json::Result<Vec<u8>>) -> io::Result<()> {
    let mut line = message?;
    line.push(b'\n');
    let mut to = to.lock().await;
    to.write_all(&line).await?;
    to.flush().await
}

fn read(line: &[u8]) -> Read {
    // Some programs write this mark at the start.
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Read::Nothing;
    }
    let nobody = &Value::Null;
    let object = match serde_json::from_slice(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => {
            let why = "a message is one JSON object on a line: send several one after the other";
            return refused(nobody, ErrorData::invalid_request(why, None));
        }
        Err(_) => {
            let why = "the line is not JSON: a message is one JSON object on one line, in UTF-8";
            return refused(nobody, ErrorData::parse_error(why, None));
        }
    };
    let method = object.get("method").and_then(Value::as_str).unwrap_or_default();
    match serde_json::from_slice(line) {
        Ok(RxJsonRpcMessage::<RoleServer>::Request(_)) if !KNOWN.contains(&method) => {
            let why = format!(
                "there is no method {}: this server has {}",
                words::shortened(method),
                KNOWN.join(", ")
            );
            let error = ErrorData::new(ErrorCode::METHOD_NOT_FOUND, why, None);
            refused(object.get("id").unwrap_or(nobody), error)
        }
        // A request of the protocol whose params do not fit is read as one that the SDK does not know.
        Ok(RxJsonRpcMessage::<RoleServer>::Request(JsonRpcRequest {
            request: ClientRequest::CustomRequest(_),
            ..
        })) => unusable(&object),
        Ok(message) => Read::Message(Box::new(message)),
        Err(_) => unusable(&object),
    }
}

/// An object that is no message. Only what may be a request is answered: an answer to an answer could
/// have one too, and so on.
fn unusable(object: &Map<String, Value>) -> Read {
    let has = |name: &str| object.contains_key(name);
    let id = match object.get("id") {
        Some(id @ (Value::String(_) | Value::Number(_))) => id,
        None if has("method") => return Read::Nothing,
        _ => &Value::Null,
    };
    if !has("method") && (has("result") || has("error")) {
        return Read::Nothing;
    }
    let is_call = object.get("method").is_some_and(Value::is_string)
        && object.get("jsonrpc").is_some_and(|version| version == "2.0")
        && !has("result")
        && !has("error")
        && id.as_f64().is_none_or(|_| id.is_i64());
    let error = match object.get("params") {
        _ if !is_call || id.is_null() => ErrorData::invalid_request(
            "a request has jsonrpc, which is \"2.0\", id, which is a text or a whole number, method, \
             which is a text, and perhaps params",
            None,
        ),
        Some(params) if !params.is_object() => {
            ErrorData::invalid_params("params is not an object: { }", None)
        }
        _ => ErrorData::invalid_params("params is not what the method takes", None),
    };
    refused(id, error)
}

fn refused(id: &Value, error: ErrorData) -> Read {
    Read::Refused(json!({ "jsonrpc": "2.0", "id": id, "error": error }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_answered_that_may_be_a_request() {
        let check = |line: &str, expect: Option<(i64, Value)>| match read(line.as_bytes()) {
            Read::Refused(answer) => {
                assert_eq!(answer["jsonrpc"], "2.0", "{line}");
                let found = (answer["error"]["code"].as_i64().unwrap(), answer["id"].clone());
                assert_eq!(Some(found), expect, "{line}");
            }
            Read::Message(_) => panic!("{line} is a message"),
            Read::Nothing => assert_eq!(None, expect, "{line}"),
        };
        let refused = |code: i64, id: Value| Some((code, id));
        for line in ["hello", "{", "{\"id\": 1", "'a'", "\u{0}", "{\"id\": 1}}"] {
            check(line, refused(-32700, Value::Null));
        }
        for line in ["[]", "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", "1", "null"] {
            check(line, refused(-32600, Value::Null));
        }
        let call = |rest: &str| format!("{{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",{rest}}}");
        check(&call("\"id\":7,\"params\":[]"), refused(-32602, json!(7)));
        check(&call("\"id\":\"a\",\"params\":[1]"), refused(-32602, json!("a")));
        check(&call("\"id\":7,\"params\":\"x\""), refused(-32602, json!(7)));
        check(&call("\"id\":7,\"params\":{}"), refused(-32602, json!(7)));
        check(&call("\"id\":null,\"params\":{}"), refused(-32600, Value::Null));
        check(&call("\"id\":[7],\"params\":{}"), refused(-32600, Value::Null));
        check(&call("\"id\":7,\"result\":{}"), refused(-32600, json!(7)));
        check(&call("\"id\":7,\"params\":{\"arguments\":{}}"), refused(-32602, json!(7)));
        let args = "\"id\":7,\"params\":{\"name\":\"list\",\"arguments\":[]}";
        check(&call(args), refused(-32602, json!(7)));
        check("{\"id\":7,\"method\":\"ping\"}", refused(-32600, json!(7)));
        check("{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"ping\"}", refused(-32600, json!(7)));
        check("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":7}", refused(-32600, json!(7)));
        check("{}", refused(-32600, Value::Null));
        for method in ["other", "resources/list", "completion/complete"] {
            let line = format!("{{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"{method}\"}}");
            check(&line, refused(-32601, json!(7)));
        }
        // What is told, and what is answered, has no answer.
        for line in [
            "",
            "  \r",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":[]}",
            "{\"id\":7,\"result\":1}",
            "{\"id\":7,\"error\":1}",
        ] {
            check(line, None);
        }
    }
}
