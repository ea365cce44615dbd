//! The async transport of [`ig_core`], on [`reqwest`].
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use ig_core::{AccessToken, Context, Login, Photo, PublishFlow, PublishPlan};
//! use ig_core::publish::Outcome;
//!
//! let token = AccessToken::new(std::env::var("IG_ACCESS_TOKEN")?);
//! let client = ig_reqwest::Client::new(Context::new(Login::Facebook, token)?)?;
//!
//! let photo = Photo::new("https://www.example.com/images/bronz-fonz.jpg".parse()?);
//! let plan = PublishPlan::new("17841400008460056".parse()?, photo);
//! match client.drive(&mut PublishFlow::new(plan, 7), &mut ig_reqwest::NoStore).await? {
//!     Outcome::Published { media, .. } => println!("published as {:?}", media.id()),
//!     Outcome::NotPublished { reason } => println!("{reason}; {}", reason.advice()),
//!     Outcome::Uncertain { reason, .. } => println!("perhaps public: {reason}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`NoStore`] keeps nothing. A [`Store`] that keeps each snapshot on disk, a
//! closure will do, is what makes a post survive a crash. Dropping a future of
//! [`Client::drive`] is safe at any point.
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
//! # async fn run(token: AccessToken) -> Result<(), Box<dyn std::error::Error>> {
//!
//! let path = std::path::absolute("films/hungry-fonzes.mov")?;
//! let film = LocalFile::of(&path, &std::fs::metadata(&path)?)?;
//! let client = ig_reqwest::Client::builder(Context::new(Login::Facebook, token)?)
//!     .on_upload(|upload| println!("{} of {} bytes", upload.sent, upload.size()))
//!     .build()?;
//! let plan = PublishPlan::new("17841400008460056".parse()?, Reel::new(film));
//! let outcome = client.drive(&mut PublishFlow::new(plan, 7), &mut ig_reqwest::NoStore).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it does not do
//!
//! It follows no redirect, since that could publish twice; it retries nothing
//! below the flow; it reads no more than [1 MiB](MAX_RESPONSE) of a response.

mod client;
mod clock;
mod film;
mod lost;
mod store;

pub use self::{
    client::{Builder, Client, MAX_RESPONSE, SetupError},
    clock::{Clock, SystemClock},
    store::{NoStore, Store},
};
