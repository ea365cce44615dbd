//! Waiting for the outcome of a post.

use std::{sync::Arc, time::Duration};

use ig_ureq::{Clock as _, SystemClock};
use tokio::{
    sync::watch,
    task::spawn_blocking,
    time::{Instant, sleep, timeout_at},
};

use super::{Service, Shown, Trouble, shown::Word};
use crate::failure::Failure;

/// How long a program may wait for an outcome at most.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// A time to wait, in seconds, as `name`.
pub(crate) fn waits(name: &str, seconds: u64) -> Result<Duration, Failure> {
    let time = Duration::from_secs(seconds);
    if LONGEST_WAIT < time {
        let longest = LONGEST_WAIT.as_secs();
        return Err(Failure::usage(format!("{name} cannot be used"))
            .because(format!("the longest wait is {longest} seconds"))
            .fix(format!("give 0 to {longest}, and ask again if the post has not ended by then")));
    }
    Ok(time)
}

/// How often it looks.
const PERIOD: Duration = Duration::from_millis(100);

/// How long a post that is public is waited for to have its permalink, which is read after that.
const PERMALINK: Duration = Duration::from_secs(3);

/// Waits for at most `time` until nothing more is to be expected of a post in that time, or until the
/// program is to stop; then the post is as it is.
pub(crate) async fn wait(
    service: &Arc<Service>,
    post: Shown,
    time: Duration,
    mut stopped: watch::Receiver<bool>,
) -> Result<Shown, Trouble> {
    let end = Instant::now() + time;
    let Shown { key, ignored, uncompared, .. } = post;
    let mut public_until = None;
    loop {
        let (asked, of) = (Arc::clone(service), key.clone());
        let post = blocking(move || asked.show(&of)).await?.without(ignored.clone());
        let post = Shown { uncompared: uncompared.clone(), ..post };
        let now = Instant::now();
        let until = match post.state {
            Word::Published if post.permalink.is_none() && post.media.is_some() => {
                (*public_until.get_or_insert(now + PERMALINK)).min(end)
            }
            Word::Waiting | Word::Active if !sleeps(&post, end - now) => end,
            _ => return Ok(post),
        };
        if until <= now || *stopped.borrow() {
            return Ok(post);
        }
        let next = until.min(now + PERIOD);
        // It ends early if the program stops; whoever could say so may be gone.
        if let Ok(Err(_)) = timeout_at(next, stopped.changed()).await {
            sleep(PERIOD).await;
        }
    }
}

/// Whether a post waits for longer than that, as for its time.
fn sleeps(post: &Shown, time: Duration) -> bool {
    post.wake.is_some_and(|wake| SystemClock.now().after(time) < wake)
}

/// Does something that blocks, beside what else is going on.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    spawn_blocking(work).await.unwrap_or_else(|_| {
        let failure = Failure::failed("the request could not be carried out")
            .because("an unexpected error; the log of the program says more")
            .fix("please report this: it is a bug");
        Err(Trouble::new(500, failure))
    })
}
