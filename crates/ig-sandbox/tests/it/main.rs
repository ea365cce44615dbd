//! The sandbox over sockets.

#![expect(clippy::unwrap_used, reason = "a test that panics is a test that failed")]

mod curl;
mod fetching;
mod hardship;
mod local;
mod openapi;
mod record;
mod server;
mod state_folder;
mod support;
mod tls;
mod upload_socket;
