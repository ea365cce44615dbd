//! The tasks as they are called, in workspaces made up for the purpose.

mod mutants;
mod usage;
mod world;
