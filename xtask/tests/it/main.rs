//! The tasks as they are called, in made-up workspaces.

mod mutants;
mod usage;
mod world;
