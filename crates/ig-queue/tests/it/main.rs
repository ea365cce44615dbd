//! The rules of scheduled posts.

mod when;
