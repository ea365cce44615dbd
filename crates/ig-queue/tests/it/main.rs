//! The rules of scheduled posts.

mod bench;
mod busy;
mod gap;
mod load;
mod memory;
mod model;
mod rules;
mod store;
mod when;
mod world;

use world::server;
