//! The fuzz targets as tests, on any toolchain: the corpus, earlier findings, and a short random
//! run with a fixed seed.

mod corpus;
mod short;
mod targets;
