//! The client: the core in a loop.

use std::{fmt, time::Duration};

use ig_core::{
    BuildError, Call, CallFlow, Context, DriveError, Endpoint, Error, FileSlice, Flow, Reply,
    RetryPolicy, Step, TransportError, Uploading,
    http::{Request, Response},
};
use ureq::{
    Agent, Body, config::ConfigBuilder, typestate::AgentScope,
    unversioned::transport::DefaultConnector,
};

use crate::{
    Clock, NoStore, Store, SystemClock,
    body::Watched,
    film::{Film, OnUpload},
    lost::lost,
    names::{Known, Names},
};

/// The most bytes of a response that are read. What the API sends is smaller
/// by far; what is larger is no reply, and may have taken effect.
pub const MAX_RESPONSE: u64 = 1024 * 1024;

/// Sends requests and drives flows on the calling thread.
///
/// A clone shares the connections.
#[derive(Clone, Debug)]
pub struct Client<C = SystemClock> {
    agent: Agent,
    known: Known,
    context: Context,
    clock: C,
    timeout: Duration,
    retry: RetryPolicy,
    on_upload: OnUpload,
}

/// Sets up a [`Client`].
pub struct Builder {
    context: Context,
    config: ConfigBuilder<AgentScope>,
    timeout: Duration,
    retry: RetryPolicy,
    on_upload: OnUpload,
}

impl Client {
    /// A client for the API of `context`.
    pub fn new(context: Context) -> Self {
        Self::builder(context).build()
    }

    /// A client with settings.
    pub fn builder(context: Context) -> Builder {
        Builder {
            context,
            config: with_tls(Agent::config_builder())
                .user_agent(concat!("ig-ureq/", env!("CARGO_PKG_VERSION")))
                .timeout_connect(Some(Duration::from_secs(10))),
            timeout: Duration::from_secs(180),
            retry: RetryPolicy::default(),
            on_upload: OnUpload::default(),
        }
    }
}

impl Builder {
    /// How long one request may take in all: 180 s, since Meta fetches and
    /// judges a picture while it is asked, and has been seen to answer a
    /// publish after 2 min 9 s (reference §13.1).
    ///
    /// An upload takes as long as its film is: there it is how long the
    /// connection may take nothing of the body, and then how long the server
    /// may take to answer.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How single calls are retried.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Tells how far an upload is, after each piece of at most 64 KiB that was
    /// handed to the connection. The upload waits for `tell`, which is called on the
    /// thread that drives the flow.
    #[must_use]
    pub fn on_upload(mut self, tell: impl Fn(Uploading) + Send + Sync + 'static) -> Self {
        self.on_upload = OnUpload::new(tell);
        self
    }

