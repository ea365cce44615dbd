//! The sandbox from outside: requests in, replies out.

#![expect(clippy::unwrap_used, reason = "a test that panics is a test that failed")]

mod access;
mod batch;
mod behind;
mod control;
mod create;
mod curl;
mod discovery;
mod expiry;
mod faults;
mod fetching;
mod fields;
mod headers;
mod intake;
mod late;
mod limit;
mod log;
mod media;
mod media_list;
mod pages;
mod paths;
mod permissions;
mod photos;
mod profile;
mod properties;
mod publish;
mod seed_guide;
mod server;
mod status;
mod support;
mod tokens;
mod upload_faults;
mod upload_socket;
mod upload_support;
mod uploads;
mod usage;
mod videos;
