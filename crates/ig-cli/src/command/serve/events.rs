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
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, timeout},
};

use crate::{
    service::{Service, Told, Trouble, blocking},
    text::json,
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

/// Events after the one with the number `after`, of one post or of all, until the client goes away or
/// the program stops.
pub(super) fn stream(
    service: Arc<Service>,
    after: u64,
    of: Option<String>,
    stopped: watch::Receiver<bool>,
) -> Stream {
    let (sender, receiver) = mpsc::channel(16);
    tokio::spawn(follow(service, after, of, stopped, sender));
    Stream(receiver)
}

async fn follow(
    service: Arc<Service>,
    mut after: u64,
    of: Option<String>,
    mut stopped: watch::Receiver<bool>,
    sender: mpsc::Sender<Bytes>,
) {
    // The head of the response leaves with this.
    if sender.send(Bytes::from_static(b"retry: 1000\n\n")).await.is_err() {
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
            if sender.send(text(&event)).await.is_err() {
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

async fn end(sender: &mpsc::Sender<Bytes>, trouble: Trouble) {
    let text = format!("event: error\ndata: {}\n\n", json(&trouble.body()));
    let _ = sender.send(text.into()).await;
}

fn text(event: &Told) -> Bytes {
    format!("id: {}\nevent: post\ndata: {}\n\n", event.seq, json(event)).into()
}
