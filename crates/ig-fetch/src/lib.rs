#![doc = include_str!("../README.md")]

mod address;
mod connect;
mod encoding;
mod error;
mod fetcher;
mod robots;
mod tls;

pub use self::{
    address::{Reach, RefusedAddress},
    error::FetchError,
    fetcher::{End, Fetched, Fetcher, Head},
    robots::{META_AGENT, Robots},
    tls::Roots,
};
