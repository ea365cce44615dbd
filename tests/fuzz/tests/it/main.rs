//! The fuzz targets as tests, on any toolchain: what is in the corpus, what was found once, and a
//! short run of chance with a fixed seed.

mod corpus;
mod short;
mod targets;
