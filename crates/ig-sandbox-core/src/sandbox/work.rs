//! Pending work between two steps: requests that wait for a file, running uploads, batches, and
//! changes that were returned to be saved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    batch::Batch,
    config::{self, LegacyFeatures},
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

/// The progress of an endpoint.
pub(crate) enum Acted {
    Done(Object),
    /// The file of a container must be fetched first, from this URL.
    NeedsFile(Box<Draft>, String),
    /// The container exists, and these files of it must be fetched in the background.
    FetchesOn(Object, Vec<Fetch>),
    /// The calls of a batch must run first.
    Batch(Box<Batch>),
}

/// What happens when a file arrives.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Waiting {
    /// A photo's container is created, and the request gets its reply. The connection does not
    /// survive the process, so after a restart nothing is created.
    #[serde(skip)]
    Photo(Box<Exchange>, Box<Draft>),
    /// A video's container continues.
    Video(String),
    /// A reel's container has its cover.
    Cover(String),
    /// The video that an upload points to, and who waits for the answer, who does not outlive the
    /// process.
    Upload(String, Ticket, #[serde(skip)] Option<Box<Exchange>>),
    /// A container is made at a time to come.
    Late(Timestamp, Box<Draft>),
    /// The video of a reel that is made at a time to come is fetched after its cover.
    LateCover(Timestamp, Box<Draft>),
}

/// An upload whose body is being received.
#[derive(Debug)]
pub(crate) struct Receiving {
    pub(crate) exchange: Exchange,
    pub(crate) container: String,
    /// The number of bytes that are accepted; further ones are not.
    pub(crate) room: u64,
    /// The number of bytes that fit into the video.
    pub(crate) rest: u64,
    /// The number of bytes that came.
    pub(crate) came: u64,
    /// The number of bytes after which the connection is cut.
    pub(crate) cut_after: Option<u64>,
}

/// A batch whose call waits for a file.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) exchange: Exchange,
    pub(crate) batch: Batch,
}

/// The changes that were last returned.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// The next changes are of a new world.
    pub(crate) is_whole: bool,
    /// The values that are saved at once when they change.
    pub(crate) settings: Option<Settings>,
}

/// The values that tests have set.
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
    /// The options of the configuration that were changed.
    #[serde(default)]
    pub(crate) changed: config::Settings,
}
