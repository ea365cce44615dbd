//! A driver on plain threads and `std::net`: one thread per post, no transport
//! crate, no runtime.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-driver --example threads -- \
//!     monday=http://127.0.0.1:8025/_sandbox/files/sample.jpg \
//!     tuesday=crates/ig-media/tests/data/h264_aac_faststart.mp4
//! ```
//!
//! Each post has a key, under which the folder `posts` keeps it: after a stop at any
//! moment, the same command continues where it was, and does not publish a
//! published post again.
//!
//! The API is the sandbox, unless `IG_API_BASE`, `IG_USER_ID` and
//! `IG_ACCESS_TOKEN` are set. It uses plain HTTP, which the core allows only to
//! this machine.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]
#![expect(unreachable_pub, reason = "it is pasted into programs")]

mod drive;
mod http;

use std::{
    env::{self, VarError},
    path::Path,
    process::ExitCode,
    thread,
    time::Duration,
};

use ig_core::{
    AccessToken, Context, Login, MediaUrl, Photo, Post, PublishPlan, Reel,
    publish::{Outcome, PublishPolicy},
};
use ig_driver::{BoxError, FileStore, Files, Key, Once, Target, now, once, seed};

use self::drive::drive;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("not all posts are published; run this again with the same keys to continue");
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
    let context = Context::new(Login::Facebook, token)?.with_api_base(&base)?;
    let store = FileStore::open(setting("IG_POSTS", "posts")?)?;
    let posts: Result<Vec<(Key, PublishPlan)>, BoxError> = env::args().skip(1).map(post).collect();
    let posts = posts?;
    if posts.is_empty() {
        return Err("give posts: KEY=VIDEO or KEY=URL-OF-A-PHOTO".into());
    }
    Ok(thread::scope(|scope| {
        let (context, store) = (&context, &store);
        let threads: Vec<_> = posts
            .into_iter()
            .map(|(key, plan)| scope.spawn(move || publish(store, context, &key, plan)))
            .collect();
        // All are awaited, even if the first has failed.
        let ends: Vec<bool> = threads.into_iter().map(|it| it.join().unwrap_or(false)).collect();
        ends.into_iter().all(|published| published)
    }))
}

/// One post; whether it is published.
fn publish(store: &FileStore, context: &Context, key: &Key, plan: PublishPlan) -> bool {
    match publish_once(store, context, key, plan) {
        Ok(outcome) => {
            println!("{key}: {outcome}");
            matches!(outcome, Outcome::Published { .. })
        }
        Err(error) => {
            eprintln!("{key}: {error}");
            false
        }
    }
}

fn publish_once(
    store: &FileStore,
    context: &Context,
    key: &Key,
    plan: PublishPlan,
) -> Result<Outcome, BoxError> {
    // Held until the end: a second program with this key gets `Busy`, and not a second post.
    let mut slot = store.lock(key)?;
    let target = Target::of(context);
    let mut flow = match once(slot.record(), plan, &target, now(), seed())? {
        Once::Over(outcome) => return Ok(outcome),
        Once::Drive(flow) => flow,
    };
    slot.begin(target);
    drive(&mut flow, &mut slot, context)
}

/// `KEY=VIDEO`, a reel to upload, or `KEY=URL`, a photo to fetch.
fn post(argument: String) -> Result<(Key, PublishPlan), BoxError> {
    let (key, medium) = argument.split_once('=').ok_or("a post is KEY=VIDEO or KEY=URL")?;
    // Posts with different captions can be distinguished if a reply is lost.
    let caption = key.parse()?;
    let is_url = medium.starts_with("http://") || medium.starts_with("https://");
    let extension = Path::new(medium).extension().and_then(|extension| extension.to_str());
    let post: Post = match extension {
        // A URL on this machine is sent only to an API on this machine.
        _ if is_url => Photo::new(MediaUrl::local(medium)?).with_caption(caption).into(),
        Some("mp4" | "mov") => Reel::new(Files::name(medium)?).with_caption(caption).into(),
        _ => return Err(format!("{medium} is neither a URL nor an .mp4 or .mov file").into()),
    };
    let plan = PublishPlan::new(setting("IG_USER_ID", "17841400008460056")?.parse()?, post);
    // The sandbox shows a post at once. Instagram does not: omit this there.
    let settle = setting("IG_SETTLE", "30")?.parse().map(Duration::from_secs)?;
    Ok((key.parse()?, plan.with_policy(PublishPolicy::default().with_settle(settle))))
}

fn setting(name: &str, default: &str) -> Result<String, BoxError> {
    match env::var(name) {
        Err(VarError::NotPresent) => Ok(default.to_owned()),
        value => value.map_err(|error| format!("{name}: {error}").into()),
    }
}
