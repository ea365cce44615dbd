//! The page of the sandbox, in a real browser.
//!
//! The tests fail where `chromium` or `chromedriver` are missing; `cargo xtask setup` installs them.
//! Screenshots are left in `target/tmp/screenshots` for people to look at.

mod accounts;
mod axe;
mod controls;
mod grid;
mod live;
mod log;
mod looks;
mod policy;
mod post;
mod state;
mod stories;
mod webdriver;
mod world;
