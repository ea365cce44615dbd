#![doc = include_str!("../README.md")]

mod bound;
mod evidence;
mod finding;
mod row;
mod rows;
mod rule;

pub use self::{
    bound::{Bound, Unit},
    evidence::{Evidence, Severity},
    finding::Finding,
    row::{Row, Source, first_broken},
    rows::{all, format, photo, pictures, post, sound, url, video},
    rule::Rule,
};
