#![doc = include_str!("../README.md")]

mod brakes;
mod clocks;
mod columns;
mod count;
mod database;
mod driver;
mod error;
mod event;
mod file;
mod lock;
mod send;
mod store;

pub use ig_queue::{self, Judge, News};

pub use self::{
    brakes::Brakes,
    clocks::clocks,
    driver::{Clients, Driver, Stopper, Until, Waker},
    error::Error,
    event::Told,
    store::{Migrated, Reset, SqliteStore},
};