    /// Settings of the HTTP client, such as a proxy or a certificate. What has
    /// to hold (no redirects, statuses as responses, the time-out, https save
    /// for this machine) is set after them.
    ///
    /// ureq takes a TLS configuration as a whole, its provider included, which
    /// is Rustls unless it is named: where only the feature `native-tls` is on,
    /// name [`NativeTls`](ureq::tls::TlsProvider::NativeTls).
    #[must_use]
    pub fn configure(
        mut self,
        settings: impl FnOnce(ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope>,
    ) -> Self {
        self.config = settings(self.config);
        self
    }

    /// The client.
    pub fn build(self) -> Client {
        let local = self.context.is_loopback();
        let mut config = self
            .config
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .https_only(!local)
            .timeout_global(Some(self.timeout));
        if local {
            // A proxy would get to see the token, which is not encrypted here.
            config = config.proxy(None);
        }
        let (known, connector) = (Known::default(), DefaultConnector::default());
        let agent = Agent::with_parts(config.build(), connector, Names::new(known.clone()));
        let Self { context, timeout, retry, on_upload, .. } = self;
        Client { agent, known, context, clock: SystemClock::default(), timeout, retry, on_upload }
    }
}

#[cfg(feature = "native-tls")]
fn with_tls(config: ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> {
    use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
    let native = TlsConfig::builder()
        .provider(TlsProvider::NativeTls)
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    config.tls_config(native)
}

#[cfg(not(feature = "native-tls"))]
fn with_tls(config: ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> {
    config
}

impl<C: Clock> Client<C> {
    /// The same client by another clock.
    pub fn with_clock<D: Clock>(self, clock: D) -> Client<D> {
        let Self { agent, known, context, timeout, retry, on_upload, .. } = self;
        Client { agent, known, context, clock, timeout, retry, on_upload }
    }

    /// Where requests go and with which token.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// One call, retried where that is safe.
    ///
    /// # Errors
    ///
    /// When it fails for good.
    pub fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Response, Error> {
        let seed = self.clock.now().as_unix_millis();
        match self.drive(&mut CallFlow::new(endpoint, self.retry.clone(), seed), &mut NoStore) {
            Ok(result) => result,
            Err(DriveError::Build(error)) => Err(error.into()),
            Err(DriveError::Store(never)) => match never {},
        }
    }

    /// Drives a flow to its end.
    ///
    /// # Errors
    ///
    /// When a request cannot be built or a snapshot cannot be kept. The flow
    /// can be driven again.
    pub fn drive<F, S>(
        &self,
        flow: &mut F,
        store: &mut S,
    ) -> Result<F::Output, DriveError<S::Error>>
    where
        F: Flow,
        S: Store<F::Snapshot>,
    {
        loop {
            match flow.poll(self.clock.now()) {
                Step::Save(snapshot) => {
                    store.save(snapshot).map_err(DriveError::Store)?;
                    flow.saved();
                }
                Step::Send(call) => {
                    let reply = self.send(&call)?;
                    flow.handle(self.clock.now(), reply);
                }
                Step::Wait(until) => self.clock.sleep_until(until),
                Step::Done(output) => return Ok(output),
            }
        }
    }

    fn send(&self, call: &Call) -> Result<Reply, BuildError> {
        let draft = call.draft();
        let reply = match draft.slice() {
            Some(slice) => self.upload(self.context.upload(draft)?, slice),
            None => {
                let (head, body) = self.context.request(draft)?.into_parts();
                let mut body = Watched::new(body);
                let request = body.request(Request::from_parts(head, ()));
                let reply = self.agent.run(request).and_then(whole);
                reply.map_err(|error| lost(error, body.handed))
            }
        };
        if reply.is_err() {
            self.known.forget();
        }
        Ok(reply.map(|response| response.map(|body| self.context.mask_reply(draft, body))))
    }

    /// A request whose body is a part of a file. No limit is set to the whole of
    /// it, but one to each of its steps and to each write.
    fn upload(&self, head: Request<()>, slice: &FileSlice) -> Reply {
        let mut film = Film::open(slice, &self.on_upload).map_err(TransportError::of_file)?;
        let limit = Some(self.timeout);
        let request = self
            .agent
            .configure_request(film.request(head))
            .timeout_global(None)
            .timeout_resolve(limit)
            .timeout_send_request(limit)
            .timeout_per_write(limit)
            .timeout_recv_response(limit)
            .timeout_recv_body(limit)
            .build();
        let reply = self.agent.run(request).and_then(whole);
        match film.trouble {
            Some(trouble) => Err(TransportError::of_file(trouble)),
            None => reply.map_err(|error| lost(error, film.handed)),
        }
    }
}

fn whole(response: Response<Body>) -> Result<Response<Vec<u8>>, ureq::Error> {
    let (parts, mut body) = response.into_parts();
    // A body that reaches ureq's limit is beyond it.
    let body = body.with_config().limit(MAX_RESPONSE + 1).read_to_vec()?;
    Ok(Response::from_parts(parts, body))
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("context", &self.context)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use ig_core::{AccessToken, Login, endpoint::ReadContainer};

    use super::*;

    #[test]
    fn a_host_is_known_after_a_reply_and_forgotten_where_none_came() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken"));
        let context = context.and_then(|it| it.with_api_base(&format!("http://{address}")));
        let client = Client::builder(context.expect("a base"));
        let client = client.with_retry(RetryPolicy::never()).build();
        let read = || client.call(ReadContainer::new("1".parse().expect("an id")));
        let is_known = || format!("{:?}", client.known).contains(&address);

        let server = thread::spawn(move || {
            let (mut connection, _) = listener.accept().expect("a client");
            let _ = connection.read(&mut [0; 4096]).expect("a request");
            let reply = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 26\r\n\r\n\
                         {\"status_code\":\"FINISHED\"}";
            connection.write_all(reply.as_bytes()).expect("a client that listens");
        });
        read().expect("a status");
        assert!(is_known());
        server.join().expect("the server has ended");
        read().expect_err("nobody listens");
        assert!(!is_known());
    }
}
