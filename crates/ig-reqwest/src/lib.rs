#![doc = include_str!("../README.md")]
//!
//! # Videos that are uploaded
//!
//! A video is uploaded in pieces of 64 KiB, and is never held in memory. It must not change
//! until the upload is complete: a video that is not, or no longer, the one that the plan
//! [names](ig_core::upload::NamedSource) ends the flow, and the server does not get a complete
//! body. [`Builder::on_upload`] reports the progress; [`Builder::with_sources`] and
//! [`Builder::with_streams`] upload from sources other than files.
//!
//! ```no_run
//! # async fn run(token: ig_core::AccessToken) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! use ig_core::{AccessToken, Context, Login, PublishPlan, Reel};
//! use ig_reqwest::{Client, FileStore, Files};
//!
//! let client = Client::builder(Context::new(Login::Facebook, token)?)
//!     .on_upload(|upload| println!("{} of {} bytes", upload.sent, upload.size()))
//!     .build()?;
//! let reel = Reel::new(Files::name("videos/hungry-fonzes.mov")?);
//! let plan = PublishPlan::new("17841400008460056".parse()?, reel);
//! let outcome = client.publish_once(&FileStore::open("posts")?, "order-43", plan).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Its thread
//!
//! Connections are served on one thread, which all clients of the process share and which ends
//! with the last of them; a client of an API on this machine has its own. A publish is not
//! sent into a connection that the server has closed while your runtime was blocked, your
//! timers do not wait for what a server sends, and a client can be used on one runtime after
//! another. The future is polled where you poll it, and its time limit runs there.

mod client;
mod clock;
mod connections;
mod lost;
mod store;
mod upload;

pub use ig_core;
pub use ig_driver::{
    BoxError, ChangedSource, Difference, FileStore, Files, Forget, InvalidKey, Kept, Key,
    MAX_RESPONSE, Memory, NoStore, Once, OnceError, PartReader, Record, RecordError, SetupError,
    Slot, Source, Sources, State, StoreError, SystemClock, Target, check_source, once, seed,
    sha256,
};
pub use reqwest;

pub use self::{
    client::{Builder, Client},
    clock::Clock,
    store::Store,
};
