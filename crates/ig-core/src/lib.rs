//! Requests, responses and flows of the Instagram content publishing API,
//! without I/O.
//!
//! This crate opens no socket, reads no clock and draws no random number. It
//! builds [`http::Request`]s, reads [`http::Response`]s and drives work of
//! several steps as [`Flow`]s. The crates `ig-reqwest` and `ig-ureq` carry it
//! over the network; any other HTTP client can, in a loop of four arms.
//!
//! ```
//! use ig_core::{
//!     AccessToken, Context, EndpointExt, Login, MediaUrl, Photo,
//!     endpoint::{CreateContainer, PublishContainer},
//!     http::Response,
//! };
//!
//! let context = Context::new(Login::Facebook, AccessToken::new("EAAG…".replace('…', "")))?;
//! let url: MediaUrl = "https://www.example.com/images/bronz-fonz.jpg".parse()?;
//! let photo = Photo::new(url).with_caption("#BronzFonz".parse()?);
//!
//! // One request: what to send, with any client, and what came back.
//! let request = CreateContainer::new("17841400008460056".parse()?, photo).to_request(&context)?;
//! assert_eq!(request.uri(), "https://graph.facebook.com/v25.0/17841400008460056/media");
//!
//! let response = Response::new(br#"{"id":"17889455560051444"}"#);
//! let container = CreateContainer::read(&response)?.id;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What there is
//!
//! - [`endpoint`]: one type for each call, with what it asks of the token and
//!   whether a second does harm.
//! - [`Post`] and its parts, checked when they are made.
//! - [`CallFlow`] (one call, retried where that is safe), [`BatchFlow`] (up to 50
//!   calls in one request, each repeated where that is safe), [`PagingFlow`] (a
//!   whole list) and [`PublishFlow`] (one post, once).
//! - [`QuotaLedger`]: the moving window of 24 hours. [`Pace`]: how long to wait
//!   before the next call, by the usage headers. [`Brake`]: no posting for a
//!   while after "action is blocked".
//! - [`PreflightFlow`]: whether an account can publish at all, and who has to do
//!   what where it cannot.
//! - [`Schedule`]: which of many flows is to be woken next; [`SharedReads`]: what
//!   up to 50 of them want to read, in one request.
//! - [`probe`]: what a server does on which "once" rests, found out with two posts
//!   at most. `ASSUMPTIONS.md`, in the documentation as `assumptions`, has all that
//!   is assumed, and what happens where it is false.
//! - [`TokenLife`]: when a token can and must be renewed.
//! - [`KNOWN_ERRORS`]: what is known of Meta's errors, and who has to act.
//!
//! What of the API is covered, and what not and why, is in a table: `COVERAGE.md`
//! beside this crate's `Cargo.toml`, in the documentation as `coverage`.
//!
//! # What it does not do
//!
//! It sends nothing and waits for nothing: that is the driver's part. It
//! decodes no picture: that is `ig-media`'s.

mod backoff;
mod batch;
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
mod error;
mod file;
mod flow;
mod id;
mod paging;
mod permission;
mod post;
mod preflight;
pub mod probe;
pub mod publish;
mod quota;
mod schedule;
mod secret;
mod tag;
mod time;
mod token;
mod upload;
mod url;
mod usage;
mod word;

pub use http;

pub use self::{
    batch::{Batch, BatchError, BatchFlow, BatchReply, SharedReads, Slot},
    brake::{Brake, Surface},
    call::{CallFlow, RetryPolicy},
    caption::{Caption, InvalidCaption},
    context::{ApiVersion, Context, Login},
    draft::Draft,
    endpoint::{Effect, Endpoint, EndpointExt},
    error::{
        Actor, ApiError, BuildError, Code, DecodeError, Delivery, Error, ErrorClass, HttpError,
        KNOWN_ERRORS, KnownError, ResponseError, TransportError, UploadError,
    },
    file::{ChangedFile, FileSlice, InvalidFile, LocalFile, Uploading},
    flow::{Call, DriveError, Flow, Reply, Step},
    id::{AppId, AudioId, CatalogId, ContainerId, InvalidId, MediaId, PageId, ProductId, UserId},
    paging::PagingFlow,
    permission::{Circumstance, Grants, Missing, PageTask, Permission, Requirement},
    post::{
        AiGenerated, AltText, AudioConfiguration, AudioName, Carousel, CarouselItem, CarouselItems,
        Collaborators, Cover, ExtraParameters, ImageItem, InvalidCarousel, InvalidOption,
        InvalidParameter, Medium, PaidPartnership, Photo, PhotoStory, Post, Reel, ShareToFeed,
        ThumbOffset, TrialParams, VideoItem, VideoSource, VideoStory, Volume,
    },
    preflight::{Check, Finding, Needs, Preflight, PreflightFlow, Verdict},
    publish::{PublishFlow, PublishPlan},
    quota::QuotaLedger,
    schedule::{Schedule, Ticket},
    secret::{AccessToken, AppSecret, AuthorizationCode},
    tag::{
        InvalidTag, Position, ProductTag, ProductTags, StoryTag, StoryTags, UserTag, UserTags,
        Username, VideoProductTag, VideoProductTags, VideoTag, VideoTags,
    },
    time::Timestamp,
    token::{CannotRenew, Expiry, Freshness, TokenLife},
    upload::UploadUri,
    url::{InvalidUrl, MediaUrl},
    usage::{BusinessUsage, Load, Pace, Usage},
};
