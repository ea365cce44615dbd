//! The blocking transport of [`ig_core`], on [`ureq`].
//!
//! ```no_run
//! use ig_core::{AccessToken, Context, Login, Photo, PublishFlow, PublishPlan};
//! use ig_core::publish::Outcome;
//!
//! let token = AccessToken::new(std::env::var("IG_ACCESS_TOKEN")?);
//! let client = ig_ureq::Client::new(Context::new(Login::Facebook, token)?);
//!
//! let photo = Photo::new("https://www.example.com/images/bronz-fonz.jpg".parse()?);
//! let plan = PublishPlan::new("17841400008460056".parse()?, photo);
//! match client.drive(&mut PublishFlow::new(plan, 7), &mut ig_ureq::NoStore)? {
//!     Outcome::Published { media, .. } => println!("published as {:?}", media.id()),
//!     Outcome::NotPublished { reason } => println!("{reason}; {}", reason.advice()),
//!     Outcome::Uncertain { reason, .. } => println!("perhaps public: {reason}"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`NoStore`] keeps nothing. A [`Store`] that keeps each snapshot on disk, a
//! closure will do, is what makes a post survive a crash.
//!
//! # Films on this machine
//!
//! A film is uploaded in pieces of 64 KiB, and never held. It has to stay as it
//! is until it is there: one that is not, or no longer, what the
//! [`LocalFile`](ig_core::LocalFile) says ends the flow, and the server gets no
//! whole body of it. [`Builder::on_upload`] tells how far it is.
//!
//! ```no_run
//! use ig_core::{AccessToken, Context, LocalFile, Login, PublishFlow, PublishPlan, Reel};
//! # let token = AccessToken::new("");
//!
//! let path = std::path::absolute("films/hungry-fonzes.mov")?;
//! let film = LocalFile::of(&path, &std::fs::metadata(&path)?)?;
//! let client = ig_ureq::Client::builder(Context::new(Login::Facebook, token)?)
//!     .on_upload(|upload| println!("{} of {} bytes", upload.sent, upload.size()))
//!     .build();
//! let plan = PublishPlan::new("17841400008460056".parse()?, Reel::new(film));
//! let outcome = client.drive(&mut PublishFlow::new(plan, 7), &mut ig_ureq::NoStore)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Names
//!
//! A host is looked up once for the calls of a minute, and anew after a request
//! without a reply. ureq alone does so before every call, in a thread of its own.
//!
//! # What it does not do
//!
//! It follows no redirect, since that could publish twice; it retries nothing
//! below the flow; it reads no more than [1 MiB](MAX_RESPONSE) of a response.
//!
//! # Logs
//!
//! Do not log `ureq_proto` at level `trace`: its target `ureq_proto::util`
//! shows each byte that is sent, the token among them, and ureq has no switch
//! for it. A filter such as `ureq_proto=debug` keeps it out. Everything up to
//! `debug`, and every other target, is free of the token; the tests see to it
//! that this is the only exception.

mod body;
mod client;
mod clock;
mod film;
mod lost;
mod names;
mod store;

pub use self::{
    client::{Builder, Client, MAX_RESPONSE},
    clock::{Clock, SystemClock},
    store::{NoStore, Store},
};
