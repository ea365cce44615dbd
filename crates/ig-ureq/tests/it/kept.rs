//! Connections that are kept: one serves call after call, and no publish goes into one that the server has
//! closed.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use ig_core::endpoint::{PublishContainer, ReadContainer};
use ig_ureq::{Builder, Client};
use ureq::{
    config::{AutoHeaderValue, ConfigBuilder},
    middleware::MiddlewareNext,
    typestate::AgentScope,
};

use crate::{
    support::{client, context, head},
    tls::{Identity, PROVIDERS, trusting},
};

const LIMIT: Duration = Duration::from_secs(60);
const BODY: &str = "creation_id=1001";
const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"id\":\"2001\"}";

/// What came to a server.
#[derive(Clone, Debug, Default)]
struct Came {
    connections: Arc<AtomicUsize>,
    calls: Arc<AtomicUsize>,
}

impl Came {
    fn both(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.calls.load(Ordering::SeqCst))
    }
}

/// Calls `serve` for each connection, on a thread of its own.
fn server(serve: impl Fn(TcpStream, &Came) + Clone + Send + 'static) -> (u16, Came) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let came = Came::default();
    let counted = came.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            stream.set_nodelay(true).unwrap();
            counted.connections.fetch_add(1, Ordering::SeqCst);
            let (serve, came) = (serve.clone(), counted.clone());
            thread::spawn(move || serve(stream, &came));
        }
    });
    (port, came)
}

/// Whether a whole publish came.
fn publish_came(stream: &mut impl Read, came: &Came) -> bool {
    let (mut request, mut byte) = (Vec::new(), [0]);
    while !request.ends_with(BODY.as_bytes()) {
        if !stream.read(&mut byte).is_ok_and(|length| length == 1) {
            return false;
        }
        request.extend_from_slice(&byte);
    }
    came.calls.fetch_add(1, Ordering::SeqCst);
    true
}

/// Answers each publish with `reply`.
fn answering(reply: &'static str) -> (u16, Came) {
    server(move |mut stream, came| {
        while publish_came(&mut stream, came) {
            stream.write_all(reply.as_bytes()).unwrap();
        }
    })
}

fn builder(port: u16) -> Builder {
    client(context(&format!("http://127.0.0.1:{port}"))).with_timeout(LIMIT)
}

fn publish(client: &Client) {
    let publish = PublishContainer::new("1".parse().unwrap(), "1001".parse().unwrap());
    assert_eq!(client.call(publish).unwrap().id.as_str(), "2001");
}

#[test]
fn one_connection_serves_call_after_call_and_thread_after_thread() {
    let (port, came) = answering(OK);
    let client = builder(port).build().unwrap();
    for _ in 0..3 {
        publish(&client);
        let other = client.clone();
        thread::spawn(move || publish(&other)).join().unwrap();
    }
    assert_eq!(came.both(), (1, 6));
}

#[test]
fn the_same_under_tls() {
    for provider in PROVIDERS {
        let identity = Identity::new("127.0.0.1");
        let served = identity.clone();
        let (port, came) = server(move |stream, came| {
            let mut stream = served.serve(stream);
            while publish_came(&mut stream, came) {
                stream.write_all(OK.as_bytes()).unwrap();
                stream.flush().unwrap();
            }
        });
        let client = client(context(&format!("https://127.0.0.1:{port}"))).with_timeout(LIMIT);
        let tls = trusting(*provider, &[&identity]);
        let client = client.configure(|it| it.tls_config(tls)).build().unwrap();
        for _ in 0..3 {
            publish(&client);
        }
        assert_eq!(came.both(), (1, 3), "{provider:?}");
    }
}

/// What the server sent before it closed is not taken for a reply either.
#[test]
fn no_publish_goes_into_a_connection_that_was_closed_meanwhile() {
    let late = "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    for last in ["", late, OK] {
        let (close, closed) = mpsc::channel();
        let (port, came) = server(move |mut stream, came| {
            if publish_came(&mut stream, came) {
                stream.write_all(OK.as_bytes()).unwrap();
                thread::sleep(Duration::from_millis(20));
                stream.write_all(last.as_bytes()).unwrap();
                drop(stream);
                close.send(()).unwrap();
            }
        });
        let client = builder(port).build().unwrap();
        for _ in 0..5 {
            publish(&client);
            closed.recv_timeout(LIMIT).unwrap();
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(came.both(), (5, 5), "{last:?}");
    }
}

