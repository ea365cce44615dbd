//! What is under way between two steps: requests that wait for a file, uploads that come in,
//! batches, and what has been given out to be kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    batch::Batch,
    config::LegacyFeatures,
    fault::{SavedFault, Strike},
    handling::{Fetch, Ticket},
    intake::Call,
    object::Object,
    time::Timestamp,
    usage::SetUsage,
    world::Draft,
};

/// A Graph request on its way.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) call: Call,
    pub(crate) strike: Strike,
    /// Its number in the log.
    pub(crate) number: usize,
    /// The replies, if it is a batch.
    pub(crate) entries: Option<Vec<Value>>,
}

/// How far an endpoint came.
pub(crate) enum Acted {
    Done(Object),
    /// The file of a container must be fetched first, from here.
    NeedsFile(Box<Draft>, String),
    /// The container is there, and its file is to be fetched in the background.
    FetchesOn(Object, Fetch),
    /// There are calls to make first.
    Batch(Box<Batch>),
}

/// What happens when a file arrives.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Waiting {
    /// A photo's container is made, and the request answered. Who waits for the answer does not
    /// outlive the process, and nothing is made.
    #[serde(skip)]
    Photo(Box<Exchange>, Box<Draft>),
    /// A video's container goes on.
    Video(String),
    /// The video that an upload points to, and who waits for the answer, who does not outlive the
    /// process.
    Upload(String, Ticket, #[serde(skip)] Option<Box<Exchange>>),
    /// A container is made at a time to come.
    Late(Timestamp, Box<Draft>),
}

/// An upload whose body is coming in.
#[derive(Debug)]
pub(crate) struct Receiving {
    pub(crate) exchange: Exchange,
    pub(crate) container: String,
    /// So many bytes are taken; what goes beyond them is not.
    pub(crate) room: u64,
    /// So many bytes fit into the video.
    pub(crate) rest: u64,
    /// So many bytes came.
    pub(crate) came: u64,
    /// After so many, the connection is cut.
    pub(crate) cut_after: Option<u64>,
}

/// A batch whose call waits for a file.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) exchange: Exchange,
    pub(crate) batch: Batch,
}

/// What was last given out.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// The next changes are of a new world.
    pub(crate) is_whole: bool,
    /// What is worth keeping at once when it changes.
    pub(crate) settings: Option<Settings>,
}

/// What tests have set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) ahead_ms: u64,
    pub(crate) reads_out_until: Timestamp,
    pub(crate) usage: Option<SetUsage>,
    #[serde(default)]
    pub(crate) legacy: Option<LegacyFeatures>,
    pub(crate) faults: Vec<SavedFault>,
    /// Those that were set, by account.
    pub(crate) quotas: BTreeMap<String, u32>,
    /// How many containers, if that was set.
    #[serde(default)]
    pub(crate) max_containers: Option<u32>,
}
