//! Both transports against a sandbox under Meta's own host names: the base URL is the default, and
//! only the addresses of the names and the certificate authority differ.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use ig_core::{
    AccessToken, Context, Login, Photo, PublishFlow, PublishPlan,
    endpoint::{ListMedia, PublishingLimit},
    publish::Outcome,
};
use ig_sandbox::{Authority, Config, Fetched, Options, Sandbox, Server};
use ig_tests::{JPEG, TOKEN, driver::block_on};

const USER: &str = "17841400008460056";

struct Bench {
    server: Server,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path()).unwrap();
        let sandbox = Sandbox::new(Config::default().with_no_processing().with_token(TOKEN));
        let options = Options::default().with_tls(authority);
        let options = options.with_fetcher(|_| Ok(Fetched::new(JPEG)));
        let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).unwrap();
        Self { server, folder }
    }

    fn authority(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("ca.pem")).unwrap()
    }

    fn flow() -> PublishFlow {
        let photo = Photo::new("https://www.example.com/a.jpg".parse().unwrap());
        let photo = photo.with_caption("by name".parse().unwrap());
        PublishFlow::new(PublishPlan::new(USER.parse().unwrap(), photo), 1)
    }

    fn is_published(&self, outcome: &Outcome) {
        assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
        let posts = self.server.with(Sandbox::state).accounts.remove(0).media;
        assert_eq!(posts.len(), 1);
        let came = self.server.with(|sandbox, _| sandbox.requests().len());
        assert!(came >= 3, "{came} requests came by name");
    }
}

fn context() -> Context {
    Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap()
}

#[test]
fn the_async_transport_publishes_by_name() {
    let bench = Bench::new();
    let root = reqwest::Certificate::from_pem(&bench.authority()).unwrap();
    let address = bench.server.address();
    let client = ig_reqwest::Client::builder(context())
        .with_timeout(Duration::from_secs(30))
        .configure(|http| {
            http.resolve("graph.facebook.com", address).no_proxy().tls_certs_only([root])
        })
        .build()
        .unwrap();
    block_on(async {
        let mut store = |_| std::future::ready(Ok::<(), io::Error>(()));
        let outcome = client.drive(&mut Bench::flow(), &mut store).await.unwrap();
        bench.is_published(&outcome);
        let limit = client.call(PublishingLimit::new(USER.parse().unwrap())).await.unwrap();
        assert_eq!(limit.quota_usage, 1);
    });
}

#[test]
fn the_blocking_transport_publishes_by_name() {
    let bench = Bench::new();
    let root = ureq::tls::Certificate::from_pem(&bench.authority()).unwrap();
    let roots = ureq::tls::RootCerts::new_with_certs(&[root]);
    let proxy = proxy(bench.server.address());
    let client = ig_ureq::Client::builder(context())
        .with_timeout(Duration::from_secs(30))
        .configure(|http| {
            let tls = ureq::tls::TlsConfig::builder().root_certs(roots).build();
            http.tls_config(tls).proxy(Some(proxy))
        })
        .build()
        .unwrap();
    let outcome = client.drive(&mut Bench::flow(), &mut |_| Ok::<(), io::Error>(())).unwrap();
    bench.is_published(&outcome);
    let posts = client.call(ListMedia::new(USER.parse().unwrap())).unwrap();
    assert_eq!(posts.data.len(), 1);
}

/// A proxy that leads all names to one address, for a client whose resolver cannot be set. The
/// traffic through it is encrypted.
fn proxy(to: SocketAddr) -> ureq::Proxy {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { break };
            thread::spawn(move || tunnel(client, to));
        }
    });
    ureq::Proxy::new(&format!("http://{address}")).unwrap()
}

fn tunnel(client: TcpStream, to: SocketAddr) -> io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    assert!(first.starts_with("CONNECT graph.facebook.com:443 "), "{first}");
    let mut line = first;
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line)?;
    }
    let server = TcpStream::connect(to)?;
    let mut client = client;
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let (mut there, mut back) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || io::copy(&mut reader, &mut there));
    io::copy(&mut { server }, &mut back).map(drop)
}