#[test]
fn a_connection_is_kept_only_if_its_response_allows_it() {
    for reply in [
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 13\r\n\r\n{\"id\":\"2001\"}",
        "HTTP/1.0 200 OK\r\ncontent-length: 13\r\n\r\n{\"id\":\"2001\"}",
        // More than was asked for, in the same piece.
        "HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"id\":\"2001\"}HTTP/1.1 200 OK\r\n\r\n",
    ] {
        let (port, came) = answering(reply);
        let client = builder(port).build().unwrap();
        for _ in 0..3 {
            publish(&client);
        }
        assert_eq!(came.both(), (3, 3), "{reply}");
    }
}

#[test]
fn as_many_connections_are_kept_as_are_configured() {
    let none: fn(ConfigBuilder<AgentScope>) -> _ = |it| it.max_idle_connections(0);
    let none_per_host: fn(ConfigBuilder<AgentScope>) -> _ =
        |it| it.max_idle_connections_per_host(0);
    let none_for_long: fn(ConfigBuilder<AgentScope>) -> _ = |it| it.max_idle_age(Duration::ZERO);
    for settings in [none, none_per_host, none_for_long] {
        let (port, came) = answering(OK);
        let client = builder(port).configure(settings).build().unwrap();
        for _ in 0..3 {
            publish(&client);
        }
        assert_eq!(came.both(), (3, 3));
    }
}

#[test]
fn middleware_sees_each_call() {
    let (port, came) = answering(OK);
    let (count, seen) = mpsc::channel();
    let sees = move |request: ureq::http::Request<ureq::SendBody<'_>>, next: MiddlewareNext<'_>| {
        count.send(request.uri().path().to_owned()).unwrap();
        next.handle(request)
    };
    let client = builder(port).configure(|it| it.middleware(sees)).build().unwrap();
    publish(&client);
    publish(&client);
    let paths: Vec<_> = seen.try_iter().collect();
    assert!(paths.len() == 2 && paths.iter().all(|it| it.ends_with("media_publish")), "{paths:?}");
    assert_eq!(came.both(), (1, 2));
}

/// The configuration's time limits for parts of a call are ureq's own.
#[test]
fn a_limit_for_a_part_of_a_call_holds() {
    let (port, _) = server(|mut stream, came| {
        publish_came(&mut stream, came);
        thread::sleep(LIMIT);
    });
    let limit = Some(Duration::from_millis(100));
    let client = builder(port).configure(|it| it.timeout_recv_response(limit)).build().unwrap();
    let publish = PublishContainer::new("1".parse().unwrap(), "1001".parse().unwrap());
    let error = client.call(publish).unwrap_err();
    let ig_core::Error::Transport(lost) = error else { panic!("{error:?}") };
    assert!(lost.is_timeout(), "{lost:?}");
}

#[test]
fn a_request_has_the_headers_that_are_configured() {
    let (say, said) = mpsc::channel();
    let (port, _) = server(move |mut stream, _| {
        say.send(head(&mut stream)).unwrap();
        stream.write_all(OK.as_bytes()).unwrap();
    });
    let accept = AutoHeaderValue::None;
    let client = builder(port).configure(|it| it.user_agent("a-program").accept(accept));
    let _ = client.build().unwrap().call(ReadContainer::new("1001".parse().unwrap()));
    let head = said.recv_timeout(LIMIT).unwrap().to_lowercase();
    assert!(
        head.starts_with("get /v26.0/1001?fields=") && head.contains(" http/1.1\r\n"),
        "{head}"
    );
    assert!(head.contains(&format!("host: 127.0.0.1:{port}\r\n")), "{head}");
    assert!(head.contains("user-agent: a-program\r\n"), "{head}");
    assert!(!head.contains("content-length") && !head.contains("connection:"), "{head}");
}
