//! The rules of scheduled posts.

mod bench;
mod gap;
mod memory;
mod model;
mod rules;
mod store;
mod when;
mod world;
