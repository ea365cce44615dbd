//! Waiting for the outcome of a post.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::spawn_blocking,
    time::{Instant, sleep, timeout_at},
};

use super::{Service, Shown, Trouble, shown::Word};
use crate::failure::Failure;

/// How often it looks.
const PERIOD: Duration = Duration::from_millis(100);

/// How long a post that is public is waited for to have its permalink, which is read after that.
const PERMALINK: Duration = Duration::from_secs(3);

/// Waits for at most `time` until nothing more is to be expected of a post, or until the program is to
/// stop; then the post is as it is.
pub(crate) async fn wait(
    service: &Arc<Service>,
    key: &str,
    time: Duration,
    mut stopped: watch::Receiver<bool>,
) -> Result<Shown, Trouble> {
    let end = Instant::now() + time;
    let mut public_until = None;
    loop {
        let (asked, of) = (Arc::clone(service), key.to_owned());
        let post = blocking(move || asked.show(&of)).await?;
        let now = Instant::now();
        let until = match post.state {
            Word::Published if post.permalink.is_none() && post.media.is_some() => {
                (*public_until.get_or_insert(now + PERMALINK)).min(end)
            }
            Word::Waiting | Word::Active => end,
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

/// Does something that blocks, beside what else is going on.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    spawn_blocking(work).await.unwrap_or_else(|_| {
        let failure = Failure::failed("the request could not be carried out")
            .because("an unexpected error; standard error says more")
            .fix("please report this: it is a bug");
        Err(Trouble::new(500, failure))
    })
}
