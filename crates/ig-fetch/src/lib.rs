#![doc = include_str!("../README.md")]

mod address;
mod connect;
mod encoding;
mod end;
mod error;
mod fetcher;
mod robots;
mod tls;

pub use self::{
    address::{Reach, RefusedAddress},
    end::End,
    error::FetchError,
    fetcher::{Fetched, Fetcher, Head},
    robots::{META_AGENT, Robots},
    tls::Roots,
};
