#![doc = include_str!("../README.md")]

mod blocking;
mod clock;
mod clocks;
mod config;
mod connection;
mod delivery;
mod driver;
mod error;
mod message;
mod place;
mod schema;
mod store;
mod tls;

pub use ig_queue;

pub use self::{
    blocking::BlockingStore,
    clocks::clocks,
    config::{Config, Moved},
    delivery::migrate_delivery,
    driver::{Clients, Driver, Stopper},
    error::Error,
    place::Place,
    schema::{Migrated, migrate},
    store::PostgresStore,
};
