//! What the commands print that work on this machine: `ig convert` and `ig serve`.

#![expect(dead_code, reason = "the types describe shapes and are never constructed")]

use ig_media::Finding;
use schemars::JsonSchema;
use serde::Serialize;

use super::reply::{Error, Failed, reply};

/// What `ig convert --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Convert {
    Files(Box<Converted>),
    Failed(Box<Failed>),
}

reply! {
    /// The JPEGs that were made
    Converted {
        /// Whether all files were
        converted: bool,
        files: Vec<File>,
        /// If some were not: the error of the file that the exit status is of
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<Error>,
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum File {
    Jpeg(Box<Jpeg>),
    Failed(Box<NotConverted>),
}

/// A file and its JPEG
#[derive(Serialize, JsonSchema)]
struct Jpeg {
    file: String,
    jpeg: String,
    kind: Kind,
    /// In pixels
    width: u32,
    height: u32,
    size_bytes: u64,
    /// What is different from the file
    changes: Vec<String>,
    /// What Instagram may change or refuse about it
    findings: Vec<Finding>,
}

/// Copied byte for byte, or encoded as a JPEG
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Copied,
    Converted,
}

/// A file that was not converted
#[derive(Serialize, JsonSchema)]
struct NotConverted {
    file: String,
    error: Error,
}

/// What `ig serve --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Serve {
    Listening(Serving),
    Token(Token),
    Failed(Box<Failed>),
}

reply! {
    /// It listens
    Serving {
        url: String,
    }
}

reply! {
    /// With `--print-token`
    Token {
        /// The secret that programs send
        token: String,
    }
}
