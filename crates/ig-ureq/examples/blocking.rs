//! Publishes several posts at once, with a thread for each, and resumes all
//! posts that an earlier run left unfinished.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-ureq --example blocking -- \
//!     monday=http://127.0.0.1:8025/_sandbox/files/sample.jpg \
//!     tuesday=http://127.0.0.1:8025/_sandbox/files/sample.jpg
//! ```
//!
//! The folder `posts` keeps the posts by their keys. Killed at any moment and
//! started again, with the same arguments or without any, it makes no second
//! post.
//!
//! The API is the sandbox, unless `IG_API_BASE`, `IG_USER_ID` and
//! `IG_ACCESS_TOKEN` are set.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]

use std::{
    env::{self, VarError},
    process::ExitCode,
    thread,
};

use ig_core::{AccessToken, Context, Login, MediaUrl, Photo, PublishPlan, publish::Outcome};
use ig_ureq::{BoxError, Client, FileStore, Key, OnceError};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("not all posts are published; start this again to continue");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all posts are published.
fn run() -> Result<bool, BoxError> {
    let token = AccessToken::new(setting("IG_ACCESS_TOKEN", "sandbox-token")?);
    let base = setting("IG_API_BASE", "http://127.0.0.1:8025")?;
    let client = Client::new(Context::new(Login::Facebook, token)?.with_api_base(&base)?)?;
    let store = FileStore::open(setting("IG_POSTS", "posts")?)?;
    let posts: Result<Vec<_>, BoxError> = env::args().skip(1).map(post).collect();
    let posts = posts?;
    let left = store.unfinished()?;

    Ok(thread::scope(|scope| {
        let (client, store) = (&client, &store);
        let mut threads = Vec::new();
        for key in left {
            // A post that is named again is resumed below.
            if posts.iter().all(|(named, _)| *named != key) {
                threads.push(scope.spawn(move || tell(&key, client.resume(store, key.clone()))));
            }
        }
        for (key, plan) in posts {
            threads.push(scope.spawn(move || {
                let end = client.publish_once(store, key.clone(), plan);
                tell(&key, end)
            }));
        }
        // All are awaited, even if the first has failed.
        let ends: Vec<bool> = threads.into_iter().map(|it| it.join().unwrap_or(false)).collect();
        ends.into_iter().all(|published| published)
    }))
}

/// Prints the outcome of a post, and returns whether it is published.
fn tell(key: &Key, end: Result<Outcome, OnceError>) -> bool {
    match end {
        Ok(outcome) => {
            println!("{key}: {outcome}");
            matches!(outcome, Outcome::Published { .. })
        }
        Err(error) => {
            eprintln!("{key}: {error}; {}", error.advice());
            false
        }
    }
}

/// `KEY=URL-OF-A-PHOTO`.
fn post(argument: String) -> Result<(Key, PublishPlan), BoxError> {
    let (key, url) = argument.split_once('=').ok_or("a post is KEY=URL-OF-A-PHOTO")?;
    // A URL on this machine is sent only to an API on this machine.
    let photo = Photo::new(MediaUrl::local(url)?).with_caption(key.parse()?);
    let user = setting("IG_USER_ID", "17841400008460056")?.parse()?;
    Ok((key.parse()?, PublishPlan::new(user, photo)))
}

fn setting(name: &str, default: &str) -> Result<String, BoxError> {
    match env::var(name) {
        Err(VarError::NotPresent) => Ok(default.to_owned()),
        value => value.map_err(|error| format!("{name}: {error}").into()),
    }
}
