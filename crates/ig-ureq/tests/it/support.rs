//! Servers, a video, and a client.

use std::{
    error::Error as _,
    fs::File,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use ig_core::{
    AccessToken, Context, Delivery, Error, Login, RetryPolicy, TransportError,
    endpoint::UploadVideo, upload::NamedSource,
};
use ig_ureq::{Builder, Client, Files};

pub(crate) const TOKEN: &str = "EAAGtoken";
pub(crate) const MIB: u64 = 1024 * 1024;

/// Meta's reply to an upload that it refuses.
pub(crate) const REFUSED: &str = r#"{"debug_info":{"retriable":false,"type":"ProcessingFailedError","message":"unauthorized user request"}}"#;

/// A response with a length.
pub(crate) fn reply(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

/// A server that serves one connection after the other, and reports the result of each.
pub(crate) struct Server<T> {
    pub(crate) address: SocketAddr,
    pub(crate) served: mpsc::Receiver<T>,
}

impl<T: Send + 'static> Server<T> {
    pub(crate) fn new(mut serve: impl FnMut(TcpStream) -> T + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, served) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A response that is held back to be sent with more is lost if a reset follows.
                stream.set_nodelay(true).unwrap();
                if tell.send(serve(stream)).is_err() {
                    break;
                }
            }
        });
        Self { address, served }
    }

    /// The result of the only connection.
    #[track_caller]
    pub(crate) fn only(&self) -> T {
        let served = self.served.recv_timeout(Duration::from_secs(60)).unwrap();
        assert!(self.served.try_recv().is_err(), "there was a second request");
        served
    }
}

/// Reads the head of a request, and nothing of its body.
pub(crate) fn head(stream: &mut impl Read) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

/// Reads `length` bytes, or fewer if there are no more.
pub(crate) fn take(stream: &mut impl Read, length: u64) -> u64 {
    let mut taken = 0;
    let mut part = [0; 64 * 1024];
    while taken < length {
        let most = usize::try_from(length - taken).unwrap().min(part.len());
        match stream.read(&mut part[..most]) {
            Ok(0) | Err(_) => break,
            Ok(length) => taken += length as u64,
        }
    }
    taken
}

pub(crate) fn take_all(stream: &mut impl Read) -> u64 {
    take(stream, u64::MAX)
}

/// A video of so many zero bytes.
pub(crate) struct Video {
    pub(crate) file: NamedSource,
    _folder: tempfile::TempDir,
}

impl Video {
    pub(crate) fn new(size: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("video.mov");
        File::create(&path).unwrap().set_len(size).unwrap();
        let file = Files::name(&path).unwrap();
        Self { file, _folder: folder }
    }
}

pub(crate) fn context(base: &str) -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
    context.with_api_base(base).unwrap()
}

/// A client that retries nothing, so that a server sees each request.
pub(crate) fn client(context: Context) -> Builder {
    Client::builder(context).with_retry(RetryPolicy::never())
}

/// The result of an upload.
#[derive(Debug)]
pub(crate) struct Uploaded {
    pub(crate) result: Result<(), Error>,
    /// How much of the body was handed to the connection.
    pub(crate) sent: u64,
    pub(crate) took: Duration,
}

/// Uploads a video to the host of `base`.
pub(crate) fn upload(builder: Builder, base: &str, video: &Video) -> Uploaded {
    let uri = format!("{base}/ig-api-upload/v26.0/1001").parse().unwrap();
    let sent = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&sent);
    let client =
        builder.on_upload(move |it| counted.store(it.sent, Ordering::SeqCst)).build().unwrap();
    let start = Instant::now();
    let result = client.call(UploadVideo::part(uri, video.file.part(0))).map(drop);
    let took = start.elapsed();
    if let Err(error) = &result {
        let shown = format!("{} {error:?}", chain(error));
        assert!(!shown.contains(TOKEN), "{shown}");
    }
    Uploaded { result, sent: sent.load(Ordering::SeqCst), took }
}

/// Uploads a video over http with this limit.
pub(crate) fn upload_to(address: SocketAddr, limit: Duration, video: &Video) -> Uploaded {
    let base = format!("http://{address}");
    upload(client(context(&base)).with_timeout(limit), &base, video)
}

impl Uploaded {
    /// The server's refusal was read: its status, and its whole text.
    #[track_caller]
    pub(crate) fn is_refused(&self) {
        let Err(error @ Error::Response(_)) = &self.result else { panic!("{self:?}") };
        let said = chain(error);
        assert!(said.contains("401") && said.contains("unauthorized user request"), "{said}");
    }

    #[track_caller]
    pub(crate) fn lost(&self) -> &TransportError {
        let Err(Error::Transport(lost)) = &self.result else { panic!("{self:?}") };
        lost
    }

    /// No response came, and the fate of the request is unknown.
    #[track_caller]
    pub(crate) fn is_unknown(&self) -> &TransportError {
        assert_eq!(self.lost().delivery(), Delivery::Unknown, "{self:?}");
        self.lost()
    }

    #[track_caller]
    pub(crate) fn is_not_sent(&self) -> String {
        let Err(error) = &self.result else { panic!("{self:?}") };
        assert_eq!(self.lost().delivery(), Delivery::NotSent, "{self:?}");
        assert_eq!(self.sent, 0);
        chain(error)
    }
}

/// An error and its sources.
pub(crate) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// Writes; returns whether the client still reads.
pub(crate) fn say(stream: &mut impl Write, bytes: &[u8]) -> bool {
    stream.write_all(bytes).and_then(|()| stream.flush()).is_ok()
}
