//! What an Instagram account, its token and its server can do, checked before
//! anything depends on it.
//!
//! - [`preflight`]: whether an account can publish at all, and who has to do what
//!   if it cannot.
//! - [`token`]: when a token can and must be renewed.
//! - [`login`]: the dialog in which a person allows an app, and what it answers.
//! - [`probe`]: the server behavior that "once" depends on, tested with
//!   at most two posts.
//!
//! The first and the last are [`Flow`](ig_core::Flow)s of `ig-core`, and perform
//! no I/O: the clients of `ig-reqwest` and `ig-ureq` drive them like any other.
//!
#![doc = include_str!("../README.md")]

pub mod login;
pub mod preflight;
pub mod probe;
pub mod token;
