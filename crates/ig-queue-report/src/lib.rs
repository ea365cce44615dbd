#![doc = include_str!("../README.md")]

mod measure;
mod reporter;
mod words;

pub use self::{
    measure::{Kind, Measure, measures},
    reporter::Reporter,
};
