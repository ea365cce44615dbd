//! Requests, responses and flows of the Instagram content publishing API,
//! without I/O.
//!
//! This crate opens no socket, reads no clock and draws no random number. It
//! builds [`http::Request`]s, reads [`http::Response`]s and drives work of
//! several steps as [`Flow`]s. The crates `ig-reqwest` and `ig-ureq` carry it
//! over the network; any other HTTP client can, in a loop of four arms, for which
//! `ig-driver` has a store, a clock and the bytes of uploads.
//!
//! ```
//! use ig_core::{
//!     AccessToken, Context, EndpointExt, Exchange, Login, Photo, endpoint::CreateContainer,
//!     http::Response,
//! };
//!
//! let context = Context::new(Login::Facebook, AccessToken::new("token-of-a-test"))?;
//! let photo = Photo::new("https://www.example.com/images/bronz-fonz.jpg".parse()?)
//!     .with_caption("#BronzFonz".parse()?);
//!
//! // One request: what to send, with any client, and what came back.
//! let create = CreateContainer::new("17841400008460056".parse()?, photo);
//! let Exchange { request, pending } = create.exchange(&context)?;
//! assert_eq!(request.uri(), "https://graph.facebook.com/v25.0/17841400008460056/media");
//!
//! let reply = pending.received(Response::new(br#"{"id":"17889455560051444"}"#.to_vec()));
//! assert_eq!(CreateContainer::read(&reply)?.id.as_str(), "17889455560051444");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What there is
//!
//! - [`endpoint`]: one type for each call, with what it asks of the token and
//!   whether a second does harm. [`Call::new`] puts one of your own into a flow of
//!   your own.
//! - [`post`]: what can be posted, checked when it is made; [`tag`]: people and
//!   products in it.
//! - [`publish`]: [`PublishFlow`], one post, once; the moving window of 24 hours; no
//!   posting for a while after "action is blocked".
//! - [`CallFlow`] (one call, retried where that is safe),
//!   [`BatchFlow`](batch::BatchFlow) (up to 50 calls in one request, each repeated
//!   where that is safe) and [`PagingFlow`] (a whole list).
//! - [`usage`]: how long to wait before the next call, by the usage headers.
//! - [`preflight`]: whether an account can publish at all, and who has to do
//!   what where it cannot.
//! - [`schedule`]: which of many flows is to be woken next;
//!   [`SharedReads`](batch::SharedReads): what up to 50 of them want to read, in one
//!   request.
//! - [`probe`]: what a server does on which "once" rests, found out with two posts
//!   at most. `ASSUMPTIONS.md`, in the documentation as `assumptions`, has all that
//!   is assumed, and what happens where it is false.
//! - [`token`]: when a token can and must be renewed; [`permission`]: what a call
//!   asks of it.
//! - [`error`]: what can go wrong, and what is known of Meta's errors: who has to
//!   act.
//!
//! What of the API is covered, and what not and why, is in a table: `COVERAGE.md`
//! beside this crate's `Cargo.toml`, in the documentation as `coverage`.
//!
//! # What it does not do
//!
//! It sends nothing and waits for nothing: that is the driver's part. It
//! decodes no picture: that is `ig-media`'s.

mod backoff;
pub mod batch;
mod brake;
mod call;
mod caption;
mod clock;
mod context;
#[cfg(doc)]
#[doc = include_str!("../COVERAGE.md")]
pub mod coverage {}
#[cfg(doc)]
#[doc = include_str!("../ASSUMPTIONS.md")]
pub mod assumptions {}
mod draft;
pub mod endpoint;
pub mod error;
mod flow;
pub mod id;
mod paging;
pub mod permission;
pub mod post;
pub mod preflight;
pub mod probe;
pub mod publish;
mod quota;
pub mod schedule;
mod secret;
pub mod tag;
mod time;
pub mod token;
pub mod upload;
mod url;
pub mod usage;
mod word;

pub use http;

pub use self::{
    call::{CallFlow, RetryPolicy},
    caption::Caption,
    context::{ApiVersion, Context, Login},
    draft::Draft,
    endpoint::{Effect, Endpoint, EndpointExt},
    error::{BuildError, Delivery, Error, ResponseError, TransportError},
    flow::{Body, Call, DriveError, Exchange, Flow, Pending, Reply, Step},
    id::{ContainerId, MediaId, UserId},
    paging::PagingFlow,
    post::{Carousel, CarouselItem, Photo, PhotoStory, Post, Reel, VideoStory},
    publish::{PublishFlow, PublishPlan},
    secret::{AccessToken, AppSecret},
    time::Timestamp,
    url::MediaUrl,
};
