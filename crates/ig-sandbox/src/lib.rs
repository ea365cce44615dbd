//! A local Instagram to develop and test publishing against.
//!
//! The sandbox plays the part of the Graph API that publishes posts: containers, uploads of films,
//! `media_publish`, the publishing limit, reading posts back, places. It has real state and its own rules, fetches
//! and judges the media it is pointed at, moves through time on demand, and lets anything go wrong
//! that has been seen to go wrong: lost replies, errors for posts that are live, posts that appear
//! after an error, replies cut in half. It shares no code with the clients that it tests.
//!
//! In Rust it is a machine without a socket and without a clock:
//!
//! ```
//! use http::Request;
//! use ig_core::Timestamp;
//! use ig_sandbox::{Config, Handling, Sandbox};
//!
//! let now = Timestamp::from_unix_millis(1_569_537_403_000);
//! let mut sandbox = Sandbox::new(Config::default());
//! let request = Request::get("/v26.0/17841400008460056/content_publishing_limit")
//!     .header("authorization", "Bearer sandbox-token")
//!     .body(Vec::new())?;
//! let Handling::Respond(response) = sandbox.handle(now, request) else {
//!     panic!("this request needs nothing fetched");
//! };
//! assert_eq!(response.body(), br#"{"data":[{"quota_usage":0}]}"#);
//! # Ok::<(), http::Error>(())
//! ```
//!
//! [`Sandbox::answer`] runs a request to its end, with files from memory. [`server`] puts the
//! machine behind a local port, for clients in any language.
//!
//! # What it does not do
//!
//! It counts no calls against a rate limit. It knows no other people: every well-formed username
//! can be tagged and invited, save those that start with `nobody` and those of
//! [`Config::with_unknown_usernames`], and nobody ever answers an invitation. Covers of reels are
//! kept as URLs and not fetched. What it checks of a video is what `ig-media` can tell. Where the
//! real server's answer is not known, the sandbox's is its own; such
//! answers say so in their documentation, and where it helps, a header `x-sandbox-note` says what
//! the matter is.

mod answer;
mod base;
mod batch;
mod config;
mod control;
mod endpoint;
mod fault;
mod fields;
mod handling;
mod ids;
mod intake;
mod journal;
mod judge;
mod mask;
mod object;
mod page;
mod refusal;
mod reply;
mod sandbox;
pub mod server;
mod state;
mod time;
mod upload;
mod world;

pub use self::{
    answer::Answer,
    config::{
        CarouselRefusal, Config, Login, PageLink, PageRole, Partnerships, Reader, SecondPublish,
        Slices,
    },
    fault::{Do, Fault, InvalidFault, On, Shows},
    handling::{Fetch, FetchError, Fetched, Handling, Ticket},
    journal::Logged,
    sandbox::Sandbox,
    server::{Options, Server},
    state::{AccountState, ChildState, ContainerState, MediaState, State, UploadState},
    upload::{UploadEnd, UploadNext, UploadStart},
    world::{AudioConfiguration, Details, Place, ProductTag, StatusCode, Tag, TrialParams},
};
