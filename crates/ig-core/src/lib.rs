#![doc = include_str!("../README.md")]
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
//! - [`permission`]: what a call asks of a token.
//! - [`error`]: what can go wrong, and what is known of Meta's errors: who has to
//!   act.
//!
//! What of the API is covered, and what not and why, is in a table: `COVERAGE.md`
//! beside this crate's `Cargo.toml`, in the documentation as `coverage`. What "once"
//! assumes of a server, and what happens where it is false, is in `ASSUMPTIONS.md`,
//! in the documentation as `assumptions`. Whether an account can publish, how long
//! its token lives and how a server behaves are found out by the crate `ig-account`.
//!
//! # What it does not do
//!
//! It sends nothing and waits for nothing: that is the driver's part. It
//! decodes no picture: that is `ig-media`'s.

#[cfg(doc)]
#[doc = include_str!("../COVERAGE.md")]
pub mod coverage {}
#[cfg(doc)]
#[doc = include_str!("../ASSUMPTIONS.md")]
pub mod assumptions {}
pub mod endpoint;
mod flow;
pub mod post;
pub mod publish;
mod value;
mod wire;

pub use http;
pub use ig_rules as rules;

pub use self::{
    endpoint::{Effect, Endpoint, EndpointExt},
    flow::{Call, CallFlow, DriveError, Flow, PagingFlow, RetryPolicy, Step, batch},
    post::{Carousel, CarouselItem, Photo, PhotoStory, Post, Reel, VideoStory},
    publish::{PublishFlow, PublishPlan},
    value::{
        Caption, ContainerId, MediaId, MediaUrl, Timestamp, UserId, id, permission, tag, upload,
    },
    wire::{
        AccessToken, ApiVersion, AppSecret, AuthorizationCode, Body, BuildError, Clock, Context,
        Delivery, Draft, Error, Exchange, Login, Pending, Reply, ResponseError, TransportError,
        error, usage, version,
    },
};
