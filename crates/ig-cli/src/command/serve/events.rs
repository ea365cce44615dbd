//! What happens to posts, as server-sent events. The id of each is its number in the queue, so that a
//! client that comes back with `Last-Event-ID` misses nothing.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use hyper::body::{Body, Bytes, Frame};
use serde_json::json;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, timeout},
};

use crate::{
    service::{Service, Told, Trouble, blocking},
    text,
};

/// How often it looks.
const PERIOD: Duration = Duration::from_millis(100);

/// How long a stream is silent at most: proxies and clients give up a connection after a while.
const SILENCE: Duration = Duration::from_secs(15);

/// The body of a stream of events.
#[derive(Debug)]
pub(super) struct Stream(mpsc::Receiver<Bytes>);

impl Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|bytes| Some(Ok(Frame::data(bytes?))))
    }
}

/// Where a stream begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// After the event with this number.
    after: u64,
    /// Whether the client has a number that the queue has not given to any event.
    is_reset: bool,
}

impl Start {
    /// After the event that the client `has`, and without one after `otherwise`. A number beyond the
    /// `last` one is of another queue, or of this one before an earlier copy took its place: nothing
    /// would be heard until that many events have happened.
    pub(super) fn new(has: Option<u64>, last: u64, otherwise: u64) -> Self {
        match has {
            Some(has) if has <= last => Self { after: has, is_reset: false },
            has => Self { after: otherwise, is_reset: has.is_some() },
        }
    }
}

/// Events from a start, of one post or of all, until the client goes away or the program stops.
pub(super) fn stream(
    service: Arc<Service>,
    start: Start,
    of: Option<String>,
    stopped: watch::Receiver<bool>,
) -> Stream {
    let (sender, receiver) = mpsc::channel(16);
    tokio::spawn(follow(service, start, of, stopped, sender));
    Stream(receiver)
}

async fn follow(
    service: Arc<Service>,
    start: Start,
    of: Option<String>,
    mut stopped: watch::Receiver<bool>,
    sender: mpsc::Sender<Bytes>,
) {
    // The head of the response leaves with this.
    if sender.send(Bytes::from_static(b"retry: 1000\n\n")).await.is_err() {
        return;
    }
    let Start { mut after, is_reset } = start;
    if is_reset && sender.send(reset(after)).await.is_err() {
        return;
    }
    let mut last = Instant::now();
    while !*stopped.borrow() {
        let (asked, name) = (Arc::clone(&service), of.clone());
        let told = match blocking(move || asked.follow(after, name.as_deref())).await {
            Ok(told) => told,
            // The client comes back with the id of the last event.
            Err(trouble) => return end(&sender, trouble).await,
        };
        let is_last = told.is_empty();
        for event in told {
            after = event.seq;
            last = Instant::now();
            if sender.send(line(&event)).await.is_err() {
                return;
            }
        }
        if !is_last {
            continue;
        }
        if SILENCE <= last.elapsed() {
            last = Instant::now();
            if sender.send(Bytes::from_static(b": nothing new\n\n")).await.is_err() {
                return;
            }
        }
        if sender.is_closed() {
            return;
        }
        let _ = timeout(PERIOD, stopped.changed()).await;
    }
}

/// Its id is where the client goes on if it comes back.
fn reset(after: u64) -> Bytes {
    let data = json!({
        "after": after,
        "why": "no event has the number that was given: the queue is another one, or an earlier copy of it",
        "fix": "GET /posts shows how far the posts are; the events go on from here",
    });
    format!("id: {after}\nevent: reset\ndata: {data}\n\n").into()
}

async fn end(sender: &mpsc::Sender<Bytes>, trouble: Trouble) {
    let text = format!("event: error\ndata: {}\n\n", text::json(&trouble.body()));
    let _ = sender.send(text.into()).await;
}

fn line(event: &Told) -> Bytes {
    format!("id: {}\nevent: post\ndata: {}\n\n", event.seq, text::json(event)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_beyond_the_last_event_is_that_of_another_queue() {
        let check = |has, last, otherwise, after, is_reset| {
            assert_eq!(Start::new(has, last, otherwise), Start { after, is_reset });
        };
        check(None, 7, 7, 7, false);
        check(None, 7, 0, 0, false);
        check(Some(0), 7, 7, 0, false);
        check(Some(7), 7, 7, 7, false);
        check(Some(8), 7, 7, 7, true);
        check(Some(8), 7, 0, 0, true);
        check(Some(u64::MAX), 0, 0, 0, true);
        check(Some(0), 0, 0, 0, false);
    }
}
