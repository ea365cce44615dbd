//! Connections: requests in, answers out.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{Notify, Semaphore, watch},
    time::{Instant, sleep, timeout},
};

use super::{
    answer::{Shared, answer},
    guard,
};

/// Those that are open at once. One more ends the oldest on which no token was shown, or waits.
const MAX_CONNECTIONS: usize = 512;

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers until the program is to stop; those under way have `last` to end.
pub(super) async fn accept(
    listener: std::net::TcpListener,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
    last: Duration,
) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let strangers = Arc::new(Strangers::default());
    while !*stopped.borrow() {
        let next = async {
            let accepted = listener.accept().await;
            if room.available_permits() == 0 {
                strangers.end_the_oldest();
            }
            (Arc::clone(&room).acquire_owned().await, accepted)
        };
        let next = tokio::select! {
            next = next => next,
            _ = stopped.changed() => continue,
        };
        match next {
            (Ok(permit), Ok((stream, _))) => {
                let (shared, stopped) = (Arc::clone(&shared), stopped.clone());
                let (stranger, ended) = strangers.add();
                tokio::spawn(async move {
                    tokio::select! {
                        () = serve(stream, shared, stopped, stranger) => (),
                        () = ended.notified() => (),
                    }
                    drop(permit);
                });
            }
            // Out of file handles, most likely: some will come free.
            _ => sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    let all = u32::try_from(MAX_CONNECTIONS).unwrap_or(u32::MAX);
    // Each connection that has ended has given its permit back.
    let _ = timeout(last, room.acquire_many(all)).await;
}

/// The number of the next connection, and by their age those on which no token was shown yet. Whoever
/// opens many of them must not keep those out who have it.
#[derive(Debug, Default)]
struct Strangers(Mutex<(u64, BTreeMap<u64, Arc<Notify>>)>);

/// One of them, until it is dropped or shows the token.
#[derive(Debug)]
struct Stranger(Arc<Strangers>, u64);

impl Strangers {
    fn add(self: &Arc<Self>) -> (Stranger, Arc<Notify>) {
        let (next, all) = &mut *self.lock();
        let (number, ended) = (*next, Arc::<Notify>::default());
        *next += 1;
        all.insert(number, Arc::clone(&ended));
        (Stranger(Arc::clone(self), number), ended)
    }

    fn end_the_oldest(&self) {
        if let Some((_, ended)) = self.lock().1.pop_first() {
            ended.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, (u64, BTreeMap<u64, Arc<Notify>>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stranger {
    fn is_known(&self) {
        self.0.lock().1.remove(&self.1);
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.is_known();
    }
}

async fn serve(
    stream: TcpStream,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
    stranger: Stranger,
) {
    // A client that sends one request after another would wait for 40 ms at each reply.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: Request<Incoming>| {
        let shared = Arc::clone(&shared);
        if guard::has_token(&shared.token, request.headers()).is_ok() {
            stranger.is_known();
        }
        let answer: Pin<Box<dyn Future<Output = _> + Send>> =
            Box::pin(
                async move { Ok::<_, std::convert::Infallible>(answer(shared, request).await) },
            );
        answer
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service);
    let mut is_told = false;
    let end = loop {
        tokio::select! {
            end = poll_fn(|context| connection.poll_without_shutdown(context)) => break end,
            _ = stopped.changed(), if !is_told => {
                is_told = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
        }
    };
    // What goes wrong on a connection is the client's to notice.
    if end.is_ok() {
        linger(connection.into_parts().io.into_inner()).await;
    }
}

/// Lets a client read the answer that is still sending a body which was refused: a connection that is
/// closed with unread bytes takes back what was sent. Most clients send all of it before they read; none
/// of it is kept.
async fn linger(mut stream: TcpStream) {
    const LONGEST: Duration = Duration::from_secs(10);
    const MOST: usize = 256 * 1024 * 1024;
    if stream.shutdown().await.is_err() {
        return;
    }
    let end = Instant::now() + LONGEST;
    let (mut seen, mut bytes) = (0, vec![0; 64 * 1024]);
    while seen < MOST {
        match tokio::time::timeout_at(end, stream.read(&mut bytes)).await {
            Ok(Ok(count @ 1..)) => seen += count,
            _ => return,
        }
    }
    tokio::time::sleep_until(end).await;
}
