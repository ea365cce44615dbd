#![doc = include_str!("../README.md")]
//!
//! # Videos that are uploaded
//!
//! A video is uploaded in pieces of 64 KiB, and is never held in memory. It must not change until
//! the upload is complete: a video that is not, or no longer, the one that the plan
//! [names](ig_core::upload::NamedSource) ends the flow, and the server does not get a complete
//! body. [`Builder::on_upload`] reports the progress; [`Builder::with_sources`] uploads from
//! sources other than files.
//!
//! ```no_run
//! use ig_core::{AccessToken, Context, Login, PublishPlan, Reel};
//! use ig_ureq::{Client, FileStore, Files};
//! # let token = AccessToken::new("");
//!
//! let client = Client::builder(Context::new(Login::Facebook, token)?)
//!     .on_upload(|upload| println!("{} of {} bytes", upload.sent, upload.size()))
//!     .build()?;
//! let reel = Reel::new(Files::name("videos/hungry-fonzes.mov")?);
//! let plan = PublishPlan::new("17841400008460056".parse()?, reel);
//! let outcome = client.publish_once(&FileStore::open("posts")?, "order-43", plan)?;
//! # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
//! ```
//!
//! An upload has a connection of its own, which is read while the body is sent. An early error is
//! read, and the rest of the video is not sent. Over a SOCKS proxy an upload is refused before
//! anything is sent, and middleware does not see uploads.

mod body;
mod carry;
mod client;
mod connection;
mod lost;
mod upload;

pub use ig_core;
pub use ig_driver::{
    BoxError, ChangedSource, Clock, Difference, FileStore, Files, Forget, InvalidKey, Kept, Key,
    MAX_RESPONSE, Memory, NoStore, Once, OnceError, PartReader, Record, RecordError, SetupError,
    Slot, Source, Sources, State, Store, StoreError, SystemClock, Target, check_source, once, seed,
    sha256,
};
use ig_driver::{OnUpload, log};
pub use ureq;

pub use self::client::{Builder, Client};
