//! Why something that a program asked for is not done, as HTTP and the Model Context Protocol say it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Door, Shown};
use crate::failure::{Exit, Failure};

/// A failure, with the status that it has over HTTP.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) status: u16,
    failure: Failure,
    /// What differs from the post that has the key.
    differs: Vec<&'static str>,
    /// The post that it is about.
    post: Option<Box<Shown>>,
    /// The methods that the path has instead.
    pub(crate) allow: Option<String>,
}

/// What every error has
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub(crate) struct ErrorBody {
    error: ErrorDetails,
    /// The post that has the key
    #[serde(default, skip_serializing_if = "Option::is_none")]
    post: Option<Box<Shown>>,
}

/// What is wrong, why, and what to do
#[derive(Debug, Serialize, JsonSchema)]
struct ErrorDetails {
    /// What is wrong
    message: String,
    /// Why
    why: Option<String>,
    /// What to do
    fix: Option<String>,
    /// Who has to act
    actor: Option<String>,
    /// Meta's id of the request, for its support
    trace_id: Option<String>,
    /// The time before which another try is pointless
    until: Option<String>,
    /// The members that differ from those of the post that has the key
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    differs: Vec<&'static str>,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        let status = match failure.exit() {
            Exit::Usage => 400,
            Exit::Uncertain => 409,
            Exit::Success | Exit::Failed => 500,
        };
        Self::new(status, failure)
    }
}

impl Trouble {
    pub(crate) fn new(status: u16, failure: Failure) -> Self {
        Self { status, failure, differs: Vec::new(), post: None, allow: None }
    }

    /// No post has the key.
    pub(crate) fn missing(key: &str, door: Door) -> Self {
        // What was typed may be a token that was pasted in the wrong place.
        let (what, ask) = match crate::store::typed(key) {
            Ok(key) => (format!("there is no post {key}"), door.put(key.as_str())),
            Err(_) => ("there is no such post".to_owned(), door.put("{key}")),
        };
        let failure = Failure::usage(what)
            .because("nobody has asked for one under this key")
            .fix(format!("see which there are: {}; or ask for it: {ask}", door.list()));
        Self::new(404, failure)
    }

    /// Another post has the key.
    pub(crate) fn another(post: Shown, differs: Vec<&'static str>) -> Self {
        let key = &post.key;
        let failure =
            Failure::usage(format!("the key {key} belongs to another post, so nothing was done"))
                .because(format!("it differs in: {}", differs.join(", ")))
                .fix("give this post its own key, or ask for the same post again");
        Self { differs, post: Some(Box::new(post)), ..Self::new(409, failure) }
    }

    /// A post that others change again and again is not changed.
    pub(crate) fn contended(done: &str) -> Self {
        let failure = Failure::failed(format!("the post is not {done}"))
            .because("others change it again and again")
            .fix("ask again");
        Self::new(503, failure)
    }

    /// Adds the post that it is about.
    pub(crate) fn with_post(self, post: Shown) -> Self {
        Self { post: Some(Box::new(post)), ..self }
    }

    /// Adds the methods that there are instead.
    pub(crate) fn with_allow(self, methods: String) -> Self {
        Self { allow: Some(methods), ..self }
    }

    pub(crate) fn body(self) -> ErrorBody {
        let mut error = self.failure.told_to_programs().to_json()["error"].take();
        let mut take = |name: &str| match error[name].take() {
            Value::String(text) => Some(text),
            Value::Null => None,
            other => Some(other.to_string()),
        };
        let error = ErrorDetails {
            message: take("message").unwrap_or_default(),
            why: take("why"),
            fix: take("advice"),
            actor: take("actor"),
            trace_id: take("trace_id"),
            until: take("until"),
            differs: self.differs,
        };
        ErrorBody { error, post: self.post }
    }
}
