//! Installs each package in an empty place, posts a photo with it, and runs its tests.

mod completions;
mod deb;
mod image;
mod npm;
mod sandbox;
mod wheel;

pub(super) use self::{
    deb::check as deb,
    image::check as image,
    npm::{TYPESCRIPT, check as npm},
    wheel::check as wheel,
};

use std::{path::Path, process::Command};

use serde_json::Value;

use self::sandbox::Sandbox;
use crate::{failure::Failure, files::empty, process};

/// Starts `ig sandbox` and posts a photo to it, both with an installed program; `home` is for what it
/// keeps.
fn posts(home: &Path, ig: impl Fn() -> Command) -> Result<(), Failure> {
    let sandbox = Sandbox::start(&mut ig())?;
    let photo = format!("{}/_sandbox/files/sample.jpg", sandbox.url());
    let state = home.join("ig-state");
    empty(&state)?;
    let run = |words: &[&str]| {
        let mut command = ig();
        command.args(words).arg("--json").env("IG_STATE_DIR", &state);
        command.envs(sandbox.environment());
        let said = process::read(&mut command)?;
        serde_json::from_str::<Value>(&said).map_err(Failure::of(said))
    };
    // The second time, it is the same post.
    for _ in 0..2 {
        let report = run(&["publish", &photo, "--caption", "Hello", "--key", "check"])?;
        if report["outcome"] != "published" {
            return Err(Failure::new(format!("the photo is not posted: {report}")));
        }
    }
    let posted = run(&["media", "list"])?;
    let captions: Vec<_> =
        posted["media"].as_array().into_iter().flatten().map(|post| &post["caption"]).collect();
    if captions != ["Hello"] {
        return Err(Failure::new(format!("one photo was to be posted: {posted}")));
    }
    Ok(())
}
