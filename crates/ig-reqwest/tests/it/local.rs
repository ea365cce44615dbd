//! What the tests share: servers, calls and runtimes.

use std::{
    io::Read,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use ig_core::{
    AccessToken, Context, Delivery, Error, Login, TransportError, endpoint::PublishContainer,
};
use ig_reqwest::{Builder, Client};
use tokio::runtime::{self, Runtime};

pub(crate) const PUBLISHED: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"id\":\"2001\"}";

/// How many requests came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count(Arc<AtomicUsize>);

impl Count {
    pub(crate) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// A server that calls `serve` for each connection, each on its own thread.
pub(crate) fn server(
    serve: impl Fn(TcpStream, &Count) + Clone + Send + 'static,
) -> (SocketAddr, Count) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let count = Count::default();
    let counted = count.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (serve, count) = (serve.clone(), counted.clone());
            thread::spawn(move || serve(stream, &count));
        }
    });
    (address, count)
}

/// Whether a whole publish came.
pub(crate) fn publish_came(stream: &mut TcpStream, count: &Count) -> bool {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    while !request.ends_with(b"creation_id=1001") {
        match stream.read(&mut part) {
            Ok(length) if 0 < length => request.extend_from_slice(&part[..length]),
            _ => return false,
        }
    }
    count.one_more();
    true
}

pub(crate) fn builder(address: SocketAddr, limit: Duration) -> Builder {
    let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
    let context = context.with_api_base(&format!("http://{address}")).unwrap();
    Client::builder(context).with_timeout(limit)
}

pub(crate) fn publish() -> PublishContainer {
    PublishContainer::new("1".parse().unwrap(), "1001".parse().unwrap())
}

#[track_caller]
pub(crate) fn lost<T: std::fmt::Debug>(result: Result<T, Error>) -> TransportError {
    match result {
        Err(Error::Transport(lost)) => {
            assert_eq!(lost.delivery(), Delivery::Unknown, "{lost:?}");
            lost
        }
        other => panic!("{other:?}"),
    }
}

pub(crate) fn one_thread() -> Runtime {
    runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

pub(crate) fn two_threads() -> Runtime {
    runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
