//! The replies about accounts, files and servers.

#![expect(dead_code, reason = "the types describe shapes and are never constructed")]

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::reply::{Failed, Held, Login, Target, reply};

/// What `ig accounts --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum List {
    Accounts(Accounts),
    Failed(Box<Failed>),
}

reply! {
    /// The accounts of the configuration
    Accounts {
        /// The file that they are in; `null` if there is none
        config: Option<String>,
        accounts: Vec<Account>,
    }
}

#[derive(Serialize, JsonSchema)]
struct Account {
    name: String,
    /// Whether it is used where none is named
    default: bool,
    user: Option<String>,
    login: Login,
    api_base: String,
    token: Token,
}

/// Where a token is, and whether it can be read
#[derive(Serialize, JsonSchema)]
struct Token {
    /// `file` or `command`
    from: String,
    name: String,
    readable: bool,
    /// Why it cannot be read or used
    problem: Option<String>,
}

/// What `ig brake list --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum BrakeList {
    Brakes(Brakes),
    Failed(Box<Failed>),
}

reply! {
    /// The pauses after blocks
    Brakes {
        brakes: Vec<Held>,
    }
}

/// What `ig brake clear --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum BrakeClear {
    Cleared(Cleared),
    Failed(Box<Failed>),
}

reply! {
    /// The pauses that were forgotten, and the posts of the queue that no longer wait for them
    Cleared {
        cleared: Vec<Held>,
        released: Vec<String>,
    }
}

/// What `ig check --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Check {
    Files(Box<Checked>),
    Failed(Box<Failed>),
}

reply! {
    /// Whether Instagram accepts the files
    Checked {
        #[serde(flatten)]
        report: crate::check::Report,
    }
}

/// What `ig doctor --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Doctor {
    Preflight(Preflight),
    Failed(Box<Failed>),
}

reply! {
    /// Whether the account can publish
    Preflight {
        user: String,
        passed: bool,
        findings: Vec<Finding>,
        brakes: Vec<Held>,
        api_version: ApiVersion,
    }
}

#[derive(Serialize, JsonSchema)]
struct Finding {
    check: String,
    /// `passed`, `note`, `warning`, `unknown` or `failed`
    verdict: String,
    found: String,
    actor: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    page: String,
}

/// The version of the Graph API
#[derive(Serialize, JsonSchema)]
struct ApiVersion {
    asked: String,
    /// `serves`, `gone`, `not_yet` or `unknown`
    standing: String,
    until: Option<String>,
    served_by: Option<String>,
}

/// What `ig pages search --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum PagesSearch {
    Pages(Pages),
    Failed(Box<Failed>),
}

reply! {
    /// Pages with that text in their names
    Pages {
        pages: Vec<Page>,
    }
}

#[derive(Serialize, JsonSchema)]
struct Page {
    id: String,
    name: Option<String>,
    link: Option<String>,
    street: Option<String>,
    city: Option<String>,
    state: Option<String>,
    zip: Option<String>,
    country: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    can_be_location: bool,
}

/// What `ig sandbox --json` prints once the sandbox listens
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Sandbox {
    Listening(Listening),
    Failed(Box<Failed>),
}

reply! {
    /// The sandbox listens
    Listening {
        url: String,
        /// The id of the first account
        user_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        tls: Option<Tls>,
    }
}

#[derive(Serialize, JsonSchema)]
struct Tls {
    /// The certificate that clients have to trust
    ca: PathBuf,
    names: Vec<String>,
}

/// What `ig schema --list --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum SchemaList {
    Schemas(Schemas),
    Schema(Schema),
    Failed(Box<Failed>),
}

/// A schema, without `--list`: the JSON schema itself, with or without `--json`, to be saved as it is. It
/// is the one reply without `version`; the schema of an output has that of its replies
#[derive(Serialize, JsonSchema)]
pub(super) struct Schema {
    #[serde(rename = "$schema")]
    schema: String,
    #[serde(flatten)]
    members: serde_json::Map<String, Value>,
}

reply! {
    /// The names that `ig schema --output` accepts
    Schemas {
        outputs: Vec<String>,
    }
}

/// What `ig probe --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum ProbeReply {
    Answers(Box<Answers>),
    Failed(Box<Failed>),
}

reply! {
    /// What the server did. The answers to single requests are as ASSUMPTIONS.md describes them
    Answers {
        at: String,
        api_base: String,
        login: Login,
        target: Target,
        posts: Vec<Value>,
        publishes_sent: u32,
        container: Option<String>,
        created_with_status: Option<String>,
        ready_after_ms: Option<u64>,
        publish: Option<Value>,
        publish_took_ms: Option<u64>,
        first_status: Option<String>,
        status_after_ms: Option<u64>,
        status_absent_ms: Option<u64>,
        list_after_ms: Option<u64>,
        list_absent_ms: Option<u64>,
        timestamp_lead_s: Option<i64>,
        second_publish: Option<Value>,
        posts_of_one_container: Option<u32>,
        caption: Option<Value>,
        foreign_container: Option<Value>,
        reads_together: Option<Value>,
        quota: Value,
        clocks: Value,
        usage_headers: Vec<String>,
        assumptions: Vec<Assumption>,
        troubles: Vec<Value>,
    }
}

/// Whether an assumption holds
#[derive(Serialize, JsonSchema)]
struct Assumption {
    name: String,
    /// `yes`, `no` or `unknown`
    holds: String,
    found: String,
}

/// A command line that was refused
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Refused {
    Failed(Box<Failed>),
}
