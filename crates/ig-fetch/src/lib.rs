#![doc = include_str!("../README.md")]

mod address;
mod connect;
mod error;
mod fetcher;
mod tls;

pub use self::{
    address::{Reach, RefusedAddress},
    error::FetchError,
    fetcher::{End, Fetched, Fetcher, Head},
    tls::Roots,
};
